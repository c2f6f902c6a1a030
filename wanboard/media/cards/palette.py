"""Colours of a placeholder picture: the hour and the weather set them, the location tints them. No I/O
here."""

from __future__ import annotations

import colorsys
import hashlib
import random
from dataclasses import dataclass

from wanboard.media.cards.terms import Hour, Place, Weather

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """From the back to the front; `rim` is the light on an edge, `glow` the lamp or the sun, `accent` for
    signs."""

    sky: Color
    horizon: Color
    far: Color
    middle: Color
    near: Color
    figure: Color
    rim: Color
    glow: Color
    accent: Color


def _color(text: str) -> Color:
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


def _palette(*colors: str) -> Palette:
    return Palette(*(_color(c) for c in colors))


_BY_HOUR: dict[Hour, Palette] = {
    "night": _palette("0a1026", "2d4d78", "21375e", "152444", "0c152c", "070c1b", "8fd8f0", "ffc06a", "ff5d73"),
    "dawn": _palette("3f5f92", "f8d3ae", "9a95b4", "66658f", "3c3f66", "1e2242", "ffe7c6", "fff0d0", "f07f6a"),
    "dusk": _palette("3b2b63", "f49a5e", "8a4f72", "583560", "341f45", "1b1029", "ffcf96", "ffd58a", "ff6b5e"),
    "day": _palette("6fabcb", "f6efdb", "adc8c9", "7ba3a6", "4a7276", "1f373f", "fff9e8", "fffbe9", "e8754f"),
}
_INDOORS: dict[Hour, Palette] = {
    "night": _palette("1a1524", "4a3440", "3a2a36", "281d2a", "18111d", "0d0913", "ffc98a", "ffcf8a", "e0645a"),
    "dawn": _palette("54505e", "c9a994", "a3867e", "705d60", "443a45", "221d29", "ffe3c0", "ffe9c9", "d9735b"),
    "dusk": _palette("4a2f3c", "c47a55", "99583f", "6a3d38", "40262c", "20131a", "ffcb8f", "ffd391", "e8604c"),
    "day": _palette("8f9a9b", "e6dcc8", "c3b8a4", "958d80", "5e5a56", "2a2a2d", "fff5e0", "fff8e6", "cf6a4a"),
}


def seeded(*texts: str) -> random.Random:
    """A random source that depends on the texts alone."""
    digest = hashlib.sha256("\x1f".join(texts).encode("utf-8", "surrogatepass")).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))


def palette_for(hour: Hour, weather: Weather, place: Place, location: str) -> Palette:
    base = (_INDOORS if place == "interior" else _BY_HOUR)[hour]
    turn = seeded("tint", location).uniform(-0.045, 0.045)
    fade = {"clear": 1.0, "rain": 0.72, "snow": 0.6, "fog": 0.62}[weather]
    return Palette(
        sky=_shift(base.sky, turn, fade),
        horizon=_shift(base.horizon, turn, fade),
        far=_shift(base.far, turn, fade),
        middle=_shift(base.middle, turn, fade),
        near=_shift(base.near, turn, fade),
        figure=_shift(base.figure, turn, fade),
        rim=base.rim,
        glow=base.glow,
        accent=_shift(base.accent, turn * 2, 1.0),
    )


def mix(a: Color, b: Color, share: float) -> Color:
    """`share` of b in a."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def _shift(color: Color, turn: float, fade: float) -> Color:
    hue, light, saturation = colorsys.rgb_to_hls(*(c / 255 for c in color))
    red, green, blue = colorsys.hls_to_rgb((hue + turn) % 1.0, light, saturation * fade)
    return round(red * 255), round(green * 255), round(blue * 255)
