"""The plan of a film's picture: which frames are copied from which take and which are drawn. Pure.

Every frame of the film lies in exactly one span, in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from wanboard.assemble.film import FilmSpec, Segment
from wanboard.errors import MediaError

# A shorter copy beside a drawn span costs more, an IDR picture on either side, than it saves.
_LEAST_COPY = 6


class Material(Protocol):
    """What a take offers to a copy, in frames of the film's rate."""

    @property
    def frames(self) -> int: ...

    def start_from(self, frame: int) -> int | None: ...

    def end_until(self, frame: int) -> int: ...


@dataclass(frozen=True, slots=True)
class Look:
    """One way of showing consecutive film frames: segments with the frame of each take, changes, captions.

    `crossfade`, `fade_in` and `fade_out` are (frames done before, frames in all).
    """

    at: int
    frames: int
    segments: tuple[int, ...]
    takes_from: tuple[int, ...]
    crossfade: tuple[int, int] | None = None
    fade_in: tuple[int, int] | None = None
    fade_out: tuple[int, int] | None = None
    captions: tuple[tuple[int, int], ...] = ()  # (segment, number of its caption)

    @property
    def is_plain(self) -> bool:
        return len(self.segments) == 1 and not (self.fade_in or self.fade_out or self.captions)

    def part(self, skip: int, frames: int) -> Look:
        """A part of it, the changes' progress moved along."""

        def along(progress: tuple[int, int] | None) -> tuple[int, int] | None:
            return None if progress is None else (progress[0] + skip, progress[1])

        return replace(
            self,
            at=self.at + skip,
            frames=frames,
            takes_from=tuple(first + skip for first in self.takes_from),
            crossfade=along(self.crossfade),
            fade_in=along(self.fade_in),
            fade_out=along(self.fade_out),
        )


@dataclass(frozen=True, slots=True)
class Copied:
    """Frames `first` to `first + frames` of a segment's take, as they are."""

    at: int
    frames: int
    segment: int
    first: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """Frames encoded together, as one piece of the film."""

    at: int
    frames: int
    looks: tuple[Look, ...]


Span = Copied | Drawn


def starts_of(spec: FilmSpec) -> list[int]:
    """The film frame at which each segment begins. Raises: MediaError where joins do not fit the segments."""
    starts = []
    end = 0
    for number, segment in enumerate(spec.segments):
        join = segment.join
        if segment.frames <= 0:
            raise MediaError(f"segment {number + 1} of the film has no frames")
        if number == 0 and join.kind == "crossfade" and join.frames:
            raise MediaError("the film's first segment cannot be crossfaded into")
        overlap = join.frames if join.kind == "crossfade" else 0
        starts.append(end - overlap)
        end += segment.frames - overlap
        entered = {"cut": 0, "crossfade": join.frames, "dip-to-black": join.frames - join.frames // 2}[join.kind]
        left = _leaving(spec.segments, number)
        if entered + left > segment.frames:
            raise MediaError(
                f"the transitions at segment {number + 1} of the film take {entered + left} frames, "
                f"but it has {segment.frames}",
                hint="shorten the transitions or lengthen the shot",
            )
    return starts


def _leaving(segments: Sequence[Segment], number: int) -> int:
    """Frames at a segment's end that the next one's join takes."""
    if number + 1 >= len(segments):
        return 0
    join = segments[number + 1].join
    return {"cut": 0, "crossfade": join.frames, "dip-to-black": join.frames // 2}[join.kind]


def plan(
    spec: FilmSpec, first_frames: Sequence[int], materials: Sequence[Material], *, everything: bool = False
) -> list[Span]:
    """Spans of the whole film. `first_frames` and `materials` are, for each segment, the take's frame it
    begins with and what may be copied of the take; with `everything`, all is drawn.

    Raises: MediaError as `starts_of`.
    """
    longest = 10 * spec.fps
    spans: list[Span] = []
    waiting: list[Look] = []

    def flush() -> None:
        if waiting:
            spans.append(Drawn(waiting[0].at, sum(look.frames for look in waiting), tuple(waiting)))
            waiting.clear()

    for look in _continued(_looks(spec, first_frames), spec.segments):
        for part in _copies(look, materials, everything=everything):
            if isinstance(part, Copied):
                flush()
                spans.append(part)
                continue
            if waiting and not set(waiting[-1].segments) & set(part.segments):
                flush()  # a hard cut: each side is drawn, and cached, alone
            for short in _split(part, longest):
                if sum(one.frames for one in waiting) + short.frames > longest:
                    flush()
                waiting.append(short)
    flush()
    return spans


def _continued(looks: Iterator[Look], segments: Sequence[Segment]) -> Iterator[Look]:
    """Plain looks that go on with the same take at the next frame as one: between them is no cut to make."""
    last: Look | None = None
    for look in looks:
        if (
            last is not None
            and last.is_plain
            and look.is_plain
            and segments[last.segments[0]].take == segments[look.segments[0]].take
            and last.takes_from[0] + last.frames == look.takes_from[0]
        ):
            last = replace(last, frames=last.frames + look.frames)
            continue
        if last is not None:
            yield last
        last = look
    if last is not None:
        yield last


def _split(look: Look, longest: int) -> Iterator[Look]:
    for skip in range(0, look.frames, longest):
        yield look.part(skip, min(longest, look.frames - skip))


def _copies(look: Look, materials: Sequence[Material], *, everything: bool) -> Iterator[Look | Copied]:
    """A look in parts: what can be copied of it, and what has to be encoded around that."""
    if everything or not look.is_plain:
        yield look
        return
    material = materials[look.segments[0]]
    first = look.takes_from[0]
    end = first + look.frames
    start = material.start_from(first)
    stop = material.end_until(min(end, material.frames))
    whole = start == first and stop == end
    if start is None or stop <= start or (stop - start < _LEAST_COPY and not whole):
        yield look
        return
    if start > first:
        yield look.part(0, start - first)
    yield Copied(look.at + start - first, stop - start, look.segments[0], start)
    if stop < end:
        yield look.part(stop - first, end - stop)


def _looks(spec: FilmSpec, first_frames: Sequence[int]) -> Iterator[Look]:
    """The film as runs of frames that look alike, in order."""
    starts = starts_of(spec)
    for number, segment in enumerate(spec.segments):
        begins, ends = starts[number], starts[number] + segment.frames
        join = segment.join
        overlap = join.frames if join.kind == "crossfade" else 0
        fading_in = join.frames - join.frames // 2 if join.kind == "dip-to-black" else 0
        following = spec.segments[number + 1].join if number + 1 < len(spec.segments) else None
        fading_out = following.frames // 2 if following and following.kind == "dip-to-black" else 0
        shared = following.frames if following and following.kind == "crossfade" else 0
        if overlap:
            before = number - 1
            yield from _cut_at_captions(
                Look(
                    begins,
                    overlap,
                    (before, number),
                    (first_frames[before] + begins - starts[before], first_frames[number]),
                    crossfade=(0, overlap),
                ),
                spec.segments,
                starts,
            )
        alone = Look(begins + overlap, ends - begins - overlap - shared, (number,), (first_frames[number] + overlap,))
        for look in _faded(alone, fading_in, fading_out):
            yield from _cut_at_captions(look, spec.segments, starts)


def _faded(alone: Look, fading_in: int, fading_out: int) -> Iterator[Look]:
    middle = alone.frames - fading_in - fading_out
    if fading_in:
        yield replace(alone.part(0, fading_in), fade_in=(0, fading_in))
    if middle:
        yield alone.part(fading_in, middle)
    if fading_out:
        yield replace(alone.part(alone.frames - fading_out, fading_out), fade_out=(0, fading_out))


def _cut_at_captions(look: Look, segments: Sequence[Segment], starts: Sequence[int]) -> Iterator[Look]:
    """The look cut wherever a caption appears or goes, each part with the captions it shows."""
    if not look.frames:
        return
    end = look.at + look.frames
    shown: list[tuple[int, int, tuple[int, int]]] = []
    for segment in look.segments:
        for number, caption in enumerate(segments[segment].captions):
            first = max(starts[segment] + caption.first_frame, look.at)
            last = min(starts[segment] + caption.first_frame + caption.frames, end)
            if first < last:
                shown.append((first, last, (segment, number)))
    places = sorted({look.at, end, *(place for first, last, _ in shown for place in (first, last))})
    for first, last in pairwise(places):
        captions = tuple(key for begins, ends, key in shown if begins <= first and last <= ends)
        yield replace(look.part(first - look.at, last - first), captions=captions)
