"""What is to be run, what came of it, and what is told on the way. Plain data; the work is in `scheduler`."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from wanboard.plan.request import Cost, Expected, Request
from wanboard.store.record import Record


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One take that the film needs. `key` is unique in a run; jobs with the same fingerprint and take share
    one submission. `context` is kept in the ledger as given (plain JSON): what explains a later change."""

    key: str
    label: str
    number: int
    request: Request
    fingerprint: str
    take: int
    expected: Expected
    billed_s: int
    cost: Cost | None
    storyboard: str = ""
    context: Mapping[str, object] = field(default_factory=dict)
    aside: bool = False  # a task that no clip needs any more (see `leftovers`): fetched, never sent, never waited for


class Outcome(enum.Enum):
    DONE = "done"  # generated (or fetched) in this run, or by another process meanwhile
    CACHED = "cached"  # was in the media store before
    FAILED = "failed"  # refused by the service, or the task failed
    AMBIGUOUS = "ambiguous"  # sent; nobody knows whether it was accepted
    UNFINISHED = "unfinished"  # a task exists and is kept; run again to go on
    LOST = "lost"  # the result could no longer be fetched
    NOT_SENT = "not sent"  # nothing was sent (unreachable, throttled too long, over the limit, account refused)
    STOPPED = "stopped"  # interrupted before anything was sent

    @property
    def ok(self) -> bool:
        return self in (Outcome.DONE, Outcome.CACHED)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no take. `code` is the service's own or ours (CamelCase either way); `message` says what
    happened, `advice` the next step; both in the user's words and without a key. `service_message` is the
    service's text."""

    code: str
    message: str
    advice: str
    service_message: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class JobResult:
    """`sent`: this run sent the request (so its cost is this run's); else it was there, or another process
    sent it."""

    job: Job
    outcome: Outcome
    record: Record | None
    failure: Failure | None
    sent: bool = False

    @property
    def ok(self) -> bool:
        return self.outcome.ok


@dataclass(frozen=True, slots=True)
class Queued:
    job: Job


@dataclass(frozen=True, slots=True)
class Uploading:
    """Local media of the request are brought up, where they are not there yet."""

    job: Job


@dataclass(frozen=True, slots=True)
class Submitting:
    job: Job


@dataclass(frozen=True, slots=True)
class Waiting:
    """Trying again in `delay_s`, for at most `left_s` more: throttled, unreachable, or a fault while polling
    or downloading. `reason` is one sentence."""

    job: Job
    reason: str
    delay_s: float
    left_s: float


@dataclass(frozen=True, slots=True)
class Generating:
    """A task is pending or running; `elapsed_s` since it was submitted. It is looked after for `left_s` more."""

    job: Job
    task_id: str
    elapsed_s: float
    running: bool
    left_s: float


@dataclass(frozen=True, slots=True)
class Downloading:
    job: Job
    received: int  # bytes
    total: int | None


@dataclass(frozen=True, slots=True)
class WaitingForProcess:
    """Another process (on this machine where `pid` is given) works on this take; its result will be used."""

    job: Job
    pid: int | None


@dataclass(frozen=True, slots=True)
class Finished:
    """The job has its result."""

    job: Job
    result: JobResult


Event: TypeAlias = "Queued | Uploading | Submitting | Waiting | Generating | Downloading | WaitingForProcess | Finished"
