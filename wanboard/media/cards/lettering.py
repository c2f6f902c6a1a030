"""Text on a picture: runs by font, line breaks for Latin and Chinese, text that shrinks to its box and then
goes on.

Never draws an empty box: every text passes `fonts.printable` first.
"""

from __future__ import annotations

import functools
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from PIL import Image, ImageDraw

from wanboard.media import fonts

_NOT_FIRST = frozenset("、。，．！？；：）】》」』〉”’…—%·,.!?;:)]}»")  # never begins a line
_NOT_LAST = frozenset("（【《「『〈“‘([{«")  # never ends one
_LEADING = 1.38  # line height in ems

_FINER = 4  # letters are drawn this much larger

Ink = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """Text broken into lines that fit a box, on as many pages as it needs. `size` in pixels to the em."""

    pages: tuple[tuple[str, ...], ...]
    size: int
    bold: bool

    @property
    def line_height(self) -> int:
        return line_height(self.size)


def line_height(size: int) -> int:
    return round(size * _LEADING)


@functools.lru_cache(maxsize=4096)
def runs(text: str, bold: bool) -> tuple[tuple[str, str], ...]:
    """(font file, text) in order; `text` must be printable."""
    chinese = any("\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" for char in text)
    found = [(fonts.file_for(char, bold, chinese) or "", char) for char in text]
    return tuple((file, "".join(c for _, c in group)) for file, group in groupby(found, key=lambda pair: pair[0]))


@functools.lru_cache(maxsize=16384)
def width(text: str, size: int, bold: bool = False) -> float:
    """Pixels that the text takes on one line."""
    return sum(fonts.face(file, size * _FINER).getlength(part) for file, part in runs(text, bold)) / _FINER


def wrap(text: str, size: int, limit: float, bold: bool = False) -> list[str]:
    """Break text into lines at most `limit` pixels wide: at spaces, between Chinese characters, and inside
    a word only where it alone is too long."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if width((line + piece).rstrip(), size, bold) <= limit:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece.lstrip()
        while width(line.rstrip(), size, bold) > limit and len(line) > 1:
            keep = _most_that_fits(line, size, limit, bold)
            lines.append(line[:keep])
            line = line[keep:]
    if line.strip():
        lines.append(line.rstrip())
    return lines


def fit(text: str, limit: float, max_lines: int, sizes: Sequence[int], bold: bool = False) -> Block:
    """Set text in the largest of `sizes` (large to small) in which it takes `max_lines`; where even the
    smallest does not do, spread it over pages, all of it. A smaller size is also taken to keep a word whole."""
    shown = fonts.printable(text).strip()
    for size in sizes:
        lines = wrap(shown, size, limit, bold)
        whole = all(width(piece.rstrip(), size, bold) <= limit for piece in _pieces(shown))
        if len(lines) <= max_lines and (whole or size == sizes[-1]):
            return Block((tuple(_balanced(shown, size, limit, bold, len(lines))),), size, bold)
    size = sizes[-1]
    lines = wrap(shown, size, limit, bold)
    count = -(-len(lines) // max_lines)
    per_page = -(-len(lines) // count)
    pages = tuple(tuple(lines[at : at + per_page]) for at in range(0, len(lines), per_page))
    return Block(pages, size, bold)


def _balanced(text: str, size: int, limit: float, bold: bool, count: int) -> list[str]:
    """The same number of lines, about equally long: no word stands alone on the last."""
    if count < 2:
        return wrap(text, size, limit, bold)
    widest = max((width(piece.rstrip(), size, bold) for piece in _pieces(text)), default=0.0)
    low, high = min(max(limit / count, widest), limit), limit  # balancing never breaks a word that fits
    while high - low > size / 4:
        middle = (low + high) / 2
        if len(wrap(text, size, middle, bold)) > count:
            low = middle
        else:
            high = middle
    return wrap(text, size, high, bold)


def write(
    image: Image.Image,
    at: tuple[float, float],
    text: str,
    size: int,
    ink: Ink,
    *,
    bold: bool = False,
    anchor: str = "l",
) -> float:
    """Draw one line; `at` is its baseline's left end, middle or right end (l, m, r). Gives its width.

    Letters are drawn larger and reduced, so that they stand evenly; hinted ones are moved to whole pixels.
    """
    shown = fonts.printable(text)
    total = width(shown, size, bold)
    x = at[0] - {"l": 0.0, "m": total / 2, "r": total}[anchor]
    left, top = math.floor(x) - size, math.floor(at[1]) - 2 * size
    large = Image.new("L", ((math.ceil(total) + 2 * size + 1) * _FINER, 3 * size * _FINER))
    pen = ImageDraw.Draw(large)
    place = (x - left) * _FINER
    for file, part in runs(shown, bold):
        face = fonts.face(file, size * _FINER)
        pen.text((place, (at[1] - top) * _FINER), part, font=face, fill=255, anchor="ls")
        place += face.getlength(part)
    image.paste(ink, (left, top), large.reduce(_FINER))
    return total


def shorten(text: str, size: int, limit: float, bold: bool = False) -> str:
    """The text, or its beginning with an ellipsis where it is wider than `limit`."""
    shown = fonts.printable(text).strip()
    if width(shown, size, bold) <= limit:
        return shown
    keep = _most_that_fits(shown, size, limit - width("…", size, bold), bold)
    return shown[:keep].rstrip() + "…"


def _most_that_fits(text: str, size: int, limit: float, bold: bool) -> int:
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle], size, bold) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _pieces(text: str) -> list[str]:
    """The text cut where a line may end; each piece keeps the space after it."""
    pieces: list[str] = []
    piece = ""
    for index, char in enumerate(text):
        piece += char
        after = text[index + 1] if index + 1 < len(text) else ""
        if after and _may_break(char, after):
            pieces.append(piece)
            piece = ""
    if piece:
        pieces.append(piece)
    return pieces


def _may_break(before: str, after: str) -> bool:
    if after == " ":
        return False
    if before in " -–/\u3000":
        return before != "-" or after.isalpha()
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return _is_wide(before) or _is_wide(after)


@functools.lru_cache(maxsize=8192)
def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"
