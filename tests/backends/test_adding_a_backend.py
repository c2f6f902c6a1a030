"""The worked example in the documentation is run as it stands there."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from service import make_clip

from wanboard.backends.base import Ambiguous, Refused, Settings, TaskState
from wanboard.plan.request import Request

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-backend.md"
FILM = Request("m", "legacy", "a street", None, {"duration": 2, "size": "16*9"})


def example() -> dict[str, Any]:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, str(PAGE), "exec"), names)  # noqa: S102 - our own documentation
    return names


def test_the_worked_example_works(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "film.mp4", 1, fps=2)
    asked: list[Any] = []

    async def create(request: web.Request) -> web.Response:
        asked.append(await request.json())
        if asked[-1]["text"] == "refuse":
            return web.json_response({"code": "TooBold", "message": "no"}, status=400)
        if asked[-1]["text"] == "break":
            return web.Response(status=502, text="<html>")
        return web.json_response({"id": "f1"}, status=201)

    async def show(request: web.Request) -> web.Response:
        if request.match_info["id"] != "f1":
            return web.Response(status=404)
        return web.json_response({"state": "ready", "url": f"{request.url.origin()}/f1.mp4"})

    async def serve_film(request: web.Request) -> web.StreamResponse:
        assert "Authorization" not in request.headers
        return web.FileResponse(clip)

    async def scene() -> None:
        app = web.Application()
        app.add_routes([web.post("/films", create), web.get("/films/{id}", show), web.get("/f1.mp4", serve_film)])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        backend = example()["FilmsBackend"]()
        assert backend.dropped(FILM) == ["size is unknown to this service"]
        settings = Settings("films", f"http://127.0.0.1:{runner.addresses[0][1]}", "sk-docs")
        async with backend.open(settings) as session:
            task = await session.submit(FILM)
            report = await session.poll(task.task_id)
            assert report.state is TaskState.SUCCEEDED
            done = await session.download(report.video_url, tmp_path / "take.mp4", lambda at, of: None)
            assert done.size == clip.stat().st_size
            assert (await session.poll("f2")).state is TaskState.UNKNOWN
            with pytest.raises(Refused, match="TooBold"):
                await session.submit(Request("m", "legacy", "refuse", None, {"duration": 2}))
            with pytest.raises(Ambiguous):
                await session.submit(Request("m", "legacy", "break", None, {"duration": 2}))
        await runner.cleanup()

    asyncio.run(scene())
    assert asked[0] == {"model": "m", "text": "a street", "seconds": 2}


def test_every_file_of_the_table_exists() -> None:
    folder = PAGE.parents[1] / "wanboard" / "backends"
    named = set(re.findall(r"`(\w+\.py)`", PAGE.read_text("utf-8")))
    assert {name for name in named if not (folder / name).exists()} <= {"films.py"}
    helpers = {"__init__.py", "animatic_request.py", "regions.py"}
    assert {path.name for path in folder.glob("*.py")} - named <= helpers
