"""A scene's render keys as its model understands them: defaults filled in, sizes spelled out. No I/O here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from wanboard.model.storyboard import FileRef, Render, Scene
from wanboard.plan.request import Parameter
from wanboard.profiles.profile import Profile

_SIZE = re.compile(r"\s*(\d{2,5})\s*[*xX×]\s*(\d{2,5})\s*")


@dataclass(frozen=True, slots=True)
class Picture:
    """A tier and ratio of a model, and its size in pixels (None where the service does not say it)."""

    tier: str
    ratio: str
    pixels: tuple[int, int] | None


@dataclass(frozen=True, slots=True, eq=False)
class Settings:
    """`model` is the name to send. `sound`: the model's own, the author's file, or none; `mute`: the film
    drops the take's sound, because silence was asked of a model that cannot be silent."""

    model: str
    profile: Profile
    picture: Picture
    sound: Literal["auto", "own", "none"]
    mute: bool

    @property
    def silent(self) -> bool:
        """Whether silence is what is ordered (and paid) from the service."""
        return self.sound == "none" and not self.mute


def parse_size(written: str) -> tuple[int, int] | None:
    """ "1280*720" and "1280x720" as pixels, None for anything else."""
    match = _SIZE.fullmatch(written)
    return (int(match[1]), int(match[2])) if match else None


def picture_of(render: Render, profile: Profile) -> Picture | None:
    """The picture a scene asks for; None where the model does not have it."""
    if render.size is not None:
        pixels = parse_size(render.size)
        return next((found for found in pictures(profile) if found.pixels == pixels), None) if pixels else None
    tier = (render.resolution or profile.default_tier).upper()
    ratio = (render.ratio or profile.default_ratio).lower()
    return next((found for found in pictures(profile) if (found.tier, found.ratio) == (tier, ratio)), None)


def pictures(profile: Profile) -> tuple[Picture, ...]:
    """Every picture a model makes. A model that is asked by ratio makes each ratio at each tier, also where
    its size in pixels is not known; one that is asked by size makes those that are listed."""
    return tuple(
        Picture(tier, ratio, by_ratio.get(ratio))
        for tier, by_ratio in profile.sizes.items()
        for ratio in (profile.ratios if profile.sizing == "resolution" else by_ratio)
    )


def settings_of(scene: Scene, profile: Profile, model: str, picture: Picture) -> Settings:
    """The settings of a scene that its model can express."""
    render = scene.render
    mute = False
    sound: Literal["auto", "own", "none"] = "auto"
    if isinstance(render.audio, FileRef):
        sound = "own"
    elif render.audio == "none":
        sound, mute = "none", not profile.audio.none
    elif not profile.audio.auto:
        sound = "none"
    return Settings(model, profile, picture, sound, mute)


def parameters(
    settings: Settings, render: Render, seconds: int, shots: int, *, own_sound: bool
) -> dict[str, Parameter]:
    """The request's parameters, each one said rather than left to the service's default, in this order.

    `shot_type` says single or multi on models that have it. The sound switch is left out beside an own sound,
    which wins over it anyway.
    """
    profile, picture = settings.profile, settings.picture
    result: dict[str, Parameter] = {}
    if profile.sizing == "size":
        assert picture.pixels is not None  # a model asked by size lists every size
        result["size"] = f"{picture.pixels[0]}*{picture.pixels[1]}"
    else:
        result |= {"resolution": picture.tier, "ratio": picture.ratio}
    result["duration"] = seconds
    if render.seed is not None and profile.seed_max is not None:
        result["seed"] = render.seed
    if profile.prompt_extend:
        result["prompt_extend"] = True if render.prompt_extend is None else render.prompt_extend
    if profile.watermark:
        result["watermark"] = render.watermark
    if profile.multi_shot == "shot_type":
        result["shot_type"] = "multi" if shots > 1 else "single"
    if profile.audio.switch and not own_sound:
        result[profile.audio.switch] = not settings.silent
    return result
