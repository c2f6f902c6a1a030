"""Processes that draw and encode: they start clean, hear no Ctrl-C, and leave at once when nobody waits for them."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Self


class Workers:
    """So many processes, each started when there is work for it. As a context manager: left in peace they finish what
    was handed out, left by an error they end at once."""

    def __init__(self, count: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._ends = context.Pipe(duplex=False)  # the processes leave when the far end closes
        self._pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin_worker, initargs=self._ends[:1])

    def submit(self, work: Callable[..., None], *arguments: Any) -> Future[None]:
        """Raises: BrokenProcessPool where a process was killed from outside; then none of these works any more."""
        with _deaf_to_ctrl_c():
            return self._pool.submit(work, *arguments)

    def close(self) -> None:
        """Drop what has not begun, let what is being made be finished, end the processes."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._let_go()

    def abort(self) -> None:
        """End the processes at once. What they were writing stays behind as halves (`files.remove_halves`)."""
        self._let_go()
        for process in list((self._pool._processes or {}).values()):  # one that is just starting hears nothing yet
            process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    def _let_go(self) -> None:
        for end in self._ends:
            end.close()


@contextlib.contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes started here never hear it, also not before their first line of Python; for this one it waits."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker(stop: Connection) -> None:
    """No process of ours outlives its parent, or the parent's wish that it end."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel, stop), daemon=True).start()


def _leave_with(parent: int, stop: Connection) -> None:
    wait([parent, stop])
    os._exit(1)
