"""The gateway: both vocabularies, the address in any of its places, its error shapes, and what it loses."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from service import Fault, Options, Running, serve

from wanboard.backends.base import (
    Ambiguous,
    BackendError,
    Refused,
    Session,
    Settings,
    TaskReport,
    TaskState,
    Throttled,
    Transient,
    Unsupported,
)
from wanboard.backends.gateway import gateway_report, upstream_complaint
from wanboard.backends.registry import backend_named
from wanboard.backends.verdicts import Complaint
from wanboard.plan.request import MediaInput, Request

KEY = "sk-gateway-key"
QUICK = Options(queue_s=0, work_s=0, fps=1, slow_s=30)
URL = "https://h/a.mp4?Expires=1765500000"


def request(**parameters: Any) -> Request:
    return Request("wan2.6-t2v", "legacy", "p", None, {"size": "1280*720", "duration": 2} | parameters)


def using(
    options: Options,
    act: Callable[[Session, Running], Coroutine[Any, Any, Any]],
    path: str = "",
    timeout_s: float = 5.0,
    key: str = KEY,
) -> tuple[Any, Running]:
    async def scene(service: Running) -> Any:
        settings = Settings("gateway", service.root + path, key, timeout_s=timeout_s)
        async with backend_named("gateway").open(settings) as session:
            return await act(session, service)

    with serve(options) as service:
        return asyncio.run(scene(service)), service


@pytest.mark.parametrize("vocabulary", ["upper", "lower"])
@pytest.mark.parametrize("place", ["data", "result_url", "fail_reason", "metadata"])
@pytest.mark.parametrize("data", ["raw", "none"])
def test_every_vocabulary_and_every_place_of_the_address(
    vocabulary: str, place: str, data: str, tmp_path: Path
) -> None:
    if (place, data) == ("data", "none"):
        place = "fail_reason"  # hidden data cannot hold the address

    async def act(session: Session, service: Running) -> list[TaskReport]:
        submitted = await session.submit(request())
        reports = [await session.poll(submitted.task_id)]
        for seconds in (2, 20):
            service.advance(seconds)
            reports.append(await session.poll(submitted.task_id))
        url = reports[-1].video_url
        assert url is not None
        await session.download(url, tmp_path / "a.mp4", lambda at, of: None)
        assert service.summary()["authorized_downloads"] == 0
        return reports

    spelled = {"vocabulary": vocabulary, "url_place": place, "data": data}
    reports, _ = using(dataclasses.replace(QUICK, queue_s=1, work_s=10, gateway=spelled), act)
    assert [r.state for r in reports] == [TaskState.PENDING, TaskState.RUNNING, TaskState.SUCCEEDED]
    assert [r.video_url for r in reports[:2]] == [None, None]
    assert reports[-1].url_expires_at is not None
    assert (reports[-1].billed_s == 2) is (data == "raw")
    assert (tmp_path / "a.mp4").read_bytes()[4:8] == b"ftyp"


@pytest.mark.parametrize("data", ["raw", "none"])
def test_a_failed_task_keeps_the_services_code(data: str) -> None:
    async def act(session: Session, service: Running) -> TaskReport:
        submitted = await session.submit(request())
        return await session.poll(submitted.task_id)

    options = dataclasses.replace(QUICK, faults=(Fault("task.moderated"),), gateway={"data": data})
    report, _ = using(options, act)
    assert (report.state, report.code) == (TaskState.FAILED, "DataInspectionFailed")
    assert report.message == "Output data may contain inappropriate content."
    assert report.video_url is None


@pytest.mark.parametrize(
    ("kind", "error", "code"),
    [
        ("throttle", Throttled, "fail_to_fetch_task"),
        ("refuse", Refused, "InvalidParameter"),
        ("moderated", Refused, "DataInspectionFailed"),
        ("error", Ambiguous, "do_request_failed"),
        ("html", Ambiguous, None),
        ("reset", Ambiguous, None),
        ("error_created", Ambiguous, "do_request_failed"),
        ("reset_created", Ambiguous, None),
        ("slow_created", Ambiguous, None),
    ],
)
def test_a_submission_that_fails_is_sent_once_and_judged(
    kind: str, error: type[BackendError], code: str | None
) -> None:
    async def act(session: Session, service: Running) -> BackendError:
        with pytest.raises(BackendError) as caught:
            await session.submit(request())
        return caught.value

    options = dataclasses.replace(QUICK, faults=(Fault(f"submit.{kind}"),))
    found, service = using(options, act, timeout_s=0.5 if kind == "slow_created" else 5)
    assert (type(found), found.code) == (error, code)
    assert len(service.of("submit")) == 1


def test_a_wrong_key_speaks_openai() -> None:
    async def act(session: Session, service: Running) -> None:
        for asked in (session.submit(request()), session.poll("t")):
            with pytest.raises(Refused) as caught:
                await asked
            assert caught.value.code == "invalid_api_key"

    using(QUICK, act, key="wrong")


def test_an_unknown_task_is_unknown() -> None:
    async def act(session: Session, service: Running) -> TaskReport:
        return await session.poll("nobody")

    assert using(QUICK, act)[0].state is TaskState.UNKNOWN


@pytest.mark.parametrize("kind", ["error", "html", "html_ok"])
def test_a_poll_that_fails_may_be_repeated(kind: str) -> None:
    async def act(session: Session, service: Running) -> None:
        with pytest.raises(Transient):
            await session.poll("t")

    using(dataclasses.replace(QUICK, faults=(Fault(f"poll.{kind}"),)), act)


def test_it_says_what_it_cannot_do() -> None:
    async def act(session: Session, service: Running) -> None:
        with pytest.raises(Unsupported):
            await session.cancel("t")
        with pytest.raises(Unsupported):
            await session.list_tasks("wan2.6-t2v", 0, 1)

    using(QUICK, act)


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/"])
def test_the_address_may_end_in_v1(path: str) -> None:
    async def act(session: Session, service: Running) -> None:
        await session.submit(request())

    assert using(QUICK, act, path)[1].of("submit")[0].path == "/v1/video/generations"


def test_what_is_dropped_is_said_and_is_what_is_lost() -> None:
    given = request(shot_type="multi", prompt_extend=False, watermark=False, seed=0)
    said = " ".join(backend_named("gateway").dropped(given))

    async def act(session: Session, service: Running) -> dict[str, Any]:
        await session.submit(given)
        (task,) = service.state.table.tasks.values()
        return dict(task.body["parameters"])

    arrived, _ = using(QUICK, act)
    lost = {name for name in given.parameters if name not in arrived}
    assert lost == {"shot_type", "prompt_extend", "watermark", "seed"}
    for name in lost:
        assert f"{name}:" in said


def test_what_arrives_is_not_called_dropped() -> None:
    assert backend_named("gateway").dropped(request(prompt_extend=True, seed=7)) == []
    assert backend_named("dashscope").dropped(request(shot_type="multi", seed=0)) == ()


def test_local_media_never_leave() -> None:
    for media in (
        MediaInput("audio", "", "sha256:ab", None, Path("song.wav")),
        MediaInput("audio", "", "oss://a/b.wav", "oss://a/b.wav", None),
    ):
        given = dataclasses.replace(request(), media=(media,))

        async def act(session: Session, service: Running, given: Request = given) -> None:
            with pytest.raises(Refused, match="by http address only"):
                await session.submit(given)

        assert not using(QUICK, act)[1].of("submit")
        assert any("oss://" in sentence for sentence in backend_named("gateway").cannot(given))


DIRECT = [
    ({"id": "t", "status": "completed", "metadata": {"url": URL}}, TaskState.SUCCEEDED, URL, None),
    ({"id": "t", "status": "QUEUED", "progress": 0}, TaskState.PENDING, None, None),
    ({"id": "t", "status": "failed", "error": {"code": "x", "message": "y"}}, TaskState.FAILED, None, "x"),
    ({"data": {"status": "SUCCESS", "fail_reason": URL}}, TaskState.SUCCEEDED, URL, None),
    ({"data": {"status": "NOT_START"}}, TaskState.PENDING, None, None),
    ({"data": {"status": "FAILURE", "fail_reason": "任务超时（30分钟）"}}, TaskState.FAILED, None, None),
    ({"data": {"status": "SUCCESS", "fail_reason": "none"}}, TaskState.SUCCEEDED, None, None),
]


@pytest.mark.parametrize(("body", "state", "url", "code"), DIRECT)
def test_answers_of_other_versions(body: dict[str, Any], state: TaskState, url: str | None, code: str | None) -> None:
    report = gateway_report(body, "t", "")
    assert report is not None
    assert (report.state, report.video_url, report.code) == (state, url, code)


@pytest.mark.parametrize("body", [{"data": {"status": "UNKNOWN"}}, {"message": "?"}, {"data": {"status": None}}])
def test_what_is_no_state_is_asked_again(body: dict[str, Any]) -> None:
    assert gateway_report(body, "t", "") is None


def test_the_documents_own_failure_is_read_from_the_raw_answer() -> None:
    output = {
        "code": "InvalidParameter",
        "message": "image_url must provided",
        "submit_time": "2025-12-11 06:54:29.529",
        "end_time": "2025-12-11 06:54:49.934",
        "task_status": "FAILED",
    }
    reason = "task failed, code: InvalidParameter , message: image_url must provided"
    data = {"status": "FAILURE", "fail_reason": reason, "submit_time": 1765407269, "data": {"output": output}}
    report = gateway_report({"code": "success", "data": data}, "t", "")
    assert report is not None
    assert (report.code, report.message) == ("InvalidParameter", "image_url must provided")
    assert report.submitted_at == pytest.approx(1765407269.529)
    without = gateway_report({"code": "success", "data": {**data, "data": None}}, "t", "")
    assert without is not None
    assert (without.code, without.message, without.submitted_at) == (report.code, report.message, 1765407269)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Complaint("ali_api_error", "Throttling.RateQuota: slow down"), "Throttling.RateQuota"),
        (Complaint("fail_to_fetch_task", '{"code":"Arrearage","message":"pay"}'), "Arrearage"),
        (Complaint("invalid_request", "Note: prompt is required"), "invalid_request"),
        (Complaint("", "plain"), ""),
    ],
)
def test_wrapped_complaints_are_unwrapped(given: Complaint, code: str) -> None:
    assert upstream_complaint(given).code == code
