"""Times as authors write them: seconds or timestamps, ranges of them. Results are whole milliseconds.

A time finer than a millisecond is rounded to the nearest one, half up: a frame of film is forty times
longer, and the same text always gives the same milliseconds, so neighbouring shots still meet.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_TIME = re.compile(
    r"(?:(?:(?P<hours>\d{1,4}):)?(?P<minutes>\d{1,4}):)?(?P<seconds>\d{1,7}(?:\.\d{0,12})?|\.\d{1,12})(?:\s*s)?",
    re.ASCII,
)
_DASH = re.compile(r"[-\u2010-\u2015~\uff5e\u2212]")


class TimeError(ValueError):
    """A time that cannot be read; `offset` and `length` say which characters."""

    def __init__(self, message: str, offset: int, length: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.length = length


def parse_time(text: str, offset: int = 0) -> int:
    """Milliseconds of `3`, `3.5`, `3.5s`, `0:03.5` or `00:00:03.500`. Raises: TimeError, counted from
    `offset`."""
    stripped = text.strip()
    offset += len(text) - len(text.lstrip())
    match = _TIME.fullmatch(stripped)
    if not match:
        if not stripped:
            raise TimeError("a time is missing here", offset, 1)
        raise TimeError(f"'{stripped[:40]}' is not a time", offset, len(stripped))
    seconds = Decimal(match["seconds"])
    minutes = int(match["minutes"] or 0)
    if match["minutes"] and seconds >= 60:
        raise TimeError(f"'{stripped}' has more than 59 seconds in a minute", offset, len(stripped))
    if match["hours"] and minutes >= 60:
        raise TimeError(f"'{stripped}' has more than 59 minutes in an hour", offset, len(stripped))
    whole = int(match["hours"] or 0) * 3600 + minutes * 60
    return int(((whole + seconds) * 1000).quantize(Decimal(1), ROUND_HALF_UP))


def parse_range(text: str) -> tuple[int, int]:
    """Milliseconds from and to of `0-3`, `0:00 – 0:03`, `1.5~3s`. Raises: TimeError."""
    dash = _DASH.search(text)
    if dash is None:
        parse_time(text)
        raise TimeError("the end of the range is missing", max(0, len(text) - 1), 1)
    if dash.start() == len(text) - len(text.lstrip()):
        raise TimeError("a time cannot be negative", dash.start(), len(text) - dash.start())
    return parse_time(text[: dash.start()]), parse_time(text[dash.end() :], dash.end())


def is_range(text: str) -> bool:
    return _DASH.search(text.strip()[1:]) is not None


def seconds(duration_ms: int) -> str:
    """Milliseconds as an author writes seconds: `3`, `3.5`, `0.125`."""
    return format((Decimal(duration_ms) / 1000).normalize(), "f")
