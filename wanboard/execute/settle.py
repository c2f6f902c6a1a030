"""Deciding what nobody can know: a submission that was sent and never answered. Looks, proposes, writes the
decision."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wanboard.backends.base import (
    BackendError,
    ListedTask,
    Refused,
    Session,
    TaskState,
    Throttled,
    Transient,
    Unsupported,
)
from wanboard.errors import GenerationError, UsageError
from wanboard.execute.state import (
    Cancelled,
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

BEFORE_S = 120.0  # clocks differ: tasks that seem to begin this much before the request was sent are looked at, too
AFTER_S = 900.0  # a slow upload or a queue at the service's door
UNDECIDED = frozenset({State.SENDING, State.AMBIGUOUS, State.MISSING, State.REJECTED})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task that may be the lost one: same model, right time, belongs to no row of the ledger."""

    task: ListedTask
    distance_s: float | None  # between the sending and the task's own time; None where the list gives no time


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the task list says about one undecided row. `problem`: why there is nothing to propose."""

    record: Record
    candidates: tuple[Candidate, ...]
    problem: str | None = None


async def look_up(ledger: Ledger, session: Session, records: Sequence[Record]) -> tuple[Proposal, ...]:
    """For each ambiguous row, the tasks of the account that may be its own, nearest in time first.

    The list does not show prompts: this proposes, the user decides. Raises: StateError.
    """
    known = ledger.known_tasks()
    return tuple([await _propose(session, record, known) for record in records])


async def _propose(session: Session, record: Record, known: frozenset[str]) -> Proposal:
    sent = record.sent_at
    if sent is None:
        return Proposal(record, (), "it was never sent")
    try:
        listed = await session.list_tasks(record.model, sent - BEFORE_S, sent + AFTER_S)
    except Unsupported:
        return Proposal(record, (), "this service has no list of tasks; look in its console")
    except BackendError as error:
        return Proposal(record, (), f"the list of tasks could not be read: {error.message}")
    candidates = [
        Candidate(task, None if task.submitted_at is None else task.submitted_at - sent)
        for task in listed
        if task.task_id not in known and task.model in ("", record.model)
    ]
    candidates.sort(key=lambda c: (c.distance_s is None, abs(c.distance_s or 0.0), c.task.task_id))
    none = "no task of this model from that time is unaccounted for: it seems that nothing was created"
    return Proposal(record, tuple(candidates), None if candidates else none)


async def settle_task(
    ledger: Ledger, session: Session, record: Record, task_id: str, now: Callable[[], float] = time.time
) -> Record:
    """The user says which task the submission became (or takes an unfit video as it is). The task is asked
    for first.

    Raises: UsageError where the id belongs to another row, is unknown to the service, or there is nothing to
    decide; GenerationError where the service cannot be asked; StateError.
    """
    record = _undecided(ledger, record, now())
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


def _undecided(ledger: Ledger, record: Record, now: float) -> Record:
    """The row as it stands now. A row that a dead process left in SENDING becomes AMBIGUOUS."""
    record = ledger.get(record.id)
    if record.state is State.SENDING and ledger.is_free(record, this_process(), now):
        text = "the process that sent it ended before the answer came"
        record = ledger.update(record.id, lambda row: advance(row, Doubtful(now, None, text)))
    if record.state not in UNDECIDED - {State.SENDING}:
        raise UsageError(f"there is nothing to settle about clip {record.clip}: it is {record.state.value}")
    return record
