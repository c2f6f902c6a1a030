"""What a film is made of: the input of assembly, plain data. No I/O here.

All places are in frames of the film at `fps`; the pipeline computes them from authored milliseconds by
rounding each cut's place on the film's clock (`round(ms * fps / 1000)`), so that no drift adds up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Join:
    """How a segment is entered. `frames` of overlap for a crossfade (taken from the end of the segment
    before and the start of this one); for a dip-to-black half of `frames` on each side of the cut, no
    overlap. On the first segment only "cut" and "dip-to-black" (then: fade in) are allowed."""

    kind: Literal["cut", "crossfade", "dip-to-black"] = "cut"
    frames: int = 0


@dataclass(frozen=True, slots=True)
class Caption:
    """Text drawn over the picture: a title, a subtitle, a burn-in. Places in frames of the segment."""

    kind: Literal["title", "subtitle", "burn-in"]
    text: str
    first_frame: int
    frames: int


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound on the segment's clock that replaces the take's own (uncut narration of a scene)."""

    file: Path
    start_s: float  # offset into the file


@dataclass(frozen=True, slots=True)
class Speech:
    """Where somebody speaks, in frames of the segment: music ducks under it."""

    first_frame: int
    frames: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of frames of one take: from `start_s` into it (always on its frame boundary, often 0.0),
    `frames` frames of the film, including those that overlap with neighbours."""

    take: Path
    start_s: float
    frames: int
    join: Join = field(default=Join())
    mute: bool = False
    sound: Sound | None = None
    captions: tuple[Caption, ...] = ()
    speech: tuple[Speech, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    first_frame: int  # of the film


@dataclass(frozen=True, slots=True)
class MusicTrack:
    file: Path
    gain_db: float


@dataclass(frozen=True, slots=True)
class FilmSpec:
    """Everything that determines the film. `size`/`fps` None: those of most of the takes' frames."""

    segments: tuple[Segment, ...]
    fps: int
    size: tuple[int, int] | None = None
    music: MusicTrack | None = None
    loudness_lufs: float | None = -16.0
    sound: Literal["mix", "copy"] = "mix"
    codec: Literal["h264", "hevc", "av1", "prores"] = "h264"
    quality: Literal["draft", "standard", "high"] = "standard"
    encode: bool = False  # build --encode: encode everything
    chapters: tuple[Chapter, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def frames(self) -> int:
        overlap = sum(s.join.frames for s in self.segments if s.join.kind == "crossfade")
        return sum(s.frames for s in self.segments) - overlap


@dataclass(frozen=True, slots=True)
class FilmResult:
    """The film as probed after writing. `copied_frames` were not encoded again."""

    path: Path
    frames: int
    fps: int
    width: int
    height: int
    duration_s: float
    has_audio: bool
    copied_frames: int
    encoded_frames: int
    seconds: float  # it took
    loudness_lufs: float | None = None  # integrated, as written; None where it was not measured
    true_peak_dbtp: float | None = None
    notes: tuple[str, ...] = ()  # what was done that the author did not ask for, one sentence each
