"""What the parameter sets of an H.264 stream say, and where decoding may begin (H.264, ISO/IEC 14496-15)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from wanboard.media.mp4.boxes import box, find

_HIGH_PROFILES = (44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244)
_SAR = {1: (1, 1), 2: (12, 11), 3: (10, 11), 4: (16, 11), 5: (40, 33), 6: (24, 11), 7: (20, 11), 8: (32, 11)}
_ENTRY_FIELDS = 78  # of a visual sample entry, before the boxes inside it


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """The content of an `avcC` box: what a decoder is set up with."""

    profile: int
    compatibility: int
    level: int
    length_size: int
    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]

    def beside(self, others: ParameterSets) -> ParameterSets:
        """Both in one; the ids must differ."""
        return ParameterSets(
            max(self.profile, others.profile),
            self.compatibility & others.compatibility,
            max(self.level, others.level),
            self.length_size,
            tuple(dict.fromkeys(self.sps + others.sps)),
            tuple(dict.fromkeys(self.pps + others.pps)),
        )

    def in_band(self) -> bytes:
        """As NAL units in front of a picture, in a stream of four-byte lengths."""
        return b"".join(struct.pack(">I", len(nal)) + nal for nal in self.sps + self.pps)

    def sps_ids(self) -> set[int]:
        return {read_sps(sps).sps_id for sps in self.sps}

    def pps_ids(self) -> set[int]:
        return {Bits(pps[1:]).ue() for pps in self.pps}


@dataclass(frozen=True, slots=True)
class Sps:
    """What matters here of a sequence parameter set. Colour: (primaries, transfer, matrix), 2 for unsaid."""

    sps_id: int
    profile: int
    chroma_format: int
    bit_depth: int
    progressive: bool
    width: int
    height: int
    aspect: tuple[int, int]
    full_range: bool
    colour: tuple[int, int, int]


class Bits:
    """Reads the bits of a NAL unit's payload, emulation prevention removed."""

    def __init__(self, data: bytes) -> None:
        clean = data.replace(b"\0\0\3", b"\0\0")
        self._value = int.from_bytes(clean, "big")
        self._left = len(clean) * 8

    def u(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise ValueError("a parameter set ends early")
        return self._value >> self._left & (1 << count) - 1

    def ue(self) -> int:
        zeros = 0
        while not self.u(1):
            zeros += 1
            if zeros > 32:
                raise ValueError("a parameter set holds a number too long")
        return (1 << zeros) - 1 + self.u(zeros)

    def se(self) -> int:
        value = self.ue()
        return (value + 1) // 2 if value % 2 else -(value // 2)


def parse_avcc(entry: bytes) -> ParameterSets:
    """The parameter sets of an `avc1` sample entry (the whole box). Raises: ValueError."""
    found = find(entry, [b"avcC"], 8 + _ENTRY_FIELDS)
    if entry[4:8] != b"avc1" or found is None:
        raise ValueError("not an avc1 sample entry")
    data = entry[found[0] : found[1]]
    place = 6

    def sets(count: int) -> tuple[bytes, ...]:
        nonlocal place
        taken = []
        for _ in range(count):
            size = struct.unpack_from(">H", data, place)[0]
            taken.append(data[place + 2 : place + 2 + size])
            place += 2 + size
        return tuple(taken)

    sps = sets(data[5] & 31)
    place += 1
    pps = sets(data[place - 1])
    if not sps or not pps:
        raise ValueError("no parameter sets in the sample entry")
    return ParameterSets(data[1], data[2], data[3], (data[4] & 3) + 1, sps, pps)


def avcc(sets: ParameterSets) -> bytes:
    """The `avcC` box."""
    listed = [
        bytes([1, sets.profile, sets.compatibility, sets.level, 0xFC | sets.length_size - 1]),
        bytes([0xE0 | len(sets.sps)]),
        *(struct.pack(">H", len(sps)) + sps for sps in sets.sps),
        bytes([len(sets.pps)]),
        *(struct.pack(">H", len(pps)) + pps for pps in sets.pps),
    ]
    if sets.profile in (100, 110, 122, 144, 244):
        first = read_sps(sets.sps[0])
        depth = first.bit_depth - 8
        listed.append(bytes([0xFC | first.chroma_format, 0xF8 | depth, 0xF8 | depth, 0]))
    return box(b"avcC", *listed)


def read_sps(nal: bytes) -> Sps:
    """Raises: ValueError where it ends early."""
    bits = Bits(nal[1:])
    profile = bits.u(8)
    bits.u(16)
    sps_id = bits.ue()
    chroma, depth = 1, 8
    if profile in _HIGH_PROFILES:
        chroma, depth = _high(bits)
    bits.ue()  # log2_max_frame_num
    order = bits.ue()
    if order == 0:
        bits.ue()
    elif order == 1:
        bits.u(1)
        bits.se()
        bits.se()
        for _ in range(bits.ue()):
            bits.se()
    bits.ue()  # reference frames
    bits.u(1)
    width = (bits.ue() + 1) * 16
    map_units = bits.ue() + 1
    progressive = bool(bits.u(1))
    height = map_units * 16 * (1 if progressive else 2)
    if not progressive:
        bits.u(1)
    bits.u(1)
    if bits.u(1):
        step_x, step_y = (2 if chroma in (1, 2) else 1), (2 if chroma == 1 else 1) * (1 if progressive else 2)
        width -= (bits.ue() + bits.ue()) * step_x
        height -= (bits.ue() + bits.ue()) * step_y
    aspect, full_range, colour = _vui(bits) if bits.u(1) else ((1, 1), False, (2, 2, 2))
    return Sps(sps_id, profile, chroma, depth, progressive, width, height, aspect, full_range, colour)


def _high(bits: Bits) -> tuple[int, int]:
    """Chroma format and bit depth of the high profiles."""
    chroma = bits.ue()
    if chroma == 3:
        bits.u(1)
    depth = bits.ue() + 8
    bits.ue()
    bits.u(1)
    if bits.u(1):  # scaling matrices
        for index in range(8 if chroma != 3 else 12):
            if bits.u(1):
                last = following = 8
                for _ in range(16 if index < 6 else 64):
                    if following:
                        following = (last + bits.se()) % 256
                    last = following or last
    return chroma, depth


def _vui(bits: Bits) -> tuple[tuple[int, int], bool, tuple[int, int, int]]:
    """Sample aspect, full range, colour."""
    aspect, full_range, colour = (1, 1), False, (2, 2, 2)
    if bits.u(1):
        code = bits.u(8)
        aspect = (bits.u(16), bits.u(16)) if code == 255 else _SAR.get(code, (1, 1) if code == 0 else (0, code))
    if bits.u(1):
        bits.u(1)
    if bits.u(1):
        bits.u(3)
        full_range = bool(bits.u(1))
        if bits.u(1):
            colour = (bits.u(8), bits.u(8), bits.u(8))
    return aspect, full_range, colour


def is_idr(read: Callable[[int, int], bytes], size: int, length_size: int) -> bool:
    """Whether a sample is an IDR picture: decoding may begin there and nothing after it refers back.

    `read(place, count)` gives bytes of the sample.
    """
    place = 0
    while place + length_size < size:
        head = read(place, length_size + 1)
        kind = head[length_size] & 31
        if 1 <= kind <= 5:
            return kind == 5
        place += length_size + int.from_bytes(head[:length_size], "big")
    return False
