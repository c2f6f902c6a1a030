"""Every free text of a storyboard, rendered once: words with mentions still open (see `mentions`), and its
errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wanboard.diagnostics import Diagnostic, Span
from wanboard.model.storyboard import Entity, Storyboard, Text
from wanboard.prompts import codes
from wanboard.prompts.filters import install
from wanboard.prompts.mentions import Person, mention, mentioned, without_mentions
from wanboard.prompts.phrasing import clause, short_form, tidy, uncapitalised_article
from wanboard.prompts.problems import Problem, TemplateError
from wanboard.prompts.sandbox import FUEL, VALUE_LIMIT, Sandbox
from wanboard.prompts.template import Compiled, ProblemsError, compiled, is_encodable, is_plain

_DEEPEST = 20  # texts that use the text of another that uses …
_FIELDS = ("name", "description", "voice")


@dataclass(frozen=True, slots=True)
class Rendered:
    """`words` may hold mentions. With errors it is the template as written."""

    words: str
    diagnostics: tuple[Diagnostic, ...] = ()


class EntityView:
    """A character or location inside a template: itself a mention, its texts as attributes."""

    __slots__ = ("_entity", "_index", "_texts")

    def __init__(self, entity: Entity, index: int, texts: Texts) -> None:
        self._entity = entity
        self._index = index
        self._texts = texts

    def __str__(self) -> str:
        return mention(self._index)

    def names(self) -> Iterable[str]:
        return _FIELDS

    def lookup(self, name: str) -> object:
        if name not in _FIELDS:
            raise KeyError(name)
        text: Text | None = getattr(self._entity, name)
        if text is None:
            raise TemplateError(codes.UNKNOWN_ATTRIBUTE, f"{self.kind()} has no {name} written")
        return self._texts.render(text, within=self.kind()).words

    def kind(self) -> str:
        return f"{self._entity.kind} '{self._entity.id}'"


class VarsView:
    """`vars` inside a template."""

    __slots__ = ("_vars",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._vars = values

    def __str__(self) -> str:
        raise TemplateError(codes.FAILED, "'vars' cannot be written as text", "write vars.name")

    def names(self) -> Iterable[str]:
        return self._vars

    def lookup(self, name: str) -> object:
        return self._vars[name]

    def kind(self) -> str:
        return "'vars'"


class Texts:
    def __init__(self, storyboard: Storyboard) -> None:
        self.language = storyboard.language
        self.sandbox = Sandbox()
        install(self.sandbox, self.language)
        self.entities: tuple[Entity, ...] = (*storyboard.characters.values(), *storyboard.locations.values())
        views = [EntityView(entity, index, self) for index, entity in enumerate(self.entities)]
        self._index = {id(entity): index for index, entity in enumerate(self.entities)}
        split = len(storyboard.characters)
        characters = dict(zip(storyboard.characters, views[:split], strict=True))
        locations = dict(zip(storyboard.locations, views[split:], strict=True))
        self.names: dict[str, Any] = {
            **locations,
            **characters,
            "characters": characters,
            "locations": locations,
            "vars": VarsView(storyboard.vars),
        }
        self._rendered: dict[Text, Rendered] = {}
        self._compiled: dict[str, Compiled] = {}
        self._open: list[Text] = []
        self._people: tuple[Person, ...] | None = None

    def index(self, entity: Entity) -> int:
        return self._index[id(entity)]

    @property
    def people(self) -> tuple[Person, ...]:
        if self._people is None:
            self._people = self._cast()
        return self._people

    def render(self, text: Text, *, within: str = "") -> Rendered:
        """The text's words. Raises TemplateError only for a text that is asked for while it is being rendered
        (`within` is the character or location whose text it is)."""
        done = self._rendered.get(text)
        if done is not None:
            return done
        if is_plain(text.template) and is_encodable(text.template):
            done = Rendered(tidy(text.template, self.language))
        elif text in self._open:
            raise TemplateError(codes.CYCLE, f"the texts of {within} need themselves", "take one of them out")
        elif len(self._open) >= _DEEPEST:
            raise TemplateError(codes.TOO_MUCH, "too many texts are written inside each other")
        else:
            done = self._evaluated(text)
        self._rendered[text] = done
        return done

    def run(self, source: str, names: Mapping[str, Any]) -> str:
        """Raises: ProblemsError."""
        outer, self.sandbox.fuel = self.sandbox.fuel, FUEL
        try:
            return self.compile(source)(names)
        finally:
            self.sandbox.fuel = outer

    def compile(self, source: str) -> Compiled:
        """Raises: ProblemsError."""
        template = self._compiled.get(source)
        if template is None:
            template = self._compiled[source] = compiled(source, self.sandbox)
        return template

    def cycles(self) -> Iterator[Diagnostic]:
        """Characters and locations whose texts mention each other in a circle, at the mention that closes it."""
        graph = [
            {index: text for text in (entity.name, entity.description) if text for index in self._mentioned(text)}
            for entity in self.entities
        ]
        for index, closing in _closing_edges(graph):
            entity = self.entities[closing]
            message = f"the texts of {entity.kind} '{entity.id}' lead back to it"
            hint = f"write {{{{ {entity.id}.name }}}} to name without describing"
            yield Diagnostic(codes.CYCLE, message, self.place_of(graph[index][closing], closing), hint)

    def _mentioned(self, text: Text) -> tuple[int, ...]:
        return mentioned(self.render(text).words)

    def place_of(self, text: Text, index: int) -> Span:
        """Where a text mentions a character or location by its id; the whole text where it cannot be seen."""
        id = self.entities[index].id
        found = re.search(rf"(?<!\w){re.escape(id)}(?!\w)", text.template)
        return text.node.locate(found.start(), len(id)) if found else text.span

    def placed(self, text: Text, problem: Problem) -> Diagnostic:
        span = text.node.locate(problem.offset, problem.length)
        return Diagnostic(problem.code, problem.message, span, problem.hint)

    def _evaluated(self, text: Text) -> Rendered:
        self._open.append(text)
        try:
            return Rendered(tidy(self.run(text.template, self.names), self.language))
        except ProblemsError as error:
            written = tidy(text.template, self.language)
            return Rendered(written, tuple(self.placed(text, problem) for problem in error.problems))
        finally:
            self._open.pop()

    def _cast(self) -> tuple[Person, ...]:
        """Names are flat: one that mentions another holds that one's own words, so that naming somebody is never
        more than writing some characters. Descriptions stay open, and each is said once in a clip at most."""
        own = [clause(self.render(entity.name).words) if entity.name else "" for entity in self.entities]
        names = [self._flat(name, own) for name in own]
        people = []
        for entity, name in zip(self.entities, names, strict=True):
            description = clause(self.render(entity.description).words) if entity.description else ""
            later = name or self._flat(short_form(description, self.language), names) or entity.id
            if self.language == "en":  # they stand inside sentences; a sentence's first word is capitalised there
                name, later = uncapitalised_article(name), uncapitalised_article(later)
                description = uncapitalised_article(description)
            people.append(Person(entity, name, description, later))
        return tuple(people)

    @staticmethod
    def _flat(words: str, names: Sequence[str]) -> str:
        for index in dict.fromkeys(mentioned(words)):
            name = without_mentions(names[index]) if index < len(names) else ""
            if len(words) + words.count(mention(index)) * len(name) > VALUE_LIMIT:
                name = ""
            words = words.replace(mention(index), name)
        return words


def _closing_edges(graph: Sequence[Mapping[int, Text]]) -> Iterator[tuple[int, int]]:
    """The edges (from, to) that close a circle, found by walking each node once."""
    done: set[int] = set()
    for start in range(len(graph)):
        path = {start: iter(() if start in done else graph[start])}  # in the order walked
        while path:
            here = next(reversed(path))
            onward = next(path[here], None)
            if onward is None:
                del path[here]
                done.add(here)
            elif onward in path:
                yield here, onward
            elif onward not in done and onward < len(graph):
                path[onward] = iter(graph[onward])
