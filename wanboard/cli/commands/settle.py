"""`wanboard settle STORY CLIP --task ID | --paid-nothing`: decide what became of a submission whose answer
was lost."""

from __future__ import annotations

import os
from collections.abc import Sequence

from wanboard.cli.options import Options
from wanboard.cli.report import opened
from wanboard.cli.screen import print_document
from wanboard.errors import ExitCode, UsageError
from wanboard.execute.settle import UNDECIDED, settle_nothing, settle_task
from wanboard.pipeline.choose import one
from wanboard.pipeline.desk import Desk
from wanboard.pipeline.front import Compiled
from wanboard.pipeline.generate import with_session
from wanboard.pipeline.service import choose_service
from wanboard.store.record import Record, State


def run(options: Options) -> int:
    with opened(options, write=False) as work:
        compiled = work.compiled[0]
        states = UNDECIDED if options.paid_nothing else UNDECIDED | {State.SETTLED}
        name, record = _undecided(work.desk, compiled, options.clip or "", states)
        ledger = work.desk.ledger
        if record is None or ledger is None:
            raise UsageError(f"there is nothing to settle about {name}", hint=f"wanboard status {compiled.path}")
        if options.paid_nothing:
            settled = settle_nothing(ledger, record)
            text = f"{name} counts as never paid; the next build may send it again"
        else:
            service = choose_service(
                options.backend, options.region, options.workspace, compiled.project, os.environ, planning=True
            )
            task = (options.task or "").strip()
            settled = with_session(service, work.desk, lambda session: settle_task(ledger, session, record, task))
            text = f"{name} is task {task}: {_what_follows(settled)}"
        if options.json:
            print_document(
                "settle",
                1,
                {"ok": True, "clip": settled.clip, "state": settled.state.value, "task_id": settled.task_id},
            )
        else:
            print(text)
    return ExitCode.DONE


def _undecided(desk: Desk, compiled: Compiled, argument: str, states: frozenset[State]) -> tuple[str, Record | None]:
    """What the user calls it, and the row that waits for a decision; None where none does. A clip that was changed
    since it was sent is found by the name it had."""
    asked_for = {clip.fingerprint for clip in compiled.clips}
    earlier = [
        record
        for rows in desk.records.values()
        for record in rows
        if record.state in states
        and record.clip == argument
        and record.storyboard == compiled.ledger_name
        and record.fingerprint not in asked_for
    ]
    try:
        clip = one(compiled.clips, argument)
    except UsageError:
        if not earlier:
            raise
    else:
        found = [record for record in desk.of(clip.fingerprint) if record.state in states]
        if found or not earlier:
            return f"clip {clip.number} ({clip.label})", _latest(found)
    return f"clip {argument} as it was earlier", _latest(earlier)


def _latest(found: Sequence[Record]) -> Record | None:
    """The one to decide about: what waits for it, before what was settled already."""
    return max(found, key=lambda record: (record.state in UNDECIDED, record.id), default=None)


def _what_follows(settled: Record) -> str:
    match settled.state:
        case State.STORED:
            return "it is used as it is"
        case State.FAILED | State.CANCELED:
            return f"it ended without a video ({settled.code}) and is not billed; build generates it anew"
        case State.SUCCEEDED:
            return "it is finished; build fetches it"
        case _:
            return "it is being generated; build waits for it and fetches it"
