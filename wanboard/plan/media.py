"""What a media file that goes along with a request is: its kind by its first bytes, size, sides, seconds,
hash.

Reads files, decodes nothing. Standard library only, so that checking a storyboard imports no media library. A
number that cannot be read is None; the service then has the last word.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from wanboard.files import sha256_file
from wanboard.plan.headers import has_alpha, image_size, mp3_seconds, mp4_seconds, wav_seconds

MediaKind = Literal["image", "video", "audio"]
_HEAD = 64


@dataclass(frozen=True, slots=True)
class Facts:
    """`format` is the container's or codec's short name ("png", "mp4", "wav"), None where it is none of those
    that any service takes. Sides in pixels for pictures, seconds for sounds and videos. `is_text`: not media at
    all but words, such as the pointer that Git LFS leaves where a file was not fetched, or nothing. `alpha`: a picture
    with a transparent layer."""

    kind: MediaKind | None
    format: str | None
    size: int
    pixels: tuple[int, int] | None
    seconds: float | None
    is_text: bool = False
    alpha: bool = False


class MediaFacts(Protocol):
    """Where facts come from. Raises: OSError where the file cannot be read."""

    def facts(self, path: Path) -> Facts: ...

    def sha256(self, path: Path) -> str: ...


class FileFacts:
    """Facts from the files themselves, each read once while its size and modification time stay the same."""

    def __init__(self) -> None:
        self._facts: dict[tuple[Path, int, int], Facts] = {}
        self._hashes: dict[tuple[Path, int, int], str] = {}

    def facts(self, path: Path) -> Facts:
        """Raises: OSError."""
        return _cached(self._facts, path, read_facts)

    def sha256(self, path: Path) -> str:
        """Hex SHA-256 of the file's bytes. Raises: OSError."""
        return _cached(self._hashes, path, sha256_file)


def read_facts(path: Path) -> Facts:
    """What the file says of itself. Raises: OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD)
        kind, name = _kind(head)
        alpha = has_alpha(file, name) if kind == "image" and name else False
        pixels = image_size(file, name) if kind == "image" and name else None
        seconds = None
        match name:
            case "wav":
                seconds = wav_seconds(file)
            case "mp3":
                seconds = mp3_seconds(file, size)
            case "mp4" | "mov":
                seconds = mp4_seconds(file, size)
    return Facts(kind, name, size, pixels, seconds, is_text=kind is None and _is_text(head), alpha=alpha)


def kind_of_name(name: str) -> MediaKind | None:
    """What a URL or file name promises by its ending."""
    ending = name.split("?", 1)[0].split("#", 1)[0].rsplit(".", 1)[-1].lower()
    return _ENDINGS.get(ending)


_ENDINGS: dict[str, MediaKind] = {
    "jpg": "image", "jpeg": "image", "png": "image", "bmp": "image", "webp": "image",
    "mp4": "video", "mov": "video",
    "wav": "audio", "mp3": "audio",
}  # fmt: skip


def _kind(head: bytes) -> tuple[MediaKind | None, str | None]:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image", "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image", "jpeg"
    if head.startswith(b"BM"):
        return "image", "bmp"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image", "webp"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio", "wav"
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        audio = head[8:12] in (b"M4A ", b"M4B ")
        return (None, None) if audio else ("video", "mov" if head[8:12] == b"qt  " else "mp4")
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "audio", "mp3"
    return None, None


def _is_text(head: bytes) -> bool:
    try:
        words = head.decode("utf-8", errors="strict" if len(head) < _HEAD else "ignore")
    except UnicodeDecodeError:
        return False
    return len(words.encode()) > len(head) - 4 and all(c.isprintable() or c in "\t\n\r\ufeff" for c in words)


_T = TypeVar("_T")


def _cached(cache: dict[tuple[Path, int, int], _T], path: Path, read: Callable[[Path], _T]) -> _T:
    state = os.stat(path)
    key = (path, state.st_size, state.st_mtime_ns)
    if key not in cache:
        cache[key] = read(path)
    return cache[key]
