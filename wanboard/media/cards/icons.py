"""Small drawings of what the camera does and how it frames, for the captions. Drawn, so that no font is
needed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from wanboard.media.cards.terms import Framing, Move

_FINER = 4

Ink = tuple[int, int, int, int]
_SEEN: dict[Framing, float] = {  # how many heads of a figure the frame shows
    "detail": 0.7,
    "extreme-close": 0.9,
    "close": 1.5,
    "bust": 2.2,
    "medium": 3.6,
    "knees": 5.6,
    "full": 8.2,
    "wide": 15.0,
    "vista": 30.0,
}
_ARROWS: dict[Move, tuple[tuple[float, float, float, float], ...]] = {
    "push-in": (
        (0.08, 0.12, 0.34, 0.36),
        (0.92, 0.12, 0.66, 0.36),
        (0.08, 0.88, 0.34, 0.64),
        (0.92, 0.88, 0.66, 0.64),
    ),
    "pull-out": (
        (0.34, 0.36, 0.08, 0.12),
        (0.66, 0.36, 0.92, 0.12),
        (0.34, 0.64, 0.08, 0.88),
        (0.66, 0.64, 0.92, 0.88),
    ),
    "zoom-fast": (
        (0.06, 0.5, 0.40, 0.5),
        (0.94, 0.5, 0.60, 0.5),
        (0.5, 0.06, 0.5, 0.38),
        (0.5, 0.94, 0.5, 0.62),
    ),
    "left": ((0.86, 0.5, 0.14, 0.5),),
    "right": ((0.14, 0.5, 0.86, 0.5),),
    "up": ((0.5, 0.86, 0.5, 0.14),),
    "down": ((0.5, 0.14, 0.5, 0.86),),
    "rise": ((0.36, 0.88, 0.36, 0.12), (0.64, 0.88, 0.64, 0.12)),
    "follow": ((0.10, 0.36, 0.88, 0.36), (0.10, 0.64, 0.88, 0.64)),
}


def framing_icon(framing: Framing, width: int, height: int, ink: Ink) -> Image.Image:
    """A frame with as much of a figure as the framing shows, RGBA."""
    icon, pen, w, h = _blank(width, height)
    head = h / _SEEN[framing] * 0.9
    top = 0.16 * h if framing not in ("wide", "vista") else 0.78 * h - 7.5 * head
    if framing in ("detail", "extreme-close"):
        top = -0.1 * h
    x = w / 2
    pen.ellipse((x - head * 0.38, top, x + head * 0.38, top + head), fill=ink)
    pen.rounded_rectangle((x - head, top + head * 1.25, x + head, top + head * 4.2), head * 0.5, fill=ink)
    pen.rectangle((x - head * 0.6, top + head * 3.5, x + head * 0.6, top + head * 7.5), fill=ink)
    return _framed(icon, ink, width, height)


def move_icon(move: Move, width: int, height: int, ink: Ink) -> Image.Image:
    """A frame with the move as arrows, RGBA."""
    icon, pen, w, h = _blank(width, height)
    thick = max(2, round(h * 0.06))
    for x0, y0, x1, y1 in _ARROWS.get(move, ()):
        _arrow(pen, (x0 * w, y0 * h), (x1 * w, y1 * h), thick, ink)
    if move == "static":
        pen.line((w * 0.5, h * 0.34, w * 0.5, h * 0.66), fill=ink, width=thick)
        pen.line((w * 0.5 - h * 0.16, h * 0.5, w * 0.5 + h * 0.16, h * 0.5), fill=ink, width=thick)
    elif move == "handheld":
        wave = [
            (w * (0.14 + 0.72 * n / 40), h * (0.5 + 0.17 * math.sin(n * 0.62) * math.cos(n * 0.21))) for n in range(41)
        ]
        pen.line(wave, fill=ink, width=thick, joint="curve")
    elif move == "orbit":
        pen.arc((w * 0.2, h * 0.3, w * 0.8, h * 0.76), 20, 320, fill=ink, width=thick)
        _arrow(pen, (w * 0.70, h * 0.26), (w * 0.79, h * 0.44), thick, ink)
    return _framed(icon, ink, width, height)


def _blank(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw, int, int]:
    icon = Image.new("RGBA", (width * _FINER, height * _FINER), (0, 0, 0, 0))
    return icon, ImageDraw.Draw(icon), icon.width, icon.height


def _framed(icon: Image.Image, ink: Ink, width: int, height: int) -> Image.Image:
    line = max(_FINER, round(icon.height * 0.035))
    edge = Image.new("L", icon.size)
    ImageDraw.Draw(edge).rounded_rectangle((0, 0, icon.width - 1, icon.height - 1), icon.height * 0.1, fill=255)
    framed = Image.composite(icon, Image.new("RGBA", icon.size, (0, 0, 0, 0)), edge)
    ImageDraw.Draw(framed).rounded_rectangle(
        (0, 0, icon.width - 1, icon.height - 1), icon.height * 0.1, outline=ink, width=line
    )
    return framed.resize((width, height), Image.Resampling.LANCZOS)


def _arrow(pen: ImageDraw.ImageDraw, start: Sequence[float], end: Sequence[float], thick: int, ink: Ink) -> None:
    turn = math.atan2(end[1] - start[1], end[0] - start[0])
    tip = thick * 2.4
    pen.line(
        (start[0], start[1], end[0] - tip * 0.7 * math.cos(turn), end[1] - tip * 0.7 * math.sin(turn)),
        fill=ink,
        width=thick,
    )
    wings = [(end[0] - tip * math.cos(turn + a), end[1] - tip * math.sin(turn + a)) for a in (-0.6, 0.6)]
    pen.polygon([(end[0], end[1]), *wings], fill=ink)
