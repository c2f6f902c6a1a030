"""Which consecutive shots become one clip: the cheapest of all legal ways. Pure; knows shots only by their
index.

A way is a division of the shots 0..n-1 into runs. Its cost is compared in this order: runs that are not legal
at all (only ever a single shot that nothing can carry, so that the rest is packed all the same), new billed
seconds, number of runs. Among equal ways the one whose first run is longest is taken, then whose second is,
and so on; so the result never depends on anything but the input.

The way of working is a shortest path from the last shot backwards. What a run costs may be dear to find out
(its prompt has to be written), so the path is first searched with a lower bound of every run's cost; the runs
it chose are then looked at, and the search repeats with what was learnt until nothing is left to learn. A
lower bound never hides a cheaper way, so the result is that of looking at every run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_LAZY_ROUNDS = 8  # after so many surprises, look at every run: keeps the work linear in the number of runs


@dataclass(frozen=True, slots=True)
class Run:
    """Shots `first` up to and not including `end`. `legal` is False only for a single shot that nothing
    carries."""

    first: int
    end: int
    legal: bool


def pack(
    reach: Sequence[int],
    cost: Callable[[int, int], int | None],
    bound: Callable[[int, int], int] | None = None,
    hopeless: Callable[[int, int], bool] | None = None,
) -> tuple[Run, ...]:
    """The cheapest division of `len(reach)` shots into runs.

    `reach[i]` is the largest end a run from shot i can have (at least i + 1). `cost(i, end)` is what a run
    adds to the bill (0 where it is paid), None where it is not legal; asked at most once per run. `bound(i,
    end)` is cheap and never above the cost; without it every run is looked at.
    """
    known: dict[tuple[int, int], int | None] = {}

    def learn(first: int, end: int) -> bool:
        if (first, end) in known:
            return False
        known[first, end] = cost(first, end)
        return True

    if bound is not None:
        for _ in range(_LAZY_ROUNDS):
            runs = _shortest(reach, known, bound)
            surprises = [learn(run.first, run.end) for run in runs]
            if not any(surprises):
                return runs
    within = list(reach)
    for first, furthest in enumerate(reach):
        for end in range(first + 1, furthest + 1):
            learn(first, end)
            if hopeless is not None and known[first, end] is None and hopeless(first, end):
                within[first] = end
                break
    return _shortest(within, known, None)


def _shortest(
    reach: Sequence[int],
    known: dict[tuple[int, int], int | None],
    bound: Callable[[int, int], int] | None,
) -> tuple[Run, ...]:
    count = len(reach)
    best: list[tuple[int, int, int, int]] = [(0, 0, 0, 0)] * (count + 1)
    choice: list[Run | None] = [None] * count
    for first in range(count - 1, -1, -1):
        chosen: tuple[int, int, int, int] | None = None
        for end in range(reach[first], first, -1):  # the longest first: it wins a tie
            if (first, end) in known:
                seconds = known[first, end]
            else:
                seconds = bound(first, end) if bound else None
            if seconds is None and end > first + 1:
                continue
            after = best[end]
            anew = end - first if seconds else 0
            total = (after[0] + (seconds is None), after[1] + (seconds or 0), after[2] + anew, after[3] + 1)
            if chosen is None or total < chosen:
                chosen = total
                choice[first] = Run(first, end, seconds is not None)
        best[first] = chosen or (0, 0, 0, 0)
    runs: list[Run] = []
    place = 0
    while place < count:
        run = choice[place]
        assert run is not None  # a single shot is always a choice
        runs.append(run)
        place = run.end
    return tuple(runs)
