"""Clips of four encoders' settings, made once; none of them is wanboard's own."""

from __future__ import annotations

from pathlib import Path

import coded_clips
import pytest

SIZE = (320, 192)
FRAMES = 75
SETTINGS = {
    1: ("-preset", "medium", "-g", "30"),
    2: ("-preset", "slow", "-bf", "5", "-g", "40"),
    3: ("-preset", "ultrafast", "-profile:v", "baseline", "-g", "20"),
    4: ("-preset", "fast", "-x264-params", "open-gop=1:keyint=25"),
}


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Number → clip of 75 frames at 30 fps; their parameter sets all differ."""
    folder = tmp_path_factory.mktemp("clips")
    return {
        number: coded_clips.make(
            folder / f"{number}.mp4",
            number,
            FRAMES,
            size=SIZE,
            video=("-c:v", "libx264", "-pix_fmt", "yuv420p", *options),
        )
        for number, options in SETTINGS.items()
    }


@pytest.fixture(scope="session")
def alike(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Three clips of one encoder's settings, so that their parameter sets agree."""
    folder = tmp_path_factory.mktemp("alike")
    video = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "medium", "-g", "30")
    return {
        number: coded_clips.make(folder / f"{number}.mp4", number, FRAMES, size=SIZE, video=video)
        for number in (11, 12, 13)
    }
