"""A card → its frames. What does not move is drawn once; a frame is a crop of the picture, a paste and a
timecode."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from wanboard.errors import MediaError
from wanboard.media.cards import overlay, terms
from wanboard.media.cards.card import Card, Spoken
from wanboard.media.cards.layout import Layout, layout_for
from wanboard.media.cards.lettering import Block
from wanboard.media.cards.move import view_at
from wanboard.media.cards.picture import placeholder

Frame = np.ndarray[Any, np.dtype[np.uint8]]
_LARGER = 1.25  # the still is this much larger than the picture area, so that a push-in stays sharp
_NEAR = 0.12  # a board whose shape differs less from the film's is cropped, others are fitted


def draw(card: Card) -> Iterator[Frame]:
    """The card's frames in order: uint8, height x width x 3, RGB; each is the caller's own.

    Raises: MediaError where the board is no readable picture.
    """
    layout = layout_for(*card.size)
    still = _still(card, layout)
    block = overlay.action_block(card, layout)
    bases = [overlay.base(card, layout, still, block, page) for page in range(len(block.pages))]
    clock = overlay.Clock(layout, card.fps)
    move = terms.move_of(card.camera)
    subtitles = _Subtitles(card, layout)
    area = layout.picture
    seen: tuple[float, ...] | None = None
    moved = still
    for number in range(card.frames):
        view = view_at(move, number, card.frames, card.fps)
        if view != seen:
            left, top, right, bottom = view
            wide, tall = still.size
            box = (left * wide, top * tall, right * wide, bottom * tall)
            moved = still.resize((area.width, area.height), Image.Resampling.BILINEAR, box=box)
            seen = view
        image = bases[_page(block, number, card.frames)].copy()
        image.paste(moved, (area.left, area.top))
        patch = subtitles.at(number)
        if patch is not None:
            image.paste(patch.image, (patch.left, patch.top), patch.mask)
        frame = np.array(image)
        _progress(frame, layout, (number + 1) / card.frames)
        clock.draw(frame, card.first_frame + number)
        yield frame


def _page(block: Block, number: int, frames: int) -> int:
    return min(number * len(block.pages) // max(1, frames), len(block.pages) - 1)


def _progress(frame: Frame, layout: Layout, share: float) -> None:
    """A thin line below the picture that grows with the shot."""
    r = layout.picture
    top = r.bottom + layout.px(2)
    frame[top : top + layout.px(3), r.left : r.right] = (40, 43, 50)
    frame[top : top + layout.px(3), r.left : r.left + round(r.width * share)] = overlay.ACCENT


class _Subtitles:
    """The subtitle of each moment, drawn when it is first needed."""

    def __init__(self, card: Card, layout: Layout) -> None:
        self._card, self._layout = card, layout
        self._pages = [len(overlay.subtitle_block(said, layout).pages) for said in card.dialogue]
        self._drawn: dict[tuple[tuple[int, ...], int], overlay.Patch | None] = {}

    def at(self, number: int) -> overlay.Patch | None:
        active = tuple(n for n, said in enumerate(self._card.dialogue) if _is_said(said, number))
        if not active:
            return None
        first = self._card.dialogue[active[0]]
        page = (number - first.first_frame) * self._pages[active[0]] // max(1, first.frames)
        key = (active, page)
        if key not in self._drawn:
            spoken = tuple(self._card.dialogue[n] for n in active)
            self._drawn[key] = overlay.subtitle(spoken, page, self._card, self._layout)
        return self._drawn[key]


def _is_said(said: Spoken, number: int) -> bool:
    return said.first_frame <= number < said.first_frame + said.frames


def _still(card: Card, layout: Layout) -> Image.Image:
    size = (round(layout.picture.width * _LARGER), round(layout.picture.height * _LARGER))
    if card.board is None:
        return placeholder(card, size)
    try:
        with Image.open(card.board) as opened:
            return _board(_flat(opened), size)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise MediaError(f"board {card.board.name} cannot be read as a picture: {error}") from error


def _flat(opened: Image.Image) -> Image.Image:
    """RGB; what is transparent lies on white paper."""
    opened.load()
    picture = opened.convert("RGBA")
    paper = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    return Image.alpha_composite(paper, picture).convert("RGB")


def _board(board: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A drawn panel in the picture area: cropped a little where its shape is close, else whole, over a soft
    and dark copy of itself."""
    shape, wanted = board.width / board.height, size[0] / size[1]
    if abs(shape / wanted - 1) <= _NEAR:
        return _cover(board, size)
    soft = _cover(board, (size[0] // 8, size[1] // 8)).filter(ImageFilter.GaussianBlur(5))
    behind = ImageEnhance.Brightness(soft.resize(size, Image.Resampling.BICUBIC)).enhance(0.42)
    scale = min(size[0] / board.width, size[1] / board.height)
    inside = board.resize((round(board.width * scale), round(board.height * scale)), Image.Resampling.LANCZOS)
    behind.paste(inside, ((size[0] - inside.width) // 2, (size[1] - inside.height) // 2))
    return behind


def _cover(board: Image.Image, size: tuple[int, int]) -> Image.Image:
    scale = max(size[0] / board.width, size[1] / board.height)
    wide, tall = size[0] / scale, size[1] / scale
    left, top = (board.width - wide) / 2, (board.height - tall) / 2
    return board.resize(size, Image.Resampling.LANCZOS, box=(left, top, left + wide, top + tall))
