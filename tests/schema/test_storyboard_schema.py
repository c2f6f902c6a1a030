"""The published schema: valid itself, described throughout, and exactly the keys that the code reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import wanboard.model.build as build_module
import wanboard.model.film as film_module
import wanboard.model.timing as timing_module
from wanboard.model.film import FILM_KEYS
from wanboard.model.render import RENDER_KEYS
from wanboard.schema.check import check, schema, schema_path
from wanboard.source.load import INCLUDED_KEYS, MERGED_KEYS, load
from wanboard.source.nodes import Mapping
from wanboard.source.read import parse_text

ROOT = Path(__file__).parents[2]
STORYBOARDS = sorted((ROOT / "storyboards").glob("*.yaml"))


def definition(name: str) -> dict[str, Any]:
    found: dict[str, Any] = schema("storyboard")["$defs"][name]
    return found


def keys(part: dict[str, Any]) -> set[str]:
    return set(part["properties"])


SHOT = definition("shots")["items"]
SCENE = schema("storyboard")["properties"]["scenes"]["items"]
FILM = schema("storyboard")["properties"]["film"]
LINE = SHOT["properties"]["dialogue"]["items"]


def walk(part: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        for name, value in part.get("properties", {}).items():
            yield f"{place}/{name}", value
        for name, value in part.items():
            yield from walk(value, f"{place}/{name}")


def keys_read(module: Any, *functions: str) -> set[str]:
    """The keys that functions of a module ask nodes for, read from their source."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    found: set[str] = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name in functions:
            for call in ast.walk(function):
                if isinstance(call, ast.Call):
                    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                    readers = ("get", "text", "string", "scalar", "file", "flag", "integer", "strings", "_entities")
                    if name in readers:
                        found |= {arg.value for arg in call.args if isinstance(arg, ast.Constant)}
    return {name for name in found if isinstance(name, str)}


def test_the_schema_is_valid_for_its_metaschema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("storyboard"))
    assert schema("storyboard")["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    ("place", "part"), list(walk(schema("storyboard"))), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_key_is_described(place: str, part: dict[str, Any]) -> None:
    text = part.get("description", "")
    assert len(text) > 10, place
    assert text.endswith("."), place


def test_examples_satisfy_their_own_schema() -> None:
    for place, part in walk(schema("storyboard")):
        whole = {**part, "$defs": schema("storyboard")["$defs"]}
        for example in part.get("examples", ()):
            assert jsonschema.Draft202012Validator(whole).is_valid(example), (place, example)


def test_every_mapping_is_closed_or_open_by_intent() -> None:
    open_mappings = {"vars"}
    for place, part in walk(schema("storyboard")):
        if part.get("type") == "object" and "additionalProperties" not in part:
            assert place.rpartition("/")[2] in open_mappings


def test_the_code_reads_exactly_the_keys_of_a_shot() -> None:
    read = keys_read(build_module, "_shot", "_transition") | keys_read(timing_module, "_read")
    assert read == keys(SHOT)


def test_the_code_reads_exactly_the_keys_of_dialogue() -> None:
    assert keys_read(build_module, "_line") == keys(LINE)


def test_the_code_reads_exactly_the_keys_of_a_scene() -> None:
    read = keys_read(build_module, "_scenes", "_shots", "_render") - {"scenes"}
    assert read == keys(SCENE) - {"notes", "tags"}


def test_the_code_reads_exactly_the_keys_of_the_film() -> None:
    assert set(FILM_KEYS) == keys(FILM)
    assert keys_read(film_module, "read_film") | {"transition"} == keys(FILM)
    assert keys_read(film_module, "_music") == keys(FILM["properties"]["music"])


def test_the_code_reads_exactly_the_keys_of_render() -> None:
    assert set(RENDER_KEYS) == keys(definition("render"))


@pytest.mark.parametrize("kind", ["character", "location"])
def test_the_code_reads_exactly_the_keys_of_an_entity(kind: str) -> None:
    assert keys_read(build_module, "_entities") == keys(definition(kind))


def test_the_code_reads_exactly_the_keys_of_the_top() -> None:
    functions = ("storyboard", "__init__", "_variables", "_profiles", "_scenes", "_shots")
    read = keys_read(build_module, *functions) & keys(schema("storyboard"))
    rest = {"wanboard", "include"}  # the reading of files needs them
    people = {"notes", "tags"}  # for people
    assert read | rest | people == keys(schema("storyboard"))


def test_what_an_include_may_hold_is_in_the_schema() -> None:
    assert set(INCLUDED_KEYS) < keys(schema("storyboard"))
    assert set(INCLUDED_KEYS) > MERGED_KEYS


def test_the_docstrings_of_shots_name_no_unknown_key() -> None:
    names = {name for _, part in walk(schema("storyboard")) for name in re.findall(r"`([a-z_]+)`", part["description"])}
    known = {place.rpartition("/")[2] for place, _ in walk(schema("storyboard"))}
    words = {"auto", "none", "cut", "narrator", "off", "mix", "copy"}
    assert names - known - words == set()


@pytest.mark.parametrize("path", STORYBOARDS, ids=lambda path: path.name)
def test_every_published_storyboard_satisfies_the_schema(path: Path) -> None:
    loaded = load(path)
    assert loaded.diagnostics == ()
    assert isinstance(loaded.root, Mapping)
    assert check(loaded.root, "storyboard") == ()


def test_the_schema_is_found_in_a_wheel_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "storyboard.schema.json").write_text("{}")
    monkeypatch.setattr("wanboard.schema.check._FOLDERS", (tmp_path, ROOT / "schemas"))
    assert schema_path("storyboard") == tmp_path / "storyboard.schema.json"
    assert schema_path("profile") == ROOT / "schemas" / "profile.schema.json"


def test_an_installation_without_the_schema_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wanboard.schema.check._FOLDERS", (tmp_path,))
    with pytest.raises(FileNotFoundError, match=r"storyboard\.schema\.json"):
        schema_path("storyboard")


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("render", "{size: 1280}", "WB101"), ("render", "{seed: 1.5}", "WB101"), ("render", "{seed: true}", "WB101"),
        ("film", "{fps: 0}", "WB106"), ("film", "{fps: 1000}", "WB106"), ("film", "{loudness: 3}", "WB106"),
        ("film", "{music: {gain_db: 1}}", "WB103"), ("film", "{music: x.mp3}", "WB101"),
        ("film", "{sound: loud}", "WB102"),
        ("vars", "[1]", "WB101"), ("include", "[[a]]", "WB101"), ("include", "{a: b}", "WB101"),
        ("include", "['']", "WB108"),
        ("profiles", "{draft: {sizes: x}}", "WB104"), ("characters", "{lin: a woman}", "WB101"),
        ("style", "[a]", "WB101"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_finding(key: str, value: str, code: str) -> None:
    root, _ = parse_text(f"wanboard: 1\ntitle: T\n{key}: {value}\nshots: [{{duration: 1, action: x}}]\n", "s.yaml")
    assert root is not None
    found = check(root, "storyboard")
    assert [f.code for f in found] == [code]
    assert found[0].span is not None
    assert found[0].span.line == 3


def test_all_findings_come_in_the_order_of_their_places() -> None:
    text = "wanboard: 1\nlanguage: de\nshots:\n  - {framming: x, take: 0}\n  - {actoin: y}\nstyle: 5\n"
    root, _ = parse_text(text, "s.yaml")
    assert root is not None
    assert [(f.span.line, f.code) for f in check(root, "storyboard") if f.span] == [
        (1, "WB103"), (2, "WB102"), (4, "WB104"), (4, "WB106"), (5, "WB104"), (6, "WB101"),
    ]  # fmt: skip
