"""Sending a request, once. The only place that calls `session.submit`.

The rule it keeps: the ledger says SENDING, durably, before the request leaves, and nothing but an answer that
proves that nothing was created leads back to INTENT.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from wanboard.backends.base import Ambiguous, BackendError, NotSent, Refused, Submitted, Throttled
from wanboard.errors import StateError
from wanboard.execute import advice
from wanboard.execute.jobs import Job, JobResult, Outcome, Submitting, Uploading, Waiting
from wanboard.execute.lanes import Lane
from wanboard.execute.run import Run, uninterrupted
from wanboard.execute.state import Accepted, Declined, Doubtful, Happening, NothingCreated, Sending, advance
from wanboard.store.record import Record, State

ROOM_BYTES = 2**20  # free on the ledger's disk before anything is sent: the answer has to be written down
_WRITE_TRIES = 20
_WRITE_PAUSE_S = 0.5


class Overtaken(Exception):
    """Another process has taken the row; nothing was sent."""


@dataclass(slots=True)
class Trouble:
    """Since when a job's submissions fail, by kind; what patience is counted from."""

    unreachable_since: float | None = None
    throttled_since: float | None = None


@dataclass(slots=True)
class _Answer:
    record: Record
    error: BackendError | None = None


async def send(run: Run, job: Job, record: Record) -> tuple[Record, BackendError | None]:
    """Send the request of a row in state INTENT. The row as it is after the answer, and the error if there
    was one.

    Raises: Overtaken, StateError (an id that could not be written down is in its message).
    """
    answer = _Answer(record)
    if any(media.path is not None for media in job.request.media):
        run.emit(Uploading(job))
    try:
        await run.session.prepare(job.request)  # before SENDING: an end in here is no doubt about a payment
    except (NotSent, Throttled, Refused) as error:
        _failed_without_trace(run, answer, error)
        return answer.record, answer.error
    work = asyncio.create_task(_send(run, job, answer))
    await uninterrupted(work)
    return answer.record, answer.error


async def _send(run: Run, job: Job, answer: _Answer) -> None:
    run.emit(Submitting(job))
    answer.record = run.ledger.update(answer.record.id, lambda row: _begin(run, row))
    try:
        submitted = await run.session.submit(job.request)
    except (NotSent, Throttled, Refused) as error:
        _failed_without_trace(run, answer, error)
    except Ambiguous as error:
        answer.error = error
        answer.record = run.apply(answer.record, Doubtful(run.clock.now(), error.code, error.message))
    except BaseException as error:  # a defect, or torn down while sending: it may have been sent
        text = f"ended while sending ({type(error).__name__})"
        run.apply(answer.record, Doubtful(run.clock.now(), None, text))
        raise
    else:
        answer.record = await _write_down(run, answer.record, submitted)


def _failed_without_trace(run: Run, answer: _Answer, error: NotSent | Throttled | Refused) -> None:
    """Note an error that certainly created nothing. Raises: Overtaken."""
    answer.error, now = error, run.clock.now()
    happening: Happening
    if isinstance(error, Refused):
        happening = Declined(now, error.code, error.message, error.request_id)
    else:
        happening = NothingCreated(now, error.code or type(error).__name__, error.message)

    def note(row: Record) -> Record:
        if row.state is State.INTENT:
            _check_mine(run, row)
        return advance(row, happening)

    answer.record = run.ledger.update(answer.record.id, note)


def _begin(run: Run, row: Record) -> Record:
    _check_mine(run, row)
    return advance(row, Sending(run.clock.now()))


def _check_mine(run: Run, row: Record) -> None:
    """Raises: Overtaken where the row is no longer an intent of this run's."""
    if row.state is not State.INTENT or row.owner is None or row.owner.token != run.owner.token:
        raise Overtaken


async def _write_down(run: Run, record: Record, submitted: Submitted) -> Record:
    """The task id into the ledger. A full disk may pass; an id is worth some waiting."""
    accepted = Accepted(run.clock.now(), submitted.task_id, submitted.request_id)
    for left in reversed(range(_WRITE_TRIES)):
        try:
            return run.apply(record, accepted)
        except StateError as error:
            if left == 0:
                settle = f"wanboard settle {record.storyboard} {record.clip} --task {submitted.task_id}"
                raise StateError(
                    f"{error.message}; clip {record.clip} became task {submitted.task_id}: keep this id",
                    hint=f"make the ledger writable, then `{settle}`",
                ) from error
            await run.clock.sleep(_WRITE_PAUSE_S)
    raise AssertionError  # the last try has returned or raised


def after_error(run: Run, job: Job, record: Record, error: BackendError, trouble: Trouble) -> JobResult | None:
    """The result that a failed submission means; None where it is to be tried again after the lane's
    pause."""
    lane, now = run.lane(job.request.model), run.clock.elapsed()
    match error:
        case Refused():
            failure = advice.explain(error.code, error.message)
            if advice.concerns_all(error.code, error.status):
                lane.close(failure)
            return JobResult(job, Outcome.FAILED, record, failure)
        case Throttled():
            trouble.throttled_since = now if trouble.throttled_since is None else trouble.throttled_since
            left = trouble.throttled_since + run.patience.throttled_s - now
            return _wait_or_give_up(run, job, record, error, lane.throttled(error.retry_after_s), left)
        case NotSent():
            trouble.unreachable_since = now if trouble.unreachable_since is None else trouble.unreachable_since
            left = trouble.unreachable_since + run.patience.unreachable_s - now
            return _wait_or_give_up(run, job, record, error, lane.pause(error.retry_after_s), left)
        case _:
            return run.result(job, record)


def closed(job: Job, lane: Lane) -> JobResult | None:
    """The result of a job whose lane takes nothing more."""
    return None if lane.closed is None else JobResult(job, Outcome.NOT_SENT, None, lane.closed)


def _wait_or_give_up(
    run: Run, job: Job, record: Record, error: BackendError, delay_s: float, left_s: float
) -> JobResult | None:
    if delay_s > left_s:
        code = "Throttled" if isinstance(error, Throttled) else "Unreachable"
        return JobResult(job, Outcome.NOT_SENT, record, advice.explain(code, error.message))
    run.emit(Waiting(job, error.message, delay_s, left_s))
    return None
