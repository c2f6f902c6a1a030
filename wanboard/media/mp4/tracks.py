"""A file under construction: tracks of samples that lie in other files. Data only."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True, eq=False)
class Samples:
    """A track under construction: samples in decoding order, each of the same duration.

    `place` is where a sample is shown, counted in samples from the film's start; it may differ from decoding
    order. `entry` is the number of its sample entry, `prefix` that of bytes written before its own (0: none).
    """

    sources: list[Path | bytes] = field(default_factory=list)
    source: array[int] = field(default_factory=lambda: array("I"))
    offset: array[int] = field(default_factory=lambda: array("Q"))
    size: array[int] = field(default_factory=lambda: array("I"))
    entry: array[int] = field(default_factory=lambda: array("H"))
    place: array[int] = field(default_factory=lambda: array("q"))
    sync: bytearray = field(default_factory=bytearray)
    prefix: array[int] = field(default_factory=lambda: array("H"))
    prefixes: list[bytes] = field(default_factory=lambda: [b""])

    def __len__(self) -> int:
        return len(self.size)

    def extend(
        self,
        source: Path | bytes,
        offsets: Iterable[int],
        sizes: Sequence[int],
        *,
        places: Iterable[int] | None = None,
        sync: bytes | None = None,
        entry: int = 0,
        before_sync: bytes = b"",
    ) -> None:
        """A run of samples of one source; shown in order from here on where `places` says nothing else.

        `before_sync` is written before each sample at which decoding may begin.
        """
        count = len(sizes)
        if not self.sources or self.sources[-1] != source:
            self.sources.append(source)
        start = len(self)
        self.source.extend([len(self.sources) - 1] * count)
        self.offset.extend(iter(offsets))
        self.size.extend(iter(sizes))
        self.entry.extend([entry] * count)
        self.place.extend(iter(range(start, start + count) if places is None else places))
        self.sync += b"\1" * count if sync is None else sync
        if before_sync not in self.prefixes:
            self.prefixes.append(before_sync)
        number = self.prefixes.index(before_sync)
        self.prefix.extend(number if flag else 0 for flag in self.sync[start:])
        if not len(self.offset) == len(self.place) == len(self.sync) == len(self):
            raise ValueError("a run's tables differ in length")

    def written_sizes(self) -> array[int]:
        """Bytes of each sample as written."""
        if len(self.prefixes) == 1:
            return self.size
        lengths = [len(prefix) for prefix in self.prefixes]
        return array("I", (size + lengths[n] for size, n in zip(self.size, self.prefix, strict=True)))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive samples of one track and one sample entry that lie together in the file."""

    track: int
    first: int
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A track and its clock, in units of `timescale`. A sample lasts `duration`, where `durations` (one for
    each sample) does not say otherwise.

    `first` is the time on the track's own clock at which the film begins (reordering, encoder delay),
    `length` the film's length on that clock.
    """

    kind: str  # vide, soun, text
    samples: Samples
    timescale: int
    duration: int
    entries: Sequence[bytes]
    first: int
    length: int
    size: tuple[int, int] = (0, 0)
    durations: Sequence[int] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Movie:
    """Track 0 is the picture; its clock is the film's. `chapters` are (title, start) on that clock."""

    tracks: Sequence[Track]
    chapters: Sequence[tuple[str, int]] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    quicktime: bool = False  # a .mov

    def several_entries(self, track: int) -> bool:
        return len(self.tracks[track].entries) > 1
