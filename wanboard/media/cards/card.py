"""A card: what is drawn for one shot, as plain data. No I/O and no media library here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DRAWING = 2  # raise it when the same card is drawn differently: cards made before are then made again


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line of dialogue; its place in frames of the card. `who` is the name to show, "" for none."""

    who: str
    line: str
    first_frame: int
    frames: int


@dataclass(frozen=True, slots=True)
class Card:
    """One shot of the animatic. All text is final (templates expanded); "" stands for nothing.

    `size` is the picture's width and height in pixels (both even), `fps` whole frames a second, `frames`
    the length, `first_frame` the card's place on the film's clock (for the timecode). `mood` is text that
    only colours the placeholder picture (style, light, scene description). `board` is the drawn panel and
    `board_sha256` the hex SHA-256 of its bytes; both or neither.
    """

    size: tuple[int, int]
    fps: int
    frames: int
    first_frame: int
    shot_id: str
    scene_title: str = ""
    framing: str = ""
    angle: str = ""
    camera: str = ""
    action: str = ""
    dialogue: tuple[Spoken, ...] = ()
    sound: str = ""
    location: str = ""
    mood: str = ""
    language: str = "en"
    board_sha256: str | None = None
    board: Path | None = field(default=None, compare=False)

    def canonical(self) -> dict[str, object]:
        """Everything that determines the picture and the sound, as plain data; the board by its content."""
        return {
            "drawing": DRAWING,
            "size": list(self.size),
            "fps": self.fps,
            "frames": self.frames,
            "first_frame": self.first_frame,
            "shot_id": self.shot_id,
            "scene_title": self.scene_title,
            "framing": self.framing,
            "angle": self.angle,
            "camera": self.camera,
            "action": self.action,
            "dialogue": [[s.who, s.line, s.first_frame, s.frames] for s in self.dialogue],
            "sound": self.sound,
            "location": self.location,
            "mood": self.mood,
            "language": self.language,
            "board": self.board_sha256,
        }

    def to_json(self) -> str:
        """The canonical form as one line of JSON: the same card gives the same text."""
        return json.dumps(self.canonical(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def digest(self) -> str:
        """Hex SHA-256 of the canonical form."""
        return hashlib.sha256(self.to_json().encode("utf-8", "surrogatepass")).hexdigest()


def card_of_json(text: str, board: Path | None) -> Card:
    """Read what `Card.to_json` wrote; the board's file is given apart, since a path is no content.

    Raises: ValueError where the text is no card.
    """
    try:
        data: Mapping[str, Any] = json.loads(text)
        width, height = data["size"]
        return Card(
            size=(int(width), int(height)),
            fps=int(data["fps"]),
            frames=int(data["frames"]),
            first_frame=int(data["first_frame"]),
            dialogue=tuple(Spoken(str(w), str(t), int(f), int(n)) for w, t, f, n in data["dialogue"]),
            board_sha256=None if data["board"] is None else str(data["board"]),
            board=board,
            **{name: str(data[name]) for name in _TEXTS},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not a card: {error}") from error


_TEXTS = (
    "shot_id",
    "scene_title",
    "framing",
    "angle",
    "camera",
    "action",
    "sound",
    "location",
    "mood",
    "language",
)
