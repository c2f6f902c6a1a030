"""The storyboard as typed data: defaults resolved once, every value with its place. No I/O here.

Times are whole milliseconds. `Text` is the author's free text before Jinja2 (templating happens per clip,
since a character expands at its first mention in a clip).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wanboard.diagnostics import Span
from wanboard.source.nodes import Data, Scalar

Language = Literal["en", "zh"]
NARRATOR = "narrator"  # may speak in dialogue without being a character: a voice-over


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """Free text (a Jinja2 template) and the scalar it was written as."""

    template: str
    node: Scalar

    @property
    def span(self) -> Span:
        return self.node.span


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file or an http(s)/oss URL named by the author. `path` is absolute, resolved from the file that
    wrote it; None for a URL."""

    written: str
    path: Path | None
    span: Span

    @property
    def is_url(self) -> bool:
        return self.path is None


@dataclass(frozen=True, slots=True, eq=False)
class Entity:
    """A character or a location."""

    id: str
    kind: Literal["character", "location"]
    name: Text | None
    description: Text | None
    voice: Text | None
    reference: FileRef | None
    span: Span


AudioMode = Literal["auto", "none"]


@dataclass(frozen=True, slots=True, eq=False)
class Render:
    """How a scene's clips are generated. `spans` gives the place of each key that was written (in the
    scene, the storyboard or an include); a key that was not written has no span and the profile's default
    applies. `inherited` are the keys written for another model, over which this one was then set (by the scene, a
    profile or the command line)."""

    model: str
    size: str | None  # as written, e.g. "1280*720"
    resolution: str | None
    ratio: str | None
    seed: int | None
    negative_prompt: Text | None
    watermark: bool
    prompt_extend: bool | None
    audio: AudioMode | FileRef
    template: FileRef | None
    spans: Mapping[str, Span]
    inherited: frozenset[str] = frozenset()


TransitionKind = Literal["cut", "crossfade", "dip-to-black"]


@dataclass(frozen=True, slots=True)
class Transition:
    """How a shot is entered from the one before it. A crossfade overlaps the two shots by `duration_ms`
    (the film is that much shorter); a dip-to-black fades out and in, half of it each, and overlaps
    nothing."""

    kind: TransitionKind
    duration_ms: int
    span: Span | None


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of dialogue. `who` is a character's id or `narrator`. Times are on the shot's own clock."""

    who: str
    line: Text
    how: Text | None
    start_ms: int | None
    end_ms: int | None
    span: Span  # of `who`
    time_span: Span | None = None  # of `at`


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """`start_ms`/`end_ms` are on the scene's clock, which begins at 0."""

    id: str  # given, else "<scene>-<NN>"
    scene_id: str
    number: int  # within the scene, from 1
    start_ms: int
    end_ms: int
    framing: Text | None
    angle: Text | None
    camera: Text | None
    lens: Text | None
    light: Text | None
    action: Text | None
    dialogue: tuple[Line, ...]
    sound: Text | None
    music: Text | None
    transition: Transition  # resolved: the shot's own, else the film's
    board: FileRef | None
    notes: str | None
    tags: tuple[str, ...]
    new_clip: bool
    take: int | None
    span: Span  # of the shot's id or first key
    time_span: Span  # of its `at` or `duration`

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    id: str
    title: str | None
    location: str | None  # id of a location
    description: Text | None  # said at the head of the scene's clips, after the style
    render: Render
    audio: FileRef | None  # narration or song on the scene's clock
    shots: tuple[Shot, ...]
    span: Span
    location_span: Span | None = None

    @property
    def duration_ms(self) -> int:
        return self.shots[-1].end_ms if self.shots else 0


@dataclass(frozen=True, slots=True)
class Music:
    file: FileRef
    gain_db: float


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """How takes become one film. None: follow the takes (the first take's size and frame rate)."""

    music: Music | None
    size: tuple[int, int] | None
    fps: int | None
    loudness_lufs: float | None  # None: left as it is ("off")
    sound: Literal["mix", "copy"]
    codec: Literal["h264", "hevc", "av1", "prores"]
    quality: Literal["draft", "standard", "high"]
    titles: bool  # the film's title at its head and each scene's at its start, drawn over the picture
    burn_in: bool  # shot id and timecode drawn into the picture
    subtitles: bool  # dialogue drawn into the picture


@dataclass(frozen=True, slots=True, eq=False)
class Storyboard:
    path: Path
    title: str
    logline: str | None
    language: Language
    vars: Mapping[str, Data]
    var_spans: Mapping[str, Span]
    style: Text | None
    characters: Mapping[str, Entity]
    locations: Mapping[str, Entity]
    film: Film
    scenes: tuple[Scene, ...]
    profiles: Mapping[str, Mapping[str, Data]]  # `profiles:` draft/final: sets of render keys

    @property
    def shots(self) -> tuple[Shot, ...]:
        return tuple(shot for scene in self.scenes for shot in scene.shots)
