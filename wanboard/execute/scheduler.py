"""The order of steps: every job to its result, as many at once as the service allows, each paid for once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from wanboard.backends.base import Limits, Session
from wanboard.execute.jobs import Event, Job, JobResult
from wanboard.store.ledger import Ledger
from wanboard.store.media import MediaStore
from wanboard.store.record import Origin


async def run(
    jobs: Sequence[Job],
    *,
    session: Session,
    ledger: Ledger,
    media: MediaStore,
    origin: Origin,
    limits: Mapping[str, Limits],
    max_cost: Decimal | None = None,
    on_event: Callable[[Event], None] = lambda event: None,
    stop: asyncio.Event | None = None,
) -> tuple[JobResult, ...]:
    """Bring every job to its result, in the jobs' order. `limits` is by model; a model without an entry gets the
    default. Raises: RefusedError where the cost would pass `max_cost` (before anything is sent), StateError."""
    raise NotImplementedError
