"""What a submission may become: (record, happening) -> record. Pure: no clock, no wire, no ledger.

`STEPS` is the whole table. A pair that is not in it is a defect of ours and raises `IllegalStep`; nothing is
written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from wanboard.backends.base import TaskReport, TaskState
from wanboard.store.record import TASK_LIFE_S, Record, State

EXPIRY_MARGIN_S = 600.0  # clocks differ: a task is called expired only this long after its 24 hours


class IllegalStep(Exception):
    """A step that the table does not have. Never the user's fault."""


@dataclass(frozen=True, slots=True)
class Sending:
    """The request is about to leave."""

    at: float


@dataclass(frozen=True, slots=True)
class NothingCreated:
    """It certainly created nothing and may be sent again (refused connection, throttled)."""

    at: float
    code: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Accepted:
    at: float
    task_id: str
    request_id: str | None


@dataclass(frozen=True, slots=True)
class Declined:
    """The service refused; nothing was created and the same request would be refused again."""

    at: float
    code: str | None
    message: str
    request_id: str | None


@dataclass(frozen=True, slots=True)
class Doubtful:
    """It may have created a task: no answer, a broken answer, or the process died while sending."""

    at: float
    code: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Reported:
    """The service answered a poll."""

    at: float
    report: TaskReport


@dataclass(frozen=True, slots=True)
class Fetched:
    """The video is checked and in the media store."""

    at: float
    media: str
    size: int


@dataclass(frozen=True, slots=True)
class Unfit:
    """A whole, readable video that is not what was asked for; it is in the media store, unused."""

    at: float
    media: str
    size: int
    message: str


@dataclass(frozen=True, slots=True)
class FileMissing:
    """The take's file is no longer in the media store (or is not what it was)."""

    at: float


@dataclass(frozen=True, slots=True)
class Restored:
    """The take's file is in the media store again (from a backup, or named by a lock)."""

    at: float
    media: str
    size: int


@dataclass(frozen=True, slots=True)
class Expired:
    """The result can no longer be fetched."""

    at: float
    message: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    at: float


@dataclass(frozen=True, slots=True)
class SettledTask:
    """The user says which task the submission became; the task is known to the service."""

    at: float
    task_id: str


@dataclass(frozen=True, slots=True)
class SettledNothing:
    """The user says that it counts for nothing (nothing was created, or it is written off)."""

    at: float


@dataclass(frozen=True, slots=True)
class SettledTake:
    """The user takes an unfit video as it is."""

    at: float


@dataclass(frozen=True, slots=True)
class Discarded:
    """The take's file was removed because nothing needs it any more."""

    at: float


Happening: TypeAlias = (
    "Sending | NothingCreated | Accepted | Declined | Doubtful | Reported | Fetched | Unfit | FileMissing"
    " | Restored | Expired | Cancelled | SettledTask | SettledNothing | SettledTake | Discarded"
)

_POLLED = frozenset({State.SUBMITTED, State.MISSING, State.SUCCEEDED, State.REJECTED})
_WAITING = _POLLED | {State.AMBIGUOUS}

STEPS: Mapping[type, frozenset[State]] = {
    Sending: frozenset({State.INTENT}),
    # From INTENT: the media that were to go along could not be brought up.
    NothingCreated: frozenset({State.INTENT, State.SENDING}),
    # From AMBIGUOUS: another process thought the sender dead, and the answer came after all. An id is never
    # dropped.
    Accepted: frozenset({State.SENDING, State.AMBIGUOUS}),
    Declined: frozenset({State.INTENT, State.SENDING, State.AMBIGUOUS}),
    Doubtful: frozenset({State.SENDING, State.AMBIGUOUS}),
    Reported: _POLLED,
    Fetched: frozenset({State.SUCCEEDED, State.REJECTED}),
    Unfit: frozenset({State.SUCCEEDED, State.REJECTED}),
    FileMissing: frozenset({State.STORED}),
    # Never from a state that nobody can decide: which task made the file is not known there.
    Restored: frozenset({State.INTENT, State.SUBMITTED, State.MISSING, State.SUCCEEDED, State.LOST, State.DISCARDED}),
    Expired: _POLLED,
    Cancelled: frozenset({State.SUBMITTED}),
    # From SETTLED: a decision for nothing that turns out to be wrong is taken back.
    SettledTask: frozenset({State.AMBIGUOUS, State.MISSING, State.SETTLED}),
    SettledNothing: _WAITING,
    SettledTake: frozenset({State.REJECTED}),
    Discarded: frozenset({State.STORED}),
}


def advance(record: Record, happening: Happening) -> Record:
    """The record after the happening. Raises: IllegalStep."""
    if record.state not in STEPS[type(happening)]:
        raise IllegalStep(f"{record.state.value} cannot become what {happening!r} says")
    changed = replace(record, changed_at=happening.at)
    match happening:
        case Sending(at):
            return replace(changed, state=State.SENDING, sent_at=at, attempts=record.attempts + 1)
        case NothingCreated(code=code, message=message):
            return replace(changed, state=State.INTENT, code=code, message=message)
        case Accepted(at, task_id, request_id):
            return replace(
                changed, state=State.SUBMITTED, submitted_at=at, task_id=task_id, request_id=request_id,
                code=None, message=None,
            )  # fmt: skip
        case Declined(at, code, message, request_id):
            return replace(
                changed,
                state=State.REFUSED,
                finished_at=at,
                code=code,
                message=message,
                request_id=request_id,
            )
        case Doubtful(code=code, message=message):
            return replace(changed, state=State.AMBIGUOUS, code=code, message=message)
        case Reported(at, report):
            return _reported(changed, at, report)
        case Fetched(at, media, size) | Restored(at, media, size):
            return replace(
                changed,
                state=State.STORED,
                finished_at=at,
                media=media,
                media_bytes=size,
                code=None,
                message=None,
            )
        case Unfit(_, media, size, message):
            return replace(
                changed,
                state=State.REJECTED,
                media=media,
                media_bytes=size,
                code="UnexpectedVideo",
                message=message,
            )
        case FileMissing(at):
            return _file_missing(changed, at)
        case Expired(at, message):
            return replace(changed, state=State.LOST, finished_at=at, code="Expired", message=message)
        case Cancelled(at):
            return replace(changed, state=State.CANCELED, finished_at=at, code="Canceled", message="cancelled")
        case SettledTask(task_id=task_id):
            began = record.submitted_at if record.submitted_at is not None else record.sent_at
            return replace(changed, state=State.SUBMITTED, task_id=task_id, submitted_at=began, code=None, message=None)
        case SettledNothing(at):
            return replace(changed, state=State.SETTLED, finished_at=at)
        case SettledTake(at):
            return replace(changed, state=State.STORED, finished_at=at)
        case Discarded():
            return replace(changed, state=State.DISCARDED)


def expired(record: Record, now: float) -> bool:
    """Whether the service has certainly forgotten the task: 24 hours and a margin after it was submitted."""
    began = record.submitted_at if record.submitted_at is not None else record.sent_at
    return began is not None and now > began + TASK_LIFE_S + EXPIRY_MARGIN_S


def _reported(changed: Record, at: float, report: TaskReport) -> Record:
    known = replace(
        changed,
        request_id=changed.request_id or report.request_id,
        actual_prompt=report.actual_prompt or changed.actual_prompt,
        billed_s=report.billed_s if report.billed_s is not None else changed.billed_s,
    )
    if changed.state is State.REJECTED and not (report.state is TaskState.SUCCEEDED and report.video_url):
        return changed  # its video is here already, and waits for the user
    match report.state:
        case TaskState.PENDING | TaskState.RUNNING:
            return replace(known, state=State.SUBMITTED, code=None, message=None)
        case TaskState.SUCCEEDED if report.video_url:
            return replace(
                known, state=State.SUCCEEDED, video_url=report.video_url,
                url_expires_at=report.url_expires_at, code=None, message=None,
            )  # fmt: skip
        case TaskState.SUCCEEDED:  # no URL in the answer: not usable, and not the end either
            return replace(known, code="NoVideo", message="the service says done but names no video")
        case TaskState.FAILED:
            code, message = report.code or "Failed", report.message or "the task failed"
            return replace(known, state=State.FAILED, finished_at=at, code=code, message=message)
        case TaskState.CANCELED:
            return replace(known, state=State.CANCELED, finished_at=at, code="Canceled", message="cancelled")
        case TaskState.UNKNOWN if expired(changed, at):
            text = "the service has forgotten the task: its 24 hours are over"
            return replace(known, state=State.LOST, finished_at=at, code="Expired", message=text)
        case TaskState.UNKNOWN:
            text = "the service does not know the task, although its 24 hours are not over"
            return replace(known, state=State.MISSING, code="UnknownTask", message=text)


def _file_missing(changed: Record, at: float) -> Record:
    if changed.task_id is not None and not expired(changed, at):
        return replace(changed, state=State.SUBMITTED, media=None, media_bytes=None, finished_at=None)
    text = "the take's file is gone from .wanboard/media and the service keeps results for 24 hours only"
    return replace(changed, state=State.LOST, finished_at=at, code="FileMissing", message=text)
