"""The animatic: a backend that draws its takes itself. Free, offline, and the interface's worked example.

A task is a card; its id is the card's digest, its result a file of that name in the cache. So a card is
drawn once, whatever asks for it, and a task survives the process: what was asked for stands beside the
result until it is done. Drawing runs in processes of its own (`Settings.jobs` of them), started when the
first card needs one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from wanboard.backends.animatic_request import MODEL, card_from
from wanboard.backends.base import (
    Downloaded,
    Gone,
    ListedTask,
    Refused,
    Settings,
    Submitted,
    TaskReport,
    TaskState,
)
from wanboard.files import remove_halves, sha256_file, write_atomic
from wanboard.media.cards.render import render_json
from wanboard.media.workers import Workers
from wanboard.plan.request import Request

POLL_S = 1.0  # a poll waits this long for a card that is being drawn, then says that it still is
FOLDER = "cards"
_STALE_S = 3600.0  # no card takes that long to draw


class AnimaticBackend:
    """Draws cards (`wanboard.media.cards`)."""

    name = "animatic"
    paid = False

    def body(self, request: Request) -> Mapping[str, object]:
        """The card as plain data; the board by its content."""
        return {
            "model": request.model,
            "card": json.loads(request.prompt),
            "parameters": dict(request.parameters),
            "media": [f"file:{m.path.name if m.path else m.name}#{m.identity}" for m in request.media],
        }

    def dropped(self, request: Request) -> Sequence[str]:
        return ()

    def cannot(self, request: Request) -> Sequence[str]:
        return ()

    def open(self, settings: Settings) -> AbstractAsyncContextManager[AnimaticSession]:
        return _open(settings)


@contextlib.asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[AnimaticSession]:
    with contextlib.ExitStack() as stack:
        cache = settings.cache or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wanboard-")))
        session = AnimaticSession(cache / FOLDER, max(1, settings.jobs))
        _sweep(cache / FOLDER)
        try:
            yield session
        except BaseException:  # Ctrl-C, a card that failed: nobody waits for the rest
            await asyncio.to_thread(session.abort)
            raise
        await asyncio.to_thread(session.close)


class AnimaticSession:
    """Cards being drawn. `folder` holds the finished ones; used from one event loop."""

    def __init__(self, folder: Path, jobs: int) -> None:
        self._folder = folder
        self._jobs = jobs
        self._workers: Workers | None = None
        self._here = ThreadPoolExecutor(1, "card")
        self._busy_here: Future[None] | None = None
        self._aborted = False
        self._drawing: dict[str, Future[None]] = {}

    async def prepare(self, request: Request) -> None:
        """Nothing goes anywhere."""

    async def submit(self, request: Request) -> Submitted:
        """Start drawing a card, or find it drawn.

        Raises: Refused where the request is no card, or where the cache cannot be written.
        """
        try:
            card = card_from(request)
        except ValueError as error:
            raise Refused(str(error), code="InvalidCard") from error
        task_id = card.digest()
        if not self._result(task_id).exists():
            wanted = {"card": request.prompt, "board": str(card.board) if card.board else None}
            try:
                write_atomic(self._wanted(task_id), json.dumps(wanted, ensure_ascii=False), sync=False)
            except OSError as error:
                raise Refused(f"the cache cannot be written: {error}", code="CacheUnwritable") from error
            self._start(task_id, request.prompt, wanted["board"])
        return Submitted(task_id, None)

    async def poll(self, task_id: str) -> TaskReport:
        """Where a card stands; waits up to `POLL_S` for one that is being drawn."""
        task = self._drawing.get(task_id)
        if task is None and not self._result(task_id).exists():
            task = self._resume(task_id)
            if task is None:
                return TaskReport(task_id, TaskState.UNKNOWN, code="UnknownCard", message="nobody asked for this card")
        if task is not None:
            await _ended_within(task, POLL_S)
            if not task.done():
                return TaskReport(task_id, TaskState.RUNNING if task.running() else TaskState.PENDING)
            return self._ended(task_id, task)
        return self._succeeded(task_id)

    async def cancel(self, task_id: str) -> bool:
        """True where the card was still waiting its turn."""
        task = self._drawing.get(task_id)
        if task is None or not task.cancel():
            return False
        self._wanted(task_id).unlink(missing_ok=True)
        return True

    async def list_tasks(self, model: str, since: float, until: float) -> Sequence[ListedTask]:
        """Cards that are finished or asked for, by the time of their files."""
        if model != MODEL or not self._folder.is_dir():
            return ()
        states = {".mp4": TaskState.SUCCEEDED, ".json": TaskState.PENDING}
        found: dict[str, ListedTask] = {}
        for path in sorted(self._folder.iterdir()):
            state = states.get(path.suffix)
            if state is None or path.name.startswith("."):
                continue
            with contextlib.suppress(FileNotFoundError):
                at = path.stat().st_mtime
                if since <= at <= until:
                    found[path.stem] = ListedTask(path.stem, model, state, at)
        return tuple(found.values())

    async def download(self, url: str, target: Path, progress: Callable[[int, int | None], None]) -> Downloaded:
        """Link (or copy) a finished card to `target`.

        Raises: Gone where the cache no longer holds it; OSError where `target` cannot be written.
        """
        source = Path(unquote(urlsplit(url).path))
        if urlsplit(url).scheme != "file" or source.parent != self._folder.resolve():
            raise Gone("this is not the address of a card")
        return await asyncio.to_thread(_fetch, source, target, progress)

    def close(self) -> None:
        """Drop what has not begun, let what is being drawn be finished, end the processes."""
        self._here.shutdown(wait=True, cancel_futures=True)
        if self._workers is not None:
            self._workers.close()
            self._workers = None

    def abort(self) -> None:
        """End the processes at once, and remove the halves that they leave."""
        self._aborted = True
        if self._workers is not None:
            self._workers.abort()
            self._workers = None
        self.close()
        for task_id in self._drawing:
            remove_halves(self._result(task_id))

    def _result(self, task_id: str) -> Path:
        return self._folder / f"{task_id}.mp4"

    def _wanted(self, task_id: str) -> Path:
        return self._folder / f"{task_id}.json"

    def _start(self, task_id: str, card: str, board: str | None) -> Future[None]:
        task = self._drawing.get(task_id)
        if task is None or task.done():
            task = self._hand_out(card, board, str(self._result(task_id)))
            self._drawing[task_id] = task
        return task

    def _hand_out(self, card: str, board: str | None, target: str) -> Future[None]:
        if self._busy_here is None:  # the first card needs no process to start; often it is the only one
            self._busy_here = self._here.submit(render_json, card, board, target, self._jobs, lambda: not self._aborted)
            return self._busy_here
        for last in (False, True):
            self._workers = self._workers or Workers(self._jobs)
            try:
                return self._workers.submit(render_json, card, board, target)
            except BrokenProcessPool:  # a process was killed: once more with new ones
                self._workers.abort()
                self._workers = None
                if last:
                    raise
        raise AssertionError("unreachable")

    def _resume(self, task_id: str) -> Future[None] | None:
        """Go on with a card that an earlier process asked for and did not finish."""
        try:
            wanted = json.loads(self._wanted(task_id).read_text("utf-8"))
            return self._start(task_id, wanted["card"], wanted["board"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _ended(self, task_id: str, task: Future[None]) -> TaskReport:
        self._drawing.pop(task_id, None)
        self._wanted(task_id).unlink(missing_ok=True)
        if task.cancelled():
            return TaskReport(task_id, TaskState.CANCELED)
        error = task.exception()
        if error is not None:
            return TaskReport(task_id, TaskState.FAILED, code="CardFailed", message=str(error) or type(error).__name__)
        return self._succeeded(task_id)

    def _succeeded(self, task_id: str) -> TaskReport:
        path = self._result(task_id).resolve()
        return TaskReport(task_id, TaskState.SUCCEEDED, video_url=path.as_uri())


def _sweep(folder: Path) -> None:
    """Remove halves that a killed process left behind; what is being written now is younger."""
    for path in folder.glob(".*.mp4"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - _STALE_S:
                path.unlink()


def _fetch(source: Path, target: Path, progress: Callable[[int, int | None], None]) -> Downloaded:
    try:
        size = source.stat().st_size
        target.unlink(missing_ok=True)  # a link, once made, must not be written through
        try:
            os.link(source, target)
        except FileNotFoundError:
            raise
        except OSError:  # another file system, or one without links
            shutil.copyfile(source, target)
    except FileNotFoundError as error:
        raise Gone("the card is no longer in the cache") from error
    progress(size, size)
    return Downloaded(size, sha256_file(target))


async def _ended_within(task: Future[None], seconds: float) -> None:
    """Wait for a task, but no longer."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def tell(_: Future[None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(ended.set)

    task.add_done_callback(tell)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(ended.wait(), seconds)
