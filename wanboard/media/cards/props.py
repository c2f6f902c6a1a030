"""A thing in close view, for inserts: on a table, in a pool of light. What it is, the words say."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable
from typing import Literal

from wanboard.media.cards import terms
from wanboard.media.cards.canvas import Canvas, Point, box, ellipse
from wanboard.media.cards.palette import Color, Palette, mix

Prop = Literal["key", "dial", "cup", "bottle", "book", "sheet"]
_THINGS: tuple[tuple[Prop, str], ...] = (
    ("key", r"keys?|钥匙"),
    ("dial", r"watch(?:es)?|clocks?|coins?|compass|dials?|rings?|buttons?|表|钟|硬币|戒指|罗盘"),
    ("bottle", r"bottles?|flasks?|vials?|jars?|瓶|罐"),
    ("cup", r"cups?|tea|coffee|glass of|bowls?|mugs?|plates?|teapots?|杯|碗|茶|咖啡"),
    ("book", r"books?|diary|ledgers?|notebooks?|volumes?|书|账本|日记"),
    (
        "sheet",
        r"letters?|papers?|notes?|maps?|envelopes?|photos?|photographs?|cards?|tags?|labels?|posters?|documents?|"
        r"scrolls?|newspapers?|tickets?|信|纸|地图|照片|卷轴|报纸|票",
    ),
)
_OPENERS = frozenset(("a", "an", "the", "on", "in", "under", "inside", "behind", "beside", "only", "one", "two"))
_SOMEBODY = (
    r"he|she|her|his|him|they|their|them|we|i|man|men|woman|women|girl|boy|child|children|people|someone|face|faces|"
    r"eyes?|mouth|lips|rabbit|cat|detective|queen|king|soldiers?|mother|father|driver|porter|crowd|他|她|人|男|女|眼|脸|猫|兔"
)
_BRASS: Color = (206, 164, 92)
_PAPER: Color = (236, 228, 208)


def prop_of(action: str) -> Prop | None:
    """The thing that a shot is about, where its words name one and nobody with it."""
    first = action.split(maxsplit=1)[0].lower() if action.strip() else ""
    if not (first in _OPENERS or first[:1] in "一那桌这墙") or terms.says(_SOMEBODY, action):
        return None
    if any(word[:1].isupper() for sentence in re.split(r"[.!?;:]", action) for word in sentence.split()[1:]):
        return None  # a name
    return thing_in(action)


def thing_in(words: str) -> Prop | None:
    return next((prop for prop, pattern in _THINGS if terms.says(pattern, words)), None)


def paint_prop(canvas: Canvas, prop: Prop, palette: Palette, chance: random.Random) -> None:
    """The thing, large, on a table of boards."""
    canvas.fill([(0.0, mix(palette.near, palette.figure, 0.5)), (0.5, palette.near), (1.0, palette.figure)])
    x, y, turn = canvas.aspect / 2, 0.5, chance.uniform(-0.35, 0.35)
    canvas.glow(x, y, 0.75, mix(palette.glow, palette.near, 0.35), 0.75)
    for n in range(9):
        top = 0.08 + 0.115 * n
        across = canvas.aspect
        canvas.shape(
            [(0.0, top), (across, top + 0.02), (across, top + 0.024), (0.0, top + 0.004)], palette.figure, alpha=0.25
        )
    _PAINTERS[prop](canvas, x, y, turn, palette)
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


def _cup(canvas: Canvas, x: float, y: float, turn: float, palette: Palette) -> None:
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


def _bottle(canvas: Canvas, x: float, y: float, turn: float, palette: Palette) -> None:
    glass = mix(palette.rim, palette.near, 0.55)
    half = [(0.05, -0.40), (0.055, -0.26), (0.14, -0.14), (0.165, 0.0), (0.165, 0.34), (0.14, 0.37)]
    body = [(x + u, y + v) for u, v in [*half, *((-u, v) for u, v in reversed(half))]]
    _shadow(canvas, ellipse(x + 0.06, y + 0.36, 0.24, 0.045), palette)
    canvas.shape(body, mix(glass, (255, 255, 255), 0.2), mix(glass, palette.figure, 0.45))
    drink = [
        (x + u, y + v)
        for u, v in ((-0.157, 0.04), (0.157, 0.04), (0.157, 0.335), (0.135, 0.36), (-0.135, 0.36), (-0.157, 0.335))
    ]
    canvas.shape(drink, mix(palette.accent, glass, 0.25), mix(palette.accent, palette.figure, 0.5), 0.8)
    canvas.shape(
        box(x - 0.045, y - 0.45, x + 0.045, y - 0.37), mix(_BRASS, palette.near, 0.3), mix(_BRASS, palette.figure, 0.5)
    )
    paper = mix(_PAPER, palette.near, 0.2)
    canvas.shape(box(x - 0.166, y + 0.06, x + 0.166, y + 0.24), paper, mix(paper, palette.near, 0.4))
    for n in range(3):
        canvas.shape(
            box(x - 0.10, y + 0.105 + 0.04 * n, x + 0.10 - 0.05 * (n == 2), y + 0.112 + 0.04 * n),
            palette.figure,
            alpha=0.7,
        )
    canvas.shape(box(x - 0.13, y - 0.06, x - 0.105, y + 0.05), (255, 255, 255), alpha=0.45)


def _book(canvas: Canvas, x: float, y: float, turn: float, palette: Palette) -> None:
    turn *= 0.4
    cover = _turned(box(-0.47, -0.29, 0.47, 0.31), x, y, turn)
    _shadow(canvas, cover, palette)
    canvas.shape(cover, mix(palette.accent, palette.figure, 0.45), mix(palette.accent, palette.figure, 0.7))
    paper, ink = mix(_PAPER, palette.near, 0.18), mix(_PAPER, palette.figure, 0.65)
    for k in (-1, 1):
        page = [(0.0, -0.25), (0.22 * k, -0.285), (0.44 * k, -0.26), (0.44 * k, 0.26), (0.22 * k, 0.245), (0.0, 0.28)]
        canvas.shape(
            _turned(page, x, y, turn), mix(paper, palette.figure, 0.12 if k < 0 else 0.0), mix(paper, palette.near, 0.3)
        )
        for n in range(10):
            top = -0.2 + 0.04 * n
            ends = (0.06 * k, (0.39 if n % 5 != 4 else 0.22) * k)
            canvas.shape(_turned(box(min(ends), top, max(ends), top + 0.006), x, y, turn), ink, alpha=0.7)
    canvas.shape(_turned(box(-0.012, -0.25, 0.012, 0.28), x, y, turn), palette.figure, alpha=0.35)


_PAINTERS: dict[Prop, Callable[[Canvas, float, float, float, Palette], None]] = {
    "key": _key,
    "dial": _dial,
    "cup": _cup,
    "bottle": _bottle,
    "book": _book,
    "sheet": _sheet,
}
