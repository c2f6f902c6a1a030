"""The money rules against the test service on loopback: one fault each, then a second build without it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from execute_jobs import MODEL, make_job
from service import Fault, Options, Running, serve

from wanboard.backends.base import Limits, Settings
from wanboard.backends.dashscope import DashScopeBackend
from wanboard.execute.jobs import JobResult, Outcome
from wanboard.execute.pace import Backoff, Patience
from wanboard.execute.scheduler import origin_of, run
from wanboard.execute.settle import look_up, settle_nothing, settle_task
from wanboard.store.ledger import Ledger
from wanboard.store.media import MediaStore
from wanboard.store.record import State

KEY = "sk-never-shown-0123456789"
QUICK = Patience(
    unreachable_s=2.0,
    throttled_s=8.0,
    polling_s=1.0,
    generating_s=2.0,
    fetching_s=8.0,
    fetches=4,
    unknown_polls=3,
    submit=Backoff(0.1, 0.4),
    poll=Backoff(0.05, 0.2),
    fetch=Backoff(0.05, 0.2),
)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("films")


@pytest.fixture
def service(films: Path) -> Iterator[Running]:
    options = Options(fps=4, work_s=0.05, queue_s=0.0, invalid_after_s=0.3, slow_s=2.5, variants=1, clips=films)
    with serve(options) as running:
        yield running


def build(service: Running, folder: Path, clips: int = 3) -> tuple[JobResult, ...]:
    async def go() -> tuple[JobResult, ...]:
        settings = Settings("dashscope", service.url, KEY, timeout_s=1.0)
        with Ledger.open(folder / "ledger.sqlite3") as ledger:
            async with DashScopeBackend().open(settings) as session:
                return await run(
                    [make_job(number) for number in range(1, clips + 1)],
                    session=session,
                    ledger=ledger,
                    media=MediaStore(folder / "media"),
                    origin=origin_of(settings, paid=True),
                    limits={MODEL: Limits()},
                    patience=QUICK,
                )

    return asyncio.run(go())


def no_key_anywhere(folder: Path, results: tuple[JobResult, ...]) -> None:
    assert KEY not in repr(results)
    for path in folder.rglob("*"):
        if path.is_file():
            assert KEY.encode() not in path.read_bytes()


# kind, how often, what clip 2 comes to in the first build, its code, tasks after the first and the second build
CASES = [
    ("submit.throttle", 2, "done", None, 3, 3),
    ("submit.throttle_rate", 2, "done", None, 3, 3),
    ("submit.throttle_quota", 2, "done", None, 3, 3),
    ("submit.throttle_wait", 1, "done", None, 3, 3),
    ("submit.refuse", 1, "failed", "InvalidParameter", 2, 3),
    ("submit.moderated", 1, "failed", "DataInspectionFailed", 2, 3),
    ("submit.error", 1, "ambiguous", "Ambiguous", 2, 2),
    ("submit.error_created", 1, "ambiguous", "Ambiguous", 3, 3),
    ("submit.html", 1, "ambiguous", "Ambiguous", 2, 2),
    ("submit.html_created", 1, "ambiguous", "Ambiguous", 3, 3),
    ("submit.html_ok_created", 1, "ambiguous", "Ambiguous", 3, 3),
    ("submit.no_id_created", 1, "ambiguous", "Ambiguous", 3, 3),
    ("submit.timeout_408", 1, "ambiguous", "Ambiguous", 2, 2),
    ("submit.reset", 1, "ambiguous", "Ambiguous", 2, 2),
    ("submit.reset_created", 1, "ambiguous", "Ambiguous", 3, 3),
    ("submit.slow_created", 1, "ambiguous", "Ambiguous", 3, 3),
    ("task.moderated", 1, "failed", "DataInspectionFailed", 3, 4),
    ("task.invalid", 1, "failed", "InvalidParameter", 3, 4),
    ("task.internal", 1, "failed", "InternalError.Algo", 3, 4),
    ("task.stuck_pending", 1, "unfinished", "StillRunning", 3, 3),
    ("task.stuck_running", 1, "unfinished", "StillRunning", 3, 3),
    ("task.unknown", 1, "unfinished", "UnknownTask", 3, 3),
    ("task.no_url", 1, "unfinished", "NoVideo", 3, 3),
]


@pytest.mark.parametrize(("kind", "times", "outcome", "code", "tasks", "tasks_after"), CASES)
def test_a_fault_of_one_clip(
    service: Running,
    tmp_path: Path,
    kind: str,
    times: int,
    outcome: str,
    code: str | None,
    tasks: int,
    tasks_after: int,
) -> None:
    service.add_faults(Fault(kind, times=times, match="clip 2"))
    first = build(service, tmp_path)
    assert [first[0].outcome, first[2].outcome] == [Outcome.DONE] * 2
    assert first[1].outcome.value == outcome
    assert (first[1].failure.code if first[1].failure else None) == code
    assert service.summary()["faults"] == {kind: times}
    assert len(service.summary()["tasks"]) == tasks
    second = build(service, tmp_path)
    assert len(service.summary()["tasks"]) == tasks_after
    if outcome in ("done", "failed"):
        assert second[1].ok
    else:
        assert second[1].outcome.value == outcome
    no_key_anywhere(tmp_path, first + second)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("submit.bad_key", "InvalidApiKey"),
        ("submit.arrearage", "Arrearage"),
        ("submit.not_purchased", "CommodityNotPurchased"),
        ("submit.prepaid_overdue", "PrepaidBillOverdue"),
        ("submit.free_quota", "Throttling.AllocationQuota"),
        ("submit.model_not_found", "ModelNotFound"),
    ],
)
def test_what_concerns_the_whole_account_is_not_tried_clip_by_clip(
    service: Running, tmp_path: Path, kind: str, code: str
) -> None:
    service.add_faults(Fault(kind, times=None))
    results = build(service, tmp_path, clips=20)
    assert {result.failure.code for result in results if result.failure} == {code}
    assert len(service.of("submit")) <= 5
    service.state.faults.clear()
    assert all(result.ok for result in build(service, tmp_path, clips=3))
    no_key_anywhere(tmp_path, results)


@pytest.mark.parametrize(
    "kind", ["poll.throttle", "poll.error", "poll.html", "poll.html_ok", "poll.reset", "poll.unknown"]
)
def test_faults_of_polls_pass(service: Running, tmp_path: Path, kind: str) -> None:
    service.add_faults(Fault(kind, times=2))
    assert all(result.ok for result in build(service, tmp_path))
    assert service.summary()["duplicates"] == 0


@pytest.mark.parametrize(
    "kind",
    ["download.expired", "download.refused", "download.truncated", "download.half_file", "download.xml",
     "download.other_size", "download.other_length", "download.empty", "download.error", "download.html",
     "download.reset", "download.silent"],
)  # fmt: skip
def test_a_bad_download_is_repeated(service: Running, tmp_path: Path, kind: str) -> None:
    service.add_faults(Fault(kind))
    results = build(service, tmp_path)
    assert all(result.ok for result in results)
    assert service.summary()["duplicates"] == 0
    assert service.summary()["authorized_downloads"] == 0
    media = MediaStore(tmp_path / "media")
    assert all(result.record and media.verify(result.record.media or "") for result in results)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("download.expired", "VideoRefused"),
        ("download.refused", "VideoRefused"),
        ("download.truncated", "VideoRefused"),
        ("download.half_file", "BrokenVideo"),
        ("download.xml", "VideoRefused"),
        ("download.other_size", "UnexpectedVideo"),
        ("download.other_length", "UnexpectedVideo"),
    ],
)
def test_a_download_that_stays_bad_is_in_no_film_and_the_task_is_kept(
    service: Running, tmp_path: Path, kind: str, code: str
) -> None:
    service.add_faults(Fault(kind, times=None))
    bad = build(service, tmp_path, clips=1)
    assert not bad[0].ok
    assert bad[0].failure is not None
    assert bad[0].failure.code == code
    service.state.faults.clear()
    good = build(service, tmp_path, clips=1)
    assert good[0].ok
    assert len(service.summary()["tasks"]) == 1


def test_an_ambiguous_submission_is_found_in_the_task_list_and_settled(service: Running, tmp_path: Path) -> None:
    service.add_faults(Fault("submit.reset_created", match="clip 2"))
    build(service, tmp_path)

    async def settle() -> None:
        settings = Settings("dashscope", service.url, KEY)
        with Ledger.open(tmp_path / "ledger.sqlite3") as ledger:
            async with DashScopeBackend().open(settings) as session:
                (proposal,) = await look_up(ledger, session, ledger.find(states=frozenset({State.AMBIGUOUS})))
                (candidate,) = proposal.candidates
                settled = await settle_task(ledger, session, proposal.record, candidate.task.task_id)
                assert settled.state is State.SUCCEEDED

    asyncio.run(settle())
    assert all(result.ok for result in build(service, tmp_path))
    assert len(service.summary()["tasks"]) == 3


def test_a_submission_settled_as_nothing_is_sent_anew(service: Running, tmp_path: Path) -> None:
    service.add_faults(Fault("submit.reset", match="clip 2"))
    build(service, tmp_path)
    with Ledger.open(tmp_path / "ledger.sqlite3") as ledger:
        settle_nothing(ledger, ledger.find(states=frozenset({State.AMBIGUOUS}))[0])
    assert all(result.ok for result in build(service, tmp_path))
    assert len(service.summary()["tasks"]) == 3


def test_a_service_that_is_not_there_is_an_error_within_the_bound_and_costs_nothing(
    service: Running, tmp_path: Path
) -> None:
    gone = Running("http://127.0.0.1:9", service.state, service._loop)
    results = build(gone, tmp_path)
    assert {result.outcome for result in results} == {Outcome.NOT_SENT}
    assert {result.failure.code for result in results if result.failure} == {"Unreachable"}


def test_clocks_that_differ_lose_nothing(films: Path, tmp_path: Path) -> None:
    for number, skew_s in enumerate((-3 * 86400.0, 3 * 86400.0)):
        with serve(Options(fps=4, work_s=0.05, variants=1, clips=films, skew_s=skew_s)) as service:
            assert all(result.ok for result in build(service, tmp_path / str(number)))
