"""One template: compiled once, rendered in the sandbox, its errors with their offset in the source.

Text without braces is itself. Text with nothing but `{{ name }}` and `{{ name.attribute }}` is cut by one
regular expression, which is a hundred times faster than Jinja2 and gives the same text (the tests hold the
two together); a storyboard of ten thousand shots is mostly that. Everything else is Jinja2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from jinja2 import Template, TemplateSyntaxError, nodes

from wanboard.prompts import codes
from wanboard.prompts.problems import MissingError, PlacedError, Problem, TemplateError, did_you_mean
from wanboard.prompts.rewrite import rewrite
from wanboard.prompts.sandbox import VALUE_LIMIT, Sandbox, View
from wanboard.prompts.syntax import syntax_problem

SOURCE_LIMIT = 20_000  # characters of one template

_BRACES = re.compile(r"\{[{%#]")
_SIMPLE = re.compile(r"\{\{ *([^\W\d]\w*)((?: *\. *[^\W\d]\w*)?) *\}\}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORDS_OF_JINJA = "and or not in is if else true false none True False None self super loop range namespace"
_RESERVED = frozenset(_WORDS_OF_JINJA.split())

Compiled = Callable[[Mapping[str, Any]], str]
"""Renders with the names given. Raises: PlacedError."""


class ProblemsError(Exception):
    """Everything found wrong with one template."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


def is_plain(source: str) -> bool:
    """Whether the source holds no template at all."""
    return _BRACES.search(source) is None


def is_encodable(source: str) -> bool:
    """Whether the text can be sent at all: no half characters."""
    return source.isascii() or not _SURROGATE.search(source)


def compiled(source: str, sandbox: Sandbox, *, simple: bool = True) -> Compiled:
    """Raises: ProblemsError. `simple=False` always goes through Jinja2."""
    if len(source) > SOURCE_LIMIT:
        message = f"the template has {len(source):,} characters; at most {SOURCE_LIMIT:,} are allowed"
        raise ProblemsError(Problem(codes.TOO_MUCH, message, 0, 1))
    source = source.replace("\r", "\n")
    parts = _simple_parts(source) if simple else None
    if parts is not None:
        return _SimpleTemplate(parts, sandbox).render
    try:
        tree = rewrite(sandbox.parse(source), source, sandbox)
        template = Template.from_code(sandbox, sandbox.compile(tree, filename="<template>"), sandbox.globals)
    except TemplateSyntaxError as error:
        raise ProblemsError(syntax_problem(source, error)) from None
    except PlacedError as error:
        raise ProblemsError(error.problem) from None
    except (RecursionError, MemoryError, SyntaxError):
        raise ProblemsError(Problem(codes.TOO_MUCH, "the template is nested too deeply", 0, 1)) from None
    except (ValueError, OverflowError, ArithmeticError) as error:
        raise ProblemsError(Problem(codes.SYNTAX, f"broken template: {error}", 0, 1)) from None
    return _JinjaTemplate(source, template, sandbox).render


class _SimpleTemplate:
    """Literal texts and (name, attribute or "", offset of each)."""

    def __init__(self, parts: list[str | tuple[str, str, int, int]], sandbox: Sandbox) -> None:
        self._parts = parts
        self._sandbox = sandbox

    def render(self, names: Mapping[str, Any]) -> str:
        written, problems = [], []
        for part in self._parts:
            if isinstance(part, str):
                written.append(part)
                continue
            name, attribute, at, attribute_at = part
            try:
                if name not in names:
                    raise MissingError(name, attribute_of=None, known=_hintable(names))
                at, length = (attribute_at, len(attribute)) if attribute else (at, len(name))
                value = names[name]
                written.append(self._sandbox.text(self._sandbox.getattr(value, attribute) if attribute else value))
            except TemplateError as error:
                length = len(attribute) if at == attribute_at else len(name)
                plain = isinstance(error, MissingError) and error.of_plain_data
                message = f"'{name}' has no '{attribute}'" if plain else error.message
                problems.append(Problem(error.code, message, at, length, error.hint))
        if problems:
            raise ProblemsError(*problems)
        return _bounded("".join(written))


class _JinjaTemplate:
    def __init__(self, source: str, template: Template, sandbox: Sandbox) -> None:
        self._source = source
        self._template = template
        self._sandbox = sandbox

    def render(self, names: Mapping[str, Any]) -> str:
        context = self._template.new_context(dict(names))
        try:
            text = "".join(self._template.root_render_func(context))
        except MissingError as error:
            raise ProblemsError(*self._missing(error, names)) from None
        except TemplateError as error:
            at = self._offset(error.__traceback__)
            raise ProblemsError(_at(self._source, error.code, error.message, at, error.hint)) from None
        except RecursionError as error:
            at = self._offset(error.__traceback__)
            raise ProblemsError(_at(self._source, codes.TOO_MUCH, "the template calls itself too deeply", at)) from None
        except Exception as error:  # whatever an operation on the author's values raises is the author's to know
            at = self._offset(error.__traceback__)
            message = f"the template cannot be evaluated: {error}"
            raise ProblemsError(_at(self._source, codes.FAILED, message, at)) from None

        return _bounded(text)

    def _offset(self, traceback: TracebackType | None) -> int:
        """Where in the source the innermost line of the template's code stands."""
        offset = 0
        while traceback is not None:
            if traceback.tb_frame.f_globals.get("__jinja_template__") is self._template:
                offset = self._template.get_corresponding_lineno(traceback.tb_lineno) - 1
            traceback = traceback.tb_next
        return max(offset, 0)

    def _missing(self, error: MissingError, names: Mapping[str, Any]) -> list[Problem]:
        """The missing name at its place, and every other name of the template that nothing defines."""
        tree, started = self._sandbox.parse(self._source), self._offset(error.__traceback__)
        if error.code == codes.UNKNOWN_ATTRIBUTE:
            uses = [use for use in tree.find_all(nodes.Getattr) if use.attr == error.name]
            use = min(uses, key=lambda use: abs(use.lineno - 1 - started), default=None)
            at = max(self._source.find(error.name, use.lineno - 1 if use else started), 0)
            return [Problem(error.code, _naming_owner(error, use), at, len(error.name), error.hint)]
        known = set(names) | set(self._sandbox.globals) | _defined_by(tree)
        asked = {id(test.node) for test in tree.find_all((nodes.Test, nodes.Filter)) if test.name in _ASKING}
        uses_of: dict[tuple[str, int], None] = {}
        for name in tree.find_all(nodes.Name):
            if name.ctx == "load" and id(name) not in asked and (name.name not in known or name.name == error.name):
                uses_of[name.name, name.lineno - 1] = None
        if not any(name == error.name for name, _ in uses_of):
            uses_of[error.name, started] = None
        return [
            Problem(error.code, f"unknown name '{name}'", at, len(name), did_you_mean(name, _hintable(names)))
            for name, at in uses_of
        ]


_ASKING = ("defined", "undefined", "default", "d")


def _naming_owner(error: MissingError, use: nodes.Getattr | None) -> str:
    """The message, with plain data called as the template calls it."""
    owner = use.node if use else None
    if error.of_plain_data and isinstance(owner, nodes.Name | nodes.Getattr):
        return f"'{owner.name if isinstance(owner, nodes.Name) else owner.attr}' has no '{error.name}'"
    return error.message


def _defined_by(tree: nodes.Template) -> set[str]:
    stored = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    macros = {macro.name for macro in tree.find_all(nodes.Macro)}
    return stored | macros | {"loop", "caller", "varargs", "kwargs"}


def _simple_parts(source: str) -> list[str | tuple[str, str, int, int]] | None:
    """None where there is anything but simple expressions."""
    parts: list[str | tuple[str, str, int, int]] = []
    end = 0
    for match in _SIMPLE.finditer(source):
        literal = source[end : match.start()]
        name, attribute = match[1], match[2].lstrip(" .")
        odd = attribute.startswith("_") or not (name + attribute).isidentifier()
        if "{" in literal or "}" in literal or name in _RESERVED or odd:
            return None
        parts += [literal, (name, attribute, match.start(1), match.end(2) - len(attribute))]
        end = match.end()
    if "{" in source[end:]:
        return None
    return [*parts, source[end:]]


def _hintable(names: Mapping[str, Any]) -> list[str]:
    variables = names.get("vars")
    return [*names, *(f"vars.{name}" for name in variables.names())] if isinstance(variables, View) else [*names]


def _bounded(text: str) -> str:
    if len(text) > VALUE_LIMIT:
        message = f"the text has {len(text):,} characters; at most {VALUE_LIMIT:,} are allowed"
        raise ProblemsError(Problem(codes.TOO_MUCH, message, 0, 1))
    if not is_encodable(text):
        raise ProblemsError(Problem(codes.FAILED, "the text holds half a character (a surrogate)", 0, 1))
    return text


def _at(source: str, code: str, message: str, offset: int, hint: str | None = None) -> Problem:
    """A problem over the word at the offset."""
    offset = min(offset, max(len(source) - 1, 0))
    if source[offset : offset + 1] == ".":  # of an attribute: its name is meant
        offset += 1 + len(source[offset + 1 :]) - len(source[offset + 1 :].lstrip())
    word = re.compile(r"\w+|\S?").match(source, offset)
    return Problem(code, message, offset, max(len(word[0]) if word else 1, 1), hint)
