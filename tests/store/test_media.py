"""The media store: whole files under the name of their bytes, or nothing."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from wanboard.errors import StateError
from wanboard.store.media import MediaStore

DATA = b"a film"
SHA = hashlib.sha256(DATA).hexdigest()


def add(store: MediaStore) -> Path:
    with store.incoming() as path:
        path.write_bytes(DATA)
        return store.add(path, SHA)


def test_a_file_is_added_under_its_hash_and_nothing_is_left_behind(tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "media")
    path = add(store)
    assert path == tmp_path / "media" / f"{SHA}.mp4"
    assert path.read_bytes() == DATA
    assert store.has(SHA)
    assert store.verify(SHA)
    assert list(store) == [(SHA, len(DATA))]
    assert list((tmp_path / "media" / "incoming").iterdir()) == []


def test_bytes_that_are_not_what_was_received_are_refused(tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "media")
    with store.incoming() as path:
        path.write_bytes(DATA + b"!")
        with pytest.raises(StateError, match="does not hold"):
            store.add(path, SHA)
    assert list(store) == []


def test_a_download_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "media")

    def fail() -> None:
        with store.incoming() as path:
            path.write_bytes(DATA)
            raise OSError(28, "disk full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert list((tmp_path / "media" / "incoming").iterdir()) == []


def test_a_damaged_or_missing_file_is_seen(tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "media")
    path = add(store)
    path.write_bytes(b"a fiLm")
    assert store.has(SHA)
    assert not store.verify(SHA)
    path.write_bytes(b"")
    assert not store.has(SHA)
    assert store.remove(SHA) == 0
    assert not store.verify(SHA)
    assert store.remove(SHA) == 0


def test_old_downloads_of_killed_processes_are_swept_and_new_ones_kept(tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "media")
    with store.incoming() as path:
        path.write_bytes(DATA)
        old = path.with_name("old.mp4")
        old.write_bytes(DATA)
        os.utime(old, (1, 1))
        store.sweep()
        assert path.exists()
        assert not old.exists()
