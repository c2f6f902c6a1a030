"""The service's options and all it knows."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from service.clips import cached_clip
from service.clock import Clock
from service.faults import Fault, FaultPlan
from service.models import MODELS, has_sound, pixels, seconds
from service.record import Log
from service.tasks import Task, TaskTable, body_digest

SECRET = b"the service signs its addresses with this"


@dataclass(frozen=True)
class Options:
    """Times are seconds of the service's clock, of which `scale` pass in one real second.

    A task waits `queue_s` and works `work_s` plus `work_per_s` for each second of film, varied by `spread`
    (0.2: up to a fifth more or less, by the seed and the body). `over_concurrency`: what a task beyond the
    model's limit gets, "queue" or "throttle". `size_check`: where a wrong size is found, at the "submit" or
    in the "task". `slow_s` are real seconds. `fps` overrides the model's frame rate, `variants` is how many
    different clips are drawn per size and length (their bytes differ always).
    """

    seed: int = 0
    scale: float = 1.0
    skew_s: float = 0.0
    queue_s: float = 0.02
    work_s: float = 0.1
    work_per_s: float = 0.0
    spread: float = 0.0
    invalid_after_s: float = 20.0
    url_lifetime_s: float = 24 * 3600.0
    over_concurrency: str = "queue"
    concurrent: int | None = None
    submits_per_s: float | None = None
    queries_per_s: float = 20.0
    size_check: str = "submit"
    slow_s: float = 3600.0
    fps: int | None = None
    variants: int = 8
    keys: Mapping[str, str] = field(default_factory=dict)  # key -> account; empty: any sk-… key is its own account
    faults: tuple[Fault, ...] = ()
    state: Path | None = None
    clips: Path | None = None
    gateway: Mapping[str, Any] = field(default_factory=dict)


class State:
    def __init__(self, options: Options, folder: Path) -> None:
        self.options = options
        self.clock = Clock(options.scale, options.skew_s)
        self.table = TaskTable(options.state)
        self.log = Log(options.state)
        self.faults = FaultPlan(options.faults, options.seed)
        self.objects: dict[str, tuple[str, str, float, bytes]] = {}  # key -> account, model, time, bytes
        self.folder = folder
        self.closing = asyncio.Event()
        self._recent: dict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._making: dict[tuple[Any, ...], asyncio.Future[Path]] = {}

    def account_of(self, request: web.Request) -> str | None:
        """The account of the bearer key, None where there is no valid one."""
        kind, _, key = request.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer" or not key:
            return None
        if self.options.keys:
            return self.options.keys.get(key)
        return hashlib.sha256(key.encode()).hexdigest()[:12] if key.startswith("sk-") else None

    def over_rate(self, account: str, lane: str, limit: float) -> bool:
        """Counts this request; True where it is more than `limit` within the last second."""
        now = self.clock.now()
        recent = self._recent[account, lane]
        while recent and recent[0] <= now - 1:
            recent.popleft()
        if len(recent) >= limit:
            return True
        recent.append(now)
        return False

    def lanes(self, model: str) -> int:
        return self.options.concurrent or MODELS[model].concurrent

    def create(self, account: str, body: Mapping[str, Any], late_problem: bool = False) -> Task:
        prompt = str(body["input"]["prompt"])
        outcome = self.faults.choose("task", body_digest(body), prompt) or ("invalid" if late_problem else "ok")
        chance = random.Random(f"{self.options.seed}/{body_digest(body)}").uniform(-1, 1)
        work = (self.options.work_s + self.options.work_per_s * seconds(body)) * (1 + self.options.spread * chance)
        if outcome == "invalid":
            work = self.options.invalid_after_s
        times = (self.options.queue_s, work)
        task = self.table.create(account, body, self.clock.now(), times, outcome, self.lanes(body["model"]))
        if outcome == "ok":
            self.start_making(task)
        return task

    def clip_key(self, task: Task, **change: Any) -> tuple[Any, ...]:
        wanted = {
            "seconds": seconds(task.body),
            "size": pixels(task.body),
            "fps": self.options.fps or MODELS[task.model].fps,
            "audio": has_sound(task.body),
            "number": int(body_digest(task.body)[:6], 16) % self.options.variants,
        } | change
        return tuple(wanted.values())

    def start_making(self, task: Task) -> None:
        self.making(self.clip_key(task))

    def making(self, key: tuple[Any, ...]) -> asyncio.Future[Path]:
        if key not in self._making:
            folder = self.options.clips or self.folder / "clips"
            self._making[key] = asyncio.ensure_future(asyncio.to_thread(cached_clip, folder, *key))
        return self._making[key]

    async def finish_making(self) -> None:
        await asyncio.gather(*self._making.values(), return_exceptions=True)

    def sign(self, path: str, expires: int) -> str:
        return hmac.new(SECRET, f"{path}/{expires}".encode(), hashlib.sha256).hexdigest()[:28]

    def summary(self) -> dict[str, Any]:
        """What the admin page answers: counts, every submission, every task, tasks per identical body."""
        now = self.clock.now()
        per_body = self.table.per_body()
        fetched = Counter(r.task_id for r in self.log.of("download") if r.status in (200, 206))
        submissions = self.log.of("submit")
        return {
            "requests": len(self.log.records),
            "tasks": {
                t.id: {
                    "state": t.state(now),
                    "model": t.model,
                    "body": body_digest(t.body),
                    "prompt": t.body["input"]["prompt"],
                    "outcome": t.outcome,
                    "submitted": t.submitted,
                    "ends": t.ends if t.ends != float("inf") else None,
                    "downloads": fetched[t.id],
                }
                for t in self.table.tasks.values()
            },
            "per_body": dict(per_body),
            "duplicates": sum(count - 1 for count in per_body.values()),
            "submissions": [
                {"time": r.time, "status": r.status, "fault": r.fault, "task_id": r.task_id, "body": r.body}
                for r in submissions
            ],
            "faults": dict(self.faults.done),
            "busiest_query_second": self.log.busiest_second("poll", "list", "cancel"),
            "authorized_downloads": sum("Authorization" in r.headers for r in self.log.of("download")),
        }


def as_json(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    text = json.dumps(data, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json", headers=headers)


STATE: web.AppKey[State] = web.AppKey("state", State)
