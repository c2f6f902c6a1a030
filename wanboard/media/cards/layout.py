"""Where everything stands on a card: the picture keeps the film's shape, text stands around it. No I/O
here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rect:
    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """Pixels. `unit` is one pixel of a card 720 high (landscape) or wide (portrait). `gutters`: the
    captions of framing and camera stand beside the picture, else in a row below it. `text` is the box of
    the action."""

    size: tuple[int, int]
    unit: float
    picture: Rect
    gutters: bool
    header: Rect
    captions: Rect  # the row below the picture; empty with gutters
    text: Rect

    def px(self, value: float) -> int:
        return max(1, round(value * self.unit))


def layout_for(width: int, height: int) -> Layout:
    """A card's layout for a film of this size: 16:9 and 4:3 have gutters, square and upright ones a row."""
    gutters = width >= 1.2 * height
    unit = min(width, height) / 720
    above, below = (44, 100) if gutters else (58, 170)
    tall = even(height - (above + below) * unit)
    across = min(even(tall * width / height), width)
    picture = Rect(even((width - across) / 2), even(above * unit), across, tall)
    if gutters:
        margin, row = picture.left, 0
    else:
        margin, row = round(26 * unit), round(44 * unit)
    header = Rect(margin, 0, width - 2 * margin, picture.top)
    captions = Rect(margin, picture.bottom, width - 2 * margin, row)
    text = Rect(margin, picture.bottom + row, width - 2 * margin, height - picture.bottom - row)
    return Layout((width, height), unit, picture, gutters, header, captions, text)


def even(value: float) -> int:
    """Rounded down to an even number: chroma has half the size."""
    return int(value) // 2 * 2
