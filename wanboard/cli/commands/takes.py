"""`wanboard takes STORY…`: the takes of every clip: number, date, seed, cost, file."""

from __future__ import annotations

import datetime

from wanboard.cli.options import Options
from wanboard.cli.report import opened
from wanboard.cli.screen import print_document
from wanboard.cli.table import table
from wanboard.errors import ExitCode
from wanboard.files import display_path
from wanboard.pipeline.choose import select
from wanboard.pipeline.desk import Desk
from wanboard.pipeline.locking import read_lock
from wanboard.pipeline.takes import Choice, choose_takes
from wanboard.store.costs import spent
from wanboard.store.record import Record, State


def run(options: Options) -> int:
    documents = []
    with opened(options, write=False) as work:
        for compiled in work.compiled:
            clips = select(compiled.clips, options.select)
            choices = choose_takes(clips, work.desk, read_lock(compiled))
            documents.append(
                {"path": str(compiled.path), "clips": [_document(choice, work.desk) for choice in choices]}
            )
            if not options.json:
                print(f"{compiled.path}: {compiled.board.title}")
                rows = [row for choice in choices for row in _rows(choice, work.desk)]
                print(table(["clip", "shots", "take", "date", "seed", "cost", "file"], rows, right=(0, 2, 4, 5)))
    if options.json:
        print_document("takes", 1, {"ok": True, "storyboards": documents})
    return ExitCode.DONE


def _stored(choice: Choice, desk: Desk) -> list[Record]:
    stored = [r for r in desk.of(choice.clip.fingerprint) if r.state is State.STORED]
    return sorted(stored, key=lambda record: record.take)


def _rows(choice: Choice, desk: Desk) -> list[list[str]]:
    rows = []
    for record in _stored(choice, desk):
        used = "*" if record.take == choice.take else " "
        here = display_path(desk.media.path(record.media or "")) if desk.is_here(record) else "missing"
        seed = "" if record.seed is None else str(record.seed)
        cost = f"{spent(record):.2f} {record.cost.currency}" if record.cost else ""
        rows.append(
            [
                str(choice.clip.number),
                choice.clip.label,
                f"{used}{record.take}",
                _date(record),
                seed,
                cost,
                here,
            ]
        )
    return rows or [[str(choice.clip.number), choice.clip.label, "-", "", "", "", ""]]


def _date(record: Record) -> str:
    moment = datetime.datetime.fromtimestamp(record.finished_at or record.changed_at).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M")


def _document(choice: Choice, desk: Desk) -> dict[str, object]:
    return {
        "number": choice.clip.number,
        "clip": choice.clip.label,
        "fingerprint": choice.clip.fingerprint,
        "used": choice.take,
        "takes": [
            {
                "take": record.take, "finished_at": record.finished_at, "seed": record.seed,
                "cost": str(spent(record)) if record.cost else None,
                "currency": record.cost.currency if record.cost else None,
                "file": str(desk.media.path(record.media or "")) if desk.is_here(record) else None,
                "media": record.media, "task_id": record.task_id,
            }
            for record in _stored(choice, desk)
        ],
    }  # fmt: skip
