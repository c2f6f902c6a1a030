"""`status` and `settle` against a real service on loopback: what was sent for a clip that reads differently now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from service.faults import Fault
from service.server import Running, serve
from service.state import Options

from wanboard.cli.main import main
from wanboard.errors import ExitCode

BOARD = """\
wanboard: 1
title: A gate
render: {size: 1280*720, seed: 5}
shots: [{id: gate, at: 0-2, action: A gate falls shut.}]
"""


@pytest.fixture
def service(clips_folder: Path) -> Iterator[Running]:
    with serve(Options(work_s=0.05, queue_s=0.0, clips=clips_folder, fps=30)) as running:
        yield running


@pytest.fixture
def project(tmp_path: Path, service: Running, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-test-0123456789abcdef")
    monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", service.url)
    (tmp_path / "gate.yaml").write_text(BOARD, encoding="utf-8")
    return tmp_path


def lose_an_answer(service: Running, capsys: pytest.CaptureFixture[str]) -> str:
    """The id of the task that the service made and that nobody heard of."""
    service.add_faults(Fault("submit.reset_created"))
    assert main(["build", "gate.yaml", "--yes", "--quiet"]) == ExitCode.GENERATION
    capsys.readouterr()
    (task,) = service.summary()["tasks"]
    return str(task)


def test_a_submission_for_a_clip_that_was_changed_since_is_shown_and_settled_by_its_name(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    task = lose_an_answer(service, capsys)
    (project / "gate.yaml").write_text(BOARD.replace("shut", "open"), encoding="utf-8")
    assert main(["build", "gate.yaml", "--yes"]) == ExitCode.DONE
    assert "never answered; it may be billed: wanboard status gate.yaml" in capsys.readouterr().err
    assert main(["status", "gate.yaml"]) == ExitCode.DONE
    shown = capsys.readouterr().out
    assert "clip gate as it was earlier" in shown
    assert f"wanboard settle gate.yaml gate --task {task}" in shown
    assert main(["settle", "gate.yaml", "gate", "--task", task]) == ExitCode.DONE
    assert "as it was earlier is task" in capsys.readouterr().out
    (project / "gate.yaml").write_text(BOARD, encoding="utf-8")
    assert main(["plan", "gate.yaml", "--exit-code"]) == ExitCode.DONE  # paid for, whatever the storyboard said since


def test_what_follows_a_settlement_is_said_as_it_is(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    service.add_faults(Fault("task.moderated"))
    task = lose_an_answer(service, capsys)
    service.advance(60)
    assert main(["settle", "gate.yaml", "1", "--task", f" {task} "]) == ExitCode.DONE
    assert "not billed; build generates it anew" in capsys.readouterr().out
    assert main(["settle", "gate.yaml", "1", "--paid-nothing"]) == ExitCode.USAGE


def test_another_video_than_was_asked_for_is_shown_with_both_ways_out(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    service.add_faults(Fault("download.other_length", times=None))
    assert main(["build", "gate.yaml", "--yes", "--quiet"]) == ExitCode.GENERATION
    (task,) = service.summary()["tasks"]
    assert f"wanboard settle gate.yaml 1 --task {task}" in capsys.readouterr().err
    main(["status", "gate.yaml"])
    shown = capsys.readouterr().out
    assert f"to use it as it is: wanboard settle gate.yaml 1 --task {task}" in shown
    assert "to generate it anew: wanboard settle gate.yaml 1 --paid-nothing" in shown
    main(["status", "gate.yaml", "--json"])
    assert json.loads(capsys.readouterr().out)["storyboards"][0]["clips"][0]["state"] == "rejected"
