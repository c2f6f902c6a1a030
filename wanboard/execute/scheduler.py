"""The order of steps: every job to its result, as many at once as the service allows, each paid for once."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from wanboard.backends.base import Limits, Session, Settings
from wanboard.backends.registry import POLL_INTERVAL_S
from wanboard.errors import StateError
from wanboard.execute import advice, fetch, submit, watch
from wanboard.execute.budget import Budget
from wanboard.execute.jobs import Event, Finished, Job, JobResult, Outcome, Queued, WaitingForProcess
from wanboard.execute.lanes import Queue, Slot
from wanboard.execute.leftovers import take_over
from wanboard.execute.pace import Clock, Patience, Window
from wanboard.execute.run import Check, Run
from wanboard.execute.state import Doubtful, FileMissing, SettledNothing, expired
from wanboard.execute.take import examine
from wanboard.store.ledger import LEASE_S, Ledger, Wanted
from wanboard.store.media import MediaStore
from wanboard.store.process import this_process
from wanboard.store.record import LIVE, OPEN, Money, Origin, Record, State

DOWNLOADS_AT_ONCE = 4
_QUERY_BURST = 2
_LOOK_S = 0.3  # how often a take that another process works on is looked at
_HEARTBEAT_S = LEASE_S / 12
_NEVER = float("inf")


def origin_of(settings: Settings, *, paid: bool) -> Origin:
    """Who asks and where, as the ledger keeps it; the key itself is not in it."""
    account = hashlib.sha256(f"wanboard-account-1\n{settings.key}".encode()).hexdigest()[:12] if settings.key else ""
    return Origin(settings.backend, account, settings.region or urlsplit(settings.base_url).netloc or None, paid)


def check_budget(jobs: Sequence[Job], ledger: Ledger, origin: Origin, max_cost: Decimal | None) -> Budget:
    """What a run of these jobs may spend. Raises: RefusedError where it would pass `max_cost`, StateError."""
    unique = {(job.fingerprint, job.take): job for job in jobs}
    live = _live(ledger, origin)
    ours = {job.storyboard for job in jobs if not job.aside}
    known = [live[key] for key, job in unique.items() if key in live and job.storyboard in ours]
    budget = Budget(max_cost if origin.paid else None, [r for r in known if r.state in OPEN])
    new = [job for key, job in unique.items() if key not in live or live[key].state is State.INTENT]
    budget.check([job for job in new if not job.aside])
    return budget


async def run(
    jobs: Sequence[Job],
    *,
    session: Session,
    ledger: Ledger,
    media: MediaStore,
    origin: Origin,
    limits: Mapping[str, Limits],
    max_cost: Decimal | None = None,
    on_event: Callable[[Event], None] = lambda event: None,
    stop: asyncio.Event | None = None,
    clock: Clock | None = None,
    patience: Patience | None = None,
    check: Check = examine,
) -> tuple[JobResult, ...]:
    """Bring every job to its result, in the jobs' order; what failed is in its result, and the others go on.

    `limits` is by model; a model without an entry gets the defaults. When `stop` is set, nothing more is sent
    or polled; a request under way is waited for, so that its task id is kept.

    Raises: RefusedError where the cost would pass `max_cost` (before anything is sent), StateError.
    """
    budget = check_budget(jobs, ledger, origin, max_cost)
    clock = clock or Clock()
    rate = min((lane.queries_per_s for lane in limits.values()), default=Limits().queries_per_s)
    shared = Run(
        session=session,
        ledger=ledger,
        media=media,
        origin=origin,
        owner=this_process(),
        limits=limits,
        budget=budget,
        emit=on_event,
        check=check,
        clock=clock,
        patience=patience or Patience(),
        queries=Window.of_rate(rate, clock, burst=_QUERY_BURST),
        poll_floor_s=POLL_INTERVAL_S.get(origin.backend, 0.0),
        downloads=Queue(DOWNLOADS_AT_ONCE),
    )
    media.sweep()
    try:
        return await _run_all(shared, jobs, stop or asyncio.Event())
    finally:
        with contextlib.suppress(StateError):  # it may not hide what ended the run; the rows are free once we end
            ledger.release(shared.owner)


async def _run_all(run: Run, jobs: Sequence[Job], stop: asyncio.Event) -> tuple[JobResult, ...]:
    live = _live(run.ledger, run.origin)
    unique = {(job.fingerprint, job.take): job for job in reversed(jobs)}
    for job in jobs:
        run.emit(Queued(job))

    def urgency(job: Job) -> tuple[float, int]:
        record = live.get((job.fingerprint, job.take))
        return ((record.expires_at or _NEVER) if record else _NEVER, job.number)

    tasks = {
        key: asyncio.create_task(_job(run, job, live.get(key)), name=job.key)
        for key, job in sorted(unique.items(), key=lambda item: urgency(item[1]))
    }
    aside = [
        asyncio.create_task(_stop_when_told(run, stop, tasks.values())),
        asyncio.create_task(_heartbeat(run)),
    ]
    try:
        await _wait_for(task for key, task in tasks.items() if not unique[key].aside)
        run.closing.set()
        await _wait_for(task for key, task in tasks.items() if unique[key].aside)
    finally:
        await _end([*tasks.values(), *aside])
    _raise_first([task for task in (*tasks.values(), *aside) if not task.cancelled()])
    results = {
        key: _interrupted(run, unique[key]) if task.cancelled() else task.result() for key, task in tasks.items()
    }
    return tuple(_result_for(run, job, results[job.fingerprint, job.take]) for job in jobs)


async def _wait_for(tasks: Iterable[asyncio.Task[JobResult]]) -> None:
    """Until all have ended, or one with an error (then what is waited for next ends at once, too)."""
    waiting = list(tasks)
    if waiting:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_EXCEPTION)


def _raise_first(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Raise what ended the run: a defect before the user's errors, and of these all that they say, since a task's id
    may be in one of them."""
    errors = [error for task in tasks if (error := task.exception())]
    for error in errors:
        if not isinstance(error, StateError):
            raise error
    messages = dict.fromkeys(error.message for error in errors if isinstance(error, StateError))
    if len(messages) > 1:
        longest = max((error for error in errors if isinstance(error, StateError)), key=lambda e: len(e.message))
        raise StateError("\n".join(messages), hint=longest.hint) from longest
    if errors:
        raise errors[0]


async def _job(run: Run, job: Job, seen: Record | None) -> JobResult:
    try:
        result = await (_leftover(run, job) if job.aside else _steps(run, job, seen))
    except asyncio.CancelledError:
        if not run.stopping:
            raise
        result = _interrupted(run, job)
    if result.record is not None and result.outcome is not Outcome.CACHED:
        result = replace(result, record=run.let_go(result.record))
    run.emit(Finished(job, result))
    return result


async def _leftover(run: Run, job: Job) -> JobResult:
    record = take_over(run, job)
    result = await _go_on(run, job, record) if record is not None else None
    return result or JobResult(job, Outcome.NOT_SENT, None, None)


async def _steps(run: Run, job: Job, seen: Record | None) -> JobResult:
    lane, trouble = run.lane(job.request.model), submit.Trouble()
    if seen is not None and seen.state is State.STORED:
        if await _is_whole(run, seen):
            return JobResult(job, Outcome.CACHED, seen, None)
        seen = run.apply(seen, FileMissing(run.clock.now()))
        if seen.state is State.LOST and run.origin.paid:
            return run.result(job, seen)  # not paid for again unasked
    while True:
        slot = await lane.enter() if _may_send(run, job) else None
        try:
            if slot is not None and (refused := submit.closed(job, lane)):
                return refused
            claim = run.ledger.claim(_wanted(run, job), run.owner, run.clock.now())
            if claim.mine and claim.record.state is State.INTENT:
                if slot is not None and (result := await _generate(run, job, claim.record, slot, trouble)):
                    return result
                continue
            if slot is not None:
                slot.release()
            step = _go_on(run, job, claim.record) if claim.mine else _wait_for_owner(run, job, claim.record)
            if result := await step:
                return result
        except submit.Overtaken:
            continue
        finally:
            if slot is not None:
                slot.release()


def _may_send(run: Run, job: Job) -> bool:
    """Whether a submission may follow, so that a slot in the lane is needed first."""
    record = run.ledger.live(run.origin.family, job.fingerprint, job.take)
    if record is None:
        return True
    return record.state is State.INTENT and run.ledger.is_free(record, run.owner, run.clock.now())


async def _generate(run: Run, job: Job, record: Record, slot: Slot, trouble: submit.Trouble) -> JobResult | None:
    """A row in state INTENT to its result; None where it is to be tried again."""
    if run.origin.paid and run.ledger.free_bytes() < submit.ROOM_BYTES:
        return JobResult(job, Outcome.NOT_SENT, record, advice.explain("NoRoom"))
    if not run.budget.take(job):
        return JobResult(job, Outcome.NOT_SENT, record, advice.explain("OverBudget"))
    try:
        record, error = await submit.send(run, job, record)
    except submit.Overtaken:
        run.budget.give_back(job)
        raise
    if error is not None:
        if record.money is Money.NONE:
            run.budget.give_back(job)
        return submit.after_error(run, job, record, error, trouble)
    run.lane(job.request.model).accepted()
    record, result = await watch.watch(run, job, record, at_once=False)
    slot.release()
    if result is None:
        result = await fetch.fetch(run, job, record)
    elif record.money is Money.NONE:
        run.budget.give_back(job)
    return replace(result, sent=True)


async def _go_on(run: Run, job: Job, record: Record) -> JobResult | None:
    """A row that this run has taken over from an earlier one; None where the job starts anew."""
    if record.state is State.SENDING:
        text = "the process that sent it ended before the answer came"
        record = run.apply(record, Doubtful(run.clock.now(), None, text))
    if record.state is State.STORED:
        return run.result(job, record)
    if not run.origin.paid:  # a task of a free backend ended with its process, and costs nothing to begin again
        run.apply(record, SettledNothing(run.clock.now()))
        return None
    if record.state is State.AMBIGUOUS or (record.state is State.REJECTED and expired(record, run.clock.now())):
        return run.result(job, record)
    if record.origin.backend != run.origin.backend:
        return JobResult(job, Outcome.UNFINISHED, record, advice.explain("OtherAccount"))
    if record.state is not State.SUCCEEDED:
        slot = run.lane(job.request.model).occupy()
        try:
            record, result = await watch.watch(run, job, record, at_once=True)
        finally:
            slot.release()
        if result is not None:
            return result
    return await fetch.fetch(run, job, record)


async def _wait_for_owner(run: Run, job: Job, record: Record) -> JobResult | None:
    """Another living process works on this take: its result is ours. None where it gave the row up or
    died."""
    owner = record.owner
    run.emit(WaitingForProcess(job, owner.pid if owner and owner.host == run.owner.host else None))
    while True:
        record = run.ledger.get(record.id)
        if record.state is State.STORED or record.state not in LIVE:
            return run.result(job, record)
        if run.ledger.is_free(record, run.owner, run.clock.now()):
            return None
        await run.clock.sleep(_LOOK_S)


def _interrupted(run: Run, job: Job) -> JobResult:
    record = run.ledger.live(run.origin.family, job.fingerprint, job.take)
    if record is None or record.state is State.INTENT:
        return JobResult(job, Outcome.STOPPED, record, advice.explain("Interrupted"))
    known = record.state in (State.STORED, State.AMBIGUOUS, State.REJECTED)
    return run.result(job, record, None if known else "InFlight")


def _result_for(run: Run, job: Job, result: JobResult) -> JobResult:
    """The result of a job whose submission was another job's, too."""
    if result.job is job:
        return result
    result = replace(result, job=job, sent=False)
    run.emit(Finished(job, result))
    return result


def _wanted(run: Run, job: Job) -> Wanted:
    return Wanted(
        fingerprint=job.fingerprint,
        take=job.take,
        origin=run.origin,
        storyboard=job.storyboard,
        clip=job.label,
        request=job.request,
        planned_s=job.billed_s,
        cost=job.cost,
        context=job.context,
    )


async def _is_whole(run: Run, record: Record) -> bool:
    if record.media is None:
        return False
    return await asyncio.to_thread(run.media.verify, record.media)


def _live(ledger: Ledger, origin: Origin) -> dict[tuple[str, int], Record]:
    found = ledger.find(family=origin.family, states=LIVE)
    return {(record.fingerprint, record.take): record for record in found}


async def _stop_when_told(run: Run, stop: asyncio.Event, tasks: Iterable[asyncio.Task[JobResult]]) -> None:
    await stop.wait()
    run.stopping = True
    for task in tasks:
        task.cancel()


async def _heartbeat(run: Run) -> None:
    while True:
        run.queries.share(1 + run.ledger.others(run.origin, run.owner, run.clock.now()))
        await run.clock.sleep(_HEARTBEAT_S)
        with contextlib.suppress(StateError):  # a lease too short costs nothing: each step asks the ledger again
            run.ledger.renew(run.owner, run.clock.now())


async def _end(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Cancel what still runs and wait for it; a request under way keeps its answer."""
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
