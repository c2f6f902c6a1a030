"""The author's own clip template, named by `render.template`: read once, its errors at their lines in that
file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wanboard.diagnostics import Diagnostic, Span
from wanboard.files import display_path
from wanboard.model.storyboard import FileRef
from wanboard.prompts import codes
from wanboard.prompts.problems import Problem
from wanboard.prompts.template import SOURCE_LIMIT, ProblemsError
from wanboard.prompts.texts import Texts


@dataclass(frozen=True, slots=True)
class AuthorTemplate:
    """`source` is None where the file cannot be read; `unreadable` says why."""

    path: str
    source: str | None
    unreadable: Diagnostic | None

    def render(self, texts: Texts, names: Mapping[str, Any]) -> tuple[str, tuple[Diagnostic, ...]]:
        """The clip's words with mentions open, or "" and what is wrong."""
        if self.source is None:
            return "", (self.unreadable,) if self.unreadable else ()
        try:
            return texts.run(self.source, names), ()
        except ProblemsError as error:
            return "", tuple(self._placed(problem) for problem in error.problems)

    def _placed(self, problem: Problem) -> Diagnostic:
        before = (self.source or "")[: problem.offset]
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        return Diagnostic(problem.code, problem.message, Span.at(self.path, line, column, problem.length), problem.hint)


def read(reference: FileRef) -> AuthorTemplate:
    if reference.path is None:
        return _unreadable(reference, "a template is a file, not a URL")
    try:
        with reference.path.open("rb") as file:
            data = file.read(4 * SOURCE_LIMIT + 1)
        source = data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        return _unreadable(reference, f"the template cannot be read: {error.strerror or error}")
    except UnicodeDecodeError:
        return _unreadable(reference, "the template is not UTF-8 text")
    return AuthorTemplate(display_path(reference.path), source, None)


def _unreadable(reference: FileRef, why: str) -> AuthorTemplate:
    return AuthorTemplate(reference.written, None, Diagnostic(codes.TEMPLATE_FILE, why, reference.span))
