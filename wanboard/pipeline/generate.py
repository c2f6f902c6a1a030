"""Clips → takes, through the ledger: opens the backend, runs the jobs, keeps the lock, handles Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from wanboard.backends.base import Limits, Session, Settings
from wanboard.backends.regions import VARIABLE, base_url_for
from wanboard.backends.registry import backend_named
from wanboard.errors import ExitCode
from wanboard.execute.jobs import Event, Finished, Job, JobResult
from wanboard.execute.leftovers import leftovers
from wanboard.execute.scheduler import origin_of, run
from wanboard.pipeline.desk import Desk
from wanboard.pipeline.front import Compiled
from wanboard.pipeline.locking import LockKeeper
from wanboard.pipeline.service import Service
from wanboard.pipeline.takes import Choice
from wanboard.plan.changes import context
from wanboard.profiles.profile import Profile

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """One storyboard's part of a build: which takes it needs, and the keeper of its lock."""

    compiled: Compiled
    choices: Sequence[Choice]
    keeper: LockKeeper


@dataclass(frozen=True, slots=True, eq=False)
class Generated:
    """`results` by storyboard, in film order; `interrupted` where Ctrl-C ended the run; `leftovers` are tasks of
    earlier builds that no clip asks for any more."""

    results: Mapping[Compiled, Sequence[JobResult]]
    interrupted: bool
    leftovers: Sequence[JobResult] = ()


def settings_of(service: Service, desk: Desk, jobs: int) -> Settings:
    """Raises: RefusedError without a key, UsageError for a region that has no address."""
    key = service.require_key()
    url = service.url or ""
    if service.backend == "dashscope":
        url = base_url_for(service.region, service.workspace, {VARIABLE: url})
    uploads = desk.ledger.uploads if desk.ledger else None
    return Settings(
        service.backend, url, key, service.region, service.workspace, cache=desk.cache, jobs=jobs, uploads=uploads
    )


def with_session(service: Service, desk: Desk, work: Callable[[Session], Awaitable[T]]) -> T:
    """Open the service's session for something short. Raises: RefusedError without a key, UsageError, and
    what `work` raises."""
    settings = settings_of(service, desk, jobs=1)

    async def run_it() -> T:
        async with backend_named(settings.backend).open(settings) as session:
            return await work(session)

    return asyncio.run(run_it())


def generate(
    batches: Sequence[Batch],
    service: Service,
    desk: Desk,
    *,
    jobs: int,
    max_cost: Decimal | None,
    on_event: Callable[[Event], None],
    on_take: Callable[[Compiled, Path], None],
    on_stop: Callable[[], None] = lambda: None,
) -> Generated:
    """Bring every chosen take into the media store. `on_take` hears of each take (its file) as soon as it is there,
    `on_stop` of the first Ctrl-C, after which answers under way are still waited for.

    Raises: RefusedError (no key, cost), StateError; what goes wrong with a single clip is in its result.
    """
    settings = settings_of(service, desk, jobs)
    owner: dict[str, Batch] = {}
    all_jobs: list[Job] = []
    for batch in batches:
        for choice in batch.choices:
            job = _job(batch, choice)
            owner[job.key] = batch
            all_jobs.append(job)
    limits = _limits(batches)
    heard = _Heard(owner, desk, on_event, on_take)
    results, interrupted = asyncio.run(_run(all_jobs, settings, desk, limits, max_cost, heard, on_stop))
    by_board: dict[Compiled, list[JobResult]] = {batch.compiled: [] for batch in batches}
    for result in results:
        if not result.job.aside:
            by_board[owner[result.job.key].compiled].append(result)
    return Generated(by_board, interrupted, [result for result in results if result.job.aside])


class _Heard:
    """Passes events on, writes the lock after each take, and tells who wants to know of the take's file."""

    def __init__(
        self,
        owner: Mapping[str, Batch],
        desk: Desk,
        on_event: Callable[[Event], None],
        on_take: Callable[[Compiled, Path], None],
    ) -> None:
        self._owner = owner
        self._desk = desk
        self._on_event = on_event
        self._on_take = on_take

    def __call__(self, event: Event) -> None:
        if isinstance(event, Finished) and event.result.ok and not event.job.aside:
            record, batch = event.result.record, self._owner[event.job.key]
            if record is not None and record.media is not None:
                batch.keeper.took(event.job.key, record, event.result.outcome)
                self._on_take(batch.compiled, self._desk.media.path(record.media))
        self._on_event(event)


async def _run(
    jobs: Sequence[Job],
    settings: Settings,
    desk: Desk,
    limits: Mapping[str, Limits],
    max_cost: Decimal | None,
    heard: _Heard,
    on_stop: Callable[[], None],
) -> tuple[Sequence[JobResult], bool]:
    assert desk.ledger is not None  # opened for writing
    backend = backend_named(settings.backend)
    origin = origin_of(settings, paid=backend.paid)
    stop = asyncio.Event()
    with _ctrl_c(stop, on_stop):
        async with backend.open(settings) as session:
            every = [*jobs, *leftovers(itertools.chain.from_iterable(desk.records.values()), jobs, origin)]
            results = await run(
                every, session=session, ledger=desk.ledger, media=desk.media, origin=origin, limits=limits,
                max_cost=max_cost, on_event=heard, stop=stop,
            )  # fmt: skip
    return results, stop.is_set()


_AT_ONCE = b"""
Ended at once. A request that was on its way may have been accepted: `wanboard status` shows what is known about it.
"""


@contextlib.contextmanager
def _ctrl_c(stop: asyncio.Event, on_stop: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C asks the scheduler to stop; the second ends the process at once (the ledger is
    safe)."""
    loop = asyncio.get_running_loop()

    def interrupted() -> None:
        if stop.is_set():
            os.write(2, _AT_ONCE)
            os._exit(int(ExitCode.INTERRUPTED))
        stop.set()
        on_stop()

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        loop.add_signal_handler(number, interrupted)
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)  # removing leaves the system's default, which ends without clearing up


def _job(batch: Batch, choice: Choice) -> Job:
    clip = choice.clip
    return Job(
        key=f"{batch.compiled.path}#{clip.number}",
        label=clip.label,
        number=clip.number,
        request=choice.request,
        fingerprint=clip.fingerprint,
        take=choice.take,
        expected=clip.expected,
        billed_s=clip.billed_s,
        cost=clip.cost,
        storyboard=batch.compiled.ledger_name,
        context=context(clip, batch.compiled.board),
    )


def _limits(batches: Sequence[Batch]) -> dict[str, Limits]:
    """The lanes' limits by the model name that is sent, from the profiles (with the project's quotas)."""
    limits: dict[str, Limits] = {}
    for batch in batches:
        for choice in batch.choices:
            profile: Profile | None = batch.compiled.project.profiles.get(choice.request.model)
            if profile is not None:
                at_once = min(profile.concurrent_tasks, batch.compiled.project.concurrency or profile.concurrent_tasks)
                limits[choice.request.model] = Limits(profile.submits_per_s, at_once)
    return limits
