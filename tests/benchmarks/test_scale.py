"""The storyboard that the scale benchmark measures is one that authors could have written."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from wanboard.pipeline.front import Ask, compile_storyboard

SCALE = Path(__file__).parents[2] / "benchmarks" / "scale"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("scale_generate", SCALE / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_storyboard_compiles_without_diagnostics(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_text("".join(generator().storyboard(120)), encoding="utf-8")
    story = compile_storyboard(path, Ask(variables={}), paid=None)
    assert story.diagnostics == ()
    assert len(story.board.shots) == 120
    assert len({shot.action.template for shot in story.board.shots if shot.action}) == 120
    assert len({clip.fingerprint for clip in story.clips}) == len(story.clips) > 120 // 10


def test_generator_gives_the_same_storyboard_again() -> None:
    assert list(generator().storyboard(50)) == list(generator().storyboard(50))
    assert list(generator().storyboard(50)) != list(generator().storyboard(51))
