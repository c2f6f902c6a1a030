"""A schema failure in words for the author, at the place that is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from wanboard.diagnostics import Diagnostic, Span
from wanboard.source.nodes import Entry, Mapping, Node, Scalar
from wanboard.source.nodes import Sequence as NodeSequence

_KINDS = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of keys",
    "null": "nothing",
}
_NAMED = {"scenes": "scene", "shots": "shot", "characters": "character", "locations": "location"}


def explain(error: Any, root: Node) -> Iterator[Diagnostic]:
    """The diagnostics of one jsonschema error: its deepest cause, once."""
    alternatives = list(error.context or ())
    if alternatives and error.validator in ("anyOf", "oneOf"):
        if all(inner.validator == "required" for inner in alternatives):
            path = list(error.absolute_path)
            if any(_misspelt(key, error, _walk(root, path)) for inner in alternatives for key in inner.validator_value):
                return
            names = " or ".join(f"'{key}'" for inner in alternatives for key in inner.validator_value)
            place = _head(_walk(root, path), root)
            yield Diagnostic("WB105", f"{names} is missing{_where(root, path)}", place, "write one of them")
            return
        deepest = max(len(inner.absolute_path) for inner in alternatives)
        branch = [inner for inner in alternatives if len(inner.absolute_path) == deepest]
        if deepest > len(error.absolute_path) or len(branch) == 1:
            yield from explain(branch[0], root)
            return
    path = list(error.absolute_path)
    node = _walk(root, path)
    match error.validator:
        case "additionalProperties" | "unevaluatedProperties":
            yield from _unknown_keys(error, root, path, node)
        case "required":
            yield from _missing_keys(error, root, path, node)
        case "oneOf":
            yield Diagnostic("WB105", _both(error.validator_value), _keys_span(node, error))
        case _:
            code, message, hint = _describe(error, node)
            yield Diagnostic(code, f"{_name(root, path)} {message}", _span(root, path), hint)


def nearest(word: str, known: Sequence[str]) -> str | None:
    """A hint that names the known word most like this one; None where none is like it."""
    found = _close(word.lower()[:100], tuple(known))
    return _meant(found) if found else None


@lru_cache(maxsize=1024)
def _close(word: str, known: tuple[str, ...]) -> str | None:
    """A thousand shots with the same slip ask the same question a thousand times."""
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.6)), None)


def _meant(word: str) -> str:
    return f"did you mean '{word}'?"


def _name(root: Node, path: list[Any]) -> str:
    """What a value is called: its key, or its number in a list, and where that is."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        owner = next((step for step in reversed(path) if isinstance(step, str)), "")
        single = _NAMED.get(owner)
        if single:
            return f"{single} {path[-1] + 1}{_where(root, path[:-2], 'of')}"
        return f"item {path[-1] + 1} of '{owner}'{_where(root, path[:-2])}"
    return f"'{path[-1]}'{_where(root, path[:-1])}"


def _describe(error: Any, node: Node | None) -> tuple[str, str, str | None]:
    value = error.validator_value
    example = _example(error.schema)
    match error.validator:
        case "type":
            kinds = [value] if isinstance(value, str) else value
            wanted = " or ".join(_KINDS.get(kind, kind) for kind in kinds)
            return "WB101", f"must be {wanted}, not {_found(node)}", _type_hint(kinds, node, example)
        case "enum":
            options = ", ".join(str(option) for option in value)
            hint = nearest(str(error.instance), [str(option) for option in value])
            return "WB102", f"must be one of {options}, not {_found(node)}", hint
        case "const":
            return "WB102", f"must be {value}, not {_found(node)}", None
        case "minimum" | "exclusiveMinimum":
            than = "at least" if error.validator == "minimum" else "more than"
            return "WB106", f"must be {than} {value}, not {error.instance}", None
        case "maximum" | "exclusiveMaximum":
            than = "at most" if error.validator == "maximum" else "less than"
            return "WB106", f"must be {than} {value}, not {error.instance}", None
        case "pattern" | "format":
            return "WB107", f"is not of the form asked for: {_found(node)}", example
        case "minLength" | "minItems" | "minProperties":
            return "WB108", ("must not be empty" if value == 1 else f"needs at least {value}"), example
        case "maxLength" | "maxItems" | "maxProperties":
            return "WB108", f"may have at most {value}", None
        case "uniqueItems":
            return "WB109", "names something twice", None
    return "WB109", f"is not as asked: {error.message[:200]}", example


def _found(node: Node | None) -> str:
    if isinstance(node, Mapping):
        return "a mapping of keys"
    if isinstance(node, NodeSequence):
        return "a list"
    if node is None or node.value is None:
        return "nothing"
    shown = node.text if len(node.text) <= 40 else node.text[:39] + "…"
    if isinstance(node.value, str):
        return f"the text '{shown}'"
    if isinstance(node.value, bool):
        return shown
    return f"the number {shown}"


def _type_hint(kinds: Sequence[str], node: Node | None, example: str | None) -> str | None:
    if not isinstance(node, Scalar):
        return example
    if "string" in kinds and isinstance(node.value, (bool, int, float)):
        quoted = f'put it in quotes if it is meant as text: "{node.text[:40]}"'
        return f"{quoted}; {example}" if example else quoted
    if "boolean" in kinds and isinstance(node.value, str) and node.value.lower() in ("yes", "on", "no", "off"):
        return f"write {'true' if node.value.lower() in ('yes', 'on') else 'false'}"
    return example


def _example(schema: Any) -> str | None:
    examples = schema.get("examples") if isinstance(schema, dict) else None
    if not examples or isinstance(examples[0], (dict, list)):
        return None
    return f"for example: {', '.join(str(example) for example in examples)}"


def _unknown_keys(error: Any, root: Node, path: list[Any], node: Node | None) -> Iterator[Diagnostic]:
    if error.validator == "additionalProperties" and error.validator_value is not False:
        yield Diagnostic("WB109", f"is not as asked: {error.message[:200]}", _span(root, path))
        return
    known = list(error.schema.get("properties", {}))
    for entry in node if isinstance(node, Mapping) else ():
        key = str(entry.key.value)
        if key not in known:
            free = [name for name in known if not isinstance(node, Mapping) or name not in node.entries]
            hint = nearest(key, free) or nearest(key, known) or f"known here: {', '.join(known)}"
            yield Diagnostic("WB104", f"unknown key '{key}'{_where(root, path)}", entry.key.span, hint)


def _missing_keys(error: Any, root: Node, path: list[Any], node: Node | None) -> Iterator[Diagnostic]:
    """jsonschema gives one error for each missing key; its message begins with the key's name."""
    for key in error.validator_value:
        if error.message.startswith(repr(key)) and not _misspelt(key, error, node):
            described = error.schema.get("properties", {}).get(key, {})
            examples = [described["const"]] if "const" in described else described.get("examples")
            hint = f"for example: {key}: {examples[0]}" if examples else None
            yield Diagnostic("WB103", f"'{key}' is missing{_where(root, path)}", _head(node, root), hint)


def _misspelt(key: str, error: Any, node: Node | None) -> bool:
    """Whether a key is missing only because it is spelled wrong: the unknown key is told, with this one as its
    hint."""
    if not isinstance(node, Mapping):
        return False
    known = error.schema.get("properties", {})
    free = [name for name in known if name not in node.entries]
    return any(nearest(name, free) == _meant(key) for name in node.entries if name not in known)


def _both(alternatives: list[dict[str, Any]]) -> str:
    names = " and ".join(f"'{key}'" for each in alternatives for key in each.get("required", ()))
    return f"{names} cannot stand together: write one of them"


def _keys_span(node: Node | None, error: Any) -> Span:
    keys = [key for each in error.validator_value for key in each.get("required", ())]
    entries = [node.entries[key] for key in keys if isinstance(node, Mapping) and key in node.entries]
    return max((entry.key.span for entry in entries), default=node.span if node else Span.at(""))


def _head(node: Node | None, root: Node) -> Span:
    """A mapping's first key will do where it has several lines: underlining them all says nothing."""
    span = (node or root).span
    if span.end_line == span.line:
        return span
    if isinstance(node, Mapping):
        for entry in node:
            if entry.key.span.path == span.path:
                return entry.key.span
    return Span.at(span.path, span.line, span.column)


def _walk(root: Node, path: Sequence[Any]) -> Node | None:
    node: Node | None = root
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            node = node.get(step)
        elif isinstance(node, NodeSequence) and isinstance(step, int):
            node = node.items[step]
    return node


def _span(root: Node, path: Sequence[Any]) -> Span:
    """The value's place; the key's where the value is nothing."""
    parent = _walk(root, path[:-1]) if path else None
    entry: Entry | None = None
    if isinstance(parent, Mapping):
        entry = parent.entries.get(str(path[-1]))
    node = _walk(root, path)
    if entry and isinstance(node, Scalar) and node.value is None and not node.text:
        return entry.key.span
    return _head(node, root)


def _where(root: Node, path: Sequence[Any], preposition: str = "in") -> str:
    """In which named thing a place is: its scene or shot by id or number, its character or location."""
    for index in range(len(path) - 1, 0, -1):
        name = _NAMED.get(str(path[index - 1]))
        if name is None:
            continue
        node = _walk(root, path[: index + 1])
        own = node.get("id") if isinstance(node, Mapping) else None
        step = path[index]
        if isinstance(step, str):
            return f" {preposition} {name} '{step}'"
        if isinstance(own, Scalar) and isinstance(own.value, str):
            return f" {preposition} {name} '{own.value}'"
        return f" {preposition} {name} {step + 1}" + _where(root, path[: index - 1], "of")
    if not path or preposition != "in":
        return ""
    return f" in '{path[-1]}'" if isinstance(path[-1], str) else ""
