"""A service in memory and time that only passes when everything waits: for tests of the scheduler.

`play(main)` runs a coroutine on a loop whose clock jumps to the next timer as soon as nothing else is left to
do, so that hours cost nothing and nothing depends on the machine's speed.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import selectors
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from wanboard.backends.base import Downloaded, ListedTask, Submitted, TaskReport, TaskState
from wanboard.execute.pace import Clock
from wanboard.plan.request import Request

T = TypeVar("T")
START = 1_800_000_000.0  # the fake's Unix time at the loop's zero


class _JumpingSelector(selectors.DefaultSelector):  # type: ignore[misc, valid-type]
    def __init__(self) -> None:
        super().__init__()
        self.ahead = 0.0
        self.threads = 0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        if ready := super().select(0.0 if not self.threads else 0.5):
            return ready
        self.ahead += timeout
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.ahead

    async def _in_thread(self, future: asyncio.Future[Any]) -> Any:
        self._jumping.threads += 1
        try:
            return await future
        finally:
            self._jumping.threads -= 1

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        return self.create_task(self._in_thread(super().run_in_executor(executor, func, *args)))


def play(main: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(main)


def clock(chance: Callable[[], float] = lambda: 0.5) -> Clock:
    def elapsed() -> float:
        return asyncio.get_running_loop().time()

    return Clock(now=lambda: START + elapsed(), elapsed=elapsed, sleep=asyncio.sleep, chance=chance)


@dataclass
class FakeTask:
    id: str
    request: Request
    began: float
    ends: float
    video: bytes
    state: TaskState = TaskState.SUCCEEDED  # how it ends
    code: str | None = None
    expires: float = 24 * 3600.0  # after its end, the URL


@dataclass
class FakeService:
    """`script` gives what a verb does before it does its work: a list of exceptions (raised in turn), None (nothing)
    or a callable. Keyed by verb: "prepare", "submit", "poll", "download", "list", "cancel"."""

    work_s: float = 60.0
    answer_s: float = 0.05
    script: dict[str, list[BaseException | None]] = field(default_factory=dict)
    after_create: list[BaseException | None] = field(default_factory=list)
    tasks: dict[str, FakeTask] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    polls: list[float] = field(default_factory=list)
    submits: list[float] = field(default_factory=list)
    downloads: list[str] = field(default_factory=list)
    make: Callable[[FakeTask], None] = lambda task: None
    bodies: list[bytes] = field(default_factory=list)  # handed out before the right ones
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self._ids = itertools.count(1)

    def now(self) -> float:
        return START + asyncio.get_running_loop().time()

    async def _before(self, verb: str) -> None:
        await asyncio.sleep(self.answer_s)
        planned = self.script.get(verb)
        if planned and (error := planned.pop(0)) is not None:
            raise error

    async def prepare(self, request: Request) -> None:
        planned = self.script.get("prepare")
        if planned and (error := planned.pop(0)) is not None:
            raise error

    async def submit(self, request: Request) -> Submitted:
        self.submits.append(self.now())
        await self._before("submit")
        task = FakeTask(f"task-{next(self._ids)}", request, self.now(), self.now() + self.work_s, _film(request))
        self.make(task)
        self.tasks[task.id] = task
        self.sent[request.fingerprint] += 1
        self.most_at_once = max(self.most_at_once, sum(t.ends > self.now() for t in self.tasks.values()))
        await asyncio.sleep(self.answer_s)
        if self.after_create and (error := self.after_create.pop(0)) is not None:
            raise error
        return Submitted(task.id, f"request-{task.id}")

    async def poll(self, task_id: str) -> TaskReport:
        self.polls.append(self.now())
        await self._before("poll")
        task = self.tasks.get(task_id)
        if task is None or self.now() > task.began + 24 * 3600:
            return TaskReport(task_id, TaskState.UNKNOWN)
        if self.now() < task.ends:
            return TaskReport(task_id, TaskState.RUNNING)
        if task.state is not TaskState.SUCCEEDED:
            return TaskReport(task_id, task.state, code=task.code, message="as scripted")
        return TaskReport(
            task_id, task.state, video_url=f"https://results/{task_id}", url_expires_at=task.ends + task.expires,
            billed_s=float(task.request.duration_s),
        )  # fmt: skip

    async def cancel(self, task_id: str) -> bool:
        await self._before("cancel")
        return False

    async def list_tasks(self, model: str, since: float, until: float) -> Sequence[ListedTask]:
        await self._before("list")
        return [
            ListedTask(task.id, task.request.model, task.state, task.began)
            for task in self.tasks.values()
            if task.request.model == model and since <= task.began <= until
        ]

    async def download(self, url: str, target: Path, progress: Callable[[int, int | None], None]) -> Downloaded:
        self.downloads.append(url)
        await self._before("download")
        data = self.bodies.pop(0) if self.bodies else self.tasks[url.rpartition("/")[2]].video
        target.write_bytes(data)  # noqa: ASYNC240
        progress(len(data), len(data))
        return Downloaded(len(data), hashlib.sha256(data).hexdigest())


def _film(request: Request) -> bytes:
    return f"film of {request.prompt!r}".encode()
