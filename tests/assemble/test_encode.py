"""`build --encode`: everything encoded, in parts, in each codec."""

from pathlib import Path

import av
import coded_clips
import pytest

from wanboard.assemble.build import assemble
from wanboard.assemble.film import FilmSpec, Join, Segment

SIZE = (320, 192)


@pytest.mark.parametrize(
    ("codec", "name", "tag", "suffix"),
    [
        ("h264", "h264", "avc1", ".mp4"),
        ("hevc", "hevc", "hvc1", ".mp4"),
        ("av1", "av1", "av01", ".mp4"),
        ("prores", "prores", "apco", ".mov"),
    ],
)
def test_everything_is_encoded_in_the_codec_asked_for(
    clips: dict[int, Path], tmp_path: Path, codec: str, name: str, tag: str, suffix: str
) -> None:
    segments = (
        Segment(clips[1], 0.0, 40),
        Segment(clips[2], 5 / 30, 30),
        Segment(clips[3], 0.0, 30, Join("crossfade", 6)),
    )
    spec = FilmSpec(segments, 30, codec=codec, quality="draft", encode=True)  # type: ignore[arg-type]
    target = tmp_path / f"film{suffix}"
    result = assemble(spec, target, cache=tmp_path / "cache", jobs=1, progress=lambda share, what: None)
    assert (result.copied_frames, result.encoded_frames) == (0, spec.frames)
    with av.open(str(target)) as container:
        assert container.streams.video[0].codec_context.codec_tag == tag
        assert container.streams.video[0].codec.canonical_name == name
        frame = next(container.decode(video=0))
        assert (frame.color_range, frame.colorspace, frame.color_primaries, frame.color_trc) == (1, 1, 1, 1)
    shown, said = coded_clips.decode(target, SIZE)
    assert said == ""
    assert len(shown) == spec.frames
    assert shown[:60] == [(1, n) for n in range(40)] + [(2, n) for n in range(5, 25)]
    assert shown[-20:] == [(3, n) for n in range(10, 30)]


def test_another_codec_alone_asks_for_encoding(clips: dict[int, Path], tmp_path: Path) -> None:
    spec = FilmSpec((Segment(clips[3], 0.0, 20),), 30, codec="hevc", quality="draft")
    target = tmp_path / "film.mp4"
    assert (
        assemble(spec, target, cache=tmp_path / "cache", jobs=1, progress=lambda share, what: None).copied_frames == 0
    )
