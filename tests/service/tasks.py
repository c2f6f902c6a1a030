"""The table of tasks: who submitted what, when each starts and ends; kept on disk so that it outlives the
process."""

from __future__ import annotations

import hashlib
import heapq
import json
import math
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

LIFETIME_S = 24 * 3600.0


@dataclass(frozen=True)
class Task:
    """Times are Unix seconds of the service's clock; `starts` and `ends` may be infinite (stuck)."""

    id: str
    request_id: str
    account: str
    model: str
    body: Mapping[str, Any]
    submitted: float
    queue_s: float
    work_s: float
    outcome: str  # "ok" or a kind of the task stage
    starts: float = math.inf
    ends: float = math.inf
    canceled: float | None = None

    def state(self, now: float) -> str:
        if now > self.submitted + LIFETIME_S + min(self.queue_s + self.work_s, 3600):
            return "UNKNOWN"
        if self.canceled is not None:
            return "CANCELED"
        if now < self.starts:
            return "PENDING"
        if now < self.ends:
            return "RUNNING"
        if self.outcome == "unknown":
            return "UNKNOWN"
        return "FAILED" if self.outcome in ("moderated", "invalid", "internal") else "SUCCEEDED"


def body_digest(body: Mapping[str, Any]) -> str:
    """What tells one request from another: its JSON, without what the official SDK adds, with uploads by
    content."""
    given = {k: v for k, v in dict(body.get("input", {})).items() if k not in ("extend_prompt", "function")}
    plain = {"model": body.get("model"), "input": given, "parameters": body.get("parameters", {})}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class TaskTable:
    def __init__(self, state: Path | None = None) -> None:
        self.tasks: dict[str, Task] = {}
        self._file = state / "tasks.jsonl" if state else None
        if self._file and self._file.exists():
            for line in self._file.read_text("utf-8").splitlines():
                task = Task(**json.loads(line))
                self.tasks[task.id] = task

    def create(
        self,
        account: str,
        body: Mapping[str, Any],
        now: float,
        times: tuple[float, float],
        outcome: str,
        lanes: int,
    ) -> Task:
        task = Task(
            str(uuid.uuid4()),
            str(uuid.uuid4()),
            account,
            body["model"],
            body,
            now,
            times[0],
            times[1],
            outcome,
        )
        self.tasks[task.id] = task
        self._reschedule(account, task.model, lanes)
        self._save(self.tasks[task.id])
        return self.tasks[task.id]

    def cancel(self, task_id: str, now: float, lanes: int) -> bool:
        """True where it was pending and is cancelled now; those behind it in the queue move up."""
        task = self.tasks[task_id]
        if task.state(now) != "PENDING":
            return False
        self.tasks[task_id] = replace(task, canceled=now, starts=math.inf, ends=math.inf)
        self._save(self.tasks[task_id])
        self._reschedule(task.account, task.model, lanes)
        return True

    def unfinished(self, account: str, model: str, now: float) -> int:
        return sum(
            t.state(now) in ("PENDING", "RUNNING")
            for t in self.tasks.values()
            if t.account == account and t.model == model
        )

    def per_body(self) -> Counter[str]:
        """How many tasks were created for each distinct body."""
        return Counter(body_digest(t.body) for t in self.tasks.values())

    def _reschedule(self, account: str, model: str, lanes: int) -> None:
        """First come, first served, at most `lanes` at once; a start never depends on when somebody looks."""
        busy: list[float] = []
        for task in [t for t in self.tasks.values() if (t.account, t.model) == (account, model)]:
            if task.canceled is not None or task.outcome == "stuck_pending":
                continue
            starts = task.submitted + task.queue_s
            if len(busy) >= lanes:
                starts = max(starts, heapq.heappop(busy))
            ends = math.inf if task.outcome == "stuck_running" else starts + task.work_s
            heapq.heappush(busy, ends)
            if (starts, ends) != (task.starts, task.ends):
                self.tasks[task.id] = replace(task, starts=starts, ends=ends)
                self._save(self.tasks[task.id])

    def _save(self, task: Task) -> None:
        if self._file:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(task), ensure_ascii=False) + "\n")
