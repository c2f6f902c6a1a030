"""What every step of a run shares. One object a run; the steps are in `submit`, `watch` and `fetch`."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from wanboard.backends.base import Limits, Session
from wanboard.execute import advice
from wanboard.execute.budget import Budget
from wanboard.execute.jobs import Event, Job, JobResult, Outcome
from wanboard.execute.lanes import Lane, Queue
from wanboard.execute.pace import Clock, Patience, Window
from wanboard.execute.state import Happening, advance
from wanboard.execute.take import Finding
from wanboard.plan.request import Expected
from wanboard.store.ledger import Ledger
from wanboard.store.media import MediaStore
from wanboard.store.record import Origin, Owner, Record, State

Check = Callable[[Path, Expected], Finding | None]

_OUTCOMES = {
    State.STORED: Outcome.DONE,
    State.REFUSED: Outcome.FAILED,
    State.FAILED: Outcome.FAILED,
    State.CANCELED: Outcome.FAILED,
    State.REJECTED: Outcome.FAILED,
    State.SETTLED: Outcome.FAILED,
    State.DISCARDED: Outcome.LOST,
    State.LOST: Outcome.LOST,
    State.AMBIGUOUS: Outcome.AMBIGUOUS,
    State.SENDING: Outcome.AMBIGUOUS,
    State.SUBMITTED: Outcome.UNFINISHED,
    State.MISSING: Outcome.UNFINISHED,
    State.SUCCEEDED: Outcome.UNFINISHED,
    State.INTENT: Outcome.NOT_SENT,
}


@dataclass(slots=True)
class Run:
    session: Session
    ledger: Ledger
    media: MediaStore
    origin: Origin
    owner: Owner
    limits: Mapping[str, Limits]
    budget: Budget
    emit: Callable[[Event], None]
    check: Check
    clock: Clock
    patience: Patience
    queries: Window
    poll_floor_s: float  # a service that gains nothing from being asked more often
    downloads: Queue
    lanes: dict[str, Lane] = field(default_factory=dict)
    stopping: bool = False
    closing: asyncio.Event = field(default_factory=asyncio.Event)  # what the film needs is done; only leftovers run

    def lane(self, model: str) -> Lane:
        if model not in self.lanes:

            def elsewhere() -> int:
                return self.ledger.in_progress_elsewhere(model, self.origin, self.owner, self.clock.now())

            limits = self.limits.get(model, Limits())
            self.lanes[model] = Lane(limits, self.clock, self.patience.submit, elsewhere)
        return self.lanes[model]

    async def rest(self, job: Job, seconds: float) -> None:
        """Wait between two questions about a task; a leftover's wait ends when the film's own jobs have."""
        if not job.aside:
            await self.clock.sleep(seconds)
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.closing.wait()

    def gives_up(self, job: Job) -> bool:
        """Whether the job is a leftover that nothing else is waited for with."""
        return job.aside and self.closing.is_set()

    def apply(self, record: Record, happening: Happening) -> Record:
        """Write a happening into the ledger, on the row as it stands there now."""
        return self.ledger.update(record.id, lambda row: advance(row, happening))

    def let_go(self, record: Record) -> Record:
        """Give the row up, where it is still this run's, so that another process need not wait for this one's
        end."""

        def without_owner(row: Record) -> Record:
            mine = row.owner is not None and row.owner.token == self.owner.token
            return replace(row, owner=None, lease_until=None) if mine else row

        return self.ledger.update(record.id, without_owner)

    def result(self, job: Job, record: Record, code: str | None = None) -> JobResult:
        """The result that a row's state means; `code` (one of ours) where the state alone does not say
        why."""
        if record.state is State.STORED:
            return JobResult(job, Outcome.DONE, record, None)
        failure = advice.explain(code, record.message) if code else advice.explain_record(record)
        return JobResult(job, _OUTCOMES[record.state], record, failure)


async def uninterrupted(work: asyncio.Task[None]) -> None:
    """Wait for the work also when cancelled once: an answer that is on its way is never dropped. A second
    cancellation ends the wait."""
    try:
        await asyncio.shield(work)
    except asyncio.CancelledError:
        if not work.done():
            await asyncio.wait([work])
        if not work.cancelled() and (error := work.exception()):
            raise error from None  # what went wrong is worth more than that it was to end
        raise
