"""Waits: backoff, poll intervals, rate windows, lanes; and the pace of a whole build in time that jumps."""

from __future__ import annotations

import asyncio
import heapq
import random
from pathlib import Path

import fake_service
import pytest
from execute_jobs import MODEL, make_job
from fake_service import FakeService, FakeTask, play
from hypothesis import given
from hypothesis import strategies as st

from wanboard.backends.base import Limits
from wanboard.execute.lanes import Lane, Queue
from wanboard.execute.pace import MOST_S, Backoff, Window, poll_interval_s
from wanboard.execute.scheduler import run
from wanboard.store.ledger import Ledger
from wanboard.store.media import MediaStore
from wanboard.store.record import Origin

BACKOFF = Backoff(1.0, 60.0)


@given(st.integers(0, 10_000), st.floats(0, 0.999))
def test_backoff_doubles_to_its_longest_with_jitter(attempt: int, chance: float) -> None:
    delay = BACKOFF.delay_s(attempt, chance)
    assert min(2.0 ** min(attempt, 30), 60.0) / 2 <= delay <= 60.0


@given(st.integers(0, 10), st.floats(0, 0.999), st.floats(0, 1e9))
def test_retry_after_only_lengthens_and_is_capped(attempt: int, chance: float, retry_after: float) -> None:
    plain, told = BACKOFF.delay_s(attempt, chance), BACKOFF.delay_s(attempt, chance, retry_after)
    assert told >= plain
    assert told >= min(retry_after, MOST_S)
    assert told <= max(plain, MOST_S)


@given(st.floats(0, 20_000), st.lists(st.floats(0.1, 10_000), max_size=30))
def test_the_poll_interval_costs_little_and_never_sleeps_long(elapsed: float, finished: list[float]) -> None:
    interval = poll_interval_s(elapsed, finished)
    assert 0.1 <= interval <= 15.0
    if len(finished) < 5 or elapsed >= min(finished):
        assert interval <= 3.0


def test_a_window_passes_at_most_its_count_in_any_span() -> None:
    async def passes() -> list[float]:
        window, times = Window(3, 1.0, fake_service.clock()), []
        for _ in range(20):
            await window.enter()
            times.append(asyncio.get_running_loop().time())
        return times

    times = play(passes())
    assert all(b - a >= 1.0 for a, b in zip(times, times[3:], strict=False))
    assert times[-1] <= 6.01


def test_a_shared_window_is_slower() -> None:
    async def took(among: int) -> float:
        window = Window(1, 0.1, fake_service.clock())
        window.share(among)
        for _ in range(11):
            await window.enter()
        return asyncio.get_running_loop().time()

    assert play(took(1)) == pytest.approx(1.0)
    assert play(took(3)) == pytest.approx(3.0)


def test_a_lane_falls_by_half_and_rises_by_one_up_to_its_ceiling() -> None:
    async def limits() -> list[int]:
        lane, seen = Lane(Limits(concurrent_tasks=5), fake_service.clock(), BACKOFF), []
        for _ in range(3):
            lane.throttled(None)
            seen.append(lane.limit)
        for _ in range(8):
            await asyncio.sleep(11)
            lane.accepted()
            seen.append(lane.limit)
        return seen

    assert play(limits()) == [2, 1, 1, 2, 3, 4, 5, 5, 5, 5, 5]


def test_failures_at_one_moment_are_one_pause() -> None:
    async def pauses() -> tuple[float, float]:
        lane = Lane(Limits(), fake_service.clock(), BACKOFF)
        return lane.pause(), lane.pause()

    first, second = play(pauses())
    assert first == second


def test_of_those_that_wait_the_smallest_rank_goes_next_and_a_cancelled_one_leaves_no_gap() -> None:
    async def order() -> list[float]:
        queue, seen = Queue(1), []

        async def one(rank: float) -> None:
            async with queue.place(rank):
                seen.append(rank)
                await asyncio.sleep(1)

        tasks = [asyncio.create_task(one(rank)) for rank in (9, 5, 3, 7, 4)]
        await asyncio.sleep(0.5)
        tasks[2].cancel()
        await asyncio.sleep(0.6)
        tasks[3].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with queue.place(0):
            return seen

    assert play(order()) == [9, 4, 5]


def ideal_s(times: list[float], at_once: int) -> float:
    ends = [0.0] * at_once
    for seconds in times:
        heapq.heapreplace(ends, ends[0] + seconds)
    return max(ends)


@pytest.mark.parametrize("mean_s", [2.0, 8.0, 60.0, 240.0])
def test_a_build_of_forty_clips_takes_at_most_a_tenth_longer_than_the_ideal(tmp_path: Path, mean_s: float) -> None:
    chance = random.Random(4)
    times: list[float] = []

    def spread(task: FakeTask) -> None:
        times.append(mean_s * chance.uniform(0.5, 1.5))
        task.ends = task.began + times[-1]

    service = FakeService(answer_s=0.01, make=spread)

    async def build() -> float:
        with Ledger.open(tmp_path / "ledger.sqlite3") as ledger:
            results = await run(
                [make_job(n) for n in range(1, 41)],
                session=service,
                ledger=ledger,
                media=MediaStore(tmp_path / "media"),
                origin=Origin("dashscope", "account", None, paid=True),
                limits={MODEL: Limits()},
                clock=fake_service.clock(),
                check=lambda path, expected: None,
            )
        assert all(result.ok for result in results)
        return asyncio.get_running_loop().time()

    assert play(build()) / ideal_s(times, 5) <= 1.10
    assert max(sum(t <= later < t + 1 for later in service.polls) for t in service.polls) <= 16
