"""Guards over every test: no key from outside, nothing written to the home folder, no asyncio task left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

_OUTSIDE = (
    "DASHSCOPE_API_KEY",
    "DASHSCOPE_HTTP_BASE_URL",
    "WANBOARD_GATEWAY_KEY",
    "WANBOARD_GATEWAY_URL",
    "NO_COLOR",
    "FORCE_COLOR",
)


@pytest.fixture(autouse=True)
def _outside_stays_outside(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in _OUTSIDE:
        monkeypatch.delenv(name, raising=False)
    yield
    left = sorted(str(path.relative_to(home)) for path in home.rglob("*"))
    assert not left, f"the test wrote to the home folder: {left}"


@pytest.fixture(autouse=True)
def _no_task_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`asyncio.run` cancels what is left in silence; here it is a failure."""
    left: list[str] = []
    cancel_all = asyncio.runners._cancel_all_tasks  # type: ignore[attr-defined]

    def noting(loop: asyncio.AbstractEventLoop) -> None:
        left.extend(task.get_name() for task in asyncio.all_tasks(loop))
        cancel_all(loop)

    monkeypatch.setattr(asyncio.runners, "_cancel_all_tasks", noting)
    yield
    assert not left, f"tasks left behind: {left}"


@pytest.fixture(scope="session")
def clips_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Films of the loopback service, drawn once a session."""
    return tmp_path_factory.mktemp("clips")
