"""People (and a few animals) as silhouettes with light on their edge. Units: one head is 1, y from the
crown down."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageChops, ImageFilter

from wanboard.media.cards import terms
from wanboard.media.cards.canvas import Canvas, Point, ellipse, smooth
from wanboard.media.cards.palette import Palette, mix

Hair = Literal["short", "long", "bun", "hat", "helmet", "cat", "rabbit"]
HEADS = 7.5  # a standing figure is this many heads tall

_BODY: list[Point] = [  # the right half of a standing figure in a coat, neck to foot
    (0.17, 0.86),
    (0.19, 1.08),
    (0.42, 1.24),
    (0.84, 1.40),
    (1.02, 1.66),
    (1.10, 2.3),
    (1.14, 3.0),
    (1.08, 3.7),
    (0.98, 4.12),
    (0.86, 4.05),
    (0.92, 3.5),
    (0.88, 3.05),
    (0.84, 3.7),
    (0.90, 4.9),
    (0.86, 5.3),
    (0.66, 5.32),
    (0.58, 6.2),
    (0.52, 7.1),
    (0.66, 7.42),
    (0.60, 7.5),
    (0.16, 7.5),
    (0.14, 7.1),
    (0.12, 6.0),
    (0.05, 5.2),
]
_ROBE: list[Point] = [  # the same in a long dress or robe
    (0.15, 0.86),
    (0.17, 1.08),
    (0.38, 1.24),
    (0.74, 1.40),
    (0.90, 1.68),
    (0.98, 2.3),
    (1.02, 3.0),
    (0.98, 3.6),
    (0.86, 3.95),
    (0.80, 3.8),
    (0.80, 3.2),
    (0.66, 2.7),
    (0.72, 3.4),
    (0.92, 4.6),
    (1.12, 6.0),
    (1.26, 7.3),
    (1.1, 7.42),
    (0.5, 7.48),
    (0.1, 7.5),
]


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands in the picture: the shape of hair or hat, the dress, which way they lean (-1 left, 1
    right)."""

    hair: Hair
    robe: bool
    side: int


def people_of(text: str, count: int, chance: random.Random) -> list[Person]:
    """Persons that fit the words of a shot; the first is the one that the words describe."""
    first = _described(text)
    kinds: tuple[tuple[Hair, bool], ...] = (("short", False), ("long", True), ("bun", True), ("short", False))
    people = [Person(*first, side=chance.choice((-1, 1)))]
    while len(people) < count:
        hair, robe = chance.choice(kinds)
        people.append(Person(hair, robe, chance.choice((-1, 1))))
    return people


def _described(text: str) -> tuple[Hair, bool]:
    if terms.says(r"cats?|kitten|kitty|猫|喵", text):
        return "cat", terms.says(r"robe|cloak|cape|gown|general|将军|袍|披风", text)
    if terms.says(r"rabbit|bunny|hare|兔", text):
        return "rabbit", False
    if terms.says(
        r"knight|soldier|warrior|general|astronaut|helmet|armou?r|将军|士兵|战士|武士|头盔|盔甲|宇航员", text
    ):
        return "helmet", False
    if terms.says(r"detective|hat|cap|fedora|hatter|cowboy|侦探|帽", text):
        return "hat", False
    if terms.says(r"queen|duchess|grandmother|old woman|teacher|女王|皇后|婆", text):
        return "bun", True
    if terms.says(r"she|her|woman|women|girl|lady|mother|daughter|princess|alice|女|她|姑娘|母亲|公主", text):
        return "long", True
    return "short", False


def outline(person: Person) -> list[list[Point]]:
    """The silhouette as polygons around x = 0."""
    half = _ROBE if person.robe else _BODY
    shapes = [smooth([*half, *((-x, y) for x, y in reversed(half))], 6)]
    lean = 0.05 * person.side
    shapes.append(smooth([(lean + x, y) for x, y in _head()], 8))
    shapes.extend([(lean + x, y) for x, y in part] for part in _crown(person))
    return shapes


def _head() -> list[Point]:
    half = [(0.0, 0.02), (0.2, 0.05), (0.345, 0.2), (0.375, 0.42), (0.335, 0.66), (0.22, 0.88), (0.1, 0.98)]
    return [
        *half,
        *((-x, y) for x, y in reversed(half[1:])),
    ]


def _crown(person: Person) -> list[list[Point]]:
    """What is on the head."""
    ear = [
        smooth([(0.36 * k, 0.4), (0.43 * k, 0.45), (0.41 * k, 0.58), (0.34 * k, 0.64)], 5) for k in (-1, 1)
    ]
    mop = smooth(
        [
            (0.0, -0.06),
            (0.26, -0.02),
            (0.42, 0.18),
            (0.41, 0.42),
            (0.3, 0.3),
            (0.0, 0.2),
            (-0.3, 0.3),
            (-0.41, 0.42),
            (-0.42, 0.18),
            (-0.26, -0.02),
        ],
        6,
    )
    match person.hair:
        case "short":
            tuft = smooth([(-0.3, 0.02), (-0.05 * person.side, -0.11), (0.3, 0.02), (0.0, 0.12)], 6)
            return [mop, tuft, *ear]
        case "long":
            return [
                smooth(
                    [
                        (0.0, -0.07),
                        (0.28, -0.02),
                        (0.46, 0.2),
                        (0.5, 0.6),
                        (0.56, 1.0),
                        (0.62, 1.42),
                        (0.44, 1.56),
                        (0.2, 1.3),
                        (-0.2, 1.3),
                        (-0.44, 1.56),
                        (-0.62, 1.42),
                        (-0.56, 1.0),
                        (-0.5, 0.6),
                        (-0.46, 0.2),
                        (-0.28, -0.02),
                    ],
                    6,
                )
            ]
        case "bun":
            return [mop, ellipse(0.1 * person.side, -0.13, 0.19, 0.16)]
        case "hat":
            brim = smooth(
                [
                    (-0.68, 0.2),
                    (-0.4, 0.1),
                    (0.0, 0.12),
                    (0.4, 0.1),
                    (0.68, 0.2),
                    (0.4, 0.27),
                    (0.0, 0.3),
                    (-0.4, 0.27),
                ],
                6,
            )
            top = smooth(
                [
                    (-0.4, 0.2),
                    (-0.38, -0.06),
                    (-0.26, -0.24),
                    (0.0, -0.19),
                    (0.26, -0.24),
                    (0.38, -0.06),
                    (0.4, 0.2),
                ],
                6,
            )
            return [brim, top, *ear]
        case "helmet":
            dome = smooth(
                [
                    (-0.5, 0.62),
                    (-0.47, 0.1),
                    (-0.24, -0.14),
                    (0.0, -0.2),
                    (0.24, -0.14),
                    (0.47, 0.1),
                    (0.5, 0.62),
                    (0.3, 0.75),
                    (-0.3, 0.75),
                ],
                6,
            )
            plume = smooth([(-0.06, -0.14), (0.0, -0.5), (0.08, -0.14)], 6)
            return [dome, plume]
        case "cat":
            ears = [[(0.10 * k, 0.06), (0.42 * k, -0.34), (0.44 * k, 0.34)] for k in (-1, 1)]
            cheeks = smooth(
                [
                    (-0.52, 0.62),
                    (-0.42, 0.2),
                    (0.0, 0.04),
                    (0.42, 0.2),
                    (0.52, 0.62),
                    (0.3, 0.9),
                    (0, 0.98),
                    (-0.3, 0.9),
                ],
                6,
            )
            return [*ears, cheeks]
        case "rabbit":
            return [mop, ellipse(-0.18, -0.42, 0.11, 0.52, -0.12), ellipse(0.2, -0.4, 0.11, 0.52, 0.2)]


def place_figure(
    canvas: Canvas,
    person: Person,
    x: float,
    crown: float,
    head: float,
    palette: Palette,
    light: int,
    depth: float = 0.0,
) -> None:
    """Draw a person: `x` the middle, `crown` the y of the crown, `head` the height of the head, all in
    picture heights. `light` is the side the light comes from (-1, 1); `depth` 0 is near and dark, 1 far and
    pale."""
    shapes = [[(x + u * head, crown + v * head) for u, v in part] for part in outline(person)]
    mask = canvas.mask(shapes)
    dark = mix(palette.figure, palette.far, depth * 0.6)
    canvas.layer(mask, mix(dark, palette.near, 0.35), mix(dark, palette.figure, 0.6))
    _shade(canvas, mask, head, palette, light, depth)


def _shade(
    canvas: Canvas, mask: Image.Image, head: float, palette: Palette, light: int, depth: float
) -> None:
    """Light that wraps around one side: a broad soft one and a thin bright one, both inside."""
    pixels = head * canvas.height
    broad = max(1, round(pixels * 0.16))
    thin = max(1, round(pixels * 0.028))
    soft = _edge(mask, light * broad, broad // 3).filter(ImageFilter.GaussianBlur(broad * 0.55))
    canvas.layer(ImageChops.multiply(soft, mask), mix(palette.rim, palette.far, 0.55), palette.near, 0.42)
    sharp = _edge(mask, light * thin, thin // 2)
    if thin > 2:
        sharp = sharp.filter(ImageFilter.GaussianBlur(thin * 0.3))
    canvas.layer(
        ImageChops.multiply(sharp, mask), palette.rim, mix(palette.rim, palette.near, 0.6), 0.85 - 0.4 * depth
    )


def _edge(mask: Image.Image, dx: int, dy: int) -> Image.Image:
    """The part of the mask that a copy of itself, moved away from the light, leaves free."""
    moved = Image.new("L", mask.size)
    moved.paste(mask, (-dx, dy))
    return ImageChops.subtract(mask, moved)
