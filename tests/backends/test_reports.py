"""Reading what the service says about a task, in all its recorded spellings."""

from __future__ import annotations

from typing import Any

import pytest

from wanboard.backends.base import TaskState
from wanboard.backends.reports import billed_seconds, expiry_of, listed_in, moment, report_in, spell_moment

URL = "https://dashscope-result-sh.oss-accelerate.aliyuncs.com/x.mp4?Expires=1790244529&OSSAccessKeyId=a&Signature=b"


def test_a_recorded_success_is_read_whole() -> None:
    body = {
        "request_id": "r",
        "output": {
            "task_id": "t",
            "task_status": "SUCCEEDED",
            "video_url": URL,
            "submit_time": "2026-09-23 18:07:02.001",
            "end_time": "2026-09-23 18:08:49.873",
            "actual_prompt": "rewritten",
        },
        "usage": {"video_count": 1, "duration": 6, "SR": 1080, "ratio": "16:9"},
    }
    report = report_in(body, "t", "")
    assert report is not None
    assert report.state is TaskState.SUCCEEDED
    assert report.url_expires_at == 1790244529
    assert report.ended_at == pytest.approx(1790244529.873 - 24 * 3600)  # UTC+8, and the URL lives a day
    assert (report.billed_s, report.actual_prompt, report.request_id) == (6.0, "rewritten", "r")


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("PENDING", TaskState.PENDING),
        ("SUSPENDED", TaskState.PENDING),
        ("running", TaskState.RUNNING),
        ("CANCELED", TaskState.CANCELED),
        ("UNKNOWN", TaskState.UNKNOWN),
    ],
)
def test_states(word: str, state: TaskState) -> None:
    report = report_in({"output": {"task_status": word}}, "t", "")
    assert report is not None
    assert report.state is state


def test_a_failure_keeps_its_code_and_its_words_without_the_key() -> None:
    output = {"task_status": "FAILED", "code": "InvalidParameter", "message": "bad my-key " + "x" * 900}
    report = report_in({"output": output}, "t", "my-key")
    assert report is not None
    assert report.code == "InvalidParameter"
    assert report.message is not None
    assert report.message.startswith("bad *** x")
    assert len(report.message) == 400


@pytest.mark.parametrize("body", [{}, {"output": None}, {"output": {"task_status": "WHAT"}}, {"output": []}])
def test_what_is_no_report_is_none(body: dict[str, Any]) -> None:
    assert report_in(body, "t", "") is None


@pytest.mark.parametrize(
    ("usage", "seconds"),
    [
        ({"video_count": 1, "video_duration": 10, "video_ratio": "832*480"}, 10.0),
        ({"duration": 10.0, "SR": "720", "input_video_duration": 5, "output_video_duration": 5}, 10.0),
        ({"duration": "15", "size": "1280*720"}, 15.0),
        ({"input_video_duration": 3, "output_video_duration": 5}, 8.0),
        ({"duration": True}, None),
        ({"duration": "nan"}, None),
        ({}, None),
    ],
)
def test_usage_of_every_generation(usage: dict[str, Any], seconds: float | None) -> None:
    assert billed_seconds(usage) == seconds


@pytest.mark.parametrize(
    ("value", "unix"),
    [
        ("2025-12-10 09:06:19.731", 1765328779.731),
        ("2025-12-10 09:06:19", 1765328779.0),
        ("2025-12-10T01:06:19Z", 1765328779.0),
        (1765328779, 1765328779.0),
        (1765328779731, 1765328779.731),
        ("1765328779", 1765328779.0),
        (0, None),
        ("", None),
        (None, None),
        ("yesterday", None),
    ],
)
def test_moments(value: object, unix: float | None) -> None:
    assert moment(value) == (None if unix is None else pytest.approx(unix))


def test_moments_are_spelled_for_the_list_in_the_services_zone() -> None:
    assert spell_moment(1765328779.9) == "20251210090619"


def test_expiry_is_read_from_the_address() -> None:
    assert expiry_of(URL) == 1790244529
    assert expiry_of("https://h/x.mp4") is None
    assert expiry_of("https://[broken") is None


def test_rows_of_the_list_are_read_leniently() -> None:
    rows = [
        {"task_id": "a", "model_name": "m", "status": "SUCCEEDED", "gmt_create": 1765328779731},
        {"task_id": "b", "status": "ODD", "start_time": 1765328779731},
        {"status": "FAILED"},
        "nonsense",
    ]
    found = listed_in({"data": rows}, "asked")
    assert found is not None
    assert [(t.task_id, t.model, t.state) for t in found] == [
        ("a", "m", TaskState.SUCCEEDED),
        ("b", "asked", TaskState.UNKNOWN),
    ]
    assert found[0].submitted_at == pytest.approx(1765328779.731)
    assert listed_in({"message": "no"}, "m") is None
