"""One file to nodes: reading, decoding, composing."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import yaml

from wanboard.diagnostics import Diagnostic, Span
from wanboard.source.characters import first_not_allowed, not_allowed
from wanboard.source.compose import Composer, events
from wanboard.source.nodes import Node, Scalar
from wanboard.source.syntax import explain
from wanboard.source.text import SourceText

MAX_BYTES = 64 * 1024 * 1024


def parse_text(text: str, path: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Nodes of one YAML text; `path` names it in spans. The node is None where nothing could be composed;
    where there is one beside errors, it lacks what they name. For an empty text: None and WB009."""
    return parse_source(SourceText(path, text))


def parse_source(source: SourceText) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """As `parse_text`, for a text whose lines will be shown."""
    bad = first_not_allowed(source.text)
    if bad is not None:
        return None, (not_allowed(source.text[bad], source.span(bad, bad + 1)),)
    composer = Composer(source)
    try:
        composer.compose(events(source))
    except yaml.YAMLError as error:
        return None, (*composer.diagnostics, explain(error, source))
    root = composer.root
    if root is None or (isinstance(root, Scalar) and root.value is None):
        if composer.diagnostics:
            return None, tuple(composer.diagnostics)
        return None, (Diagnostic("WB009", "the file is empty", source.span(0, 0)),)
    return root, tuple(composer.diagnostics)


def read_source(path: Path, shown: str | None = None) -> SourceText | Diagnostic:
    """A file's text. What is wrong with the file as such is a diagnostic: missing, unreadable, binary, not
    UTF-8."""
    name = shown or str(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a file"
            return _unreadable(name, f"it is {what}")
        if status.st_size > MAX_BYTES:
            return _unreadable(name, f"it is larger than {MAX_BYTES // 2**20} MB")
        data = path.read_bytes()
    except OSError as error:
        return _unreadable(name, _reason(error))
    except ValueError:  # a NUL in the name
        return _unreadable(name, "there is no such file")
    return decode(data, name)


def decode(data: bytes, name: str) -> SourceText | Diagnostic:
    """Text from bytes: UTF-8, with or without a byte order mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Diagnostic("WB003", "the file is UTF-16, not UTF-8", Span.at(name), "save it as UTF-8")
    if b"\0" in data:
        return Diagnostic("WB002", "the file is not text: it holds zero bytes", Span.at(name))
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return SourceText(name, data.decode())
    except UnicodeDecodeError as error:
        good = SourceText(name, data[: error.start].decode())
        line, column = good.position(len(good.text))
        byte = f"byte 0x{data[error.start]:02x} at offset {error.start:,} is not UTF-8"
        return Diagnostic("WB003", byte, Span.at(name, line, column), _encoding_hint(data))


def _unreadable(name: str, reason: str) -> Diagnostic:
    return Diagnostic("WB001", f"the file cannot be read: {reason}", Span.at(name))


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "permission is denied"
    return os.strerror(error.errno).lower() if error.errno else "an error of the system"


def _encoding_hint(data: bytes) -> str:
    for encoding, name in (("gb18030", "GBK or GB18030"), ("cp1252", "Windows-1252 or Latin-1")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or any("\u4e00" <= char <= "\u9fff" for char in text):
            return f"it may be {name}: save it as UTF-8"
    return "save it as UTF-8"
