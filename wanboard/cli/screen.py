"""What goes where: the product of a command to stdout, everything else to stderr; JSON as one versioned
document."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import TextIO


def wants_colour(stream: TextIO | None) -> bool:
    """Colour on terminals only, and never where NO_COLOR is set (no-color.org). A closed stream is None."""
    if stream is None or not stream.isatty():
        return False
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_document(kind: str, version: int, content: Mapping[str, object]) -> None:
    """One JSON document on stdout. `format` names it and its version; the version rises when a field
    changes its meaning or goes away, not when one is added."""
    document = {"format": f"wanboard/{kind}", "version": version, **content}
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def say(text: str, *, quiet: bool = False) -> None:
    """A remark on stderr."""
    if not quiet:
        print(text, file=sys.stderr)


def seconds(value: float) -> str:
    """12 s, 3.5 s, 2:05, 1:02:05."""
    if value < 60:
        return f"{value:g} s"
    minutes, rest = divmod(round(value), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
