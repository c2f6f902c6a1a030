"""The film in Chromium: every picture around each join, seeking and playing."""

from pathlib import Path

import browser_player
import coded_clips
import pytest

from wanboard.assemble.build import assemble
from wanboard.assemble.film import Chapter, FilmSpec, Join, Segment

SIZE = (320, 192)


@pytest.mark.browser
@pytest.mark.skipif(browser_player.chromium() is None, reason="no Chromium is installed here")
def test_chromium_shows_the_right_picture_around_every_join(clips: dict[int, Path], tmp_path: Path) -> None:
    fade = Join("crossfade", 8)
    segments = (
        Segment(clips[1], 0.0, 50),
        Segment(clips[2], 0.0, 61),  # its parameter sets differ
        Segment(clips[3], 0.0, 40, fade),
        Segment(clips[4], 0.0, 45),
        Segment(clips[1], 10 / 30, 40),  # begins between keyframes
    )
    spec = FilmSpec(segments, 30, chapters=(Chapter("one", 0), Chapter("two", 50)))
    film = assemble(spec, tmp_path / "film.mp4", cache=tmp_path / "cache", jobs=1, progress=lambda share, what: None)
    shown, said = coded_clips.decode(film.path, SIZE)
    assert said == ""
    cuts = (50, 103, 111, 143, 188, 208)
    asked = [cut + step for cut in cuts for step in (-2, -1, 0, 1)] + [spec.frames - 1, 0]
    seen = browser_player.watch(film.path, 30, asked, [(cut - 3, cut + 3) for cut in cuts], tmp_path / "profile")
    assert [(frame, (code >> 12, code & 0xFFF)) for frame, code in seen.seek] == [(n, shown[n]) for n in asked]
    for cut, run in zip(cuts, seen.play, strict=True):
        assert [frame for frame, _ in run] == sorted({frame for frame, _ in run})
        assert {cut - 1, cut, cut + 1} <= {frame for frame, _ in run}
        assert [(code >> 12, code & 0xFFF) for _, code in run] == [shown[frame] for frame, _ in run]
    assert seen.duration == pytest.approx(spec.frames / 30, abs=0.03)
