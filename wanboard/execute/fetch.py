"""A finished task's video into the media store: downloaded, checked, hashed; repeated while its URL lives."""

from __future__ import annotations

import asyncio
import errno
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wanboard.backends.base import BackendError, Gone, Refused, TaskState, Throttled, Transient
from wanboard.errors import StateError
from wanboard.execute import advice
from wanboard.execute.jobs import Downloading, Job, JobResult, Outcome, Waiting
from wanboard.execute.run import Run
from wanboard.execute.state import Expired, Fetched, Reported, Unfit, expired
from wanboard.execute.take import Fault
from wanboard.store.record import Record, State

_DISK = {
    errno.ENOSPC: "DiskFull",
    errno.EDQUOT: "DiskFull",
    errno.EFBIG: "DiskFull",
    errno.EROFS: "DiskReadOnly",
    errno.EACCES: "DiskReadOnly",
    errno.EPERM: "DiskReadOnly",
}


@dataclass(frozen=True, slots=True)
class _Miss:
    """Why one attempt gave no take. `code` is reported if no later attempt does better; `final`: none is
    made."""

    code: str
    message: str
    retry_after_s: float | None = None
    gone: bool = False
    final: bool = False


async def fetch(run: Run, job: Job, record: Record) -> JobResult:
    """Bring a SUCCEEDED row to its take. Raises: StateError."""
    async with run.downloads.place(record.expires_at or float("inf")):
        began, unfit = run.clock.elapsed(), [record.media] if record.media else []
        for attempt in itertools.count():
            outcome = await _attempt(run, job, record, unfit)
            if isinstance(outcome, JobResult):
                return outcome
            if outcome.gone:
                record, result = await _renew_url(run, job, record)
                if result is not None:
                    return result
            pause = run.patience.fetch.delay_s(attempt, run.clock.chance(), outcome.retry_after_s)
            left = began + run.patience.fetching_s - run.clock.elapsed()
            if outcome.final or run.gives_up(job) or attempt + 1 >= run.patience.fetches or pause > left:
                return _give_up(run, job, record, outcome)
            run.emit(Waiting(job, outcome.message, pause, left))
            await run.clock.sleep(pause)
    raise AssertionError  # the loop ends by returning


def _give_up(run: Run, job: Job, record: Record, miss: _Miss) -> JobResult:
    if miss.gone and expired(record, run.clock.now()):
        return run.result(job, run.apply(record, Expired(run.clock.now(), miss.message)))
    return JobResult(job, Outcome.UNFINISHED, record, advice.explain(miss.code, miss.message))


async def _attempt(run: Run, job: Job, record: Record, unfit: list[str]) -> JobResult | _Miss:
    try:
        with run.media.incoming() as path:
            return await _download(run, job, record, path, unfit)
    except OSError as error:
        code = _DISK.get(error.errno or 0)
        return _Miss(code or "BrokenVideo", error.strerror or str(error), final=code is not None)


async def _download(run: Run, job: Job, record: Record, path: Path, unfit: list[str]) -> JobResult | _Miss:
    try:
        downloaded = await run.session.download(record.video_url or "", path, _progress(run, job))
    except Gone as error:
        return _Miss("VideoRefused", error.message, error.retry_after_s, gone=True)
    except (Transient, Throttled, Refused) as error:
        return _transient(error)
    finding = await asyncio.to_thread(run.check, path, job.expected)
    if finding is not None and finding.fault is Fault.BROKEN:
        return _Miss("BrokenVideo", finding.message)
    if finding is not None and downloaded.sha256 not in unfit:
        unfit.append(downloaded.sha256)  # once more: another file may have been handed out by mistake
        return _Miss("UnexpectedVideo", finding.message)
    try:
        await asyncio.to_thread(run.media.add, path, downloaded.sha256)
    except StateError as error:
        return _Miss("BrokenVideo", error.message)
    now = run.clock.now()
    if finding is not None:
        record = run.apply(record, Unfit(now, downloaded.sha256, downloaded.size, finding.message))
        return run.result(job, record)
    return run.result(job, run.apply(record, Fetched(now, downloaded.sha256, downloaded.size)))


def _transient(error: BackendError) -> _Miss:
    cause = error.__cause__
    code = _DISK.get(cause.errno or 0) if isinstance(cause, OSError) else None
    return _Miss(code or "VideoRefused", error.message, error.retry_after_s, final=code is not None)


async def _renew_url(run: Run, job: Job, record: Record) -> tuple[Record, JobResult | None]:
    """Ask the task again: a later answer may name the video anew. A fault of this poll changes nothing."""
    await run.queries.enter()
    try:
        report = await run.session.poll(record.task_id or "")
    except (Transient, Throttled, Refused):
        return record, None
    if report.state is TaskState.UNKNOWN and not expired(record, run.clock.now()):
        return record, None  # the row keeps its URL: it may be fetched later
    record = run.apply(record, Reported(run.clock.now(), report))
    if record.state is State.SUCCEEDED:
        return record, None
    return record, run.result(job, record)


def _progress(run: Run, job: Job) -> Callable[[int, int | None], None]:
    def progress(received: int, total: int | None) -> None:
        run.emit(Downloading(job, received, total))

    return progress
