"""The scanner's events to nodes with places: one pass, no recursion, bounded in depth and size.

PyYAML's own composer recurses, forgets duplicate keys, builds objects from tags and follows aliases without
bound; so only its scanner is used, libyaml's where it is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from wanboard.diagnostics import Diagnostic, Related, Span
from wanboard.source.characters import first_not_allowed, not_allowed
from wanboard.source.locate import Locator
from wanboard.source.nodes import Entry, Mapping, Node, Plain, Scalar, Sequence
from wanboard.source.scalars import NumberError, resolve
from wanboard.source.text import SourceText

MAX_DEPTH = 100
MAX_NODES = 3_000_000
MAX_FINDINGS = 1000  # in one file; a file that earns more was not written by hand
MAX_ALIASED_NODES = 250_000  # nodes that exist only because an alias repeats them

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is eight times faster; same events


class _Stop(Exception):
    """Ends the composing of a file; the diagnostic has been noted."""


class _Open:
    """A mapping or sequence whose end has not been read."""

    __slots__ = ("anchor", "column", "entries", "flow", "items", "key", "line", "merges", "size")

    def __init__(self, event: Any, is_mapping: bool) -> None:
        self.anchor: str | None = event.anchor
        self.flow: bool = event.flow_style
        self.line: int = event.start_mark.line + 1
        self.column: int = event.start_mark.column + 1
        self.entries: dict[str, Entry] | None = {} if is_mapping else None
        self.items: list[Node] = []
        self.key: Scalar | None = None
        self.merges: list[Mapping] = []
        self.size = 1


class Composer:
    """Composes one file. `diagnostics` holds what was found; `root` is None where nothing could be
    composed."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.path = source.path
        self.diagnostics: list[Diagnostic] = []
        self.root: Node | None = None
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._pending: set[str] = set()
        self._nodes = 0
        self._aliased = 0

    def compose(self, events: Iterator[Any]) -> None:
        """Raises: yaml.YAMLError where the text is not YAML."""
        documents = 0
        try:
            for event in events:
                kind = type(event)
                if kind is yaml.ScalarEvent:
                    self._scalar(event)
                elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                    self._begin(event, kind is yaml.MappingStartEvent)
                elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                    self._finish(event)
                elif kind is yaml.AliasEvent:
                    self._alias(event)
                elif kind is yaml.DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        self._fail(
                            "WB008",
                            "a second document begins here",
                            self._span(event),
                            "a file is one document: remove the '---' line and what follows it",
                        )
        except _Stop:
            return

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _note(self, code: str, message: str, span: Span, hint: str | None = None, *related: Related) -> None:
        self._found(Diagnostic(code, message, span, hint, related=related))

    def _found(self, diagnostic: Diagnostic) -> None:
        self.diagnostics.append(diagnostic)
        if len(self.diagnostics) >= MAX_FINDINGS:
            raise _Stop

    def _fail(self, code: str, message: str, span: Span, hint: str | None = None) -> None:
        self._note(code, message, span, hint)
        raise _Stop

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._fail(
                "WB011",
                f"more than {MAX_NODES:,} values in one file",
                Span.at(self.path),
                "split the film into several storyboards",
            )

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None:
            self._note(
                "WB007",
                f"YAML tags are not used here: {_written_tag(event.tag)}",
                self._tag_span(event),
                "remove the tag; quote the value where it must be text",
            )

    def _tag_span(self, event: Any) -> Span:
        start = event.start_mark.index
        written = self.source.text[start : start + 200].split()
        length = len(written[0]) if written and written[0].startswith("!") else 1
        return self.source.span(start, start + length)

    def _scalar(self, event: Any) -> None:
        self._count()
        text: str = event.value
        tagged = event.tag is not None
        if tagged:
            self._refuse_tag(event)
        span = self._span(event)
        style = event.style
        value: Plain = text
        if style is None or style == "":
            try:
                value = resolve(text)
            except NumberError:
                self._note("WB016", "this number cannot be held", span, "quote it if it is meant as text")
        escaped = first_not_allowed(text) if style == '"' and not text.isprintable() else None
        if escaped is not None:  # an escape: written plainly, the file would not have been read
            place = Locator(self.source, event.start_mark.index, event.end_mark.index, style, text)(escaped, 1)
            self._found(not_allowed(text[escaped], place))
        stack = self._stack
        if stack and stack[-1].entries is not None and stack[-1].key is None:
            self._key(stack[-1], Scalar(value, span, text), event)
            return
        locator = None
        if type(value) is str:
            locator = Locator(self.source, event.start_mark.index, event.end_mark.index, style, value)
        node = Scalar(value, span, text, locator)
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, 1)
        self._add(node, 1)

    def _key(self, frame: _Open, key: Scalar, event: Any) -> None:
        if event.anchor is not None:
            self._anchors[event.anchor] = (key, 1)
        if type(key.value) is not str:
            shown = key.text or "nothing"
            self._note("WB013", f"a key must be text, and {shown} is not", key.span, f'write "{key.text}" in quotes')
            key = Scalar(key.text, key.span, key.text)
        elif key.value == "<<" and not event.style:
            frame.key = key
            return
        first = (frame.entries or {}).get(str(key.value))
        if first is not None:
            self._note(
                "WB006",
                f"the key '{key.value}' is written twice",
                key.span,
                "keep one of the two",
                Related(first.key.span, "first written here"),
            )
        frame.key = key

    def _begin(self, event: Any, is_mapping: bool) -> None:
        self._count()
        self._refuse_tag(event)
        if self._stack and self._stack[-1].entries is not None and self._stack[-1].key is None:
            self._complex_key(event)
        if len(self._stack) >= MAX_DEPTH:
            self._fail(
                "WB010",
                f"nested more than {MAX_DEPTH} levels deep",
                self.source.span(event.start_mark.index, event.start_mark.index + 1),
            )
        if event.anchor is not None:
            self._pending.add(event.anchor)
            self._anchors.pop(event.anchor, None)
        self._stack.append(_Open(event, is_mapping))

    def _complex_key(self, event: Any) -> None:
        start = event.start_mark.index
        if start and self.source.text[start - 1 : start + 1] == "{{":
            self._fail(
                "WB013",
                "text that begins with '{{' must be in quotes",
                self.source.span(start - 1, start + 1),
                'put the whole text in double quotes: "{{ … }}"',
            )
        self._fail("WB013", "a key must be text, not a list or a mapping", self.source.span(start, start + 1))

    def _finish(self, event: Any) -> None:
        frame = self._stack.pop()
        if frame.flow or not (frame.items or frame.entries):
            end_line, end_column = event.end_mark.line + 1, event.end_mark.column + 1
        else:
            last = frame.items[-1] if frame.items else _last(frame.entries or {})
            end_line, end_column = last.span.end_line, last.span.end_column
            if (end_line, end_column) < (frame.line, frame.column):  # an alias to something further up
                end_line, end_column = frame.line, frame.column + 1
        span = Span(self.path, frame.line, frame.column, end_line, end_column)
        node: Node
        if frame.entries is None:
            node = Sequence(tuple(frame.items), span)
        else:
            node = Mapping(_merged(frame.entries, frame.merges), span)
        if frame.anchor is not None:
            self._pending.discard(frame.anchor)
            self._anchors[frame.anchor] = (node, frame.size)
        self._add(node, frame.size)

    def _alias(self, event: Any) -> None:
        span = self._span(event)
        name = event.anchor
        if name in self._pending:
            self._fail("WB012", f"the alias '*{name}' stands inside its own anchor", span)
        known = self._anchors.get(name)
        if known is None:
            self._fail(
                "WB012",
                f"no anchor '&{name}' stands above this alias",
                span,
                "quote the text if the asterisk belongs to it",
            )
            return
        node, size = known
        self._aliased += size
        if self._aliased > MAX_ALIASED_NODES:
            self._fail(
                "WB011",
                f"the aliases repeat more than {MAX_ALIASED_NODES:,} values",
                span,
                "write what is meant, or repeat less of it",
            )
        frame = self._stack[-1]  # an alias at the top has no anchor above it
        if frame.entries is not None and frame.key is None:
            if not isinstance(node, Scalar):
                self._fail("WB013", "a key must be text, not a list or a mapping", span)
            elif isinstance(node.value, str):
                self._key(frame, Scalar(node.value, span, node.text), _NO_ANCHOR)
            else:
                self._fail("WB013", "a key must be text", span)
            return
        self._add(node, size)

    def _add(self, node: Node, size: int) -> None:
        if not self._stack:
            self.root = node
            return
        frame = self._stack[-1]
        frame.size += size
        if frame.entries is None:
            frame.items.append(node)
            return
        key = frame.key
        frame.key = None
        if key is None:
            return
        if key.value == "<<" and key.text == "<<" and "<<" not in frame.entries and self._is_merge(key):
            self._merge(frame, node, key)
        else:
            frame.entries.setdefault(str(key.value), Entry(key, node))

    def _is_merge(self, key: Scalar) -> bool:
        return key.span.end_column - key.span.column == 2  # quoted, it is an ordinary key

    def _merge(self, frame: _Open, node: Node, key: Scalar) -> None:
        parts = node.items if isinstance(node, Sequence) else (node,)
        for part in parts:
            if isinstance(part, Mapping):
                frame.merges.append(part)
            else:
                self._note(
                    "WB014",
                    "'<<' takes a mapping or a list of mappings",
                    key.span,
                    "name an anchor: '<<: *name'",
                )


class _NoAnchor:
    anchor = None
    style = "'"


_NO_ANCHOR = _NoAnchor()


def events(source: SourceText) -> Iterator[Any]:
    """The scanner's events. Raises: yaml.YAMLError while they are read."""
    found: Iterator[Any] = yaml.parse(source.text, Loader=_LOADER)
    return found


def _last(entries: dict[str, Entry]) -> Node:
    entry = next(reversed(entries.values()))
    return entry.value if entry.value.span >= entry.key.span else entry.key


def _merged(entries: dict[str, Entry], merges: list[Mapping]) -> dict[str, Entry]:
    for mapping in merges:
        for name, entry in mapping.entries.items():
            entries.setdefault(name, entry)
    return entries


def _written_tag(tag: str) -> str:
    return "!!" + tag.removeprefix("tag:yaml.org,2002:") if tag.startswith("tag:yaml.org,2002:") else tag
