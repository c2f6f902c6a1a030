"""AAC in parts: the film's sound is encoded as one stream, its parts on several threads and cached.

A part is encoded with a few frames of its neighbours on each side. A frame of AAC overlaps the next by half, so two
parts join without a seam after any frame for which both encoders chose the same window; there `join` cuts.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame

from wanboard.files import write_atomic
from wanboard.media.voices import AAC_FRAME, RATE

BIT_RATE = 192_000
OVERLAP = 8  # frames encoded on each side of a part
_SETTLED = 3  # frames after which an encoder has forgotten that it began

Samples = np.ndarray[Any, np.dtype[np.float32]]  # 2 x n


@dataclass(frozen=True, slots=True)
class Part:
    """Encoded frames in a file. `first` is the film's frame that its first packet is; `offsets` and `sizes` say
    where each packet lies; `windows` is what each says of its window, -1 where that cannot be compared."""

    path: Path
    first: int
    offsets: tuple[int, ...]
    sizes: tuple[int, ...]
    windows: tuple[int, ...]


def encode(samples: Samples) -> tuple[list[bytes], bytes]:
    """Packets and the AudioSpecificConfig. The first packet is the encoder's delay: packet n ends at sample
    n x 1024."""
    encoder = av.CodecContext.create("aac", "w")
    assert isinstance(encoder, AudioCodecContext)
    encoder.rate = RATE
    encoder.layout = "stereo"
    encoder.format = "fltp"
    encoder.bit_rate = BIT_RATE
    encoder.options = {"aac_coder": "fast"}
    packets = []
    for start in range(0, samples.shape[1], AAC_FRAME):
        block = np.ascontiguousarray(samples[:, start : start + AAC_FRAME])
        frame = AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate = RATE
        frame.time_base = Fraction(1, RATE)
        frame.pts = start
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    packets += [bytes(packet) for packet in encoder.encode(None)]
    return packets, bytes(encoder.extradata or b"")


def decode(packets: Sequence[bytes], config: bytes) -> Samples:
    """What a player hears, the encoder's delay at its beginning."""
    decoder = av.CodecContext.create("aac", "r")
    assert isinstance(decoder, AudioCodecContext)
    decoder.extradata = config
    frames = [frame.to_ndarray() for data in packets for frame in decoder.decode(av.Packet(data))]
    return np.concatenate(frames, axis=1) if frames else np.zeros((2, 0), np.float32)


@functools.cache
def config() -> bytes:
    """The AudioSpecificConfig of what `encode` gives."""
    return encode(np.zeros((2, AAC_FRAME), np.float32))[1]


def write_part(path: Path, packets: Sequence[bytes]) -> None:
    """A part as a file: the number of packets, their sizes, the packets."""
    head = struct.pack(f">{len(packets) + 1}I", len(packets), *map(len, packets))
    write_atomic(path, head + b"".join(packets))


def read_part(path: Path, first: int) -> Part:
    """Raises: OSError; ValueError where the file is damaged."""
    data = path.read_bytes()
    try:
        count = struct.unpack_from(">I", data)[0]
        sizes = struct.unpack_from(f">{count}I", data, 4)
    except struct.error as error:
        raise ValueError(str(error)) from error
    place = 4 * (count + 1)
    if place + sum(sizes) != len(data):
        raise ValueError("its length is wrong")
    offsets, windows = [], []
    for size in sizes:
        offsets.append(place)
        windows.append(_window(data[place : place + 4]))
        place += size
    return Part(path, first, tuple(offsets), sizes, tuple(windows))


def _window(head: bytes) -> int:
    """Window sequence and shape of a channel pair with a common window (ISO/IEC 14496-3, 4.4.2); else -1."""
    bits = int.from_bytes(head.ljust(4, b"\0"), "big")
    element, common = bits >> 29, bits >> 24 & 1
    return bits >> 20 & 7 if element == 1 and common else -1


def join(parts: Sequence[Part], boundaries: Sequence[int], count: int) -> list[tuple[Part, int, int]]:
    """Which packets of each part make the stream of `count` frames: (part, from, to) by its own numbers.

    `boundaries` are the frames near which a part gives way to the next.
    """
    cuts = [0]
    for before, after, wanted in zip(parts, parts[1:], boundaries, strict=False):
        low = max(after.first + _SETTLED, cuts[-1])
        high = min(before.first + len(before.sizes), after.first + len(after.sizes)) - 2
        away = sorted((abs(frame - wanted), frame) for frame in range(low, high + 1))
        same = (
            frame
            for _, frame in away
            if -1 != before.windows[frame - before.first] == after.windows[frame - after.first]
        )
        cuts.append(next(same, wanted) + 1)
    cuts.append(count)
    return [
        (part, start - part.first, stop - part.first) for part, (start, stop) in zip(parts, pairwise(cuts), strict=True)
    ]
