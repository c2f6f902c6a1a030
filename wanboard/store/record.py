"""One submission as the ledger keeps it, the states it may be in, and what each state means for money. No I/O
here."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from wanboard.plan.request import Cost

TASK_LIFE_S = 24 * 3600.0  # the service forgets a task and its video 24 hours after it (reference pages of wan2.1-2.7)


class State(enum.Enum):
    """Where a submission stands. What each may become is in `wanboard.execute.state`."""

    INTENT = "intent"  # written down; nothing has been sent
    SENDING = "sending"  # the POST may be on its way
    AMBIGUOUS = "ambiguous"  # sent, and nobody knows whether a task exists
    SUBMITTED = "submitted"  # the service named a task
    MISSING = "missing"  # the service does not know the task although it is younger than 24 hours
    SUCCEEDED = "succeeded"  # the video's URL is known; the video is not here yet
    REJECTED = "rejected"  # the video is here, but it is not what was asked for; never used by itself
    STORED = "stored"  # the video is in the media store
    REFUSED = "refused"  # the service said no; nothing was created
    FAILED = "failed"  # the task ended without a video; not billed
    CANCELED = "canceled"  # cancelled while pending; not billed
    LOST = "lost"  # the result can no longer be fetched
    SETTLED = "settled"  # the user decided that this one counts for nothing
    DISCARDED = "discarded"  # the take's file was removed by `wanboard gc`


class Money(enum.Enum):
    """What a state means for the user's money."""

    NONE = "none"
    AT_RISK = "at risk"  # may be billed; not known
    IN_FLIGHT = "in flight"  # will be billed when it succeeds
    SPENT = "spent"


_MONEY = {
    State.INTENT: Money.NONE,
    State.SENDING: Money.AT_RISK,
    State.AMBIGUOUS: Money.AT_RISK,
    State.SUBMITTED: Money.IN_FLIGHT,
    State.MISSING: Money.AT_RISK,
    State.SUCCEEDED: Money.SPENT,
    State.REJECTED: Money.SPENT,
    State.STORED: Money.SPENT,
    State.REFUSED: Money.NONE,
    State.FAILED: Money.NONE,
    State.CANCELED: Money.NONE,
    State.LOST: Money.SPENT,  # nobody can know any more: counted as if billed
    State.SETTLED: Money.NONE,
    State.DISCARDED: Money.SPENT,
}

# At most one row of these per (family, fingerprint, take): the promise that a request is paid for once.
LIVE = frozenset(
    {
        State.INTENT,
        State.SENDING,
        State.AMBIGUOUS,
        State.SUBMITTED,
        State.MISSING,
        State.SUCCEEDED,
        State.REJECTED,
        State.STORED,
    }
)
# What a build goes on with: there is (or may be) a task behind it.
OPEN = frozenset({State.SENDING, State.AMBIGUOUS, State.SUBMITTED, State.MISSING, State.SUCCEEDED, State.REJECTED})
# A build that meets one of these in a plan need not pay for it again.
PAID = OPEN | {State.STORED}


def money(state: State) -> Money:
    return _MONEY[state]


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asked and where. `account` is a short SHA-256 of the key. `region` names the endpoint (a region or
    a host)."""

    backend: str
    account: str
    region: str | None
    paid: bool

    @property
    def family(self) -> str:
        """Takes of one family stand for each other: all paid backends make the same film; a free one never
        does."""
        return "paid" if self.paid else self.backend


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that works on a row. `host` names machine, boot and process namespace, so that a process id
    means something; `started` is the process's start time in the kernel's ticks, which tells a reused id
    apart."""

    token: str
    host: str
    pid: int
    started: int


@dataclass(frozen=True, slots=True)
class Record:
    """One row. Times are Unix seconds (UTC). `request` is the canonical request, `context` what the plan
    gave."""

    id: int
    fingerprint: str
    take: int
    origin: Origin
    model: str
    storyboard: str
    clip: str
    request: Mapping[str, object]
    context: Mapping[str, object]
    state: State
    created_at: float
    changed_at: float
    planned_s: int = 0  # seconds the plan expects to be billed
    cost: Cost | None = None  # the plan's estimate
    attempts: int = 0  # times the request was sent
    sent_at: float | None = None
    submitted_at: float | None = None
    finished_at: float | None = None
    task_id: str | None = None
    request_id: str | None = None
    video_url: str | None = field(default=None, repr=False)  # signed
    url_expires_at: float | None = None
    actual_prompt: str | None = None
    billed_s: float | None = None  # what the service says it bills
    media: str | None = None  # SHA-256 of the take's file
    media_bytes: int | None = None
    code: str | None = None
    message: str | None = None
    owner: Owner | None = None
    lease_until: float | None = None

    @property
    def money(self) -> Money:
        return money(self.state)

    @property
    def expires_at(self) -> float | None:
        """When the result can no longer be fetched: the URL's own time or 24 hours after the submission,
        whichever is earlier; None where nothing is waiting at the service."""
        if self.state not in OPEN:
            return None
        began = self.submitted_at if self.submitted_at is not None else self.sent_at
        times = [t for t in (self.url_expires_at, None if began is None else began + TASK_LIFE_S) if t is not None]
        return min(times, default=None)

    @property
    def seed(self) -> int | None:
        parameters = self.request.get("parameters")
        seed = parameters.get("seed") if isinstance(parameters, Mapping) else None
        return seed if isinstance(seed, int) else None

    @property
    def prompt(self) -> str:
        return str(self.request.get("prompt", ""))
