"""The worked example of docs/adding-a-profile.md, all the way to a film: a data file, and no code."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from service.models import MODELS, Model
from storyboard_builds import FPS, Project

from wanboard.errors import ExitCode
from wanboard.media.probe import probe
from wanboard.profiles import registry

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-profile.md"
WAN9 = Model(
    resolutions=("720P",),
    ratios=("16:9", "9:16"),
    durations=tuple(range(4, 13)),
    prompt=3000,
    parameters=frozenset({"resolution", "ratio", "duration", "prompt_extend", "watermark", "seed", "audio"}),
    audio_url=True,
    usage="2.7",
)
BOARD = f"""\
wanboard: 1
title: Small
language: en
render: {{model: wan9-t2v, audio: none}}
film: {{fps: {FPS}, loudness: off}}
scenes:
  - id: a
    shots:
      - {{at: 0-2, action: Rain falls.}}
      - {{at: 2-3, action: A dog barks.}}
"""


@pytest.fixture
def wan9(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The shipped profiles and the page's own, and a service that knows the model."""
    folder = tmp_path_factory.mktemp("profiles") / "data"
    shutil.copytree(registry.DATA_FOLDER, folder)
    found = re.search(r"^( *)```yaml\n(.*?)^ *```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    assert found is not None
    (folder / "wan9-t2v.yaml").write_text(textwrap.dedent(found[2]), encoding="utf-8")
    monkeypatch.setattr(registry, "DATA_FOLDER", folder)
    monkeypatch.setitem(MODELS, "wan9-t2v", WAN9)  # type: ignore[arg-type]
    for cached in (registry._ids, registry._read):
        cached.cache_clear()
    yield
    for cached in (registry._ids, registry._read):
        cached.cache_clear()


def test_a_new_data_file_is_a_model_that_builds(wan9: None, project: Project) -> None:
    project.write(BOARD)
    film = probe(project.build(), decode=True)
    (body,) = project.bodies()
    assert body["model"] == "wan9-t2v"
    assert body["parameters"] == {
        "resolution": "720P", "ratio": "16:9", "duration": 4, "prompt_extend": True, "watermark": False, "audio": False,
    }  # fmt: skip
    assert (film.frames, film.has_audio) == (3 * FPS, False)


def test_the_new_model_is_in_the_table_and_in_hints(wan9: None, project: Project) -> None:
    project.write(BOARD)
    assert project.run("models", "--for", "film.yaml", "--json") == ExitCode.DONE
    found = {item["model"]: item for item in project.document()["models"]}["wan9-t2v"]
    assert (found["compiles"], found["seconds"], found["cost"]) == (True, 4, "1.00")
    assert project.run("check", "film.yaml", "--model", "wan2.7-t2v") == ExitCode.DONE
    assert "wan9-t2v" in project.out  # among those that could be silent
