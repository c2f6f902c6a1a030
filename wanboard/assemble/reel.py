"""Spans → the film's picture track: samples of takes and of drawn files, with the sample entries they need.

Takes of different encoders have different parameter sets under the same number. Each distinct one gets a sample
entry, and, because many players (Chromium among them) read only the first entry, stands also in the stream, before
every picture at which decoding may begin. Where all takes agree, nothing is added and packets are copied as they
are. Drawn spans have parameter sets under a number of their own, which stand beside the takes' in every entry.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path

from wanboard.assemble.film import FilmSpec
from wanboard.assemble.spans import Copied, Span
from wanboard.assemble.takes import Prepared
from wanboard.media.mp4.h264 import ParameterSets
from wanboard.media.mp4.index import visual_entry
from wanboard.media.mp4.tracks import Samples, Track
from wanboard.media.take import BT709, Picture, copyable, read_picture

_TICKS = 512  # of the picture's clock in a frame


def free_sps_id(prepared: Sequence[Prepared]) -> int:
    """A number for drawn spans' parameter sets that no take uses."""
    used = {number for take in prepared for number in take.sets.sps_ids() | take.sets.pps_ids()}
    return next(number for number in range(1, 32) if number not in used)


def picture_track(
    spec: FilmSpec,
    size: tuple[int, int],
    spans: Sequence[Span],
    prepared: Mapping[Path, Prepared],
    drawn: Mapping[int, Path],
) -> Track:
    """The H.264 track of all spans; `drawn` is the file of each drawn span by its number.

    Raises: OSError; Unfit, ValueError where a drawn file is not what it should be.
    """
    runs: list[tuple[Span, Picture, ParameterSets, int, int]] = []
    for number, span in enumerate(spans):
        if isinstance(span, Copied):
            take = prepared[spec.segments[span.segment].take]
            runs.append((span, take.picture, take.sets, span.first, span.first + span.frames))
        else:
            picture, sets, _ = copyable(read_picture(drawn[number], spec.fps))
            if picture.frames != span.frames:
                raise ValueError(f"a drawn span has {picture.frames} frames instead of {span.frames}")
            runs.append((span, picture, sets, 0, picture.frames))
    taken = list(dict.fromkeys(sets for span, _, sets, _, _ in runs if isinstance(span, Copied)))
    made = list(dict.fromkeys(sets for span, _, sets, _, _ in runs if not isinstance(span, Copied)))
    together = made[0] if made else None
    kinds = taken or made
    agree = len(taken) <= 1 and len(made) <= 1
    entries = [
        visual_entry(sets.beside(together) if together and sets != together else sets, size, BT709) for sets in kinds
    ]
    samples = Samples()
    late = entry = 0
    for span, picture, sets, first, last in runs:
        entry = kinds.index(sets) if sets in kinds else entry
        late = max(late, _late(picture.order, first, last))
        starts = set(picture.starts)
        samples.extend(
            picture.path,
            picture.track.offsets[first:last],
            picture.track.sizes[first:last],
            places=[span.at + frame - first for frame in picture.order[first:last]],
            sync=bytes(number in starts for number in range(first, last)),
            entry=entry,
            before_sync=b"" if agree else sets.in_band(),
        )
    return Track("vide", samples, spec.fps * _TICKS, _TICKS, entries, late * _TICKS, spec.frames * _TICKS, size)


def other_track(spec: FilmSpec, size: tuple[int, int], parts: Sequence[tuple[Picture, int]]) -> Track:
    """The track of a film that was encoded as a whole, in parts: (picture, film frame it begins at)."""
    entries = list(dict.fromkeys(picture.track.entries[0] for picture, _ in parts))
    samples = Samples()
    late = 0
    for picture, at in parts:
        late = max(late, _late(picture.order, 0, picture.frames))
        samples.extend(
            picture.path,
            picture.track.offsets,
            picture.track.sizes,
            places=[at + frame for frame in picture.order],
            sync=picture.track.sync,
            entry=entries.index(picture.track.entries[0]),
        )
    return Track("vide", samples, spec.fps * _TICKS, _TICKS, entries, late * _TICKS, spec.frames * _TICKS, size)


def _late(order: array[int], first: int, last: int) -> int:
    """By how many frames presentation has to wait for decoding."""
    return max(number - frame for number, frame in enumerate(order[first:last], first))
