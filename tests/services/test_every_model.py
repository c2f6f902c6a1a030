"""Every model builds the same small storyboard, against a service that refuses whatever a model does not take."""

from __future__ import annotations

import pytest
from service.models import MODELS
from storyboard_builds import FPS, Project, png

from wanboard.media.probe import probe
from wanboard.profiles.registry import load_profiles

BOARD = """\
wanboard: 1
title: Small
language: en
style: Quiet drama.
characters:
  lin: {name: Lin, description: a woman in a black coat, reference: lin.png}
render: {resolution: %s, ratio: "16:9", seed: 5}
film: {fps: %d, loudness: off}
scenes:
  - id: hall
    shots:
      - {at: 0-1, action: "{{ lin }} opens a door."}
      - {at: 1-2.5, action: "{{ lin }} looks back.", dialogue: [{who: lin, line: Too late.}]}
"""


def test_the_service_and_the_profiles_know_the_same_models() -> None:
    names = {name for profile in load_profiles() for name in (profile.id, *profile.aliases)}
    snapshots = {name for name in names if name.count("-202")}
    assert names - snapshots == set(MODELS)


@pytest.mark.parametrize("model", sorted(MODELS))
def test_the_model_builds_a_small_storyboard(model: str, project: Project) -> None:
    profile = load_profiles().get(model)
    assert profile is not None
    tier = next(iter(profile.sizes))
    png(project.folder / "lin.png")
    project.write(BOARD % (tier, FPS))
    film = probe(project.build("--model", model), decode=True)
    assert (film.frames, film.fps) == (25, FPS)
    assert film.has_audio is profile.makes_sound
    assert [record.status for record in project.submissions()] == [200] * len(project.submissions())
    assert {body["model"] for body in project.bodies()} == {model}
    clips = {"single": 2}.get(profile.multi_shot, 1)
    assert len(project.bodies()) == clips
    billed = [body["parameters"]["duration"] for body in project.bodies()]
    assert billed == [profile.durations.shortest_for(length) for length in ([1000, 1500] if clips == 2 else [2500])]
