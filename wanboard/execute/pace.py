"""How long to wait: backoff, poll intervals, rate windows. Numbers as data; the clock and the dice are passed
in."""

from __future__ import annotations

import asyncio
import collections
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance. `now` in Unix seconds, `elapsed` on a clock that is never set, `chance` in [0, 1)."""

    now: Callable[[], float] = time.time
    elapsed: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Backoff:
    """Doubling waits with jitter: the n-th wait lies between half and all of min(first * 2**n, longest)."""

    first_s: float
    longest_s: float

    def delay_s(self, attempt: int, chance: float, retry_after_s: float | None = None) -> float:
        """The wait after the attempt-th failure (from 0). `retry_after_s` may only lengthen it, up to
        MOST_S."""
        whole = min(self.first_s * 2.0 ** min(attempt, 32), self.longest_s)
        return max(whole * (0.5 + chance / 2), min(retry_after_s or 0.0, MOST_S))


MOST_S = 300.0  # a Retry-After beyond this is not believed


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each kind of trouble is borne, in seconds, before a clip is reported and the others go on.

    The service itself gives a task up after 3 hours (its error reference, InternalError.Timeout).
    """

    unreachable_s: float = 120.0
    throttled_s: float = 1800.0
    polling_s: float = 300.0  # polls failing one after another
    generating_s: float = 3 * 3600.0 + 900.0
    fetching_s: float = 180.0
    fetches: int = 6  # downloads of one take in one run
    unknown_polls: int = 4  # answers "unknown task" before it is believed
    submit: Backoff = field(default=Backoff(1.0, 60.0))
    poll: Backoff = field(default=Backoff(0.5, 20.0))
    fetch: Backoff = field(default=Backoff(0.5, 15.0))


POLL_SHARE = 0.05  # of the time a task has run: what noticing its end may cost
POLL_SHORTEST_S = 0.1
POLL_LONGEST_S = 3.0
_PATTERN_AFTER = 5
_PATTERN_SHARE = 0.75
_QUIET_LONGEST_S = 15.0


def poll_interval_s(elapsed_s: float, finished_s: Sequence[float] = ()) -> float:
    """When to ask again for a task that runs since `elapsed_s`.

    `finished_s` are the times that like tasks took in this run. Once there are a few, the time before three
    quarters of the shortest is not asked in, so that the account's queries are left for tasks that may be
    done.
    """
    usual = min(max(POLL_SHARE * elapsed_s, POLL_SHORTEST_S), POLL_LONGEST_S)
    if len(finished_s) < _PATTERN_AFTER:
        return usual
    quiet = min(_PATTERN_SHARE * min(finished_s) - elapsed_s, _QUIET_LONGEST_S)
    return max(usual, quiet)


class Window:
    """At most `count` passes in any `per_s` seconds, first come, first served."""

    def __init__(self, count: int, per_s: float, clock: Clock) -> None:
        self._count = count
        self._whole_s = self._per_s = per_s
        self._clock = clock
        self._passes: collections.deque[float] = collections.deque(maxlen=count)
        self._turn = asyncio.Lock()

    @classmethod
    def of_rate(cls, per_s: float, clock: Clock, *, burst: int = 1) -> Window:
        """`per_s` passes a second on average, `burst` of them at once."""
        return cls(burst, burst / per_s, clock)

    def share(self, among: int) -> None:
        """Keep to this part of the rate: so many processes ask the same service."""
        self._per_s = self._whole_s * max(1, among)

    async def enter(self) -> None:
        async with self._turn:
            while len(self._passes) == self._count:
                wait = self._passes[0] + self._per_s - self._clock.elapsed()
                if wait <= 0:
                    break
                await self._clock.sleep(wait)
            self._passes.append(self._clock.elapsed())
