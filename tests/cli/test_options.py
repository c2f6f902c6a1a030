"""The grammar of the command line, and the exit codes."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from wanboard.backends.registry import BACKENDS
from wanboard.cli.options import BACKEND_CHOICES, build_parser, parse
from wanboard.errors import ExitCode


def test_exit_codes_are_those_of_the_contract() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "DONE": 0, "STORYBOARD": 1, "USAGE": 2, "GENERATION": 3, "REFUSED": 4, "CHANGED": 5, "DEFECT": 70,
        "INTERRUPTED": 130,
    }  # fmt: skip


def test_every_option_arrives_in_the_options_object() -> None:
    options = parse([
        "build", "a.yaml", "b.yaml", "--backend", "gateway", "--region", "singapore", "--var", "city=Osaka",
        "--var", "night=", "--select", "scene:arrival", "--select", "clip:2", "--json", "--jobs", "3", "--quiet",
        "-o", "out.mp4", "--max-cost", "12.50", "--frozen", "--yes", "--retake", "shot:eyes", "--encode",
        "--model", "wan2.7-t2v", "--profile", "draft", "--workspace", "ws-1",
    ])  # fmt: skip
    assert options.stories == (Path("a.yaml"), Path("b.yaml"))
    assert options.variables == {"city": "Osaka", "night": ""}
    assert options.select == ("scene:arrival", "clip:2")
    assert options.retake == ("shot:eyes",)
    assert options.max_cost == Decimal("12.50")
    assert (options.backend, options.region, options.workspace) == ("gateway", "singapore", "ws-1")
    assert (options.model, options.profile, options.jobs, options.output) == ("wan2.7-t2v", "draft", 3, Path("out.mp4"))
    assert options.json
    assert options.quiet
    assert options.frozen
    assert options.yes
    assert options.encode


WRONG = """\

bake a.yaml
build
build a.yaml --max-cost cheap
build a.yaml --max-cost -1
build a.yaml --select eyes
build a.yaml --select clip:two
build a.yaml --jobs 0
build a.yaml --var city
build a.yaml --max 3
gc
settle a.yaml 1
check a.yaml --backend animatic
"""


@pytest.mark.parametrize("argv", [line.split() for line in WRONG.splitlines()])
def test_wrong_usage_exits_with_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse(argv)
    assert stopped.value.code == ExitCode.USAGE
    assert "usage: wanboard" in capsys.readouterr().err


def test_format_json_and_json_are_the_same() -> None:
    assert parse(["check", "a.yaml", "--format", "json"]).json
    assert parse(["check", "a.yaml", "--json"]).json
    assert not parse(["check", "a.yaml", "--format", "github"]).json


def test_backend_choices_are_the_registry_and_auto() -> None:
    assert {*BACKENDS, "auto"} == set(BACKEND_CHOICES)


def test_help_of_every_command_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    actions = build_parser()._subparsers._group_actions  # type: ignore[union-attr]
    names = [name for action in actions for name in action.choices]  # type: ignore[union-attr]
    assert {"init", "check", "compile", "plan", "build", "status", "cancel", "models"} <= set(names)
    for name in names:
        with pytest.raises(SystemExit) as stopped:
            parse([name, "--help"])
        assert stopped.value.code == 0
        assert f"usage: wanboard {name}" in capsys.readouterr().out


@pytest.mark.parametrize("argv", [["--help"], ["build", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(argv: list[str]) -> None:
    code = (
        "import sys\nfrom wanboard.cli.main import main\n"
        f"try:\n    main({argv!r})\nexcept SystemExit:\n    pass\n"
        "heavy = {'moviepy', 'aiohttp', 'av', 'numpy', 'PIL', 'jsonschema', 'jinja2', 'yaml', 'rich'}\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_check_of_a_small_board_imports_neither_moviepy_nor_aiohttp(tmp_path: Path) -> None:
    board = tmp_path / "small.yaml"
    board.write_text("wanboard: 1\ntitle: Small\nshots:\n  - {at: 0-3, action: A door opens.}\n")
    code = (
        "import sys\nfrom wanboard.cli.main import main\n"
        f"assert main(['check', {str(board)!r}]) == 0\n"
        "heavy = {'moviepy', 'aiohttp', 'av', 'numpy', 'PIL'} & set(sys.modules)\nassert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_help_ends_with_the_exit_codes_as_they_are_meant(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    shown = capsys.readouterr().out
    assert "\nexit codes: 0 done, 1 the" in shown
    assert "\\" not in shown
    assert max(map(len, shown.splitlines())) <= 110
