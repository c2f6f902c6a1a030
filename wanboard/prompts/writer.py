"""The prompt of a clip: overall description, then each shot's number, time and content (the official
formula)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wanboard.diagnostics import Diagnostic, ordered
from wanboard.model.storyboard import FileRef, Scene, Shot, Storyboard, Text
from wanboard.plan.text import ClipText
from wanboard.profiles.profile import Profile
from wanboard.prompts import codes
from wanboard.prompts.author import AuthorTemplate, read
from wanboard.prompts.builtin import Builtin
from wanboard.prompts.mentions import Cast, Piece, mentioned
from wanboard.prompts.phrasing import seconds, tidy
from wanboard.prompts.texts import Texts
from wanboard.prompts.views import Mode, View, Views
from wanboard.source.text import SourceText

_TIME = 0xE000  # private-use characters that hold the places of dialogue's times until the clip is known


@dataclass(frozen=True, slots=True, eq=False)
class _Content:
    """A shot's piece of prompt; `times` are on the shot's clock, in the order of their places in it."""

    piece: Piece
    times: tuple[int, ...]
    spoken: bool
    music: bool


class PromptWriter:
    """A `plan.text.Writer`. Each free text is rendered once and each shot's piece written once; putting a
    clip together is joining pieces and naming who is mentioned. Not for use by several threads."""

    def __init__(self, storyboard: Storyboard) -> None:
        self._storyboard = storyboard
        self._language = storyboard.language
        self._texts = Texts(storyboard)
        self._views = Views(storyboard, self._texts)
        self._builtin = Builtin(storyboard.language, self._texts.sandbox)
        self._modes: dict[tuple[Scene, int], tuple[Profile, Mode]] = {}
        self._heads: dict[tuple[Scene, Mode, bool], tuple[Piece, tuple[Diagnostic, ...]]] = {}
        self._contents: dict[tuple[Shot, Mode], _Content] = {}
        self._shot_diagnostics: dict[Shot, tuple[Diagnostic, ...]] = {}
        self._labels: dict[tuple[int, int, int], str] = {}
        self._closings: dict[tuple[bool, bool], str] = {}
        self._templates: dict[str, AuthorTemplate] = {}

    def write(self, scene: Scene, shots: Sequence[Shot], profile: Profile) -> ClipText:
        """See `Writer`. The parts' lengths add up to the prompt's."""
        mode = self._mode(scene, profile)
        cast = Cast(self._texts.people, self._language, mode.naming)
        head, found = self._head(scene, mode, len(shots) > 1)
        diagnostics = [*found]
        for shot in shots:
            known = self._shot_diagnostics.get(shot)
            diagnostics += self._diagnostics(shot) if known is None else known
        if scene.render.template is None:
            prompt, parts = self._composed(head, shots, mode, cast)
        else:
            prompt, parts, found = self._by_author(scene.render.template, scene, shots, mode, cast)
            diagnostics += found
        if not prompt and not diagnostics and shots:
            message = f"the prompt of shot '{shots[0].id}' is empty"
            diagnostics.append(Diagnostic(codes.EMPTY_PROMPT, message, shots[0].span, "write its action"))
        negative = None
        if profile.negative_prompt_limit is not None and scene.render.negative_prompt is not None:
            negative = self._views.spoken(scene.render.negative_prompt) or None
        return ClipText(prompt, negative, tuple(cast.references), parts, tuple(dict.fromkeys(diagnostics)))

    def plain(self, text: Text) -> str:
        """The words of one free text where whoever is mentioned is only named, for a card or a subtitle."""
        return self._views.spoken(text)

    def text(self, text: Text) -> tuple[str, tuple[Diagnostic, ...]]:
        """As `plain`, with what is wrong with the text."""
        return self.plain(text), self._texts.render(text).diagnostics

    def check_all(self) -> tuple[Diagnostic, ...]:
        """Every template error of the storyboard, ordered by place."""
        found: list[Diagnostic] = [*self._texts.cycles()]
        for text in self._all_texts():
            rendered = self._texts.render(text)
            found += rendered.diagnostics
            found += self._nameless(text, rendered.words)
        anything = Mode(naming=None, multi_shot="shot_type", sounding=True, inventing=True)
        checked: set[str] = set()
        for scene in self._storyboard.scenes:
            template = scene.render.template
            where = str(template.path or template.written) if template else ""
            if template and where not in checked and scene.shots:
                checked.add(where)
                cast = Cast(self._texts.people, self._language, None)
                found += self._by_author(template, scene, scene.shots[:1], anything, cast)[2]
        return tuple(ordered(found))

    @property
    def template_sources(self) -> tuple[SourceText, ...]:
        """The authors' own templates that were read, for the lines shown with their errors."""
        return tuple(SourceText(t.path, t.source) for t in self._templates.values() if t.source is not None)

    # -- pieces

    def _mode(self, scene: Scene, profile: Profile) -> Mode:
        known = self._modes.get((scene, id(profile)))
        if known is None:
            known = self._modes[scene, id(profile)] = (profile, Mode.of(scene, profile))
        return known[1]

    def _head(self, scene: Scene, mode: Mode, several: bool) -> tuple[Piece, tuple[Diagnostic, ...]]:
        key = (scene, mode, several)
        done = self._heads.get(key)
        if done is None:
            views = self._views
            clip = {"multi_shot": mode.multi_shot, "shots": [None] * (2 if several else 1)}
            words = " ".join(
                (
                    self._builtin.write("announcement", clip),
                    self._builtin.write("overall", views.style(), views.location(scene), views.scene(scene)),
                )
            )
            location = self._storyboard.locations.get(scene.location or "")
            texts = [self._storyboard.style, scene.description, scene.render.negative_prompt]
            texts += [location.name, location.description] if location else []
            done = self._heads[key] = (self._piece(words), views.diagnostics(*texts))
        return done

    def _content(self, shot: Shot, mode: Mode) -> _Content:
        done = self._contents.get((shot, mode))
        if done is None:
            times: list[int] = []
            view = self._views.content(shot, mode, lambda ms: _open_time(times, ms))
            words = self._builtin.write("content", view)
            done = _Content(self._piece(words), tuple(times), bool(view["dialogue"]), bool(view["music"]))
            self._contents[shot, mode] = done
        return done

    def _composed(
        self, head: Piece, shots: Sequence[Shot], mode: Mode, cast: Cast
    ) -> tuple[str, tuple[tuple[str, int], ...]]:
        start_ms = shots[0].start_ms if shots else 0
        overall = cast.resolve(head)
        lines = [overall] if overall else []
        parts: list[tuple[str, int]] = []
        spoken = music = False
        several = len(shots) > 1
        for number, shot in enumerate(shots, start=1):
            content = self._contents.get((shot, mode)) or self._content(shot, mode)
            line = cast.resolve(content.piece)
            if content.times:
                for place, ms in enumerate(content.times):
                    line = line.replace(chr(_TIME + place), seconds(shot.start_ms - start_ms + ms))
            if several:
                label = self._label(number, shot.start_ms - start_ms, shot.end_ms - start_ms)
                line = f"{label} {line}" if line else label
            parts.append((shot.id, len(line) + 1 if lines and line else len(line)))
            if line:
                lines.append(line)
            spoken, music = spoken or content.spoken, music or content.music
        closing = self._closing(mode.inventing and not spoken, mode.inventing and not music)
        if closing:
            lines.append(closing)
        prompt = "\n".join(lines)
        return prompt, (("overall", len(prompt) - sum(n for _, n in parts)), *parts)

    def _label(self, number: int, start_ms: int, end_ms: int) -> str:
        label = self._labels.get((number, start_ms, end_ms))
        if label is None:
            view = {"number": number, "start": seconds(start_ms), "end": seconds(end_ms)}
            label = self._builtin.write("label", view, {"shots": [None] * 2}).strip()
            self._labels[number, start_ms, end_ms] = label
        return label

    def _closing(self, no_dialogue: bool, no_music: bool) -> str:
        key = (no_dialogue, no_music)
        if key not in self._closings:
            clip = {"no_dialogue": no_dialogue, "no_music": no_music}
            self._closings[key] = self._builtin.write("closing", clip).strip()
        return self._closings[key]

    def _by_author(
        self, reference: FileRef, scene: Scene, shots: Sequence[Shot], mode: Mode, cast: Cast
    ) -> tuple[str, tuple[tuple[str, int], ...], tuple[Diagnostic, ...]]:
        where = str(reference.path or reference.written)
        template = self._templates.get(where)
        if template is None:
            template = self._templates[where] = read(reference)
        start_ms = shots[0].start_ms if shots else 0
        views = [self._views.shot(shot, n, start_ms, mode) for n, shot in enumerate(shots, start=1)]
        duration_ms = sum(shot.duration_ms for shot in shots)
        names: dict[str, Any] = {
            **self._texts.names,
            "clip": self._views.clip(views, duration_ms, mode),
            "style": self._views.style(),
            "location": self._views.location(scene),
            "scene": self._views.scene(scene),
            "language": self._language,
        }
        words, diagnostics = template.render(self._texts, names)
        prompt = "\n".join(line for row in words.splitlines() if (line := cast.resolve(self._piece(row))))
        measured = [(shot.id, _length(view)) for shot, view in zip(shots, views, strict=True)]
        rest = max(len(prompt) - sum(n for _, n in measured), 0)
        return prompt, (("overall", rest), *measured), diagnostics

    def _piece(self, words: str) -> Piece:
        return Piece.of(tidy(words, self._language), self._language, self._texts.people)

    # -- checks

    def _diagnostics(self, shot: Shot) -> tuple[Diagnostic, ...]:
        done = self._shot_diagnostics.get(shot)
        if done is None:
            done = self._shot_diagnostics[shot] = self._views.diagnostics(*_texts_of(shot))
        return done

    def _nameless(self, text: Text, words: str) -> Iterator[Diagnostic]:
        for index in dict.fromkeys(mentioned(words)):
            person = self._texts.people[index] if index < len(self._texts.people) else None
            if person and not person.name and not person.description:
                entity = person.entity
                message = f"{entity.kind} '{entity.id}' is mentioned but has neither a name nor a description"
                place = self._texts.place_of(text, index)
                yield Diagnostic(codes.NAMELESS, message, place, "write one of them: ids never reach a prompt")

    def _all_texts(self) -> Iterator[Text]:
        story = self._storyboard
        candidates: list[Text | None] = [story.style]
        for entity in (*story.characters.values(), *story.locations.values()):
            candidates += [entity.name, entity.description, entity.voice]
        for scene in story.scenes:
            candidates += [scene.description, scene.render.negative_prompt]
            for shot in scene.shots:
                candidates += _texts_of(shot)
        yield from (text for text in dict.fromkeys(candidates) if text is not None)


def _open_time(times: list[int], ms: int) -> str:
    times.append(ms)
    return chr(_TIME + len(times) - 1)


def _texts_of(shot: Shot) -> list[Text | None]:
    spoken = [text for line in shot.dialogue for text in (line.line, line.how)]
    return [
        *(shot.framing, shot.angle, shot.camera, shot.lens, shot.light),
        *(shot.action, *spoken, shot.sound, shot.music),
    ]


def _length(view: View) -> int:
    texts = [value for key, value in view.items() if isinstance(value, str) and key not in ("duration", "start", "end")]
    return sum(map(len, texts)) + sum(len(line["line"]) for line in view["dialogue"])
