"""A thing in close view, for inserts: on a table, in a pool of light. What it is, the words say."""

from __future__ import annotations

import math
import random

from wanboard.media.cards import terms
from wanboard.media.cards.canvas import Canvas, Point, box, ellipse
from wanboard.media.cards.palette import Color, Palette, mix

_BRASS: Color = (206, 164, 92)
_PAPER: Color = (236, 228, 208)


def paint_prop(canvas: Canvas, words: str, palette: Palette, chance: random.Random) -> None:
    """A key, a round thing with a dial, a cup or a sheet of paper."""
    canvas.fill([(0.0, mix(palette.near, palette.figure, 0.5)), (0.5, palette.near), (1.0, palette.figure)])
    x, y, turn = canvas.aspect / 2, 0.52, chance.uniform(-0.35, 0.35)
    canvas.glow(x, y, 0.75, mix(palette.glow, palette.near, 0.35), 0.75)
    for n in range(9):
        line = [
            (0.0, 0.08 + 0.115 * n),
            (canvas.aspect, 0.10 + 0.115 * n),
            (canvas.aspect, 0.104 + 0.115 * n),
            (0.0, 0.084 + 0.115 * n),
        ]
        canvas.shape(line, palette.figure, alpha=0.25)
    if terms.says(r"keys?|钥匙", words):
        _key(canvas, x, y, turn, palette)
    elif terms.says(r"watch(?:es)?|clocks?|coins?|compass|dial|ring|button|表|钟|硬币|戒指|罗盘", words):
        _dial(canvas, x, y, turn, palette)
    elif terms.says(r"cups?|tea|coffee|glass|bowl|mug|plate|杯|碗|茶|咖啡", words):
        _cup(canvas, x, y, palette)
    else:
        _sheet(canvas, x, y, turn, palette)
    canvas.glow(x - 0.15, y - 0.2, 0.5, palette.glow, 0.16)
    canvas.vignette(0.8)


def _turned(points: list[Point], x: float, y: float, turn: float) -> list[Point]:
    cos, sin = math.cos(turn), math.sin(turn)
    return [(x + u * cos - v * sin, y + u * sin + v * cos) for u, v in points]


def _shadow(canvas: Canvas, points: list[Point], palette: Palette) -> None:
    canvas.shape([(u + 0.022, v + 0.03) for u, v in points], palette.figure, alpha=0.5)


def _sheet(canvas: Canvas, x: float, y: float, turn: float, palette: Palette) -> None:
    page = _turned(box(-0.27, -0.34, 0.27, 0.34), x, y, turn)
    _shadow(canvas, page, palette)
    paper = mix(_PAPER, palette.near, 0.22)
    canvas.shape(page, paper, mix(paper, palette.near, 0.35))
    ink = mix(paper, palette.figure, 0.6)
    for n in range(9):
        end = 0.21 if n % 4 != 3 else 0.06
        canvas.shape(_turned(box(-0.21, -0.25 + 0.058 * n, end, -0.243 + 0.058 * n), x, y, turn), ink, alpha=0.75)
    canvas.shape(_turned(ellipse(0.16, 0.26, 0.035, 0.035), x, y, turn), palette.accent, alpha=0.8)


def _dial(canvas: Canvas, x: float, y: float, turn: float, palette: Palette) -> None:
    _shadow(canvas, ellipse(x, y, 0.33, 0.33), palette)
    metal = mix(_BRASS, palette.near, 0.15)
    canvas.shape(ellipse(x, y, 0.33, 0.33), mix(metal, (255, 255, 255), 0.25), mix(metal, palette.figure, 0.5))
    canvas.shape(ellipse(x, y, 0.285, 0.285), mix(_PAPER, palette.near, 0.12), mix(_PAPER, palette.near, 0.35))
    for n in range(12):
        mark = _turned(box(-0.006, -0.265, 0.006, -0.225 if n % 3 else -0.205), x, y, turn + math.tau * n / 12)
        canvas.shape(mark, palette.figure)
    for length, thick, angle in ((0.21, 0.007, turn + 0.2), (0.14, 0.011, turn - 1.2)):
        canvas.shape(_turned(box(-thick, -length, thick, 0.04), x, y, angle), palette.figure)
    canvas.shape(ellipse(x, y, 0.016, 0.016), palette.accent)


def _key(canvas: Canvas, x: float, y: float, turn: float, palette: Palette) -> None:
    metal = mix(_BRASS, palette.near, 0.12)
    parts = [
        ellipse(-0.30, 0, 0.13, 0.13),
        box(-0.2, -0.024, 0.40, 0.024),
        box(0.26, 0.0, 0.30, 0.12),
        box(0.34, 0.0, 0.385, 0.15),
    ]
    for part in parts:
        _shadow(canvas, _turned(part, x, y, turn), palette)
    for part in parts:
        canvas.shape(_turned(part, x, y, turn), mix(metal, (255, 255, 255), 0.22), mix(metal, palette.figure, 0.35))
    canvas.shape(_turned(ellipse(-0.30, 0, 0.075, 0.075), x, y, turn), mix(palette.near, palette.glow, 0.18))
    canvas.shape(_turned(box(-0.17, -0.019, 0.40, -0.010), x, y, turn), (255, 250, 230), alpha=0.6)


def _cup(canvas: Canvas, x: float, y: float, palette: Palette) -> None:
    _shadow(canvas, ellipse(x, y + 0.19, 0.38, 0.11), palette)
    china = mix((232, 230, 226), palette.near, 0.2)
    canvas.shape(ellipse(x, y + 0.18, 0.37, 0.10), mix(china, palette.near, 0.15), mix(china, palette.near, 0.4))
    canvas.shape(ellipse(x + 0.27, y, 0.10, 0.11), china, mix(china, palette.near, 0.5))
    canvas.shape(ellipse(x + 0.27, y, 0.06, 0.07), mix(palette.near, palette.glow, 0.2))
    bowl = [
        (x - 0.25, y - 0.14),
        (x + 0.25, y - 0.14),
        (x + 0.21, y + 0.1),
        (x + 0.13, y + 0.19),
        (x - 0.13, y + 0.19),
        (x - 0.21, y + 0.1),
    ]
    canvas.shape(bowl, china, mix(china, palette.near, 0.55))
    canvas.shape(ellipse(x, y - 0.14, 0.25, 0.06), mix(china, (255, 255, 255), 0.4))
    canvas.shape(ellipse(x, y - 0.135, 0.22, 0.048), (92, 58, 38), (62, 40, 30))
    for n in range(3):
        canvas.glow(x - 0.1 + 0.1 * n, y - 0.3 - 0.04 * n, 0.16, (230, 230, 235), 0.22)
