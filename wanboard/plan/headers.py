"""Sides of a picture and seconds of a sound or video, from the file's headers. Standard library only.

Every function gets an open file and returns None where the header does not say or is not what it should be.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

_MP3_KBPS = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),  # MPEG 1 layer III
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),  # MPEG 2 and 2.5 layer III
}
_MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_SOF = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


def image_size(file: BinaryIO, name: str) -> tuple[int, int] | None:
    """Width and height in pixels of a png, jpeg, bmp or webp."""
    file.seek(0)
    try:
        if name == "jpeg":
            return _jpeg(file)
        head = file.read(32)
        if name == "png":
            width, height = struct.unpack(">II", head[16:24])
            return width, height
        if name == "bmp":
            width, height = struct.unpack("<ii", head[18:26])
            return width, abs(height)
        return _webp(head)
    except (struct.error, IndexError):
        return None


def has_alpha(file: BinaryIO, name: str) -> bool:
    """Whether a png or webp says that it has a transparent layer."""
    file.seek(0)
    head = file.read(32)
    if name == "png":
        return len(head) > 25 and head[25] in (4, 6)
    return name == "webp" and head[12:16] == b"VP8X" and len(head) > 20 and bool(head[20] & 0x10)


def wav_seconds(file: BinaryIO) -> float | None:
    """Seconds of a RIFF/WAVE file: bytes of its data chunk over bytes a second."""
    file.seek(12)
    rate = 0
    while len(header := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", header)
        if name == b"fmt " and size >= 12:
            body = file.read(size)
            rate = struct.unpack("<I", body[8:12])[0] if len(body) >= 12 else 0
            file.seek(size % 2, 1)
        elif name == b"data":
            here = file.tell()
            present = file.seek(0, 2) - here  # a stream's header may claim more than was written
            return min(size, present) / rate if rate else None
        else:
            file.seek(size + size % 2, 1)
    return None


def mp3_seconds(file: BinaryIO, size: int) -> float | None:
    """Seconds of an MP3: from its Xing/Info header's count of frames, else from the bit rate of its first
    frame."""
    file.seek(0)
    start = 0
    head = file.read(10)
    if head[:3] == b"ID3" and len(head) == 10:
        start = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    file.seek(start)
    data = file.read(4096)
    for place in range(max(0, len(data) - 4)):
        frame = _mp3_frame(data[place : place + 4])
        if frame is None:
            continue
        samples, rate, kbps = frame
        for tag in (b"Xing", b"Info"):
            at = data.find(tag, place, place + 200)
            if at >= 0 and len(data) >= at + 12 and data[at + 7] & 1:
                return float(struct.unpack(">I", data[at + 8 : at + 12])[0] * samples / rate)
        return (size - start - place) * 8 / (kbps * 1000)
    return None


def _mp3_frame(header: bytes) -> tuple[int, int, int] | None:
    """Samples a frame, samples a second, kilobits a second of a layer III frame."""
    word = int.from_bytes(header, "big")
    version, layer = (word >> 19) & 3, (word >> 17) & 3
    if word >> 21 != 0x7FF or version == 1 or layer != 1:
        return None
    rate_index, rate_group = (word >> 12) & 15, (word >> 10) & 3
    kbps = _MP3_KBPS[1 if version == 3 else 2][rate_index]
    if not kbps or rate_group == 3:
        return None
    return (1152 if version == 3 else 576), _MP3_RATES[version][rate_group], kbps


def mp4_seconds(file: BinaryIO, size: int) -> float | None:
    """Seconds of an MP4 or MOV: the duration of its `mvhd` box."""
    moov = _box(file, 0, size, b"moov")
    if moov is None:
        return None
    mvhd = _box(file, *moov, b"mvhd")
    if mvhd is None:
        return None
    file.seek(mvhd[0])
    body = file.read(32)
    try:
        if body[0] == 1:
            scale, duration = struct.unpack(">IQ", body[20:32])
        else:
            scale, duration = struct.unpack(">II", body[12:20])
    except (struct.error, IndexError):
        return None
    return float(duration / scale) if scale and duration else None


def _box(file: BinaryIO, start: int, end: int, wanted: bytes) -> tuple[int, int] | None:
    """Where the body of the first box of a name begins and ends, among the boxes between two places."""
    while start + 8 <= end:
        file.seek(start)
        header = file.read(16)
        if len(header) < 8:
            return None
        length, name = struct.unpack(">I4s", header[:8])
        body = 8
        if length == 1 and len(header) == 16:
            length, body = struct.unpack(">Q", header[8:])[0], 16
        elif length == 0:
            length = end - start
        if length < body:
            return None
        if name == wanted:
            return start + body, min(end, start + length)
        start += length
    return None


def _jpeg(file: BinaryIO) -> tuple[int, int] | None:
    file.seek(2)
    while True:
        marker = file.read(2)
        while len(marker) == 2 and marker[0] == 0xFF and marker[1] == 0xFF:
            marker = marker[1:] + file.read(1)
        if len(marker) < 2 or marker[0] != 0xFF:
            return None
        if marker[1] in _SOF:
            body = file.read(7)
            height, width = struct.unpack(">HH", body[3:7])
            return width, height
        length = struct.unpack(">H", file.read(2))[0]
        file.seek(length - 2, 1)


def _webp(head: bytes) -> tuple[int, int] | None:
    if head[12:16] == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if head[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
