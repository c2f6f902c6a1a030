"""Tasks that were in flight when the storyboard was changed: fetched beside the film, never sent, never waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import fake_service
import pytest
from execute_jobs import MODEL, make_job
from fake_service import FakeService, FakeTask, play

from wanboard.backends.base import Limits, Transient
from wanboard.errors import RefusedError
from wanboard.execute.jobs import Job, JobResult, Outcome
from wanboard.execute.leftovers import leftovers
from wanboard.execute.scheduler import run
from wanboard.execute.take import Finding
from wanboard.plan.request import Expected
from wanboard.store.ledger import Ledger
from wanboard.store.media import MediaStore
from wanboard.store.record import Origin, State

ORIGIN = Origin("dashscope", "account", "beijing", paid=True)


class Project:
    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger.open(folder / "ledger.sqlite3")
        self.media = MediaStore(folder / "media")

    async def build(self, service: FakeService, jobs: list[Job], max_cost: Decimal | None = None) -> list[JobResult]:
        every = [*jobs, *leftovers(self.ledger.find(), jobs, ORIGIN)]

        def check(path: Path, expected: Expected) -> Finding | None:
            return None

        return list(await run(
            every, session=service, ledger=self.ledger, media=self.media, origin=ORIGIN, limits={MODEL: Limits()},
            clock=fake_service.clock(), check=check, max_cost=max_cost,
        ))  # fmt: skip

    async def leave_in_flight(self, service: FakeService, job: Job) -> None:
        """A build that is interrupted while the task runs."""
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(20.0, stop.set)
        await run(
            [job], session=service, ledger=self.ledger, media=self.media, origin=ORIGIN, limits={MODEL: Limits()},
            clock=fake_service.clock(), stop=stop,
        )  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project(tmp_path)
    yield made
    made.ledger.close()


def test_a_finished_task_that_no_clip_asks_for_is_fetched_and_used_when_one_does(project: Project) -> None:
    service = FakeService()

    async def story() -> None:
        await project.leave_in_flight(service, make_job(1))
        await asyncio.sleep(100)
        new, leftover = await project.build(service, [make_job(2)])
        assert new.ok
        assert leftover.outcome is Outcome.DONE
        (again,) = await project.build(service, [make_job(1)])
        assert again.outcome is Outcome.CACHED

    play(story())
    assert sum(service.sent.values()) == 2


def test_a_leftover_that_still_runs_holds_nothing_up(project: Project) -> None:
    service = FakeService(work_s=10_000)

    async def story() -> None:
        await project.leave_in_flight(service, make_job(1))
        service.work_s = 30
        began = asyncio.get_running_loop().time()
        new, leftover = await project.build(service, [make_job(2)])
        assert asyncio.get_running_loop().time() - began < 40
        assert new.ok
        assert leftover.outcome is Outcome.UNFINISHED
        again, leftover = await project.build(service, [make_job(2)])  # nothing to generate: looked at once
        assert again.outcome is Outcome.CACHED
        assert leftover.outcome is Outcome.UNFINISHED

    play(story())
    (row,) = project.ledger.find(states=frozenset({State.SUBMITTED}))
    assert row.owner is None


def test_faults_of_a_leftover_are_not_repeated_for_its_sake(project: Project) -> None:
    service = FakeService(work_s=10_000)

    async def story() -> None:
        await project.leave_in_flight(service, make_job(1))
        service.script["poll"], asked = [Transient("busy")] * 3, len(service.polls)
        began = asyncio.get_running_loop().time()
        (leftover,) = await project.build(service, [])
        assert leftover.outcome is Outcome.UNFINISHED
        assert len(service.polls) == asked + 1
        assert asyncio.get_running_loop().time() - began < 1

    play(story())


def test_a_leftover_is_never_sent(project: Project) -> None:
    service = FakeService()

    async def story() -> None:
        await project.leave_in_flight(service, make_job(1))

        def forgotten(task: FakeTask) -> None:
            raise AssertionError("sent")

        service.make = forgotten
        service.tasks.clear()
        (leftover,) = await project.build(service, [])
        assert leftover.outcome is Outcome.UNFINISHED  # unknown to the service, within its 24 hours
        (leftover,) = await project.build(service, [])
        assert not leftover.ok

    play(story())


def test_the_limit_counts_what_the_storyboard_has_in_flight_for_what_it_no_longer_asks(project: Project) -> None:
    service = FakeService(work_s=10_000)

    async def story() -> None:
        await project.leave_in_flight(service, make_job(1))
        with pytest.raises(RefusedError, match="in flight"):
            await project.build(service, [make_job(2)], max_cost=Decimal("1.2"))

    play(story())
