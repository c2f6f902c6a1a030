"""What the soak starts and kills: a build by `wanboard.execute` alone, or `wanboard build` as a user runs it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

import av
from service.clips import read_numbers

from wanboard.store import lock as locks
from wanboard.store.ledger import Ledger
from wanboard.store.record import Record, State

KEY = "sk-soak-0123456789"
TESTS = Path(__file__).resolve().parent
UNDECIDED = frozenset({State.AMBIGUOUS, State.SENDING})


class Builds(Protocol):
    slowest_s: float  # kills fall between a moment and this

    def prepare(self, folder: Path, clips: int) -> None: ...

    def start(self, folder: Path, url: str) -> subprocess.Popen[str]: ...

    def settle(self, folder: Path, url: str, books: Mapping[str, str]) -> int:
        """Decide what earlier kills left undecided; `books` is prompt to task id. Returns how many were."""
        ...

    def ledger(self, folder: Path) -> Path: ...

    def takes(self, folder: Path) -> list[str | None]:
        """SHA-256 of each clip's take in the film that the last build made."""
        ...

    def film(self, folder: Path) -> str:
        """What the film shows, frame by frame, as one word that is the same for the same film."""
        ...


def undecided(ledger: Path) -> list[Record]:
    if not ledger.exists():
        return []
    with Ledger.open(ledger) as opened:
        return list(opened.find(states=UNDECIDED))


def spawn(command: Iterable[str], folder: Path, url: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    environment = kept | {"DASHSCOPE_API_KEY": KEY, "DASHSCOPE_HTTP_BASE_URL": url, "PYTHONPATH": str(TESTS.parent)}
    return subprocess.Popen(
        list(command), cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


class Direct:
    """`tests/soak/driver.py`: only what `wanboard.execute` and `wanboard.store` do; a kill comes every second."""

    slowest_s = 1.8

    def __init__(self) -> None:
        self.driver = str(TESTS / "soak" / "driver.py")

    def prepare(self, folder: Path, clips: int) -> None:
        (folder / "clips").write_text(str(clips))

    def start(self, folder: Path, url: str) -> subprocess.Popen[str]:
        return spawn([sys.executable, self.driver, url, ".", (folder / "clips").read_text()], folder, url)

    def settle(self, folder: Path, url: str, books: Mapping[str, str]) -> int:
        found = len(undecided(self.ledger(folder)))
        if found:
            (folder / "books.json").write_text(json.dumps(books))
            _finish(spawn([sys.executable, self.driver, url, ".", "0", "books.json"], folder, url))
        return found

    def ledger(self, folder: Path) -> Path:
        return folder / "ledger.sqlite3"

    def takes(self, folder: Path) -> list[str | None]:
        return list(json.loads((folder / "film.json").read_text()))

    def film(self, folder: Path) -> str:
        return " ".join(picture(folder / "media" / f"{take}.mp4") for take in self.takes(folder))


class CommandLine:
    """`wanboard build`: storyboard to film.mp4, lock and all."""

    slowest_s = 5.0

    def prepare(self, folder: Path, clips: int) -> None:
        (folder / ".git").mkdir()
        shots = "".join(
            f"  - {{id: s{number:02}, duration: 2, new_clip: true, action: 'Rain on window {number}.'}}\n"
            for number in range(1, clips + 1)
        )
        (folder / "film.yaml").write_text(
            "wanboard: 1\ntitle: Soak\nrender: {model: wan2.6-t2v, size: 1280*720, seed: 7}\n"
            f"film: {{quality: draft, loudness: 'off'}}\nshots:\n{shots}"
        )

    def start(self, folder: Path, url: str) -> subprocess.Popen[str]:
        return self._run(folder, url, "build", "film.yaml", "--yes", "--backend", "dashscope")

    def settle(self, folder: Path, url: str, books: Mapping[str, str]) -> int:
        found = undecided(self.ledger(folder))
        for record in found:
            own = books.get(record.prompt)
            how = ["--task", own] if own else ["--paid-nothing"]
            _finish(self._run(folder, url, "settle", "film.yaml", record.clip, *how))
        return len(found)

    def ledger(self, folder: Path) -> Path:
        return folder / ".wanboard" / "ledger.sqlite3"

    def takes(self, folder: Path) -> list[str | None]:
        lock = locks.read(folder / "film.lock")
        return [] if lock is None else [lock.takes[clip].media for clip in sorted(lock.takes)]

    def film(self, folder: Path) -> str:
        return picture(folder / "build" / "film" / "film.mp4")

    def _run(self, folder: Path, url: str, *arguments: str) -> subprocess.Popen[str]:
        return spawn([sys.executable, "-m", "wanboard", *arguments], folder, url)


BUILDS: Mapping[str, type[Direct] | type[CommandLine]] = {"execute": Direct, "command-line": CommandLine}


def picture(path: Path) -> str:
    """Which clips' frames a video shows, in order: hash of (clip number, frame number) of every frame."""
    digest = hashlib.sha256()
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            digest.update(repr(read_numbers(frame.reformat(320, 180, "rgb24").to_ndarray())).encode())
    return digest.hexdigest()[:16]


def _finish(process: subprocess.Popen[str]) -> None:
    """A settlement may fail for the service's own faults (3), never otherwise."""
    _, text = process.communicate(timeout=60)
    if process.returncode not in (0, 3):
        raise AssertionError(f"settling ended with {process.returncode}:\n{text}")
