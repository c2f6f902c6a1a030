"""What is to be drawn, as plain data: a span of film frames as pieces, each a composition of takes and text.

Places are frames. No library is imported here; `draw` turns a `Drawing` into a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Quality = Literal["draft", "standard", "high"]


@dataclass(frozen=True, slots=True)
class View:
    """Frames of one file from `first` on; frames past `frames` show the last one. `first_s` is when the
    file's first frame is shown on its own clock."""

    path: Path
    first: int
    frames: int
    first_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Overlay:
    """Text over a piece, shown throughout. With `film_frame`, the film's frame that the piece begins with, the
    running timecode stands behind the text."""

    kind: Literal["title", "subtitle", "burn-in"]
    text: str
    film_frame: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Part of a longer change: frames `done` of `total` lie before the piece."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames drawn in the same way. `over` is shown through `crossfade`; `fade_in` and `fade_out` are from
    and to black."""

    frames: int
    view: View
    over: View | None = None
    crossfade: Progress | None = None
    fade_in: Progress | None = None
    fade_out: Progress | None = None
    overlays: tuple[Overlay, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Shown as it is: encoded again, but not drawn."""
        return not (self.over or self.fade_in or self.fade_out or self.overlays)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A span of the film to be encoded as one file of its own."""

    pieces: tuple[Piece, ...]
    size: tuple[int, int]
    fps: int
    quality: Quality = "standard"
    codec: Literal["h264", "hevc", "av1", "prores"] = "h264"
    whole: bool = False  # part of a film of which everything is encoded
    hardware: str | None = None  # the hardware encoder to use
    sps_id: int = 1
    threads: int = 2  # always the same: what x264 writes depends on it

    @property
    def frames(self) -> int:
        return sum(piece.frames for piece in self.pieces)
