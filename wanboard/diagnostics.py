"""Diagnostics: what a stage says about the author's text, as data.

A stage returns its result and all its diagnostics; it prints nothing. Rendering (text, JSON, GitHub
annotations) lives in `wanboard.outputs.diagnostics`. Standard library only.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of characters in one file.

    `line` and `column` count from 1, columns in characters (not bytes, not cells); `end_column` is exclusive.
    `path` is as the user wrote it (relative to where the command was run, where that is how it was given).
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def at(cls, path: str, line: int = 1, column: int = 1, length: int = 1) -> Span:
        return cls(path, line, column, line, column + length)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Severity(enum.Enum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that belongs to a diagnostic, e.g. where a key was first written."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is unique to its rule: WB0xx source, WB1xx schema, WB2xx model, WB3xx templates and
    prompts, WB4xx profiles and packing, WB5xx media and files, WB6xx generation, WB7xx lock."""

    code: str
    message: str
    span: Span | None
    hint: str | None = None
    severity: Severity = Severity.ERROR
    related: tuple[Related, ...] = field(default=())

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(d.is_error for d in diagnostics)


def ordered(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By place: file, line, column; findings without a place last; the same finding once."""
    unique = dict.fromkeys(diagnostics)
    return sorted(unique, key=lambda d: (d.span is None, d.span or Span.at(""), d.code, d.message))
