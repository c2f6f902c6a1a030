"""Kind, sides and seconds from the files themselves."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import plan_media
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanboard.plan.media import FileFacts, kind_of_name, read_facts


@pytest.mark.parametrize("name", ["png", "jpeg", "bmp", "webp"])
def test_sides_of_pictures(tmp_path: Path, name: str) -> None:
    write: Callable[[Path, int, int], Path] = getattr(plan_media, name)
    facts = read_facts(write(tmp_path / "x", 640, 481))
    assert (facts.kind, facts.format, facts.pixels) == ("image", name, (640, 481))


@pytest.mark.parametrize(
    ("write", "name", "kind"),
    [
        (lambda path: plan_media.wav(path, 4.5), "wav", "audio"),
        (lambda path: plan_media.mp3(path, 4.5), "mp3", "audio"),
        (lambda path: plan_media.mp3(path, 4.5, xing=True), "mp3", "audio"),
        (lambda path: plan_media.mp4(path, 4.5), "mp4", "video"),
        (lambda path: plan_media.mp4(path, 4.5, b"qt  "), "mov", "video"),
    ],
)
def test_seconds_of_sounds_and_videos(tmp_path: Path, write: Callable[[Path], Path], name: str, kind: str) -> None:
    facts = read_facts(write(tmp_path / "x"))
    assert (facts.kind, facts.format) == (kind, name)
    assert facts.seconds == pytest.approx(4.5, abs=0.03)


@given(
    st.binary(max_size=300),
    st.sampled_from([
        b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM", b"RIFF0000WEBP", b"RIFF0000WAVE",
        b"\0\0\0\x10ftypisom", b"\0\0\0\x08moov", b"ID3", b"\xff\xfb\x90\x00",
    ]),
)  # fmt: skip
def test_any_bytes_are_survived(tmp_path_factory: pytest.TempPathFactory, body: bytes, head: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(head + body)
    facts = read_facts(path)
    assert facts.size == len(head + body)


def test_a_file_is_hashed_again_only_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"one")
    facts = FileFacts()
    first = facts.sha256(path)
    stamp = path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns + 10**9))
    assert facts.sha256(path) != first


@pytest.mark.parametrize(
    ("name", "kind"),
    [("https://a/b.PNG?x=1", "image"), ("c.mov", "video"), ("oss://a/b.mp3", "audio"), ("https://a/b", None)],
)
def test_kind_that_a_name_promises(name: str, kind: str | None) -> None:
    assert kind_of_name(name) == kind
