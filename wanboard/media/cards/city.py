"""A street between houses, its skyline, its signs, its wet ground."""

from __future__ import annotations

import random

from wanboard.media.cards.canvas import Canvas, Point, box, ellipse
from wanboard.media.cards.palette import Color, mix
from wanboard.media.cards.setting import Setting, heaven


def city(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    p = s.palette
    heaven(canvas, s, chance)
    canvas.glow(canvas.aspect / 2, s.horizon, 0.75, mix(p.glow, p.horizon, 0.4), 0.4)
    for layer, (tone, height, broad) in enumerate(
        ((mix(p.far, p.horizon, 0.4), 0.34, 0.055), (p.far, 0.27, 0.075), (p.middle, 0.2, 0.1))
    ):
        _blocks(canvas, s, chance, tone, height * s.scale, broad * s.scale, lit=layer > 0)
    vanish = canvas.aspect / 2
    ground = mix(p.near, p.middle, 0.5)
    canvas.shape(box(0, s.horizon, canvas.aspect, 1.0), ground, p.near)
    canvas.shape(
        [(vanish - 0.02, s.horizon), (vanish + 0.02, s.horizon), (vanish + 0.75, 1.0), (vanish - 0.75, 1.0)],
        mix(ground, p.horizon, 0.3),
        mix(p.near, p.figure, 0.3),
    )
    for side in (-1, 1):
        _street_side(canvas, s, chance, vanish, side)
    if s.weather == "rain" or s.hour == "night":
        _reflections(canvas, s, chance, vanish)


def _blocks(
    canvas: Canvas,
    s: Setting,
    chance: random.Random,
    tone: Color,
    height: float,
    broad: float,
    lit: bool,
) -> None:
    x = -broad * chance.random()
    while x < canvas.aspect:
        across = broad * chance.uniform(0.55, 1.3)
        top = s.horizon - height * chance.uniform(0.45, 1.25)
        canvas.shape(box(x, top, x + across, s.horizon + 0.02), tone, mix(tone, s.palette.horizon, 0.35))
        if chance.random() < 0.3:
            canvas.shape(box(x + across * 0.45, top - height * 0.2, x + across * 0.5, top), tone)
        if lit and s.hour in ("night", "dusk"):
            _windows(canvas, s, chance, x, top, across)
        x += across + broad * chance.uniform(-0.05, 0.12)


def _windows(canvas: Canvas, s: Setting, chance: random.Random, x: float, top: float, across: float) -> None:
    step = 0.017 * s.scale
    panes: list[list[Point]] = []
    for row in range(int((s.horizon - top) / step) - 1):
        for column in range(int(across / step) - 1):
            if chance.random() < 0.22:
                left, upper = x + step * (column + 0.7), top + step * (row + 0.8)
                panes.append(box(left, upper, left + step * 0.42, upper + step * 0.5))
    canvas.layer(canvas.mask(panes), s.palette.glow, alpha=0.62)


def _street_side(canvas: Canvas, s: Setting, chance: random.Random, vanish: float, side: int) -> None:
    """House fronts that run to the vanishing point, with signs and lamps."""
    p = s.palette
    depths = (0.16, 0.3, 0.52, 0.86, 1.4)
    for n in range(len(depths) - 1, 0, -1):
        near, far = depths[n] * canvas.aspect * 0.62, depths[n - 1] * canvas.aspect * 0.62
        height = chance.uniform(0.75, 1.25)
        tone = mix(p.middle, p.figure, 0.25 + 0.16 * n)
        front = [
            (vanish + side * far, s.horizon - height * far),
            (vanish + side * near, s.horizon - height * near),
            (vanish + side * near, s.horizon + 0.42 * near),
            (vanish + side * far, s.horizon + 0.42 * far),
        ]
        canvas.shape(front, mix(tone, p.figure, 0.25), mix(tone, p.horizon, 0.16))
        if s.hour in ("night", "dusk"):
            at = (near + far) / 2
            _sign(canvas, s, chance, vanish + side * at, s.horizon - 0.36 * at, at)


def _sign(canvas: Canvas, s: Setting, chance: random.Random, x: float, y: float, size: float) -> None:
    color = chance.choice((s.palette.accent, s.palette.rim, s.palette.glow))
    wide, tall = chance.choice(((0.035, 0.17), (0.09, 0.05), (0.03, 0.12)))
    canvas.glow(x, y, 0.34 * size + 0.03, color, 0.75)
    canvas.shape(
        box(x - wide * size, y - tall * size, x + wide * size, y + tall * size),
        mix(color, (255, 255, 255), 0.35),
        color,
        0.92,
    )


def _reflections(canvas: Canvas, s: Setting, chance: random.Random, vanish: float) -> None:
    """Streaks of light on wet ground."""
    p = s.palette
    for _ in range(26):
        x = vanish + chance.uniform(-0.5, 0.5) * canvas.aspect
        top = s.horizon + chance.uniform(0.01, 0.12)
        length = chance.uniform(0.05, 0.22)
        broad = chance.uniform(0.003, 0.012)
        color = chance.choice((p.accent, p.rim, p.glow))
        canvas.shape(ellipse(x, top + length / 2, broad, length / 2), color, alpha=chance.uniform(0.10, 0.3))
