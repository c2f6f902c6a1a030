"""Media that no lock and no storyboard of the project needs."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wanboard.errors import StateError
from wanboard.execute.state import Discarded, advance
from wanboard.files import display_path
from wanboard.pipeline.desk import Desk, paid_test
from wanboard.pipeline.front import Ask, compile_storyboard
from wanboard.store import lock as lock_file
from wanboard.store.record import Record, State

_SKIPPED = {".git", ".wanboard", "build", "node_modules", ".venv", "venv"}


@dataclass(frozen=True, slots=True)
class Garbage:
    """A take's file; the clip it was made for, where the ledger knows it."""

    media: str
    size: int
    storyboard: str
    clip: str
    take: int


def find_garbage(desk: Desk, stories: Sequence[Path]) -> list[Garbage]:
    """Every file in the media store that neither a lock nor a storyboard below the project's root refers to.

    All takes of a clip that a storyboard has are needed, also those not in use. Raises: StateError where a
    lock or a storyboard cannot be read: what it needs is not known then.
    """
    locked, wanted = _needed(desk, stories)
    known: dict[str, list[Record]] = {}
    for record in itertools.chain.from_iterable(desk.records.values()):
        if record.media:
            known.setdefault(record.media, []).append(record)
    found = []
    for media, size in desk.media:
        records = known.get(media, [])  # several where the service delivered the same bytes twice
        if media in locked or any(record.fingerprint in wanted for record in records):
            continue
        if any(record.state not in (State.STORED, State.DISCARDED, State.SETTLED) for record in records):
            continue  # something is still to be decided about it
        latest = records[-1] if records else None
        found.append(
            Garbage(
                media,
                size,
                latest.storyboard if latest else "",
                latest.clip if latest else "",
                latest.take if latest else 0,
            )
        )
    return found


def collect(desk: Desk, found: Sequence[Garbage]) -> None:
    """Remove them, and write so into the ledger. Raises: OSError, StateError."""
    media = {item.media for item in found}
    for record in itertools.chain.from_iterable(desk.records.values()):
        if record.media in media and record.state is State.STORED and desk.ledger is not None:
            desk.ledger.update(record.id, lambda row: advance(row, Discarded(time.time())))
    for item in found:
        desk.media.remove(item.media)


def _needed(desk: Desk, stories: Sequence[Path]) -> tuple[set[str], set[str]]:
    """(media named by locks, fingerprints that storyboards ask for)."""
    locked: set[str] = set()
    wanted: set[str] = set()
    for path in _files(desk.root):
        if path.suffix == ".lock":
            if _is_ours(path):
                lock = lock_file.read(path)
                locked |= {take.media for take in lock.takes.values()} if lock else set()
        elif path in {story.resolve() for story in stories} or _is_storyboard(path):
            wanted |= _fingerprints(desk, path)
    return locked, wanted


def _fingerprints(desk: Desk, path: Path) -> set[str]:
    """What a storyboard asks for, as it is and with each of its own profiles."""
    wanted: set[str] = set()
    profiles: list[str | None] = [None]
    for profile in profiles:
        compiled = compile_storyboard(path, Ask({}, profile=profile), paid=paid_test(desk))
        if compiled.failed:
            option = f" --profile {profile}" if profile else ""
            raise StateError(
                f"{display_path(path)} has errors{f' with its profile {profile}' if profile else ''}, so what it needs "
                "is not known",
                hint=f"wanboard check {display_path(path)}{option}; nothing was removed",
            )
        wanted |= {clip.fingerprint for clip in compiled.clips}
        if profile is None:
            profiles += compiled.board.profiles
    return wanted


def _files(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if name not in _SKIPPED)
        for name in sorted(files):
            if name.endswith((".yaml", ".yml", ".lock")):
                yield Path(folder, name).resolve()


def _is_storyboard(path: Path) -> bool:
    """Whether a YAML file claims to be a storyboard: it has the language's version at its top."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return any(line.startswith("wanboard:") for line in file)


def _is_ours(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        return "wanboard lock" in file.readline()
