"""Tasks that were paid for and that no clip asks for any more: the storyboard was changed while they were in flight.

They are looked at and fetched beside the film's own, since a clip may go back to what it was, and the service keeps a
result for 24 hours only. They are never sent, and nothing waits for them longer than for one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from wanboard.execute.jobs import Job
from wanboard.execute.run import Run
from wanboard.plan.request import Expected, Request
from wanboard.store.ledger import LEASE_S
from wanboard.store.record import Origin, Record, State

_TASKS = frozenset({State.SUBMITTED, State.MISSING, State.SUCCEEDED})


def leftovers(records: Iterable[Record], jobs: Iterable[Job], origin: Origin) -> list[Job]:
    """A job for each task of this account that none of the jobs is about."""
    wanted = {(job.fingerprint, job.take) for job in jobs}
    return [
        _job(record)
        for record in records
        if record.state in _TASKS and record.origin == origin and (record.fingerprint, record.take) not in wanted
    ]


def take_over(run: Run, job: Job) -> Record | None:
    """The job's row, this run's from now on; None where it is no task any more, or another living process has it.

    Raises: StateError.
    """
    row = run.ledger.live(run.origin.family, job.fingerprint, job.take)
    if row is None:
        return None
    now = run.clock.now()

    def owned(row: Record) -> Record:
        if row.state not in _TASKS or not run.ledger.is_free(row, run.owner, now):
            return row
        return replace(row, owner=run.owner, lease_until=now + LEASE_S)

    row = run.ledger.update(row.id, owned)
    mine = row.owner is not None and row.owner.token == run.owner.token
    return row if mine and row.state in _TASKS else None


def _job(record: Record) -> Job:
    found = record.request.get("parameters")
    parameters = found if isinstance(found, Mapping) else {}
    width, _, height = str(parameters.get("size", "")).partition("*")
    known = width.isdigit() and height.isdigit()
    return Job(
        key=f"ledger#{record.id}",
        label=record.clip,
        number=0,
        request=Request(record.model, "", record.prompt, None, dict(parameters)),
        fingerprint=record.fingerprint,
        take=record.take,
        expected=Expected(
            duration_s=float(parameters.get("duration", record.planned_s)),
            width=int(width) if known else None,
            height=int(height) if known else None,
            has_audio=None,
        ),
        billed_s=record.planned_s,
        cost=record.cost,
        storyboard=record.storyboard,
        aside=True,
    )
