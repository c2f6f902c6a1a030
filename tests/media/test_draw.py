"""Drawing: frames by number from any place in a file, and what of a drawing is composed."""

from pathlib import Path

import av
import coded_clips
import numpy as np
import pytest

from wanboard.errors import MediaError
from wanboard.media.captions import caption
from wanboard.media.codecs import find_hardware
from wanboard.media.compose import burn_in
from wanboard.media.draw import draw
from wanboard.media.drawing import Drawing, Overlay, Piece, Progress, View
from wanboard.media.frames import Frames
from wanboard.media.work import run_all

SIZE = (320, 192)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    video = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "slow", "-bf", "4", "-g", "12", "-sc_threshold", "0")
    return coded_clips.make(tmp_path_factory.mktemp("draw") / "7.mp4", 7, 60, video=video)


def shown(frame: av.VideoFrame) -> tuple[int, int]:
    return coded_clips.number(frame.to_ndarray()[: SIZE[1]])


@pytest.mark.parametrize("first", range(0, 60, 1))
def test_any_frame_is_found_from_the_keyframe_before_it(clip: Path, first: int) -> None:
    with Frames(View(clip, first, 60), 30) as frames:
        assert shown(frames[0]) == (7, first)
        assert shown(frames[30]) == (7, min(first + 30, 59))


def test_frames_go_forward_only_and_a_missing_one_is_an_error(clip: Path) -> None:
    with Frames(View(clip, 10, 60), 30) as frames:
        frames[5]
        with pytest.raises(ValueError, match="forward"):
            frames[4]
    with Frames(View(clip, 50, 70), 30) as frames, pytest.raises(MediaError, match="no frame 65"):
        frames[15]


def drawn(tmp_path: Path, *pieces: Piece) -> np.ndarray:
    draw(Drawing(pieces, SIZE, 30), tmp_path / "drawn.mp4")
    with av.open(str(tmp_path / "drawn.mp4")) as container:
        return np.stack([frame.to_ndarray()[: SIZE[1]] for frame in container.decode(video=0)])


def test_a_change_drawn_in_two_parts_is_the_same_change(clip: Path, tmp_path: Path) -> None:
    below, above = View(clip, 0, 60), View(clip, 20, 60)
    whole = drawn(tmp_path, Piece(10, below, above, crossfade=Progress(0, 10)))
    later = View(clip, 4, 60), View(clip, 24, 60)
    parts = drawn(
        tmp_path,
        Piece(4, below, above, crossfade=Progress(0, 10)),
        Piece(6, *later, crossfade=Progress(4, 10)),
    )
    assert np.abs(whole.astype(int) - parts).mean() < 1.0


@pytest.mark.parametrize("kind", ["fade_in", "fade_out"])
def test_fades_go_evenly_from_and_to_black(clip: Path, tmp_path: Path, kind: str) -> None:
    faded = drawn(tmp_path, Piece(10, View(clip, 0, 60), **{kind: Progress(0, 10)}))
    plain = drawn(tmp_path, Piece(10, View(clip, 0, 60)))
    share = (faded.mean(axis=(1, 2)) - 16) / (plain.mean(axis=(1, 2)) - 16)
    wanted = (np.arange(10) + 0.5) / 10
    assert share == pytest.approx(wanted if kind == "fade_in" else wanted[::-1], abs=0.06)


def test_text_over_a_crossfade_is_drawn_too(clip: Path, tmp_path: Path) -> None:
    piece = Piece(5, View(clip, 0, 60), View(clip, 20, 60), Progress(0, 5), overlays=(Overlay("title", "霓虹 Rain"),))
    bare = Piece(5, View(clip, 0, 60), View(clip, 20, 60), Progress(0, 5))
    away = np.abs(drawn(tmp_path, piece).astype(int) - drawn(tmp_path, bare))
    assert away[:, 70:120].max(axis=(1, 2)).min() > 80


def test_a_burned_in_timecode_runs_with_the_film() -> None:
    drawing = Drawing((), (640, 360), 30)
    clip = burn_in("eyes", 89, drawing, 4 / 30)
    for number, shown in enumerate(("00:00:02:29", "00:00:03:00", "00:00:03:01", "00:00:03:02")):
        picture, _ = caption("burn-in", f"eyes  {shown}", drawing.size)
        time = (number + 0.5) / 30
        assert np.array_equal(clip.get_frame(time), picture[..., :3])
        assert np.allclose(clip.mask.get_frame(time), picture[..., 3] / 255)


@pytest.mark.parametrize("kind", ["title", "subtitle", "burn-in"])
@pytest.mark.parametrize(
    "text", ["x", "A line that is much too long for any picture " * 6, "很长的一行字" * 40, "", "😀 🎬"]
)
def test_text_of_any_length_stays_on_the_picture(kind: str, text: str) -> None:
    for size in ((1280, 720), (320, 192), (90, 160)):
        picture, (left, top) = caption(kind, text, size)  # type: ignore[arg-type]
        height, width = picture.shape[:2]
        assert 0 <= left <= left + width <= size[0]
        assert 0 <= top <= top + height <= size[1]


def test_an_error_in_another_process_comes_back_as_it_is(clip: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"<html>")
    jobs = [
        (Drawing((Piece(3, View(path, 0, 60)),), SIZE, 30), tmp_path / f"{number}.mp4")
        for number, path in enumerate((clip, bad, clip))
    ]
    done: list[Path] = []
    with pytest.raises(MediaError, match="XML or HTML"):
        run_all(jobs, 2, done.append)


def test_a_hardware_encoder_is_taken_only_where_it_encodes() -> None:
    name = find_hardware("h264", SIZE, 30)
    assert name is None or name.startswith("h264_")
