"""Where the shots of a scene stand on its clock: without gap, overlap or backwards time."""

from __future__ import annotations

from dataclasses import dataclass

from wanboard.diagnostics import Related, Span
from wanboard.model.read import Findings, scalar
from wanboard.model.times import TimeError, is_range, parse_range, parse_time, seconds
from wanboard.source.nodes import Mapping, Scalar

_RANGE_HINT = "write a range of seconds or timestamps: 0-3, 0:03-0:06.5"
_DURATION_HINT = "write seconds or a timestamp: 3.5, 3.5s, 0:03.5"


@dataclass(frozen=True, slots=True)
class Place:
    """A shot's time on the scene's clock. `known` is False where it could not be read and was assumed."""

    start_ms: int
    end_ms: int
    span: Span
    known: bool


class Clock:
    """Places the shots of one scene, in order."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._last: tuple[str, Place] | None = None

    def place(self, shot: Mapping, name: str) -> Place:
        """Where this shot stands; findings about it and about its meeting the shot before."""
        place = self._read(shot, name)
        if place.known:
            self._meet(name, place)
        self._last = (name, place)
        return place

    def _read(self, shot: Mapping, name: str) -> Place:
        start_ms = self._last[1].end_ms if self._last else 0
        sure = self._last is None or self._last[1].known
        at, duration = scalar(shot, "at"), scalar(shot, "duration")
        if at is not None and duration is not None:
            self._findings.note(
                "WB206",
                f"shot '{name}' has both 'at' and 'duration'",
                shot.entries["duration"].key.span,
                "keep one of the two",
                Related(shot.entries["at"].key.span, "'at' is here"),
            )
            return Place(start_ms, start_ms, at.span, known=False)
        if at is not None:
            found = self._range(at, name)
            return Place(*found, at.span, known=True) if found else Place(start_ms, start_ms, at.span, known=False)
        if duration is not None:
            length = self._length(duration, name)
            if length is not None:
                return Place(start_ms, start_ms + length, duration.span, known=sure)
            return Place(start_ms, start_ms, duration.span, known=False)
        span = first_key(shot)
        self._findings.note(
            "WB206",
            f"shot '{name}' has no time: neither 'at' nor 'duration'",
            span,
            "for example: duration: 3",
        )
        return Place(start_ms, start_ms, span, known=False)

    def _range(self, at: Scalar, name: str) -> tuple[int, int] | None:
        try:
            start_ms, end_ms = parse_range(str(at.value))
        except TimeError as error:
            self._findings.note("WB201", error.message, at.locate(error.offset, error.length), _RANGE_HINT)
            return None
        if end_ms < start_ms:
            self._findings.note(
                "WB202",
                f"shot '{name}' ends at {seconds(end_ms)} s, before it begins at {seconds(start_ms)} s",
                at.span,
            )
            return None
        if end_ms == start_ms:
            self._findings.note(
                "WB203", f"shot '{name}' has no length: it begins and ends at {seconds(start_ms)} s", at.span
            )
            return None
        return start_ms, end_ms

    def _length(self, duration: Scalar, name: str) -> int | None:
        written = duration.text if not isinstance(duration.value, str) else duration.value
        if written.lstrip().startswith("-"):
            self._findings.note("WB203", f"shot '{name}' has a negative length: {written}", duration.span)
            return None
        try:
            length = parse_time(number_text(duration))
        except TimeError as error:
            place = duration.locate(error.offset, error.length)
            number = not isinstance(duration.value, str)
            message = f"'{written}' is not a time" if number else error.message
            self._findings.note("WB201", message, place, _DURATION_HINT)
            return None
        if length == 0:
            self._findings.note("WB203", f"shot '{name}' has no length: {written} s", duration.span)
            return None
        return length

    def _meet(self, name: str, place: Place) -> None:
        if self._last is None:
            if place.start_ms > 0:
                self._findings.note(
                    "WB204",
                    f"the scene begins with a gap: its first shot '{name}' starts at "
                    f"{seconds(place.start_ms)} s, not 0",
                    place.span,
                )
            return
        before, last = self._last
        if not last.known or place.start_ms == last.end_ms:
            return
        ends, starts = seconds(last.end_ms), seconds(place.start_ms)
        related = Related(last.span, f"'{before}' is here")
        if place.start_ms > last.end_ms:
            missing = seconds(place.start_ms - last.end_ms)
            self._findings.note(
                "WB204",
                f"a gap of {missing} s: shot '{before}' ends at {ends} s and '{name}' starts at {starts} s",
                place.span,
                "shots of a scene follow one another",
                related,
            )
        else:
            shared = seconds(min(last.end_ms, place.end_ms) - max(last.start_ms, place.start_ms))
            message = f"shot '{name}' starts at {starts} s, before '{before}' ends at {ends} s"
            if last.start_ms < place.end_ms:
                message = f"an overlap of {shared} s: " + message
            self._findings.note("WB205", message, place.span, "shots of a scene follow one another", related)


def read_speech(at: Scalar | None, findings: Findings) -> tuple[int | None, int | None]:
    """From and to of a line of dialogue, on the shot's clock; a start alone has no end."""
    if at is None:
        return None, None
    written = str(at.value) if isinstance(at.value, str) else at.text
    try:
        if isinstance(at.value, str) and is_range(written):
            start_ms, end_ms = parse_range(written)
        else:
            if written.lstrip().startswith("-"):
                raise TimeError("a time cannot be negative", 0, len(written))
            return parse_time(number_text(at)), None
    except TimeError as error:
        findings.note("WB201", error.message, at.locate(error.offset, error.length), "for example: 1-2.5, or 1")
        return None, None
    if end_ms < start_ms:
        findings.note(
            "WB202",
            f"the line ends at {seconds(end_ms)} s, before it begins at {seconds(start_ms)} s",
            at.span,
        )
        return None, None
    if end_ms == start_ms:
        findings.note("WB203", f"the line has no length: it begins and ends at {seconds(start_ms)} s", at.span)
        return None, None
    return start_ms, end_ms


def number_text(node: Scalar) -> str:
    """A number as it was written, without an exponent or a base; text as it is."""
    if isinstance(node.value, str):
        return node.value
    if node.text.replace(".", "", 1).isdecimal():
        return node.text
    return format(float(node.value or 0), ".12f").rstrip("0").rstrip(".")


def first_key(node: Mapping) -> Span:
    for entry in node:
        return entry.key.span
    return node.span
