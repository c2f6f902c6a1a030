"""A service and a project for every test of this folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from service.server import Running, serve
from storyboard_builds import KEY, QUICK, Project


@pytest.fixture
def service(clips_folder: Path) -> Iterator[Running]:
    with serve(dataclasses.replace(QUICK, clips=clips_folder)) as running:
        yield running


@pytest.fixture
def project(
    tmp_path: Path, service: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Project:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
    monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", service.url)
    return Project(tmp_path, service, capsys)
