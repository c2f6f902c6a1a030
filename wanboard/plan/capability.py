"""What a model cannot express of a scene's render keys: diagnostics at the lines of the keys. No I/O here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wanboard.diagnostics import Diagnostic, Severity, Span
from wanboard.model.storyboard import FileRef, Render, Scene
from wanboard.plan.settings import Settings, parse_size, picture_of, pictures, settings_of
from wanboard.profiles.profile import Profile
from wanboard.profiles.registry import DEFAULT_REGION, Profiles


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One scene, the profile of its model, and what there is besides."""

    scene: Scene
    profile: Profile
    profiles: Profiles
    region: str | None

    @property
    def render(self) -> Render:
        return self.scene.render

    @property
    def model(self) -> str:
        return self.scene.render.model

    def span(self, key: str) -> Span:
        """Where a render key was written; the model's place, or the scene's, for one that was not."""
        spans = self.render.spans
        return spans.get(key) or spans.get("model") or self.scene.span

    def could(self, test: Callable[[Profile], bool], verb: str) -> str | None:
        return which_could(self.profiles, self.profile, test, verb)


def which_could(profiles: Profiles, profile: Profile, test: Callable[[Profile], bool], verb: str) -> str | None:
    """A hint that names the other profiles that pass a test and are of use instead: of the same kind, or
    taking references where references are what it is about; where there is none, those that could without
    references. None where there is none of them either."""
    passing = [p for p in profiles if p.id != profile.id and test(p)]
    names = [p.id for p in passing if _instead(p, profile)]
    if names:
        return f"{listed(names)} {verb}"
    if profile.kind == "r2v" and passing:
        return f"{listed([p.id for p in passing])} {verb}, without references"
    return None


def _instead(other: Profile, profile: Profile) -> bool:
    return other.kind == profile.kind or (profile.kind == "r2v" and other.references is not None)


def check_scene(scene: Scene, profiles: Profiles, region: str | None) -> tuple[Settings | None, tuple[Diagnostic, ...]]:
    """A scene's settings and everything its model cannot express; no settings where one of those is an
    error."""
    profile = profiles.get(scene.render.model)
    if profile is None:
        return None, (_unknown_model(scene, profiles),)
    question = Question(scene, profile, profiles, region)
    found = tuple(diagnostic for rule in RULES for diagnostic in rule(question))
    picture = picture_of(scene.render, profile)
    if picture is None or any(diagnostic.is_error for diagnostic in found):
        return None, found
    return settings_of(scene, profile, profiles.wire_name(scene.render.model), picture), found


def listed(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _unknown_model(scene: Scene, profiles: Profiles) -> Diagnostic:
    name = scene.render.model
    near = profiles.nearest(name)
    hint = f"did you mean '{near}'?" if near else f"known are {listed(list(profiles.names()))}"
    span = scene.render.spans.get("model") or scene.span
    return Diagnostic("WB401", f"no profile describes a model '{name}'", span, hint)


def _size(q: Question) -> Iterator[Diagnostic]:
    render = q.render
    if render.size is None or picture_of(render, q.profile) is not None:
        return
    pixels = parse_size(render.size)
    if pixels is None:
        message = f"size '{render.size}' is not width*height in pixels"
        hint = "write it as 1280*720, or use resolution and ratio"
        yield Diagnostic("WB402", message, q.span("size"), hint)
        return
    has = ", ".join(f"{p.pixels[0]}*{p.pixels[1]}" for p in pictures(q.profile) if p.pixels)
    others = q.could(lambda p: any(found.pixels == pixels for found in pictures(p)), "could make it")
    message = f"{q.model} has no size {pixels[0]}*{pixels[1]}"
    yield Diagnostic("WB402", message, q.span("size"), _joined(f"it has {has}", others))


def _resolution_and_ratio(q: Question) -> Iterator[Diagnostic]:
    render, profile = q.render, q.profile
    if render.size is not None or picture_of(render, profile) is not None:
        return
    tier = (render.resolution or profile.default_tier).upper()
    ratio = (render.ratio or profile.default_ratio).lower()
    if tier not in profile.sizes:
        others = q.could(lambda p: tier in p.sizes, "could make it")
        message = f"{q.model} has no resolution {render.resolution}"
        hint = _joined(f"it has {', '.join(profile.sizes)}", others)
        yield Diagnostic("WB403", message, q.span("resolution"), hint)
        return
    has = [found.ratio for found in pictures(profile) if found.tier == tier]
    others = q.could(
        lambda p: any((found.tier, found.ratio) == (tier, ratio) for found in pictures(p)), "could make it"
    )
    message = f"{q.model} has no ratio {ratio} at {tier}"
    yield Diagnostic("WB404", message, q.span("ratio"), _joined(f"it has {', '.join(has)}", others))


def _seed(q: Question) -> Iterator[Diagnostic]:
    seed, most = q.render.seed, q.profile.seed_max
    if seed is None:
        return
    if most is None:
        hint = q.could(lambda p: p.seed_max is not None, "could take one")
        yield Diagnostic("WB406", f"{q.model} takes no seed", q.span("seed"), hint)
    elif not 0 <= seed <= most:
        message = f"seed {seed} is outside what {q.model} takes"
        yield Diagnostic("WB406", message, q.span("seed"), f"it takes whole numbers from 0 to {most}")


def _negative_prompt(q: Question) -> Iterator[Diagnostic]:
    """An error where it was written for this model; where the model was set over it, it is left out and said."""
    if q.render.negative_prompt is None or q.profile.negative_prompt_limit is not None:
        return
    hint = q.could(lambda p: p.negative_prompt_limit is not None, "could take one")
    if "negative_prompt" in q.render.inherited:
        message = f"{q.model} takes no negative prompt; it is not sent"
        yield Diagnostic("WB407", message, q.span("negative_prompt"), hint, Severity.WARNING)
    else:
        yield Diagnostic("WB407", f"{q.model} takes no negative prompt", q.span("negative_prompt"), hint)


def _watermark(q: Question) -> Iterator[Diagnostic]:
    if q.render.watermark and not q.profile.watermark:
        hint = q.could(lambda p: p.watermark, "could make one")
        yield Diagnostic("WB409", f"{q.model} makes no watermark", q.span("watermark"), hint)


def _prompt_extend(q: Question) -> Iterator[Diagnostic]:
    asked = q.render.prompt_extend
    if asked is None:
        return
    if not q.profile.prompt_extend:
        hint = q.could(lambda p: p.prompt_extend, "could take it")
        harmless = asked or "prompt_extend" in q.render.inherited
        yield Diagnostic(
            "WB410", f"{q.model} does not take prompt_extend; it is not sent", q.span("prompt_extend"), hint,
            Severity.WARNING if harmless else Severity.ERROR,
        )  # fmt: skip


def _sound(q: Question) -> Iterator[Diagnostic]:
    audio, model = q.render.audio, q.profile.audio
    if isinstance(audio, FileRef):
        if not model.own:
            hint = q.could(lambda p: p.audio.own, "could take one")
            yield Diagnostic("WB412", f"{q.model} takes no own sound", q.span("audio"), hint)
        elif q.scene.audio is not None:
            message = f"scene '{q.scene.id}' has a sound of its own beside render.audio; a clip takes one"
            yield Diagnostic("WB416", message, q.scene.audio.span, "keep one of the two")
    elif audio == "none" and not model.none:
        hint = q.could(lambda p: p.audio.none, "could be silent")
        message = f"{q.model} cannot be silent; its clips are muted in the film"
        yield Diagnostic("WB413", message, q.span("audio"), hint, Severity.WARNING)
    elif audio == "auto" and "audio" in q.render.spans and not model.auto:
        hint = _joined("leave audio out for a silent clip", q.could(lambda p: p.audio.auto, "could make sound"))
        yield Diagnostic("WB414", f"{q.model} is silent", q.span("audio"), hint)


def _region(q: Question) -> Iterator[Diagnostic]:
    region = q.region or DEFAULT_REGION
    if region not in q.profile.regions:
        hint = _joined(
            f"it is offered in {', '.join(q.profile.regions)}, with a key of that region",
            q.could(lambda p: region in p.regions, f"could be used in {region}"),
        )
        message = f"{q.model} is not known to be offered in {region}"
        if q.region is None:
            message += ", where requests go unless a region is named"
        yield Diagnostic("WB415", message, q.span("model"), hint, Severity.WARNING)


def _joined(*parts: str | None) -> str | None:
    return "; ".join(part for part in parts if part) or None


RULES: tuple[Callable[[Question], Iterator[Diagnostic]], ...] = (
    _size,
    _resolution_and_ratio,
    _seed,
    _negative_prompt,
    _watermark,
    _prompt_extend,
    _sound,
    _region,
)
