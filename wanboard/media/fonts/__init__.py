"""The fonts that come along: text → faces and a promise that no empty box is ever drawn.

Consumes nothing but the font files beside this module (Noto Sans, Noto Sans CJK SC, Noto Sans Symbols 2, see
`docs/fonts.md`); gives Pillow faces. It must not draw: that is `wanboard.media.cards.lettering`.
"""

from __future__ import annotations

import functools
import unicodedata
from pathlib import Path

from PIL import ImageFont

from wanboard.media.fonts.coverage import read_coverage

FOLDER = Path(__file__).parent
# In the order they are asked. A character the bold face of a family has not is drawn in its regular one.
_REGULAR = ("NotoSans-Regular.ttf", "NotoSansCJKsc-Regular.otf", "NotoSansSymbols2-Regular.ttf")
_BOLD = ("NotoSans-Bold.ttf", "NotoSansCJKsc-Bold.otf", *_REGULAR)
# Punctuation that is full width in Chinese text and narrow in Western text.
_AMBIGUOUS = frozenset("‘’“”…—·")


@functools.cache
def coverage(file: str) -> frozenset[int]:
    """The code points a bundled font file has a glyph for."""
    return read_coverage(FOLDER / file)


@functools.lru_cache(maxsize=128)
def face(file: str, size: int) -> ImageFont.FreeTypeFont:
    """A bundled font file at `size` pixels to the em."""
    return ImageFont.truetype(FOLDER / file, size)


def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The Western face at `size` pixels to the em; other scripts are found with `file_for`."""
    return face((_BOLD if bold else _REGULAR)[0], size)


def covers(char: str) -> bool:
    """Whether one of the bundled fonts has a glyph for the character."""
    return file_for(char) is not None


@functools.lru_cache(maxsize=8192)
def file_for(char: str, bold: bool = False, chinese: bool = False) -> str | None:
    """The font file that draws a character, or None. `chinese`: the text around it is."""
    files = _BOLD if bold else _REGULAR
    if chinese and char in _AMBIGUOUS:
        files = (*files[1:], files[0])
    code = ord(char)
    return next((file for file in files if code in coverage(file)), None)


def printable(text: str) -> str:
    """The text with every character that no bundled font has spelled out: a pictograph by its name in
    brackets, any other as `[U+0639]`. White space becomes a space, invisible format characters are left
    out."""
    return "".join(_printable(char) for char in unicodedata.normalize("NFC", text))


@functools.lru_cache(maxsize=8192)
def _printable(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return "\u3000" if char == "\u3000" else " "
    if category == "Cf" or 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF:
        return ""
    if covers(char):
        return char
    name = unicodedata.name(char, "") if category in ("So", "Sk") else ""
    return f"[{name.lower()}]" if name else f"[U+{ord(char):04X}]"
