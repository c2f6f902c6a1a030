"""Characters that no storyboard may hold, written plainly or as an escape: a terminal, a service or a subtitle would
take them for something else."""

from __future__ import annotations

import re

from wanboard.diagnostics import Diagnostic, Span

_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_SEPARATORS = "\x85\u2028\u2029"


def first_not_allowed(text: str) -> int | None:
    """Where the first such character stands; None where all are allowed."""
    found = _NOT_ALLOWED.search(text)
    return found.start() if found else None


def not_allowed(character: str, span: Span) -> Diagnostic:
    """The finding about one such character at its place."""
    point = f"U+{ord(character):04X}"
    if character in _LINE_SEPARATORS:
        return Diagnostic("WB004", f"the line separator {point} is not allowed", span, "write an ordinary line break")
    return Diagnostic("WB004", f"the control character {point} is not allowed", span, "remove it")
