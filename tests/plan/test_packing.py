"""Packing against brute force: every division of a random board, compared."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanboard.plan.packing import Run, pack

Costs = dict[tuple[int, int], int | None]


def _ways(reach: list[int], first: int = 0) -> Iterator[tuple[tuple[int, int], ...]]:
    if first == len(reach):
        yield ()
        return
    for end in range(first + 1, reach[first] + 1):
        for rest in _ways(reach, end):
            yield ((first, end), *rest)


def _brute(reach: list[int], costs: Costs) -> tuple[tuple[int, int], ...]:
    def key(way: tuple[tuple[int, int], ...]) -> tuple[int, int, int, int, list[int]]:
        broken = sum(costs[run] is None for run in way)
        anew = sum(end - first for first, end in way if costs[first, end])
        return broken, sum(costs[run] or 0 for run in way), anew, len(way), [-end for _, end in way]

    legal = (w for w in _ways(reach) if all(costs[r] is not None or r[1] == r[0] + 1 for r in w))
    return min(legal, key=key)


@st.composite
def _boards(draw: st.DrawFn) -> tuple[list[int], Costs, dict[tuple[int, int], int]]:
    count = draw(st.integers(1, 8))
    reach = [draw(st.integers(first + 1, min(count, first + 5))) for first in range(count)]
    costs: Costs = {}
    bounds: dict[tuple[int, int], int] = {}
    for first in range(count):
        for end in range(first + 1, reach[first] + 1):
            costs[first, end] = draw(st.sampled_from([None, 0, 0, 2, 3, 5, 5, 10, 15]))
            bounds[first, end] = draw(st.integers(0, costs[first, end] or 0))
    return reach, costs, bounds


def _bound(bounds: dict[tuple[int, int], int]) -> Callable[[int, int], int]:
    return lambda first, end: bounds[first, end]


@given(_boards())
@settings(max_examples=2500, deadline=None)
def test_pack_is_as_cheap_as_the_cheapest_way_and_breaks_ties_alike(
    board: tuple[list[int], Costs, dict[tuple[int, int], int]],
) -> None:
    reach, costs, bounds = board
    expected = tuple(Run(a, b, costs[a, b] is not None) for a, b in _brute(reach, costs))
    assert pack(reach, lambda first, end: costs[first, end]) == expected
    assert pack(reach, lambda first, end: costs[first, end], _bound(bounds)) == expected


def test_no_shots_make_no_runs() -> None:
    assert pack([], lambda first, end: 0) == ()


def test_a_shot_that_nothing_carries_stands_alone_and_the_rest_is_packed() -> None:
    def cost(first: int, end: int) -> int | None:
        return None if first <= 1 < end else end - first

    assert pack([4, 4, 4, 4], cost) == (Run(0, 1, True), Run(1, 2, False), Run(2, 4, True))


def test_what_is_paid_is_kept_although_one_clip_would_do() -> None:
    paid = {(0, 2), (2, 4)}
    assert pack([4] * 4, lambda a, b: 0 if (a, b) in paid else 3 * (b - a)) == (
        Run(0, 2, True),
        Run(2, 4, True),
    )


def test_a_paid_neighbour_is_kept_where_making_it_anew_would_cost_no_more() -> None:
    costs = {(0, 1): 2, (1, 2): 0, (0, 2): 2}
    assert pack([2, 2], lambda first, end: costs[first, end]) == (Run(0, 1, True), Run(1, 2, True))


def test_with_a_true_bound_only_the_chosen_runs_are_looked_at() -> None:
    asked: list[tuple[int, int]] = []

    def cost(first: int, end: int) -> int:
        asked.append((first, end))
        return 3 * (end - first)

    count = 1000
    reach = [min(count, first + 5) for first in range(count)]
    assert len(pack(reach, cost, lambda first, end: 3 * (end - first))) == 200
    assert len(asked) == 200


def test_nothing_longer_than_a_hopeless_run_is_looked_at() -> None:
    asked: list[tuple[int, int]] = []

    def cost(first: int, end: int) -> int | None:
        asked.append((first, end))
        return None if end - first > 3 else 2 * (end - first)

    reach = [min(60, first + 50) for first in range(60)]
    runs = pack(reach, cost, None, lambda first, end: end - first > 3)
    assert runs == pack(reach, cost)[:20]
    assert asked.index((1, 2)) == 4


@pytest.mark.parametrize("count", [50, 400])
def test_no_run_is_looked_at_twice_however_often_the_bound_is_wrong(count: int) -> None:
    asked: list[tuple[int, int]] = []

    def cost(first: int, end: int) -> int | None:
        asked.append((first, end))
        return None if (end - first) > 1 and (first * 7 + end) % 3 else 3 * (end - first)

    reach = [min(count, first + 5) for first in range(count)]
    pack(reach, cost, lambda first, end: 0)
    assert len(asked) == len(set(asked)) <= sum(end - first for first, end in enumerate(reach))
    assert set(asked) <= set(
        itertools.chain.from_iterable(
            ((first, end) for end in range(first + 1, furthest + 1)) for first, furthest in enumerate(reach)
        )
    )
