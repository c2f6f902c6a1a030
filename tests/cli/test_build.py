"""`plan`, `build` and what follows a build, against a real service on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from service.faults import Fault
from service.server import Running, serve
from service.state import Options

from wanboard.cli.main import main
from wanboard.errors import ExitCode
from wanboard.media.probe import probe

KEY = "sk-test-0123456789abcdef"

BOARD = """\
wanboard: 1
title: Three doors
language: en
style: Quiet drama.
render: {size: 1280*720, seed: 5}
scenes:
  - id: hall
    shots:
      - {at: 0-1, action: A door opens.}
      - {at: 1-2.5, action: A second door opens., id: second}
  - id: yard
    shots:
      - {at: 0-2, action: A gate falls shut.}
"""


@pytest.fixture
def service(clips_folder: Path) -> Iterator[Running]:
    with serve(Options(work_s=0.05, queue_s=0.0, clips=clips_folder, fps=30)) as running:
        yield running


@pytest.fixture
def project(tmp_path: Path, service: Running, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
    monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", service.url)
    (tmp_path / "doors.yaml").write_text(BOARD, encoding="utf-8")
    return tmp_path


def created(service: Running) -> int:
    """Tasks that the service made: what would have been paid for."""
    return len(service.summary()["tasks"])


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return json.loads(capsys.readouterr().out)


def test_build_makes_the_film_and_a_second_build_sends_nothing(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "doors.yaml", "--yes", "--json"]) == ExitCode.DONE
    built = document(capsys)
    assert built["format"] == "wanboard/build"
    facts = probe(project / "build/doors/film.mp4", decode=True)
    assert (facts.frames, facts.fps, facts.width, facts.height) == (135, 30, 1280, 720)  # 2.5 s + 2 s
    assert facts.has_audio
    assert created(service) == 2
    lock = (project / "doors.lock").read_text(encoding="utf-8")
    assert lock.count("[clip.") == 2

    assert main(["build", "doors.yaml"]) == ExitCode.DONE  # no --yes needed: nothing to pay
    assert created(service) == 2
    assert (project / "doors.lock").read_text(encoding="utf-8") == lock


def test_an_inserted_shot_generates_only_its_own_clip(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["build", "doors.yaml", "--yes", "--quiet"])
    inserted = BOARD.replace(
        "  - id: yard\n", "  - id: stairs\n    shots:\n      - {at: 0-2, action: Steps.}\n  - id: yard\n"
    )
    (project / "doors.yaml").write_text(inserted, encoding="utf-8")
    capsys.readouterr()
    assert main(["plan", "doors.yaml", "--json", "--exit-code"]) == ExitCode.CHANGED
    plan = document(capsys)
    (board,) = plan["storyboards"]  # type: ignore[misc]
    assert [clip["state"] for clip in board["clips"]] == ["cached", "new", "cached"]
    assert main(["build", "doors.yaml", "--yes", "--quiet"]) == ExitCode.DONE
    assert created(service) == 3


def test_plan_says_what_changed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build", "doors.yaml", "--yes", "--quiet"])
    (project / "doors.yaml").write_text(
        BOARD.replace("A second door opens.", "A second door closes."), encoding="utf-8"
    )
    capsys.readouterr()
    assert main(["plan", "doors.yaml"]) == ExitCode.DONE
    shown = capsys.readouterr().out
    assert "changed" in shown
    assert "shot second: action: 'A second door opens.' → 'A second door closes.'" in shown
    assert "CNY" in shown
    assert "2026-07-25" in shown  # the price's date


def test_ids_titles_notes_tags_and_boards_cost_nothing(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["build", "doors.yaml", "--yes", "--quiet"])
    changed = (
        BOARD.replace("title: Three doors", "title: Doors\nlogline: Doors again.\ntags: [a]")
        .replace("id: second", "id: other, notes: look here, tags: [x]")
        .replace("id: hall", "id: corridor\n    title: Corridor")
    )
    (project / "doors.yaml").write_text(changed, encoding="utf-8")
    capsys.readouterr()
    assert main(["plan", "doors.yaml", "--exit-code"]) == ExitCode.DONE


def test_no_key_appears_in_any_output_or_file(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    service.add_faults(Fault("task.moderated"))
    main(["build", "doors.yaml", "--yes"])
    main(["status", "doors.yaml", "--json"])
    main(["build", "doors.yaml", "--yes"])
    captured = capsys.readouterr()
    assert KEY not in captured.out + captured.err
    for path in project.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path
    downloads = service.of("download")
    assert downloads
    assert all("authorization" not in {name.lower() for name in record.headers} for record in downloads)


def test_a_failed_clip_is_told_at_its_line_and_the_rest_is_kept(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    service.add_faults(Fault("task.moderated", match="gate"))
    assert main(["build", "doors.yaml", "--yes"]) == ExitCode.GENERATION
    said = capsys.readouterr().err
    assert "doors.yaml:13:" in said
    assert "DataInspectionFailed" in said
    assert not (project / "build/doors/film.mp4").exists()
    assert main(["build", "doors.yaml", "--yes"]) == ExitCode.DONE
    assert created(service) == 3  # the good clip once, the failed one twice
    assert probe(project / "build/doors/film.mp4").frames == 135


def test_a_lost_answer_is_never_sent_again_until_it_is_settled(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    service.add_faults(Fault("submit.reset_created", match="gate"))
    assert main(["build", "doors.yaml", "--yes"]) == ExitCode.GENERATION
    assert "wanboard settle" in capsys.readouterr().err
    assert main(["build", "doors.yaml", "--yes"]) == ExitCode.GENERATION
    assert created(service) == 2
    capsys.readouterr()
    assert main(["status", "doors.yaml", "--json"]) == ExitCode.DONE
    status = document(capsys)
    clip = status["storyboards"][0]["clips"][1]  # type: ignore[index]
    assert clip["state"] == "ambiguous"
    task = clip["candidates"][0]["task_id"]
    assert main(["settle", "doors.yaml", "2", "--task", task]) == ExitCode.DONE
    assert main(["build", "doors.yaml", "--yes"]) == ExitCode.DONE
    assert created(service) == 2


def test_settled_as_never_paid_it_is_sent_again(project: Path, service: Running) -> None:
    service.add_faults(Fault("submit.html", match="gate"))
    assert main(["build", "doors.yaml", "--yes", "--quiet"]) == ExitCode.GENERATION
    assert main(["settle", "doors.yaml", "yard-01", "--paid-nothing"]) == ExitCode.DONE
    assert main(["build", "doors.yaml", "--yes", "--quiet"]) == ExitCode.DONE
    assert created(service) == 2


def test_settle_without_anything_to_settle_is_wrong_usage(project: Path) -> None:
    assert main(["settle", "doors.yaml", "1", "--paid-nothing"]) == ExitCode.USAGE


def test_retake_makes_another_take_and_pick_goes_back(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["build", "doors.yaml", "--yes", "--quiet"])
    assert main(["build", "doors.yaml", "--yes", "--quiet", "--retake", "shot:second"]) == ExitCode.DONE
    assert created(service) == 3
    seeds = [record.body["parameters"]["seed"] for record in service.of("submit")]
    assert sorted(seeds) == [5, 5, 6]
    capsys.readouterr()
    main(["takes", "doors.yaml", "--json"])
    takes = document(capsys)["storyboards"][0]["clips"][0]  # type: ignore[index]
    assert takes["used"] == 2
    assert [take["take"] for take in takes["takes"]] == [1, 2]
    assert main(["pick", "doors.yaml", "hall-01..second", "1"]) == ExitCode.DONE
    assert main(["build", "doors.yaml", "--quiet"]) == ExitCode.DONE
    capsys.readouterr()
    main(["takes", "doors.yaml", "--json"])
    assert document(capsys)["storyboards"][0]["clips"][0]["used"] == 1  # type: ignore[index]
    assert main(["pick", "doors.yaml", "1", "7"]) == ExitCode.USAGE
    assert created(service) == 3


def test_a_take_named_by_the_storyboard_wins(project: Path, service: Running) -> None:
    main(["build", "doors.yaml", "--yes", "--quiet"])
    (project / "doors.yaml").write_text(BOARD.replace("id: second", "id: second, take: 3"), encoding="utf-8")
    assert main(["build", "doors.yaml", "--yes", "--quiet"]) == ExitCode.DONE
    assert service.of("submit")[-1].body["parameters"]["seed"] == 7


def test_max_cost_refuses_before_the_first_request(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "doors.yaml", "--max-cost", "2"]) == ExitCode.REFUSED  # 5 s at 0.60 a second
    assert "--max-cost" in capsys.readouterr().err
    assert created(service) == 0
    assert main(["build", "doors.yaml", "--max-cost", "3.0", "--quiet"]) == ExitCode.DONE


def test_without_a_terminal_a_paid_build_needs_a_yes(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "doors.yaml"]) == ExitCode.REFUSED
    assert "--yes" in capsys.readouterr().err
    assert created(service) == 0


def test_frozen_uses_the_lock_and_generates_nothing(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["build", "doors.yaml", "--frozen"]) == ExitCode.REFUSED  # no lock yet
    main(["build", "doors.yaml", "--yes", "--quiet"])
    monkeypatch.delenv("DASHSCOPE_API_KEY")
    assert main(["build", "doors.yaml", "--frozen", "--quiet"]) == ExitCode.DONE
    (project / "doors.yaml").write_text(BOARD.replace("A gate falls shut.", "A gate stays open."), encoding="utf-8")
    capsys.readouterr()
    assert main(["build", "doors.yaml", "--frozen"]) == ExitCode.REFUSED
    assert "yard-01" in capsys.readouterr().err
    assert created(service) == 2


def test_a_merge_conflict_in_the_lock_is_told_at_its_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build", "doors.yaml", "--yes", "--quiet"])
    lock = project / "doors.lock"
    lock.write_text(lock.read_text(encoding="utf-8").replace('[clip."yard-01"]', '<<<<<<< ours\n[clip."yard-01"]'))
    capsys.readouterr()
    assert main(["plan", "doors.yaml"]) == ExitCode.USAGE
    assert "doors.lock:" in capsys.readouterr().err


def test_an_explicit_backend_without_its_key_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DASHSCOPE_API_KEY")
    assert main(["build", "doors.yaml", "--backend", "dashscope", "--yes"]) == ExitCode.REFUSED
    assert "DASHSCOPE_API_KEY" in capsys.readouterr().err


def test_a_selection_that_matches_nothing_is_an_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("plan", "status", "compile", "takes"):
        assert main([command, "doors.yaml", "--select", "shot:secnd"]) == ExitCode.USAGE
        assert "shot:second" in capsys.readouterr().err


def test_a_selection_builds_only_its_clips_and_leaves_the_film(project: Path, service: Running) -> None:
    assert main(["build", "doors.yaml", "--yes", "--quiet", "--select", "scene:yard"]) == ExitCode.DONE
    assert created(service) == 1
    assert probe(project / "build/doors/film-selection.mp4").frames == 60
    assert not (project / "build/doors/film.mp4").exists()


def test_two_storyboards_that_share_a_clip_pay_once(project: Path, service: Running) -> None:
    (project / "again.yaml").write_text(BOARD.replace("Three doors", "Again"), encoding="utf-8")
    assert main(["build", "doors.yaml", "again.yaml", "--yes", "--quiet"]) == ExitCode.DONE
    assert created(service) == 2
    assert probe(project / "build/again/film.mp4").frames == 135


def test_gc_removes_only_what_nothing_needs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build", "doors.yaml", "--yes", "--quiet"])
    assert main(["gc", "--dry-run"]) == ExitCode.DONE
    assert "nothing to remove" in capsys.readouterr().out
    (project / "doors.yaml").write_text(BOARD.replace("A gate falls shut.", "A gate stays open."), encoding="utf-8")
    main(["build", "doors.yaml", "--yes", "--quiet"])
    capsys.readouterr()
    media = project / ".wanboard/media"
    assert len(list(media.glob("*.mp4"))) == 3
    main(["gc", "--dry-run"])
    assert "yard-01" in capsys.readouterr().out
    assert len(list(media.glob("*.mp4"))) == 3
    assert main(["gc", "--yes"]) == ExitCode.DONE
    assert len(list(media.glob("*.mp4"))) == 2
    assert main(["build", "doors.yaml", "--frozen", "--quiet"]) == ExitCode.DONE


def test_cost_sums_the_ledger(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build", "doors.yaml", "--yes", "--quiet"])
    capsys.readouterr()
    main(["cost", "doors.yaml", "--json"])
    (total,) = document(capsys)["model"]  # type: ignore[misc]
    assert (total["group"], total["currency"], total["takes"]) == ("wan2.6-t2v", "CNY", 2)
    assert float(total["spent"]) == pytest.approx(3.0)


def test_the_log_of_a_build_without_a_terminal_is_plain_lines(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wanboard", "build", "doors.yaml", "--yes"],
        capture_output=True, text=True, env=dict(os.environ), check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "\x1b" not in done.stdout + done.stderr
    assert "submitting" in done.stderr
    assert "done  take 1" in done.stderr
    assert done.stdout.startswith("build/doors/film.mp4  4.500 s, 135 frames")


def test_two_clips_of_one_request_are_planned_and_paid_once(
    project: Path, service: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    twins = BOARD.split("scenes:", maxsplit=1)[0] + "scenes:\n"
    twins += "".join(f"  - {{id: {name}, shots: [{{at: 0-2, action: A door opens.}}]}}\n" for name in ("one", "two"))
    (project / "doors.yaml").write_text(twins, encoding="utf-8")
    assert main(["plan", "doors.yaml", "--json"]) == ExitCode.DONE
    (board,) = document(capsys)["storyboards"]  # type: ignore[misc]
    assert [clip["state"] for clip in board["clips"]] == ["new", "shared"]
    assert (board["seconds_to_generate"], board["cost_to_generate"]) == (2, {"CNY": "1.2"})
    assert main(["build", "doors.yaml", "--max-cost", "1.2", "--quiet"]) == ExitCode.DONE
    assert created(service) == 1
    assert probe(project / "build/doors/film.mp4", decode=True).frames == 120
