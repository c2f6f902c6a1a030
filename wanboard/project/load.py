"""Read `wanboard.yaml`. A missing file is a project with nothing in it."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from pathlib import Path

from wanboard.diagnostics import Diagnostic, Span, has_errors, ordered
from wanboard.files import display_path
from wanboard.profiles.registry import ModelAlias, Profiles, known_ids, load_profiles
from wanboard.project.overrides import overrides_of
from wanboard.schema.check import check
from wanboard.source.nodes import Data, Mapping, Node, Scalar, to_data
from wanboard.source.read import parse_source, read_source
from wanboard.source.text import SourceText

PROJECT_FILE = "wanboard.yaml"


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """What a project says about generating. None: not said. `spans` gives the place of each top key, for
    messages about it."""

    root: Path
    path: Path | None = None
    backend: str | None = None
    region: str | None = None
    workspace: str | None = None
    concurrency: int | None = None
    gateway_url: str | None = None
    models: MappingType[str, ModelAlias] = field(default_factory=dict)
    profiles: Profiles = field(default_factory=load_profiles)
    spans: MappingType[str, Span] = field(default_factory=dict)
    source: SourceText | None = None


def load_project(root: Path) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The project file of a root folder, and everything wrong with it. Raises nothing; where there are errors
    the project is one with nothing in it."""
    path = root / PROJECT_FILE
    nothing = Project(root)
    if not path.exists():
        return nothing, ()
    source = read_source(path, display_path(path))
    if isinstance(source, Diagnostic):
        return nothing, (source,)
    nothing = Project(root, path, source=source)
    node, found = parse_source(source)
    if node is None:
        empty = all(diagnostic.code == "WB009" for diagnostic in found)
        return nothing, () if empty else found  # an empty project file says nothing, which is fine
    if not has_errors(found):
        found += check(node, "project")
    if has_errors(found) or not isinstance(node, Mapping):
        return nothing, tuple(ordered(found))
    data = to_data(node)
    assert isinstance(data, dict)
    models = _models(node)
    found += tuple(_unknown_models(node, models))
    overrides, problems = overrides_of(node, {**models})
    found += problems
    if has_errors(found):
        return nothing, tuple(ordered(found))
    project = Project(
        root=root,
        path=path,
        backend=_text(data.get("backend")),
        region=_text(data.get("region")),
        workspace=_text(data.get("workspace")),
        concurrency=_whole(data.get("concurrency")),
        gateway_url=_gateway(data.get("gateway")),
        models=models,
        profiles=load_profiles(overrides, models),
        spans={entry.key.text: entry.key.span for entry in node},
        source=source,
    )
    return project, tuple(ordered(found))


def _models(node: Mapping) -> dict[str, ModelAlias]:
    written = node.get("models")
    if not isinstance(written, Mapping):
        return {}
    return {name: _alias(entry.value) for name, entry in written.entries.items()}


def _alias(node: Node) -> ModelAlias:
    if isinstance(node, Mapping):
        return ModelAlias(_string(node.get("profile")), _string(node.get("send")) or None)
    return ModelAlias(_string(node))


def _unknown_models(node: Mapping, models: MappingType[str, ModelAlias]) -> list[Diagnostic]:
    written = node.get("models")
    found: list[Diagnostic] = []
    if not isinstance(written, Mapping):
        return found
    shipped = load_profiles()
    for name, alias in models.items():
        if alias.profile not in known_ids():
            place = written.entries[name].value
            target = place.get("profile") if isinstance(place, Mapping) else place
            found.append(
                Diagnostic(
                    "WB440",
                    f"'{name}' stands for '{alias.profile}', which no profile describes",
                    (target or place).span,
                    _suggestion(shipped, alias.profile),
                )
            )
    return found


def _suggestion(profiles: Profiles, name: str) -> str:
    near = profiles.nearest(name)
    return f"did you mean '{near}'?" if near else f"known are {', '.join(known_ids())}"


def _string(node: Node | None) -> str:
    return str(node.value) if isinstance(node, Scalar) else ""


def _text(value: Data) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: Data) -> int | None:
    return value if isinstance(value, int) else None


def _gateway(value: Data) -> str | None:
    return _text(value.get("url")) if isinstance(value, dict) else None
