"""Processes that draw: what ends them and what does not."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from wanboard.files import atomic_path, remove_halves
from wanboard.media.workers import Workers

LONG_S = 600.0  # ends only because it is ended


def send_sigint_to_itself(report: str) -> None:
    os.kill(os.getpid(), signal.SIGINT)
    Path(report).write_text("went on", encoding="utf-8")


def test_a_worker_does_not_hear_ctrl_c(tmp_path: Path) -> None:
    with Workers(1) as workers:
        workers.submit(send_sigint_to_itself, str(tmp_path / "report")).result()
    assert (tmp_path / "report").read_text(encoding="utf-8") == "went on"


def test_workers_left_by_an_error_end_at_once() -> None:
    begun = threading.Event()

    def interrupted() -> None:
        with Workers(2) as workers:
            workers.submit(os.getpid).add_done_callback(lambda _: begun.set())  # the processes are up
            for _ in range(4):
                workers.submit(time.sleep, LONG_S)
            begun.wait()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not multiprocessing.active_children()


def test_halves_of_one_target_are_removed_and_those_of_others_left(tmp_path: Path) -> None:
    with atomic_path(tmp_path / "one.mp4") as one, atomic_path(tmp_path / "two.mp4") as two:
        remove_halves(tmp_path / "one.mp4")
        assert (one.exists(), two.exists()) == (False, True)
        one.touch()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.mp4", "two.mp4"]
