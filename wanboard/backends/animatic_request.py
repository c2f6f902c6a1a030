"""A card as a request, and back. Light: no media library, no I/O, so that a plan costs nothing to make.

The prompt is the card's canonical JSON, so the fingerprint covers everything that is drawn; the board
counts by its bytes, not by its path.
"""

from __future__ import annotations

from wanboard.media.cards.card import Card, card_of_json
from wanboard.plan.request import Expected, MediaInput, Parameter, Request

MODEL = "animatic"
PROTOCOL = "animatic"


def card_request(card: Card) -> Request:
    """The request that asks the animatic backend for a card. `duration` is in whole seconds, rounded up."""
    parameters: dict[str, Parameter] = {
        "size": f"{card.size[0]}*{card.size[1]}",
        "duration": -(-card.frames // card.fps),
        "frames": card.frames,
        "fps": card.fps,
    }
    media: tuple[MediaInput, ...] = ()
    if card.board is not None and card.board_sha256 is not None:
        media = (MediaInput("reference_image", "board", f"sha256:{card.board_sha256}", None, card.board),)
    return Request(MODEL, PROTOCOL, card.to_json(), None, parameters, media)


def card_from(request: Request) -> Card:
    """The card a request asks for. Raises: ValueError where it is no request of `card_request`."""
    board = request.media[0].path if request.media else None
    return card_of_json(request.prompt, board)


def card_expected(card: Card) -> Expected:
    """What the finished card must be."""
    return Expected(card.frames / card.fps, card.size[0], card.size[1], True)
