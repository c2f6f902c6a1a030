"""Files: atomic writes, content hashes, the project root. Standard library only."""

from __future__ import annotations

import contextlib
import difflib
import glob
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

STATE_FOLDER = ".wanboard"
_STATE_README = """\
This folder belongs to wanboard. It holds what was paid for: the ledger of every request ever made
(ledger.sqlite3) and the finished takes (media/, named by the SHA-256 of their bytes). Do not delete it
while tasks are in flight: results on the service live for 24 hours only. `wanboard gc` finds takes that
nothing needs any more. cache/ can be deleted at any time; it is made again.
"""


def project_root(storyboard: Path) -> Path:
    """The nearest folder above the storyboard that holds `.wanboard/` or `.git`, else the storyboard's
    own."""
    own = storyboard.resolve().parent
    for folder in (own, *own.parents):
        if (folder / STATE_FOLDER).is_dir() or (folder / ".git").exists():
            return folder
    return own


def state_folder(root: Path) -> Path:
    """`.wanboard/` below the root, made with its README and a .gitignore of its own where they are missing.

    Raises: OSError where it cannot be made.
    """
    folder = root / STATE_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("README", _STATE_README), (".gitignore", "*\n")):
        if not (folder / name).exists():
            write_atomic(folder / name, text)
    return folder


@contextlib.contextmanager
def atomic_path(target: Path, *, sync: bool = True) -> Iterator[Path]:
    """A temporary path beside `target` to write to; moved over `target` when the block ends without an error.

    The temporary name keeps the suffix (media libraries choose the container by it). The bytes are synced
    before the move, so that a reader never sees half a file, also after a power cut; without `sync` (for what may be
    lost then, and is made again) a busy disk is not waited for.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        if sync:
            _sync(temporary)
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(target)
        if sync:
            _sync(target.parent)
    finally:
        temporary.unlink(missing_ok=True)


def remove_halves(target: Path) -> None:
    """Remove what `atomic_path` left beside a target where its process was ended. Only for a target that nobody is
    writing now."""
    for half in target.parent.glob(f".{glob.escape(target.stem)}-*{glob.escape(target.suffix)}"):
        half.unlink(missing_ok=True)


def write_atomic(target: Path, content: str | bytes, *, sync: bool = True) -> None:
    """Write a whole file at once. Raises: OSError."""
    data = content.encode() if isinstance(content, str) else content
    with atomic_path(target, sync=sync) as temporary:
        temporary.write_bytes(data)


def sha256_file(path: Path) -> str:
    """Hex SHA-256 of a file's bytes. Raises: OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def display_path(path: Path) -> str:
    """The path as a user would write it here: relative where it lies below the working folder."""
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)


def missing_hint(path: Path) -> str:
    """What to say of a file that is not there: the file beside it that is spelled most like it, else where was
    looked."""
    try:
        beside = sorted(os.listdir(path.parent))[:1000]
    except (OSError, ValueError):
        return f"there is no folder '{path.parent.name}'; a path is relative to the file that writes it"
    by_stem = {os.path.splitext(name)[0]: name for name in beside}  # endings alone make nothing alike
    found = difflib.get_close_matches(path.stem, by_stem, n=1, cutoff=0.6)
    return f"did you mean '{by_stem[found[0]]}'?" if found else "a path is relative to the file that writes it"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
