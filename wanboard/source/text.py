"""The text of the files that were read, and where a character of it stands. Standard library only."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from wanboard.diagnostics import Span

_LINE_END = re.compile(r"\r\n|\r|\n")


class SourceText:
    """One file's text, decoded, without its byte order mark. Lines are found when first asked for."""

    __slots__ = ("_shown", "_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts: list[int] | None = None
        self._shown = (0, "")  # the line asked for last: findings crowd on one, and it may be the whole file

    @property
    def starts(self) -> list[int]:
        """Index of the first character of each line."""
        if self._starts is None:
            self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]
        return self._starts

    def line(self, number: int) -> str | None:
        """A line's text without its end; None where the file has no such line. Counts from 1."""
        if not 1 <= number <= len(self.starts):
            return None
        if self._shown[0] != number:
            start = self.starts[number - 1]
            end = self.starts[number] if number < len(self.starts) else len(self.text)
            self._shown = (number, self.text[start:end].rstrip("\r\n"))
        return self._shown[1]

    def position(self, index: int) -> tuple[int, int]:
        """Line and column, both from 1, of a character."""
        line = bisect_right(self.starts, index)
        return line, index - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Span of `text[start:end]`."""
        first = self.position(start)
        last = self.position(max(start, end - 1))
        return Span(self.path, *first, last[0], last[1] + (1 if end > start else 0))


class SourceMap:
    """The files that were read, by the path that spans name them with."""

    __slots__ = ("_texts",)

    def __init__(self, *texts: SourceText) -> None:
        self._texts = {text.path: text for text in texts}

    def add(self, text: SourceText) -> None:
        self._texts[text.path] = text

    def line(self, path: str, number: int) -> str | None:
        """A line's text; None where it is not known."""
        text = self._texts.get(path)
        return text.line(number) if text else None

    def __iter__(self) -> Iterator[SourceText]:
        return iter(self._texts.values())
