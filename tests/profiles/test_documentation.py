"""The worked examples in the documentation are true."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import jsonschema
import yaml

from wanboard.profiles.build import build
from wanboard.project.load import PROJECT_FILE, load_project

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(
    r"^( *)```yaml\n(.*?)^ *```", (ROOT / "docs" / "adding-a-profile.md").read_text("utf-8"), re.M | re.S
)


def test_the_new_profile_is_valid_and_builds() -> None:
    data = yaml.safe_load(textwrap.dedent(BLOCKS[0][1]))
    schema = json.loads((ROOT / "schemas" / "profile.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)
    profile = build(data)
    assert (profile.durations.minimum, profile.durations.maximum) == (4, 12)
    assert profile.default_ratio in profile.sizes[profile.default_tier]


def test_the_project_file_is_read_without_a_finding(tmp_path: Path) -> None:
    (tmp_path / PROJECT_FILE).write_text(BLOCKS[1][1], encoding="utf-8")
    project, found = load_project(tmp_path)
    assert found == ()
    profile = project.profiles.get("wan2.6-t2v")
    assert profile is not None
    assert profile.concurrent_tasks == 3
