"""Plain data of a profile, as read from its file, made into a `Profile`. No I/O here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wanboard.profiles.profile import Audio, Durations, Price, Profile, References

FIELDS: frozenset[str] = frozenset(Profile.__slots__)
"""The keys a data file may have: exactly the fields of a `Profile`; the schema is tested equal to this."""


def build(data: Mapping[str, Any]) -> Profile:
    """A profile from data that is valid for `schemas/profile.schema.json` (numbers may be written as
    text)."""
    sizes = {
        tier: {ratio: _pixels(size) for ratio, size in by_ratio.items()} for tier, by_ratio in data["sizes"].items()
    }
    written = tuple(data.get("ratios", ()))
    return Profile(
        id=data["id"],
        title=data["title"],
        aliases=tuple(data["aliases"]),
        kind=data["kind"],
        protocol=data["protocol"],
        sizing=data["sizing"],
        sizes=sizes,
        default_tier=data["default_tier"],
        default_ratio=data["default_ratio"],
        durations=_durations(data["durations"]),
        prompt_limit=data["prompt_limit"],
        negative_prompt_limit=data["negative_prompt_limit"],
        prompt_extend=data["prompt_extend"],
        watermark=data["watermark"],
        seed_max=data["seed_max"],
        multi_shot=data["multi_shot"],
        audio=_audio(data["audio"]),
        references=_references(data["references"]) if data["references"] else None,
        fps=data["fps"],
        submits_per_s=float(data["submits_per_s"]),
        concurrent_tasks=data["concurrent_tasks"],
        regions=tuple(data["regions"]),
        prices=tuple(_prices(data["prices"])),
        facts=data["facts"],
        ratios=written or tuple(dict.fromkeys(ratio for by_ratio in sizes.values() for ratio in by_ratio)),
        size_is_exact=data.get("size_is_exact", True),
        workspace_only=data.get("workspace_only", False),
    )


def _pixels(size: str) -> tuple[int, int]:
    width, height = size.split("*")
    return int(width), int(height)


def _durations(data: Mapping[str, Any]) -> Durations:
    allowed = data.get("allowed")
    if allowed:
        return Durations(minimum=min(allowed), maximum=max(allowed), allowed=tuple(sorted(allowed)))
    return Durations(minimum=data["minimum"], maximum=data["maximum"], allowed=None)


def _audio(data: Mapping[str, Any]) -> Audio:
    shortest, longest = data["own_seconds"]
    return Audio(**{**data, "own_seconds": (float(shortest), float(longest))})


def _references(data: Mapping[str, Any]) -> References:
    seconds = tuple(float(bound) for bound in data["video_seconds"])
    return References(**{**data, "video_seconds": seconds, "image_pixels": tuple(data["image_pixels"])})


def _prices(data: Mapping[str, Any]) -> list[Price]:
    return [
        Price(
            region=region,
            tier=tier,
            currency=prices["currency"],
            per_second=Decimal(str(per_second)),
            silent_per_second=_silent(prices, tier),
            date=prices["date"],
            source=prices["source"],
        )
        for region, prices in data.items()
        for tier, per_second in prices["per_second"].items()
    ]


def _silent(prices: Mapping[str, Any], tier: str) -> Decimal | None:
    silent = prices.get("silent_per_second", {}).get(tier)
    return None if silent is None else Decimal(str(silent))
