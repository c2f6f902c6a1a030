"""The soak's short form; the long one is `python tests/soak/soak.py --seed N --kills N`."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from service import Options, serve


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("soak_rounds", Path(__file__).with_name("soak.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


soak = load()


@pytest.mark.parametrize(("seed", "together"), [(11, 1), (12, 2)])
def test_killed_builds_pay_nothing_twice_and_lose_nothing(seed: int, together: int) -> None:
    score = soak.soak(seed, kills=6, clips=6, seconds=5.0, together=together)
    assert score.clean, str(score)
    assert score.kills >= 2, str(score)
    assert score.tasks >= 6


def test_five_builds_at_once_pay_once_for_each_clip(tmp_path: Path) -> None:
    with serve(Options(fps=4, work_s=0.5, spread=0.5, variants=2, queries_per_s=1e9)) as service:
        direct, score = soak.Direct(), soak.Score()
        direct.prepare(tmp_path, 7)
        builds = [direct.start(tmp_path, service.url) for _ in range(5)]
        assert [soak.finish(build, None, score) for build in builds] == [0] * 5
        assert service.summary()["duplicates"] == 0
        assert len(service.summary()["tasks"]) == 7
        assert service.summary()["authorized_downloads"] == 0
    assert len(set(json.loads((tmp_path / "film.json").read_text()))) == 7
