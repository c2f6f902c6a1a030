"""Places as layered silhouettes: each function paints one kind of place onto a canvas, from the back to the
front."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from wanboard.media.cards.canvas import Canvas, Point, box, ellipse
from wanboard.media.cards.palette import Palette, mix
from wanboard.media.cards.terms import Hour, Place, Weather


@dataclass(frozen=True, slots=True)
class Setting:
    """What a place looks like in one shot. `horizon` is a y; `scale` above 1 is a longer lens (larger,
    fewer things)."""

    palette: Palette
    hour: Hour
    weather: Weather
    horizon: float
    scale: float


Painter = Callable[[Canvas, Setting, random.Random], None]


def paint(canvas: Canvas, place: Place, setting: Setting, chance: random.Random) -> None:
    _PAINTERS[place](canvas, setting, chance)


def _heaven(canvas: Canvas, s: Setting, chance: random.Random) -> None:
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


def _ridge(canvas: Canvas, level: float, height: float, rough: float, chance: random.Random) -> list[Point]:
    """A mountain line: sums of waves around `level`, closed below the picture."""
    waves = [(chance.uniform(0, math.tau), rough * 2.0**n, 0.55**n) for n in range(5)]
    steps = 120
    line: list[Point] = []
    for n in range(steps + 1):
        x = canvas.aspect * n / steps
        line.append((x, level - height * sum(a * math.sin(f * x + w) for w, f, a in waves) * 0.6))
    return [*line, (canvas.aspect, 1.05), (0.0, 1.05)]


def _nature(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    p = s.palette
    _heaven(canvas, s, chance)
    tones = (mix(p.far, p.horizon, 0.45), p.far, mix(p.far, p.middle, 0.5), p.middle)
    for n, tone in enumerate(tones):
        level = s.horizon - 0.10 + 0.055 * n
        canvas.shape(
            _ridge(canvas, level, (0.12 - 0.022 * n) * s.scale, 2.2 + n, chance),
            tone,
            mix(tone, p.horizon, 0.3),
        )
    canvas.shape(_ridge(canvas, s.horizon + 0.13, 0.035, 1.6, chance), mix(p.middle, p.near, 0.55), p.near)
    canvas.shape(_ridge(canvas, s.horizon + 0.24, 0.03, 2.1, chance), p.near, mix(p.near, p.figure, 0.5))


def _desert(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    p = s.palette
    _heaven(canvas, s, chance)
    canvas.shape(_ridge(canvas, s.horizon - 0.04, 0.05, 1.2, chance), mix(p.far, p.horizon, 0.4), p.far)
    warm = mix(p.middle, p.glow, 0.28)
    for n in range(3):
        level = s.horizon + 0.05 + 0.13 * n
        tone = mix(warm, p.near, n / 3.2)
        ridge = _ridge(canvas, level, 0.075, 1.15 + 0.3 * n, chance)
        canvas.shape(ridge, mix(tone, p.glow, 0.25), mix(tone, p.near, 0.55))
        lee = [(x, y + 0.012 + 0.03 * max(0.0, math.sin(3.1 * x + n))) for x, y in ridge[:-2]]
        canvas.shape([*lee, *ridge[-2:]], mix(tone, p.near, 0.25), mix(tone, p.near, 0.8), 0.75)


def _sea(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    p = s.palette
    _heaven(canvas, s, chance)
    canvas.shape(_ridge(canvas, s.horizon, 0.03 * s.scale, 1.4, chance), mix(p.far, p.horizon, 0.35))
    canvas.shape(box(0, s.horizon, canvas.aspect, 1.0), mix(p.horizon, p.middle, 0.45), p.near)
    middle = canvas.aspect * chance.choice((0.28, 0.72))
    for n in range(70):
        depth = (n / 70) ** 1.6
        y = s.horizon + 0.006 + depth * (1 - s.horizon)
        spread = 0.05 + 0.35 * depth
        x = middle + chance.gauss(0, 1) * spread * 0.5
        glint = ellipse(x, y, (0.012 + 0.05 * depth) * chance.uniform(0.5, 1.4), 0.0016 + 0.0035 * depth, steps=24)
        canvas.shape(glint, p.glow, alpha=0.55 - 0.35 * depth)
    for n in range(4):
        y = s.horizon + 0.08 + 0.09 * n
        canvas.shape(
            _ridge(canvas, y, 0.008 + 0.004 * n, 5.0 + n, chance),
            mix(p.middle, p.near, 0.3 + 0.2 * n),
            p.near,
            0.35,
        )
    sand = mix(mix((196, 164, 124), p.horizon, 0.25), p.near, 0.35 if s.hour == "day" else 0.62)
    shore = _ridge(canvas, min(s.horizon + 0.16, 0.85), 0.018, 1.3, chance)
    canvas.shape([(x, y - 0.008) for x, y in shore], mix(p.horizon, (255, 255, 255), 0.3), alpha=0.4)
    canvas.shape(shore, sand, mix(sand, p.near, 0.6))


def _forest(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    p = s.palette
    _heaven(canvas, s, chance)
    canvas.glow(canvas.aspect * 0.5, s.horizon - 0.1, 0.8, mix(p.glow, p.horizon, 0.5), 0.35)
    canvas.shape(_ridge(canvas, s.horizon - 0.02, 0.03, 3, chance), mix(p.far, p.horizon, 0.35), p.middle)
    for layer in range(4):
        tone = mix(mix(p.far, p.horizon, 0.25), p.figure, layer / 3.4)
        root = s.horizon + 0.02 + 0.09 * layer
        thick = (0.008 + 0.011 * layer) * s.scale
        for _ in range(15 - 3 * layer):
            x = chance.uniform(-0.05, canvas.aspect + 0.05)
            if layer == 3 and 0.33 < x / canvas.aspect < 0.67:
                continue  # leaves the middle open for whoever stands there
            _tree(canvas, x, root, thick, tone, chance)
        canvas.shape(_ridge(canvas, root, 0.012, 4 + layer, chance), tone, mix(tone, p.figure, 0.4))


def _tree(
    canvas: Canvas, x: float, root: float, thick: float, tone: tuple[int, int, int], chance: random.Random
) -> None:
    lean = chance.uniform(-0.03, 0.03)
    canvas.shape(
        [
            (x - thick, root + 0.02),
            (x - thick * 0.55 + lean, -0.02),
            (x + thick * 0.55 + lean, -0.02),
            (x + thick, root + 0.02),
        ],
        tone,
    )
    for _ in range(3):
        y = chance.uniform(-0.05, root * 0.5)
        side = chance.choice((-1, 1))
        reach = thick * chance.uniform(5, 11)
        start = x + lean * (1 - y / root)
        canvas.shape(
            [(start, y + thick * 1.4), (start + side * reach, y - reach * 0.45), (start, y + thick * 0.3)],
            tone,
        )


def _city(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    p = s.palette
    _heaven(canvas, s, chance)
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
    tone: tuple[int, int, int],
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


def _interior(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    p = s.palette
    left, right = canvas.aspect * 0.20, canvas.aspect * 0.80
    top, floor = max(0.04, s.horizon - 0.44), s.horizon + 0.10
    canvas.fill([(0.0, p.near), (1.0, p.near)])
    canvas.shape([(0, 0), (canvas.aspect, 0), (right, top), (left, top)], mix(p.near, p.figure, 0.35), p.near)
    canvas.shape([(0, 1), (canvas.aspect, 1), (right, floor), (left, floor)], mix(p.middle, p.near, 0.2), p.near)
    canvas.shape([(0, 0), (left, top), (left, floor), (0, 1)], p.middle, mix(p.middle, p.near, 0.6))
    canvas.shape(
        [(canvas.aspect, 0), (right, top), (right, floor), (canvas.aspect, 1)],
        mix(p.middle, p.near, 0.45),
        p.near,
    )
    canvas.shape(box(left, top, right, floor), p.far, mix(p.far, p.middle, 0.55))
    for n in range(1, 6):
        share = n / 6
        canvas.shape(
            [
                (left + (right - left) * share - 0.001, floor),
                (left + (right - left) * share + 0.001, floor),
                (canvas.aspect * (share * 1.5 - 0.25) + 0.003, 1),
                (canvas.aspect * (share * 1.5 - 0.25) - 0.003, 1),
            ],
            p.figure,
            alpha=0.28,
        )
    if chance.random() < 0.6:
        _window(canvas, s, left + (right - left) * chance.choice((0.2, 0.62)), top, floor)
    else:
        _doorway(canvas, s, left + (right - left) * chance.choice((0.3, 0.6)), top, floor)
    _lamp(canvas, s, canvas.aspect * chance.choice((0.36, 0.62)), top)
    _shelf(canvas, s, chance)


def _window(canvas: Canvas, s: Setting, x: float, top: float, floor: float) -> None:
    p = s.palette
    high = floor - top
    upper, lower, across = top + high * 0.18, top + high * 0.66, high * 0.46
    sky = {
        "night": ((28, 46, 84), (70, 110, 150)),
        "dawn": ((240, 196, 160), (255, 232, 200)),
        "dusk": ((236, 130, 84), (255, 196, 130)),
        "day": ((214, 234, 240), (255, 252, 240)),
    }[s.hour]
    canvas.glow(x + across / 2, (upper + lower) / 2, 0.5, sky[1], 0.5)
    canvas.shape(box(x - 0.012, upper - 0.012, x + across + 0.012, lower + 0.012), mix(p.near, p.figure, 0.4))
    canvas.shape(box(x, upper, x + across, lower), *sky)
    for n in (1, 2):
        bar = x + across * n / 3
        canvas.shape(box(bar - 0.004, upper, bar + 0.004, lower), mix(p.near, p.figure, 0.4))
    canvas.shape(
        box(x, (upper + lower) / 2 - 0.004, x + across, (upper + lower) / 2 + 0.004),
        mix(p.near, p.figure, 0.4),
    )
    shift = 0.25 if x < canvas.aspect / 2 else -0.25
    canvas.shape(
        [(x, lower), (x + across, lower), (x + across * 1.5 + shift, 1.0), (x - across * 0.2 + shift, 1.0)],
        sky[1],
        alpha=0.10,
    )


def _doorway(canvas: Canvas, s: Setting, x: float, top: float, floor: float) -> None:
    p = s.palette
    high = floor - top
    upper, across = top + high * 0.24, high * 0.34
    canvas.glow(x + across / 2, (upper + floor) / 2, 0.55, p.glow, 0.45)
    canvas.shape(box(x - 0.014, upper - 0.016, x + across + 0.014, floor), mix(p.near, p.figure, 0.5))
    canvas.shape(box(x, upper, x + across, floor), mix(p.glow, p.far, 0.25), mix(p.glow, p.far, 0.55))
    canvas.shape(
        [(x, floor), (x + across, floor), (x + across * 1.7, 1.0), (x - across * 0.7, 1.0)],
        p.glow,
        alpha=0.16,
    )


def _lamp(canvas: Canvas, s: Setting, x: float, top: float) -> None:
    p = s.palette
    hang = top + 0.10
    canvas.shape(box(x - 0.0016, -0.01, x + 0.0016, hang), p.figure)
    if s.hour in ("night", "dusk"):
        canvas.glow(x, hang + 0.03, 0.6, p.glow, 0.6)
        canvas.shape(
            [(x - 0.05, hang + 0.03), (x + 0.05, hang + 0.03), (x + 0.42, 1.0), (x - 0.42, 1.0)],
            p.glow,
            alpha=0.05,
        )
    canvas.shape(
        [(x - 0.015, hang), (x + 0.015, hang), (x + 0.06, hang + 0.035), (x - 0.06, hang + 0.035)],
        p.figure,
        p.near,
    )
    canvas.shape(ellipse(x, hang + 0.036, 0.035, 0.008), mix(p.glow, (255, 255, 255), 0.4))


def _shelf(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    """A dark piece of furniture at one side, so that the room has a foreground."""
    p = s.palette
    left = chance.random() < 0.5
    edge = 0.0 if left else canvas.aspect - 0.24
    tone = mix(p.near, p.figure, 0.6)
    canvas.shape(box(edge, s.horizon + 0.08, edge + 0.24, 1.0), mix(tone, p.far, 0.12), tone)
    x = edge + 0.015
    while x < edge + 0.2:
        broad, tall = chance.uniform(0.012, 0.026), chance.uniform(0.07, 0.12)
        shade = chance.choice((mix(p.accent, tone, 0.55), mix(p.glow, tone, 0.72), mix(p.far, tone, 0.5)))
        canvas.shape(box(x, s.horizon + 0.08 - tall, x + broad, s.horizon + 0.08), shade, mix(shade, tone, 0.5))
        x += broad + 0.003


def _sky(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    p = s.palette
    canvas.fill([(0.0, mix(p.sky, p.figure, 0.4)), (0.6, p.sky), (1.0, mix(p.sky, p.horizon, 0.6))])
    for _ in range(160):
        radius = chance.uniform(0.0007, 0.0023)
        at = (chance.uniform(0, canvas.aspect), chance.random())
        canvas.shape(ellipse(*at, radius, radius, steps=10), (232, 238, 255), alpha=chance.uniform(0.25, 0.95))
    x = canvas.aspect * chance.choice((0.25, 0.75))
    canvas.glow(x, 0.4, 0.75, p.rim, 0.35)
    canvas.shape(ellipse(x, 0.42, 0.24, 0.24), mix(p.far, p.rim, 0.5), p.middle)
    canvas.shape(ellipse(x + 0.06, 0.47, 0.22, 0.21), p.near, p.figure, 0.45)
    canvas.shape(_ridge(canvas, 0.9, 0.05, 1.3, chance), p.near, p.figure)


_PAINTERS: dict[Place, Painter] = {
    "city": _city,
    "interior": _interior,
    "nature": _nature,
    "forest": _forest,
    "sea": _sea,
    "desert": _desert,
    "sky": _sky,
}
