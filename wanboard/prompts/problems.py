"""What can go wrong inside one template, before it has a place in a file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from wanboard.prompts import codes


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding at `source[offset:offset + length]` of a template."""

    code: str
    message: str
    offset: int
    length: int
    hint: str | None = None


class TemplateError(Exception):
    """Raised by the sandbox while a template runs; becomes a `Problem` where the template was started."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class MissingError(TemplateError):
    """A name or attribute that does not exist."""

    def __init__(
        self, name: str, *, attribute_of: str | None, known: Iterable[str], of_plain_data: bool = False
    ) -> None:
        if attribute_of is None:
            code, message = codes.UNKNOWN_NAME, f"unknown name '{name}'"
        else:
            code, message = codes.UNKNOWN_ATTRIBUTE, f"{attribute_of} has no '{name}'"
        super().__init__(code, message, did_you_mean(name, known))
        self.name = name
        self.of_plain_data = of_plain_data


class PlacedError(TemplateError):
    """A finding with its offset in the template."""

    def __init__(self, code: str, message: str, offset: int, length: int = 1, hint: str | None = None) -> None:
        super().__init__(code, message, hint)
        self.problem = Problem(code, message, offset, length, hint)


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A hint with the nearest of the known names; the short list of all where none is near."""
    names = sorted(set(known))
    if f"vars.{name}" in names:
        return f"did you mean 'vars.{name}'?"
    dashed = [n for n in names if n.startswith(f"{name}-")]
    if dashed:
        return f"an id with a hyphen is written characters['{dashed[0]}'] or locations['{dashed[0]}']"
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    if not names:
        return None
    shown = ", ".join(names[:8])
    return f"known here: {shown}" + (", …" if len(names) > 8 else "")
