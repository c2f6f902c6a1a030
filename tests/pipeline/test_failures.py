"""Failed clips at the storyboard's lines: whose words they are, and commands that can be typed as they stand."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from execute_jobs import make_job

from wanboard.cli.options import parse
from wanboard.execute import advice
from wanboard.execute.jobs import JobResult, Outcome
from wanboard.pipeline.failures import failure_at_lines, failures_at_lines
from wanboard.pipeline.front import Ask, compile_storyboard
from wanboard.plan.clip import Clip


@pytest.fixture
def clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clip:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "doors.yaml"
    path.write_text("wanboard: 1\ntitle: Doors\nshots: [{id: one, at: 0-2, action: A door.}]\n", encoding="utf-8")
    return compile_storyboard(path, Ask({}), paid=None).clips[0]


def finding(clip: Clip, code: str, said: str | None = None) -> tuple[str, str]:
    result = JobResult(replace(make_job(1)), Outcome.FAILED, None, advice.explain(code, said))
    found = failure_at_lines(clip, result, Path("doors.yaml"))
    return found.message, found.hint or ""


@pytest.mark.parametrize("code", sorted(advice.OURS))
def test_every_command_in_an_advice_can_be_typed(clip: Clip, code: str) -> None:
    _, hint = finding(clip, code)
    for command in re.findall(r"`wanboard ([^`]*)`", hint):
        assert parse(command.split()).command == command.split()[0]


def test_the_services_words_are_told_from_ours_and_its_code_is_said_once(clip: Clip) -> None:
    message, _ = finding(clip, "InvalidParameter", "InvalidParameter: The size is not match.")
    assert message.endswith("[InvalidParameter] the service said: The size is not match.")
    message, _ = finding(clip, "BrokenVideo", "it ends too early")
    assert message.endswith("[BrokenVideo]: it ends too early")


def test_our_codes_are_all_in_the_table() -> None:
    assert all(advice.explain(code).message != advice.explain("Nonsense").message for code in advice.OURS)


def test_what_stops_all_clips_is_said_once_and_what_stops_one_at_each(clip: Clip) -> None:
    clips = {number: replace(clip, number=number) for number in range(1, 6)}
    codes = {1: "Arrearage", 2: "DataInspectionFailed", 3: "Arrearage", 4: "DataInspectionFailed", 5: "Arrearage"}
    results = [JobResult(make_job(n), Outcome.FAILED, None, advice.explain(code)) for n, code in codes.items()]
    first, second, fourth = failures_at_lines(clips, results, Path("doors.yaml"))
    assert first.message.endswith("; clips 3, 5 stand still for the same reason")
    assert second.message.startswith("clip 2 ")
    assert fourth.message.startswith("clip 4 ")
