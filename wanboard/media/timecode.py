"""Frames as timecode. No I/O here."""

from __future__ import annotations


def timecode(frame: int, fps: int) -> str:
    """HH:MM:SS:FF, no frames dropped."""
    seconds, rest = divmod(frame, fps)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"
