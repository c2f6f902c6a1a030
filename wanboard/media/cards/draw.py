"""A card → its frames. What does not move is drawn once; a frame is a crop of the picture, a paste and a
timecode."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from wanboard.errors import MediaError
from wanboard.media.cards import overlay, terms
from wanboard.media.cards.card import Card, Spoken
from wanboard.media.cards.clock import Clock
from wanboard.media.cards.layout import Layout, Rect, layout_for
from wanboard.media.cards.lettering import Block
from wanboard.media.cards.move import View, view_at
from wanboard.media.cards.picture import placeholder
from wanboard.media.cards.planes import Array, Patch, lay, planes_of, split
from wanboard.media.cards.terms import Move

_LARGER = 1.25  # the still is this much larger than the picture area, so that a push-in stays sharp
_NEAR = 0.12  # a board whose shape differs less from the film's is cropped, others are fitted


def draw(card: Card) -> Iterator[Array]:
    """The card's frames in order, as I420 planes (`planes`); each is the caller's own.

    Raises: MediaError where the board is no readable picture.
    """
    layout = layout_for(*card.size)
    still = _still(card, layout)
    block = overlay.action_block(card, layout)
    clock = Clock(layout, card.fps)
    bases = [planes_of(overlay.base(card, layout, still, block, page)) for page in range(len(block.pages))]
    for base in bases:
        clock.prepare(base)
    camera = _Camera(still, layout.picture, terms.move_of(card.camera))
    subtitles = _Subtitles(card, layout)
    for number in range(card.frames):
        frame = bases[_page(block, number, card.frames)].copy()
        camera.shoot(frame, number, card)
        patch = subtitles.at(number)
        if patch is not None:
            lay(frame, patch)
        clock.draw(frame, card.first_frame + number, (number + 1) / card.frames)
        yield frame


def _page(block: Block, number: int, frames: int) -> int:
    return min(number * len(block.pages) // max(1, frames), len(block.pages) - 1)


class _Camera:
    """Moves over a still, plane by plane: half the work of doing it in RGB."""

    def __init__(self, still: Image.Image, area: Rect, move: Move) -> None:
        self._planes = [Image.fromarray(plane) for plane in split(planes_of(still))]
        self._area, self._move = area, move
        self._seen: View | None = None
        self._shot: list[Array] = []

    def shoot(self, frame: Array, number: int, card: Card) -> None:
        """Put what the camera sees at a frame into the picture area."""
        view = view_at(self._move, number, card.frames, card.fps)
        if view != self._seen:
            self._shot = [self._look(plane, view, 1 if n == 0 else 2) for n, plane in enumerate(self._planes)]
            self._seen = view
        for part, target, seen in zip((1, 2, 2), split(frame), self._shot, strict=True):
            top, left = self._area.top // part, self._area.left // part
            target[top : top + seen.shape[0], left : left + seen.shape[1]] = seen

    def _look(self, plane: Image.Image, view: View, part: int) -> Array:
        left, top, right, bottom = view
        box = (left * plane.width, top * plane.height, right * plane.width, bottom * plane.height)
        size = (self._area.width // part, self._area.height // part)
        return np.asarray(plane.resize(size, Image.Resampling.BILINEAR, box=box))


class _Subtitles:
    """The subtitle of each moment, drawn when it is first needed."""

    def __init__(self, card: Card, layout: Layout) -> None:
        self._card, self._layout = card, layout
        self._pages = [len(overlay.subtitle_block(said, layout).pages) for said in card.dialogue]
        self._drawn: dict[tuple[tuple[int, ...], int], Patch | None] = {}

    def at(self, number: int) -> Patch | None:
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
    size = (round(layout.picture.width * _LARGER / 2) * 2, round(layout.picture.height * _LARGER / 2) * 2)
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
