"""The lock: a text file beside the storyboard that says which take each clip uses and where it came from.

It is TOML, one table a clip, sorted by the clip's label; made to be committed and to give readable diffs. A
clip's number is not in it, so that an insertion changes only what it touches. `read` is strict: what `write`
cannot have written is an error at its line.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from wanboard.errors import StateError
from wanboard.files import display_path, write_atomic

VERSION = 1  # raised when a reader of the old version would misunderstand the file

_HEAD = """\
# wanboard lock: which take each clip uses. Written by `wanboard build`; commit it.
# `wanboard build --frozen` uses exactly these takes and generates nothing.
version = 1
"""
_RESTORE = "restore the lock from git, or delete it: `wanboard build` writes it again from the ledger without paying"
_CONFLICT = re.compile(r"^(<{7}|\|{7}|={7}|>{7})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LockedTake:
    """One clip's take. `seconds` is what was billed; `date` is the day it was made (ISO, UTC); costs are
    decimal text, as in the ledger."""

    clip: str
    fingerprint: str
    take: int
    model: str
    backend: str
    task_id: str | None
    request_id: str | None
    seed: int | None
    media: str
    seconds: float
    cost: str | None
    currency: str | None
    price_date: str | None
    date: str
    shots: tuple[str, ...]
    prompt: str
    actual_prompt: str | None


@dataclass(frozen=True, slots=True)
class Lock:
    """`lines` gives each clip's line in the file; empty for a lock that was not read from one."""

    takes: Mapping[str, LockedTake]
    lines: Mapping[str, int]

    @classmethod
    def of(cls, takes: Iterable[LockedTake]) -> Lock:
        return cls({take.clip: take for take in takes}, {})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the storyboard asks for now: `take` only where a shot says so."""

    clip: str
    fingerprint: str
    take: int | None
    shots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where the lock and the storyboard differ. `line` is the lock's; None where the lock has no such
    clip."""

    clip: str
    line: int | None
    message: str


def path_beside(storyboard: Path) -> Path:
    return storyboard.with_suffix(".lock")


def read(path: Path) -> Lock | None:
    """The lock, or None where there is none. Raises: StateError, its message beginning `path:line:`."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StateError(f"{display_path(path)} cannot be read: {error}", hint="restore it from git") from error
    return parse(text, display_path(path))


def parse(text: str, name: str) -> Lock:
    """Raises: StateError."""
    conflict = _CONFLICT.search(text)
    if conflict:
        raise _error(
            name,
            _line_of(text, conflict.start()),
            "a merge conflict is not resolved here",
            "keep one side of each conflict (any side is a valid take), then run `wanboard plan`",
        )
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        what = re.sub(r" \(at (line .*|end of document)\)$", "", str(error))
        line = int(place.group(1)) if place else text.count("\n") + 1
        raise _error(name, line, f"not a lock file: {what}") from error
    if type(data.get("version")) is not int:
        raise _error(name, 1, "not a lock file: it names no version")
    if data["version"] > VERSION:
        raise _error(
            name,
            _line_of_key(text, "version"),
            f"written by a newer wanboard (lock version {data['version']})",
            "update wanboard; nothing was changed",
        )
    clips = data.get("clip", {})
    unknown = sorted(data.keys() - {"version", "clip"})
    if unknown:
        raise _error(name, _line_of_key(text, unknown[0]), f"unknown key {unknown[0]!r}")
    if not isinstance(clips, dict):
        raise _error(name, _line_of_key(text, "clip"), "'clip' has to be a table of clips")
    lines = _header_lines(text, clips)
    return Lock({clip: _take(name, lines[clip], clip, clips[clip]) for clip in clips}, lines)


def render(lock: Lock) -> str:
    """The file's text; the same takes give the same bytes."""
    blocks = [_HEAD]
    for clip in sorted(lock.takes):
        take = lock.takes[clip]
        lines = [f"[clip.{_text(clip)}]"]
        for key in _KEYS:
            value = getattr(take, key)
            if value is not None:
                lines.append(f"{key} = {_value(key, value)}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def write(path: Path, lock: Lock) -> bool:
    """Write the lock where it differs from the file; whether it did. Raises: OSError."""
    text = render(lock)
    try:
        if path.read_bytes() == text.encode():
            return False
    except FileNotFoundError:
        pass
    write_atomic(path, text)
    return True


def update(path: Path, change: Callable[[Mapping[str, LockedTake]], Mapping[str, LockedTake]]) -> None:
    """Read the lock, change its takes by clip, and write it, alone: another process that does the same waits. The file
    is not touched where nothing changes, nor made for nothing. Raises: OSError, StateError as `read` does.
    """
    with _alone(path.parent):
        old = read(path)
        takes = change(old.takes if old else {})
        if takes or old is not None:
            write(path, Lock.of(takes.values()))


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The folder itself is the guard, so that no further file lies beside the storyboard."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def disagreements(lock: Lock, wanted: Iterable[Wanted]) -> tuple[Disagreement, ...]:
    """Each clip for which the lock does not hold what the storyboard asks for, in the storyboard's order,
    then what only the lock knows."""
    found, names = [], set()
    for want in wanted:
        names.add(want.clip)
        take, line = lock.takes.get(want.clip), lock.lines.get(want.clip)
        if take is None:
            found.append(Disagreement(want.clip, None, f"clip {want.clip} is not in the lock"))
        elif take.fingerprint != want.fingerprint:
            text = f"clip {want.clip} has changed since its take {take.take} was made"
            if take.shots != want.shots:
                text += f" (then shots {', '.join(take.shots)}; now {', '.join(want.shots)})"
            found.append(Disagreement(want.clip, line, text))
        elif want.take is not None and want.take != take.take:
            text = f"clip {want.clip} is locked to take {take.take}; the storyboard asks for take {want.take}"
            found.append(Disagreement(want.clip, line, text))
    for clip in sorted(lock.takes.keys() - names):
        found.append(Disagreement(clip, lock.lines.get(clip), f"clip {clip} is in the lock, not in the storyboard"))
    return tuple(found)


_KEYS = tuple(field.name for field in fields(LockedTake) if field.name != "clip")
_OPTIONAL = frozenset({"task_id", "request_id", "seed", "cost", "currency", "price_date", "actual_prompt"})
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "take": int,
    "seed": int,
    "seconds": (int, float),
    "shots": list,
}
_HEX = re.compile(r"[0-9a-f]{64}")


def _take(name: str, line: int, clip: str, table: object) -> LockedTake:
    if not isinstance(table, dict):
        raise _error(name, line, f"clip {clip!r} has to be a table")
    for key in sorted(table.keys() - set(_KEYS)):
        raise _error(name, line, f"clip {clip!r} has an unknown key {key!r}")
    for key in _KEYS:
        if key not in table:
            if key in _OPTIONAL:
                continue
            raise _error(name, line, f"clip {clip!r} has no {key!r}")
        value, expected = table[key], _TYPES.get(key, str)
        if not isinstance(value, expected) or isinstance(value, bool):
            raise _error(name, line, f"{key!r} of clip {clip!r} is not what it should be")
    if table["take"] < 1 or not _HEX.fullmatch(table["media"]) or not _HEX.fullmatch(table["fingerprint"]):
        raise _error(name, line, f"take, media or fingerprint of clip {clip!r} is not what it should be")
    if not all(isinstance(shot, str) for shot in table["shots"]):
        raise _error(name, line, f"'shots' of clip {clip!r} is not a list of names")
    values: dict[str, Any] = {key: table.get(key) for key in _KEYS}
    values |= {"shots": tuple(table["shots"]), "seconds": float(table["seconds"])}
    return LockedTake(clip=clip, **values)


def _value(key: str, value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_text(str(item)) for item in value) + "]"
    if isinstance(value, str):
        return _long_text(value) if "\n" in value else _text(value)
    return repr(float(value)) if key == "seconds" and isinstance(value, int | float) else str(value)


def _text(value: str) -> str:
    return '"' + _escaped(value).replace("\n", "\\n") + '"'


def _long_text(value: str) -> str:
    """Several lines; a line that looks like a conflict marker is written so that it does not."""
    escaped = re.sub(r"(?m)^([<|=>])(?=\1{6})", lambda m: f"\\u{ord(m.group(1)):04X}", _escaped(value))
    return f'"""\n{escaped}"""'


def _escaped(value: str) -> str:
    text = value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\r", "\\r")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]", lambda m: f"\\u{ord(m.group()):04X}", text)


def _header_lines(text: str, clips: Mapping[str, object]) -> dict[str, int]:
    """The line of each clip's header; 1 for one that is not written as `write` does."""
    lines = {f"[clip.{_text(clip)}]": clip for clip in clips}
    found = dict.fromkeys(clips, 1)
    for number, line in enumerate(text.split("\n"), 1):
        if line in lines:
            found[lines[line]] = number
    return found


def _line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _line_of_key(text: str, key: str) -> int:
    place = re.search(rf"(?m)^\[?{re.escape(key)}\b", text)
    return _line_of(text, place.start()) if place else 1


def _error(name: str, line: int, what: str, hint: str | None = None) -> StateError:
    return StateError(f"{name}:{line}: {what}", hint=hint or _RESTORE)
