"""A room in perspective: a window or a door, a lamp, something in the foreground."""

from __future__ import annotations

import random

from wanboard.media.cards.canvas import Canvas, box, ellipse
from wanboard.media.cards.palette import mix
from wanboard.media.cards.setting import Setting


def interior(canvas: Canvas, s: Setting, chance: random.Random) -> None:
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
