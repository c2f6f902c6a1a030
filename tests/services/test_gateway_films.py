"""The gateway: the same storyboard, its own protocol, and what it loses said before spending."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import av
import pytest
from service.clips import read_numbers
from service.faults import Fault
from service.server import Running, serve
from storyboard_builds import FPS, KEY, QUICK, Project, tones

from wanboard.errors import ExitCode
from wanboard.media.probe import probe

BOARD = """\
wanboard: 1
title: Small
language: en
render: {size: 1280*720, seed: 7, negative_prompt: text, watermark: true}
film: {fps: 10, size: 320*180, loudness: off}
scenes:
  - id: a
    shots:
      - {at: 0-2, action: A rain falls.}
      - {at: 2-3.5, action: A dog barks.}
  - id: b
    shots:
      - {at: 0-2, action: B snow falls.}
"""


class Opened:
    """Services with gateway options, one after another, for one project."""

    def __init__(self, folder: Path, clips: Path, patch: pytest.MonkeyPatch, capsys: Any) -> None:
        self.folder, self.clips, self.patch, self.capsys = folder, clips, patch, capsys

    def serve(self, **gateway: object) -> Any:
        return serve(dataclasses.replace(QUICK, clips=self.clips, gateway=gateway))

    def project(self, service: Running) -> Project:
        self.patch.setenv("WANBOARD_GATEWAY_URL", service.root)
        self.patch.setenv("WANBOARD_GATEWAY_KEY", KEY)
        return Project(self.folder, service, self.capsys)


@pytest.fixture
def opened(
    tmp_path: Path, clips_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Opened:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("wanboard.execute.scheduler.POLL_INTERVAL_S", {})
    return Opened(tmp_path, clips_folder, monkeypatch, capsys)


def frames(path: Path) -> list[tuple[int, int]]:
    with av.open(str(path)) as container:
        return [read_numbers(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]


@pytest.mark.parametrize(
    ("vocabulary", "place"),
    [("upper", "data"), ("upper", "result_url"), ("upper", "fail_reason"), ("lower", "data"), ("lower", "metadata")],
)
def test_both_vocabularies_and_every_place_of_the_address(vocabulary: str, place: str, opened: Opened) -> None:
    raw = "raw" if place == "data" else "none"
    with opened.serve(vocabulary=vocabulary, url_place=place, data=raw) as service:
        project = opened.project(service)
        project.write(BOARD)
        film = probe(project.build("--backend", "gateway"), decode=True)
        assert film.frames == round(5.5 * FPS)
        assert {record.path for record in project.submissions()} == {"/v1/video/generations"}
        body = next(b for b in project.bodies() if "dog" in b["prompt"])
    assert set(body) == {"model", "prompt", "metadata"}
    assert body["metadata"]["input"] == {"negative_prompt": "text"}
    assert body["metadata"]["parameters"]["shot_type"] == "multi"


def test_the_gateway_film_equals_the_direct_one(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keeps = ("size", "duration", "prompt_extend", "watermark", "seed", "shot_type")
    with opened.serve(keeps=keeps, omitempty=False) as service:
        project = opened.project(service)
        films = {}
        for name in ("gateway", "dashscope"):
            folder = tmp_path / name
            folder.mkdir()
            (folder / ".git").mkdir()
            monkeypatch.chdir(folder)
            monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
            monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", service.url)
            (folder / "film.yaml").write_text(BOARD, encoding="utf-8")
            assert project.run("build", "film.yaml", "--yes", "--backend", name) == ExitCode.DONE, project.err
            films[name] = folder / "build/film/film.mp4"
        seen = frames(films["gateway"])
        assert seen == frames(films["dashscope"])
        assert len(seen) == round(5.5 * FPS)
        assert len(service.summary()["per_body"]) == 2  # the same upstream bodies both ways
        locks = [(tmp_path / name / "film.lock").read_text() for name in films]
    fingerprints = [[line for line in lock.splitlines() if line.startswith("fingerprint")] for lock in locks]
    assert fingerprints[0] == fingerprints[1]


@pytest.mark.parametrize("command", ["plan", "build"])
def test_what_the_gateway_drops_is_said_before_spending(command: str, opened: Opened) -> None:
    with opened.serve() as service:
        project = opened.project(service)
        project.write(BOARD.replace("watermark: true", "watermark: false").replace("seed: 7", "seed: 0"))
        arguments = ["film.yaml", "--backend", "gateway"]
        if command == "build":  # without --yes and without a terminal it refuses, after it has said so
            assert project.run("build", *arguments) == ExitCode.REFUSED
        else:
            assert project.run("plan", *arguments) == ExitCode.DONE
        said = project.out + project.err
        assert not service.state.log.records
    assert "shot_type: multi is dropped" in said
    assert "seed: 0, watermark: false may not arrive" in said


def test_a_plan_as_json_holds_what_is_dropped(opened: Opened) -> None:
    with opened.serve() as service:
        project = opened.project(service)
        project.write(BOARD)
        project.run("plan", "film.yaml", "--backend", "gateway", "--json")
    (board,) = project.document()["storyboards"]
    assert any("shot_type: multi is dropped" in sentence for sentence in board["clips"][0]["dropped"])


def test_local_media_cannot_go_through_and_nothing_is_sent(opened: Opened) -> None:
    with opened.serve() as service:
        project = opened.project(service)
        tones(project.folder / "song.wav", 4)
        project.write(BOARD.replace("watermark: true", "watermark: true, audio: song.wav"))
        assert project.run("plan", "film.yaml", "--backend", "gateway") == ExitCode.DONE
        assert "clip 1: song.wav cannot go through the gateway" in project.out
        assert project.run("build", "film.yaml", "--backend", "gateway", "--yes") == ExitCode.REFUSED
        assert "song.wav" in project.err
        assert not project.submissions()


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ("submit.refuse", ExitCode.GENERATION, "InvalidParameter"),
        ("submit.bad_key", ExitCode.GENERATION, "InvalidApiKey"),
        ("task.moderated", ExitCode.GENERATION, "DataInspectionFailed"),
    ],
)
def test_its_errors_are_told_at_the_line_with_the_services_code(
    fault: str, code: ExitCode, words: str, opened: Opened
) -> None:
    with opened.serve() as service:
        service.add_faults(Fault(fault, times=None))
        project = opened.project(service)
        project.write(BOARD)
        assert project.run("build", "film.yaml", "--backend", "gateway", "--yes") == code
        assert "film.yaml:9:" in project.err
        assert words in project.err


def test_a_gateway_in_the_project_file_is_used(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened.serve() as service:
        project = opened.project(service)
        monkeypatch.delenv("WANBOARD_GATEWAY_URL")
        project.write(f"backend: gateway\ngateway: {{url: '{service.root}'}}\n", "wanboard.yaml")
        project.write(BOARD)
        project.build()
        assert {record.path for record in project.submissions()} == {"/v1/video/generations"}


def test_the_gateway_without_an_address_or_key_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project: Project
) -> None:
    project.write(BOARD)
    assert project.run("build", "film.yaml", "--backend", "gateway", "--yes") == ExitCode.USAGE
    assert "WANBOARD_GATEWAY_URL" in project.err
    monkeypatch.setenv("WANBOARD_GATEWAY_URL", project.service.root)
    assert project.run("build", "film.yaml", "--backend", "gateway", "--yes") == ExitCode.REFUSED
    assert "WANBOARD_GATEWAY_KEY" in project.err


def test_what_one_service_made_is_not_paid_again_through_another(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened.serve() as service:
        project = opened.project(service)
        monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
        monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", service.url)
        project.write(BOARD)
        project.build("--backend", "gateway")
        sent = len(project.submissions())
        project.build("--backend", "dashscope")
        assert len(project.submissions()) == sent
