"""The lock: what is written is read back; what was not written by us is an error at its line."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanboard.errors import StateError
from wanboard.store import lock as locks
from wanboard.store.lock import Lock, LockedTake, Wanted, disagreements, parse, render

TAKE = LockedTake(
    clip="arrival-01..03",
    fingerprint="a" * 64,
    take=1,
    model="wan2.6-t2v",
    backend="dashscope",
    task_id="0385dc79-5ff8-4d82-bcb6-7a2a7e2b2f0c",
    request_id=None,
    seed=20261121,
    media="b" * 64,
    seconds=9.0,
    cost="5.40",
    currency="CNY",
    price_date="2026-11-21",
    date="2026-11-21",
    shots=("arrival-01", "arrival-02", "arrival-03"),
    prompt='Neo-noir.\nShot 1 [0-3s] "Too late." \\ rain\nShot 2 [3-6s] 雨',
    actual_prompt=None,
)
hexes = st.text("0123456789abcdef", min_size=64, max_size=64)
texts = st.text(max_size=80) | st.text("<>=|\n\"'\\ a\r\t#[]\x85\u2028", max_size=60)
takes = st.builds(
    LockedTake,
    clip=texts.filter(bool),
    fingerprint=hexes,
    take=st.integers(1, 999),
    model=texts,
    backend=texts,
    task_id=st.none() | texts,
    request_id=st.none() | texts,
    seed=st.none() | st.integers(0, 2**31 - 1),
    media=hexes,
    seconds=st.floats(0, 1e6),
    cost=st.none() | st.decimals(0, 1000, places=6).map(str),
    currency=st.none() | texts,
    price_date=st.none() | texts,
    date=texts,
    shots=st.lists(texts, max_size=4).map(tuple),
    prompt=texts,
    actual_prompt=st.none() | texts,
)


@settings(max_examples=400, deadline=None)
@given(st.lists(takes, max_size=4))
def test_what_is_written_is_read_back(made: list[LockedTake]) -> None:
    lock = Lock.of(made)
    text = render(lock)
    assert dict(parse(text, "film.lock").takes) == dict(lock.takes)
    assert render(parse(text, "film.lock")) == text


@settings(max_examples=200, deadline=None)
@given(st.lists(takes, max_size=3), st.data())
def test_a_cut_or_changed_lock_is_an_error_or_another_lock_never_a_crash(
    made: list[LockedTake], data: st.DataObject
) -> None:
    text = render(Lock.of(made))
    place = data.draw(st.integers(0, len(text)))
    piece = data.draw(st.text(max_size=5))
    cut = text[:place] + piece + text[data.draw(st.integers(place, len(text))) :]
    with contextlib.suppress(StateError):
        parse(cut, "film.lock")


def test_the_file_is_the_same_every_time_and_one_take_changes_its_block_only(tmp_path: Path) -> None:
    others = [replace(TAKE, clip=f"arrival-{n:02}") for n in (9, 4, 7)]
    before = render(Lock.of([TAKE, *others]))
    assert before == render(Lock.of([*reversed(others), TAKE]))
    after = render(Lock.of([replace(TAKE, take=2, media="c" * 64), *others]))
    changed = [a for a, b in zip(before.split("\n"), after.split("\n"), strict=True) if a != b]
    assert changed == ["take = 1", f'media = "{"b" * 64}"']


def test_the_file_is_only_written_where_it_differs(tmp_path: Path) -> None:
    path = locks.path_beside(tmp_path / "neon-rain.yaml")
    assert path.name == "neon-rain.lock"
    assert locks.read(path) is None
    assert locks.write(path, Lock.of([TAKE]))
    assert not locks.write(path, Lock.of([TAKE]))
    found = locks.read(path)
    assert found is not None
    assert found.takes[TAKE.clip] == TAKE
    assert path.read_text().split("\n")[found.lines[TAKE.clip] - 1] == '[clip."arrival-01..03"]'


def test_a_prompt_stays_readable() -> None:
    text = render(Lock.of([TAKE]))
    assert "\nShot 2 [3-6s] 雨" in text


def conflicted(text: str) -> str:
    return text.replace("take = 1\n", "<<<<<<< HEAD\ntake = 1\n=======\ntake = 2\n>>>>>>> other\n")


def test_a_merge_conflict_is_named_with_its_line() -> None:
    text = conflicted(render(Lock.of([TAKE])))
    line = text.split("\n").index("<<<<<<< HEAD") + 1
    with pytest.raises(StateError, match="merge conflict") as caught:
        parse(text, "film.lock")
    assert caught.value.message.startswith(f"film.lock:{line}: ")


def test_a_prompt_that_looks_like_a_conflict_is_none() -> None:
    take = replace(TAKE, prompt="<<<<<<< HEAD\n=======\n>>>>>>> x\n||||||| y")
    assert parse(render(Lock.of([take])), "film.lock").takes[TAKE.clip] == take


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("version = 1", "version = 2", 3, "newer wanboard"),
        ("version = 1", "", 1, "names no version"),
        ("version = 1", "version = 1\nvresion = 1", 4, "unknown key 'vresion'"),
        ("take = 1", "take = 0", 5, "take, media or fingerprint"),
        ("take = 1", "take = true", 5, "'take' of clip"),
        ("take = 1", "tak = 1", 5, "unknown key 'tak'"),
        ("take = 1\n", "", 5, "no 'take'"),
        ("take = 1", "take = 1\ntake = 1", 8, "not a lock file"),
        ('shots = ["arrival-01"', "shots = [1", 5, "'shots' of clip"),
        ('model = "wan', 'model = "wan\n', 8, "not a lock file"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(old: str, new: str, line: int, words: str) -> None:
    text = render(Lock.of([TAKE]))
    assert old in text
    with pytest.raises(StateError) as caught:
        parse(text.replace(old, new, 1), "film.lock")
    assert words in caught.value.message
    assert caught.value.message.startswith(f"film.lock:{line}: ")


def test_where_lock_and_storyboard_differ_is_explained() -> None:
    lock = parse(render(Lock.of([TAKE, replace(TAKE, clip="gone"), replace(TAKE, clip="other")])), "film.lock")
    found = disagreements(
        lock,
        [
            Wanted("new", "d" * 64, None, ("new",)),
            Wanted(TAKE.clip, "e" * 64, None, ("arrival-01", "arrival-02")),
            Wanted("other", "a" * 64, 3, TAKE.shots),
        ],
    )
    assert [(d.clip, d.line is None) for d in found] == [
        ("new", True), (TAKE.clip, False), ("other", False), ("gone", False)
    ]  # fmt: skip
    assert "now arrival-01, arrival-02" in found[1].message
    assert "asks for take 3" in found[2].message
    assert disagreements(Lock.of([TAKE]), [Wanted(TAKE.clip, "a" * 64, 1, TAKE.shots)]) == ()


def test_a_lock_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "film.lock"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StateError, match="cannot be read"):
        locks.read(path)
