"""`wanboard status STORY…`: every clip: state, task id, time to expiry, take, cost.

Asks the service only where a submission's answer was lost and a key is set: then its list of tasks is read,
to propose which one it may have become.
"""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Mapping, Sequence

from wanboard.cli.options import Options
from wanboard.cli.report import Open, opened
from wanboard.cli.screen import print_document, say, seconds
from wanboard.cli.table import table
from wanboard.errors import ExitCode, WanboardError
from wanboard.execute.settle import Candidate, Proposal, look_up
from wanboard.pipeline.choose import select
from wanboard.pipeline.desk import Desk
from wanboard.pipeline.forecast import Step, Will, forecast
from wanboard.pipeline.front import Compiled
from wanboard.pipeline.generate import with_session
from wanboard.pipeline.locking import read_lock
from wanboard.pipeline.service import choose_service
from wanboard.pipeline.takes import choose_takes
from wanboard.store.costs import spent
from wanboard.store.process import this_process
from wanboard.store.record import OPEN, Record, State

_SHOWN = 5  # candidates of a lost submission
_ENDED = frozenset({State.REFUSED, State.FAILED, State.CANCELED, State.LOST})


def run(options: Options) -> int:
    documents = []
    with opened(options, write=False) as work:
        for compiled in work.compiled:
            lock = read_lock(compiled)
            clips = select(compiled.clips, options.select)
            steps = forecast(choose_takes(clips, work.desk, lock), work.desk, lock, compiled)
            shown = {step.choice.record.id for step in steps if step.choice.record}
            others = [] if options.select else _others(work.desk, compiled, shown)
            proposals = _proposals(options, work, compiled, steps, others)
            if options.json:
                documents.append(_document(compiled, steps, others, proposals, work.desk))
            else:
                _print(compiled, steps, others, proposals, work.desk)
    if options.json:
        print_document("status", 1, {"ok": True, "storyboards": documents})
    return ExitCode.DONE


def _others(desk: Desk, compiled: Compiled, shown: set[int]) -> list[Record]:
    """What is in flight for this storyboard although no clip of it asks for it any more."""
    every = [record for group in desk.records.values() for record in group]
    return [r for r in every if r.storyboard == compiled.ledger_name and r.state in OPEN and r.id not in shown]


def _proposals(
    options: Options, work: Open, compiled: Compiled, steps: Sequence[Step], others: Sequence[Record]
) -> dict[int, Proposal]:
    lost = [r for r in (*(step.choice.record for step in steps), *others) if r is not None and _is_lost(r, work.desk)]
    if not lost or work.desk.ledger is None:
        return {}
    ledger = work.desk.ledger
    service = choose_service(
        options.backend, options.region, options.workspace, compiled.project, os.environ, planning=True
    )
    try:
        found = with_session(service, work.desk, lambda session: look_up(ledger, session, lost))
    except WanboardError as error:
        say(f"the service's list of tasks was not read: {error.message}", quiet=options.quiet)
        return {}
    return {proposal.record.id: proposal for proposal in found}


def _print(
    compiled: Compiled,
    steps: Sequence[Step],
    others: Sequence[Record],
    proposals: Mapping[int, Proposal],
    desk: Desk,
) -> None:
    print(f"{compiled.path}: {compiled.board.title}")
    rows = []
    for step in steps:
        record = step.choice.record
        rows.append([
            str(step.clip.number), step.clip.label, _state(step, desk), str(step.choice.take) if record else "",
            (record.task_id or "") if record else "", _left(record), _cost(record),
        ])  # fmt: skip
    print(table(["clip", "shots", "state", "take", "task", "expires in", "cost"], rows, right=(0, 3, 5, 6)))
    for step in steps:
        found, name = step.choice.record, f"clip {step.clip.number} ({step.clip.label})"
        if found is not None and _is_lost(found, desk):
            _print_lost(compiled, name, str(step.clip.number), found, proposals)
        elif found is not None and found.state is State.REJECTED:
            settle = f"wanboard settle {compiled.path} {step.clip.number}"
            print(f"\n  {name}: another video than was asked for ({found.message}), kept and not used")
            print(f"    to use it as it is: {settle} --task {found.task_id}")
            print(f"    to generate it anew: {settle} --paid-nothing")
    for record in others:
        if _is_lost(record, desk):
            _print_lost(compiled, f"clip {record.clip} as it was earlier", record.clip, record, proposals)
            continue
        print(
            f"  also in flight, for a clip the storyboard no longer has: {record.clip}, task {record.task_id}, "
            f"{record.state.value}, expires in {_left(record)}"
        )


def _print_lost(
    compiled: Compiled, name: str, argument: str, record: Record, proposals: Mapping[int, Proposal]
) -> None:
    when, proposal = _time(record.sent_at), proposals.get(record.id)
    print(
        f"\n  {name}: sent {when} to {record.origin.backend} "
        f"({record.origin.region}), {record.model}, {record.planned_s} s; the answer was lost"
        + (f" ({record.message})" if record.message else "")
    )
    story = compiled.path
    if proposal is not None:
        if proposal.problem:
            print(f"    {proposal.problem}")
        for candidate in proposal.candidates[:_SHOWN]:
            may, apart = ("is" if candidate.same_prompt else "may be"), _apart(candidate)
            print(
                f"    {may} task {candidate.task.task_id} ({candidate.task.state.value}{apart}):"
                f" wanboard settle {story} {argument} --task {candidate.task.task_id}"
            )
        if len(proposal.candidates) > _SHOWN:
            print(f"    and {len(proposal.candidates) - _SHOWN} more: wanboard status {story} --json")
    print(f"    if nothing was created: wanboard settle {story} {argument} --paid-nothing")


def _apart(candidate: Candidate) -> str:
    """What speaks for a candidate: its prompt, and its time against that of the sending."""
    said = ", with this clip's prompt" if candidate.same_prompt else ""
    if candidate.distance_s is None:
        return said
    away = round(abs(candidate.distance_s))
    return f"{said}, {seconds(away)} {'before' if candidate.distance_s < 0 else 'after'} the sending"


def _is_lost(record: Record, desk: Desk) -> bool:
    """Whether the answer is lost; a request that another living process sends just now is not."""
    if record.state is State.SENDING and desk.ledger is not None:
        return desk.ledger.is_free(record, this_process(), time.time())
    return record.state is State.AMBIGUOUS


def _state(step: Step, desk: Desk) -> str:
    record = step.choice.record
    if record is None or record.state is State.INTENT:
        ended = [r for r in desk.of(step.clip.fingerprint) if r.take == step.choice.take and r.state in _ENDED]
        return f"{ended[-1].state.value}: {ended[-1].code}" if ended else str(step.will.value)
    if record.state is State.STORED:
        return "done" if step.will is Will.CACHED else "file missing"
    return str(record.state.value)


def _left(record: Record | None) -> str:
    if record is None or record.expires_at is None:
        return ""
    left = record.expires_at - time.time()
    return seconds(round(left)) if left > 0 else "expired"


def _cost(record: Record | None) -> str:
    if record is None or record.cost is None:
        return ""
    return f"{spent(record):.2f} {record.cost.currency}"


def _time(moment: float | None) -> str:
    if moment is None:
        return "at an unknown time"
    return datetime.datetime.fromtimestamp(moment).astimezone().isoformat(sep=" ", timespec="seconds")


def _document(
    compiled: Compiled,
    steps: Sequence[Step],
    others: Sequence[Record],
    proposals: Mapping[int, Proposal],
    desk: Desk,
) -> dict[str, object]:
    clips = []
    for step in steps:
        record = step.choice.record
        document: dict[str, object] = {
            "number": step.clip.number, "clip": step.clip.label, "fingerprint": step.clip.fingerprint,
            "state": _state(step, desk), "take": step.choice.take, **_record_document(record),
        }  # fmt: skip
        if record is not None:
            document |= _proposed(proposals.get(record.id))
        clips.append(document)
    return {
        "path": str(compiled.path), "title": compiled.board.title, "clips": clips,
        "others": [
            {"clip": r.clip, "state": r.state.value, **_record_document(r), **_proposed(proposals.get(r.id))}
            for r in others
        ],
    }  # fmt: skip


def _proposed(proposal: Proposal | None) -> dict[str, object]:
    if proposal is None:
        return {}
    candidates = [
        {
            "task_id": c.task.task_id, "state": c.task.state.value, "seconds_apart": c.distance_s,
            "same_prompt": c.same_prompt,
        }
        for c in proposal.candidates
    ]  # fmt: skip
    return {"candidates": candidates, "problem": proposal.problem}


def _record_document(record: Record | None) -> dict[str, object]:
    if record is None:
        return {"task_id": None, "expires_at": None, "cost": None, "currency": None}
    return {
        "task_id": record.task_id, "request_id": record.request_id, "expires_at": record.expires_at,
        "sent_at": record.sent_at, "cost": str(spent(record)) if record.cost else None,
        "currency": record.cost.currency if record.cost else None, "media": record.media,
        "code": record.code, "message": record.message,
    }  # fmt: skip
