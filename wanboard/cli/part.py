"""One storyboard's part of a paid build."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from wanboard.assemble.film import FilmResult
from wanboard.cli.options import Options
from wanboard.cli.progress import Progress
from wanboard.cli.report import Open
from wanboard.cli.screen import say
from wanboard.diagnostics import Diagnostic
from wanboard.execute.jobs import Outcome
from wanboard.files import display_path
from wanboard.pipeline.choose import select
from wanboard.pipeline.failures import failures_at_lines
from wanboard.pipeline.film import film_path, make_film
from wanboard.pipeline.forecast import Step, forecast
from wanboard.pipeline.front import Compiled
from wanboard.pipeline.generate import Batch, Generated
from wanboard.pipeline.locking import LockKeeper, differences_to_say, read_lock
from wanboard.pipeline.takes import Take, choose_takes
from wanboard.plan.clip import Clip
from wanboard.store.lock import Lock


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One storyboard of a paid build."""

    compiled: Compiled
    clips: tuple[Clip, ...]
    lock: Lock | None
    steps: Sequence[Step]
    batch: Batch


def part_of(options: Options, compiled: Compiled, work: Open) -> Part:
    """Choose the takes, and say where the lock disagrees. Raises: UsageError, StateError."""
    lock = read_lock(compiled)
    clips = select(compiled.clips, options.select)
    retake = {clip.number for clip in select(compiled.clips, options.retake)} if options.retake else set[int]()
    choices = choose_takes(clips, work.desk, lock, retake)
    steps = forecast(choices, work.desk, lock, compiled)
    for difference in differences_to_say(lock, compiled.clips):
        where = f"{display_path(compiled.lock_path)}:{difference.line}"
        say(f"{where}: {difference.message}", quiet=options.quiet)
    batch = Batch(compiled, choices, LockKeeper(compiled, choices, lock))
    return Part(compiled, clips, lock, steps, batch)


def jobs_of(options: Options) -> int:
    if options.jobs:
        return options.jobs
    usable = getattr(os, "sched_getaffinity", None)  # cores given to this process; not every system tells
    return len(usable(0)) if usable else os.cpu_count() or 1


def findings_of(part: Part, generated: Generated) -> list[Diagnostic]:
    """Each failed clip at its lines."""
    clips = {clip.number: clip for clip in part.clips}
    results = generated.results[part.compiled]
    if generated.interrupted:  # what was only stopped is no failure
        results = [r for r in results if r.outcome not in (Outcome.STOPPED, Outcome.UNFINISHED)]
    return failures_at_lines(clips, (r for r in results if not r.ok), part.compiled.path)


def film_of(options: Options, work: Open, part: Part, generated: Generated, progress: Progress) -> FilmResult:
    """Assemble the film of the takes that were generated. Raises: MediaError, OSError."""
    clips = {clip.number: clip for clip in part.clips}
    takes = [
        Take(clips[r.job.number], work.desk.media.path(r.record.media))
        for r in generated.results[part.compiled]
        if r.record is not None and r.record.media is not None
    ]
    target = film_path(part.compiled, "film", options.output, whole=not options.select)
    return make_film(
        part.compiled,
        takes,
        target,
        cache=work.desk.cache,
        jobs=jobs_of(options),
        encode=options.encode,
        on_stage=progress.on_stage,
    )
