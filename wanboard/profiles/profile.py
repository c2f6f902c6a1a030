"""A model profile: what one model accepts, as data. Read from `data/*.yaml`, valid for
`schemas/profile.schema.json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class Durations:
    """Whole seconds a request may ask for: `allowed` as listed, or everything from `minimum` to `maximum`."""

    minimum: int
    maximum: int
    allowed: tuple[int, ...] | None

    def shortest_for(self, duration_ms: int) -> int | None:
        """The fewest seconds the model accepts that hold `duration_ms`; None where it is too long."""
        need = max(self.minimum, -(-duration_ms // 1000))
        if self.allowed is not None:
            return next((s for s in self.allowed if s >= need), None)
        return need if need <= self.maximum else None


@dataclass(frozen=True, slots=True)
class References:
    """How many references a request takes. Seconds, bytes and pixels are checked before sending."""

    total: int
    videos: int
    images: int
    # "character1" (wan2.6) or "Image 1"/"Video 1", 图1/视频1 (wan2.7, 3.0)
    naming: Literal["character", "media"]
    bills_input_seconds: bool
    video_seconds: tuple[float, float]  # shortest, longest
    video_bytes: int
    image_pixels: tuple[int, int]  # shortest, longest side
    image_bytes: int
    longest_with_video: int | None = None  # seconds a request may ask for when a reference video goes along
    longest_with_input: int | None = None  # reference video seconds and output together
    videos_seconds_total: float | None = None  # all reference videos of a request together


@dataclass(frozen=True, slots=True)
class Audio:
    """What the model does about sound. `auto`: makes its own; `none`: can be silent; `own`: takes audio_url.
    `switch`: the parameter that turns sound off/on ("audio"), None where there is none."""

    auto: bool
    none: bool
    own: bool
    switch: str | None
    own_seconds: tuple[float, float]
    own_bytes: int


@dataclass(frozen=True, slots=True)
class Price:
    """Per output second. `silent_per_second` where silence is cheaper."""

    region: str
    tier: str
    currency: str
    per_second: Decimal
    silent_per_second: Decimal | None
    date: str
    source: str


@dataclass(frozen=True, slots=True)
class Profile:
    id: str
    title: str
    aliases: tuple[str, ...]
    kind: Literal["t2v", "r2v"]
    protocol: Literal["legacy", "wan27", "wan30"]
    sizing: Literal["size", "resolution"]  # one "W*H" parameter, or resolution and ratio
    sizes: Mapping[str, Mapping[str, tuple[int, int]]]  # tier -> ratio -> (width, height)
    default_tier: str
    default_ratio: str
    durations: Durations
    prompt_limit: int
    negative_prompt_limit: int | None  # None: not accepted
    prompt_extend: bool  # accepts the switch
    watermark: bool  # accepts the switch
    seed_max: int | None  # None: no seed
    multi_shot: Literal["shot_type", "prose", "single"]
    audio: Audio
    references: References | None
    fps: int
    submits_per_s: float
    concurrent_tasks: int
    regions: tuple[str, ...]
    prices: tuple[Price, ...]
    facts: Mapping[str, str]  # source and date of limits, and each conflict with the reading chosen
    # every ratio accepted; one that is not in `sizes` has no documented pixel size
    ratios: tuple[str, ...] = ()
    # False: the pixel sizes are not the service's own word, so a take is not held to them
    size_is_exact: bool = True
    workspace_only: bool = False  # not offered on the regions' public hosts

    @property
    def makes_sound(self) -> bool:
        return self.audio.auto or self.audio.own
