"""The sky and the far land, which all places outside share: `Setting` says what hour and weather they are in."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from wanboard.media.cards.canvas import Canvas, Point, ellipse
from wanboard.media.cards.palette import Palette, mix
from wanboard.media.cards.terms import Hour, Weather


@dataclass(frozen=True, slots=True)
class Setting:
    """What a place looks like in one shot. `horizon` is a y; `scale` above 1 is a longer lens (larger,
    fewer things)."""

    palette: Palette
    hour: Hour
    weather: Weather
    horizon: float
    scale: float


def heaven(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    """Sky with its light: stars and moon, or the sun near the horizon."""
    p = s.palette
    canvas.fill([(0.0, p.sky), (s.horizon * 0.55, mix(p.sky, p.horizon, 0.45)), (s.horizon, p.horizon), (1.0, p.near)])
    x = canvas.aspect * chance.choice((0.24, 0.31, 0.7, 0.77))
    if s.hour == "night":
        if s.weather == "clear":
            for _ in range(90):
                radius = chance.uniform(0.0008, 0.0020)
                at = (chance.uniform(0, canvas.aspect), chance.uniform(0, s.horizon * 0.8))
                canvas.shape(ellipse(*at, radius, radius, steps=10), (225, 233, 255), alpha=chance.uniform(0.3, 0.9))
        y = s.horizon * chance.uniform(0.26, 0.4)
        canvas.glow(x, y, 0.34, mix(p.rim, p.sky, 0.3), 0.5)
        moon = ellipse(x, y, 0.042 * s.scale, 0.042 * s.scale)
        canvas.shape(moon, (244, 240, 222), (214, 216, 214), 0.9 if s.weather == "clear" else 0.45)
        return
    low = {"dawn": 0.86, "dusk": 0.8, "day": 0.3}[s.hour]
    y = s.horizon * low
    veil = 1.0 if s.weather == "clear" else 0.5
    canvas.glow(x, y, 0.85, mix(p.glow, p.horizon, 0.35), 0.55 * veil)
    radius = (0.075 if s.hour != "day" else 0.05) * s.scale
    canvas.shape(ellipse(x, y, radius, radius), p.glow, mix(p.glow, p.horizon, 0.3), 0.95 * veil)
    for _ in range(5):
        _cloud(canvas, s, chance)


def _cloud(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    x, y = chance.uniform(-0.1, canvas.aspect), chance.uniform(0.08, 0.75) * s.horizon
    length, thick = chance.uniform(0.25, 0.6), chance.uniform(0.010, 0.022)
    tone = mix(s.palette.horizon, s.palette.glow, 0.5)
    for n in range(3):
        shift = chance.uniform(-0.08, 0.08)
        band = ellipse(x + shift, y + n * thick * 1.1, length / (2 + n * 0.8), thick)
        canvas.shape(band, tone, mix(tone, s.palette.sky, 0.2), 0.28)


def ridge(canvas: Canvas, level: float, height: float, rough: float, chance: random.Random) -> list[Point]:
    """A mountain line: sums of waves around `level`, closed below the picture."""
    waves = [(chance.uniform(0, math.tau), rough * 2.0**n, 0.55**n) for n in range(5)]
    steps = 120
    line: list[Point] = []
    for n in range(steps + 1):
        x = canvas.aspect * n / steps
        line.append((x, level - height * sum(a * math.sin(f * x + w) for w, f, a in waves) * 0.6))
    return [*line, (canvas.aspect, 1.05), (0.0, 1.05)]
