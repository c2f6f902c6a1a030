"""Render settings: the storyboard's, a scene's over them, the command line's over both."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from typing import TypeAlias

from wanboard.diagnostics import Span
from wanboard.model.read import Findings, file_of
from wanboard.model.storyboard import AudioMode, FileRef, Render, Text
from wanboard.source.nodes import Data, Mapping, Scalar

RENDER_KEYS = (
    "model",
    "size",
    "resolution",
    "ratio",
    "seed",
    "negative_prompt",
    "watermark",
    "prompt_extend",
    "audio",
    "template",
)
DEFAULT_MODEL = "wan2.6-t2v"
Override: TypeAlias = "Data | Scalar"
_Layer: TypeAlias = "AbstractMapping[str, Scalar]"


def resolve_render(layers: list[_Layer], written: frozenset[str]) -> Render:
    """One set of settings from layers, the last of which wins. A layer that sets `size` discards the
    `resolution` and `ratio` of the layers below it, and the other way round: they are two spellings of one
    thing. `written` are the keys whose place is in a file."""
    values: dict[str, Scalar] = {}
    inherited: frozenset[str] = frozenset()
    for layer in layers:
        if "model" in layer:
            inherited = frozenset(values)
        inherited -= frozenset(layer)
        if "size" in layer:
            values.pop("resolution", None)
            values.pop("ratio", None)
        elif "resolution" in layer or "ratio" in layer:
            values.pop("size", None)
        values.update(layer)
    return Render(
        model=_text(values, "model") or DEFAULT_MODEL,
        size=_text(values, "size"),
        resolution=_text(values, "resolution"),
        ratio=_text(values, "ratio"),
        seed=_seed(values),
        negative_prompt=_template(values, "negative_prompt"),
        watermark=_flag(values, "watermark") or False,
        prompt_extend=_flag(values, "prompt_extend"),
        audio=_audio(values),
        template=file_of(values["template"]) if _text(values, "template") else None,
        spans={key: node.span for key, node in values.items() if key in written},
        inherited=inherited,
    )


def written_layer(node: Mapping | None, findings: Findings) -> dict[str, Scalar]:
    """The settings of one `render:`, with a finding where it gives the size twice."""
    if node is None:
        return {}
    layer = {
        key: entry.value
        for key, entry in node.entries.items()
        if key in RENDER_KEYS and isinstance(entry.value, Scalar) and entry.value.value is not None
    }
    if "size" in layer and ("resolution" in layer or "ratio" in layer):
        other = "resolution" if "resolution" in layer else "ratio"
        findings.note(
            "WB218",
            f"'size' and '{other}' stand together",
            node.entries[other].key.span,
            "write either 'size', or 'resolution' and 'ratio'",
        )
    return layer


def override_layer(overrides: AbstractMapping[str, Override], path: str) -> dict[str, Scalar]:
    """Overrides as a layer. A plain value gets the head of the storyboard as its place."""
    layer: dict[str, Scalar] = {}
    for key, value in overrides.items():
        if isinstance(value, Scalar):
            layer[key] = value
        elif isinstance(value, (str, int, float, bool)):
            layer[key] = Scalar(value, Span.at(path), str(value))
    return layer


def _text(values: _Layer, key: str) -> str | None:
    node = values.get(key)
    return node.value if node and isinstance(node.value, str) else None


def _flag(values: _Layer, key: str) -> bool | None:
    node = values.get(key)
    return node.value if node and isinstance(node.value, bool) else None


def _seed(values: _Layer) -> int | None:
    node = values.get("seed")
    if node is None or isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
        return None
    return int(node.value)


def _template(values: _Layer, key: str) -> Text | None:
    node = values.get(key)
    return Text(node.value, node) if node and isinstance(node.value, str) else None


def _audio(values: _Layer) -> AudioMode | FileRef:
    node = values.get("audio")
    if node is None or node.value == "auto":
        return "auto"
    if node.value == "none":
        return "none"
    return file_of(node)
