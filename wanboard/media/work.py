"""Work for other processes: plain functions of plain data."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from wanboard.errors import MediaError
from wanboard.media.conform import Conforming, conform
from wanboard.media.draw import draw
from wanboard.media.drawing import Drawing

Job = Drawing | Conforming


def run(job: Job, target: Path) -> None:
    """Make one file. Raises: MediaError."""
    if isinstance(job, Conforming):
        conform(job, target)
    else:
        draw(job, target)
    gc.collect()  # encoders and decoders stand in reference cycles, a hundred megabytes each


def run_all(jobs: Iterable[tuple[Job, Path]], workers: int, done: Callable[[Path], None]) -> None:
    """Make every file, the longest work first, on as many processes; one alone is made here.

    Raises: MediaError of the first that fails, when those under way have ended.
    """
    todo = sorted(jobs, key=lambda item: -_weight(item[0]))
    if not todo:
        return
    if len(todo) == 1 or workers <= 1:
        for job, target in todo:
            run(job, target)
            done(target)
        return
    with ProcessPoolExecutor(min(workers, len(todo)), get_context("spawn"), _leave_interrupts_to_the_parent) as pool:
        under_way: dict[Future[None], Path] = {pool.submit(run, job, target): target for job, target in todo}
        try:
            for future in as_completed(under_way):
                future.result()
                done(under_way[future])
        except BrokenProcessPool as error:
            raise MediaError("a process that draws ended suddenly", hint="is there enough memory?") from error
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _weight(job: Job) -> int:
    if isinstance(job, Conforming):
        return 1 << 30
    return sum(piece.frames * (1 if piece.is_plain else 4) for piece in job.pieces)
