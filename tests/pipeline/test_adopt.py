"""Files that were paid for are used where the ledger has no take for them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from wanboard.backends.base import TaskReport, TaskState
from wanboard.execute.state import Discarded, FileMissing, Reported, advance
from wanboard.pipeline.adopt import adopt
from wanboard.pipeline.desk import Desk, open_desk
from wanboard.store import lock
from wanboard.store.lock import Lock, LockedTake
from wanboard.store.record import Origin, Record, State

FILM = b"a film"
MEDIA = hashlib.sha256(FILM).hexdigest()
PRINT = "ab" * 32
LOCKED = LockedTake(
    clip="one", fingerprint=PRINT, take=2, model="wan2.6-t2v", backend="dashscope", task_id="t-1", request_id="r-1",
    seed=8, media=MEDIA, seconds=3.0, cost="1.8", currency="CNY", price_date="2026-07-25", date="2026-11-21",
    shots=("one",), prompt="A door.", actual_prompt=None,
)  # fmt: skip


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "doors.yaml"
    lock.write(lock.path_beside(path), Lock.of([LOCKED]))
    (tmp_path / ".wanboard/media").mkdir(parents=True)
    (tmp_path / ".wanboard/media" / f"{MEDIA}.mp4").write_bytes(FILM)
    return path


def stored(desk: Desk) -> list[Record]:
    return [record for record in desk.of(PRINT) if record.state is State.STORED]


def a_take(desk: Desk, state: State, **more: object) -> Record:
    assert desk.ledger is not None
    record = Record(
        id=0, fingerprint=PRINT, take=2, origin=Origin("dashscope", "a", "beijing", paid=True), model="wan2.6-t2v",
        storyboard="doors.yaml", clip="one", request={"prompt": "A door."}, context={}, state=state, created_at=0.0,
        changed_at=0.0, task_id="t-1", media=MEDIA, submitted_at=0.0,
    )  # fmt: skip
    return desk.ledger.adopt(replace(record, **more))  # type: ignore[arg-type]


def test_a_lost_ledger_is_filled_from_the_lock_and_the_files(story: Path) -> None:
    with open_desk(story.parent, write=True) as desk:
        adopted, count = adopt(desk, [story])
    (record,) = stored(adopted)
    assert (count, record.take, record.task_id, record.seed, record.storyboard) == (1, 2, "t-1", 8, "doors.yaml")
    with open_desk(story.parent, write=True) as desk:
        assert [r.media for r in stored(desk)] == [MEDIA]
        assert adopt(desk, [story])[1] == 0


def test_without_writing_it_is_only_counted_in(story: Path) -> None:
    with open_desk(story.parent, write=False) as desk:
        assert stored(adopt(desk, [story])[0])
    assert not (story.parent / ".wanboard/ledger.sqlite3").exists()


def test_a_file_that_is_not_what_the_lock_names_is_left_alone(story: Path) -> None:
    (story.parent / ".wanboard/media" / f"{MEDIA}.mp4").write_bytes(FILM[:3])
    with open_desk(story.parent, write=True) as desk:
        assert adopt(desk, [story])[1] == 0


@pytest.mark.parametrize("forgotten", [True, False])
def test_a_file_that_is_put_back_is_used_again(story: Path, forgotten: bool) -> None:
    with open_desk(story.parent, write=True) as desk:
        assert desk.ledger is not None
        row = a_take(desk, State.STORED)
        missing = desk.ledger.update(row.id, lambda r: advance(r, FileMissing(1e9 if forgotten else 1.0)))
        if not forgotten:
            unknown = Reported(2.0, TaskReport("t-1", TaskState.UNKNOWN))
            missing = desk.ledger.update(row.id, lambda r: advance(r, unknown))
        assert missing.state is (State.LOST if forgotten else State.MISSING)
    with open_desk(story.parent, write=True) as desk:
        assert [r.id for r in stored(adopt(desk, [story])[0])] == [row.id]
        assert len(desk.ledger.find() if desk.ledger else ()) == 1  # its cost counts once


def test_a_removed_take_that_is_put_back_needs_no_lock(story: Path) -> None:
    lock.path_beside(story).unlink()
    with open_desk(story.parent, write=True) as desk:
        assert desk.ledger is not None
        row = a_take(desk, State.STORED)
        desk.ledger.update(row.id, lambda r: advance(r, Discarded(1.0)))
    with open_desk(story.parent, write=True) as desk:
        assert adopt(desk, [story])[1] == 1


def test_what_the_user_has_to_decide_is_not_decided_here(story: Path) -> None:
    with open_desk(story.parent, write=True) as desk:
        a_take(desk, State.AMBIGUOUS, task_id=None, media=None)
    with open_desk(story.parent, write=True) as desk:
        assert adopt(desk, [story])[1] == 0
