"""Who goes first: a model's lane (tasks in progress at once, submissions a second) and the queue for
downloads."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
from collections.abc import AsyncIterator, Callable

from wanboard.backends.base import Limits
from wanboard.execute.jobs import Failure
from wanboard.execute.pace import Backoff, Clock, Window

_QUIET_S = 10.0  # without throttling, before one more task at once is tried
_RATE_MARGIN = 1.1  # requests arrive less evenly than they leave
_LOOK_AGAIN_S = 1.0  # how often tasks of other processes are counted anew while waiting
_GENERATIONS_KEPT = 20


class Slot:
    """The right to have one task in progress; given back once."""

    def __init__(self, lane: Lane) -> None:
        self._lane: Lane | None = lane

    def release(self) -> None:
        if self._lane is not None:
            self._lane.leave()
            self._lane = None


class Lane:
    """One model's traffic. `limit` falls by half when the service throttles and rises by one while it is
    quiet."""

    def __init__(
        self, limits: Limits, clock: Clock, backoff: Backoff, elsewhere: Callable[[], int] = lambda: 0
    ) -> None:
        self.limit = self.ceiling = max(1, limits.concurrent_tasks)
        self.closed: Failure | None = None  # nothing more is sent, for this reason
        self.generations_s: list[float] = []  # what the last tasks took
        self._clock = clock
        self._backoff = backoff
        self._elsewhere = elsewhere
        burst = max(1, int(limits.submits_per_s))
        self._submits = Window(burst, burst / limits.submits_per_s * _RATE_MARGIN, clock)
        self._used = 0
        self._freed = asyncio.Event()
        self._turn = asyncio.Lock()
        self._paused_until = self._quiet_since = clock.elapsed()
        self._troubles = 0

    @property
    def used(self) -> int:
        return self._used

    async def enter(self) -> Slot:
        """Wait for a free slot, for the end of a pause, and for the rate; in order of arrival."""
        async with self._turn:
            while self.closed is None and not self._has_room():
                self._freed.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_AGAIN_S):
                        await self._freed.wait()
            while self.closed is None and (pause := self._paused_until - self._clock.elapsed()) > 0:
                await self._clock.sleep(pause)
            if self.closed is None:
                await self._submits.enter()
            return self.occupy()

    def occupy(self) -> Slot:
        """A slot for a task that is already in progress."""
        self._used += 1
        return Slot(self)

    def leave(self) -> None:
        self._used -= 1
        self._freed.set()

    def close(self, failure: Failure) -> None:
        """Send nothing more: the service refuses the account or the model, not one request."""
        self.closed = failure
        self._freed.set()

    def throttled(self, retry_after_s: float | None) -> float:
        """The service has too much: half as many at once, and a pause. Returns the pause in seconds."""
        self.limit = max(1, self.limit // 2)
        return self.pause(retry_after_s)

    def pause(self, retry_after_s: float | None = None) -> float:
        """Hold all submissions back after a failure; what fails at the same moment is one failure."""
        now = self._clock.elapsed()
        self._quiet_since = now
        if now >= self._paused_until:
            delay = self._backoff.delay_s(self._troubles, self._clock.chance(), retry_after_s)
            self._troubles += 1
            self._paused_until = now + delay
        return self._paused_until - now

    def accepted(self) -> None:
        """A submission went through."""
        self._troubles = 0
        now = self._clock.elapsed()
        if self.limit < self.ceiling and now - self._quiet_since >= _QUIET_S:
            self.limit += 1
            self._quiet_since = now
            self._freed.set()

    def generated(self, seconds: float) -> None:
        """A task took so long from submission to its end."""
        self.generations_s = [*self.generations_s[1 - _GENERATIONS_KEPT :], seconds]

    def _has_room(self) -> bool:
        return self._used < self.limit and (self._used == 0 or self._used + self._elsewhere() < self.limit)


class Queue:
    """`width` at once; of those that wait, the smallest rank goes next (what expires first is fetched
    first)."""

    def __init__(self, width: int) -> None:
        self._free = width
        self._order = itertools.count()
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []

    @contextlib.asynccontextmanager
    async def place(self, rank: float) -> AsyncIterator[None]:
        if self._free > 0:
            self._free -= 1
        else:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (rank, next(self._order), turn))
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._next()
                raise
        try:
            yield
        finally:
            self._next()

    def _next(self) -> None:
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
