"""The money rules, one by one, against a service in memory and a clock that jumps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import fake_service
import pytest
from execute_jobs import MODEL, make_job
from fake_service import START, FakeService, FakeTask, play

from wanboard.backends.base import (
    Ambiguous,
    Gone,
    Limits,
    NotSent,
    Refused,
    TaskReport,
    TaskState,
    Throttled,
    Transient,
)
from wanboard.errors import RefusedError, StateError
from wanboard.execute import jobs as events
from wanboard.execute.jobs import Job, JobResult, Outcome
from wanboard.execute.scheduler import run
from wanboard.execute.state import Accepted, Sending, advance
from wanboard.execute.take import Fault, Finding
from wanboard.plan.request import Expected
from wanboard.store.ledger import Ledger, Wanted
from wanboard.store.media import MediaStore
from wanboard.store.record import Origin, Owner, State

ORIGIN = Origin("dashscope", "account", "beijing", paid=True)
DEAD = Owner("dead", "another machine", 1, 1)


def examine_fake(path: Path, expected: Expected) -> Finding | None:
    data = path.read_bytes()
    if data.startswith(b"broken"):
        return Finding(Fault.BROKEN, "it does not decode")
    if data.startswith(b"other"):
        return Finding(Fault.UNFIT, "it is 640x480")
    return None


class Project:
    """A ledger and a media store in a folder, and builds in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = Ledger.open(folder / "ledger.sqlite3")
        self.media = MediaStore(folder / "media")
        self.events: list[events.Event] = []

    async def build(self, service: FakeService, jobs: Sequence[Job], **options: Any) -> tuple[JobResult, ...]:
        options = {"origin": ORIGIN, "limits": {MODEL: Limits()}, "clock": fake_service.clock()} | options
        return await run(
            jobs,
            session=service,
            ledger=self.ledger,
            media=self.media,
            on_event=self.events.append,
            check=examine_fake,
            **options,
        )

    def play(self, service: FakeService, jobs: Sequence[Job], **options: Any) -> tuple[JobResult, ...]:
        return play(self.build(service, jobs, **options))

    def states(self) -> list[State]:
        return [record.state for record in self.ledger.find()]

    def leave(self, job: Job, *happenings: object, owner: Owner = DEAD, now: float = START) -> int:
        """A row as a killed process left it."""
        wanted = Wanted(job.fingerprint, job.take, ORIGIN, "film.yaml", job.label, job.request, 2, job.cost, {})
        record = self.ledger.claim(wanted, owner, now - 3600).record
        for happening in happenings:
            record = self.ledger.update(record.id, lambda row, h=happening: advance(row, h))  # type: ignore[misc]
        return record.id


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project(tmp_path)
    yield made
    made.ledger.close()


def outcomes(results: Sequence[JobResult]) -> list[Outcome]:
    return [result.outcome for result in results]


def codes(results: Sequence[JobResult]) -> list[str | None]:
    return [result.failure.code if result.failure else None for result in results]


def test_every_clip_is_sent_once_and_stored(project: Project) -> None:
    service = FakeService()
    results = project.play(service, [make_job(n) for n in range(1, 13)])
    assert outcomes(results) == [Outcome.DONE] * 12
    assert set(service.sent.values()) == {1}
    assert len(service.sent) == 12
    for result in results:
        assert result.record is not None
        assert project.media.verify(result.record.media or "")
        assert result.record.owner is None
        assert result.record.billed_s == 2.0


def test_a_second_build_sends_and_asks_nothing(project: Project) -> None:
    jobs = [make_job(n) for n in range(1, 4)]
    project.play(FakeService(), jobs)
    again = FakeService()
    assert outcomes(project.play(again, jobs)) == [Outcome.CACHED] * 3
    assert (again.submits, again.polls, again.downloads) == ([], [], [])


def test_results_come_in_the_order_of_the_jobs_and_two_jobs_of_one_request_share_it(project: Project) -> None:
    service = FakeService()
    first, twin, other = make_job(1, prompt="same"), make_job(2, prompt="same"), make_job(3)
    results = project.play(service, [first, other, twin])
    assert [result.job for result in results] == [first, other, twin]
    assert results[0].record is not None
    assert results[2].record is not None
    assert results[0].record.media == results[2].record.media
    assert service.sent.total() == 2
    assert [result.sent for result in results] == [True, True, False]


def test_no_more_tasks_at_once_than_the_lane_allows(project: Project) -> None:
    service = FakeService()
    project.play(service, [make_job(n) for n in range(1, 15)], limits={MODEL: Limits(concurrent_tasks=3)})
    assert service.most_at_once == 3


def test_submissions_keep_the_rate(project: Project) -> None:
    service = FakeService(work_s=1.0)
    limits = {MODEL: Limits(submits_per_s=2.0, concurrent_tasks=50)}
    project.play(service, [make_job(n) for n in range(1, 11)], limits=limits)
    times = sorted(service.submits)
    assert all(later - earlier >= 1.0 - 1e-6 for earlier, later in zip(times, times[2:], strict=False))


# --- rule 1: in the ledger before it leaves


def test_intent_and_sending_are_written_before_the_request_leaves(project: Project) -> None:
    class Looking(FakeService):
        async def submit(self, request: Any) -> Any:
            with Ledger.open(project.ledger.path) as other:
                seen.append([record.state for record in other.find()])
            return await super().submit(request)

    seen: list[list[State]] = []
    project.play(Looking(), [make_job(1)])
    assert seen == [[State.SENDING]]


def test_the_task_id_is_written_before_the_first_poll(project: Project) -> None:
    class Looking(FakeService):
        async def poll(self, task_id: str) -> TaskReport:
            with Ledger.open(project.ledger.path) as other:
                seen.add(other.find()[0].task_id)
            return await super().poll(task_id)

    seen: set[str | None] = set()
    project.play(Looking(), [make_job(1)])
    assert seen == {"task-1"}


def test_nothing_is_sent_where_the_ledger_cannot_be_written(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StateError("the disk is full")

    monkeypatch.setattr(project.ledger, "update", full)
    service = FakeService()
    with pytest.raises(StateError, match="disk is full"):
        project.play(service, [make_job(n) for n in range(1, 9)])
    assert service.submits == []


def test_an_id_that_cannot_be_written_at_once_is_written_later(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    update, left = project.ledger.update, [3]

    def sometimes(record_id: int, change: Callable[[Any], Any]) -> Any:
        record = project.ledger.get(record_id)
        if record.state is State.SENDING and left[0]:
            left[0] -= 1
            raise StateError("the disk is full")
        return update(record_id, change)

    monkeypatch.setattr(project.ledger, "update", sometimes)
    assert outcomes(project.play(FakeService(), [make_job(1)])) == [Outcome.DONE]


def test_an_id_that_can_never_be_written_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    update = project.ledger.update

    def never(record_id: int, change: Callable[[Any], Any]) -> Any:
        if project.ledger.get(record_id).state is State.SENDING:
            raise StateError("the disk is full")
        return update(record_id, change)

    monkeypatch.setattr(project.ledger, "update", never)
    with pytest.raises(StateError, match="task-1"):
        project.play(FakeService(), [make_job(1)])
    assert project.states() == [State.SENDING]


def test_nothing_is_sent_where_its_id_could_not_be_kept(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project.ledger, "free_bytes", lambda: 2**19)
    service = FakeService()
    assert codes(project.play(service, [make_job(1), make_job(2)])) == ["NoRoom"] * 2
    assert service.submits == []


def test_every_id_that_can_never_be_written_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(record_id: int, change: Callable[[Any], Any]) -> Any:
        if project.ledger.get(record_id).state is State.SENDING:
            raise StateError("the disk is full")
        return update(record_id, change)

    def full(owner: Owner) -> None:
        raise StateError("the ledger cannot be written")

    update = project.ledger.update
    monkeypatch.setattr(project.ledger, "update", never)
    monkeypatch.setattr(project.ledger, "release", full)
    service = FakeService()
    with pytest.raises(StateError) as caught:
        project.play(service, [make_job(n) for n in range(1, 5)])
    assert len(service.tasks) == 4
    assert all(task in caught.value.message for task in service.tasks)


# --- rule 2: repeated only when it certainly created nothing


@pytest.mark.parametrize("error", [NotSent("refused connection"), Throttled("busy", code="Throttling")])
def test_what_created_nothing_is_sent_again(project: Project, error: Exception) -> None:
    service = FakeService(script={"submit": [error, error, error]})
    assert outcomes(project.play(service, [make_job(1)])) == [Outcome.DONE]
    assert service.sent.total() == 1
    assert len(service.submits) == 4
    assert any(isinstance(event, events.Waiting) for event in project.events)


def test_an_ambiguous_submission_is_never_sent_again(project: Project) -> None:
    service = FakeService(after_create=[Ambiguous("no answer within 60 s")])
    jobs = [make_job(1), make_job(2)]
    results = project.play(service, jobs)
    assert sorted(o.value for o in outcomes(results)) == ["ambiguous", "done"]
    for _ in range(2):
        again = project.play(service, jobs)
        assert sorted(o.value for o in outcomes(again)) == ["ambiguous", "cached"]
    assert service.sent.total() == 2
    failure = next(result.failure for result in results if result.failure)
    assert failure.code == "Ambiguous"
    assert "settle" in failure.advice
    assert failure.service_message == "no answer within 60 s"


def test_a_defect_while_sending_is_ambiguous(project: Project) -> None:
    service = FakeService(after_create=[RuntimeError("a defect")])
    with pytest.raises(RuntimeError, match="a defect"):
        project.play(service, [make_job(1)])
    assert project.states() == [State.AMBIGUOUS]


def test_a_refused_request_is_reported_and_the_others_go_on(project: Project) -> None:
    refused = Refused("Input data may contain inappropriate content.", code="DataInspectionFailed", status=400)
    service = FakeService(script={"submit": [refused]})
    results = project.play(service, [make_job(n) for n in range(1, 4)])
    assert sorted(o.value for o in outcomes(results)) == ["done", "done", "failed"]
    assert len(service.submits) == 3
    failure = next(result.failure for result in results if result.failure)
    assert "reword" in failure.advice


def test_a_wrong_key_stops_all_submissions(project: Project) -> None:
    wrong = Refused("Invalid API-key provided.", code="InvalidApiKey", status=401)
    service = FakeService(script={"submit": [wrong] * 100})
    results = project.play(service, [make_job(n) for n in range(1, 30)])
    assert len(service.submits) <= 5
    assert set(codes(results)) == {"InvalidApiKey"}
    assert {Outcome.FAILED, Outcome.NOT_SENT} == set(outcomes(results))


def test_an_unreachable_service_is_given_up_within_the_bound(project: Project) -> None:
    service = FakeService(script={"submit": [NotSent("refused connection")] * 1000})

    async def timed() -> float:
        results = await project.build(service, [make_job(n) for n in range(1, 9)])
        assert set(outcomes(results)) == {Outcome.NOT_SENT}
        assert set(codes(results)) == {"Unreachable"}
        return asyncio.get_running_loop().time()

    assert play(timed()) <= 8 * 125
    assert set(project.states()) <= {State.INTENT}


def test_throttling_does_not_fail_the_build(project: Project) -> None:
    busy = [Throttled("busy", code="Throttling.RateQuota")] * 25
    service = FakeService(script={"submit": busy})
    assert set(outcomes(project.play(service, [make_job(n) for n in range(1, 11)]))) == {Outcome.DONE}
    assert set(service.sent.values()) == {1}


def test_retry_after_is_kept(project: Project) -> None:
    service = FakeService(script={"submit": [Throttled("busy", retry_after_s=47.0)]})
    project.play(service, [make_job(1)])
    assert service.submits[1] - service.submits[0] >= 47.0


# --- rule 3: going on after a crash


def test_an_intent_of_a_dead_process_is_used_again(project: Project) -> None:
    project.leave(make_job(1))
    service = FakeService()
    assert outcomes(project.play(service, [make_job(1)])) == [Outcome.DONE]
    assert project.states() == [State.STORED]
    assert service.sent.total() == 1


def test_a_sending_of_a_dead_process_is_ambiguous(project: Project) -> None:
    project.leave(make_job(1), Sending(START - 60))
    service = FakeService()
    assert outcomes(project.play(service, [make_job(1)])) == [Outcome.AMBIGUOUS]
    assert service.submits == []
    assert project.states() == [State.AMBIGUOUS]


def test_a_task_of_a_dead_process_is_polled_and_fetched(project: Project) -> None:
    service = FakeService()
    job = make_job(1)
    service.tasks["task-9"] = FakeTask("task-9", job.request, START - 60, START - 10, b"film")
    project.leave(job, Sending(START - 60), Accepted(START - 60, "task-9", None))
    assert outcomes(project.play(service, [job])) == [Outcome.DONE]
    assert service.submits == []


def test_what_expires_first_is_fetched_first(project: Project) -> None:
    service = FakeService(answer_s=1.0)
    jobs = [make_job(n) for n in range(1, 21)]
    for number, job in enumerate(jobs, 1):
        began = START - 80_000 - 100 * (number * 7 % 20)
        service.tasks[f"t{number}"] = FakeTask(f"t{number}", job.request, began, began + 60, b"film")
        project.leave(job, Sending(began), Accepted(began, f"t{number}", None))
    project.play(service, jobs)
    began_at = [service.tasks[url.rpartition("/")[2]].began for url in service.downloads]
    assert len(began_at) == 20
    assert began_at[4:] == sorted(began_at[4:])  # the first four downloads begin at once
    assert max(began_at[:4]) <= began_at[4]


def test_a_task_made_with_another_key_is_kept_and_not_paid_again(project: Project) -> None:
    job = make_job(1)
    project.leave(job, Sending(START - 60), Accepted(START - 60, "task-of-another-key", None))
    service = FakeService()
    results = project.play(service, [job], origin=Origin("dashscope", "other", "singapore", paid=True))
    assert codes(results) == ["OtherAccount"]
    assert project.states() == [State.SUBMITTED]
    assert service.submits == []


def test_a_task_of_another_backend_is_not_even_asked_for(project: Project) -> None:
    job = make_job(1)
    project.leave(job, Sending(START - 60), Accepted(START - 60, "task-1", None))
    service = FakeService()
    results = project.play(service, [job], origin=Origin("gateway", "account", "beijing", paid=True))
    assert codes(results) == ["OtherAccount"]
    assert (service.submits, service.polls) == ([], [])


def test_a_task_that_another_key_of_the_account_may_see_is_fetched(project: Project) -> None:
    job, service = make_job(1), FakeService()
    project.leave(job, Sending(START - 60), Accepted(START - 60, "task-9", None))
    service.tasks["task-9"] = FakeTask("task-9", job.request, START - 60, START - 10, b"film")
    results = project.play(service, [job], origin=Origin("dashscope", "new key", "beijing", paid=True))
    assert outcomes(results) == [Outcome.DONE]


def test_two_builds_at_once_share_the_work(project: Project, tmp_path: Path) -> None:
    service = FakeService()
    jobs = [make_job(n) for n in range(1, 13)]
    other = Project(tmp_path)

    async def both() -> list[tuple[JobResult, ...]]:
        return await asyncio.gather(project.build(service, jobs), other.build(service, jobs))

    first, second = play(both())
    other.ledger.close()
    assert set(outcomes(first)) == set(outcomes(second)) == {Outcome.DONE}
    assert set(service.sent.values()) == {1}
    assert any(result.sent for result in first)
    assert any(result.sent for result in second)
    assert service.most_at_once <= 6  # five, and the one that a build without any may always have


def test_a_build_waits_for_a_living_process_and_uses_its_take(project: Project) -> None:
    job, service = make_job(1), FakeService()
    alive = Owner("alive", "another machine", 1, 1)

    async def other_process(row: int) -> None:
        await asyncio.sleep(30)
        project.ledger.renew(alive, START + 30)
        sha = "0" * 64
        for happening in (Sending(START + 30), Accepted(START + 31, "task-5", None)):
            project.ledger.update(row, lambda record, h=happening: advance(record, h))  # type: ignore[misc]
        project.ledger.release(alive)
        service.tasks["task-5"] = FakeTask("task-5", job.request, START + 31, START + 40, sha.encode())

    async def both() -> tuple[JobResult, ...]:
        row = project.leave(job, owner=alive)
        project.ledger.renew(alive, START)
        _, results = await asyncio.gather(other_process(row), project.build(service, [job]))
        return results

    assert outcomes(play(both())) == [Outcome.DONE]
    assert service.submits == []
    assert any(isinstance(event, events.WaitingForProcess) for event in project.events)


def test_a_lease_that_is_not_renewed_is_taken_over(project: Project) -> None:
    job = make_job(1)
    row = project.leave(job, Sending(START), Accepted(START, "task-5", None))
    project.ledger.renew(DEAD, START)
    service = FakeService()
    service.tasks["task-5"] = FakeTask("task-5", job.request, START, START + 5, b"film")

    async def timed() -> float:
        assert outcomes(await project.build(service, [job])) == [Outcome.DONE]
        return asyncio.get_running_loop().time()

    assert 60 <= play(timed()) < 90
    assert project.ledger.get(row).state is State.STORED


# --- rule 4: a finished take is checked


def test_a_broken_download_is_repeated(project: Project) -> None:
    service = FakeService(bodies=[b"broken 1", b"broken 2"], script={"download": [Transient("cut short")]})
    results = project.play(service, [make_job(1)])
    assert outcomes(results) == [Outcome.DONE]
    assert len(service.downloads) == 4
    assert service.sent.total() == 1


def test_a_file_broken_each_time_is_never_used_and_the_task_is_kept(project: Project) -> None:
    service = FakeService(bodies=[b"broken"] * 6)
    results = project.play(service, [make_job(1)])
    assert outcomes(results) == [Outcome.UNFINISHED]
    assert codes(results) == ["BrokenVideo"]
    assert list(project.media) == []
    assert project.states() == [State.SUCCEEDED]
    assert outcomes(project.play(service, [make_job(1)])) == [Outcome.DONE]
    assert service.sent.total() == 1


def test_an_unfit_video_is_asked_for_once_more_then_kept_aside(project: Project) -> None:
    service = FakeService(bodies=[b"other film"] * 3)

    async def thrice() -> None:
        results = await project.build(service, [make_job(1)])
        assert codes(results) == ["UnexpectedVideo"]
        assert project.states() == [State.REJECTED]
        assert len(list(project.media)) == 1
        assert len(service.downloads) == 2
        again = await project.build(service, [make_job(1)])
        assert codes(again) == ["UnexpectedVideo"]
        assert len(service.downloads) == 3  # once is enough to see that it is the same file
        assert outcomes(await project.build(service, [make_job(1)])) == [Outcome.DONE]  # the right one by now

    play(thrice())
    assert service.sent.total() == 1


def test_another_file_by_mistake_is_replaced(project: Project) -> None:
    service = FakeService(bodies=[b"other film"])
    assert outcomes(project.play(service, [make_job(1)])) == [Outcome.DONE]


def test_a_take_whose_file_was_damaged_is_fetched_again_while_it_can_be(project: Project) -> None:
    service = FakeService()

    async def twice() -> tuple[JobResult, ...]:
        first = await project.build(service, [make_job(1)])
        assert first[0].record is not None
        project.media.path(first[0].record.media or "").write_bytes(b"damaged")
        return await project.build(service, [make_job(1)])

    assert outcomes(play(twice())) == [Outcome.DONE]
    assert service.sent.total() == 1


def test_a_take_whose_file_is_gone_for_ever_is_not_paid_again_unasked(project: Project) -> None:
    service = FakeService()

    async def twice() -> tuple[JobResult, ...]:
        first = await project.build(service, [make_job(1)])
        assert first[0].record is not None
        project.media.remove(first[0].record.media or "")
        await asyncio.sleep(2 * 24 * 3600)
        return await project.build(service, [make_job(1)])

    results = play(twice())
    assert outcomes(results) == [Outcome.LOST]
    assert codes(results) == ["FileMissing"]
    assert service.sent.total() == 1


def test_a_url_that_expired_is_named_anew_by_the_task(project: Project) -> None:
    service = FakeService(script={"download": [Gone("Request has expired.")]})
    assert outcomes(project.play(service, [make_job(1)])) == [Outcome.DONE]
    assert len(service.downloads) == 2


def test_a_url_refused_for_now_keeps_the_task(project: Project) -> None:
    service = FakeService(script={"download": [Gone("refused")] * 6})
    results = project.play(service, [make_job(1)])
    assert outcomes(results) == [Outcome.UNFINISHED]
    assert codes(results) == ["VideoRefused"]
    assert outcomes(project.play(service, [make_job(1)])) == [Outcome.DONE]


@pytest.mark.parametrize(("number", "code"), [(28, "DiskFull"), (30, "DiskReadOnly"), (13, "DiskReadOnly")])
def test_a_disk_that_cannot_be_written_keeps_the_task(project: Project, number: int, code: str) -> None:
    service = FakeService(script={"download": [OSError(number, "no")]})
    results = project.play(service, [make_job(1)])
    assert outcomes(results) == [Outcome.UNFINISHED]
    assert codes(results) == [code]
    assert len(service.downloads) == 1
    assert outcomes(project.play(service, [make_job(1)])) == [Outcome.DONE]
    assert service.sent.total() == 1


# --- rule 5: polls


def test_faults_of_polls_are_no_faults_of_the_task(project: Project) -> None:
    faults = [Transient("HTTP 502"), Throttled("429"), Transient("not JSON"), None] * 5
    service = FakeService(script={"poll": faults})
    assert outcomes(project.play(service, [make_job(1)])) == [Outcome.DONE]


def test_polls_that_fail_for_long_are_reported_and_the_task_kept(project: Project) -> None:
    service = FakeService(script={"poll": [Transient("HTTP 502")] * 10_000})
    results = project.play(service, [make_job(1)])
    assert codes(results) == ["PollFailed"]
    assert project.states() == [State.SUBMITTED]


def test_a_task_that_never_ends_is_reported_after_the_service_own_limit_and_kept(project: Project) -> None:
    service = FakeService(make=lambda task: setattr(task, "ends", float("inf")))
    job, other = make_job(1), make_job(2)

    async def timed() -> float:
        results = await project.build(service, [job, other])
        assert outcomes(results) == [Outcome.UNFINISHED] * 2
        assert codes(results) == ["StillRunning"] * 2
        return asyncio.get_running_loop().time()

    assert 3 * 3600 < play(timed()) < 3.5 * 3600
    assert project.states() == [State.SUBMITTED] * 2


def test_an_unknown_task_is_asked_for_again_before_it_is_believed(project: Project) -> None:
    class Forgetful(FakeService):
        async def poll(self, task_id: str) -> TaskReport:
            report = await super().poll(task_id)
            return TaskReport(task_id, TaskState.UNKNOWN) if len(self.polls) <= 2 else report

    assert outcomes(project.play(Forgetful(), [make_job(1)])) == [Outcome.DONE]


def test_a_task_unknown_before_its_time_is_kept_and_not_paid_again(project: Project) -> None:
    service = FakeService()
    project.leave(make_job(1), Sending(START - 60), Accepted(START - 60, "nobody-knows", None))
    for _ in range(2):
        results = project.play(service, [make_job(1)])
        assert codes(results) == ["UnknownTask"]
    assert project.states() == [State.MISSING]
    assert service.submits == []


def test_a_task_forgotten_after_its_time_is_lost_and_the_next_build_begins_anew(project: Project) -> None:
    began, service = START - 2 * 24 * 3600, FakeService()
    project.leave(make_job(1), Sending(began), Accepted(began, "old", None), now=began)
    results = project.play(service, [make_job(1)])
    assert outcomes(results) == [Outcome.LOST]
    assert codes(results) == ["Expired"]
    assert service.submits == []
    assert outcomes(project.play(service, [make_job(1)])) == [Outcome.DONE]


@pytest.mark.parametrize("lanes", [200])
def test_polls_stay_below_the_account_limit_with_many_tasks(project: Project, lanes: int) -> None:
    service = FakeService(work_s=90.0)
    limits = {MODEL: Limits(submits_per_s=100.0, concurrent_tasks=lanes)}
    project.play(service, [make_job(n) for n in range(1, lanes + 1)], limits=limits)
    times = sorted(service.polls)
    busiest = max(sum(t <= later < t + 1.0 for later in times[i : i + 60]) for i, t in enumerate(times))
    assert busiest <= 15


def test_the_end_of_a_clip_is_noticed_soon(project: Project) -> None:
    async def took(work_s: float) -> float:
        service = FakeService(work_s=work_s, answer_s=0.0)
        start = asyncio.get_running_loop().time()
        await project.build(service, [make_job(int(work_s))])
        return asyncio.get_running_loop().time() - start

    for work_s in (2.0, 20.0, 60.0, 300.0):
        over = play(took(work_s)) - work_s
        assert over <= min(0.06 * work_s + 0.15, 3.2), work_s


# --- rule 6: failures


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("DataInspectionFailed", "reword"),
        ("InvalidParameter", "parameter"),
        ("InternalError.Algo", "failed inside"),
        ("SomethingNew", "service's message"),
    ],
)
def test_a_failed_task_is_reported_with_its_code_and_costs_nothing(project: Project, code: str, words: str) -> None:
    def fail(task: FakeTask) -> None:
        if "clip 2" in task.request.prompt:
            task.state, task.code = TaskState.FAILED, code

    service = FakeService(make=fail)
    results = project.play(service, [make_job(n) for n in (1, 2, 3)])
    assert outcomes(results) == [Outcome.DONE, Outcome.FAILED, Outcome.DONE]
    failure = results[1].failure
    assert failure is not None
    assert failure.code == code
    assert words in failure.message + failure.advice
    assert failure.service_message == "as scripted"
    assert project.ledger.find(states=frozenset({State.FAILED}))[0].money.value == "none"


# --- rule 7: stopping


def test_stop_sends_nothing_more_and_keeps_every_id(project: Project) -> None:
    service = FakeService(answer_s=1.0)
    jobs = [make_job(n) for n in range(1, 13)]

    async def stopped() -> tuple[JobResult, ...]:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(1.5, stop.set)  # five requests are created, none has its answer
        return await project.build(service, jobs, stop=stop)

    results = play(stopped())
    assert service.polls == []
    known = {record.task_id for record in project.ledger.find() if record.task_id}
    assert known == set(service.tasks)
    assert len(known) == 5
    assert sorted(o.value for o in outcomes(results)) == ["stopped"] * 7 + ["unfinished"] * 5
    assert outcomes(project.play(service, jobs)) == [Outcome.DONE] * 12
    assert set(service.sent.values()) == {1}


def test_a_cancelled_run_keeps_every_id(project: Project) -> None:
    service = FakeService(answer_s=1.0)

    async def cancelled() -> None:
        task = asyncio.ensure_future(project.build(service, [make_job(n) for n in range(1, 9)]))
        await asyncio.sleep(1.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    play(cancelled())
    assert {record.task_id for record in project.ledger.find() if record.task_id} == set(service.tasks)
    assert len(service.tasks) == 5
    assert all(record.owner is None for record in project.ledger.find())


# --- the user's limit


def test_max_cost_refuses_before_the_first_request_and_names_what_fits(project: Project) -> None:
    service = FakeService()
    with pytest.raises(RefusedError) as caught:
        project.play(service, [make_job(n) for n in range(1, 4)], max_cost=Decimal("2.5"))
    assert service.submits == []
    assert "clips 1, 2" in (caught.value.hint or "")
    assert "3.6" in caught.value.message
    assert project.states() == []


def test_max_cost_counts_what_is_in_flight(project: Project) -> None:
    project.leave(make_job(1), Sending(START - 60), Accepted(START - 60, "task-1", None))
    with pytest.raises(RefusedError, match="in flight"):
        project.play(FakeService(), [make_job(1), make_job(2)], max_cost=Decimal("2.3"))


def test_max_cost_that_is_kept_builds(project: Project) -> None:
    results = project.play(FakeService(), [make_job(1), make_job(2)], max_cost=Decimal("2.4"))
    assert outcomes(results) == [Outcome.DONE] * 2


# --- concurrency adapts


def test_throttling_lowers_and_quiet_raises_the_concurrency(project: Project) -> None:
    class Narrow(FakeService):
        async def submit(self, request: Any) -> Any:
            active = sum(task.ends > self.now() for task in self.tasks.values())
            if active >= 2 and self.now() < START + 600:
                self.script["submit"] = [Throttled("Too many concurrent requests.", code="Throttling.Concurrency")]
            return await super().submit(request)

    service = Narrow(work_s=30.0)
    results = project.play(service, [make_job(n) for n in range(1, 101)])
    assert set(outcomes(results)) == {Outcome.DONE}
    late = [t for t in service.tasks.values() if t.began > START + 700]
    at_once = max(sum(o.began <= t.began < o.ends for o in late) for t in late)
    assert at_once == 5
    assert len(service.submits) < 100 + 60


def test_a_task_that_is_being_generated_says_how_long_it_is_still_looked_after(project: Project) -> None:
    project.play(FakeService(), [make_job(1)])
    told = [event for event in project.events if isinstance(event, events.Generating)]
    assert told
    assert {round(event.elapsed_s + event.left_s) for event in told} == {3 * 3600 + 900}
