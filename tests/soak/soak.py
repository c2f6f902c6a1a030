"""The soak: a build is killed with SIGKILL at seeded random moments, again and again, and goes on each time.

`python tests/soak/soak.py --seed N --kills N [--builds execute|command-line] [--together N]` prints kills, tasks,
duplicates, losses and films, and exits 1 unless nothing was paid twice, nothing lost, and every film the same.

Each round begins with an empty project and ends with its film; rounds follow until there were enough kills. The service
lives outside the builds, misbehaves a little, and keeps the books that are compared at the end. What a kill in the
middle of a submission leaves undecided is settled between builds from those books, as a user would from the service's
console; a build never settles by itself (a second task for one prompt would show it).
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from service import Fault, Options, serve
from service.server import Running
from soak_builds import BUILDS, KEY, Builds, Direct

from wanboard.store.ledger import Ledger
from wanboard.store.media import MediaStore
from wanboard.store.record import State

SLOW_S = 0.3
FAULTS = (
    Fault("submit.slow_created", times=None, rate=0.25),  # kills in these moments leave submissions undecided
    Fault("submit.throttle", times=None, rate=0.05),
    Fault("poll.error", times=None, rate=0.03),
    Fault("poll.reset", times=None, rate=0.03),
    Fault("download.truncated", times=None, rate=0.1),
    Fault("download.error", times=None, rate=0.05),
)
ROUND_TIMEOUT_S = 120.0


@dataclass
class Score:
    kills: int = 0
    rounds: int = 0
    builds: int = 0
    tasks: int = 0
    settled: int = 0  # submissions that a kill left undecided
    duplicates: int = 0  # tasks beyond the first for one clip
    losses: int = 0  # tasks whose video is in no film, and takes of a film that are not in the media store
    leaks: int = 0  # files of the project in which the key can be read
    films: set[str] = field(default_factory=set)

    @property
    def clean(self) -> bool:
        return self.duplicates == self.losses == self.leaks == 0 and len(self.films) == 1

    def __str__(self) -> str:
        return (
            f"kills {self.kills}, rounds {self.rounds}, builds {self.builds}, tasks {self.tasks}, "
            f"settled {self.settled}, duplicates {self.duplicates}, losses {self.losses}, leaks {self.leaks}, "
            f"different films {len(self.films)}"
        )


@dataclass(frozen=True)
class Plan:
    chance: random.Random
    kills: int
    deadline: float
    clips: int
    together: int
    builds: Builds

    def killing(self, score: Score) -> bool:
        return score.kills < self.kills and time.monotonic() < self.deadline


def soak(
    seed: int, kills: int, *, clips: int = 8, seconds: float = 3600.0, together: int = 1, builds: Builds | None = None
) -> Score:
    """Rounds until there were `kills` kills or `seconds` are over; `together` builds run at the same time."""
    deadline = time.monotonic() + seconds
    score, plan = Score(), Plan(random.Random(seed), kills, deadline, clips, together, builds or Direct())
    options = Options(
        seed=seed, fps=4, work_s=0.25, spread=0.8, variants=1000, queries_per_s=1e9, slow_s=SLOW_S, faults=FAULTS
    )
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, serve(options) as service:
        while plan.killing(score):
            round_folder = Path(folder) / f"round-{score.rounds}"
            round_folder.mkdir()
            before = set(service.summary()["tasks"])
            _round(service, round_folder, before, plan, score)
            _count(service, round_folder, before, plan.builds, score)
            score.rounds += 1
    return score


def _round(service: Running, folder: Path, before: set[str], plan: Plan, score: Score) -> None:
    plan.builds.prepare(folder, plan.clips)
    end = time.monotonic() + ROUND_TIMEOUT_S
    while time.monotonic() < end:
        time.sleep(0.1)  # what a killed build has sent arrives before the books are read
        if plan.chance.random() < 0.5:
            score.settled += plan.builds.settle(folder, service.url, _books(service, before))
        running = [plan.builds.start(folder, service.url) for _ in range(plan.together)]
        score.builds += len(running)
        killing, latest = plan.killing(score), plan.builds.slowest_s
        codes = [finish(build, plan.chance.uniform(0.2, latest) if killing else None, score) for build in running]
        if 0 in codes:
            return
    raise AssertionError(f"no film within {ROUND_TIMEOUT_S} s")


def finish(build: subprocess.Popen[str], seconds: float | None, score: Score) -> int:
    """Wait for a build, or kill it after so many seconds; its exit code."""
    try:
        _, text = build.communicate(timeout=ROUND_TIMEOUT_S if seconds is None else seconds)
    except subprocess.TimeoutExpired:
        build.send_signal(signal.SIGKILL)
        score.kills += 1
        _, text = build.communicate()
    if build.returncode not in (0, 3, -signal.SIGKILL):
        raise AssertionError(f"a build ended with {build.returncode}:\n{text}")
    score.leaks += KEY in text
    return build.returncode


def _books(service: Running, before: set[str]) -> dict[str, str]:
    tasks: Mapping[str, Any] = service.summary()["tasks"]
    return {task["prompt"]: name for name, task in tasks.items() if name not in before}


def _count(service: Running, folder: Path, before: set[str], builds: Builds, score: Score) -> None:
    tasks = {name: task for name, task in service.summary()["tasks"].items() if name not in before}
    prompts, takes = [task["prompt"] for task in tasks.values()], builds.takes(folder)
    score.tasks += len(tasks)
    score.duplicates += len(prompts) - len(set(prompts))
    with Ledger.open(builds.ledger(folder)) as ledger:
        kept = {record.task_id: record.media for record in ledger.find(states=frozenset({State.STORED}))}
    media = MediaStore(builds.ledger(folder).parent / "media")
    score.losses += sum(name not in kept or kept[name] not in takes for name in tasks)
    score.losses += sum(not media.verify(take or "") for take in takes)
    score.leaks += sum(KEY.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    score.films.add(builds.film(folder))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--clips", type=int, default=8)
    parser.add_argument("--together", type=int, default=1, help="builds at the same time")
    parser.add_argument("--builds", choices=sorted(BUILDS), default="execute", help="what is killed")
    parser.add_argument("--seconds", type=float, default=3600.0, help="stop after this time in any case")
    given = parser.parse_args()
    score = soak(
        given.seed,
        given.kills,
        clips=given.clips,
        seconds=given.seconds,
        together=given.together,
        builds=BUILDS[given.builds](),
    )
    print(score)
    return 0 if score.clean else 1


if __name__ == "__main__":
    sys.exit(main())
