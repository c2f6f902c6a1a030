"""A take's sound as AAC packets that can be copied."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from wanboard.media.mp4.boxes import find
from wanboard.media.mp4.read import Track, Unfit, read_tracks
from wanboard.media.voices import AAC_FRAME

_ENTRY_FIELDS = 28  # of a sound sample entry of version 0, before the boxes inside it


@dataclass(frozen=True, slots=True, eq=False)
class Packets:
    """`config` is the AudioSpecificConfig; packet 0 begins at sample `begins` of the file's own clock (below zero:
    the encoder's delay)."""

    path: Path
    track: Track
    config: bytes
    rate: int
    channels: int
    begins: int


def read_packets(path: Path) -> Packets:
    """Raises: Unfit with the reason; OSError."""
    track = next((t for t in read_tracks(path) if t.kind == "soun" and len(t)), None)
    if track is None:
        raise Unfit("no sound")
    entry = track.entries[0]
    try:
        version = struct.unpack_from(">H", entry, 16)[0]
        channels, rate = struct.unpack_from(">H", entry, 24)[0], struct.unpack_from(">I", entry, 32)[0] >> 16
        found = find(entry, [b"esds"], 8 + _ENTRY_FIELDS)
    except (struct.error, ValueError) as error:
        raise Unfit("a damaged sound description") from error
    if entry[4:8] != b"mp4a" or version != 0 or found is None or len(track.entries) > 1:
        raise Unfit("sound that is no plain AAC")
    config = _config(entry[found[0] + 4 : found[1]])
    steps = {after - before for before, after in zip(track.decoded, track.decoded[1:], strict=False)}
    if track.timescale != rate or steps - {AAC_FRAME} or config[0] >> 3 != 2:
        raise Unfit("sound that is no AAC-LC of one frame after the other")
    return Packets(path, track, config, rate, channels, round(track.delay * rate) - track.media_start)


def _config(esds: bytes) -> bytes:
    """The decoder's set-up, from the descriptors of an `esds` box (ISO/IEC 14496-1)."""
    place = 0
    while place + 2 < len(esds):
        tag = esds[place]
        place += 1
        size = 0
        while esds[place] & 0x80:
            size = size << 7 | esds[place] & 0x7F
            place += 1
        size = size << 7 | esds[place]
        place += 1
        if tag == 3:
            place += 3
        elif tag == 4:
            if esds[place] != 0x40:
                raise Unfit("sound that is no AAC")
            place += 13
        elif tag == 5 and size >= 2:
            return esds[place : place + size]
        else:
            place += size
    raise Unfit("sound without a set-up")
