"""Heads: hair, hats, ears and faces in flat shapes. Units as in `figures`: the head is 1 high, x = 0 its middle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageChops

from wanboard.media.cards import terms
from wanboard.media.cards.canvas import Canvas, Point, box, ellipse, smooth
from wanboard.media.cards.palette import Color, mix

Hair = Literal["short", "long", "bun", "hat", "helmet", "cat", "rabbit", "mouse"]
ANIMALS = frozenset(("cat", "rabbit", "mouse"))
Mood = Literal["calm", "glad", "grim", "narrow", "asleep", "awed"]
Put = Callable[[Sequence[Sequence[Point]]], Image.Image]


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a person; `line` is the darkest, for features."""

    skin: Color
    hair: Color
    cloth: Color
    line: Color


def mood_of(text: str) -> Mood:
    if terms.says(r"sleep(?:s|ing)?|asleep|closes? (?:her|his|their) eyes|eyes closed|睡|闭眼|闭上", text):
        return "asleep"
    if terms.says(r"narrow(?:s|ed)?|squints?|stares?|glares?|suspicio(?:n|us)|眯|盯|瞪", text):
        return "narrow"
    if terms.says(r"smil(?:es?|ing)|laugh(?:s|ing)?|happy|joy|grins?|delight|笑|喜|乐", text):
        return "glad"
    if terms.says(
        r"cr(?:y|ies|ying)|sad|frowns?|angry|anger|fear|afraid|grief|tears?|worried|哭|悲|怒|怕|泪|忧|愁", text
    ):
        return "grim"
    if terms.says(
        r"gasps?|surprised?|shock(?:ed)?|wonders?|wide[- ]eyed|realizes?|realization|discover\w*|惊|愣|发现", text
    ):
        return "awed"
    return "calm"


def head(hair: Hair) -> list[list[Point]]:
    """The outline of the head with its ears."""
    if hair == "cat":
        face = [
            (-0.56, 0.60),
            (-0.44, 0.22),
            (0.0, 0.08),
            (0.44, 0.22),
            (0.56, 0.60),
            (0.34, 0.90),
            (0.0, 0.99),
            (-0.34, 0.90),
        ]
        return [smooth(face, 8), *([(0.08 * k, 0.16), (0.43 * k, -0.26), (0.50 * k, 0.42)] for k in (-1, 1))]
    if hair == "rabbit":
        face = [
            (-0.42, 0.60),
            (-0.34, 0.22),
            (0.0, 0.05),
            (0.34, 0.22),
            (0.42, 0.60),
            (0.26, 0.90),
            (0.0, 0.99),
            (-0.26, 0.90),
        ]
        return [smooth(face, 8), ellipse(-0.17, -0.36, 0.10, 0.50, -0.10), ellipse(0.19, -0.34, 0.10, 0.50, 0.16)]
    if hair == "mouse":
        face = smooth(
            [(0.0, 0.06), (0.32, 0.2), (0.40, 0.5), (0.26, 0.82), (0.0, 1.0), (-0.26, 0.82), (-0.40, 0.5), (-0.32, 0.2)]
        )
        return [face, ellipse(-0.40, 0.06, 0.25, 0.26), ellipse(0.40, 0.06, 0.25, 0.26)]
    half = [(0.0, 0.03), (0.2, 0.06), (0.34, 0.22), (0.372, 0.44), (0.335, 0.68), (0.21, 0.89), (0.09, 0.985)]
    ears = [smooth([(0.35 * k, 0.42), (0.44 * k, 0.43), (0.43 * k, 0.57), (0.35 * k, 0.64)], 6) for k in (-1, 1)]
    return [smooth([*half, *((-x, y) for x, y in reversed(half[1:]))], 8), *ears]


# fmt: off
def hair_behind(hair: Hair) -> list[list[Point]]:
    if hair != "long":
        return []
    return [smooth([(0.0, -0.07), (0.3, -0.02), (0.47, 0.2), (0.5, 0.6), (0.54, 1.0), (0.58, 1.4), (0.36, 1.5),
                    (0.0, 1.4), (-0.36, 1.5), (-0.58, 1.4), (-0.54, 1.0), (-0.5, 0.6), (-0.47, 0.2), (-0.3, -0.02)], 6)]


def hair_front(hair: Hair, side: int) -> list[list[Point]]:
    """What lies over the forehead, or is worn on the head; parted on the side the person turns to."""
    s = side
    match hair:
        case "short":
            return [smooth([(-0.40, 0.44), (-0.43, 0.18), (-0.28, -0.06), (0.02 * s, -0.11), (0.28, -0.06),
                            (0.43, 0.18), (0.40, 0.44), (0.345, 0.32), (0.27, 0.20), (0.10 * s, 0.24),
                            (-0.16 * s, 0.17), (-0.27, 0.21), (-0.345, 0.32)], 6)]
        case "long":
            return [smooth([(0.13 * s, 0.06), (0.30 * s, 0.22), (0.36 * s, 0.50), (0.42 * s, 0.92),
                            (0.50 * s, 0.60), (0.46 * s, 0.20), (0.28 * s, -0.03), (0.0, -0.08), (-0.28 * s, -0.03),
                            (-0.46 * s, 0.20), (-0.50 * s, 0.60), (-0.43 * s, 1.0), (-0.37 * s, 0.60),
                            (-0.33 * s, 0.36), (-0.12 * s, 0.22)], 6)]
        case "bun":
            cap = [(-0.40, 0.42), (-0.42, 0.16), (-0.24, -0.06), (0.0, -0.10), (0.24, -0.06), (0.42, 0.16),
                   (0.40, 0.42), (0.30, 0.22), (0.0, 0.15), (-0.30, 0.22)]
            return [smooth(cap, 6), ellipse(0.06 * s, -0.17, 0.18, 0.15)]
        case "hat":
            brim = smooth([(-0.72, 0.25), (-0.42, 0.13), (0.0, 0.15), (0.42, 0.13), (0.72, 0.25), (0.42, 0.29),
                           (0.0, 0.32), (-0.42, 0.29)], 8)
            top = smooth([(-0.41, 0.24), (-0.39, -0.06), (-0.27, -0.26), (0.0, -0.19), (0.27, -0.26), (0.39, -0.06),
                          (0.41, 0.24)], 6)
            return [brim, top]
        case "helmet":
            dome = smooth([(-0.47, 0.40), (-0.46, 0.08), (-0.25, -0.16), (0.0, -0.21), (0.25, -0.16), (0.46, 0.08),
                           (0.47, 0.40), (0.36, 0.30), (0.0, 0.27), (-0.36, 0.30)], 6)
            guards = [smooth([(0.36 * k, 0.28), (0.48 * k, 0.32), (0.46 * k, 0.74), (0.32 * k, 0.86),
                              (0.30 * k, 0.6)], 5) for k in (-1, 1)]
            return [dome, *guards, smooth([(-0.05, -0.16), (0.02, -0.52), (0.22, -0.42), (0.07, -0.14)], 6)]
        case _:
            return []
# fmt: on


def paint(
    canvas: Canvas, put: Put, hair: Hair, side: int, mood: Mood, look: Look, light: int, *, detailed: bool
) -> None:
    """The head with its face; without detail (far away) only its planes."""
    skull = put(head(hair))
    canvas.layer(skull, mix(look.skin, (255, 255, 255), 0.05), mix(look.skin, look.line, 0.22))
    shadow = put(
        [
            smooth(
                [
                    (0.06 * side, 0.0),
                    (0.10 * side - 0.05 * light, 0.45),
                    (0.02 * side, 1.02),
                    (-0.7 * light, 1.1),
                    (-0.8 * light, 0.5),
                    (-0.7 * light, -0.1),
                ],
                8,
            )
        ]
    )
    canvas.layer(ImageChops.multiply(skull, shadow), look.line, look.line, 0.24)
    if hair == "hat":
        canvas.layer(ImageChops.multiply(skull, put([box(-0.6, 0.1, 0.6, 0.42)])), look.line, look.line, 0.5)
    if not detailed:
        return
    if hair in ANIMALS:
        _animal(canvas, put, hair, mood, look)
    else:
        _human(canvas, put, hair, side, mood, look, light)


def _human(canvas: Canvas, put: Put, hair: Hair, side: int, mood: Mood, look: Look, light: int) -> None:
    turn = 0.055 * side
    line = mix(look.line, look.skin, 0.12)
    opened = {"calm": 0.030, "glad": 0.026, "grim": 0.026, "narrow": 0.015, "asleep": 0.0, "awed": 0.042}[mood]
    for k in (-1, 1):
        x = turn + 0.155 * k
        _eye(canvas, put, x, 0.485, 0.062, opened, turn * 0.35, look)
        tilt = {"grim": -0.030, "narrow": 0.028, "glad": -0.012, "awed": -0.02}.get(mood, 0.0) * k
        raised = 0.03 if mood == "awed" else -0.012 if mood == "narrow" else 0.0
        brow = [
            (x - 0.085, 0.415 - raised + tilt),
            (x, 0.388 - raised),
            (x + 0.085, 0.415 - raised - tilt),
            (x + 0.08, 0.432 - raised - tilt),
            (x, 0.412 - raised),
            (x - 0.08, 0.432 - raised + tilt),
        ]
        canvas.layer(put([smooth(brow, 5)]), mix(look.hair, look.line, 0.5))
    nose = [(turn * 1.3 - 0.012 * light, 0.46), (turn * 1.5 - 0.075 * light, 0.675), (turn * 1.5 + 0.02 * light, 0.69)]
    canvas.layer(put([nose]), look.line, look.line, 0.26)
    canvas.layer(put([ellipse(turn * 1.4, 0.692, 0.05, 0.012)]), look.line, look.line, 0.4)
    _mouth(canvas, put, turn, mood, look, line)
    if hair == "long" or hair == "bun":
        for k in (-1, 1):
            for reach in (1.0, 0.8, 0.6, 0.4):
                cheek = ellipse(turn + 0.22 * k, 0.66, 0.10 * reach, 0.065 * reach)
                canvas.layer(put([cheek]), (214, 96, 88), alpha=0.035)


def _mouth(canvas: Canvas, put: Put, turn: float, mood: Mood, look: Look, line: Color) -> None:
    lips = mix(mix(look.skin, (168, 62, 66), 0.45), look.line, 0.3)
    if mood == "awed":
        canvas.layer(put([ellipse(turn, 0.805, 0.05, 0.042)]), line)
        return
    curve = {"glad": 0.030, "grim": -0.022}.get(mood, 0.004)
    upper = [
        (turn - 0.115, 0.79 - curve),
        (turn - 0.04, 0.785),
        (turn, 0.792),
        (turn + 0.04, 0.785),
        (turn + 0.115, 0.79 - curve),
        (turn, 0.806 + curve * 0.5),
    ]
    canvas.layer(
        put([smooth([*upper[:5], (turn + 0.05, 0.828 + curve * 0.3), (turn - 0.05, 0.828 + curve * 0.3)], 5)]), lips
    )
    canvas.layer(put([smooth(upper, 5)]), mix(lips, look.line, 0.45))
    canvas.layer(put([ellipse(turn, 0.862, 0.06, 0.010)]), look.line, look.line, 0.22)


def _eye(canvas: Canvas, put: Put, x: float, y: float, wide: float, opened: float, gaze: float, look: Look) -> None:
    line = look.line
    lid = smooth(
        [(x - wide * 1.1, y + 0.004), (x, y - opened - 0.014), (x + wide * 1.1, y + 0.004), (x, y - opened + 0.002)], 6
    )
    if opened:
        white = put([smooth([(x - wide, y), (x, y - opened), (x + wide, y), (x, y + opened * 0.8)], 8)])
        canvas.layer(white, mix((240, 238, 234), look.skin, 0.3), mix((240, 238, 234), look.line, 0.25))
        iris = put([ellipse(x + gaze, y - 0.002, 0.030, 0.030)])
        canvas.layer(ImageChops.multiply(white, iris), line)
        canvas.layer(
            put([ellipse(x + gaze - 0.010, y - 0.010, 0.0075, 0.0075)]),
            (255, 255, 255),
            alpha=0.8 if opened > 0.02 else 0.3,
        )
    canvas.layer(put([lid]), line)
    canvas.layer(
        put([smooth([(x - wide, y - 0.052), (x, y - 0.072), (x + wide, y - 0.052), (x, y - 0.062)], 5)]),
        line,
        alpha=0.3,
    )


def _animal(canvas: Canvas, put: Put, hair: Hair, mood: Mood, look: Look) -> None:
    """A cat's or a rabbit's face."""
    pale, cat = mix(look.skin, (255, 250, 240), 0.45), hair == "cat"
    for k in (-1, 1):
        inner = [(0.18 * k, 0.12), (0.40 * k, -0.15), (0.42 * k, 0.24)] if cat else []
        if hair == "mouse":
            inner = ellipse(0.40 * k, 0.07, 0.16, 0.17)
        ear = inner or ellipse(-0.17 if k < 0 else 0.19, -0.36, 0.045, 0.36, -0.10 if k < 0 else 0.16)
        canvas.layer(put([ear]), mix((226, 150, 140), look.line, 0.35))
    canvas.layer(
        put([ellipse(-0.11, 0.76, 0.15, 0.12), ellipse(0.11, 0.76, 0.15, 0.12), ellipse(0, 0.86, 0.13, 0.08)]), pale
    )
    if cat:
        for middle in (-0.10, 0.0, 0.10):
            canvas.layer(
                put([smooth([(middle - 0.025, 0.13), (middle + 0.025, 0.13), (middle * 0.8, 0.32)], 5)]),
                look.line,
                alpha=0.45,
            )
    tall = {"narrow": 0.035, "asleep": 0.006, "awed": 0.085}.get(mood, 0.066)
    for k in (-1, 1):
        x, y = 0.22 * k, 0.50
        shape = smooth([(x - 0.10, y + 0.012 * k), (x, y - tall), (x + 0.10, y - 0.012 * k), (x, y + tall * 0.85)], 8)
        ball = put([shape])
        canvas.layer(put([ellipse(x, y, 0.118, tall + 0.018)]), look.line, alpha=0.55)
        canvas.layer(ball, (224, 190, 92) if cat else (96, 60, 52))
        canvas.layer(ImageChops.multiply(ball, put([ellipse(x, y, 0.022 if cat else 0.05, 0.075)])), look.line)
        if tall > 0.02:
            canvas.layer(put([ellipse(x - 0.03, y - 0.025, 0.014, 0.014)]), (255, 255, 255), alpha=0.85)
    canvas.layer(
        put([smooth([(-0.055, 0.655), (0.055, 0.655), (0.0, 0.715)], 6)]), mix((206, 112, 108), look.line, 0.3)
    )
    canvas.layer(put([box(-0.006, 0.71, 0.006, 0.77)]), look.line, alpha=0.7)
    for k in (-1, 1):
        smile = smooth([(0.0, 0.765), (0.06 * k, 0.795), (0.12 * k, 0.772), (0.06 * k, 0.812)], 5)
        canvas.layer(put([smile]), look.line, alpha=0.75)
        for n in (-1, 0, 1):
            hair_line = [
                (0.16 * k, 0.745 + 0.02 * n),
                (0.62 * k, 0.70 + 0.075 * n),
                (0.62 * k, 0.706 + 0.075 * n),
                (0.16 * k, 0.752 + 0.02 * n),
            ]
            canvas.layer(put([hair_line]), pale, alpha=0.75)
