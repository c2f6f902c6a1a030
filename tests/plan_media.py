"""Small media files, written byte by byte: headers are all that the plan reads."""

from __future__ import annotations

import struct
import wave
import zlib
from pathlib import Path


def png(path: Path, width: int, height: int, *, alpha: bool = False) -> Path:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 6 if alpha else 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IEND", b""))
    return path


def jpeg(path: Path, width: int, height: int) -> Path:
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9)
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)
    path.write_bytes(b"\xff\xd8" + app + frame + b"\xff\xd9")
    return path


def bmp(path: Path, width: int, height: int) -> Path:
    path.write_bytes(b"BM" + bytes(12) + struct.pack("<Iii", 40, width, -height) + bytes(28))
    return path


def webp(path: Path, width: int, height: int) -> Path:
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4)
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body)
    return path


def mp4(path: Path, seconds: float, brand: bytes = b"isom") -> Path:
    mvhd = bytes(12) + struct.pack(">II", 1000, round(seconds * 1000)) + bytes(80)
    box = struct.pack(">I4s", 8 + len(mvhd), b"mvhd") + mvhd
    moov = struct.pack(">I4s", 8 + len(box), b"moov") + box
    mdat = struct.pack(">I4s", 16, b"mdat") + b"pictures"
    path.write_bytes(struct.pack(">I4s4sI", 16, b"ftyp", brand, 0) + mdat + moov)
    return path


def wav(path: Path, seconds: float, rate: int = 8000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(rate)
        file.writeframes(bytes(round(seconds * rate)))
    return path


def mp3(path: Path, seconds: float, *, xing: bool = False) -> Path:
    """MPEG 1 layer III at 128 kb/s and 44.1 kHz: 417 bytes, 1152 samples a frame, behind an ID3 tag."""
    frames = round(seconds * 44100 / 1152)
    header = b"\xff\xfb\x90\x00"
    first = header + bytes(413)
    if xing:
        first = header + bytes(32) + b"Xing" + struct.pack(">II", 1, frames) + bytes(369)
    body = first if xing else first * frames
    path.write_bytes(b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + body)
    return path
