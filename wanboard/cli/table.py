"""Plain tables: columns as wide as their cells on the screen, Chinese counted as two."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def cells(text: str) -> int:
    """The width of a text on a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def padded(text: str, width: int) -> str:
    """The text with spaces after it up to a width on a terminal."""
    return text + " " * (width - cells(text))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Rows under a head; `right` names the columns to align right. Ends without a line break."""
    every = [list(head), *[list(row) for row in rows]]
    widths = [max(cells(row[column]) for row in every) for column in range(len(head))]

    def line(row: Sequence[str]) -> str:
        parts = []
        for column, text in enumerate(row):
            gap = " " * (widths[column] - cells(text))
            parts.append(gap + text if column in right else text + gap)
        return "  " + "  ".join(parts).rstrip()

    return "\n".join(line(row) for row in every)
