"""Where requests go: regions, workspace hosts, and what is said where key, model and region do not agree."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from service.server import serve
from storyboard_builds import KEY, QUICK, Project

from wanboard.cli.main import main
from wanboard.errors import ExitCode
from wanboard.pipeline import generate

BOARD = """\
wanboard: 1
title: Small
language: en
render: {model: %s, resolution: 720P}
scenes:
  - id: a
    shots:
      - {at: 0-2, action: Rain falls.}
"""


@pytest.fixture
def addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that builds would connect to; none of them does."""
    found: list[str] = []

    async def note(jobs: object, settings: generate.Settings, *rest: object) -> None:
        found.append(settings.base_url)
        raise KeyboardInterrupt

    monkeypatch.setattr(generate, "_run", note)
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
    monkeypatch.chdir(tmp_path)
    return found


@pytest.mark.parametrize(
    ("model", "arguments", "address"),
    [
        ("wan2.6-t2v", [], "https://dashscope.aliyuncs.com/api/v1"),
        ("wan2.6-t2v", ["--region", "beijing"], "https://dashscope.aliyuncs.com/api/v1"),
        ("wan2.6-t2v", ["--region", "singapore"], "https://dashscope-intl.aliyuncs.com/api/v1"),
        ("wan2.6-t2v-us", ["--region", "virginia"], "https://dashscope-us.aliyuncs.com/api/v1"),
        ("wan3.0-video", ["--workspace", "llm-abc"], "https://llm-abc.cn-beijing.maas.aliyuncs.com/api/v1"),
        (
            "wan3.0-video",
            ["--workspace", "llm-abc", "--region", "singapore"],
            "https://llm-abc.ap-southeast-1.maas.aliyuncs.com/api/v1",
        ),
        (
            "wan2.6-r2v",
            ["--workspace", "llm-abc", "--region", "frankfurt"],
            "https://llm-abc.eu-central-1.maas.aliyuncs.com/api/v1",
        ),
    ],
)
def test_the_address_by_region_and_workspace(
    model: str, arguments: list[str], address: str, addresses: list[str], tmp_path: Path
) -> None:
    text = BOARD % model
    if "r2v" in model:
        text = text.replace(
            "scenes:", "characters: {lin: {name: Lin, reference: 'https://example.org/l.png'}}\nscenes:"
        )
        text = text.replace("Rain falls.", "'{{ lin }} smiles.'")
    (tmp_path / "film.yaml").write_text(text)
    main(["build", "film.yaml", "--yes", *arguments])
    assert addresses == [address]


def test_the_project_file_names_region_and_workspace(addresses: list[str], tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(BOARD % "wan2.6-t2v")
    (tmp_path / "wanboard.yaml").write_text("region: singapore\nworkspace: llm-xyz\n")
    main(["build", "film.yaml", "--yes"])
    main(["build", "film.yaml", "--yes", "--region", "virginia"])
    assert addresses == [
        "https://llm-xyz.ap-southeast-1.maas.aliyuncs.com/api/v1",
        "https://llm-xyz.us-east-1.maas.aliyuncs.com/api/v1",
    ]


@pytest.mark.parametrize("region", ["frankfurt", "tokyo", "hongkong"])
def test_a_region_with_workspace_hosts_only_needs_a_workspace(
    region: str, addresses: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "film.yaml").write_text(BOARD % "wan2.6-t2v")
    assert main(["build", "film.yaml", "--yes", "--region", region]) == ExitCode.USAGE
    assert "set a workspace" in capsys.readouterr().err
    assert not addresses


def test_a_model_on_workspace_hosts_only_is_refused_before_sending(
    addresses: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "film.yaml").write_text(BOARD % "wan3.0-video")
    assert main(["plan", "film.yaml"]) == ExitCode.DONE
    assert "workspace hosts only" in capsys.readouterr().out
    assert main(["build", "film.yaml", "--yes"]) == ExitCode.REFUSED
    said = capsys.readouterr().err
    assert "film.yaml:8:" in said
    assert "--workspace" in said
    assert not addresses


def test_a_region_that_contradicts_the_address_is_wrong_usage(
    addresses: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "film.yaml").write_text(BOARD % "wan2.6-t2v")
    monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", "https://dashscope-intl.aliyuncs.com/api/v1")
    assert main(["build", "film.yaml", "--yes", "--region", "virginia"]) == ExitCode.USAGE
    assert "singapore" in capsys.readouterr().err
    assert not addresses
    assert main(["plan", "film.yaml", "--json"]) == ExitCode.DONE
    assert '"region": "singapore"' in capsys.readouterr().out  # and its prices


@pytest.mark.parametrize(("region", "model"), [("beijing", "wan2.6-t2v-us"), ("virginia", "wan2.2-t2v-plus")])
def test_a_model_that_is_not_in_the_region_is_told_at_the_line(
    region: str, model: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write(BOARD.replace("720P", "1080P") % model)
    assert project.run("plan", "film.yaml", "--region", region) == ExitCode.DONE
    said = project.out + project.err
    assert "film.yaml:4:17: warning[WB415]" in said
    assert f"{model} is not known to be offered in {region}" in said
    assert "with a key of that region" in said


def test_a_key_of_another_region_is_told_at_the_line(
    tmp_path: Path, clips_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(dataclasses.replace(QUICK, clips=clips_folder, keys={"sk-another": "account"})) as service:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
        monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", service.url)
        project = Project(tmp_path, service, capsys)
        project.write(BOARD % "wan2.6-t2v")
        assert project.run("build", "film.yaml", "--yes") == ExitCode.GENERATION
        assert "film.yaml:8:" in project.err
        assert "InvalidApiKey" in project.err
        assert "the regions have separate keys" in project.err
        assert KEY not in project.err + project.out
        assert len(project.submissions()) == 1


def test_a_model_that_the_service_does_not_have_is_told_with_the_region(project: Project) -> None:
    project.write("models: {mine: {profile: wan2.6-t2v, send: wan2.6-t2v-2031-01-01}}\n", "wanboard.yaml")
    project.write(BOARD % "mine")
    assert project.run("build", "film.yaml", "--yes") == ExitCode.GENERATION
    assert "ModelNotFound" in project.err
    assert "is this model offered in" in project.err
