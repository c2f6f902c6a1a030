"""One storyboard on other models: `--model`, `--profile`, `models --for`, and the project file."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from storyboard_builds import FPS, Project

from wanboard.errors import ExitCode
from wanboard.media.probe import probe
from wanboard.profiles.registry import load_profiles

BOARD = """\
wanboard: 1
title: Small
language: en
characters:
  lin: {name: Lin, description: a woman in a black coat, reference: "https://example.org/lin.png"}
render:
  model: wan2.6-t2v
  size: 1280*720
  seed: 5
  negative_prompt: text, logo
film: {fps: 10, loudness: off}
profiles:
  draft: {model: wan2.2-t2v-plus, resolution: 480P, ratio: "16:9"}
  final: {model: wan3.0-video, resolution: 1080P, ratio: "16:9", seed: 9}
scenes:
  - id: a
    shots:
      - {at: 0-2, action: "{{ lin }} runs."}
      - {at: 2-4, action: "{{ lin }} rests."}
  - id: b
    render: {watermark: true}
    shots:
      - {at: 0-2, action: "{{ lin }} sleeps."}
"""


def test_a_profile_of_the_storyboard_retargets_every_scene(project: Project) -> None:
    project.write(BOARD)
    assert project.run("plan", "film.yaml") == ExitCode.DONE
    assert "wan2.6-t2v" in project.out
    draft = probe(project.build("--profile", "draft"), decode=True)
    bodies = project.bodies()
    assert {body["model"] for body in bodies} == {"wan2.2-t2v-plus"}
    assert {body["parameters"]["size"] for body in bodies} == {"832*480"}
    assert {body["parameters"]["seed"] for body in bodies} == {5}
    assert sorted(body["parameters"]["watermark"] for body in bodies) == [False, False, True]
    assert (draft.frames, draft.width) == (6 * FPS, 832)
    final = probe(project.build("--profile", "final"), decode=True)
    bodies = project.bodies()[3:]
    assert {body["model"] for body in bodies} == {"wan3.0-video"}
    assert {(body["parameters"]["resolution"], body["parameters"]["seed"]) for body in bodies} == {("1080P", 9)}
    assert all("negative_prompt" not in body["input"] for body in bodies)
    assert "film.yaml:10:20: warning[WB407]: wan3.0-video takes no negative prompt; it is not sent" in project.err
    assert (final.frames, final.width) == (6 * FPS, 1920)


def test_an_unknown_profile_names_the_known_ones(project: Project) -> None:
    project.write(BOARD)
    assert project.run("check", "film.yaml", "--profile", "drft") == ExitCode.STORYBOARD
    assert "there is no profile 'drft'" in project.err + project.out
    assert "there is: draft, final" in project.err + project.out


def test_a_model_from_the_command_line_wins_over_profile_and_storyboard(project: Project) -> None:
    project.write(BOARD)
    assert project.run("plan", "film.yaml", "--json", "--profile", "draft", "--model", "wan2.5-t2v-preview") == 0
    (board,) = project.document()["storyboards"]
    assert {clip["model"] for clip in board["clips"]} == {"wan2.5-t2v-preview"}


def test_what_another_model_cannot_express_is_told_at_the_line_with_who_could(project: Project) -> None:
    project.write(BOARD)
    assert project.run("check", "film.yaml", "--model", "wan2.2-t2v-plus") == ExitCode.STORYBOARD
    said = project.err + project.out
    assert "film.yaml:8:9: error[WB402]: wan2.2-t2v-plus has no size 1280*720" in said
    assert "wan2.5-t2v-preview" in said
    project.write(BOARD.replace("at: 2-4", "at: 2-40"))
    assert project.run("check", "film.yaml", "--model", "wan2.6-t2v") == ExitCode.STORYBOARD
    said = project.err + project.out
    assert "film.yaml:19:" in said
    assert "lasts 38 s, wan2.6-t2v makes at most 15 s" in said
    project.write(BOARD.replace("at: 2-4", "at: 2-22"))
    project.run("check", "film.yaml")
    assert "wan3.0-video and wan3.0-video-prime could make it whole" in project.err + project.out


def test_an_unknown_model_suggests_the_nearest(project: Project) -> None:
    project.write(BOARD)
    assert project.run("check", "film.yaml", "--model", "wan2.6-t2") == ExitCode.STORYBOARD
    assert "did you mean 'wan2.6-t2v'" in project.err + project.out


def test_models_for_a_story_says_for_each_whether_it_compiles(project: Project) -> None:
    project.write(BOARD)
    assert project.run("models", "--for", "film.yaml", "--json") == ExitCode.DONE
    found = {item["model"]: item for item in project.document()["models"]}
    assert set(found) == {profile.id for profile in load_profiles()}
    shown = found["wan2.6-t2v"]
    assert (shown["compiles"], shown["clips"], shown["seconds"]) == (True, 2, 6)
    assert found["wan2.6-t2v"]["cost"] == "3.6"
    assert not found["wan2.2-t2v-plus"]["compiles"]
    assert found["wanx2.1-t2v-turbo"]["clips"] == 3
    assert found["wan3.0-video"]["compiles"]
    assert project.run("models", "--for", "film.yaml") == ExitCode.DONE
    (line,) = [line for line in project.out.splitlines() if "wan2.2-t2v-plus" in line and " no " in line]
    assert "film.yaml:8:9" in line
    assert "no size 1280*720" in line


def test_the_models_table_shows_every_model_with_its_price_and_date(project: Project) -> None:
    assert project.run("models") == ExitCode.DONE
    for profile in load_profiles():
        assert profile.id in project.out
    assert "2026-07-25" in project.out


# --- wanboard.yaml


def test_prices_of_the_project_are_used_with_their_date(project: Project) -> None:
    project.write(
        "prices:\n  wan2.6-t2v:\n    beijing: {currency: CNY, date: '2027-02-03', per_second: {720P: 0.5}}\n",
        "wanboard.yaml",
    )
    project.write(BOARD)
    assert project.run("plan", "film.yaml") == ExitCode.DONE
    assert "3.00 CNY (prices of 2027-02-03)" in project.out
    assert project.run("build", "film.yaml", "--max-cost", "2.9") == ExitCode.REFUSED
    assert not project.submissions()


@pytest.mark.parametrize("written", ["concurrency: 1", "quotas: {wan2.6-t2v: {concurrent_tasks: 1}}"])
def test_concurrency_and_quotas_of_the_project_are_kept(written: str, project: Project) -> None:
    project.write(f"{written}\n", "wanboard.yaml")
    scenes = "".join(f"  - id: s{n}\n    shots: [{{at: 0-2, action: Rain {n}.}}]\n" for n in range(3))
    project.write(BOARD.split("scenes:", maxsplit=1)[0] + "scenes:\n" + scenes)
    project.build()
    tasks = sorted(project.service.summary()["tasks"].values(), key=lambda task: task["submitted"])
    assert len(tasks) == 3
    assert all(later["submitted"] >= earlier["ends"] for earlier, later in itertools.pairwise(tasks))


def test_models_of_the_project_have_names_of_their_own(project: Project) -> None:
    project.write(
        "models:\n  quick: wan2.5-t2v-preview\n  next: {profile: wan2.6-t2v, send: wan2.6-t2v-us}\n", "wanboard.yaml"
    )
    project.write(BOARD)
    project.build("--model", "quick")
    assert {body["model"] for body in project.bodies()} == {"wan2.5-t2v-preview"}
    assert project.run("plan", "film.yaml", "--model", "next", "--json") == ExitCode.DONE
    assert project.document()["storyboards"][0]["clips"][0]["model"] == "wan2.6-t2v-us"


def test_profile_fields_of_the_project_change_the_packing(project: Project) -> None:
    project.write("profiles:\n  wan2.6-t2v: {durations: {allowed: [5, 10]}}\n", "wanboard.yaml")
    project.write(BOARD)
    project.build()
    assert [body["parameters"]["duration"] for body in project.bodies()] == [5, 5]


def test_the_backend_of_the_project_is_used(project: Project) -> None:
    project.write("backend: animatic\n", "wanboard.yaml")
    project.write(BOARD.replace("fps: 10", "fps: 2, size: 320*180"))
    assert project.run("build", "film.yaml") == ExitCode.DONE
    assert (project.folder / "build/film/animatic.mp4").exists()
    assert not project.service.state.log.records


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("regoin: beijing\n", ["wanboard.yaml:1:1: error[WB104]", "did you mean 'region'"]),
        ("backend: dashscop\n", ["wanboard.yaml:1:10: error[WB102]", "dashscope"]),
        ("concurrency: 0\n", ["wanboard.yaml:1:14: error["]),
        ("quotas:\n  wan2.6-t2v: {concurrent_tasks: many}\n", ["wanboard.yaml:2:34: error["]),
        ("prices:\n  wan2.6: {}\n", ["wanboard.yaml:2:3: error[WB441]", "did you mean 'wan2.6-"]),
        ("models:\n  fast: wan9\n", ["wanboard.yaml:2:9: error[WB440]"]),
        ("profiles:\n  wan2.6-t2v: {default_tier: 480P}\n", ["wanboard.yaml:2:3: error[WB442]", "480P"]),
        ("gateway: {url: nowhere}\n", ["wanboard.yaml:1:16: error["]),
        ("region: beijing\nregion: singapore\n", ["wanboard.yaml:2:1: error[WB006]"]),
    ],
)
@pytest.mark.parametrize("command", ["check", "build", "models"])
def test_errors_of_the_project_file_are_told_at_its_lines(
    command: str, text: str, words: list[str], project: Project
) -> None:
    project.write(text, "wanboard.yaml")
    project.write(BOARD)
    assert project.run(command, *(["film.yaml"] if command != "models" else [])) == ExitCode.STORYBOARD
    for part in words:
        assert part in project.err + project.out
    assert not project.service.state.log.records


def test_the_project_file_of_the_documentation_is_read(project: Project) -> None:
    page = (Path(__file__).parents[2] / "docs" / "services.md").read_text(encoding="utf-8")
    project.write(page.split("```yaml\n")[1].split("```", maxsplit=1)[0], "wanboard.yaml")
    project.write(BOARD)
    assert project.run("plan", "film.yaml", "--json") == ExitCode.DONE
    (board,) = project.document()["storyboards"]
    assert (board["region"], board["cost_to_generate"]) == ("singapore", {"USD": "0.6"})
