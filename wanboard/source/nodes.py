"""Plain data that knows where it was written. The tree every later stage reads; no I/O here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from wanboard.diagnostics import Span

Plain: TypeAlias = "str | int | float | bool | None"
Data: TypeAlias = "Plain | list[Data] | dict[str, Data]"


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """A value and the place of its text. `locate` maps a range of characters of a *string* value back to
    the file: it follows quotes, escapes, folded and literal block scalars, over several lines."""

    value: Plain
    span: Span
    text: str  # as written, without quotes; for a plain scalar the spelling ("0123", "1e3") survives here
    locator: Callable[[int, int], Span] | None = field(default=None, repr=False)

    def locate(self, offset: int, length: int = 1) -> Span:
        """Span of `value[offset:offset + length]` in the file."""
        return self.locator(offset, length) if self.locator else self.span


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    entries: dict[str, Entry]
    span: Span

    def get(self, key: str) -> Node | None:
        entry = self.entries.get(key)
        return entry.value if entry else None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    items: tuple[Node, ...]
    span: Span


Node: TypeAlias = "Scalar | Mapping | Sequence"


def to_data(node: Node) -> Data:
    """The node as plain Python data (for jsonschema)."""
    match node:
        case Scalar():
            return node.value
        case Mapping():
            return {key: to_data(entry.value) for key, entry in node.entries.items()}
        case Sequence():
            return [to_data(item) for item in node.items]
