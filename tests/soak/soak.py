"""The soak: a build is killed with SIGKILL at seeded random moments, again and again, and goes on each time.

`python tests/soak/soak.py --seed N --kills N` prints kills, tasks, duplicates and losses, and exits 1
unless both are 0. Each round begins with an empty project and ends with its film; rounds follow until there
were enough kills. The service is a process of its own that outlives the builds, misbehaves a little, and
keeps the books that are compared at the end.

What a kill in the middle of a submission leaves undecided is settled between builds from those books, as a
user would from the service's console; a build never settles by itself, and the soak checks that it does
not.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from service import Fault, Options, serve  # noqa: E402
from service.server import Running  # noqa: E402

from wanboard.store.ledger import Ledger  # noqa: E402
from wanboard.store.media import MediaStore  # noqa: E402
from wanboard.store.record import State  # noqa: E402

SLOW_S = 0.3
FAULTS = (
    Fault("submit.slow_created", times=None, rate=0.25),  # kills in these moments leave submissions undecided
    Fault("submit.throttle", times=None, rate=0.05),
    Fault("poll.error", times=None, rate=0.03),
    Fault("poll.reset", times=None, rate=0.03),
    Fault("download.truncated", times=None, rate=0.1),
    Fault("download.error", times=None, rate=0.05),
)
ROUND_TIMEOUT_S = 60.0


@dataclass
class Score:
    kills: int = 0
    rounds: int = 0
    builds: int = 0
    tasks: int = 0
    undecided: int = 0  # submissions that a kill left ambiguous, and that were settled
    duplicates: int = 0  # tasks beyond the first for one clip
    losses: int = 0  # tasks whose video is in no film, and takes of a film that are not in the media store

    @property
    def clean(self) -> bool:
        return self.duplicates == 0 and self.losses == 0

    def __str__(self) -> str:
        return (
            f"kills {self.kills}, rounds {self.rounds}, builds {self.builds}, tasks {self.tasks}, "
            f"settled {self.undecided}, duplicates {self.duplicates}, losses {self.losses}"
        )


def soak(seed: int, kills: int, *, clips: int = 8, seconds: float = 3600.0, together: int = 1) -> Score:
    """Rounds until there were `kills` kills or `seconds` are over; `together` builds run at the same time."""
    score, plan = Score(), Plan(random.Random(seed), kills, time.monotonic() + seconds, clips, together)
    options = Options(
        seed=seed, fps=4, work_s=0.25, spread=0.8, variants=2, queries_per_s=1e9, slow_s=SLOW_S, faults=FAULTS
    )
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, serve(options) as service:
        while plan.killing(score):
            round_folder = Path(folder) / f"round-{score.rounds}"
            round_folder.mkdir()
            before = set(service.summary()["tasks"])
            _round(service, round_folder, before, plan, score)
            _count(service, round_folder, before, score)
            score.rounds += 1
    return score


@dataclass(frozen=True)
class Plan:
    chance: random.Random
    kills: int
    deadline: float
    clips: int
    together: int

    def killing(self, score: Score) -> bool:
        return score.kills < self.kills and time.monotonic() < self.deadline


def _round(service: Running, folder: Path, before: set[str], plan: Plan, score: Score) -> None:
    end = time.monotonic() + ROUND_TIMEOUT_S
    while time.monotonic() < end:
        time.sleep(0.1)  # what a killed build has sent arrives before the books are read
        if plan.chance.random() < 0.5:
            (folder / "books.json").write_text(json.dumps(_books(service, before)))
            _end(_start(service, folder, plan.clips, folder / "books.json"), None, score)
        builds = [_start(service, folder, plan.clips) for _ in range(plan.together)]
        score.builds += len(builds)
        killing = plan.killing(score)
        codes = [_end(build, plan.chance.uniform(0.2, 1.8) if killing else None, score) for build in builds]
        if 0 in codes:
            return
    raise AssertionError(f"no film within {ROUND_TIMEOUT_S} s")


def _end(build: subprocess.Popen[str], seconds: float | None, score: Score) -> int:
    """Wait for a build, or kill it after so many seconds; its exit code."""
    code = build.wait(timeout=ROUND_TIMEOUT_S) if seconds is None else _kill_after(build, seconds, score)
    assert build.stderr is not None
    text = build.stderr.read()
    build.stderr.close()
    if code not in (0, 3, -signal.SIGKILL):
        raise AssertionError(f"a build ended with {code}:\n{text}")
    score.undecided += text.count("settled ")
    return code


def _start(service: Running, folder: Path, clips: int, *more: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / "driver.py"), service.url, str(folder), str(clips), *map(str, more)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def _kill_after(build: subprocess.Popen[str], seconds: float, score: Score) -> int:
    try:
        return build.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        build.send_signal(signal.SIGKILL)
        score.kills += 1
        return build.wait()


def _books(service: Running, before: set[str]) -> dict[str, str]:
    tasks: Mapping[str, Any] = service.summary()["tasks"]
    return {task["prompt"]: name for name, task in tasks.items() if name not in before}


def _count(service: Running, folder: Path, before: set[str], score: Score) -> None:
    tasks = {name: task for name, task in service.summary()["tasks"].items() if name not in before}
    prompts = [task["prompt"] for task in tasks.values()]
    takes = json.loads((folder / "film.json").read_text())
    score.tasks += len(tasks)
    score.duplicates += len(prompts) - len(set(prompts))
    with Ledger.open(folder / "ledger.sqlite3") as ledger:
        kept = {r.task_id: r.media for r in ledger.find(states=frozenset({State.STORED}))}
    media = MediaStore(folder / "media")
    score.losses += sum(name not in kept or kept[name] not in takes for name in tasks)
    score.losses += sum(not media.verify(take or "") for take in takes)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--clips", type=int, default=8)
    parser.add_argument("--together", type=int, default=1, help="builds at the same time")
    parser.add_argument("--seconds", type=float, default=3600.0, help="stop after this time in any case")
    given = parser.parse_args()
    score = soak(given.seed, given.kills, clips=given.clips, seconds=given.seconds, together=given.together)
    print(score)
    return 0 if score.clean else 1


if __name__ == "__main__":
    sys.exit(main())
