"""Takes whose files are here although the ledger has no take for them: it was lost or begun anew, or a file that was
gone has been put back. What was paid for is used, not paid for again."""

from __future__ import annotations

import contextlib
import datetime
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from wanboard.errors import StateError
from wanboard.execute.state import STEPS, Restored, advance
from wanboard.pipeline.desk import Desk
from wanboard.plan.request import Cost
from wanboard.store import lock as lock_file
from wanboard.store.lock import LockedTake
from wanboard.store.process import this_process
from wanboard.store.record import LIVE, Origin, Record, State

_BACK = frozenset({State.LOST, State.DISCARDED})


@dataclass(frozen=True, slots=True)
class _Found:
    """A take with its file; `row` is what the ledger has of it, None for nothing."""

    media: str
    row: Record | None
    locked: LockedTake | None = None
    storyboard: str = ""


def adopt(desk: Desk, stories: Sequence[Path]) -> tuple[Desk, int]:
    """The desk with these takes, and how many they are. They are written into the ledger where the desk may write;
    otherwise they are only counted in. Raises: StateError, OSError."""
    found = [item for item in (*_of_locks(desk, stories), *_put_back(desk)) if desk.media.verify(item.media)]
    if not found:
        return desk, 0
    records = dict(desk.records)
    for item in found:
        record = _stored(item, desk)
        if desk.writes and desk.ledger is not None:
            record = desk.ledger.adopt(record) if item.row is None else _restore(desk, item.row, record)
        others = tuple(r for r in records.get(record.fingerprint, ()) if item.row is None or r.id != item.row.id)
        records[record.fingerprint] = (*others, record)
    return replace(desk, records=records), len(found)


def _of_locks(desk: Desk, stories: Sequence[Path]) -> Iterator[_Found]:
    seen: set[tuple[str, int]] = set()
    for name, take in _locked(desk, stories):
        key, rows = (take.fingerprint, take.take), desk.of(take.fingerprint)
        same = [row for row in rows if row.take == take.take]
        if key in seen or not desk.media.has(take.media) or any(row.state is State.STORED for row in same):
            continue
        seen.add(key)
        live = next((row for row in same if row.state in LIVE), None)
        gone = next((row for row in same if row.state in _BACK and row.task_id == take.task_id), None)
        row = live or gone
        if row is None or row.state is State.INTENT or (row.state in STEPS[Restored] and row.task_id == take.task_id):
            yield _Found(take.media, row, take, name)


def _put_back(desk: Desk) -> Iterator[_Found]:
    """Takes that the ledger holds for lost or removed, whose file is there again."""
    for rows in desk.records.values():
        for row in rows:
            busy = any(other.take == row.take and other.state in LIVE for other in rows)
            if row.state in _BACK and not busy and row.media and desk.media.has(row.media):
                yield _Found(row.media, row)


def _locked(desk: Desk, stories: Iterable[Path]) -> Iterator[tuple[str, LockedTake]]:
    for story in stories:
        name = story.resolve().relative_to(desk.root.resolve()).as_posix()
        with contextlib.suppress(StateError):  # the command reads the lock itself, and says what is wrong with it
            lock = lock_file.read(lock_file.path_beside(story))
            yield from ((name, take) for take in lock.takes.values()) if lock else ()


def _restore(desk: Desk, row: Record, record: Record) -> Record:
    ledger, now = desk.ledger, time.time()
    if ledger is None or record.media is None:
        return record
    restored, owner = Restored(now, record.media, record.media_bytes or 0), this_process()

    def change(row: Record) -> Record:
        busy = not ledger.is_free(row, owner, now)  # another build fetches it just now
        return row if busy or row.state not in STEPS[Restored] else advance(row, restored)

    return ledger.update(row.id, change)


def _stored(found: _Found, desk: Desk) -> Record:
    size = desk.media.path(found.media).stat().st_size
    if found.row is not None:
        return advance(found.row, Restored(time.time(), found.media, size))
    if found.locked is None:
        raise ValueError("a take that neither ledger nor lock knows")
    return _from_lock(found.locked, size, found.storyboard)


def _from_lock(take: LockedTake, size: int, storyboard: str) -> Record:
    made = datetime.datetime.fromisoformat(take.date).replace(tzinfo=datetime.UTC).timestamp()
    cost = None
    if take.cost is not None and take.currency is not None and take.seconds > 0:
        amount = Decimal(take.cost)
        cost = Cost(amount, take.currency, amount / Decimal(str(take.seconds)), take.price_date or "", "the lock")
    return Record(
        id=0,
        fingerprint=take.fingerprint,
        take=take.take,
        origin=Origin(take.backend, "", None, paid=True),
        model=take.model,
        storyboard=storyboard,
        clip=take.clip,
        request={
            "model": take.model,
            "prompt": take.prompt,
            "parameters": {} if take.seed is None else {"seed": take.seed},
        },
        context={},
        state=State.STORED,
        created_at=made,
        changed_at=made,
        finished_at=made,
        planned_s=round(take.seconds),
        cost=cost,
        billed_s=take.seconds,
        task_id=take.task_id,
        request_id=take.request_id,
        actual_prompt=take.actual_prompt,
        media=take.media,
        media_bytes=size,
    )
