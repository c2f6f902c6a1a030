"""Boxes: the units of an MP4 file (ISO/IEC 14496-12). Building and walking them."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable, Iterator

MATRIX = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def box(kind: bytes, *parts: bytes) -> bytes:
    size = 8 + sum(map(len, parts))
    return struct.pack(">I4s", size, kind) + b"".join(parts)


def full(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def walk(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start of the content and end of each box. Raises: ValueError where one does not fit."""
    end = len(data) if end is None else end
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1 and start + 16 <= end:
            size = struct.unpack_from(">Q", data, start + 8)[0]
            head = 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            raise ValueError(f"a box {kind!r} of {size} bytes does not fit where it lies")
        yield kind, start + head, start + size
        start += size


def find(data: bytes, path: Iterable[bytes], start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Content of the first box along a path of kinds."""
    end = len(data) if end is None else end
    for wanted in path:
        for kind, inner, stop in walk(data, start, end):
            if kind == wanted:
                start, end = inner, stop
                break
        else:
            return None
    return start, end


def big_endian(typecode: str, data: bytes) -> array[int]:
    """A table of big-endian integers, as they stand in a box."""
    table = array(typecode, data)
    if sys.byteorder == "little":
        table.byteswap()
    return table


def to_bytes(typecode: str, values: Iterable[int]) -> bytes:
    """The reverse of `big_endian`."""
    table = array(typecode, values)
    if sys.byteorder == "little":
        table.byteswap()
    return table.tobytes()
