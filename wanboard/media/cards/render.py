"""A card → an MP4 that assembly joins by copying packets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from av.video.frame import VideoFrame

from wanboard.media.cards.card import Card, card_of_json
from wanboard.media.cards.draw import draw
from wanboard.media.cards.sound import RATE, scratch
from wanboard.media.encode import Quality, VideoWriter

QUALITY: Quality = "standard"


class Abandoned(Exception):
    """Nobody waits for this card any more."""


def render(card: Card, target: Path, *, threads: int = 1, wanted: Callable[[], bool] = lambda: True) -> None:
    """Draw and encode a card; `target` appears whole or not at all. With several `threads` the encoder works while
    the next frames are drawn.

    Raises: MediaError where the board cannot be read or the file cannot be written; Abandoned as soon as it is no
    longer `wanted`.
    """
    with VideoWriter(
        target, card.size, card.fps, audio_rate=RATE, channels=2, quality=QUALITY, threads=threads
    ) as writer:
        for frame in draw(card):
            if not wanted():
                raise Abandoned
            writer.write_frame(VideoFrame.from_ndarray(frame, format="yuv420p"))
        writer.write_audio(scratch(card))


def render_json(
    text: str, board: str | None, target: str, threads: int = 1, wanted: Callable[[], bool] = lambda: True
) -> None:
    """`render` for another process: plain arguments, nothing to carry over but text.

    Raises: ValueError where `text` is no card; MediaError as `render`.
    """
    card = card_of_json(text, Path(board) if board is not None else None)
    render(card, Path(target), threads=threads, wanted=wanted)
