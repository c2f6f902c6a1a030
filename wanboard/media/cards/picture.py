"""The placeholder picture of a shot without a board: composed from its words, the same words give the same
picture."""

from __future__ import annotations

import random

from PIL import Image

from wanboard.media.cards import terms
from wanboard.media.cards.canvas import Canvas, ellipse
from wanboard.media.cards.card import Card
from wanboard.media.cards.figures import HEADS, Person, people_of, place_figure
from wanboard.media.cards.palette import mix, palette_for, seeded
from wanboard.media.cards.props import Prop, paint_prop, prop_of, thing_in
from wanboard.media.cards.scenery import paint
from wanboard.media.cards.setting import Setting
from wanboard.media.cards.terms import Angle, Framing, Hour, Place

# How tall a head is in the picture, where the crown is, how much the background is out of focus.
_FRAMES: dict[Framing, tuple[float, float, float]] = {
    "detail": (1.25, -0.30, 0.030),
    "extreme-close": (1.05, -0.16, 0.028),
    "close": (0.62, 0.15, 0.022),
    "bust": (0.40, 0.17, 0.014),
    "medium": (0.245, 0.17, 0.007),
    "knees": (0.172, 0.15, 0.004),
    "full": (0.098, 0.155, 0.0),
    "wide": (0.047, 0.0, 0.0),
    "vista": (0.018, 0.0, 0.0),
}
_HORIZONS: dict[Angle, float] = {"eye": 0.60, "low": 0.78, "high": 0.40, "top": 0.28, "dutch": 0.60}
_PLACES: tuple[Place, ...] = ("nature", "city", "interior", "sea")
_HOURS: tuple[Hour, ...] = ("day", "dusk", "dawn", "day")


_NOBODY = r"empty|deserted|nobody|no one|abandoned|空无一人|空荡荡|空旷|无人(?!机)"


def placeholder(card: Card, size: tuple[int, int]) -> Image.Image:
    """An RGB picture of `size` for the card's framing, angle, place, hour and weather."""
    there = seeded("place", card.location or card.scene_title)
    anywhere: Place = there.choice(_PLACES)
    anytime: Hour = there.choice(_HOURS)
    place = terms.place_of(card.location, card.action, card.mood) or anywhere
    hour = terms.hour_of(card.location, card.action, card.mood) or anytime
    weather = terms.weather_of(card.location, card.action, card.sound, card.mood)
    if place == "interior" and weather != "fog":
        weather = "clear"
    framing, angle = terms.framing_of(card.framing), terms.angle_of(f"{card.angle} {card.framing}")
    palette = palette_for(hour, weather, place, card.location or card.scene_title)
    head, _, blur = _FRAMES[framing]
    setting = Setting(palette, hour, weather, _HORIZONS[angle], 1.0 + min(1.0, head) * 0.9)
    canvas = Canvas(*size)
    prop = _prop(card, framing)
    if prop is not None:
        paint_prop(canvas, prop, palette, seeded("shot", card.framing, card.action))
        return canvas.image
    paint(canvas, place, setting, there)
    chance = seeded("shot", card.framing, card.action)
    if blur:
        canvas.blur(blur)
        _bokeh(canvas, setting, chance, blur)
    _cast(canvas, card, framing, place, setting, chance)
    _air(canvas, setting, chance)
    canvas.vignette(0.5)
    if angle == "dutch":
        return (
            canvas.image.rotate(6, Image.Resampling.BICUBIC).crop(_inner(size)).resize(size, Image.Resampling.LANCZOS)
        )
    return canvas.image


def _prop(card: Card, framing: Framing) -> Prop | None:
    """The thing that is shown instead of somebody: in an insert always, in a close-up where the words are of it."""
    if framing == "detail" and not terms.says(r"eyes?|faces?|lips|mouth|眼|脸|嘴|唇", card.action):
        return thing_in(card.action) or "sheet"
    if framing in ("close", "extreme-close", "detail") and not card.dialogue:
        return prop_of(card.action)
    return None


def _bokeh(canvas: Canvas, s: Setting, chance: random.Random, blur: float) -> None:
    """Lamps thrown out of focus."""
    if s.hour == "day":
        return
    for _ in range(9 if blur > 0.01 else 5):
        radius = chance.uniform(0.6, 1.5) * blur * 1.5
        x, y = chance.uniform(0, canvas.aspect), chance.uniform(0.08, s.horizon + 0.05)
        color = chance.choice((s.palette.glow, s.palette.rim, s.palette.accent))
        canvas.shape(ellipse(x, y, radius, radius), color, alpha=chance.uniform(0.10, 0.28))


def _cast(canvas: Canvas, card: Card, framing: Framing, place: Place, s: Setting, chance: random.Random) -> None:
    """Who is in the picture, and where."""
    if terms.says(_NOBODY, card.action) and framing in ("full", "wide", "vista"):
        return
    light = chance.choice((-1, 1))
    shoulder = terms.says(r"over[- ]the[- ]shoulder|ots|过肩", f"{card.framing} {card.angle}")
    people = people_of(f"{card.action} {card.location}", _count(card, framing), chance)
    head, crown, _ = _FRAMES[framing]
    if framing in ("wide", "vista"):
        crown = s.horizon + (0.10 if framing == "wide" else 0.05) - HEADS * head
        if s.horizon < 0.5:
            crown += 0.16
        if place == "sea":
            crown += 0.13  # ashore
        crown = min(crown, 0.90 - HEADS * head)
        middle = canvas.aspect * chance.choice((0.36, 0.64) if framing == "wide" else (0.33, 0.5, 0.67))
    else:
        crown += {0.78: -0.03, 0.40: 0.05, 0.28: 0.06}.get(s.horizon, 0.0)
        aside = 0.10 if framing in ("close", "bust", "medium") else 0.0
        middle = canvas.aspect * (0.5 + chance.choice((-aside, aside)))
    if len(people) > 1:
        middle = canvas.aspect * 0.5
    if shoulder:
        middle = canvas.aspect * 0.62
    _row(canvas, people, middle, crown, head, s, light)
    if shoulder:
        back = Person("short", False, 1)
        place_figure(canvas, back, canvas.aspect * 0.17, 0.27, 0.50, s.palette, 1, back=True)


def _row(
    canvas: Canvas, people: list[Person], middle: float, crown: float, head: float, s: Setting, light: int
) -> None:
    """The first person in front; one or two beside, more of them behind on both sides."""
    beside, crowd = len(people) <= 2, len(people) > 3
    size = head if beside else head * (0.7 if crowd else 0.84)
    gap = min(head * (2.5 if head < 0.3 else 1.9), canvas.aspect - 1.9 * head) if beside else size * 2.3
    feet = crown + HEADS * head
    for n in range(len(people) - 1, -1, -1):
        aside = gap * ((n + 1) // 2) * (1 if n % 2 else -1) if not beside else gap * (n - (len(people) - 1) / 2)
        tall = size if n else head
        if head < 0.13:
            ground = feet - (0.55 * head if n and not beside else 0.0)
            top = ground - HEADS * tall
            shadow = ellipse(middle + aside - light * 0.9 * tall, ground - 0.02 * tall, 1.9 * tall, 0.22 * tall)
            canvas.shape(shadow, s.palette.figure, alpha=0.45)
        else:
            top = crown + (head - tall) * 0.5 + 0.03 * (n > 0)
        depth = (0.12 if beside else 0.3) * (n > 0) + (0.2 if head < 0.03 else 0.0)
        place_figure(canvas, people[n], middle + aside, top, tall, s.palette, light, depth)


def _count(card: Card, framing: Framing) -> int:
    words = f"{card.framing} {card.action}"
    if terms.says(r"army|troops|soldiers|军队|大军|士兵", words) and framing in ("wide", "vista"):
        return 9
    if terms.says(r"crowd|army|troops|group|team|soldiers|people|everyone|群像|人群|军队|众人|大军|士兵", words):
        return 5
    if terms.says(r"three[- ]?shot|three|三人", words):
        return 3
    speakers = {spoken.who for spoken in card.dialogue if spoken.who}
    if terms.says(r"two[- ]?shot|couple|pair|together|双人|二人|两人|俩", words) or len(speakers) > 1:
        return 2 if framing not in ("detail", "extreme-close") else 1
    return 1


def _air(canvas: Canvas, s: Setting, chance: random.Random) -> None:
    """Weather between the camera and the scene."""
    p = s.palette
    if s.weather == "fog":
        for n in range(7):
            x, y = chance.uniform(0, canvas.aspect), 0.5 + 0.08 * n
            canvas.glow(x, y, chance.uniform(0.4, 0.7), mix(p.horizon, (255, 255, 255), 0.2), 0.20)
    elif s.weather == "rain":
        streaks = []
        for _ in range(230):
            x, y, length = (
                chance.uniform(-0.1, canvas.aspect),
                chance.uniform(-0.05, 1.0),
                chance.uniform(0.03, 0.09),
            )
            streaks.append(
                [
                    (x, y),
                    (x + 0.0016, y),
                    (x - length * 0.2 + 0.0016, y + length),
                    (x - length * 0.2, y + length),
                ]
            )
        canvas.layer(canvas.mask(streaks), mix(p.rim, (255, 255, 255), 0.3), alpha=0.30)
    elif s.weather == "snow":
        flakes = []
        for _ in range(170):
            radius = chance.uniform(0.0015, 0.0055)
            flakes.append(ellipse(chance.uniform(0, canvas.aspect), chance.random(), radius, radius, steps=14))
        canvas.layer(canvas.mask(flakes), (250, 252, 255), alpha=0.75)


def _inner(size: tuple[int, int]) -> tuple[int, int, int, int]:
    """What is left of a picture when its turned corners are cut off."""
    cut = 0.115
    width, height = size
    return round(width * cut), round(height * cut), round(width * (1 - cut)), round(height * (1 - cut))
