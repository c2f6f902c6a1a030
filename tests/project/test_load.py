"""The project file: what it says, what is wrong with it, what it changes in the profiles."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from wanboard.diagnostics import Diagnostic
from wanboard.profiles.profile import Profile
from wanboard.profiles.registry import load_profiles
from wanboard.project.load import PROJECT_FILE, Project, load_project

SCHEMAS = Path(__file__).parents[2] / "schemas"

FULL = """\
backend: dashscope
region: singapore
workspace: ws-1
concurrency: 3
gateway: {url: https://gateway.example}
models:
  draft: wan2.2-t2v-plus
  next: {profile: wan2.7-t2v, send: wan2.7-t2v-2027-01-01}
prices:
  wan2.6-t2v:
    singapore: {currency: USD, date: "2027-01-01", per_second: {720P: 0.11}}
quotas:
  next: {submits_per_s: 1, concurrent_tasks: 2}
profiles:
  wan2.6-t2v: {audio: {none: true, switch: audio}, durations: {allowed: [5, 10, 15]}}
"""


def _project(root: Path, text: str) -> tuple[Project, tuple[Diagnostic, ...]]:
    (root / PROJECT_FILE).write_text(text)
    return load_project(root)


def _profile(project: Project, name: str) -> Profile:
    profile = project.profiles.get(name)
    assert profile is not None
    return profile


def test_schema_is_valid_for_its_metaschema_and_described_key_by_key() -> None:
    schema = json.loads((SCHEMAS / "project.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert all("description" in value for value in schema["properties"].values())


def test_profile_fields_are_those_of_the_profile_schema() -> None:
    project = json.loads((SCHEMAS / "project.schema.json").read_text())
    profile = json.loads((SCHEMAS / "profile.schema.json").read_text())
    fields = project["$defs"]["profile"]["properties"]
    assert set(fields) == set(profile["properties"]) - {"id", "facts"}
    for name in ("audio", "references"):
        assert fields[name]["properties"] == profile["properties"][name]["properties"]
    plain = set(fields) - {"audio", "references", "sizes", "prices"}
    assert {name: fields[name] for name in plain} == {name: profile["properties"][name] for name in plain}


def test_no_project_file_is_a_project_that_says_nothing(tmp_path: Path) -> None:
    project, found = load_project(tmp_path)
    assert found == ()
    assert (project.backend, project.region, project.path) == (None, None, None)
    assert project.profiles.get("wan2.6-t2v") is not None


def test_an_empty_project_file_is_fine(tmp_path: Path) -> None:
    assert _project(tmp_path, "# nothing yet\n")[1] == ()


def test_everything_a_project_may_say(tmp_path: Path) -> None:
    project, found = _project(tmp_path, FULL)
    assert found == ()
    assert (project.backend, project.region, project.workspace) == ("dashscope", "singapore", "ws-1")
    assert (project.concurrency, project.gateway_url) == (3, "https://gateway.example")
    assert _profile(project, "draft").id == "wan2.2-t2v-plus"
    assert project.profiles.wire_name("draft") == "wan2.2-t2v-plus"
    following = _profile(project, "next")
    assert (following.submits_per_s, following.concurrent_tasks) == (1.0, 2)
    assert project.profiles.get(project.profiles.wire_name("next")) is following
    wan26 = _profile(project, "wan2.6-t2v")
    assert wan26.audio.none
    assert wan26.durations.allowed == (5, 10, 15)
    price = project.profiles.price(wan26, project.region, "720P", silent=False)
    assert price is not None
    assert (price.per_second, price.currency, price.source) == (Decimal("0.11"), "USD", "wanboard.yaml")


def test_unknown_key_points_at_the_key(tmp_path: Path) -> None:
    _, found = _project(tmp_path, "backend: auto\nregoin: beijing\n")
    assert [(d.code, d.span and (d.span.line, d.span.column)) for d in found] == [("WB104", (2, 1))]
    assert found[0].hint is not None
    assert "region" in found[0].hint


def test_errors_leave_a_project_that_says_nothing(tmp_path: Path) -> None:
    project, found = _project(tmp_path, "backend: animatic\nregion: mars\n")
    assert len(found) == 1
    assert project.backend is None


def test_unknown_models_are_named_with_the_nearest(tmp_path: Path) -> None:
    _, found = _project(
        tmp_path,
        "models: {cheap: wan2.2-t2v-pls}\nquotas: {wan2.6-tv2: {concurrent_tasks: 1}}\n",
    )
    assert [(d.code, d.span and d.span.line) for d in found] == [("WB440", 1), ("WB441", 2)]
    assert [d.hint for d in found] == ["did you mean 'wan2.2-t2v-plus'?", "did you mean 'wan2.6-t2v'?"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("wan2.6-t2v: {sizes: {1080P: null}}", "default_tier 1080P"),
        ("wan2.6-t2v: {default_ratio: '21:9'}", "default_ratio 21:9"),
        ("wan2.6-t2v: {durations: {minimum: 9, maximum: 8}}", "minimum 9 is above maximum 8"),
        ("wan2.6-t2v: {audio: {auto: false}}", "makes no sound and cannot be silent"),
        ("wan2.6-t2v: {references: {total: 2}}", "videos, images, naming"),
        ("wan2.6-r2v: {references: null}", "takes some"),
    ],
)
def test_fields_that_contradict_one_another_are_an_error(tmp_path: Path, fields: str, words: str) -> None:
    _, found = _project(tmp_path, f"profiles:\n  {fields}\n")
    assert [d.code for d in found] == ["WB442"]
    assert words in found[0].message


@pytest.mark.parametrize(
    "fields",
    [
        "wan2.6-r2v: {references: {total: 3, longest_with_video: null}}",
        "wan2.6-t2v: {prices: {beijing: null}, negative_prompt_limit: null, seed_max: null}",
        "wan2.7-t2v: {ratios: ['16:9', '2:1'], sizes: {720P: {'4:3': null}}}",
        "wan2.6-t2v: {aliases: [wan2.6-t2v-next], regions: [tokyo], submits_per_s: 0.5}",
    ],
)
def test_any_field_may_be_different_for_a_project(tmp_path: Path, fields: str) -> None:
    project, found = _project(tmp_path, f"profiles:\n  {fields}\n")
    assert found == ()
    assert _profile(project, fields.split(":", maxsplit=1)[0]) != load_profiles().get(fields.split(":", maxsplit=1)[0])


@pytest.mark.parametrize("text", ["- backend\n", "auto\n", "backend: &a [*a]\n", "\x00", "region: !!python/x y\n"])
def test_nonsense_gives_an_error_and_no_traceback(tmp_path: Path, text: str) -> None:
    _, found = _project(tmp_path, text)
    assert any(d.is_error for d in found)


def test_a_folder_of_that_name_is_an_error(tmp_path: Path) -> None:
    (tmp_path / PROJECT_FILE).mkdir()
    assert [d.code for d in load_project(tmp_path)[1]] == ["WB001"]


def test_a_broken_file_is_a_diagnostic_not_an_exception(tmp_path: Path) -> None:
    _, found = _project(tmp_path, "backend: [auto\n")
    assert found
    assert all(d.is_error for d in found)
