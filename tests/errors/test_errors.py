"""The error reference: every code has a storyboard that earns it, with the text shown for it beside.

A folder is `<code>-<slug>`: `story.yaml` with whatever it names, `expected.txt`, and `options.json` where the command
line has a part in it. The folder is copied away before it is compiled, so that it is its own project.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from wanboard.model.codes import CODES as MODEL
from wanboard.outputs.diagnostics import render_text
from wanboard.pipeline.front import Ask, compile_storyboard
from wanboard.plan.codes import CODES as PLAN
from wanboard.project.codes import CODES as PROJECT
from wanboard.prompts.codes import CODES as PROMPTS
from wanboard.schema.codes import CODES as SCHEMA
from wanboard.source.codes import CODES as SOURCE

FOLDER = Path(__file__).parent
CASES = sorted(path.name for path in FOLDER.iterdir() if path.name.startswith("WB"))
TABLES = (SOURCE, SCHEMA, MODEL, PROMPTS, PLAN, PROJECT)
WITHOUT_A_FOLDER = {"WB426"}  # a file that vanishes while it is compiled


def diagnose(path: Path) -> str:
    """What `check` shows for a storyboard; `options.json` beside it says what the command line adds."""
    options = path.parent / "options.json"
    given = json.loads(options.read_text(encoding="utf-8")) if options.exists() else {}
    ask = Ask(given.get("variables", {}), given.get("model"), given.get("profile"), given.get("region"))
    compiled = compile_storyboard(path, ask, paid=None)
    return render_text(compiled.diagnostics, compiled.sources)


@pytest.mark.parametrize("name", CASES)
def test_the_text_shown_is_the_expected_one(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(FOLDER / name, tmp_path / name)
    monkeypatch.chdir(tmp_path / name)
    shown = diagnose(Path("story.yaml"))
    assert shown == (FOLDER / name / "expected.txt").read_text(encoding="utf-8")
    assert f"[{name.partition('-')[0]}]" in shown


def test_a_code_belongs_to_one_rule() -> None:
    codes = [code for table in TABLES for code in table]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("code", sorted(code for table in TABLES for code in table if code not in WITHOUT_A_FOLDER))
def test_every_code_has_a_storyboard(code: str) -> None:
    assert any(name.startswith(f"{code}-") for name in CASES), f"tests/errors/{code}-<slug>/ is missing"


@pytest.mark.parametrize("name", CASES)
def test_every_storyboard_has_a_known_code(name: str) -> None:
    assert any(name.partition("-")[0] in table for table in TABLES)
