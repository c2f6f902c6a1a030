"""Who is mentioned where. A text is rendered once; a mention in it is one private-use character that stands
for a character or location, and becomes words only when the clip is put together: name and description the
first time, the name after that, `character1` where a reference goes along."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import urlsplit

from wanboard.model.storyboard import Entity, FileRef, Language
from wanboard.prompts.phrasing import capitalised, is_cjk

_MENTION = 0xF0000
_PLACE = 0x100000  # the scene's own location, said at the head
_DEEPEST = 40  # descriptions inside descriptions
_VIDEO_SUFFIXES = (".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi")
_MARK = re.compile("([\U000f0000-\U000ffffd\U00100000-\U0010fffd])(['’]s?(?![^\\W_]))?")
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?…][\"”'’)]*\s+|\]\s+|\n)$")
_ENDS_APPOSITION = ".,;:!?)]…—"


def mention(index: int) -> str:
    return chr(_MENTION + index)


def place(index: int) -> str:
    return chr(_PLACE + index)


def has_mentions(text: str) -> bool:
    return _MARK.search(text) is not None


def mentioned(text: str) -> tuple[int, ...]:
    """Indexes in order, each as often as it appears."""
    return tuple(ord(match[1]) & 0xFFFF for match in _MARK.finditer(text))


def without_mentions(text: str) -> str:
    return _MARK.sub("", text)


def called(text: str, people: Sequence[Person], language: Language) -> str:
    """The text with everyone in it called as after a first mention."""

    def words(match: re.Match[str]) -> str:
        index = ord(match[1]) & 0xFFFF
        person = people[index] if index < len(people) else None
        if person is None:
            return match[2] or ""
        name = person.later
        starts = language == "en" and _STARTS_SENTENCE.search(text[: match.start()])
        return (capitalised(name) if starts else name) + (match[2] or "")

    return _MARK.sub(words, text)


def is_video(reference: FileRef) -> bool:
    """By the suffix of the file or of the URL's path."""
    name = urlsplit(reference.written).path if reference.is_url else reference.written
    return name.lower().endswith(_VIDEO_SUFFIXES)


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """A character or location, ready to be mentioned. `name` and `description` may mention others."""

    entity: Entity
    name: str
    description: str
    later: str  # how it is called after the first mention


@dataclass(frozen=True, slots=True)
class Mention:
    index: int
    at_head: bool  # the scene's location
    possessive: str
    starts_sentence: bool
    goes_on: bool  # words follow, so that an apposition needs its closing comma
    gap_before: str
    gap_after: str


Parts: TypeAlias = tuple["str | Mention", ...]
"""A stretch of prompt: literal text and mentions."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A stretch of prompt that many candidate clips share. Its words depend only on which of `about` (those
    it mentions, and those that their texts mention) were mentioned before it; so they are kept by that."""

    parts: Parts
    about: tuple[int, ...]
    known: dict[int, tuple[str, frozenset[int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, language: Language, people: Sequence[Person]) -> Piece:
        about: dict[int, None] = {}
        todo = list(mentioned(text))
        while todo:
            index = todo.pop()
            if index < len(people) and index not in about:
                about[index] = None
                todo += mentioned(people[index].name + people[index].description)
        return cls(cut(text, language), tuple(about))


def cut(text: str, language: Language) -> Parts:
    """A rendered text, cut at its mentions."""
    parts: list[str | Mention] = []
    end = 0
    for match in _MARK.finditer(text):
        before, after = text[end : match.start()], text[match.end() :]
        gap_before = gap_after = ""
        if language == "zh":  # a space that only the template needed is dropped when the words are known
            stripped = before.rstrip(" ")
            gap_before, before = before[len(stripped) :], stripped
            gap_after = after[: len(after) - len(after.lstrip(" "))]
        if before:
            parts.append(before)
        following = after.lstrip()[:1]
        code = ord(match[1])
        parts.append(
            Mention(
                index=code & 0xFFFF,
                at_head=code >= _PLACE,
                possessive=match[2] or "",
                starts_sentence=language == "en" and bool(_STARTS_SENTENCE.search(text[: match.start()])),
                goes_on=after[:1].isspace() and following != "" and following not in _ENDS_APPOSITION,
                gap_before=gap_before,
                gap_after=gap_after,
            )
        )
        end = match.end() + len(gap_after)
    if text[end:]:
        parts.append(text[end:])
    return tuple(parts)


@dataclass(slots=True)
class Cast:
    """The mentions of one clip so far. `naming` is None where references do not go along."""

    people: Sequence[Person]
    language: Language
    naming: str | None
    mentioned: set[int] = field(default_factory=set[int])
    references: list[Entity] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)
    _videos: int = 0
    _depth: int = 0

    def resolve(self, piece: Piece) -> str:
        """The piece in words; advances the state. Pieces are resolved in the order of the final text."""
        if self.naming is not None:
            return self._resolved(piece.parts)
        before, bit = 0, 1
        for index in piece.about:
            if index in self.mentioned:
                before |= bit
            bit <<= 1
        known = piece.known.get(before)
        if known is None:
            words = self._resolved(piece.parts)
            known = piece.known[before] = (words, frozenset(self.mentioned.intersection(piece.about)))
        if before + 1 < bit:  # somebody may be new
            self.mentioned |= known[1]
        return known[0]

    def _resolved(self, parts: Parts) -> str:
        if len(parts) == 1 and isinstance(parts[0], str):
            return parts[0]
        done: list[str] = []
        for number, part in enumerate(parts):
            if isinstance(part, str):
                done.append(part)
                continue
            words = self._words(part)
            if part.gap_before or part.gap_after:
                following = parts[number + 1] if number + 1 < len(parts) else ""
                words = self._spaced(part, words, done[-1] if done else "", following)
            done.append(words)
        resolved = "".join(done)
        # 林探长（四十多岁的女人）（低沉）说: two brackets in a row are one.
        return resolved.replace("）（", "；") if self.language == "zh" else resolved

    def _words(self, this: Mention) -> str:
        if this.index >= len(self.people):
            return ""
        person = self.people[this.index]
        reference = person.entity.reference
        if self.naming is not None and reference is not None:
            words = self._names.get(this.index) or self._named(this.index, person.entity, reference)
            if this.at_head:
                return f"Location: {words}" if self.language == "en" else f"场景：{words}"
            return words + this.possessive
        if this.index in self.mentioned:
            words = person.later + this.possessive
        else:
            self.mentioned.add(this.index)
            words = self._introduced(person, this)
        if has_mentions(words):  # of a description; each is said once, so this ends
            self._depth += 1
            nested = self._depth <= _DEEPEST
            words = self._resolved(cut(words, self.language)) if nested else without_mentions(words)
            self._depth -= 1
        return capitalised(words) if this.starts_sentence else words

    def _introduced(self, person: Person, this: Mention) -> str:
        name, description = person.name, person.description
        if not name:
            if self.language == "en":
                return description + this.possessive + ("," if this.goes_on and ", " in description else "")
            head, comma, rest = description.partition("，")
            return f"{head}（{rest}）" if comma and not this.at_head else description
        if not description:
            return name + this.possessive
        if self.language == "zh":
            return f"{name}（{description}）"
        if this.possessive:
            return f"{name}{this.possessive} ({description})"
        return f"{name}, {description}{',' if this.goes_on else ''}"

    def _named(self, index: int, entity: Entity, reference: FileRef) -> str:
        self.references.append(entity)
        if self.naming == "character":
            name = f"character{len(self.references)}"
        else:
            self._videos += is_video(reference)
            if is_video(reference):
                name = f"视频{self._videos}" if self.language == "zh" else f"Video {self._videos}"
            else:
                images = len(self.references) - self._videos
                name = f"图{images}" if self.language == "zh" else f"Image {images}"
        self._names[index] = name
        return name

    @staticmethod
    def _spaced(this: Mention, words: str, before: str, following: str | Mention) -> str:
        """The author's spaces beside a mention, but not between Chinese characters."""
        if this.gap_before and before and words and not (is_cjk(before[-1]) and is_cjk(words[0])):
            words = this.gap_before + words
        if this.gap_after and isinstance(following, str) and following:
            return words if is_cjk(words[-1:] or "，") and is_cjk(following[0]) else words + this.gap_after
        return words + (this.gap_after if isinstance(following, Mention) else "")
