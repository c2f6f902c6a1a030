"""Diagnostics as text, as data and as annotations of a code host."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Protocol

from wanboard.diagnostics import Diagnostic, Severity, Span, ordered
from wanboard.source.nodes import Data

WIDTH = 160  # cells of a source line that are shown; a longer one is cut around the place
_TAB = "    "
_COLORS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33"}


class Lines(Protocol):
    """Where source lines come from: `wanboard.source.text.SourceMap`."""

    def line(self, path: str, number: int) -> str | None: ...


def render_text(diagnostics: Iterable[Diagnostic], sources: Lines, *, color: bool = False) -> str:
    """By place, each with its source line, the place underlined, and what to do. Ends in a line break, if
    not empty."""
    lines = [line for found in ordered(diagnostics) for line in _one(found, sources, color)]
    return "\n".join(lines) + "\n" if lines else ""


def render_json(diagnostics: Iterable[Diagnostic]) -> list[Data]:
    """Plain data, one mapping a finding; places count from 1, `end_column` is exclusive."""
    found: list[Data] = []
    for each in ordered(diagnostics):
        related: list[Data] = [{"message": other.message, **_place(other.span)} for other in each.related]
        found.append(
            {
                "code": each.code,
                "severity": each.severity.value,
                "message": each.message,
                "hint": each.hint,
                **_place(each.span),
                "related": related,
            }
        )
    return found


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Workflow commands that GitHub shows beside the lines. Ends in a line break, if not empty."""
    lines = []
    for found in ordered(diagnostics):
        properties = {"title": found.code}
        if found.span:
            span = found.span
            properties |= {"file": span.path, "line": str(span.line), "endLine": str(span.end_line)}
            if span.line == span.end_line:
                properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
        text = found.message + (f"\nhelp: {found.hint}" if found.hint else "")
        written = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
        lines.append(f"::{found.severity.value} {written}::{_escape(text)}")
    return "\n".join(lines) + "\n" if lines else ""


def _one(found: Diagnostic, sources: Lines, color: bool) -> Iterator[str]:
    place = f"{found.span}: " if found.span else ""
    kind = _paint(f"{found.severity.value}[{found.code}]", _COLORS[found.severity], color)
    message = _paint(_printable(found.message), "1", color)
    yield f"{_printable(place)}{kind}: {message}"
    if found.span:
        yield from _excerpt(found.span, sources, _COLORS[found.severity], color)
    for other in found.related:
        yield f"   note: {_printable(str(other.span))}: {_printable(other.message)}"
        yield from _excerpt(other.span, sources, "1;36", color)
    if found.hint:
        yield f"   {_paint('help', '1;36', color)}: {_printable(found.hint)}"


def _excerpt(span: Span, sources: Lines, paint: str, color: bool) -> Iterator[str]:
    line = sources.line(span.path, span.line)
    if line is None:
        return
    start = min(span.column - 1, len(line))
    end = min(span.end_column - 1, len(line)) if span.end_line == span.line else len(line)
    marked = line[start : min(end, start + WIDTH)]
    if span.end_line != span.line:
        marked = marked.rstrip()
    before, after = line[max(0, start - WIDTH) : start], line[max(start, end) : end + WIDTH]
    if not (before + marked + after).strip():
        return
    before, marked, after = _cut(_shown(before), _shown(marked), _shown(after))
    yield f"{span.line:5d} | {before}{marked}{after}".rstrip()
    yield " " * (8 + _cells(before)) + _paint("^" * max(1, _cells(marked)), paint, color)


def _cut(before: str, marked: str, after: str) -> tuple[str, str, str]:
    """What fits into `WIDTH` cells, with an ellipsis where text is left out."""
    if _cells(before) + _cells(marked) + _cells(after) <= WIDTH:
        return before, marked, after
    if _cells(marked) > WIDTH // 2:
        marked, after = _fit(marked, WIDTH // 2), "…"
    if _cells(before) > WIDTH // 4:
        before = "…" + _fit(before[::-1], WIDTH // 4 - 1)[::-1]
    room = WIDTH - _cells(before) - _cells(marked)
    return before, marked, after if _cells(after) <= room else _fit(after, room - 1) + "…"


def _fit(text: str, cells: int) -> str:
    """As much of the beginning as fits into so many cells."""
    while _cells(text) > cells:
        text = text[: min(len(text) - 1, max(cells, len(text) // 2))]
    return text


def _shown(text: str) -> str:
    return _printable(text.replace("\t", _TAB))


def _printable(text: str) -> str:
    """Without characters that would move a terminal's cursor or turn its direction."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else "�" for c in text)


def _cells(text: str) -> int:
    """Columns of a terminal: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _paint(text: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text


def _place(span: Span | None) -> dict[str, Data]:
    if span is None:
        return {"path": None, "line": None, "column": None, "end_line": None, "end_column": None}
    return {
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
