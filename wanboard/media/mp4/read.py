"""Where each sample of an MP4 file lies and when it is shown."""

from __future__ import annotations

import os
import struct
from array import array
from dataclasses import dataclass
from pathlib import Path

from wanboard.media.mp4.boxes import big_endian, find, walk

_MOOV_LIMIT = 512 << 20
_MOST_SAMPLES = 1 << 24  # of a track: more than six days of pictures


class Unfit(Exception):
    """The file is no plain MP4 (another container, fragmented, edited): it has to be decoded to be used."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One track's samples in decoding order. Times in units of `timescale`; `shown` includes reordering.

    `media_start` is the time on the track's own clock at which presentation begins (the edit list's),
    `delay` the seconds of nothing before it, `presented` the seconds the edit list shows (0: all). `sync`
    has one byte a sample: 1 where decoding may begin.
    """

    kind: str
    timescale: int
    entries: tuple[bytes, ...]
    entry_of: array[int]
    sizes: array[int]
    offsets: array[int]
    decoded: array[int]
    shown: array[int]
    sync: bytes
    media_start: int
    delay: float
    presented: float
    matrix: bytes

    def __len__(self) -> int:
        return len(self.sizes)


def read_tracks(path: Path) -> list[Track]:
    """The picture and sound tracks of a file. Raises: Unfit; OSError."""
    moov = _moov(path)
    try:
        header = find(moov, [b"mvhd"])
        if header is None or find(moov, [b"mvex"]) is not None:
            raise Unfit("a fragmented file")
        version = moov[header[0]]
        movie_scale = struct.unpack_from(">I", moov, header[0] + (20 if version else 12))[0]
        tracks = [_track(moov, start, end, movie_scale) for kind, start, end in walk(moov) if kind == b"trak"]
    except (ValueError, struct.error, LookupError, OverflowError) as error:
        raise Unfit(f"a damaged index: {error}") from error
    end_of_file = path.stat().st_size
    found = [track for track in tracks if track is not None]
    for track in found:
        if len(track) and max(map(int.__add__, track.offsets, track.sizes)) > end_of_file:
            raise Unfit("cut short")
    return found


def _moov(path: Path) -> bytes:
    with path.open("rb") as file:
        end = os.fstat(file.fileno()).st_size
        place = 0
        while place + 8 <= end:
            file.seek(place)
            head = file.read(16)
            size, kind = struct.unpack_from(">I4s", head)
            inner = 8
            if size == 1 and len(head) == 16:
                size, inner = struct.unpack_from(">Q", head, 8)[0], 16
            elif size == 0:
                size = end - place
            if size < inner:
                break
            if kind == b"moov" and size <= _MOOV_LIMIT:
                file.seek(place + inner)
                return file.read(size - inner)
            place += size
    raise Unfit("no MP4 index")


def _track(moov: bytes, start: int, end: int, movie_scale: int) -> Track | None:
    def need(*kinds: bytes) -> tuple[int, int]:
        found = find(moov, kinds, start, end)
        if found is None:
            raise ValueError(f"no {kinds[-1].decode()}")
        return found

    def table(kind: bytes) -> bytes | None:
        found = find(moov, [b"mdia", b"minf", b"stbl", kind], start, end)
        return None if found is None else moov[found[0] : found[1]]

    handler = need(b"mdia", b"hdlr")[0]
    kind = moov[handler + 8 : handler + 12].decode("latin-1")
    if kind not in ("vide", "soun"):
        return None
    place = need(b"mdia", b"mdhd")[0]
    timescale = struct.unpack_from(">I", moov, place + (20 if moov[place] else 12))[0]
    place = need(b"tkhd")[0]
    matrix = moov[place + (52 if moov[place] else 40) :][:36]
    description = need(b"mdia", b"minf", b"stbl", b"stsd")
    entries = tuple(moov[inner - 8 : stop] for _, inner, stop in walk(moov, description[0] + 8, description[1]))
    sizes = _sizes(table(b"stsz"))
    decoded = _times(table(b"stts"), len(sizes))
    offsets, entry_of = _places(table(b"stsc"), table(b"stco"), table(b"co64"), sizes)
    if timescale == 0 or movie_scale == 0 or any(number >= len(entries) for number in entry_of):
        raise ValueError("a clock or sample entry that is none")
    media_start, delay, presented = _edit(find(moov, [b"edts", b"elst"], start, end), moov, movie_scale)
    return Track(
        kind=kind,
        timescale=timescale,
        entries=entries,
        entry_of=entry_of,
        sizes=sizes,
        offsets=offsets,
        decoded=decoded,
        shown=_shown(table(b"ctts"), decoded),
        sync=_sync(table(b"stss"), len(sizes)),
        media_start=media_start,
        delay=delay,
        presented=presented,
        matrix=matrix,
    )


def _sizes(stsz: bytes | None) -> array[int]:
    if stsz is None:
        raise ValueError("no sample sizes")
    size, count = struct.unpack_from(">II", stsz, 4)
    if count > _MOST_SAMPLES:
        raise ValueError(f"{count} samples")
    return array("I", [size]) * count if size else big_endian("I", stsz[12 : 12 + 4 * count])


def _times(stts: bytes | None, count: int) -> array[int]:
    if stts is None:
        raise ValueError("no sample times")
    times = array("q")
    now = 0
    for run, delta in struct.iter_unpack(">II", stts[8 : 8 + 8 * struct.unpack_from(">I", stts, 4)[0]]):
        run = min(run, count - len(times))
        times.extend(range(now, now + run * delta, delta) if delta else [now] * run)
        now += run * delta
    if len(times) != count:
        raise ValueError("sample times and sizes disagree")
    return times


def _shown(ctts: bytes | None, decoded: array[int]) -> array[int]:
    if ctts is None:
        return decoded
    shown = array("q", decoded)
    index = 0
    for run, offset in struct.iter_unpack(">Ii", ctts[8 : 8 + 8 * struct.unpack_from(">I", ctts, 4)[0]]):
        stop = min(index + run, len(shown))
        for sample in range(index, stop):
            shown[sample] += offset
        index = stop
    return shown


def _sync(stss: bytes | None, count: int) -> bytes:
    if stss is None:
        return b"\1" * count
    flags = bytearray(count)
    for number in big_endian("I", stss[8 : 8 + 4 * struct.unpack_from(">I", stss, 4)[0]]):
        if 1 <= number <= count:
            flags[number - 1] = 1
    return bytes(flags)


def _places(
    stsc: bytes | None, stco: bytes | None, co64: bytes | None, sizes: array[int]
) -> tuple[array[int], array[int]]:
    if stsc is None:
        raise ValueError("no chunks")
    if co64 is not None:
        chunks = big_endian("Q", co64[8 : 8 + 8 * struct.unpack_from(">I", co64, 4)[0]])
    elif stco is not None:
        chunks = big_endian("I", stco[8 : 8 + 4 * struct.unpack_from(">I", stco, 4)[0]])
    else:
        raise ValueError("no chunk offsets")
    runs = list(struct.iter_unpack(">III", stsc[8 : 8 + 12 * struct.unpack_from(">I", stsc, 4)[0]]))
    offsets, entry_of = array("Q"), array("H")
    sample = 0
    for (first, per_chunk, entry), following in zip(runs, [*runs[1:], (len(chunks) + 1, 0, 0)], strict=True):
        for chunk in range(first - 1, following[0] - 1):
            place = chunks[chunk]
            for _ in range(min(per_chunk, len(sizes) - sample)):
                offsets.append(place)
                entry_of.append(entry - 1)
                place += sizes[sample]
                sample += 1
    if sample != len(sizes):
        raise ValueError("chunks and sizes disagree")
    return offsets, entry_of


def _edit(found: tuple[int, int] | None, moov: bytes, movie_scale: int) -> tuple[int, float, float]:
    """Start on the track's clock, delay and length in seconds of an edit list of at most one edit."""
    if found is None:
        return 0, 0.0, 0.0
    version, count = moov[found[0]], struct.unpack_from(">I", moov, found[0] + 4)[0]
    layout = ">Qqi" if version else ">Iii"
    size = struct.calcsize(layout)
    edits = [struct.unpack_from(layout, moov, found[0] + 8 + i * size) for i in range(count)]
    delay = 0.0
    if edits and edits[0][1] == -1:
        delay = edits.pop(0)[0] / movie_scale
    if len(edits) > 1 or any(edit[2] != 0x10000 for edit in edits):
        raise Unfit("an edited file")
    return (edits[0][1], delay, edits[0][0] / movie_scale) if edits else (0, delay, 0.0)
