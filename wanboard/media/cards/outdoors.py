"""Land, sea and space as layered silhouettes, from the back to the front."""

from __future__ import annotations

import math
import random

from wanboard.media.cards.canvas import Canvas, box, ellipse
from wanboard.media.cards.palette import Color, mix
from wanboard.media.cards.setting import Setting, heaven, ridge


def nature(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    p = s.palette
    heaven(canvas, s, chance)
    tones = (mix(p.far, p.horizon, 0.45), p.far, mix(p.far, p.middle, 0.5), p.middle)
    for n, tone in enumerate(tones):
        level = s.horizon - 0.10 + 0.055 * n
        canvas.shape(
            ridge(canvas, level, (0.12 - 0.022 * n) * s.scale, 2.2 + n, chance),
            tone,
            mix(tone, p.horizon, 0.3),
        )
    canvas.shape(ridge(canvas, s.horizon + 0.13, 0.035, 1.6, chance), mix(p.middle, p.near, 0.55), p.near)
    canvas.shape(ridge(canvas, s.horizon + 0.24, 0.03, 2.1, chance), p.near, mix(p.near, p.figure, 0.5))


def desert(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    p = s.palette
    heaven(canvas, s, chance)
    canvas.shape(ridge(canvas, s.horizon - 0.04, 0.05, 1.2, chance), mix(p.far, p.horizon, 0.4), p.far)
    warm = mix(p.middle, p.glow, 0.28)
    for n in range(3):
        level = s.horizon + 0.05 + 0.13 * n
        tone = mix(warm, p.near, n / 3.2)
        crest = ridge(canvas, level, 0.075, 1.15 + 0.3 * n, chance)
        canvas.shape(crest, mix(tone, p.glow, 0.25), mix(tone, p.near, 0.55))
        lee = [(x, y + 0.012 + 0.03 * max(0.0, math.sin(3.1 * x + n))) for x, y in crest[:-2]]
        canvas.shape([*lee, *crest[-2:]], mix(tone, p.near, 0.25), mix(tone, p.near, 0.8), 0.75)


def sea(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    p = s.palette
    heaven(canvas, s, chance)
    canvas.shape(ridge(canvas, s.horizon, 0.03 * s.scale, 1.4, chance), mix(p.far, p.horizon, 0.35))
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
            ridge(canvas, y, 0.008 + 0.004 * n, 5.0 + n, chance),
            mix(p.middle, p.near, 0.3 + 0.2 * n),
            p.near,
            0.35,
        )
    sand = mix(mix((196, 164, 124), p.horizon, 0.25), p.near, 0.35 if s.hour == "day" else 0.62)
    shore = ridge(canvas, min(s.horizon + 0.16, 0.85), 0.018, 1.3, chance)
    canvas.shape([(x, y - 0.008) for x, y in shore], mix(p.horizon, (255, 255, 255), 0.3), alpha=0.4)
    canvas.shape(shore, sand, mix(sand, p.near, 0.6))


def forest(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    p = s.palette
    heaven(canvas, s, chance)
    canvas.glow(canvas.aspect * 0.5, s.horizon - 0.1, 0.8, mix(p.glow, p.horizon, 0.5), 0.35)
    canvas.shape(ridge(canvas, s.horizon - 0.02, 0.03, 3, chance), mix(p.far, p.horizon, 0.35), p.middle)
    for layer in range(4):
        tone = mix(mix(p.far, p.horizon, 0.25), p.figure, layer / 3.4)
        root = s.horizon + 0.02 + 0.09 * layer
        thick = (0.008 + 0.011 * layer) * s.scale
        for _ in range(15 - 3 * layer):
            x = chance.uniform(-0.05, canvas.aspect + 0.05)
            if layer == 3 and 0.33 < x / canvas.aspect < 0.67:
                continue  # leaves the middle open for whoever stands there
            _tree(canvas, x, root, thick, tone, chance)
        canvas.shape(ridge(canvas, root, 0.012, 4 + layer, chance), tone, mix(tone, p.figure, 0.4))


def _tree(canvas: Canvas, x: float, root: float, thick: float, tone: Color, chance: random.Random) -> None:
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


def sky(canvas: Canvas, s: Setting, chance: random.Random) -> None:
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
    canvas.shape(ridge(canvas, 0.9, 0.05, 1.3, chance), p.near, p.figure)
