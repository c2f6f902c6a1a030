"""What each model takes, written down from the published references apart from wanboard's own profiles.

The two are meant to be independent readings: a profile that allows more than this is caught by the service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TIERS = {
    "480P": ("832*480", "480*832", "624*624"),
    "720P": ("1280*720", "720*1280", "960*960", "1088*832", "832*1088"),
    "1080P": ("1920*1080", "1080*1920", "1440*1440", "1632*1248", "1248*1632"),
}
RATIOS = {"16:9": 0, "9:16": 1, "1:1": 2, "4:3": 3, "3:4": 4}
WAN3_480 = {
    "21:9": "960*416",
    "16:9": "832*480",
    "9:16": "480*832",
    "1:1": "624*624",
    "4:3": "704*528",
    "3:4": "528*704",
}
SEED_MAX = 2147483647


@dataclass(frozen=True)
class Model:
    sizes: tuple[str, ...] = ()  # tiers for `size`; empty: resolution and ratio
    resolutions: tuple[str, ...] = ()
    ratios: tuple[str, ...] = ()
    default_size: str = "1920*1080"
    durations: tuple[int, ...] = (5,)
    prompt: int = 1500
    negative: bool = True
    parameters: frozenset[str] = frozenset()
    audio_url: bool = False
    references: str = ""  # "": none, "urls": reference_urls, "media": media[]
    sound: bool = True
    fps: int = 30
    usage: str = "2.6"
    submits_per_s: int = 5
    concurrent: int = 5

    @property
    def allowed_sizes(self) -> tuple[str, ...]:
        return tuple(size for tier in self.sizes for size in TIERS[tier])


_COMMON = frozenset({"duration", "prompt_extend", "watermark", "seed"})
_SIZE = _COMMON | {"size"}
_RESOLUTION = _COMMON | {"resolution", "ratio"}
_HD = ("720P", "1080P")
_SILENT = {
    "prompt": 800,
    "sound": False,
    "usage": "2.5",
    "parameters": _SIZE,
    "submits_per_s": 2,
    "concurrent": 2,
}
_RATIOS5 = tuple(RATIOS)

_T26 = Model(sizes=_HD, durations=tuple(range(2, 16)), parameters=_SIZE | {"shot_type"}, audio_url=True)
_R26: dict[str, Any] = {"sizes": _HD, "durations": tuple(range(2, 11)), "references": "urls"}
_T27: dict[str, Any] = {
    "resolutions": _HD,
    "ratios": _RATIOS5,
    "durations": tuple(range(2, 16)),
    "prompt": 5000,
}
_TURBO = Model(sizes=("480P", "720P"), default_size="1280*720", **_SILENT)
_PLUS21 = Model(sizes=("720P",), default_size="1280*720", **_SILENT)
_WAN30 = Model(
    resolutions=("480P", "720P", "1080P"),
    ratios=("adaptive", "21:9", *_RATIOS5),
    durations=(-1, *range(2, 31)),
    prompt=20000,
    negative=False,
    parameters=_RESOLUTION - {"prompt_extend"} | {"audio"},
    references="media",
    usage="3.0",
)

MODELS: Mapping[str, Model] = {
    "wan2.6-t2v": _T26,
    "wan2.6-t2v-us": Model(sizes=_HD, durations=(5, 10, 15), parameters=_SIZE | {"shot_type"}, audio_url=True),
    "wan2.5-t2v-preview": Model(
        sizes=("480P", *_HD),
        durations=(5, 10),
        parameters=_SIZE | {"audio"},
        audio_url=True,
        fps=24,
        usage="2.5",
    ),
    "wan2.2-t2v-plus": Model(sizes=("480P", "1080P"), **_SILENT),
    "wanx2.1-t2v-turbo": _TURBO,
    "wan2.1-t2v-turbo": _TURBO,
    "wanx2.1-t2v-plus": _PLUS21,
    "wan2.1-t2v-plus": _PLUS21,
    "wan2.6-r2v": Model(parameters=_SIZE | {"shot_type"}, **_R26),
    "wan2.6-r2v-flash": Model(parameters=_SIZE | {"shot_type", "audio"}, **_R26),
    "wan2.7-t2v": Model(parameters=_RESOLUTION, audio_url=True, usage="2.7", **_T27),
    "wan2.7-r2v": Model(parameters=_RESOLUTION, references="media", usage="2.7", **_T27),
    "wan3.0-video": _WAN30,
    "wan3.0-video-prime": _WAN30,
}


def pixels(body: Mapping[str, Any]) -> tuple[int, int]:
    """Width and height of what a valid request asks for."""
    model = MODELS[body["model"]]
    parameters = body.get("parameters") or {}
    if model.sizes:
        size = parameters.get("size", model.default_size)
    else:
        tier, ratio = parameters.get("resolution", "1080P"), parameters.get("ratio", "16:9")
        if ratio in RATIOS and RATIOS[ratio] < len(TIERS[tier]):
            size = TIERS[tier][RATIOS[ratio]]
        else:
            size = {"480P": WAN3_480, "720P": {}, "1080P": {}}[tier].get(ratio, TIERS[tier][0])
    width, height = size.split("*")
    return int(width), int(height)


def seconds(body: Mapping[str, Any]) -> int:
    asked = int((body.get("parameters") or {}).get("duration", 5))
    return 5 if asked == -1 else asked


def has_sound(body: Mapping[str, Any]) -> bool:
    model = MODELS[body["model"]]
    if not model.sound:
        return False
    return bool((body.get("input") or {}).get("audio_url")) or (body.get("parameters") or {}).get("audio", True)
