"""Which take each clip uses, and the request of take n."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wanboard.pipeline.desk import Desk
from wanboard.plan.clip import Clip
from wanboard.plan.request import Request
from wanboard.store.lock import Lock, LockedTake
from wanboard.store.record import LIVE, PAID, Record, State

SEED_RANGE = 2**31


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The take a clip is to use. `record` is what the ledger has of it now; `locked` the lock's word for
    the clip's fingerprint."""

    clip: Clip
    take: int
    request: Request
    record: Record | None
    locked: LockedTake | None


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A clip and the file of the take it uses."""

    clip: Clip
    path: Path


def request_of_take(request: Request, take: int) -> Request:
    """Where a seed is given, take n uses seed + n - 1; otherwise the service draws one, and the request is
    the same."""
    seed = request.parameters.get("seed")
    if take == 1 or not isinstance(seed, int):
        return request
    return replace(request, parameters={**request.parameters, "seed": (seed + take - 1) % SEED_RANGE})


def choose_takes(clips: Sequence[Clip], desk: Desk, lock: Lock | None, retake: Collection[int] = ()) -> list[Choice]:
    """One choice a clip. `retake` holds the numbers of clips that get a further take."""
    by_fingerprint = {taken.fingerprint: taken for taken in lock.takes.values()} if lock else {}
    chosen = []
    for clip in clips:
        locked = by_fingerprint.get(clip.fingerprint)
        take = _take(clip, desk.of(clip.fingerprint), locked, again=clip.number in retake)
        record = next((r for r in desk.of(clip.fingerprint) if r.take == take and r.state in LIVE), None)
        chosen.append(Choice(clip, take, request_of_take(clip.request, take), record, locked))
    return chosen


def _take(clip: Clip, records: Sequence[Record], locked: LockedTake | None, *, again: bool) -> int:
    """The storyboard's word; else a take that is under way (it is being paid for); else a further one where
    asked for; else the lock's; else the latest."""
    paid = [record for record in records if record.state in PAID]
    under_way = [record.take for record in paid if record.state is not State.STORED]
    authored = [shot.take for shot in clip.shots if shot.take is not None]
    if authored:
        return authored[0]
    if under_way and (again or locked is None or max(under_way) > locked.take):
        return max(under_way)
    if again:
        return max((record.take for record in records if record.state in PAID | {State.DISCARDED}), default=0) + 1
    if locked is not None:
        return locked.take
    return max((record.take for record in paid), default=1)
