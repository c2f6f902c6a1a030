"""A request: everything that determines a take, apart from any service's spelling. No I/O here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal

Parameter = str | int | bool
MediaRole = Literal["audio", "reference_image", "reference_video"]


@dataclass(frozen=True, slots=True)
class MediaInput:
    """A file or URL that goes with a request, in the order that names it (character1, character2 …).

    `identity` is "sha256:<hex>" of a local file's bytes, or the URL itself. `path` is the local file to
    upload, None for a URL. `clip_ms` is the range to cut from a longer sound (scenes[].audio), None for the
    whole file; a cut is identified by the whole file's bytes and the range, so that planning cuts nothing.
    """

    role: MediaRole
    name: str  # how the prompt calls it: "character1", "Image 1"; "" for audio
    identity: str
    url: str | None
    path: Path | None
    clip_ms: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a model. `parameters` holds exactly what the profile spells (size or resolution and
    ratio, duration, seed, watermark, prompt_extend, shot_type, audio), in the profile's order."""

    model: str
    protocol: str  # how the body is spelled: "legacy" (up to wan2.6), "wan27", "wan30"
    prompt: str
    negative_prompt: str | None
    parameters: Mapping[str, Parameter]
    media: tuple[MediaInput, ...] = field(default=())

    @property
    def duration_s(self) -> int:
        return int(self.parameters["duration"])

    def canonical(self) -> dict[str, object]:
        """What the fingerprint covers, as plain data. `protocol` is not part of it: it does not change the
        take."""
        return {
            "model": self.model,
            "prompt": self.prompt,
            "negative_prompt": self.negative_prompt,
            "parameters": dict(sorted(self.parameters.items())),
            "media": [[m.role, m.identity, list(m.clip_ms) if m.clip_ms else None] for m in self.media],
        }

    @property
    def fingerprint(self) -> str:
        """Hex SHA-256 over the canonical form."""
        text = json.dumps(self.canonical(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(f"wanboard-fingerprint-1\n{text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Cost:
    """An estimate or a sum. `date` is the price's (ISO), `source` where it was read."""

    amount: Decimal
    currency: str
    per_second: Decimal
    date: str
    source: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What a take must be to be accepted: checked after the download."""

    duration_s: float  # of the picture
    width: int | None
    height: int | None
    has_audio: bool | None  # None: either
