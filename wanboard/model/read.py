"""Typed access to the nodes of a storyboard that satisfies the schema."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from wanboard.diagnostics import Diagnostic, Related, Severity, Span
from wanboard.model.storyboard import FileRef, Text
from wanboard.source.nodes import Mapping, Node, Scalar, Sequence

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


class Findings:
    """Diagnostics as they are found."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def note(self, code: str, message: str, span: Span | None, hint: str | None = None, *related: Related) -> None:
        self.found.append(Diagnostic(code, message, span, hint, related=related))

    def warn(self, code: str, message: str, span: Span, hint: str | None = None) -> None:
        self.found.append(Diagnostic(code, message, span, hint, Severity.WARNING))


def mapping(node: Node | None) -> Mapping | None:
    return node if isinstance(node, Mapping) else None


def items(node: Node | None) -> Iterator[Mapping]:
    """The mappings of a list."""
    if isinstance(node, Sequence):
        yield from (item for item in node.items if isinstance(item, Mapping))


def scalar(parent: Mapping | None, key: str) -> Scalar | None:
    node = parent.get(key) if parent else None
    return node if isinstance(node, Scalar) else None


def string(parent: Mapping | None, key: str) -> str | None:
    node = scalar(parent, key)
    return node.value if node and isinstance(node.value, str) else None


def integer(parent: Mapping | None, key: str) -> int | None:
    """Also where it is written as `3.0`, which the schema takes for a whole number."""
    node = scalar(parent, key)
    if node is None or isinstance(node.value, bool):
        return None
    return int(node.value) if isinstance(node.value, (int, float)) else None


def flag(parent: Mapping | None, key: str) -> bool | None:
    node = scalar(parent, key)
    return node.value if node and isinstance(node.value, bool) else None


def text(parent: Mapping | None, key: str) -> Text | None:
    node = scalar(parent, key)
    return Text(node.value, node) if node and isinstance(node.value, str) else None


def strings(parent: Mapping, key: str) -> tuple[str, ...]:
    node = parent.get(key)
    if not isinstance(node, Sequence):
        return ()
    return tuple(str(item.value) for item in node.items if isinstance(item, Scalar))


def file(parent: Mapping | None, key: str) -> FileRef | None:
    node = scalar(parent, key)
    return file_of(node) if node and isinstance(node.value, str) else None


def file_of(node: Scalar) -> FileRef:
    """A path is resolved from the folder of the file that wrote it."""
    written = str(node.value)
    if _ADDRESS.match(written):
        return FileRef(written, None, node.span)
    folder = os.path.dirname(os.path.abspath(node.span.path))
    return FileRef(written, Path(os.path.normpath(os.path.join(folder, written))), node.span)
