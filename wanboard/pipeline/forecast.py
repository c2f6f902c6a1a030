"""What `build` would do, clip by clip, and why. Reads the ledger and the lock; sends nothing."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wanboard.model.storyboard import Storyboard
from wanboard.pipeline.desk import Desk
from wanboard.pipeline.front import Compiled
from wanboard.pipeline.takes import Choice
from wanboard.plan.changes import Change, context, explain
from wanboard.plan.clip import Clip
from wanboard.store.lock import Lock
from wanboard.store.record import Record, State


class Will(enum.Enum):
    """What build does about a clip."""

    NEW = "new"
    CHANGED = "changed"
    RETAKE = "retake"
    SHARED = "shared"  # the very request of another clip: made once, paid once
    CACHED = "cached"
    IN_FLIGHT = "in flight"
    UNSETTLED = "unsettled"  # ambiguous, missing at the service, or not what was asked for: the user decides

    @property
    def generates(self) -> bool:
        return self in (Will.NEW, Will.CHANGED, Will.RETAKE)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    choice: Choice
    will: Will
    changes: tuple[Change, ...]  # since the take that the clip had before; for CHANGED only
    was: str | None  # label of the clip that take was made for

    @property
    def clip(self) -> Clip:
        return self.choice.clip


def forecast(choices: Sequence[Choice], desk: Desk, lock: Lock | None, compiled: Compiled) -> list[Step]:
    """One step a clip, in film order."""
    earlier = _Earlier(desk, lock, compiled.ledger_name)
    steps = [_step(choice, desk, earlier, compiled.board) for choice in choices]
    first = {id(step) for step in _made(steps)}
    return [
        Step(step.choice, Will.SHARED, (), None) if step.will.generates and id(step) not in first else step
        for step in steps
    ]


def _made(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps that generate, each take once."""
    seen: set[tuple[str, int]] = set()
    for step in steps:
        key = (step.clip.fingerprint, step.choice.take)
        if step.will.generates and key not in seen:
            seen.add(key)
            yield step


def costs(steps: Iterable[Step]) -> dict[str, Decimal]:
    """What would be spent on clips to generate, by currency. Clips without a price are not in it."""
    sums: dict[str, Decimal] = {}
    for step in _made(steps):
        if step.clip.cost:
            cost = step.clip.cost
            sums[cost.currency] = sums.get(cost.currency, Decimal(0)) + cost.amount
    return sums


def billed_seconds(steps: Iterable[Step]) -> int:
    return sum(step.clip.billed_s for step in _made(steps))


_UNSETTLED = frozenset({State.AMBIGUOUS, State.SENDING, State.MISSING, State.REJECTED})


def _step(choice: Choice, desk: Desk, earlier: _Earlier, board: Storyboard) -> Step:
    record = choice.record
    if record is not None:
        if record.state is State.STORED:
            if desk.is_paid(choice.clip.fingerprint):
                return Step(choice, Will.CACHED if desk.is_here(record) else Will.IN_FLIGHT, (), None)
        elif record.state in _UNSETTLED:
            return Step(choice, Will.UNSETTLED, (), None)
        elif record.state is not State.INTENT:
            return Step(choice, Will.IN_FLIGHT, (), None)
    if choice.take > 1 and any(r.state is State.STORED for r in desk.of(choice.clip.fingerprint)):
        return Step(choice, Will.RETAKE, (), None)
    old = earlier.of(choice.clip)
    if old is None:
        return Step(choice, Will.NEW, (), None)
    return Step(choice, Will.CHANGED, explain(old.context, context(choice.clip, board)), old.clip)


class _Earlier:
    """Finds the record a changed clip had before: the one with most shots in common, the lock's takes
    first."""

    def __init__(self, desk: Desk, lock: Lock | None, storyboard: str) -> None:
        records = [r for group in desk.records.values() for r in group if r.storyboard == storyboard]
        locked = {take.fingerprint for take in lock.takes.values()} if lock else set()
        stored = [r for r in records if r.state in (State.STORED, State.DISCARDED)]
        pool = [r for r in stored if r.fingerprint in locked] or sorted(stored, key=lambda r: -r.created_at)
        self._by_shot: dict[str, list[Record]] = {}
        for record in pool:
            for shot in _shots(record.context):
                self._by_shot.setdefault(shot, []).append(record)

    def of(self, clip: Clip) -> Record | None:
        votes: dict[int, tuple[int, Record]] = {}
        for shot in clip.shots:
            for record in self._by_shot.get(shot.id, ()):
                count, _ = votes.get(record.id, (0, record))
                votes[record.id] = (count + 1, record)
        if not votes:
            return None
        return max(votes.values(), key=lambda vote: (vote[0], vote[1].created_at))[1]


def _shots(saved: Mapping[str, object]) -> list[str]:
    shots = saved.get("shots")
    if isinstance(shots, Mapping):
        return [str(name) for name in shots]
    if isinstance(shots, list):
        return [str(item["id"]) for item in shots if isinstance(item, Mapping) and "id" in item]
    return []
