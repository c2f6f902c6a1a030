"""The official SDK, unchanged, against the loopback service: the proof that the service is faithful."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import dashscope
import pytest
from dashscope import VideoSynthesis

from service import Options, Running, make_clip, serve

KEY = "sk-the-sdk-test"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Options], Running]]:
    """Opens a service and points the SDK at it; the SDK's sleeps move the service's clock instead of
    waiting."""
    with contextlib.ExitStack() as stack:

        def open_(options: Options) -> Running:
            service = stack.enter_context(serve(options))
            monkeypatch.setattr(dashscope, "base_http_api_url", service.url)
            monkeypatch.setattr(time, "sleep", service.advance)
            return service

        yield open_


def test_create_then_wait_then_fetch_the_film(opened: Callable[[Options], Running]) -> None:
    service = opened(Options(queue_s=1, work_s=30, fps=5))
    created = VideoSynthesis.async_call(
        api_key=KEY, model="wan2.6-t2v", prompt="a street", size="1280*720", duration=4, shot_type="multi"
    )
    assert created.status_code == 200
    assert created.output.task_status == "PENDING"
    done = VideoSynthesis.wait(created, api_key=KEY)
    assert done.output.task_status == "SUCCEEDED"
    assert (done.usage.duration, done.usage.size) == (4, "1280*720")
    with urlopen(done.output.video_url) as answer:
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.read()[4:8] == b"ftyp"
    assert len(service.of("poll")) > 5


def test_call_is_create_and_wait_in_one(opened: Callable[[Options], Running]) -> None:
    opened(Options(work_s=5, fps=5))
    done = VideoSynthesis.call(
        api_key=KEY, model="wan2.5-t2v-preview", prompt="p", size="832*480", duration=5, audio=False, seed=1
    )
    assert done.output.task_status == "SUCCEEDED"
    assert done.output.actual_prompt.endswith("p")
    assert (done.usage.video_duration, done.usage.video_ratio) == (5, "832*480")


def test_fetch_shows_the_state_of_the_moment(opened: Callable[[Options], Running]) -> None:
    service = opened(Options(queue_s=10, work_s=10, fps=5))
    created = VideoSynthesis.async_call(api_key=KEY, model="wan2.6-t2v", prompt="p", duration=2)
    states = []
    for _ in range(3):
        states.append(VideoSynthesis.fetch(created, api_key=KEY).output.task_status)
        service.advance(10.5)
    assert states == ["PENDING", "RUNNING", "SUCCEEDED"]
    assert VideoSynthesis.fetch("0" * 8, api_key=KEY).output.task_status == "UNKNOWN"


def test_cancel_only_while_pending(opened: Callable[[Options], Running]) -> None:
    service = opened(Options(queue_s=10, work_s=10, fps=5))
    first = VideoSynthesis.async_call(api_key=KEY, model="wan2.6-t2v", prompt="p", duration=2)
    second = VideoSynthesis.async_call(api_key=KEY, model="wan2.6-t2v", prompt="q", duration=2)
    assert VideoSynthesis.cancel(first, api_key=KEY).status_code == 200
    assert VideoSynthesis.fetch(first, api_key=KEY).output.task_status == "CANCELED"
    service.advance(11)
    refused = VideoSynthesis.cancel(second, api_key=KEY)
    assert (refused.status_code, refused.code) == (400, "UnsupportedOperation")


def test_list_filters_and_pages(opened: Callable[[Options], Running]) -> None:
    opened(Options(work_s=1000))
    for number in range(4):
        VideoSynthesis.async_call(api_key=KEY, model="wan2.6-t2v", prompt=f"p{number}", duration=2)
    VideoSynthesis.async_call(api_key=KEY, model="wan2.2-t2v-plus", prompt="p", size="832*480")
    page = VideoSynthesis.list(api_key=KEY, model_name="wan2.6-t2v", page_no=2, page_size=3)
    assert page.output["total"] == 4
    assert [row["model_name"] for row in page.output["data"]] == ["wan2.6-t2v"]


def test_references_by_address_keep_their_order(opened: Callable[[Options], Running]) -> None:
    service = opened(Options(work_s=0, queue_s=0, fps=5))
    urls = ["https://example.com/role1.mp4", "https://example.com/object4.png"]
    done = VideoSynthesis.call(
        api_key=KEY,
        model="wan2.6-r2v-flash",
        prompt="character1 and character2",
        reference_urls=urls,
        audio=True,
    )
    assert done.output.task_status == "SUCCEEDED"
    assert service.of("submit")[0].body["input"]["reference_urls"] == urls
    assert done.usage.input_video_duration == 10


def test_a_local_file_goes_up_and_is_found_again(opened: Callable[[Options], Running], tmp_path: Path) -> None:
    service = opened(Options(work_s=0, queue_s=0, fps=5))
    file = make_clip(tmp_path / "role.mp4", 1, fps=5)
    done = VideoSynthesis.call(
        api_key=KEY, model="wan2.6-r2v", prompt="character1", reference_urls=[f"file://{file}"], duration=2
    )
    assert done.output.task_status == "SUCCEEDED"
    sent = service.of("submit")[0]
    assert sent.headers["X-DashScope-OssResourceResolve"] == "enable"
    key = sent.body["input"]["reference_urls"][0].removeprefix("oss://")
    assert service.state.objects[key][3] == file.read_bytes()


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"model": "wan9.9-t2v"}, 404, "ModelNotFound"),
        ({"duration": 1}, 400, "InvalidParameter"),
        ({"size": "832*480"}, 400, "InvalidParameter"),
        ({"api_key": "wrong"}, 401, "InvalidApiKey"),
        ({"resolution": "720P"}, 400, "InvalidParameter"),
    ],
)
def test_refusals_reach_the_sdk_as_it_expects_them(
    opened: Callable[[Options], Running], change: dict[str, Any], status: int, code: str
) -> None:
    service = opened(Options())
    given = {"api_key": KEY, "model": "wan2.6-t2v", "prompt": "p", "duration": 2} | change
    answer = VideoSynthesis.async_call(**given)
    assert (answer.status_code, answer.code) == (status, code)
    assert not service.summary()["tasks"]
