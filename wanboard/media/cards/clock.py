"""The running timecode and the line that grows with the shot."""

from __future__ import annotations

from PIL import Image

from wanboard.media.cards.inks import ACCENT, DARK, FAINT, WHITE
from wanboard.media.cards.layout import Layout, even
from wanboard.media.cards.lettering import width, write
from wanboard.media.cards.planes import Array, Patch, lay, patch_of, planes_of, split
from wanboard.media.timecode import timecode


def timecode_box(layout: Layout) -> tuple[int, int, int, int]:
    """Left, top, width of a digit's cell, height."""
    cell, tall = _cell(layout), even(layout.px(30))
    wide = cell * 8 + cell // 2 * 3 + 2 * layout.px(10)
    return (
        layout.header.right - wide,
        even(layout.header.top + (layout.header.height - tall) / 2),
        cell,
        tall,
    )


def _cell(layout: Layout) -> int:
    """A digit's width; half of it, a colon's, is even as well."""
    return -(-round(max(width(digit, layout.px(20), True) for digit in "0123456789")) // 4) * 4


class Clock:
    """The running timecode and the line that grows with the shot, put together from parts drawn once."""

    def __init__(self, layout: Layout, fps: int) -> None:
        self._fps = fps
        left, self._top, cell, tall = timecode_box(layout)
        self._cells = {c: _sprite(c, cell if c != ":" else cell // 2, tall, layout) for c in "0123456789:"}
        self._left = left + layout.px(10)
        self._box = patch_of(Image.new("RGB", (even(layout.header.right - left), tall), DARK), even(left), self._top)
        r = layout.picture
        self._line = (r.left, r.bottom + even(layout.px(2) + 1), r.width, even(layout.px(3) + 1))
        self._done = planes_of(Image.new("RGB", (r.width, self._line[3]), ACCENT))
        self._rest = planes_of(Image.new("RGB", (r.width, self._line[3]), (40, 43, 50)))

    def prepare(self, base: Array) -> None:
        """What does not change of it, into the card's base."""
        lay(base, self._box)
        lay(base, Patch(self._rest, self._line[0], self._line[1], None))

    def draw(self, frame: Array, number: int, share: float) -> None:
        """Put the timecode of film frame `number` and the `share` of the shot that is over into a frame."""
        x = even(self._left)
        for char in timecode(number, self._fps):
            cell = self._cells[char]
            lay(frame, Patch(cell, x, self._top, None))
            x += cell.shape[1]
        left, top, width, tall = self._line
        done = even(width * share)
        for target, source in zip(split(frame), split(self._done), strict=True):
            part = frame.shape[1] // target.shape[1]
            target[top // part : (top + tall) // part, left // part : (left + done) // part] = source[:, : done // part]


def _sprite(char: str, wide: int, tall: int, layout: Layout) -> Array:
    image = Image.new("RGB", (wide, tall), DARK)
    size = layout.px(20)
    ink = WHITE if char != ":" else FAINT
    write(image, (wide / 2, tall / 2 + size * 0.36), char, size, ink, bold=True, anchor="m")
    return planes_of(image)
