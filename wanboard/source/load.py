"""A storyboard and what it includes, as one tree. The file that includes wins over what it includes."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from wanboard.diagnostics import Diagnostic, Related, Span
from wanboard.files import missing_hint
from wanboard.source.nodes import Entry, Mapping, Node, Scalar, Sequence
from wanboard.source.read import parse_source, parse_text, read_source
from wanboard.source.text import SourceMap, SourceText

__all__ = ["LANGUAGE_VERSION", "Loaded", "load", "parse_source", "parse_text", "read_source"]

LANGUAGE_VERSION = 1
INCLUDED_KEYS = ("wanboard", "include", "vars", "style", "characters", "locations", "render", "profiles")
MERGED_KEYS = frozenset({"vars", "characters", "locations", "render", "profiles"})  # entry by entry; others as a whole
MAX_INCLUDE_DEPTH = 32
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A storyboard with its includes merged. `root` is None where nothing could be made of it; `files` are
    those that were read, the storyboard first; `sources` gives their lines."""

    root: Mapping | None
    sources: SourceMap
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[Path, ...]


def load(path: Path) -> Loaded:
    """Read a storyboard and what it includes. Raises nothing; what is wrong is in `diagnostics`."""
    reading = _Reading()
    root = reading.file(path, str(path), ())
    return Loaded(root, reading.sources, tuple(reading.diagnostics), tuple(reading.files))


class _Reading:
    """The files read for one storyboard."""

    def __init__(self) -> None:
        self.sources = SourceMap()
        self.diagnostics: list[Diagnostic] = []
        self.files: list[Path] = []
        self._parsed: dict[str, Mapping | None] = {}

    def file(self, path: Path, shown: str, chain: tuple[str, ...], at: Span | None = None) -> Mapping | None:
        """The merged tree of a file. `chain`: the files that led here, by real path. `at`: the include's
        place."""
        identity = str(path) if "\0" in str(path) else os.path.realpath(path)
        if identity in chain:
            names = [*chain[chain.index(identity) :], identity]
            circle = " -> ".join(os.path.basename(name) for name in names)
            self._note("WB018", f"the files include one another in a circle: {circle}", at)
            return None
        if len(chain) >= MAX_INCLUDE_DEPTH:
            self._note("WB018", f"includes are nested more than {MAX_INCLUDE_DEPTH} deep", at)
            return None
        if identity not in self._parsed:
            self._parsed[identity] = self._parse(path, shown, at)
        root = self._parsed[identity]
        if root is None:
            return None
        return self._with_includes(root, shown, (*chain, identity))

    def _parse(self, path: Path, shown: str, at: Span | None) -> Mapping | None:
        source = read_source(path, shown)
        if isinstance(source, Diagnostic):
            if at is not None and source.code == "WB001":
                hint = None if os.path.lexists(path) else missing_hint(path)
                source = Diagnostic("WB017", f"'{shown}' cannot be read: {source.message.partition(': ')[2]}", at, hint)
            self.diagnostics.append(source)
            return None
        self.files.append(path)
        self.sources.add(source)
        root, found = parse_source(source)
        self.diagnostics.extend(found)
        if root is not None and not isinstance(root, Mapping):
            what = "a list" if isinstance(root, Sequence) else "text"
            self._note(
                "WB015",
                f"the file is {what} at its top, not a mapping of keys",
                _first_line(root, source),
                "begin with 'wanboard: 1'" if at is None else f"an included file holds {', '.join(INCLUDED_KEYS[1:])}",
            )
            return None
        if root is not None:
            self._check_version(root)
            if at is not None:
                self._check_included(root, shown)
        return root

    def _with_includes(self, root: Mapping, shown: str, chain: tuple[str, ...]) -> Mapping:
        entries: dict[str, Entry] = {}
        for written in _included(root.get("include")):
            if _ADDRESS.match(str(written.value)):
                message = f"an include must be a file, not an address: '{written.value}'"
                self._note("WB017", message, written.span, "download it first")
                continue
            name = os.path.normpath(os.path.join(os.path.dirname(shown), str(written.value)))
            included = self.file(Path(name), name, chain, written.span)
            if included is not None:
                entries = _merge(entries, {k: e for k, e in included.entries.items() if k in INCLUDED_KEYS})
        if not entries:
            return root
        for key in ("wanboard", "include"):
            entries.pop(key, None)
        return Mapping(_merge(entries, root.entries), root.span)

    def _check_version(self, root: Mapping) -> None:
        version = root.get("wanboard")
        if version is None or (isinstance(version, Scalar) and version.value is None):
            return  # the schema says that it is missing
        if isinstance(version, Scalar) and type(version.value) is int and version.value == LANGUAGE_VERSION:
            return
        shown = version.text if isinstance(version, Scalar) else "something else"
        newer = isinstance(version, Scalar) and type(version.value) is int and version.value > LANGUAGE_VERSION
        hint = f"this wanboard knows version {LANGUAGE_VERSION}" + ("; a newer one may know it" if newer else "")
        self._note("WB020", f"'{shown}' is no known version of the language", version.span, hint)

    def _check_included(self, root: Mapping, shown: str) -> None:
        for entry in root:
            if entry.key.value not in INCLUDED_KEYS:
                self._note(
                    "WB019",
                    f"'{entry.key.value}' cannot stand in an included file",
                    entry.key.span,
                    f"an included file holds {', '.join(INCLUDED_KEYS[1:])}",
                )

    def _note(self, code: str, message: str, span: Span | None, hint: str | None = None, *related: Related) -> None:
        self.diagnostics.append(Diagnostic(code, message, span, hint, related=related))


def _included(node: Node | None) -> list[Scalar]:
    """The names of included files; what is not a name is left to the schema."""
    items = node.items if isinstance(node, Sequence) else (node,)
    return [item for item in items if isinstance(item, Scalar) and isinstance(item.value, str) and item.value]


def _merge(under: dict[str, Entry], over: dict[str, Entry]) -> dict[str, Entry]:
    merged = dict(under)
    for key, entry in over.items():
        below = merged.get(key)
        if below and key in MERGED_KEYS and isinstance(below.value, Mapping) and isinstance(entry.value, Mapping):
            both = Mapping({**below.value.entries, **entry.value.entries}, entry.value.span)
            merged[key] = Entry(entry.key, both)
        else:
            merged[key] = entry
    return merged


def _first_line(root: Node, source: SourceText) -> Span:
    line = source.line(root.span.line) or ""
    return Span.at(source.path, root.span.line, root.span.column, max(1, len(line) - root.span.column + 1))
