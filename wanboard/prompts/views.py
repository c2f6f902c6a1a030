"""What a clip's template sees: plain data about the clip, its scene and its shots, with mentions still open.

A value that was not written is "" (so that a template may ask for it); times are seconds within the clip,
short ("6.5"); terms of framing, angle, camera, lens and light are in the storyboard's language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wanboard.diagnostics import Diagnostic
from wanboard.model.storyboard import NARRATOR, FileRef, Line, Scene, Shot, Storyboard, Text
from wanboard.profiles.profile import Profile
from wanboard.prompts.mentions import called, has_mentions, is_video, mention, place
from wanboard.prompts.phrasing import seconds, tidy
from wanboard.prompts.terms import in_language
from wanboard.prompts.texts import Texts

View = Mapping[str, Any]
_SPEAKS_OF_VOICE = re.compile(r"\bvoice\b|声音|嗓音|嗓子", re.IGNORECASE)
_TERMS = ("framing", "angle", "camera", "lens", "light")


@dataclass(frozen=True, slots=True, eq=False)
class Mode:
    """What of a model and a scene decides the words of a prompt. Compared by identity: it is a key of
    caches."""

    naming: str | None  # how references are called; None where the model takes none
    multi_shot: str
    sounding: bool  # the take has sound, so sounds and voices are described
    inventing: bool  # the model makes the sound by itself, so what there is none of is said

    @classmethod
    def of(cls, scene: Scene, profile: Profile) -> Mode:
        audio = scene.render.audio
        own = isinstance(audio, FileRef) or scene.audio is not None
        sounding = profile.makes_sound and audio != "none"
        return cls(
            naming=profile.references.naming if profile.references else None,
            multi_shot=profile.multi_shot,
            sounding=sounding,
            inventing=sounding and profile.audio.auto and not own,
        )


class Views:
    def __init__(self, storyboard: Storyboard, texts: Texts) -> None:
        self._storyboard = storyboard
        self._texts = texts

    def words(self, text: Text | None) -> str:
        return self._texts.render(text).words if text else ""

    def spoken(self, text: Text | None) -> str:
        """As `words`, but whoever is mentioned is only named: these words are said aloud or shown on a card."""
        words = self.words(text)
        if not has_mentions(words):
            return words
        return tidy(called(words, self._texts.people, self._texts.language), self._texts.language)

    def style(self) -> str:
        return self.words(self._storyboard.style)

    def location(self, scene: Scene) -> str:
        location = self._storyboard.locations.get(scene.location or "")
        return place(self._texts.index(location)) if location else ""

    def scene(self, scene: Scene) -> View:
        return {"description": self.words(scene.description)}

    def clip(self, shots: Sequence[View], duration_ms: int, mode: Mode) -> View:
        return {
            "shots": list(shots),
            "duration": seconds(duration_ms),
            "multi_shot": mode.multi_shot,
            "no_dialogue": mode.inventing and not any(shot["dialogue"] for shot in shots),
            "no_music": mode.inventing and not any(shot["music"] for shot in shots),
        }

    def shot(self, shot: Shot, number: int, clip_start_ms: int, mode: Mode) -> View:
        start_ms = shot.start_ms - clip_start_ms
        return {
            "number": number,
            "start": seconds(start_ms),
            "end": seconds(start_ms + shot.duration_ms),
            "duration": seconds(shot.duration_ms),
            **self.content(shot, mode, lambda ms: seconds(start_ms + ms)),
        }

    def content(self, shot: Shot, mode: Mode, time: Callable[[int], str]) -> View:
        """What of a shot does not depend on the clip it is in, but for the times of its dialogue: `time`
        writes milliseconds on the shot's own clock."""
        return {
            **{name: self._term(getattr(shot, name)) for name in _TERMS},
            "action": self.words(shot.action),
            "dialogue": [self._line(line, mode, time) for line in shot.dialogue],
            "sound": self.words(shot.sound) if mode.sounding else "",
            "music": self.words(shot.music) if mode.sounding else "",
        }

    def diagnostics(self, *texts: Text | None) -> tuple[Diagnostic, ...]:
        return tuple(d for text in texts if text for d in self._texts.render(text).diagnostics)

    def _term(self, text: Text | None) -> str:
        return in_language(self.words(text), self._texts.language) if text else ""

    def _line(self, line: Line, mode: Mode, time: Callable[[int], str]) -> View:
        speaker = self._storyboard.characters.get(line.who)
        voice = self.words(speaker.voice) if speaker and mode.sounding else ""
        if speaker and speaker.reference and mode.naming is not None and is_video(speaker.reference):
            voice = ""  # it comes with the video
        how = self.words(line.how)
        if _SPEAKS_OF_VOICE.search(how):
            voice = ""  # this line has its own
        return {
            "speaker": mention(self._texts.index(speaker)) if speaker else line.who,
            "narrator": line.who == NARRATOR,
            "line": self.spoken(line.line),
            "how": how,
            "voice": voice,
            "start": "" if line.start_ms is None else time(line.start_ms),
            "end": "" if line.end_ms is None else time(line.end_ms),
        }
