"""What the service was asked, kept in memory and, with a state folder, in requests.jsonl."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Record:
    """`time` is real Unix seconds, whatever the service's clock says; `status` 0 means no answer was
    given."""

    number: int
    time: float
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    stage: str = ""
    body: Any = None
    status: int = 0
    fault: str | None = None
    task_id: str | None = None
    notes: list[str] = field(default_factory=list)


class Log:
    def __init__(self, state: Path | None = None) -> None:
        self.records: list[Record] = []
        self._file = state / "requests.jsonl" if state else None

    def begin(self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Record:
        record = Record(len(self.records), time.time(), method, path, dict(query), dict(headers))
        self.records.append(record)
        return record

    def end(self, record: Record) -> None:
        if self._file:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")

    def of(self, stage: str) -> list[Record]:
        return [r for r in self.records if r.stage == stage]

    def busiest_second(self, *stages: str) -> int:
        """The most requests of these stages that fell into one second."""
        times = [r.time for r in self.records if r.stage in stages]
        per_second: dict[int, int] = defaultdict(int)
        for moment in times:
            per_second[int(moment)] += 1
        return max(per_second.values(), default=0)
