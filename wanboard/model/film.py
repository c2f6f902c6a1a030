"""The `film:` settings with their defaults."""

from __future__ import annotations

import re
from typing import Literal, cast

from wanboard.model.read import Findings, file, flag, integer, mapping, scalar, string
from wanboard.model.storyboard import Film, Music
from wanboard.source.nodes import Mapping, Scalar

FILM_KEYS = (
    "transition",
    "music",
    "size",
    "fps",
    "loudness",
    "sound",
    "codec",
    "quality",
    "titles",
    "burn_in",
    "subtitles",
)
DEFAULT_LOUDNESS_LUFS = -16.0
SMALLEST_SIDE, LARGEST_SIDE = 64, 8192
_SIZE = re.compile(r"(\d{1,6})\s*[*x×]\s*(\d{1,6})", re.ASCII)


def read_film(node: Mapping | None, findings: Findings) -> Film:
    """How the takes become one film. The transition is read with the shots it applies to."""
    return Film(
        music=_music(mapping(node.get("music")) if node else None),
        size=_size(scalar(node, "size"), findings),
        fps=integer(node, "fps"),
        loudness_lufs=_loudness(scalar(node, "loudness")),
        sound=cast(Literal["mix", "copy"], string(node, "sound") or "mix"),
        codec=cast(Literal["h264", "hevc", "av1", "prores"], string(node, "codec") or "h264"),
        quality=cast(Literal["draft", "standard", "high"], string(node, "quality") or "standard"),
        titles=flag(node, "titles") or False,
        burn_in=flag(node, "burn_in") or False,
        subtitles=flag(node, "subtitles") or False,
    )


def _music(node: Mapping | None) -> Music | None:
    written = file(node, "file")
    gain = scalar(node, "gain_db")
    gain_db = float(gain.value) if gain and isinstance(gain.value, (int, float)) else 0.0
    return Music(written, gain_db) if written else None


def _size(node: Scalar | None, findings: Findings) -> tuple[int, int] | None:
    if node is None or node.value is None:
        return None
    match = _SIZE.fullmatch(str(node.value).strip())
    if match is None:
        findings.note("WB217", f"'{node.text}' is no size", node.span, "for example: 1920*1080")
        return None
    size = int(match[1]), int(match[2])
    if any(side % 2 or not SMALLEST_SIDE <= side <= LARGEST_SIDE for side in size):
        findings.note(
            "WB217",
            f"a film cannot be {size[0]} by {size[1]} pixels",
            node.span,
            f"both sides are even numbers from {SMALLEST_SIDE} to {LARGEST_SIDE}",
        )
        return None
    return size


def _loudness(node: Scalar | None) -> float | None:
    if node is None or node.value is None:
        return DEFAULT_LOUDNESS_LUFS
    return float(node.value) if isinstance(node.value, (int, float)) else None
