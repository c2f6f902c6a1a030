"""The lock while somebody else writes it too: another build, `wanboard pick`, git."""

from __future__ import annotations

from pathlib import Path

import pytest

from wanboard.errors import StateError
from wanboard.execute.jobs import Outcome
from wanboard.pipeline.desk import Desk
from wanboard.pipeline.front import Ask, Compiled, compile_storyboard
from wanboard.pipeline.locking import LockKeeper, locked_take
from wanboard.pipeline.takes import choose_takes
from wanboard.store import lock
from wanboard.store.media import MediaStore
from wanboard.store.record import Origin, Record, State

BOARD = """\
wanboard: 1
title: Two doors
scenes:
  - {id: hall, shots: [{id: one, at: 0-2, action: A door opens.}]}
  - {id: yard, shots: [{id: two, at: 0-2, action: A gate falls shut.}]}
"""


@pytest.fixture
def compiled(tmp_path: Path) -> Compiled:
    path = tmp_path / "doors.yaml"
    path.write_text(BOARD, encoding="utf-8")
    return compile_storyboard(path, Ask({}), paid=None)


def keeper(compiled: Compiled) -> LockKeeper:
    desk = Desk(compiled.root, None, MediaStore(compiled.root / "media"), {})
    return LockKeeper(compiled, choose_takes(compiled.clips, desk, None), lock.read(compiled.lock_path))


def record(compiled: Compiled, number: int, take: int) -> Record:
    clip = compiled.clips[number - 1]
    return Record(
        id=number, fingerprint=clip.fingerprint, take=take, origin=Origin("dashscope", "a", "beijing", paid=True),
        model=clip.request.model, storyboard="doors.yaml", clip=clip.label, request=clip.request.canonical(),
        context={}, state=State.STORED, created_at=0.0, changed_at=0.0, media=f"{number}{take}" * 32,
    )  # fmt: skip


def takes(compiled: Compiled) -> dict[str, int]:
    found = lock.read(compiled.lock_path)
    return {label: take.take for label, take in found.takes.items()} if found else {}


def test_two_builds_of_different_clips_keep_each_others_takes(compiled: Compiled) -> None:
    first, second = keeper(compiled), keeper(compiled)
    first.took(f"{compiled.path}#1", record(compiled, 1, 1), Outcome.DONE)
    second.took(f"{compiled.path}#2", record(compiled, 2, 1), Outcome.DONE)
    first.close()
    assert takes(compiled) == {"one": 1, "two": 1}


def test_a_pick_during_a_build_stays_unless_the_build_makes_a_new_take(compiled: Compiled) -> None:
    start = keeper(compiled)
    start.took(f"{compiled.path}#1", record(compiled, 1, 2), Outcome.DONE)
    running = keeper(compiled)
    running.took(f"{compiled.path}#1", record(compiled, 1, 2), Outcome.CACHED)
    picked = locked_take(compiled.clips[0], record(compiled, 1, 1))
    lock.update(compiled.lock_path, lambda old: {**old, "one": picked})
    running.took(f"{compiled.path}#2", record(compiled, 2, 1), Outcome.DONE)
    running.close()
    assert takes(compiled) == {"one": 1, "two": 1}
    running.took(f"{compiled.path}#1", record(compiled, 1, 3), Outcome.DONE)
    assert takes(compiled) == {"one": 3, "two": 1}


def test_blocks_of_clips_that_are_gone_leave_the_lock(compiled: Compiled) -> None:
    gone = locked_take(compiled.clips[0], record(compiled, 1, 1))
    lock.write(compiled.lock_path, lock.Lock({"one": gone, "gone": gone}, {}))
    keeper(compiled).close()
    assert takes(compiled) == {"one": 1}


def test_a_conflict_that_appears_during_a_build_is_not_overwritten(compiled: Compiled) -> None:
    running = keeper(compiled)
    running.took(f"{compiled.path}#1", record(compiled, 1, 1), Outcome.CACHED)
    compiled.lock_path.write_text("<<<<<<< ours\nversion = 1\n", encoding="utf-8")
    with pytest.raises(StateError, match="merge conflict"):
        running.close()
    assert "<<<<<<<" in compiled.lock_path.read_text(encoding="utf-8")
