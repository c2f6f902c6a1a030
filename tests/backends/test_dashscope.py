"""DashScope against the loopback service: every verb, every fault, and what is said about it."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import traceback
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from service import Fault, Options, Running, serve

from wanboard.backends.base import (
    Ambiguous,
    BackendError,
    NotSent,
    Refused,
    Session,
    Settings,
    TaskReport,
    TaskState,
    Throttled,
    Transient,
)
from wanboard.backends.dashscope import LIST_SPAN_S, DashScopeSession
from wanboard.backends.http import Door
from wanboard.backends.registry import backend_named
from wanboard.backends.verdicts import Answer
from wanboard.plan.request import MediaInput, Request

KEY = "sk-secret-of-the-tests"
QUICK = Options(queue_s=0, work_s=0, fps=1, slow_s=30)
MODELS = [
    ("wan2.6-t2v", "legacy", {"size": "1280*720", "duration": 3, "shot_type": "multi", "prompt_extend": True}),
    ("wan2.6-t2v-us", "legacy", {"size": "1920*1080", "duration": 5}),
    ("wan2.5-t2v-preview", "legacy", {"size": "480*832", "duration": 10, "audio": False}),
    ("wan2.2-t2v-plus", "legacy", {"size": "624*624", "duration": 5}),
    ("wanx2.1-t2v-turbo", "legacy", {"size": "832*480", "duration": 5}),
    ("wan2.1-t2v-plus", "legacy", {"size": "960*960", "duration": 5}),
    ("wan2.7-t2v", "wan27", {"resolution": "720P", "ratio": "9:16", "duration": 4}),
    ("wan3.0-video", "wan30", {"resolution": "480P", "ratio": "16:9", "duration": 30, "audio": True}),
]


def request(prompt: str = "p", model: str = "wan2.6-t2v", **parameters: Any) -> Request:
    return Request(model, "legacy", prompt, None, {"size": "1280*720", "duration": 2} | parameters)


def using(
    options: Options, act: Callable[[Session, Running], Coroutine[Any, Any, Any]], timeout_s: float = 5.0
) -> tuple[Any, Running]:
    """Open a service and a session on it and do one thing."""

    async def scene(service: Running) -> Any:
        settings = Settings("dashscope", service.url, KEY, timeout_s=timeout_s)
        async with backend_named("dashscope").open(settings) as session:
            return await act(session, service)

    with serve(options) as service:
        return asyncio.run(scene(service)), service


async def submit_and_poll(session: Session, service: Running) -> TaskReport:
    submitted = await session.submit(request())
    return await session.poll(submitted.task_id)


@pytest.mark.parametrize(("model", "protocol", "parameters"), MODELS, ids=[m[0] for m in MODELS])
def test_every_model_builds(model: str, protocol: str, parameters: dict[str, Any]) -> None:
    async def act(session: Session, service: Running) -> TaskReport:
        submitted = await session.submit(Request(model, protocol, "p", None, parameters))
        return await session.poll(submitted.task_id)

    report, _ = using(QUICK, act)
    assert report.state is TaskState.SUCCEEDED
    assert report.billed_s == parameters["duration"]


def test_states_times_and_usage_are_read() -> None:
    async def act(session: Session, service: Running) -> list[TaskReport]:
        submitted = await session.submit(request())
        reports = [await session.poll(submitted.task_id)]
        for seconds in (2, 20):
            service.advance(seconds)
            reports.append(await session.poll(submitted.task_id))
        assert submitted.request_id
        return reports

    reports, service = using(dataclasses.replace(QUICK, queue_s=1, work_s=10), act)
    assert [r.state for r in reports] == [TaskState.PENDING, TaskState.RUNNING, TaskState.SUCCEEDED]
    done = reports[-1]
    assert done.submitted_at == pytest.approx(done.ended_at - 11, abs=0.1)
    assert done.submitted_at == pytest.approx(service.of("submit")[0].time, abs=2)
    assert done.url_expires_at == pytest.approx(done.ended_at + 24 * 3600, abs=1)
    assert done.billed_s == 2


SUBMIT_FAULTS = [
    ("throttle", Throttled, 0),
    ("throttle_rate", Throttled, 0),
    ("throttle_quota", Throttled, 0),
    ("throttle_wait", Throttled, 0),
    ("free_quota", Refused, 0),
    ("not_purchased", Refused, 0),
    ("prepaid_overdue", Refused, 0),
    ("refuse", Refused, 0),
    ("moderated", Refused, 0),
    ("arrearage", Refused, 0),
    ("bad_key", Refused, 0),
    ("model_not_found", Refused, 0),
    ("redirect", Refused, 0),
    ("error", Ambiguous, 0),
    ("html", Ambiguous, 0),
    ("timeout_408", Ambiguous, 0),
    ("reset", Ambiguous, 0),
    ("error_created", Ambiguous, 1),
    ("html_created", Ambiguous, 1),
    ("html_ok_created", Ambiguous, 1),
    ("no_id_created", Ambiguous, 1),
    ("reset_created", Ambiguous, 1),
    ("slow_created", Ambiguous, 1),
]


@pytest.mark.parametrize(("kind", "error", "created"), SUBMIT_FAULTS, ids=[f[0] for f in SUBMIT_FAULTS])
def test_a_submission_that_fails_is_sent_once_and_judged(kind: str, error: type[BackendError], created: int) -> None:
    async def act(session: Session, service: Running) -> BackendError:
        with pytest.raises(BackendError) as caught:
            await session.submit(request())
        return caught.value

    options = dataclasses.replace(QUICK, faults=(Fault(f"submit.{kind}"),))
    found, service = using(options, act, timeout_s=0.5 if kind == "slow_created" else 5)
    assert type(found) is error
    assert len(service.of("submit")) == 1
    assert len(service.summary()["tasks"]) == created
    assert KEY not in "".join(traceback.format_exception(found)) + repr(found) + repr(vars(found))
    if kind == "throttle_wait":
        assert found.retry_after_s == 1.0


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("throttle", Throttled),
        ("error", Transient),
        ("html", Transient),
        ("html_ok", Transient),
        ("reset", Transient),
        ("slow", Transient),
    ],
)
def test_a_poll_that_fails_may_be_repeated(kind: str, error: type[BackendError]) -> None:
    async def act(session: Session, service: Running) -> TaskReport:
        submitted = await session.submit(request())
        with pytest.raises(error):
            await session.poll(submitted.task_id)
        return await session.poll(submitted.task_id)

    times = 2 if kind == "reset" else 1  # aiohttp itself asks once more when a connection breaks
    options = dataclasses.replace(QUICK, faults=(Fault(f"poll.{kind}", times),))
    report, _ = using(options, act, timeout_s=0.5 if kind == "slow" else 5)
    assert report.state is TaskState.SUCCEEDED


@pytest.mark.parametrize(
    ("kind", "state", "code"),
    [
        ("moderated", TaskState.FAILED, "DataInspectionFailed"),
        ("invalid", TaskState.FAILED, "InvalidParameter"),
        ("internal", TaskState.FAILED, "InternalError.Algo"),
        ("stuck_pending", TaskState.PENDING, None),
        ("stuck_running", TaskState.RUNNING, None),
        ("unknown", TaskState.UNKNOWN, None),
        ("no_url", TaskState.SUCCEEDED, None),
    ],
)
def test_what_becomes_of_a_task_is_reported(kind: str, state: TaskState, code: str | None) -> None:
    async def act(session: Session, service: Running) -> TaskReport:
        submitted = await session.submit(request())
        service.advance(100)
        return await session.poll(submitted.task_id)

    report, _ = using(dataclasses.replace(QUICK, faults=(Fault(f"task.{kind}"),)), act)
    assert (report.state, report.code) == (state, code)
    assert kind != "no_url" or report.video_url is None


def test_an_unknown_task_is_unknown_and_its_id_stays_one_part_of_the_path() -> None:
    async def act(session: Session, service: Running) -> TaskReport:
        return await session.poll("../../secret?x=1")

    report, service = using(QUICK, act)
    assert report.state is TaskState.UNKNOWN
    assert service.of("poll")[0].query == {}


def test_cancel_says_whether_it_came_in_time() -> None:
    async def act(session: Session, service: Running) -> list[bool]:
        first, second = [(await session.submit(request(p))).task_id for p in ("a", "b")]
        in_time = await session.cancel(first)
        service.advance(20)
        return [in_time, await session.cancel(second), (await session.poll(first)).state is TaskState.CANCELED]

    assert using(dataclasses.replace(QUICK, queue_s=10, work_s=100), act)[0] == [True, False, True]


def test_cancel_of_what_is_not_ours_is_refused() -> None:
    async def act(session: Session, service: Running) -> None:
        with pytest.raises(Refused):
            await session.cancel("no-such-task")

    using(QUICK, act)


def test_list_walks_pages_and_spans_and_knows_only_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wanboard.backends.dashscope.PAGE", 3)

    async def act(session: Session, service: Running) -> None:
        start = service.state.clock.now()
        ids = [(await session.submit(request(f"p{n}"))).task_id for n in range(7)]
        await session.submit(request(model="wan2.5-t2v-preview", duration=5))
        service.advance(30 * 3600)
        late = (await session.submit(request("late"))).task_id
        until = service.state.clock.now() + 5
        found = await session.list_tasks("wan2.6-t2v", start - 5, until)
        assert {task.task_id for task in found} == {*ids, late}
        assert [task.submitted_at for task in found] == sorted(t.submitted_at or 0 for t in found)
        assert await session.list_tasks("wan2.6-t2v", until - 100, until) == [found[-1]]
        for asked in service.of("list"):
            assert int(asked.query["end_time"]) - int(asked.query["start_time"]) <= 1_00_00_00

    using(dataclasses.replace(QUICK, submits_per_s=99, queries_per_s=999), act)
    assert LIST_SPAN_S < 24 * 3600


def test_no_list_is_transient() -> None:
    async def act(session: Session, service: Running) -> None:
        with pytest.raises(Transient):
            await session.list_tasks("wan2.6-t2v", 0, 100)

    using(dataclasses.replace(QUICK, faults=(Fault("list.error"),)), act)


def test_a_service_that_is_not_there_was_not_sent_to() -> None:
    async def scene() -> None:
        settings = Settings("dashscope", "http://127.0.0.1:9/api/v1", KEY)
        async with backend_named("dashscope").open(settings) as session:
            with pytest.raises(NotSent):
                await session.submit(request())
            with pytest.raises(Transient):
                await session.poll("t")

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("key", "model", "code", "said"),
    [
        ("not-a-key", "wan2.6-t2v", "InvalidApiKey", "is this key one of 127.0.0.1?"),
        (KEY, "wan9-t2v", "ModelNotFound", "is this model offered in 127.0.0.1?"),
    ],
)
def test_a_mismatch_of_key_model_and_region_is_named(key: str, model: str, code: str, said: str) -> None:
    async def scene(url: str) -> None:
        async with backend_named("dashscope").open(Settings("dashscope", url, key)) as session:
            await session.submit(request(model=model))

    with serve(QUICK) as service, pytest.raises(Refused) as caught:
        asyncio.run(scene(service.url))
    assert caught.value.code == code
    assert said in caught.value.message


@pytest.mark.parametrize(("workspace", "named"), [(None, None), ("llm-1", "llm-1"), ("127", None)])
def test_a_workspace_is_named_by_header_where_the_host_does_not(workspace: str | None, named: str | None) -> None:
    async def scene(url: str) -> None:
        settings = Settings("dashscope", url, KEY, workspace=workspace)
        async with backend_named("dashscope").open(settings) as session:
            await session.submit(request())
            await session.poll("t")

    with serve(QUICK) as service:
        asyncio.run(scene(service.url))
        for record in (*service.of("submit"), *service.of("poll")):
            assert record.headers.get("X-DashScope-WorkSpace") == named


class OneAnswer(Door):
    """A door with one answer to everything; nothing is sent."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(1.0)
        self.answer = answer

    async def submit(self, url: str, headers: Any, body: bytes) -> Answer:
        return self.answer


@pytest.mark.parametrize(
    ("base", "place"),
    [
        ("https://dashscope-intl.aliyuncs.com/api/v1", "singapore (h)"),
        ("https://ws.cn-beijing.maas.aliyuncs.com/api/v1", "beijing (h)"),
    ],
)
def test_a_foreign_key_is_told_where_it_was_tried(base: str, place: str) -> None:
    body = json.dumps({"code": "InvalidApiKey", "message": f"Invalid API-key provided: {KEY}"}).encode()
    session = DashScopeSession(OneAnswer(Answer(401, {}, body, base, "h")), Settings("dashscope", base, KEY))
    with pytest.raises(Refused) as caught:
        asyncio.run(session.submit(request()))
    assert f"is this key one of {place}?" in caught.value.message
    assert KEY not in caught.value.message


def test_settings_never_show_the_key(tmp_path: Path) -> None:
    settings = Settings("dashscope", "https://h/api/v1", KEY)
    assert KEY not in repr(settings)
    assert len(settings.account) == 12
    assert settings.account not in KEY


def test_preview_names_local_files_by_content() -> None:
    media = (
        MediaInput("reference_video", "character1", "sha256:ab", None, Path("refs/lin.mp4")),
        MediaInput("reference_image", "character2", "https://h/b.png", "https://h/b.png", None),
        MediaInput("audio", "", "sha256:cd", None, Path("song.wav"), (1500, 6000)),
    )
    body = backend_named("dashscope").body(dataclasses.replace(request(), media=media))
    assert json.loads(json.dumps(body))["input"] == {
        "prompt": "p",
        "reference_urls": ["file:lin.mp4#sha256:ab", "https://h/b.png"],
        "audio_url": "file:song.wav[1.5-6s]#sha256:cd",
    }
