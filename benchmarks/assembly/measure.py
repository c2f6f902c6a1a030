"""A command's wall time, processor time and memory, the processes it starts included."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from time import monotonic


@dataclass(frozen=True)
class Cost:
    wall_s: float
    cpu_s: float
    memory_mb: float  # most at once, of all processes together, shared pages once
    said: str


def measure(command: list[str], folder: Path) -> Cost:
    """Run to the end. Raises: RuntimeError with what it said where it fails."""
    with tempfile.TemporaryFile() as out:
        began = monotonic()
        before = os.times()
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        peak = [0.0]
        ended = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, peak, ended))
        watcher.start()
        process.wait()
        wall = monotonic() - began
        after = os.times()
        ended.set()
        watcher.join()
        out.seek(0)
        said = out.read().decode(errors="replace")
    if process.returncode:
        raise RuntimeError(f"{command[0]}: {said[-2000:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, cpu, peak[0], said)


def _watch(root: int, peak: list[float], ended: threading.Event) -> None:
    while not ended.wait(0.04):
        peak[0] = max(peak[0], sum(_proportional_mb(pid) for pid in _family(root)))


def _family(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += parents.get(pid, [])
    return found


def _proportional_mb(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
