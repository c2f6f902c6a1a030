"""A storyboard tried on every model: does it compile, into what, for how much. Reads media headers, sends
nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from wanboard.diagnostics import Diagnostic, ordered
from wanboard.model.storyboard import Scene, Storyboard
from wanboard.plan.compile import compile_clips
from wanboard.plan.media import FileFacts, MediaFacts
from wanboard.plan.text import Writer
from wanboard.profiles.profile import Profile
from wanboard.profiles.registry import Profiles


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """One model's answer. `clips`, `billed_s` and the cost are of a whole new film, and 0 where it does not
    compile; `amount` None: no price is known for all of it. `errors` counts; `first_error` is the first by
    place."""

    profile: Profile
    compiles: bool
    clips: int
    billed_s: int
    amount: Decimal | None
    currency: str | None
    errors: int
    first_error: Diagnostic | None
    warnings: int = 0
    first_warning: Diagnostic | None = None


def survey(
    storyboard: Storyboard,
    profiles: Profiles,
    writer_for: Callable[[Storyboard], Writer],
    *,
    region: str | None = None,
    facts: MediaFacts | None = None,
) -> tuple[Survey, ...]:
    """The storyboard with every scene on each model in turn. `writer_for` makes the writer of a
    storyboard."""
    media = facts or FileFacts()
    return tuple(
        _try(retarget(storyboard, profile.id), profile, profiles, writer_for, region, media) for profile in profiles
    )


def retarget(storyboard: Storyboard, model: str) -> Storyboard:
    """The storyboard with another model in every scene, all else as it is."""
    return replace(storyboard, scenes=tuple(_retargeted(scene, model) for scene in storyboard.scenes))


def _retargeted(scene: Scene, model: str) -> Scene:
    render = scene.render
    inherited = render.inherited if model == render.model else frozenset(render.spans) - {"model"}
    return replace(scene, render=replace(render, model=model, inherited=inherited))


def _try(
    storyboard: Storyboard,
    profile: Profile,
    profiles: Profiles,
    writer_for: Callable[[Storyboard], Writer],
    region: str | None,
    media: MediaFacts,
) -> Survey:
    writer = writer_for(storyboard)
    clips, found = compile_clips(storyboard, profiles, writer, region=region, facts=media)
    errors = [diagnostic for diagnostic in ordered(found) if diagnostic.is_error]
    if errors:
        return Survey(profile, False, 0, 0, None, None, len(errors), errors[0])
    warnings = [diagnostic for diagnostic in ordered(found) if not diagnostic.is_error]
    costs = [clip.cost for clip in clips if clip.cost is not None]
    known = len(costs) == len(clips) and bool(costs)
    return Survey(
        profile=profile,
        compiles=True,
        clips=len(clips),
        billed_s=sum(clip.billed_s for clip in clips),
        amount=sum((cost.amount for cost in costs), Decimal(0)) if known else None,
        currency=costs[0].currency if known else None,
        errors=0,
        first_error=None,
        warnings=len(warnings),
        first_warning=warnings[0] if warnings else None,
    )
