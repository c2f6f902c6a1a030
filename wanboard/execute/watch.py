"""Asking about a task until it ends, or patience does. Faults of a poll are never faults of the task."""

from __future__ import annotations

from wanboard.backends.base import BackendError, Refused, TaskReport, TaskState, Throttled, Transient
from wanboard.execute import advice
from wanboard.execute.jobs import Generating, Job, JobResult, Outcome, Waiting
from wanboard.execute.pace import poll_interval_s
from wanboard.execute.run import Run
from wanboard.execute.state import Reported, advance
from wanboard.store.record import Record, State


async def watch(run: Run, job: Job, record: Record, *, at_once: bool) -> tuple[Record, JobResult | None]:
    """Poll until the row is SUCCEEDED (no result yet), or the job has a result. `at_once`: the first poll
    does not wait (a task from an earlier run may be long done)."""
    lane, began = run.lane(job.request.model), run.clock.elapsed()
    before = max(0.0, run.clock.now() - (record.submitted_at or run.clock.now()))
    failing_since: float | None = None
    failures = unknown = no_video = 0
    pause = 0.0 if at_once else max(poll_interval_s(0.0, lane.generations_s), run.poll_floor_s)
    while True:
        await run.rest(job, pause)
        await run.queries.enter()
        try:
            report = await run.session.poll(record.task_id or "")
        except Refused as error:
            failure = advice.explain(error.code or "PollFailed", error.message)
            return record, JobResult(job, Outcome.UNFINISHED, record, failure)
        except (Transient, Throttled) as error:
            now = run.clock.elapsed()
            failing_since = now if failing_since is None else failing_since
            left = failing_since + run.patience.polling_s - now
            pause = run.patience.poll.delay_s(failures, run.clock.chance(), error.retry_after_s)
            failures += 1
            if pause > left or run.gives_up(job):
                return record, _poll_failed(job, record, error)
            run.emit(Waiting(job, error.message, pause, left))
            continue
        failing_since, failures = None, 0
        elapsed = before + run.clock.elapsed() - began
        if (
            report.state is TaskState.UNKNOWN and record.origin != run.origin
        ):  # another key or region: not ours to judge
            return record, JobResult(job, Outcome.UNFINISHED, record, advice.explain("OtherAccount"))
        record = _take_in(run, record, report)
        match record.state:
            case State.SUCCEEDED if report.video_url:
                if not at_once:
                    lane.generated(elapsed)
                return record, None
            case State.MISSING:
                unknown += 1
                if unknown >= run.patience.unknown_polls or run.gives_up(job):
                    return record, run.result(job, record)
                pause = run.patience.poll.delay_s(unknown, run.clock.chance())
            case State.SUBMITTED | State.SUCCEEDED if report.state is TaskState.SUCCEEDED:
                no_video += 1
                if no_video >= run.patience.unknown_polls or run.gives_up(job):
                    return record, run.result(job, record, "NoVideo")
                pause = run.patience.poll.delay_s(no_video, run.clock.chance())
            case State.SUBMITTED:
                if elapsed > run.patience.generating_s:
                    return record, run.result(job, record, "StillRunning")
                if run.gives_up(job):
                    return record, run.result(job, record, "InFlight")
                running = report.state is TaskState.RUNNING
                run.emit(Generating(job, record.task_id or "", elapsed, running, run.patience.generating_s - elapsed))
                pause = max(poll_interval_s(elapsed, lane.generations_s), run.poll_floor_s)
            case _:
                return record, run.result(job, record)


def _take_in(run: Run, record: Record, report: TaskReport) -> Record:
    """The row after the answer; written only where something changed, since most answers say 'still
    running'."""
    happening = Reported(run.clock.now(), report)
    after = advance(record, happening)
    if after.state is record.state and report.state in (TaskState.PENDING, TaskState.RUNNING):
        return record
    return run.apply(record, happening)


def _poll_failed(job: Job, record: Record, error: BackendError) -> JobResult:
    return JobResult(job, Outcome.UNFINISHED, record, advice.explain("PollFailed", error.message))
