"""The runs of one scene's shots that could become a clip: legal or not, and what each would add to the bill.

What a run costs is asked of it once. Its prompt is written then; its request is only made where a fingerprint
is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wanboard.diagnostics import Diagnostic
from wanboard.model.storyboard import Scene, Shot
from wanboard.plan.capability import which_could
from wanboard.plan.references import Reference, ReferenceDesk, billed_input, longest_output, too_many
from wanboard.plan.request import Request
from wanboard.plan.settings import Settings, parameters
from wanboard.plan.sound import OwnSound
from wanboard.plan.text import ClipText, Writer
from wanboard.profiles.profile import Profile
from wanboard.profiles.registry import Profiles


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A run of shots as a clip. `seconds` is what is asked of the model, `billed_s` that and billed input;
    `problem` makes the diagnostic that says why it is not legal, None where it is."""

    shots: tuple[Shot, ...]
    text: ClipText
    references: tuple[Reference, ...]
    seconds: int
    billed_s: int
    problem: Callable[[Profiles], Diagnostic] | None


class Candidates:
    """The candidates of one scene, each made once."""

    def __init__(
        self,
        scene: Scene,
        profile: Profile,
        settings: Settings | None,
        writer: Writer,
        desk: ReferenceDesk,
        sound: OwnSound,
        paid: Callable[[str], bool] | None,
    ) -> None:
        self._scene = scene
        self._profile = profile
        self._settings = settings
        self._writer = writer
        self._desk = desk
        self._sound = sound
        self._paid = paid if settings else None
        self._made: dict[tuple[int, int], Candidate] = {}

    def reach(self) -> list[int]:
        """For each shot, the largest end of a run that begins with it: the model's longest clip, a
        `new_clip`, or the next shot where the model takes one shot a clip."""
        shots, longest = self._scene.shots, self._profile.durations.maximum * 1000
        result: list[int] = []
        end = 0
        for first, shot in enumerate(shots):
            end = max(end, first + 1)
            while (
                end < len(shots)
                and self._profile.multi_shot != "single"
                and not shots[end].new_clip
                and shots[end].end_ms - shot.start_ms <= longest
            ):
                end += 1
            result.append(end)
        return result

    def bound(self, first: int, end: int) -> int:
        """Fewest seconds a run can be billed: its own length, without references."""
        seconds = self._profile.durations.shortest_for(self._length_ms(first, end))
        return seconds if seconds is not None else self._profile.durations.maximum

    def cost(self, first: int, end: int) -> int | None:
        """What a run adds to the bill; 0 where it is paid, None where it is not legal."""
        candidate = self.at(first, end)
        if candidate.problem is not None:
            return None
        if self._paid is not None and self._paid(self.request(candidate).fingerprint):
            return 0
        return candidate.billed_s

    def hopeless(self, first: int, end: int) -> bool:
        """Whether a run of several shots is so far over the prompt's limit that no more shots will bring it
        under: a prompt grows with its shots but for a sentence or two about what none of them has."""
        return end > first + 1 and len(self.at(first, end).text.prompt) > 1.5 * self._profile.prompt_limit

    def at(self, first: int, end: int) -> Candidate:
        """The candidate of shots `first` up to and not including `end`."""
        if (first, end) not in self._made:
            self._made[first, end] = self._make(first, end)
        return self._made[first, end]

    def request(self, candidate: Candidate) -> Request:
        """The request of a candidate of a scene that has settings."""
        settings, profile = self._settings, self._profile
        assert settings is not None
        own = self._sound.input(settings, candidate.shots)
        media = self._desk.inputs(candidate.references, profile) + ((own,) if own else ())
        return Request(
            model=settings.model,
            protocol=profile.protocol,
            prompt=candidate.text.prompt,
            negative_prompt=(candidate.text.negative_prompt or None) if profile.negative_prompt_limit else None,
            parameters=parameters(
                settings,
                self._scene.render,
                candidate.seconds,
                len(candidate.shots),
                own_sound=own is not None,
            ),
            media=media,
        )

    def _make(self, first: int, end: int) -> Candidate:
        profile = self._profile
        shots = self._scene.shots[first:end]
        text = self._writer.write(self._scene, shots, profile)
        references = self._desk.of(text.references, profile) if profile.references else ()
        longest = longest_output(references, profile)
        seconds = profile.durations.shortest_for(self._length_ms(first, end))
        problem = self._problem(shots, text, references, seconds, longest)
        asked = seconds if seconds is not None else longest
        return Candidate(shots, text, references, asked, asked + billed_input(references, profile), problem)

    def _problem(
        self,
        shots: Sequence[Shot],
        text: ClipText,
        references: Sequence[Reference],
        seconds: int | None,
        longest: int,
    ) -> Callable[[Profiles], Diagnostic] | None:
        profile, model, shot = self._profile, self._scene.render.model, shots[0]
        if seconds is None or seconds > longest:
            return lambda profiles: _too_long(shot, model, longest, profile, profiles)
        if len(text.prompt) > profile.prompt_limit:
            return lambda profiles: _too_wordy(shot, model, text, profile, profiles)
        if profile.references is not None:
            why = too_many(references, profile.references)
            if why is not None:
                return lambda profiles: _too_many(shot, why, len(references), profile, profiles)
            if profile.kind == "r2v" and not references:
                return lambda profiles: _none(shot, model, profile, profiles)
        return None

    def _length_ms(self, first: int, end: int) -> int:
        return self._scene.shots[end - 1].end_ms - self._scene.shots[first].start_ms


def _too_long(shot: Shot, model: str, longest: int, profile: Profile, profiles: Profiles) -> Diagnostic:
    length = shot.duration_ms
    message = f"shot '{shot.id}' lasts {length / 1000:g} s, {model} makes at most {longest} s"
    if longest < profile.durations.maximum:
        message += " with its reference videos"
    could = which_could(
        profiles, profile, lambda p: p.durations.shortest_for(length) is not None, "could make it whole"
    )
    hint = "; ".join(part for part in ("split it into several shots", could) if part)
    return Diagnostic("WB420", message, shot.time_span, hint)


def _too_wordy(shot: Shot, model: str, text: ClipText, profile: Profile, profiles: Profiles) -> Diagnostic:
    count, limit = len(text.prompt), profile.prompt_limit
    counts = ", ".join(f"{name} {characters}" for name, characters in text.parts)
    message = (
        f"the prompt of shot '{shot.id}' alone has {count} characters, {model} takes {limit}"
        + (f" ({counts})" if counts else "")
    )  # fmt: skip
    could = which_could(profiles, profile, lambda p: p.prompt_limit >= count, "could take it")
    hint = "; ".join(part for part in (f"shorten it by {count - limit}", could) if part)
    return Diagnostic("WB421", message, shot.span, hint)


def _too_many(shot: Shot, why: str, count: int, profile: Profile, profiles: Profiles) -> Diagnostic:
    could = which_could(
        profiles, profile, lambda p: p.references is not None and p.references.total >= count, "could take so many"
    )
    return Diagnostic("WB422", f"shot '{shot.id}' has {why}", shot.span, could)


def _none(shot: Shot, model: str, profile: Profile, profiles: Profiles) -> Diagnostic:
    message = f"shot '{shot.id}' shows nobody with a reference, which {model} needs in every request"
    could = which_could(profiles, profile, lambda p: p.kind != "r2v", "could make it without")
    advice = "name a character or location that has `reference` in it, or use a text-to-video model for the scene"
    return Diagnostic("WB423", message, shot.span, "; ".join(part for part in (advice, could) if part))
