"""A take's picture as samples that can be copied: which frame each is, where a copy may begin and end."""

from __future__ import annotations

import os
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from pathlib import Path

from wanboard.media.mp4.boxes import MATRIX
from wanboard.media.mp4.h264 import ParameterSets, Sps, is_idr, parse_avcc, read_sps
from wanboard.media.mp4.read import Track, Unfit, read_tracks

BT709 = (1, 1, 1)
_TOLERANCE = 0.25  # of a frame: how far a frame may be from its place on the film's grid


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """The picture track of one file whose frames lie on the film's grid.

    `order` is the frame shown by each sample in decoding order. `starts` are the frames at which a copy may
    begin (IDR pictures, with nothing before them shown later), `ends` the counts of frames after which
    decoding and presentation have met. `first_s` is when the first frame is shown on the file's own clock.
    """

    path: Path
    track: Track
    frames: int
    order: array[int]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    first_s: float

    def start_from(self, frame: int) -> int | None:
        """The first frame at or after `frame` at which a copy may begin."""
        found = bisect_left(self.starts, frame)
        return self.starts[found] if found < len(self.starts) else None

    def end_until(self, frame: int) -> int:
        """The largest count of frames up to `frame` after which a copy may end."""
        found = bisect_right(self.ends, frame)
        return self.ends[found - 1] if found else 0


@dataclass(frozen=True, slots=True)
class Format:
    """What has to agree for pictures to stand in one film. Unsaid colour counts as BT.709."""

    size: tuple[int, int]
    colour: tuple[int, int, int] = BT709


def read_picture(path: Path, fps: int) -> Picture:
    """The picture of any MP4 whose frames are regular at `fps`. Raises: Unfit with the reason; OSError."""
    track = next((t for t in read_tracks(path) if t.kind == "vide" and len(t)), None)
    if track is None:
        raise Unfit("no picture")
    if track.matrix[:20] != MATRIX[:20]:
        raise Unfit("a turned picture")
    count = len(track)
    by_time = sorted(range(count), key=track.shown.__getitem__)
    order = array("I", bytes(4 * count))
    base = track.shown[by_time[0]]
    unit = track.timescale / fps
    for frame, sample in enumerate(by_time):
        order[sample] = frame
        if abs(track.shown[sample] - base - frame * unit) > _TOLERANCE * unit:
            raise Unfit("another frame rate")
    if track.media_start > base + _TOLERANCE * unit:
        raise Unfit("frames hidden by an edit list")
    if track.presented and track.presented * fps < count - 1.5:
        raise Unfit("frames hidden by an edit list")
    starts, ends = _meetings(track, order)
    first_s = track.delay + max(0, base - track.media_start) / track.timescale
    return Picture(path, track, count, order, tuple(starts), tuple(ends), first_s)


def copyable(picture: Picture) -> tuple[Picture, ParameterSets, Format]:
    """A picture that may be copied into an H.264 film, with what that needs: keeps only starts that are IDR.

    Raises: Unfit with the reason; OSError.
    """
    track = picture.track
    if len(set(track.entry_of)) != 1:
        raise Unfit("several sample entries")
    try:
        sets = parse_avcc(track.entries[track.entry_of[0]])
        sps = [read_sps(nal) for nal in sets.sps]
        sets.pps_ids()
    except (ValueError, IndexError) as error:
        raise Unfit(str(error)) from error
    if sets.length_size != 4 or any(not _usable(one) for one in sps):
        raise Unfit("another kind of H.264 (interlaced, more than 8 bits, other chroma, odd pixels, full range)")
    colour = tuple(1 if unsaid == 2 else unsaid for unsaid in sps[0].colour)
    starts = tuple(_idr_only(picture))
    if not starts or starts[0] != 0:
        raise Unfit("no IDR picture at the start")
    fitting = Picture(picture.path, track, picture.frames, picture.order, starts, picture.ends, picture.first_s)
    return fitting, sets, Format((sps[0].width, sps[0].height), (colour[0], colour[1], colour[2]))


def _usable(sps: Sps) -> bool:
    square = sps.aspect[0] == sps.aspect[1]
    return sps.progressive and sps.chroma_format == 1 and sps.bit_depth == 8 and square and not sps.full_range


def _meetings(track: Track, order: array[int]) -> tuple[list[int], list[int]]:
    """Samples at which decoding may begin with all before them shown before; counts after which all met."""
    starts, ends = [], []
    latest = -1
    for sample, frame in enumerate(order):
        if latest == sample - 1:
            if sample:
                ends.append(sample)
            if frame == sample and track.sync[sample]:
                starts.append(sample)
        latest = max(latest, frame)
    ends.append(len(order))
    return starts, ends


def _idr_only(picture: Picture) -> list[int]:
    track = picture.track
    found = []
    with picture.path.open("rb") as file:
        descriptor = file.fileno()
        for sample in picture.starts:
            place = track.offsets[sample]

            def read(start: int, count: int, place: int = place) -> bytes:
                return os.pread(descriptor, count, place + start)

            if is_idr(read, track.sizes[sample], 4):
                found.append(sample)
    return found
