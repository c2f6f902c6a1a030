"""Measures check and plan on large storyboards: `python run.py [--shots N] [--quick]`.

Each command runs as a user runs it, in a process of its own, in an empty folder; its CPU seconds (user and system) and
its peak memory are the kernel's. Ratios are to PyYAML's C loader (`yaml.load(…, CSafeLoader)`) on the same file, timed
inside one process without its start. The stages are timed by calling them in turn.

Exit code 1 where a limit is missed: at 10,000 shots 8 s of CPU and 400 MB for check, 20 s for plan; for other sizes the
seconds in proportion, plus half a second for the start.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generate import storyboard

CHECK_CPU_S, CHECK_MB, PLAN_CPU_S = 8.0, 400.0, 20.0
START_S = 0.5


@dataclass(frozen=True, slots=True)
class Cost:
    cpu_s: float
    wall_s: float
    peak_mb: float


def spent(command: Sequence[str], folder: Path) -> Cost:
    """What a command costs. Raises: RuntimeError where it fails."""
    log = folder / "output.txt"
    env = {name: value for name, value in os.environ.items() if not name.startswith(("WANBOARD_", "DASHSCOPE_"))}
    start = time.perf_counter()
    with log.open("wb") as output:
        child = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=env)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        tail = log.read_text(errors="replace")[-2000:]
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}:\n{tail}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / unit)


def measure(shots: int) -> tuple[Cost, Cost, dict[str, float]]:
    with tempfile.TemporaryDirectory(prefix="wanboard-scale-") as name:
        folder = Path(name)
        path = folder / "big.yaml"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(storyboard(shots))
        wanboard = [sys.executable, "-m", "wanboard"]
        check = spent([*wanboard, "check", path.name], folder)
        plan = spent([*wanboard, "plan", "--backend", "dashscope", path.name], folder)
        stages = [sys.executable, str(Path(__file__).with_name("stages.py")), str(path)]
        inside = subprocess.run(stages, check=True, capture_output=True, text=True)
        return check, plan, json.loads(inside.stdout)


def report(shots: int) -> list[str]:
    """Prints one size; returns the limits it missed."""
    check, plan, took = measure(shots)
    yaml_s = took["PyYAML C loader"]
    print(f"\n{shots} shots; PyYAML's C loader needs {yaml_s:.2f} s")
    print(f"  {'':18}{'CPU s':>8}{'ratio':>8}{'µs/shot':>9}{'wall s':>8}{'peak MB':>9}")
    for name, cost in (("wanboard check", check), ("wanboard plan", plan)):
        print(
            f"  {name:18}{cost.cpu_s:8.2f}{cost.cpu_s / yaml_s:8.2f}{cost.cpu_s / shots * 1e6:9.0f}"
            f"{cost.wall_s:8.2f}{cost.peak_mb:9.0f}"
        )
    whole = sum(seconds for name, seconds in took.items() if name not in ("PyYAML C loader", "with takes"))
    for name, seconds in took.items():
        share = "" if name in ("PyYAML C loader", "with takes") else f"{seconds / whole:9.0%}"
        print(f"    {name:16}{seconds:8.2f}{seconds / yaml_s:8.2f}{share}")
    part = shots / 10_000
    limits = (
        ("check", check.cpu_s, CHECK_CPU_S * part + START_S, "s of CPU"),
        ("check", check.peak_mb, CHECK_MB, "MB"),
        ("plan", plan.cpu_s, PLAN_CPU_S * part + START_S, "s of CPU"),
    )
    return [
        f"{shots} shots: {name} took {got:.2f} {unit}, the limit is {limit:.2f}"
        for name, got, limit, unit in limits
        if got > limit
    ]


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shots", type=int, default=10_000, help="the largest storyboard (default: %(default)s)")
    parser.add_argument(
        "--quick", action="store_true", help="measure only this size, not a tenth and three tenths of it"
    )
    options = parser.parse_args(argv)
    sizes = [options.shots] if options.quick else [options.shots // 10, options.shots * 3 // 10, options.shots]
    missed = [line for shots in sizes for line in report(shots)]
    for line in missed:
        print(line, file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
