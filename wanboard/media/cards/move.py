"""The camera as a move over a picture: which part of it is seen at a moment. No I/O here."""

from __future__ import annotations

import math
from dataclasses import dataclass

from wanboard.media.cards.terms import Move

View = tuple[float, float, float, float]  # left, top, right, bottom in shares of the picture


@dataclass(frozen=True, slots=True)
class _Key:
    """The middle of the view and how much of the picture it shows (1 all of it)."""

    x: float
    y: float
    share: float


_WHOLE = _Key(0.5, 0.5, 1.0)
_PATHS: dict[Move, tuple[_Key, _Key]] = {
    "static": (_Key(0.5, 0.5, 0.94), _Key(0.5, 0.5, 0.94)),
    "push-in": (_WHOLE, _Key(0.5, 0.47, 0.80)),
    "pull-out": (_Key(0.5, 0.47, 0.80), _WHOLE),
    "zoom-fast": (_WHOLE, _Key(0.5, 0.46, 0.72)),
    "left": (_Key(0.60, 0.5, 0.80), _Key(0.40, 0.5, 0.80)),
    "right": (_Key(0.40, 0.5, 0.80), _Key(0.60, 0.5, 0.80)),
    "up": (_Key(0.5, 0.60, 0.80), _Key(0.5, 0.40, 0.80)),
    "down": (_Key(0.5, 0.40, 0.80), _Key(0.5, 0.60, 0.80)),
    "rise": (_Key(0.5, 0.57, 0.86), _Key(0.5, 0.45, 0.90)),
    "handheld": (_Key(0.5, 0.5, 0.92), _Key(0.5, 0.5, 0.91)),
    "orbit": (_Key(0.42, 0.51, 0.84), _Key(0.58, 0.49, 0.84)),
    "follow": (_Key(0.46, 0.5, 0.88), _Key(0.55, 0.5, 0.86)),
}
_RAMP = 0.18  # of the shot's length, in which a move starts and comes to rest


def view_at(move: Move, frame: int, frames: int, fps: int) -> View:
    """The part of the picture seen at `frame` (from 0) of a shot of `frames`; always inside the picture."""
    share = _ease(frame / max(1, frames - 1), move)
    start, end = _PATHS[move]
    x = start.x + (end.x - start.x) * share
    y = start.y + (end.y - start.y) * share
    size = start.share + (end.share - start.share) * share
    if move == "orbit":
        size -= 0.05 * math.sin(math.pi * share)
    dx, dy = _unrest(move, frame / fps)
    half = size / 2
    x = min(max(x + dx, half), 1 - half)
    y = min(max(y + dy, half), 1 - half)
    return x - half, y - half, x + half, y + half


def _ease(t: float, move: Move) -> float:
    """A steady move with a soft start and end; a crash zoom rushes."""
    if move == "zoom-fast":
        return 1 - (1 - min(1.0, t * 1.8)) ** 4
    speed = 1 / (1 - _RAMP)
    if t < _RAMP:
        return speed * t * t / (2 * _RAMP)
    if t > 1 - _RAMP:
        return 1 - speed * (1 - t) ** 2 / (2 * _RAMP)
    return speed * (t - _RAMP / 2)


def _unrest(move: Move, seconds: float) -> tuple[float, float]:
    """What a hand or a walk adds, in shares of the picture."""
    if move == "handheld":
        return (
            0.009 * math.sin(2.3 * seconds) + 0.005 * math.sin(5.1 * seconds + 1) + 0.002 * math.sin(11.7 * seconds),
            0.008 * math.sin(2.9 * seconds + 2) + 0.004 * math.sin(6.3 * seconds) + 0.002 * math.sin(13.1 * seconds),
        )
    if move == "follow":
        return 0.002 * math.sin(3.6 * seconds), 0.005 * abs(math.sin(5.4 * seconds))
    return 0.0, 0.0
