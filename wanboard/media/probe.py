"""What a media file is, read from the file itself (PyAV). Part of the one media door."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Probe:
    """Container and stream facts. Durations in seconds; `frames` is counted from packets."""

    width: int
    height: int
    fps: Fraction
    frames: int
    duration_s: float  # of the picture
    video_codec: str
    pixel_format: str
    has_audio: bool
    audio_codec: str | None
    audio_rate: int | None
    audio_channels: int | None
    audio_duration_s: float | None


def probe(path: Path, *, decode: bool = False) -> Probe:
    """Read a media file with a picture; with `decode`, decode every frame (what a download is checked with).

    Raises: MediaError where it is no readable video or, with `decode`, where a frame does not decode.
    """
    raise NotImplementedError
