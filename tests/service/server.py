"""The application, and a way to run it beside a test: `with serve(Options(...)) as service: ...`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from service import gateway, results, synthesis, uploads
from service.faults import Fault
from service.record import Record
from service.state import STATE, Options, State, as_json

Handler = Callable[[web.Request, Record], Awaitable[web.StreamResponse]]


def _recorded(stage: str, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        log = request.app[STATE].log
        record = log.begin(request.method, request.path, request.query, request.headers)
        record.stage = stage
        try:
            answer = await handler(request, record)
            record.status = 0 if (record.fault or "").startswith("reset") else answer.status
            return answer
        finally:
            log.end(record)

    return handle


async def _show_log(request: web.Request) -> web.Response:
    return as_json(request.app[STATE].summary())


async def _add_faults(request: web.Request) -> web.Response:
    state = request.app[STATE]
    given = await request.json()
    if given.get("clear"):
        state.faults.clear()
    state.faults.add(*(Fault(**fault) for fault in given.get("faults", ())))
    return as_json({"faults": len(state.faults.faults)})


async def _advance(request: web.Request) -> web.Response:
    request.app[STATE].clock.advance(float(request.query["seconds"]))
    return as_json({"now": request.app[STATE].clock.now()})


def application(state: State) -> web.Application:
    app = web.Application(client_max_size=120 * 2**20)
    app[STATE] = state
    base = "/api/v1"
    app.router.add_post(f"{base}/services/aigc/video-generation/video-synthesis", _recorded("submit", synthesis.submit))
    app.router.add_get(f"{base}/tasks", _recorded("list", synthesis.listing))
    app.router.add_get(f"{base}/tasks/", _recorded("list", synthesis.listing))
    app.router.add_get(f"{base}/tasks/{{task_id}}", _recorded("poll", synthesis.poll))
    app.router.add_post(f"{base}/tasks/{{task_id}}/cancel", _recorded("cancel", synthesis.cancel))
    app.router.add_get(f"{base}/uploads", _recorded("policy", uploads.policy))
    app.router.add_post("/oss", _recorded("upload", uploads.receive))
    app.router.add_get("/result/{name}", _recorded("download", results.download))
    app.router.add_post("/v1/video/generations", _recorded("submit", gateway.submit))
    app.router.add_get("/v1/video/generations/{task_id}", _recorded("poll", gateway.poll))
    app.router.add_get("/__log", _show_log)
    app.router.add_post("/__faults", _add_faults)
    app.router.add_post("/__advance", _advance)
    return app


@dataclass
class Running:
    """A service on loopback. `url` is DashScope's base (ends in /api/v1), `root` the gateway's."""

    root: str
    state: State
    _loop: asyncio.AbstractEventLoop

    @property
    def url(self) -> str:
        return f"{self.root}/api/v1"

    def add_faults(self, *faults: Fault) -> None:
        self.state.faults.add(*faults)

    def summary(self) -> dict[str, Any]:
        return json.loads(json.dumps(self.state.summary()))

    def advance(self, seconds: float) -> None:
        self.state.clock.advance(seconds)

    def of(self, stage: str) -> list[Record]:
        return self.state.log.of(stage)


async def start(options: Options, folder: Path, port: int = 0) -> tuple[web.AppRunner, State, int]:
    """A service on this loop; returns its runner, state and port."""
    state = State(options, folder)
    runner = web.AppRunner(application(state), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    return runner, state, runner.addresses[0][1]


@contextlib.contextmanager
def serve(options: Options | None = None, port: int = 0) -> Iterator[Running]:
    """A service in a thread of its own, for the length of the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="service", daemon=True)
    thread.start()
    with tempfile.TemporaryDirectory(prefix="service-") as folder:
        opening = start(options or Options(), Path(folder), port)
        runner, state, port = asyncio.run_coroutine_threadsafe(opening, loop).result(20)
        try:
            yield Running(f"http://127.0.0.1:{port}", state, loop)
        finally:
            asyncio.run_coroutine_threadsafe(_stop(runner, state), loop).result(20)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(20)
            loop.close()


async def _stop(runner: web.AppRunner, state: State) -> None:
    state.closing.set()
    await runner.cleanup()
    await state.finish_making()
    await asyncio.get_running_loop().shutdown_default_executor()
