"""Writes an MP4 of samples that lie in other files: index first, then the bytes, moved and never decoded.

The index needs only the samples' sizes, so the file is written once, front to back, ready to be streamed.
"""

from __future__ import annotations

import errno
import os
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from wanboard.media.mp4.boxes import box
from wanboard.media.mp4.index import moov
from wanboard.media.mp4.tracks import Chunk, Movie, Samples

_READ_THROUGH = 4 << 20  # samples that lie at most so far apart are read in one go
_OPEN_FILES = 32
_WIDE = 0xFFFFFFFF - (64 << 20)  # bytes of media from which places need 64 bits; the index comes before them


def write_movie(target: Path, film: Movie) -> None:
    """Write the file. Raises: OSError; ValueError where a source is shorter than its samples."""
    chunks = interleave(film)
    tracks = [track.samples for track in film.tracks]
    sizes = [samples.written_sizes() for samples in tracks]
    lengths = [sum(sizes[c.track][c.first : c.first + c.count]) for c in chunks]
    brands = (b"qt  ", b"qt  ") if film.quicktime else (b"isom", b"isomiso2mp41")
    ftyp = box(b"ftyp", brands[0], (512).to_bytes(4, "big"), brands[1])
    wide = sum(lengths) > _WIDE
    head = 16 if wide else 8
    index = moov(film, chunks, lengths, 0, wide)
    index = moov(film, chunks, lengths, len(ftyp) + len(index) + head, wide)
    size = sum(lengths) + head
    with target.open("wb", buffering=0) as out, ExitStack() as stack:
        mdat = b"\0\0\0\1mdat" + size.to_bytes(8, "big") if wide else size.to_bytes(4, "big") + b"mdat"
        _write(out, ftyp + index + mdat)
        files = _Files(stack)
        for chunk in chunks:
            _move(tracks[chunk.track], chunk, files, out)


def interleave(film: Movie) -> list[Chunk]:
    """The chunks of all tracks in the order they lie in the file: by time, about a second each."""
    placed: list[tuple[float, int, Chunk]] = []
    for number, track in enumerate(film.tracks):
        per_chunk = max(1, round(track.timescale / track.duration))
        entries = track.samples.entry
        first = 0
        if track.kind == "text":
            per_chunk = len(entries)
        while first < len(entries):
            stop = min(first + per_chunk, len(entries))
            if entries[first] != entries[stop - 1] or film.several_entries(number):
                stop = next((i for i in range(first, stop) if entries[i] != entries[first]), stop)
            begins = first * track.duration / track.timescale
            placed.append((begins, number, Chunk(number, first, stop - first)))
            first = stop
    placed.sort(key=lambda item: item[:2])
    return [chunk for _, _, chunk in placed]


class _Files:
    """Source files held open, few at a time."""

    def __init__(self, stack: ExitStack) -> None:
        self._open: dict[Path, BinaryIO] = {}
        stack.callback(self.close)

    def __call__(self, path: Path) -> int:
        if path not in self._open:
            if len(self._open) >= _OPEN_FILES:
                self._open.pop(next(iter(self._open))).close()
            self._open[path] = path.open("rb", buffering=0)
        return self._open[path].fileno()

    def close(self) -> None:
        for file in self._open.values():
            file.close()


def _move(samples: Samples, chunk: Chunk, files: _Files, out: BinaryIO) -> None:
    """One chunk's bytes. Samples of one source that lie near each other are read together."""
    end = chunk.first + chunk.count
    first = chunk.first
    while first < end:
        source = samples.source[first]
        start = samples.offset[first]
        stop = first + 1
        reach = start + samples.size[first]
        while (
            stop < end
            and samples.source[stop] == source
            and not samples.prefix[stop]
            and reach <= samples.offset[stop] <= start + _READ_THROUGH
        ):
            reach = samples.offset[stop] + samples.size[stop]
            stop += 1
        if samples.prefix[first]:
            _write(out, samples.prefixes[samples.prefix[first]])
        origin = samples.sources[source]
        sizes = samples.size[first:stop]
        if isinstance(origin, bytes):
            data = origin[start:reach]
        elif reach - start == sum(sizes) and _copy(files(origin), start, reach - start, out):
            first = stop
            continue
        else:
            data = os.pread(files(origin), reach - start, start)
        if len(data) != reach - start:
            raise ValueError("a source became shorter while it was read")
        view = memoryview(data)
        pieces = [
            view[offset - start : offset - start + size]
            for offset, size in zip(samples.offset[first:stop], sizes, strict=True)
        ]
        _write(out, data if len(data) == sum(sizes) else b"".join(pieces))
        first = stop


def _copy(source: int, start: int, count: int, out: BinaryIO) -> bool:
    """Bytes moved by the kernel, where it can; False where nothing was moved."""
    if not hasattr(os, "copy_file_range"):
        return False
    moved = 0
    while moved < count:
        try:
            step = os.copy_file_range(source, out.fileno(), count - moved, start + moved)
        except OSError as error:
            if moved or error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
                raise
            return False
        if step == 0:
            raise ValueError("a source became shorter while it was read")
        moved += step
    return True


def _write(out: BinaryIO, data: bytes) -> None:
    """All of it: a single write may take less, most of all where the disk is nearly full."""
    view = memoryview(data)
    while view:
        view = view[out.write(view) :]
