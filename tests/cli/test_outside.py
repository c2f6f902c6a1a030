"""Commands as an outsider meets them: one JSON document whatever happens, streams that are closed, Chinese columns."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from wanboard.cli.main import main
from wanboard.cli.table import cells
from wanboard.errors import ExitCode

GOOD = "wanboard: 1\ntitle: Good\nshots:\n  - {at: 0-2, action: A door opens.}\n"
ZH = """\
wanboard: 1
title: 雨夜
language: zh
scenes:
  - {id: first, shots: [{at: 0-2, action: 一只猫走过街。}]}
  - {id: 第二场戏, shots: [{at: 0-2, action: 一只猫走过街。}]}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(GOOD.replace("action", "acton"), encoding="utf-8")
    (tmp_path / "zh.yaml").write_text(ZH, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("check good.yaml", ExitCode.DONE),
        ("check bad.yaml", ExitCode.STORYBOARD),
        ("check good.yaml --select scene:none", ExitCode.USAGE),
        ("compile good.yaml --select scene:none", ExitCode.USAGE),
        ("compile good.yaml bad.yaml -o out", ExitCode.USAGE),
        ("plan bad.yaml", ExitCode.STORYBOARD),
        ("plan nowhere.yaml", ExitCode.STORYBOARD),
        ("build good.yaml --backend dashscope", ExitCode.REFUSED),
        ("build good.yaml --backend gateway", ExitCode.USAGE),
        ("build good.yaml --frozen", ExitCode.REFUSED),
        ("status good.yaml", ExitCode.DONE),
        ("cancel good.yaml", ExitCode.DONE),
        ("takes bad.yaml", ExitCode.STORYBOARD),
        ("pick good.yaml 9 1", ExitCode.USAGE),
        ("settle good.yaml 1 --paid-nothing", ExitCode.USAGE),
        ("cost nowhere.yaml", ExitCode.USAGE),
        ("models", ExitCode.DONE),
        ("models --for bad.yaml", ExitCode.STORYBOARD),
    ],
)
def test_json_is_one_document_whatever_happens(line: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*line.split(), "--json"]) == code
    document = json.loads(capsys.readouterr().out)
    assert document["format"].startswith("wanboard/")
    assert document["ok"] is (code == ExitCode.DONE)
    if code not in (ExitCode.DONE, ExitCode.STORYBOARD):
        assert document["exit_code"] == code
        assert document["error"]["message"]


def test_columns_stand_under_each_other_beside_chinese_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "zh.yaml"]) == ExitCode.DONE
    rows = [line for line in capsys.readouterr().out.splitlines() if "wan2.6-t2v" in line]
    assert len({cells(row[: row.index("wan2.6-t2v")]) for row in rows}) == 1
    assert len(rows) == 2


@pytest.mark.parametrize("closed", ["1", "2"])
def test_a_closed_stream_is_no_defect(closed: str) -> None:
    command = f'"$0" -m wanboard plan bad.yaml {closed}>&-'
    done = subprocess.run(["sh", "-c", command, sys.executable], capture_output=True, check=False)
    assert done.returncode == ExitCode.STORYBOARD


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_is_said_as_such() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "wanboard", "plan", "good.yaml"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == ExitCode.USAGE
    assert done.stderr.decode().splitlines()[-1] == "wanboard: cannot write the output: No space left on device"


def test_models_say_what_is_wrong_with_the_projects_own_file(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".wanboard").mkdir()
    Path("wanboard.yaml").write_text("regoin: beijing\n", encoding="utf-8")
    assert main(["models"]) == ExitCode.STORYBOARD
    assert "unknown key 'regoin'" in capsys.readouterr().err


def test_the_end_asked_for_by_the_system_is_an_interruption() -> None:
    code = "import os, signal, sys; from wanboard.cli import main as m; m._command = lambda name: lambda options: "
    code += "os.kill(os.getpid(), signal.SIGTERM) or signal.pause(); sys.exit(m.main(['models']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=20, check=False)
    assert done.returncode == ExitCode.INTERRUPTED
    assert done.stderr.decode() == "wanboard: interrupted\n"
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL  # not changed by importing


def test_compile_removes_only_what_an_earlier_compile_wrote() -> None:
    Path("out").mkdir()
    Path("out/mine.prompt.txt").write_text("mine", encoding="utf-8")
    assert main(["compile", "zh.yaml", "-o", "out", "--quiet"]) == ExitCode.DONE
    first = {path.name for path in Path("out").iterdir()}
    assert {"mine.prompt.txt", "first-01.prompt.txt", "第二场戏-01.request.json", "index.json"} < first

    assert main(["compile", "zh.yaml", "-o", "out", "--quiet", "--select", "scene:first"]) == ExitCode.DONE
    assert {path.name for path in Path("out").iterdir()} == first
    assert len(json.loads(Path("out/index.json").read_text(encoding="utf-8"))["clips"]) == 2

    Path("zh.yaml").write_text(ZH.replace("第二场戏", "second"), encoding="utf-8")
    assert main(["compile", "zh.yaml", "-o", "out", "--quiet"]) == ExitCode.DONE
    now = {path.name for path in Path("out").iterdir()}
    assert now == {name.replace("第二场戏", "second") for name in first}
