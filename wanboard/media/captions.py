"""Text that is laid over pictures: titles, subtitles, burn-ins, as RGBA pictures with a place."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from wanboard.media.cards.lettering import fit, width, write

_MARGIN = 0.06  # of the picture's width: nothing is written nearer to the edge
_SHADE = 150  # of 255: how dark the field behind a burn-in is


def caption(
    kind: Literal["title", "subtitle", "burn-in"], text: str, size: tuple[int, int]
) -> tuple[np.ndarray[Any, np.dtype[np.uint8]], tuple[int, int]]:
    """RGBA pixels and the place of their upper left corner on a picture of `size`."""
    share, lines = {"title": (0.11, 3), "subtitle": (0.055, 3), "burn-in": (0.035, 2)}[kind]
    room = size[0] * (1 - 2 * _MARGIN)
    largest = max(8, round(size[1] * share))
    bold = kind == "title"
    block = fit(text, room, lines, range(largest, max(7, largest // 3), -1), bold=bold)
    rows = [row for page in block.pages for row in page] or [""]
    pad = max(4, block.size // 3)
    wide = round(max(width(row, block.size, bold) for row in rows)) + 2 * pad
    high = block.line_height * len(rows) + 2 * pad
    letters = Image.new("RGB", (min(wide, size[0]), min(high, size[1])))
    for number, row in enumerate(rows):
        baseline = pad + number * block.line_height + round(block.size * 1.05)
        write(letters, (letters.width / 2, baseline), row, block.size, (255, 255, 255), bold=bold, anchor="m")
    ink = letters.getchannel(0)
    behind = _field(ink, pad) if kind == "burn-in" else _outline(ink, block.size)
    return _rgba(ink, behind), _place(kind, ink.size, size)


def _outline(ink: Image.Image, size: int) -> Image.Image:
    """The letters grown by a few pixels, softly: they stay legible on white."""
    reach = max(1, size // 14)
    return ink.filter(ImageFilter.MaxFilter(2 * reach + 1)).filter(ImageFilter.GaussianBlur(reach / 2))


def _field(ink: Image.Image, pad: int) -> Image.Image:
    field = Image.new("L", ink.size)
    corner = max(2, pad // 2)
    ImageDraw.Draw(field).rounded_rectangle((0, 0, ink.width - 1, ink.height - 1), corner, _SHADE)
    return field


def _rgba(ink: Image.Image, behind: Image.Image) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """White ink over black, with the coverage of both as alpha."""
    letters = np.asarray(ink, np.float32)
    cover = np.maximum(letters, np.asarray(behind, np.float32))
    grey = 255 * letters / np.maximum(cover, 1)
    return np.stack([grey, grey, grey, cover], axis=-1).round().astype(np.uint8)


def _place(kind: str, own: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    middle = (size[0] - own[0]) // 2
    if kind == "title":
        return middle, (size[1] - own[1]) // 2
    if kind == "subtitle":
        return middle, max(0, size[1] - own[1] - round(size[1] * _MARGIN))
    return min(round(size[0] * 0.02), size[0] - own[0]), min(round(size[1] * 0.03), size[1] - own[1])
