"""VideoWriter: what it writes can be counted, decoded and joined."""

from pathlib import Path

import av
import numpy as np
import pytest

from wanboard.media.codecs import software
from wanboard.media.encode import AUDIO_RATE, VideoWriter


def write(path: Path, frames: int = 30, *, seed: int = 0) -> Path:
    noise = np.random.default_rng(seed)
    with VideoWriter(path, (160, 90), 15) as writer:
        for _ in range(frames):
            writer.write(noise.integers(0, 255, (90, 160, 3), dtype=np.uint8))
        writer.write_audio(np.zeros((AUDIO_RATE * frames // 15, 2), np.int16))
    return path


def test_every_frame_written_is_a_frame_of_the_file(tmp_path: Path) -> None:
    with av.open(str(write(tmp_path / "a.mp4"))) as container:
        pts = [frame.time for frame in container.decode(video=0)]
    assert pts == pytest.approx([n / 15 for n in range(30)])


def test_sound_is_as_long_as_what_was_written(tmp_path: Path) -> None:
    with av.open(str(write(tmp_path / "a.mp4", 31))) as container:
        stream = container.streams.audio[0]
        assert stream.duration is not None
        assert float(stream.duration * stream.time_base) == pytest.approx(31 / 15, abs=0.03)


def test_different_pictures_have_the_same_parameter_sets(tmp_path: Path) -> None:
    extradata = []
    for seed in (1, 2):
        with av.open(str(write(tmp_path / f"{seed}.mp4", 5 * seed, seed=seed))) as container:
            extradata.append(container.streams.video[0].codec_context.extradata)
    assert extradata[0] == extradata[1]


def test_a_second_long_closed_gop_without_reordering(tmp_path: Path) -> None:
    with av.open(str(write(tmp_path / "a.mp4", 45))) as container:
        packets = [p for p in container.demux(video=0) if p.size]
    assert [p.pts for p in packets] == [p.dts for p in packets]
    assert [n for n, p in enumerate(packets) if p.is_keyframe] == [0, 15, 30]


def test_an_error_inside_leaves_no_file(tmp_path: Path) -> None:
    writer = VideoWriter(tmp_path / "a.mp4", (64, 64), 10, audio_rate=None)

    def fail() -> None:
        with writer:
            writer.write(np.zeros((64, 64, 3), np.uint8))
            raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_frame_of_another_size_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="64x64x3"),
        VideoWriter(tmp_path / "a.mp4", (64, 64), 10, audio_rate=None) as writer,
    ):
        writer.write(np.zeros((32, 64, 3), np.uint8))


def test_the_av1_encoder_is_quiet(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    encoding = software("av1", "draft", 30, 0, 1)
    with VideoWriter(tmp_path / "a.mp4", (128, 96), 30, audio_rate=None, encoding=encoding) as writer:
        writer.write(np.zeros((96, 128, 3), np.uint8))
    assert capfd.readouterr().err == ""
