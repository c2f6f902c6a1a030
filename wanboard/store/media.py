"""The media store: finished takes, named by the SHA-256 of their bytes. Files are added whole or not at
all."""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from wanboard.errors import StateError
from wanboard.files import display_path, sha256_file

_STALE_S = 24 * 3600.0


class MediaStore:
    """`<folder>/<sha256>.mp4`; downloads under way are in `<folder>/incoming/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / f"{sha256}.mp4"

    def has(self, sha256: str) -> bool:
        """Whether a file of that name is there and not empty (its bytes are not read)."""
        with contextlib.suppress(OSError):
            return self.path(sha256).stat().st_size > 0
        return False

    def verify(self, sha256: str) -> bool:
        """Whether the file is there and its bytes are what its name says."""
        with contextlib.suppress(OSError):
            return sha256_file(self.path(sha256)) == sha256
        return False

    @contextlib.contextmanager
    def incoming(self) -> Iterator[Path]:
        """A path to download to, on the store's own file system; removed at the end unless it was added.

        Raises: OSError where the folder cannot be written.
        """
        folder = self.folder / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{uuid.uuid4().hex}.mp4"
        try:
            yield path
        finally:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def add(self, path: Path, sha256: str) -> Path:
        """Move a file from `incoming` into the store, synced before and after; its bytes are read once more.

        Raises: OSError (disk full, read-only), StateError where the bytes are not what was received.
        """
        if sha256_file(path) != sha256:
            raise StateError(
                f"{display_path(path)} does not hold what was received",
                hint="the disk or another program changed it; the take is kept by the service, run again",
            )
        target = self.path(sha256)
        _sync(path)
        os.replace(path, target)
        _sync(self.folder)
        return target

    def remove(self, sha256: str) -> int:
        """Delete a take's file; the bytes set free, 0 where there was none. Raises: OSError."""
        path = self.path(sha256)
        try:
            size = path.stat().st_size
            path.unlink()
        except FileNotFoundError:
            return 0
        return size

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """(SHA-256, bytes) of every take in the store, in order of name."""
        if not self.folder.is_dir():
            return
        for path in sorted(self.folder.glob("*.mp4")):
            yield path.stem, path.stat().st_size

    def sweep(self) -> None:
        """Remove downloads that a killed process left behind a day ago or longer."""
        for path in (self.folder / "incoming").glob("*.mp4"):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < time.time() - _STALE_S:
                    path.unlink()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
