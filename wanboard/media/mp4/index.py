"""The index of an MP4 file (`moov`): tracks, times, chapters, metadata."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

from wanboard.media.mp4.boxes import MATRIX, box, full, to_bytes
from wanboard.media.mp4.h264 import ParameterSets, avcc
from wanboard.media.mp4.tracks import Chunk, Movie, Track

_METADATA = {
    "title": b"\xa9nam",
    "artist": b"\xa9ART",
    "comment": b"\xa9cmt",
    "date": b"\xa9day",
    "description": b"desc",
    "encoder": b"\xa9too",
    "genre": b"\xa9gen",
    "copyright": b"cprt",
}
_CHPL_LIMIT = 255


def visual_entry(sets: ParameterSets, size: tuple[int, int], colour: tuple[int, int, int]) -> bytes:
    """An `avc1` sample entry with colour tags and square pixels."""
    fields = struct.pack(">6xH16xHHIIIH32xHh", 1, size[0], size[1], 0x480000, 0x480000, 0, 1, 24, -1)
    colr = box(b"colr", b"nclx", struct.pack(">HHHB", *colour, 0))
    return box(b"avc1", fields, avcc(sets), colr, box(b"pasp", struct.pack(">II", 1, 1)))


def aac_entry(config: bytes, rate: int, channels: int, bit_rate: int) -> bytes:
    """An `mp4a` sample entry around an AudioSpecificConfig."""

    def descriptor(tag: int, *parts: bytes) -> bytes:
        content = b"".join(parts)
        return bytes([tag, 0x80, 0x80, 0x80, len(content)]) + content

    decoder = descriptor(4, struct.pack(">BB3xII", 0x40, 0x15, bit_rate, bit_rate), descriptor(5, config))
    esds = full(b"esds", 0, 0, descriptor(3, struct.pack(">HB", 2, 0), decoder, descriptor(6, b"\2")))
    return box(b"mp4a", struct.pack(">6xH8xHHHHI", 1, channels, 16, 0, 0, rate << 16), esds)


def text_entry() -> bytes:
    """A QuickTime `text` sample entry: what chapter titles are written as."""
    return box(b"text", struct.pack(">6xHII6x8x8xHHxHHHHx", 1, 1, 1, 0, 0, 0, 0, 0, 0))


def text_sample(title: str) -> bytes:
    data = title.encode()[:0xFFFF]
    return struct.pack(">H", len(data)) + data + box(b"encd", b"\0\0\1\0")


def moov(film: Movie, chunks: Sequence[Chunk], lengths: Sequence[int], base: int, wide: bool) -> bytes:
    """The whole index; `base` is where the first chunk will lie. Its size does not depend on `base`."""
    scale = film.tracks[0].timescale
    length = film.tracks[0].length
    places: list[list[int]] = [[] for _ in film.tracks]
    of_track: list[list[Chunk]] = [[] for _ in film.tracks]
    for chunk, size in zip(chunks, lengths, strict=True):
        places[chunk.track].append(base)
        of_track[chunk.track].append(chunk)
        base += size
    mvhd = full(
        b"mvhd", 1, 0,
        struct.pack(">QQIQIH10x", 0, 0, scale, length, 0x10000, 0x100),
        MATRIX, bytes(24), struct.pack(">I", len(film.tracks) + 1),
    )  # fmt: skip
    tracks = [_trak(film, number, of_track[number], places[number], wide) for number in range(len(film.tracks))]
    return box(b"moov", mvhd, *tracks, _udta(film))


def _trak(film: Movie, number: int, chunks: Sequence[Chunk], places: Sequence[int], wide: bool) -> bytes:
    track = film.tracks[number]
    scale = film.tracks[0].timescale
    length = round(track.length * scale / track.timescale)
    volume = 0x100 if track.kind == "soun" else 0
    group = 1 if track.kind == "soun" else 0
    tkhd = full(
        b"tkhd", 1, 2 if track.kind == "text" else 3,
        struct.pack(">QQIIQ8xHHHH", 0, 0, number + 1, 0, length, 0, group, volume, 0),
        MATRIX, struct.pack(">II", track.size[0] << 16, track.size[1] << 16),
    )  # fmt: skip
    edit = full(b"elst", 1, 0, struct.pack(">IQqI", 1, length, track.first, 0x10000))
    count = len(track.samples)
    media_length = count * track.duration if track.durations is None else sum(track.durations)
    mdhd = full(b"mdhd", 1, 0, struct.pack(">QQIQHH", 0, 0, track.timescale, media_length, 0x55C4, 0))
    name = {"vide": b"Picture", "soun": b"Sound", "text": b"Chapters"}[track.kind]
    hdlr = full(b"hdlr", 0, 0, bytes(4), track.kind.encode(), bytes(12), name + b"\0")
    dinf = box(b"dinf", full(b"dref", 0, 0, struct.pack(">I", 1), full(b"url ", 0, 1)))
    minf = box(b"minf", _media_header(track.kind), dinf, _stbl(track, chunks, places, wide))
    parts = [tkhd, box(b"edts", edit)]
    chapters = next((n + 1 for n, other in enumerate(film.tracks) if other.kind == "text"), None)
    if chapters is not None and track.kind == "vide":
        parts.append(box(b"tref", box(b"chap", struct.pack(">I", chapters))))
    return box(b"trak", *parts, box(b"mdia", mdhd, hdlr, minf))


def _media_header(kind: str) -> bytes:
    if kind == "vide":
        return full(b"vmhd", 0, 1, bytes(8))
    if kind == "soun":
        return full(b"smhd", 0, 0, bytes(4))
    gmin = full(b"gmin", 0, 0, struct.pack(">HHHHhH", 0x40, 0x8000, 0x8000, 0x8000, 0, 0))
    return box(b"gmhd", gmin, box(b"text", MATRIX))


def _stbl(track: Track, chunks: Sequence[Chunk], places: Sequence[int], wide: bool) -> bytes:
    samples = track.samples
    count = len(samples)
    durations = [(count, track.duration)] if track.durations is None else _run_lengths(track.durations)
    tables = [
        full(b"stsd", 0, 0, struct.pack(">I", len(track.entries)), *track.entries),
        _runs(b"stts", ">II", durations),
    ]
    late = track.first // track.duration if track.kind == "vide" else 0
    offsets = [place + late - number for number, place in enumerate(samples.place)]
    if any(offsets):
        if min(offsets) < 0:
            raise ValueError("a sample is shown before it is decoded")
        tables.append(_runs(b"ctts", ">II", _run_lengths(n * track.duration for n in offsets)))
    if not all(samples.sync):
        numbers = [number + 1 for number, flag in enumerate(samples.sync) if flag]
        tables.append(full(b"stss", 0, 0, struct.pack(">I", len(numbers)), to_bytes("I", numbers)))
    of_chunk = [(chunk.count, samples.entry[chunk.first] + 1) for chunk in chunks]
    runs = [
        (number + 1, *shape) for number, shape in enumerate(of_chunk) if not number or shape != of_chunk[number - 1]
    ]
    tables.append(_runs(b"stsc", ">III", runs))
    tables.append(full(b"stsz", 0, 0, struct.pack(">II", 0, count), to_bytes("I", samples.written_sizes())))
    kind, code = (b"co64", "Q") if wide else (b"stco", "I")
    tables.append(full(kind, 0, 0, struct.pack(">I", len(places)), to_bytes(code, places)))
    return box(b"stbl", *tables)


def _runs(kind: bytes, layout: str, runs: Sequence[tuple[int, ...]]) -> bytes:
    return full(kind, 0, 0, struct.pack(">I", len(runs)), *(struct.pack(layout, *run) for run in runs))


def _run_lengths(values: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    current, count = 0, 0
    for value in values:
        if count and value != current:
            runs.append((count, current))
            count = 0
        current = value
        count += 1
    return [*runs, (count, current)] if count else runs


def _udta(film: Movie) -> bytes:
    items = [
        box(_METADATA[key], box(b"data", struct.pack(">II", 1, 0), text.encode()))
        for key, text in film.metadata.items()
        if key in _METADATA
    ]
    handler = full(b"hdlr", 0, 0, bytes(4), b"mdirappl", bytes(9))
    parts = [full(b"meta", 0, 0, handler, box(b"ilst", *items))]
    if 0 < len(film.chapters) <= _CHPL_LIMIT:
        scale = film.tracks[0].timescale
        listed = []
        for title, start in film.chapters:
            name = title.encode()[:255].decode(errors="ignore").encode()
            listed.append(struct.pack(">QB", start * 10_000_000 // scale, len(name)) + name)
        parts.append(full(b"chpl", 1, 0, struct.pack(">IB", 0, len(listed)), *listed))
    return box(b"udta", *parts)
