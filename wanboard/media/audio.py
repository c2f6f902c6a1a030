"""A part of a recording as a file of its own: what a scene's narration is cut with."""

from __future__ import annotations

from pathlib import Path

from wanboard.errors import MediaError
from wanboard.media.probe import open_media
from wanboard.media.sound import read_sound, write_wave
from wanboard.media.voices import RATE


def cut(path: Path, start_ms: int, end_ms: int, target: Path) -> None:
    """Write milliseconds `start_ms` to `end_ms` of a wav or mp3 to `target`, a 16-bit WAV at 48 kHz. Past the
    recording's end is silence.

    Raises: MediaError where it has no sound, cannot be decoded, or begins to late; ValueError for no length.
    """
    if end_ms <= start_ms or start_ms < 0:
        raise ValueError(f"cannot cut from {start_ms} ms to {end_ms} ms")
    with open_media(path, sound=True) as container:
        if not container.streams.audio:
            raise MediaError(f"{path}: has no sound")
    first, last = start_ms * RATE // 1000, end_ms * RATE // 1000
    write_wave(target, [read_sound(path, first, last - first)])
