"""Work for other processes: plain functions of plain data."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from wanboard.errors import MediaError
from wanboard.files import remove_halves
from wanboard.media.conform import Conforming, conform
from wanboard.media.draw import draw
from wanboard.media.drawing import Drawing
from wanboard.media.workers import Workers

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

    Raises: MediaError of the first that fails; those under way are ended.
    """
    todo = sorted(jobs, key=lambda item: -_weight(item[0]))
    if not todo:
        return
    if len(todo) == 1 or workers <= 1:
        for job, target in todo:
            run(job, target)
            done(target)
        return
    under_way: dict[Future[None], Path] = {}
    try:
        with Workers(min(workers, len(todo))) as pool:
            under_way.update((pool.submit(run, job, target), target) for job, target in todo)
            for future in as_completed(under_way):
                future.result()
                done(under_way[future])
    except BaseException as error:
        for target in under_way.values():
            remove_halves(target)
        if isinstance(error, BrokenProcessPool):
            raise MediaError("a process that draws ended suddenly", hint="is there enough memory?") from error
        raise


def _weight(job: Job) -> int:
    if isinstance(job, Conforming):
        return 1 << 30
    return sum(piece.frames * (1 if piece.is_plain else 4) for piece in job.pieces)
