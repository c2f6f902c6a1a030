"""The files that a storyboard names: whether they are there and can be read. Their content is judged elsewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from wanboard.diagnostics import Diagnostic
from wanboard.files import missing_hint
from wanboard.model.storyboard import FileRef, Storyboard

_URL = re.compile(r"(https?|oss)://[^/\s]+/?", re.IGNORECASE)


def files_are_there(board: Storyboard) -> Iterator[Diagnostic]:
    seen: dict[Path, tuple[str, str] | None] = {}
    for written, what, address in _files(board):
        if written.path is None:
            if not address:
                yield Diagnostic("WB503", f"{what} must be a file, not an address", written.span, "download it first")
            elif not _URL.match(written.written):
                yield Diagnostic(
                    "WB503",
                    f"{what} has an address of an unknown kind",
                    written.span,
                    "use a file, http:// or https://",
                )
            continue
        if written.path not in seen:
            seen[written.path] = _trouble(written.path)
        trouble = seen[written.path]
        if trouble:
            yield Diagnostic(
                trouble[0],
                f"{what} '{written.written}' {trouble[1]}",
                written.span,
                missing_hint(written.path) if trouble[0] == "WB501" else None,
            )


def _files(board: Storyboard) -> Iterator[tuple[FileRef, str, bool]]:
    """Each file named, what it is, whether it may be an address."""
    if board.film.music:
        yield board.film.music.file, "the music", False
    for entity in (*board.characters.values(), *board.locations.values()):
        if entity.reference:
            yield entity.reference, "the reference", True
    rendered: set[FileRef] = set()
    for scene in board.scenes:
        if isinstance(scene.render.audio, FileRef) and scene.render.audio not in rendered:
            rendered.add(scene.render.audio)
            yield scene.render.audio, "the sound", True
        if scene.render.template and scene.render.template not in rendered:
            rendered.add(scene.render.template)
            yield scene.render.template, "the template", False
        if scene.audio:
            yield scene.audio, "the scene's sound", False
        yield from ((shot.board, "the board", False) for shot in scene.shots if shot.board)


def _trouble(path: Path) -> tuple[str, str] | None:
    """What keeps a file from being read; None where nothing does."""
    try:
        if path.is_dir():
            return "WB502", "is a folder"
        if not path.exists():
            return "WB501", "is not there"
        if not path.is_file():
            return "WB502", "is not a file"
        if not os.access(path, os.R_OK):
            return "WB502", "cannot be read: permission is denied"
    except (OSError, ValueError):
        return "WB501", "is not there"
    return None
