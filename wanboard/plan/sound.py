"""The author's own sound with a request: a whole file for the render, or a scene's sound cut to the clip's
range.

Reads the files' headers; cuts nothing (the media door does, just before sending).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wanboard.diagnostics import Diagnostic, Severity
from wanboard.model.storyboard import FileRef, Scene, Shot
from wanboard.plan.media import MediaFacts, kind_of_name
from wanboard.plan.request import MediaInput
from wanboard.plan.settings import Settings


@dataclass(frozen=True, slots=True, eq=False)
class OwnSound:
    """A scene's sound, looked at once. `file` None: nothing goes along. `ranged`: cut to each clip's
    range."""

    file: FileRef | None
    identity: str
    ranged: bool
    length_ms: int | None
    findings: tuple[Diagnostic, ...]

    def input(self, settings: Settings, shots: Sequence[Shot]) -> MediaInput | None:
        """What goes along with a clip of these shots."""
        if self.file is None:
            return None
        url = self.file.written if self.file.is_url else None
        if not self.ranged:
            return MediaInput("audio", "", self.identity, url, self.file.path)
        cut = self._range(settings, shots)
        return MediaInput("audio", "", self.identity, url, self.file.path, cut) if cut else None

    def finding(self, settings: Settings, shots: Sequence[Shot]) -> Diagnostic | None:
        """A warning where the scene's sound cannot go along with a clip."""
        if self.file is None or not self.ranged or self._range(settings, shots):
            return None
        shortest = settings.profile.audio.own_seconds[0]
        message = f"the clip from shot '{shots[0].id}' on is made without the scene's sound"
        hint = f"{settings.model} needs {shortest:g} s and less is left; the film carries it all the same"
        return Diagnostic("WB427", message, self.file.span, hint, Severity.WARNING)

    def _range(self, settings: Settings, shots: Sequence[Shot]) -> tuple[int, int] | None:
        """The clip's range on the scene's clock. A clip shorter than the service's shortest sound takes along
        what follows (the service cuts off what is longer than the video); None where too little is left of
        the file."""
        shortest, longest = (round(seconds * 1000) for seconds in settings.profile.audio.own_seconds)
        start, end = shots[0].start_ms, max(shots[-1].end_ms, shots[0].start_ms + shortest)
        end = min(end, start + longest)
        if self.length_ms is not None:
            end = min(end, self.length_ms)
        return (start, end) if end - start >= shortest else None


NO_SOUND = OwnSound(None, "", False, None, ())


def own_sound(scene: Scene, settings: Settings, media: MediaFacts) -> OwnSound:
    """The sound that goes along with a scene's clips, checked against what the model takes."""
    if isinstance(scene.render.audio, FileRef):
        return _whole(scene.render.audio, settings, media)
    if scene.audio is None or settings.sound != "auto":
        return NO_SOUND
    if not settings.profile.audio.own:
        return _silent_notice(scene.audio, f"{settings.model} takes no own sound")
    if scene.audio.path is None:
        return _silent_notice(scene.audio, "a sound behind a URL cannot be cut to the clips; use a local file")
    return _ranged(scene.audio, settings, media)


def over_itself(scene: Scene) -> Iterator[Diagnostic]:
    """A crossfade overlaps two shots, and with them the scene's sound: what is heard then is twice there."""
    if scene.audio is None:
        return
    for shot in scene.shots[1:]:
        transition = shot.transition
        if transition.kind == "crossfade":
            seconds = transition.duration_ms / 1000
            message = f"the crossfade into shot '{shot.id}' lays the scene's sound over itself for {seconds:g} s"
            hint = "enter the shots of a scene with a sound by cut or dip-to-black"
            yield Diagnostic("WB430", message, transition.span or shot.span, hint, Severity.WARNING)


def _silent_notice(file: FileRef, hint: str) -> OwnSound:
    message = "the scene's sound does not go along with its clips; only the film carries it"
    return OwnSound(None, "", False, None, (Diagnostic("WB427", message, file.span, hint, Severity.WARNING),))


def _whole(file: FileRef, settings: Settings, media: MediaFacts) -> OwnSound:
    if file.path is None:
        return OwnSound(file, file.written, False, None, ())
    seconds, findings = _look(file, settings, media)
    if not findings:
        limits = settings.profile.audio
        shortest, longest = limits.own_seconds
        if seconds is not None and not shortest <= seconds <= longest:
            hint = f"{settings.model} takes {shortest:g} to {longest:g} s; the scene's `audio` may be longer"
            findings += (Diagnostic("WB425", f"'{file.written}' lasts {seconds:.1f} s", file.span, hint),)
        size = media.facts(file.path).size
        if size > limits.own_bytes:
            most = limits.own_bytes / 1048576
            message = f"'{file.written}' is {size / 1048576:.1f} MB, {settings.model} takes at most {most:g} MB"
            findings += (Diagnostic("WB425", message, file.span),)
    return _checked(file, seconds, findings, media, ranged=False)


def _ranged(file: FileRef, settings: Settings, media: MediaFacts) -> OwnSound:
    if file.path is not None and kind_of_name(file.written) != "audio":  # the film may still carry it
        return _silent_notice(file, f"{settings.model} takes WAV and MP3")
    seconds, findings = _look(file, settings, media)
    return _checked(file, seconds, findings, media, ranged=True)


def _checked(
    file: FileRef, seconds: float | None, findings: tuple[Diagnostic, ...], media: MediaFacts, *, ranged: bool
) -> OwnSound:
    if findings or file.path is None:
        return OwnSound(None, "", False, None, findings)
    length_ms = None if seconds is None else int(seconds * 1000)
    return OwnSound(file, f"sha256:{media.sha256(file.path)}", ranged, length_ms, ())


def _look(file: FileRef, settings: Settings, media: MediaFacts) -> tuple[float | None, tuple[Diagnostic, ...]]:
    """Seconds of a local sound, and why it cannot be used."""
    assert file.path is not None
    try:
        facts = media.facts(file.path)
    except OSError as error:
        reason = error.strerror or "it is no readable file"
        return None, (Diagnostic("WB426", f"'{file.written}' cannot be read: {reason}", file.span),)
    if facts.kind != "audio":
        hint = f"{settings.model} takes WAV and MP3"
        return None, (Diagnostic("WB424", f"'{file.written}' is no WAV or MP3 sound", file.span, hint),)
    return facts.seconds, ()
