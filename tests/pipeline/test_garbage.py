"""What `gc` may remove: nothing that a lock, a storyboard or one of its profiles needs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from wanboard.errors import StateError
from wanboard.pipeline.desk import open_desk
from wanboard.pipeline.front import Ask, compile_storyboard
from wanboard.pipeline.garbage import collect, find_garbage
from wanboard.store.record import Origin, Record, State

BOARD = """\
wanboard: 1
title: Doors
render: {seed: 5}
profiles:
  final: {seed: 99}
shots: [{id: one, at: 0-2, action: A door opens.}]
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "doors.yaml"
    path.write_text(BOARD, encoding="utf-8")
    return path


def put(story: Path, fingerprint: str, film: bytes, state: State = State.STORED) -> str:
    media = hashlib.sha256(film).hexdigest()
    with open_desk(story.parent, write=True) as desk:
        assert desk.ledger is not None
        desk.ledger.adopt(Record(
            id=0, fingerprint=fingerprint, take=1, origin=Origin("dashscope", "a", "beijing", paid=True), model="m",
            storyboard="doors.yaml", clip="one", request={}, context={}, state=state, created_at=0.0, changed_at=0.0,
            media=media,
        ))  # fmt: skip
        desk.media.folder.mkdir(exist_ok=True)
        desk.media.path(media).write_bytes(film)
    return media


def fingerprint(story: Path, profile: str | None = None) -> str:
    (clip,) = compile_storyboard(story, Ask({}, profile=profile), paid=None).clips
    return clip.fingerprint


def garbage(story: Path) -> list[str]:
    with open_desk(story.parent, write=False) as desk:
        return [item.media for item in find_garbage(desk, [story])]


def test_takes_of_every_profile_of_a_storyboard_are_needed(story: Path) -> None:
    put(story, fingerprint(story), b"draft")
    put(story, fingerprint(story, "final"), b"final")
    old = put(story, "ab" * 32, b"old")
    assert garbage(story) == [old]
    story.write_text(BOARD.replace("seed: 99", "sed: 99"), encoding="utf-8")
    with pytest.raises(StateError, match="has errors"):
        garbage(story)


def test_bytes_that_two_clips_share_stay_as_long_as_one_is_needed(story: Path) -> None:
    put(story, fingerprint(story), b"the same")
    put(story, "ab" * 32, b"the same")
    assert garbage(story) == []


def test_what_is_removed_is_removed_from_the_ledger_too(story: Path) -> None:
    put(story, "ab" * 32, b"the same")
    media = put(story, "cd" * 32, b"the same")
    with open_desk(story.parent, write=False) as desk:
        collect(desk, find_garbage(desk, [story]))
        assert desk.ledger is not None
        assert {record.state for record in desk.ledger.find()} == {State.DISCARDED}
        assert not desk.media.has(media)


def test_what_waits_for_a_decision_is_kept(story: Path) -> None:
    put(story, "ab" * 32, b"unfit", State.REJECTED)
    assert garbage(story) == []
