"""Which characters a font file has: its `cmap` table, read with the standard library."""

from __future__ import annotations

import struct
from pathlib import Path

_FORMAT_SEGMENTS, _FORMAT_GROUPS = 4, 12  # the two cmap formats of OpenType that the bundled fonts use


def read_coverage(path: Path) -> frozenset[int]:
    """The code points the font maps to a glyph other than 0 (the empty box).

    Source: OpenType specification, `cmap`. Raises: OSError, ValueError where the file is no such font.
    """
    data = path.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    for index in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * index)
        if tag == b"cmap":
            return _read_cmap(data, offset)
    raise ValueError(f"{path.name} has no cmap table")


def _read_cmap(data: bytes, start: int) -> frozenset[int]:
    (count,) = struct.unpack_from(">H", data, start + 2)
    found: set[int] = set()
    for index in range(count):
        (offset,) = struct.unpack_from(">I", data, start + 4 + 8 * index + 4)
        (layout,) = struct.unpack_from(">H", data, start + offset)
        if layout == _FORMAT_SEGMENTS:
            found |= _read_segments(data, start + offset)
        elif layout == _FORMAT_GROUPS:
            found |= _read_groups(data, start + offset)
    return frozenset(found)


def _read_groups(data: bytes, start: int) -> set[int]:
    (count,) = struct.unpack_from(">I", data, start + 12)
    found: set[int] = set()
    for index in range(count):
        first, last, glyph = struct.unpack_from(">III", data, start + 16 + 12 * index)
        found.update(range(first if glyph else first + 1, last + 1))
    return found


def _read_segments(data: bytes, start: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", data, start + 6)
    count = doubled // 2
    ends_at = start + 14
    starts_at, deltas_at, offsets_at = (ends_at + 2 + doubled * n for n in (1, 2, 3))
    ends = struct.unpack_from(f">{count}H", data, ends_at)
    starts = struct.unpack_from(f">{count}H", data, starts_at)
    deltas = struct.unpack_from(f">{count}H", data, deltas_at)
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    found: set[int] = set()
    for index, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, last + 1):
            if offset == 0:
                glyph = (code + delta) & 0xFFFF
            else:
                (glyph,) = struct.unpack_from(
                    ">H", data, offsets_at + 2 * index + offset + 2 * (code - first)
                )
            if glyph and code != 0xFFFF:
                found.add(code)
    return found
