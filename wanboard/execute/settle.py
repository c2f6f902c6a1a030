"""Deciding what nobody can know: a submission that was sent and never answered. Looks, proposes, writes the
decision."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from wanboard.backends.base import (
    BackendError,
    ListedTask,
    Refused,
    Session,
    TaskReport,
    TaskState,
    Throttled,
    Transient,
    Unsupported,
)
from wanboard.errors import GenerationError, UsageError
from wanboard.execute.state import (
    Cancelled,
    Declined,
    Doubtful,
    Reported,
    SettledNothing,
    SettledTake,
    SettledTask,
    advance,
)
from wanboard.store.ledger import Ledger
from wanboard.store.process import this_process
from wanboard.store.record import Record, State

BEFORE_S = 120.0  # clocks differ: a task may seem to begin this much before the request was sent
AFTER_S = 900.0  # a queue at the service's door
AROUND_S = 11.5 * 3600.0  # looked at before and after: one question of the list, and any error of a zone or a clock
_ZONES_S = (0.0, -8 * 3600.0, 8 * 3600.0)  # times carry no zone; they are taken for UTC+8, which only Beijing has shown
_ASKED = 12  # candidates that are asked for their prompt
_COMPARED = 300  # letters and digits of a prompt that are compared
UNDECIDED = frozenset({State.SENDING, State.AMBIGUOUS, State.MISSING, State.REJECTED})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task that may be the lost one: of the same model, it belongs to no row of the ledger.

    `near`: its time fits. `same_prompt`: the service says that it was asked for with this very prompt; None where it
    does not say (a task that is not finished).
    """

    task: ListedTask
    distance_s: float | None  # between the sending and the task's own time; None where the list gives no time
    near: bool = True
    same_prompt: bool | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the task list says about one undecided row. `problem`: what the user should know about it, where there is
    nothing to propose or nothing that fits well."""

    record: Record
    candidates: tuple[Candidate, ...]
    problem: str | None = None


async def look_up(ledger: Ledger, session: Session, records: Sequence[Record]) -> tuple[Proposal, ...]:
    """For each ambiguous row, the tasks of the account that may be its own, the likeliest first.

    The list does not show prompts, but a finished task does: those with another prompt are left out. This proposes;
    the user decides. Raises: StateError.
    """
    known = ledger.known_tasks()
    return tuple([await _propose(session, record, known) for record in records])


async def _propose(session: Session, record: Record, known: frozenset[str]) -> Proposal:
    sent = record.sent_at
    if sent is None:
        return Proposal(record, (), "it was never sent")
    try:
        listed = await session.list_tasks(record.model, sent - AROUND_S, sent + AROUND_S)
    except Unsupported:
        return Proposal(record, (), "this service has no list of tasks; look in its console")
    except BackendError as error:
        return Proposal(
            record, (), f"the list of tasks could not be read: {error.message}; look in the service's console"
        )
    found = [_candidate(task, sent) for task in listed if task.task_id not in known]
    found.sort(key=_unlikeliness)
    asked = [await _with_prompt(session, record, candidate) for candidate in found[:_ASKED]]
    found = sorted((c for c in (*asked, *found[_ASKED:]) if c.same_prompt is not False), key=_unlikeliness)
    if any(candidate.same_prompt for candidate in found):
        return Proposal(record, tuple(c for c in found if c.same_prompt))
    near = tuple(candidate for candidate in found if candidate.near)
    if near:
        return Proposal(record, near)
    if found:
        return Proposal(record, tuple(found), _OTHER_TIMES)
    return Proposal(record, (), _NONE)


_OTHER_TIMES = (
    "no unknown task of this model is from that minute, but there are some of other hours (clocks and time zones may "
    "differ): look at them before you decide that nothing was created"
)
_NONE = "the service lists no task of this model that is not accounted for: it seems that nothing was created"


def _candidate(task: ListedTask, sent: float) -> Candidate:
    if task.submitted_at is None:
        return Candidate(task, None)
    distance = task.submitted_at - sent
    near = any(-BEFORE_S <= distance - zone <= AFTER_S for zone in _ZONES_S)
    return Candidate(task, distance, near)


def _unlikeliness(candidate: Candidate) -> tuple[bool, bool, float, str]:
    distance = candidate.distance_s
    apart = 0.0 if distance is None else min(abs(distance - zone) for zone in _ZONES_S)
    return candidate.same_prompt is not True, not candidate.near, apart, candidate.task.task_id


async def _with_prompt(session: Session, record: Record, candidate: Candidate) -> Candidate:
    try:
        report = await session.poll(candidate.task.task_id)
    except BackendError:
        return candidate
    return replace(candidate, same_prompt=_same_prompt(report, record))


def _same_prompt(report: TaskReport, record: Record) -> bool | None:
    """Whether a task was asked for with the row's prompt, by letters and digits; None where the service does not
    say. A prompt may come back shorter than it was sent."""
    if report.orig_prompt is None:
        return None
    theirs, ours = (
        "".join(c for c in text if c.isalnum())[:_COMPARED].casefold() for text in (report.orig_prompt, record.prompt)
    )
    return bool(theirs) and (theirs.startswith(ours) or ours.startswith(theirs))


async def settle_task(
    ledger: Ledger, session: Session, record: Record, task_id: str, now: Callable[[], float] = time.time
) -> Record:
    """The user says which task the submission became (or takes an unfit video as it is). The task is asked
    for first.

    Raises: UsageError where the id belongs to another row, is unknown to the service, or there is nothing to
    decide; GenerationError where the service cannot be asked; StateError.
    """
    task_id = task_id.strip()
    if not task_id:
        raise UsageError("--task needs the id of a task", hint="`wanboard status` shows which may be the lost one")
    record = _undecided(ledger, record, now(), also=State.SETTLED)
    if record.state is State.SETTLED:
        _check_free(ledger, record)
    if record.state is State.REJECTED:
        if record.task_id != task_id:
            raise UsageError(f"clip {record.clip} is task {record.task_id}, not {task_id}")
        return ledger.update(record.id, lambda row: advance(row, SettledTake(now())))
    if task_id in ledger.known_tasks() and task_id != record.task_id:
        raise UsageError(
            f"task {task_id} belongs to another clip already",
            hint="`wanboard status` shows which tasks are known; each belongs to one clip",
        )
    try:
        report = await session.poll(task_id)
    except (Transient, Throttled, Refused) as error:
        raise GenerationError(
            f"the service could not be asked about task {task_id}: {error.message}",
            hint="nothing was changed; try again",
        ) from error
    if report.state is TaskState.UNKNOWN:
        raise UsageError(
            f"the service does not know task {task_id}",
            hint="check the id, the key and the region; ids are known for 24 hours",
        )
    if _same_prompt(report, record) is False:
        said = " ".join((report.orig_prompt or "").split())
        raise UsageError(
            f"task {task_id} was asked for with another prompt: {said[:80]}{'…' if len(said) > 80 else ''}",
            hint="nothing was changed; `wanboard status` shows which tasks may be the lost one",
        )
    ledger.update(record.id, lambda row: advance(row, SettledTask(now(), task_id)))
    return ledger.update(record.id, lambda row: advance(row, Reported(now(), report)))


def settle_nothing(ledger: Ledger, record: Record, now: Callable[[], float] = time.time) -> Record:
    """The user says that nothing was paid (or writes it off): the clip may be generated anew.

    Raises: UsageError where there is nothing to decide, StateError.
    """
    record = _undecided(ledger, record, now())
    return ledger.update(record.id, lambda row: advance(row, SettledNothing(now())))


async def cancel(
    ledger: Ledger, session: Session, records: Sequence[Record], now: Callable[[], float] = time.time
) -> tuple[tuple[Record, str | None], ...]:
    """Cancel what is still pending. Each row as it is after, with the reason where it could not be cancelled.

    Raises: StateError.
    """
    return tuple([await _cancel(ledger, session, record, now) for record in records])


async def _cancel(
    ledger: Ledger, session: Session, record: Record, now: Callable[[], float]
) -> tuple[Record, str | None]:
    if record.state is not State.SUBMITTED or record.task_id is None:
        return record, _NOT_CANCELLABLE.get(record.state, "there is no task to cancel")
    try:
        done = await session.cancel(record.task_id)
    except BackendError as error:
        return record, error.message
    if not done:
        return record, "it is being generated already (only a pending task can be cancelled)"
    return ledger.update(record.id, lambda row: advance(row, Cancelled(now()))), None


_NOT_CANCELLABLE: Mapping[State, str] = {
    State.AMBIGUOUS: "it is not known which task it is; settle it first",
    State.SENDING: "it is just being sent",
    State.SUCCEEDED: "it is finished; build to fetch it",
    State.REJECTED: "it is finished",
    State.STORED: "it is finished",
}


def _check_free(ledger: Ledger, record: Record) -> None:
    """A decision for nothing can be taken back as long as nothing was sent since. Raises: UsageError."""
    since = ledger.live(record.origin.family, record.fingerprint, record.take)
    if since is not None and since.state is not State.INTENT:
        raise UsageError(
            f"clip {record.clip} was sent anew since it was settled"
            + (f" (task {since.task_id})" if since.task_id else ""),
            hint="look at the other video in the service's console",
        )
    if since is not None:  # nothing was sent for it
        ledger.update(since.id, lambda row: advance(row, Declined(row.changed_at, None, "settled otherwise", None)))


def _undecided(ledger: Ledger, record: Record, now: float, also: State | None = None) -> Record:
    """The row as it stands now. A row that a dead process left in SENDING becomes AMBIGUOUS."""
    record = ledger.get(record.id)
    if record.state is State.SENDING and ledger.is_free(record, this_process(), now):
        text = "the process that sent it ended before the answer came"
        record = ledger.update(record.id, lambda row: advance(row, Doubtful(now, None, text)))
    if record.state not in UNDECIDED - {State.SENDING} and record.state is not also:
        raise UsageError(f"there is nothing to settle about clip {record.clip}: it is {record.state.value}")
    return record
