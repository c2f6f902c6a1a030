"""From a character of a scalar's value back to the characters of the file that wrote it.

The scanner does not say where each character of a value came from, so the scalar is read once more here,
only when a diagnostic needs it. What is read must give the very value the scanner gave; where it does not,
the caller falls back on the whole scalar's span.
"""

from __future__ import annotations

from dataclasses import dataclass

from wanboard.diagnostics import Span
from wanboard.source.text import SourceText

_BLANK = " \t"
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_HEX_DIGITS = {"x": 2, "u": 4, "U": 8}

Piece = tuple[str, int, int]  # a character of the value; where its spelling begins and ends in the file


@dataclass(frozen=True, slots=True, eq=False)
class Locator:
    """Places inside one string scalar. `style` is the scanner's: None or "" (plain), "'", '"', "|" or ">"."""

    source: SourceText
    start: int
    end: int
    style: str | None
    value: str

    def __call__(self, offset: int, length: int) -> Span:
        pieces = self._pieces()
        if pieces is None:
            return self.source.span(self.start, self.end)
        offset = max(0, offset)
        if offset >= len(pieces):
            end = pieces[-1][2] if pieces else self.end
            return self.source.span(end, end)
        chosen = pieces[offset : offset + max(1, length)]
        return self.source.span(chosen[0][1], chosen[-1][2])

    def _pieces(self) -> list[Piece] | None:
        text = self.source.text
        if self.style in ("|", ">"):
            for indent in _indents(text, self.start):
                pieces = _block(text, self.start, self.style == "|", indent)
                if pieces is not None and len(pieces) >= len(self.value):
                    pieces = pieces[: len(self.value)]  # chomping keeps a part of the last line breaks
                    if _value(pieces) == self.value:
                        return pieces
            return None
        if self.style in ("'", '"'):
            pieces = _flow(text, self.start + 1, self.end - 1, self.style)
        else:
            pieces = _flow(text, self.start, self.end, "")
        return pieces if _value(pieces) == self.value else None


def _value(pieces: list[Piece]) -> str:
    return "".join(piece[0] for piece in pieces)


def _break_length(text: str, index: int) -> int:
    return 2 if text.startswith("\r\n", index) else 1


def _flow(text: str, index: int, end: int, quote: str) -> list[Piece]:
    """Plain and quoted scalars: blanks around a line break vanish, one break is a space, more are line
    breaks."""
    pieces: list[Piece] = []
    while index < end:
        char = text[index]
        if char in _BLANK or char in "\r\n":
            index = _white(text, index, end, pieces, escaped=False)
        elif quote == "'" and char == "'":
            pieces.append(("'", index, index + 2))
            index += 2
        elif quote == '"' and char == "\\":
            index = _escape(text, index, end, pieces)
        else:
            pieces.append((char, index, index + 1))
            index += 1
    return pieces


def _white(text: str, index: int, end: int, pieces: list[Piece], *, escaped: bool) -> int:
    """White space from `index`, folded. `escaped`: after a backslash at a line's end, which adds nothing
    itself."""
    blanks: list[Piece] = []
    breaks: list[Piece] = []
    while index < end and (text[index] in _BLANK or text[index] in "\r\n"):
        if text[index] in _BLANK:
            blanks.append((text[index], index, index + 1))
            index += 1
        else:
            length = _break_length(text, index)
            breaks.append(("\n", index, index + length))
            index += length
    if escaped:
        pieces.extend(breaks)
    elif not breaks:
        pieces.extend(blanks)
    elif len(breaks) == 1:
        pieces.append((" ", breaks[0][1], breaks[0][2]))
    else:
        pieces.extend(breaks[1:])
    return index


def _escape(text: str, index: int, end: int, pieces: list[Piece]) -> int:
    kind = text[index + 1 : index + 2]
    if kind in ("\r", "\n"):
        return _white(text, index + 1 + _break_length(text, index + 1), end, pieces, escaped=True)
    digits = _HEX_DIGITS.get(kind)
    if digits is None:
        pieces.append((_ESCAPES.get(kind, kind), index, index + 2))
        return index + 2
    code = int(text[index + 2 : index + 2 + digits], 16)
    pieces.append((chr(code), index, index + 2 + digits))
    return index + 2 + digits


def _indents(text: str, start: int) -> list[int]:
    """Indentations to try, the likely one (that of the first line with text) first."""
    index = _next_line(text, start)
    likely, blank = 0, 0
    while index < len(text):
        line = text[index : _line_end(text, index)]
        indent = len(line) - len(line.lstrip(" "))
        if indent < len(line):
            likely = indent
            break
        blank = max(blank, indent)
        index = _next_line(text, index)
    widest = max(likely, blank, 1)
    return [likely or widest, *(n for n in range(widest, 0, -1) if n != likely)]


def _block(text: str, start: int, literal: bool, indent: int) -> list[Piece] | None:
    """Literal and folded block scalars, with all the line breaks at their end."""
    pieces: list[Piece] = []
    index, trailing = _skip_breaks(text, _next_line(text, start), indent)
    leading: list[Piece] = []
    leading_blank = False
    while _column(text, index) == indent and index < len(text):
        blank = text[index] in _BLANK
        if not literal and leading and not leading_blank and not blank:
            if not trailing:
                pieces.append((" ", leading[0][1], leading[0][2]))
        else:
            pieces.extend(leading)
        pieces.extend(trailing)
        leading_blank = blank
        end = _line_end(text, index)
        pieces.extend((text[i], i, i + 1) for i in range(index, end))
        index = _next_line(text, index)
        leading = [("\n", end, index)] if index > end else []
        index, trailing = _skip_breaks(text, index, indent)
    return [*pieces, *leading, *trailing]


def _skip_breaks(text: str, index: int, indent: int) -> tuple[int, list[Piece]]:
    """Past indentation and empty lines; the empty lines' breaks."""
    breaks: list[Piece] = []
    while True:
        column = 0
        while column < indent and index < len(text) and text[index] == " ":
            index += 1
            column += 1
        if index >= len(text) or text[index] not in "\r\n":
            return index, breaks
        length = _break_length(text, index)
        breaks.append(("\n", index, index + length))
        index += length


def _column(text: str, index: int) -> int:
    newline = text.rfind("\n", 0, index)
    return index - 1 - max(newline, text.rfind("\r", newline + 1, index))


def _line_end(text: str, index: int) -> int:
    newline = text.find("\n", index)
    end = len(text) if newline < 0 else newline
    carriage = text.find("\r", index, end)
    return end if carriage < 0 else carriage


def _next_line(text: str, index: int) -> int:
    end = _line_end(text, index)
    return end + _break_length(text, end) if end < len(text) else end
