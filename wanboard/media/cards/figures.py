"""People (and a few animals) in flat shapes with light on their edge. Units: one head is 1, y from the crown down."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageChops, ImageFilter

from wanboard.media.cards import faces, terms
from wanboard.media.cards.canvas import Canvas, Point, box, ellipse, smooth
from wanboard.media.cards.faces import Hair, Look, Mood
from wanboard.media.cards.palette import Color, Palette, mix, seeded

Pose = Literal["stand", "walk", "run"]
HEADS = 7.5  # a standing figure is this many heads tall
_FACE_FROM = 0.066  # heads of at least this share of the picture have a face

# fmt: off
_TORSO: list[Point] = [  # the right half of a coat, neck to hem
    (0.06, 1.15), (0.26, 1.19), (0.48, 1.27), (0.80, 1.40), (0.93, 1.62), (0.90, 2.2), (0.74, 2.9), (0.70, 3.5),
    (0.78, 4.3), (0.86, 4.95), (0.5, 5.02), (0.0, 5.04),
]
_ROBE: list[Point] = [  # the right half of a long dress
    (0.06, 1.15), (0.24, 1.19), (0.42, 1.27), (0.68, 1.40), (0.79, 1.64), (0.74, 2.2), (0.56, 2.85), (0.64, 3.5),
    (0.88, 4.8), (1.08, 6.2), (1.20, 7.3), (0.6, 7.44), (0.0, 7.48),
]
# fmt: on
_SKINS: tuple[Color, ...] = ((238, 192, 160), (220, 168, 132), (182, 126, 94), (134, 90, 66))
_CLOTHS: tuple[Color, ...] = ((112, 62, 66), (56, 82, 112), (86, 92, 62), (142, 106, 66), (84, 70, 110), (62, 98, 96))


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands in the picture: hair or hat, dress, which way they turn (-1 left, 1 right), pose and mood."""

    hair: Hair
    robe: bool
    side: int
    pose: Pose = "stand"
    mood: Mood = "calm"
    number: int = 0  # in the group; each is dressed differently


def people_of(text: str, count: int, chance: random.Random) -> list[Person]:
    """Persons that fit the words of a shot; the first is the one that the words describe."""
    pose: Pose = "stand"
    if terms.says(r"runs?|running|sprints?|flees?|chas(?:es|ing)|rush(?:es)?|跑|奔|冲|追", text):
        pose = "run"
    elif terms.says(r"walk(?:s|ing)?|strid(?:es?|ing)|steps?|march(?:es)?|cross(?:es)?|enters?|走|步|迈", text):
        pose = "walk"
    hair, robe = _described(text)
    kinds: tuple[tuple[Hair, bool], ...] = (("short", False), ("long", True), ("bun", True), ("short", False))
    people = [Person(hair, robe, chance.choice((-1, 1)), pose, faces.mood_of(text))]
    if terms.says(r"army|soldiers|troops|knights|guards|军队|大军|士兵|卫兵", text):
        kinds = ((people[0].hair if people[0].hair == "mouse" else "helmet", False),)
    while len(people) < count:
        hair, robe = chance.choice(kinds)
        people.append(
            Person(hair, robe, -people[-1].side, pose, number=0 if hair in ("helmet", "mouse") else len(people))
        )
    return people


def _described(text: str) -> tuple[Hair, bool]:
    if terms.says(r"cats?|kitten|kitty|猫|喵", text):
        return "cat", terms.says(r"robe|cloak|cape|gown|general|将军|袍|披风", text)
    if terms.says(r"mouse|mice|rats?|dormouse|鼠", text):
        return "mouse", False
    if terms.says(r"rabbit|bunny|hare|兔", text):
        return "rabbit", False
    if terms.says(
        r"knight|soldiers?|warrior|general|astronaut|helmet|armou?r|将军|士兵|战士|武士|头盔|盔甲|宇航员", text
    ):
        return "helmet", False
    if terms.says(r"detective|hat|cap|fedora|hatter|cowboy|侦探|帽", text):
        return "hat", False
    if terms.says(r"queen|duchess|grandmother|old woman|teacher|女王|皇后|婆", text):
        return "bun", True
    if terms.says(r"she|her|woman|women|girl|lady|mother|daughter|sister|princess|alice|女|她|姑娘|母亲|公主", text):
        return "long", True
    return "short", False


def place_figure(
    canvas: Canvas,
    person: Person,
    x: float,
    crown: float,
    head: float,
    palette: Palette,
    light: int,
    depth: float = 0.0,
    back: bool = False,
) -> None:
    """Draw a person: `x` the middle, `crown` the y of the crown, `head` the height of the head, all in picture
    heights. `light` is the side the light comes from (-1, 1); `depth` 0 is near, 1 far and pale; `back` shows
    them from behind."""
    look = _look(person, palette, depth)

    def put(shapes: Sequence[Sequence[Point]]) -> Image.Image:
        return canvas.mask([[(x + u * head, crown + v * head) for u, v in part] for part in shapes])

    hair_behind = put(faces.hair_behind(person.hair))
    canvas.layer(hair_behind, look.hair, mix(look.hair, look.line, 0.4))
    arms_and_legs, palms = _limbs(person)
    hands = put(palms)
    canvas.layer(hands, look.skin, mix(look.skin, look.line, 0.3))
    limbs = put(arms_and_legs)
    canvas.layer(limbs, mix(look.cloth, look.line, 0.35), mix(look.cloth, look.line, 0.7))
    torso = put([_mirrored(_ROBE if person.robe else _TORSO)])
    canvas.layer(torso, look.cloth, mix(look.cloth, look.line, 0.55))
    neck = _dress(canvas, put, person, look, head, back)
    skull = put(
        [
            ellipse(0, 0.46, 0.40, 0.53),
            ellipse(-0.40, 0.52, 0.06, 0.11),
            ellipse(0.40, 0.52, 0.06, 0.11),
            box(-0.18, 0.7, 0.18, 1.25),
        ]
        if back
        else faces.head(person.hair)
    )
    if back:
        canvas.layer(skull, mix(look.hair, palette.rim, 0.08), mix(look.hair, look.line, 0.5))
    else:
        faces.paint(canvas, put, person.hair, person.side, person.mood, look, light, detailed=head >= _FACE_FROM)
    front = put([] if back else faces.hair_front(person.hair, person.side))
    hat = look.cloth if person.hair in ("hat", "helmet") else look.hair
    canvas.layer(front, mix(hat, palette.rim, 0.10), mix(hat, look.line, 0.35))
    whole = hair_behind
    for mask in (limbs, hands, torso, neck, skull, front):
        whole = ImageChops.lighter(whole, mask)
    _shade(canvas, whole, head, palette, light, depth)


def _look(person: Person, palette: Palette, depth: float) -> Look:
    """Colours that sit in the light of the place; the same kind of person is dressed the same everywhere."""
    chance = seeded("look", person.hair, str(person.robe), str(person.number))
    dim = 0.20 + 0.36 * (1 - sum(palette.horizon) / 765)
    ambient = mix(palette.near, palette.figure, 0.4)
    skin = mix(chance.choice(_SKINS), ambient, dim)
    cloth = mix(chance.choice(_CLOTHS), ambient, dim + 0.12)
    hair: Color = {
        "bun": (150, 146, 150),
        "cat": (196, 140, 84),
        "rabbit": (226, 220, 214),
        "mouse": (150, 144, 148),
    }.get(person.hair, chance.choice(((52, 38, 34), (30, 27, 32), (88, 56, 36), (64, 44, 40))))
    hair = mix(hair, ambient, dim)
    if person.hair in faces.ANIMALS:
        skin = hair
    air = mix(palette.far, palette.horizon, 0.3)
    return Look(
        mix(skin, air, depth * 0.7),
        mix(hair, air, depth * 0.7),
        mix(cloth, air, depth * 0.7),
        mix(palette.figure, air, depth * 0.6),
    )


def _mirrored(half: Sequence[Point]) -> list[Point]:
    return smooth([*half, *((-x, y) for x, y in reversed(half))], 6)


def _limbs(person: Person) -> tuple[list[list[Point]], list[list[Point]]]:
    """Arms and, below a coat, legs; apart where somebody walks or runs. And the hands."""
    swing = {"stand": 0.0, "walk": 0.5, "run": 1.0}[person.pose]
    shoulder, s = (0.66 if person.robe else 0.80), person.side
    shapes: list[list[Point]] = []
    hands: list[list[Point]] = []
    for k in (-1, 1):
        elbow = (k * (shoulder + 0.16 + 0.22 * swing), 2.68 - 0.1 * swing)
        hand = (elbow[0] - 0.06 * k + 0.6 * swing * s, 3.78 - (0.75 if k == s else 0.45) * swing)
        shapes += _limb((k * shoulder, 1.62), elbow, hand, (0.23, 0.19, 0.15))
        hands.append(ellipse(hand[0] + 0.05 * swing * s, hand[1] + 0.12, 0.13, 0.17))
        if not person.robe:
            lift = 0.0 if k == s else 0.5 * max(0.0, swing - 0.3)
            knee = (k * (0.33 + 0.42 * swing), 5.65 - 0.3 * lift)
            foot = (k * (0.36 + (0.70 if k == s else 1.10) * swing), 7.28 - lift)
            shapes += _limb((k * 0.34, 4.4), knee, foot, (0.33, 0.25, 0.16))
            shapes.append(ellipse(foot[0] + 0.12 * s, foot[1] + 0.1, 0.27, 0.12))
    return shapes, hands


def _limb(a: Point, b: Point, c: Point, thick: tuple[float, float, float]) -> list[list[Point]]:
    """Two tapered pieces with round joints."""
    shapes = [ellipse(*at, r, r, steps=28) for at, r in zip((a, b, c), thick, strict=True)]
    for (x0, y0), (x1, y1), r0, r1 in ((a, b, thick[0], thick[1]), (b, c, thick[1], thick[2])):
        turn = math.atan2(y1 - y0, x1 - x0) + math.pi / 2
        u, v = math.cos(turn), math.sin(turn)
        shapes.append(
            [
                (x0 + u * r0, y0 + v * r0),
                (x1 + u * r1, y1 + v * r1),
                (x1 - u * r1, y1 - v * r1),
                (x0 - u * r0, y0 - v * r0),
            ]
        )
    return shapes


def _dress(canvas: Canvas, put: faces.Put, person: Person, look: Look, head: float, back: bool) -> Image.Image:
    """Neck, collar and lapels; gives the neck\'s mask."""
    neck = put([box(-0.17, 0.7, 0.17, 1.22), ellipse(0, 1.2, 0.2, 0.13)])
    canvas.layer(neck, mix(look.hair if back else look.skin, look.line, 0.42))
    if head < 0.04 or back:
        return neck
    dark, pale = mix(look.cloth, look.line, 0.45), mix(look.cloth, (255, 255, 255), 0.12)
    if person.robe:
        canvas.layer(
            put([smooth([(-0.27, 1.15), (0, 1.36), (0.27, 1.15), (0.33, 1.24), (0, 1.5), (-0.33, 1.24)], 6)]), pale
        )
        return neck
    canvas.layer(put([[(-0.20, 1.12), (0.20, 1.12), (0.0, 2.1)]]), mix((226, 220, 210), look.line, 0.45))
    canvas.layer(put([[(-0.045, 1.3), (0.045, 1.3), (0.075, 2.0), (0, 2.12), (-0.075, 2.0)]]), dark)
    for k in (-1, 1):
        collar = [(k * 0.15, 1.10), (k * 0.30, 1.20), (k * 0.44, 1.62), (k * 0.02, 2.3), (k * 0.16, 1.5)]
        canvas.layer(put([collar]), mix(look.cloth, look.line, 0.22 if k > 0 else 0.05), dark)
    canvas.layer(put([box(-0.012, 2.3, 0.012, 4.98)]), dark)
    return neck


def _shade(canvas: Canvas, mask: Image.Image, head: float, palette: Palette, light: int, depth: float) -> None:
    """The side away from the light in shadow; a thin bright edge on the other."""
    pixels = head * canvas.height
    broad = max(1, round(pixels * 0.20))
    thin = max(1, round(pixels * 0.024))
    dark = _edge(mask, -light * broad, -broad // 4).filter(ImageFilter.GaussianBlur(broad * 0.5))
    canvas.layer(ImageChops.multiply(dark, mask), palette.figure, palette.figure, 0.62 * (1 - depth * 0.6))
    soft = _edge(mask, light * broad // 2, broad // 6).filter(ImageFilter.GaussianBlur(broad * 0.3))
    canvas.layer(ImageChops.multiply(soft, mask), mix(palette.rim, palette.far, 0.4), palette.near, 0.34)
    sharp = _edge(mask, light * thin, thin // 2)
    if thin > 2:
        sharp = sharp.filter(ImageFilter.GaussianBlur(thin * 0.3))
    edge = ImageChops.multiply(sharp, mask)
    canvas.layer(edge, palette.rim, mix(palette.rim, palette.near, 0.6), 0.85 - 0.4 * depth)


def _edge(mask: Image.Image, dx: int, dy: int) -> Image.Image:
    """The part of the mask that a copy of itself, moved away from the light, leaves free."""
    moved = Image.new("L", mask.size)
    moved.paste(mask, (-dx, dy))
    return ImageChops.subtract(mask, moved)
