"""A tree of nodes against a published schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from wanboard.diagnostics import Diagnostic, ordered
from wanboard.schema.explain import explain
from wanboard.source.nodes import Node, to_data

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

SchemaName = Literal["storyboard", "project", "profile"]

_PACKAGE = Path(__file__).resolve().parent.parent
_FOLDERS = (_PACKAGE / "schemas", _PACKAGE.parent / "schemas")  # in an installed wheel; in the source tree


def check(root: Node, schema_name: SchemaName) -> tuple[Diagnostic, ...]:
    """Everything in which `root` differs from the schema, by place."""
    errors: Iterable[Any] = _validator(schema_name).iter_errors(to_data(root))
    return tuple(ordered(found for error in errors for found in explain(error, root)))


def schema_path(schema_name: SchemaName) -> Path:
    """Where the published schema lies, in a wheel or in the source tree. Raises: FileNotFoundError."""
    for folder in _FOLDERS:
        path = folder / f"{schema_name}.schema.json"
        if path.is_file():
            return path
    raise FileNotFoundError(f"{schema_name}.schema.json is not part of this installation")


@lru_cache
def schema(schema_name: SchemaName) -> dict[str, Any]:
    """The published schema as data."""
    loaded: dict[str, Any] = json.loads(schema_path(schema_name).read_text(encoding="utf-8"))
    return loaded


@lru_cache
def _validator(schema_name: SchemaName) -> Validator:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 (0.1 s that `--help` saves)

    return Draft202012Validator(schema(schema_name))
