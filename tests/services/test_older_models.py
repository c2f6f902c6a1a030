"""wan2.5 with its three ways of sound; wan2.2 and wan2.1, silent and one shot a clip."""

from __future__ import annotations

import pytest
from storyboard_builds import FPS, Project, tones

from wanboard.errors import ExitCode
from wanboard.media.probe import probe

HEAD = """\
wanboard: 1
title: Small
language: en
film: {fps: 10, loudness: off}
"""

TWO = """\
scenes:
  - id: a
    shots:
      - {at: 0-2, action: Rain falls.}
      - {at: 2-4, action: A dog barks.}
"""


@pytest.mark.parametrize(
    ("audio", "switch", "own", "sounds"),
    [("none", False, False, False), ("auto", True, False, True), ("song.wav", None, True, True)],
)
def test_wan25_has_three_ways_of_sound(
    audio: str, switch: bool | None, own: bool, sounds: bool, project: Project
) -> None:
    tones(project.folder / "song.wav", 5)
    project.write(HEAD + f"render: {{model: wan2.5-t2v-preview, size: 832*480, audio: {audio}}}\n" + TWO)
    film = probe(project.build(), decode=True)
    bodies = project.bodies()
    assert [body["parameters"].get("audio") for body in bodies] == [switch] * len(bodies)
    assert all(("audio_url" in body["input"]) is own for body in bodies)
    assert film.has_audio is sounds
    assert film.frames == 4 * FPS


def test_wan25_takes_five_or_ten_seconds_at_three_sizes(project: Project) -> None:
    scenes = "".join(
        f"  - id: s{n}\n    render: {{resolution: {tier}}}\n    shots:\n      - {{at: 0-{n}, action: Rain.}}\n"
        for n, tier in ((3, "480P"), (5, "720P"), (6, "1080P"))
    )
    project.write(HEAD + "render: {model: wan2.5-t2v-preview}\nscenes:\n" + scenes)
    assert project.run("compile", "film.yaml", "-o", "out") == ExitCode.DONE
    texts = "".join(path.read_text() for path in sorted((project.folder / "out").glob("s*.request.json")))
    for words in ('"duration": 5', '"duration": 10', '"832*480"', '"1280*720"', '"1920*1080"'):
        assert words in texts


@pytest.mark.parametrize(("model", "limit"), [("wan2.5-t2v-preview", 1500), ("wan2.2-t2v-plus", 800)])
def test_a_prompt_over_the_limit_is_an_error_that_counts(model: str, limit: int, project: Project) -> None:
    project.write(
        HEAD + f"render: {{model: {model}}}\nscenes:\n  - id: a\n    shots:\n"
        f"      - {{at: 0-2, action: {'rain ' * (limit // 5 + 1)}}}\n"
    )
    assert project.run("check", "film.yaml") == ExitCode.STORYBOARD
    assert "film.yaml:9:" in project.err + project.out
    assert f"{model} takes {limit}" in project.err + project.out
    assert "wan2.7-t2v" in project.err + project.out  # who could


@pytest.mark.parametrize("model", ["wan2.2-t2v-plus", "wan2.1-t2v-plus"])
def test_silent_models_make_one_clip_a_shot_and_a_silent_film(model: str, project: Project) -> None:
    project.write(HEAD + f"render: {{model: {model}}}\n" + TWO)
    film = probe(project.build(), decode=True)
    bodies = project.bodies()
    assert [body["parameters"]["duration"] for body in bodies] == [5, 5]
    assert all(not {"audio", "shot_type"} & set(body["parameters"]) for body in bodies)
    assert all("Shot 2" not in body["input"]["prompt"] for body in bodies)
    assert film.frames == 4 * FPS
    assert not film.has_audio


def test_a_project_may_let_a_silent_model_tell_several_shots_in_prose(project: Project) -> None:
    project.write("profiles: {wan2.2-t2v-plus: {multi_shot: prose}}\n", "wanboard.yaml")
    project.write(HEAD + "render: {model: wan2.2-t2v-plus, resolution: 480P}\n" + TWO)
    film = probe(project.build(), decode=True)
    (body,) = project.bodies()
    assert "Rain falls." in body["input"]["prompt"]
    assert "A dog barks." in body["input"]["prompt"]
    assert "shot_type" not in body["parameters"]
    assert film.frames == 4 * FPS


@pytest.mark.parametrize(("audio", "code"), [("auto", "WB414"), ("song.wav", "WB412")])
def test_sound_asked_of_a_silent_model_is_an_error_that_names_who_could(
    audio: str, code: str, project: Project
) -> None:
    tones(project.folder / "song.wav", 5)
    project.write(HEAD + f"render:\n  model: wan2.2-t2v-plus\n  audio: {audio}\n" + TWO)
    assert project.run("check", "film.yaml") == ExitCode.STORYBOARD
    said = project.err + project.out
    assert f"film.yaml:7:10: error[{code}]" in said
    assert "wan2.5-t2v-preview" in said
    assert "wan2.6-t2v" in said
