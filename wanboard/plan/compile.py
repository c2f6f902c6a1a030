"""A storyboard into clips: for each scene its settings, its packing, its requests. Reads media headers, sends
nothing.

The only order in this stage: settings (`capability`) → packing → prompts of the chosen runs → requests →
price. A scene with errors yields no clips and does not stop the others.
"""

from __future__ import annotations

from collections.abc import Callable

from wanboard.diagnostics import Diagnostic, Severity
from wanboard.model.storyboard import FileRef, Scene, Storyboard
from wanboard.plan.candidates import Candidate, Candidates
from wanboard.plan.capability import check_scene, which_could
from wanboard.plan.clip import Clip
from wanboard.plan.film_files import check_film_files
from wanboard.plan.media import FileFacts, MediaFacts
from wanboard.plan.packing import pack
from wanboard.plan.references import ReferenceDesk
from wanboard.plan.request import Cost, Expected
from wanboard.plan.settings import Settings
from wanboard.plan.sound import NO_SOUND, over_itself, own_sound
from wanboard.plan.text import Writer
from wanboard.profiles.profile import Profile
from wanboard.profiles.registry import Profiles


def compile_clips(
    storyboard: Storyboard,
    profiles: Profiles,
    writer: Writer,
    *,
    region: str | None = None,
    paid: Callable[[str], bool] | None = None,
    facts: MediaFacts | None = None,
) -> tuple[tuple[Clip, ...], tuple[Diagnostic, ...]]:
    """The clips of a film, numbered from 1 through it, and everything found on the way.

    `paid(fingerprint)` says whether a clip has a take or a task in flight; None: nothing does, and then only
    the prompts of the chosen clips are written. `region` None: prices are Beijing's and no region is held
    against the model. `facts` reads media files; by default their headers.
    """
    facts = facts or FileFacts()
    stage = _Stage(storyboard, profiles, writer, region, paid, facts)
    for scene in storyboard.scenes:
        stage.scene(scene)
    stage.found += check_film_files(storyboard, facts)
    return tuple(stage.clips), tuple(dict.fromkeys(stage.found))


class _Stage:
    def __init__(
        self,
        storyboard: Storyboard,
        profiles: Profiles,
        writer: Writer,
        region: str | None,
        paid: Callable[[str], bool] | None,
        facts: MediaFacts,
    ) -> None:
        self._profiles = profiles
        self._writer = writer
        self._region = region
        self._paid = paid
        self._facts = facts
        self._desk = ReferenceDesk(facts, storyboard.language)
        self.clips: list[Clip] = []
        self.found: list[Diagnostic] = []

    def scene(self, scene: Scene) -> None:
        """Compile one scene: its clips are added, or its errors."""
        settings, found = check_scene(scene, self._profiles, self._region)
        self.found += found
        profile = self._profiles.get(scene.render.model)
        if profile is None or not scene.shots:
            return
        sound = own_sound(scene, settings, self._facts) if settings else NO_SOUND
        self.found += (*sound.findings, *over_itself(scene))
        candidates = Candidates(scene, profile, settings, self._writer, self._desk, sound, self._paid)
        runs = pack(candidates.reach(), candidates.cost, None if self._paid else candidates.bound, candidates.hopeless)
        chosen = [candidates.at(run.first, run.end) for run in runs]
        problems = [finding for candidate in chosen for finding in self._findings(candidate, scene, profile)]
        self.found += problems
        if settings is None or any(finding.is_error for finding in (*problems, *sound.findings)):
            return
        if isinstance(scene.render.audio, FileRef) and len(chosen) > 1:
            self.found.append(_repeated_sound(scene, scene.render.audio, len(chosen)))
        for candidate in chosen:
            extra = sound.finding(settings, candidate.shots)
            self.found += [extra] if extra else []
            self.clips.append(self._clip(scene, settings, candidates, candidate))

    def _clip(self, scene: Scene, settings: Settings, candidates: Candidates, candidate: Candidate) -> Clip:
        request = candidates.request(candidate)
        exact = settings.picture.pixels if settings.profile.size_is_exact else None
        width, height = exact or (None, None)
        return Clip(
            number=len(self.clips) + 1,
            scene=scene,
            shots=candidate.shots,
            request=request,
            fingerprint=request.fingerprint,
            billed_s=candidate.billed_s,
            cost=self._cost(settings, candidate.billed_s),
            # Sound is not held against a take: it is paid for, and the film is conformed either way.
            expected=Expected(float(candidate.seconds), width, height, has_audio=None),
            mute=settings.mute,
            picture=settings.picture.pixels,
        )

    def _cost(self, settings: Settings, billed_s: int) -> Cost | None:
        price = self._profiles.price(settings.profile, self._region, settings.picture.tier, silent=settings.silent)
        if price is None:
            return None
        amount = price.per_second * billed_s
        return Cost(amount, price.currency, price.per_second, price.date, price.source)

    def _findings(self, candidate: Candidate, scene: Scene, profile: Profile) -> list[Diagnostic]:
        found = [*candidate.text.diagnostics]
        found += [finding for reference in candidate.references for finding in reference.findings]
        limit = profile.negative_prompt_limit
        negative = candidate.text.negative_prompt
        if negative and limit is not None and len(negative) > limit:
            span = scene.render.spans.get("negative_prompt") or scene.span
            message = f"the negative prompt has {len(negative)} characters, {scene.render.model} takes {limit}"
            found.append(Diagnostic("WB408", message, span))
        if (
            len(candidate.shots) > 1
            and profile.multi_shot == "shot_type"
            and profile.prompt_extend
            and scene.render.prompt_extend is False
        ):
            found.append(_needs_prompt_extend(scene, profile, self._profiles))
        if candidate.problem is not None:
            found.append(candidate.problem(self._profiles))
        return found


def _repeated_sound(scene: Scene, file: FileRef, count: int) -> Diagnostic:
    message = f"'{file.written}' goes from its beginning with each of the {count} clips of scene '{scene.id}'"
    hint = "the scene's `audio` is cut to each clip's range instead"
    return Diagnostic("WB428", message, file.span, hint, Severity.WARNING)


def _needs_prompt_extend(scene: Scene, profile: Profile, profiles: Profiles) -> Diagnostic:
    message = f"without prompt_extend {scene.render.model} may ignore that a clip has several shots"
    others = which_could(profiles, profile, lambda p: p.multi_shot == "prose", "could take them without it")
    hint = "; ".join(part for part in ("set it true, or give each shot new_clip: true", others) if part)
    span = scene.render.spans.get("prompt_extend") or scene.span
    return Diagnostic("WB411", message, span, hint, Severity.WARNING)
