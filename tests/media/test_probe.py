"""What probe says of good files, and the one clear error it gives for bad ones."""

import subprocess
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from wanboard.errors import MediaError
from wanboard.media.encode import VideoWriter
from wanboard.media.probe import probe


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("probe") / "clip.mp4"
    noise = np.random.default_rng(1)
    with VideoWriter(path, (160, 96), 25) as writer:
        for _ in range(50):
            writer.write(noise.integers(0, 255, (96, 160, 3), dtype=np.uint8))
        writer.write_audio(np.zeros((96_000, 2), np.int16))
    return path


@pytest.fixture(scope="module")
def faststart(clip: Path) -> Path:
    target = clip.with_name("fast.mp4")
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-i",
        clip,
        "-c",
        "copy",
        "-movflags",
        "+faststart",
    ]
    subprocess.run([*command, target], check=True)
    return target


@pytest.mark.parametrize("decode", [False, True])
def test_facts_of_a_good_file(clip: Path, decode: bool) -> None:
    found = probe(clip, decode=decode)
    assert (found.width, found.height, found.fps, found.frames) == (160, 96, Fraction(25), 50)
    assert (found.video_codec, found.pixel_format) == ("h264", "yuv420p")
    assert (found.audio_codec, found.audio_rate, found.audio_channels) == ("aac", 48_000, 2)
    assert found.duration_s == pytest.approx(2.0)
    assert found.audio_duration_s == pytest.approx(2.0, abs=0.03)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "XML or HTML"),
        (b'{"code": "Throttling"}', "JSON"),
        (b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", "no readable media"),
        (b"ffconcat version 1.0\nfile other.mp4\n", "no readable media"),
        (bytes(range(256)) * 40, "no readable media"),
    ],
)
def test_other_files_are_named_for_what_they_are(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "take.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaError, match=message):
        probe(path)


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="cannot be read"):
        probe(tmp_path / "none.mp4")


@pytest.mark.parametrize("share", [0.01, 0.5, 0.98])
@pytest.mark.parametrize("kind", ["clip", "faststart"])
def test_a_file_cut_short_anywhere_is_refused(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, share: float
) -> None:
    whole = request.getfixturevalue(kind).read_bytes()
    path = tmp_path / "half.mp4"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(MediaError):
        probe(path)


def test_damage_inside_is_found_by_decoding(tmp_path: Path, faststart: Path) -> None:
    data = bytearray(faststart.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = bytes(2000)
    path = tmp_path / "damaged.mp4"
    path.write_bytes(data)
    with pytest.raises(MediaError):
        probe(path, decode=True)


def test_sound_alone_is_no_video(tmp_path: Path, clip: Path) -> None:
    target = tmp_path / "sound.m4a"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", clip, "-vn", "-c", "copy", target]
    subprocess.run(command, check=True)
    with pytest.raises(MediaError, match="has no picture"):
        probe(target)
