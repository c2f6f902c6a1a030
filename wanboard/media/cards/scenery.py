"""Kinds of place → who paints them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from wanboard.media.cards.canvas import Canvas
from wanboard.media.cards.city import city
from wanboard.media.cards.interior import interior
from wanboard.media.cards.outdoors import desert, forest, nature, sea, sky
from wanboard.media.cards.setting import Setting
from wanboard.media.cards.terms import Place


def paint(canvas: Canvas, place: Place, setting: Setting, chance: random.Random) -> None:
    """Paint the whole canvas with a place."""
    _PAINTERS[place](canvas, setting, chance)


_PAINTERS: Mapping[Place, Callable[[Canvas, Setting, random.Random], None]] = {
    "city": city,
    "interior": interior,
    "nature": nature,
    "forest": forest,
    "sea": sea,
    "desert": desert,
    "sky": sky,
}
