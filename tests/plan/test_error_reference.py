"""Each code of the plan and of the project file has its failing storyboard, with the text a user sees
beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from wanboard.outputs.diagnostics import render_text
from wanboard.pipeline.front import Ask, compile_storyboard
from wanboard.plan.codes import CODES as PLAN_CODES
from wanboard.project.codes import CODES as PROJECT_CODES

ERRORS = Path(__file__).parents[1] / "errors"
CODES = PLAN_CODES | PROJECT_CODES
CASES = sorted(folder for folder in ERRORS.iterdir() if folder.name.split("-")[0] in CODES)
WITHOUT_A_FOLDER = {"WB426"}  # a file that vanishes while compiling; see test_references.py


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_storyboard_gives_exactly_the_expected_text(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(folder, tmp_path / "case")
    monkeypatch.chdir(tmp_path / "case")
    compiled = compile_storyboard(Path("story.yaml"), Ask({}), paid=None)
    text = render_text(compiled.diagnostics, compiled.sources)
    assert folder.name.split("-")[0] in {diagnostic.code for diagnostic in compiled.diagnostics}
    assert text == (folder / "expected.txt").read_text(encoding="utf-8")


def test_every_code_has_a_folder() -> None:
    assert {folder.name.split("-")[0] for folder in CASES} | WITHOUT_A_FOLDER == set(CODES)
