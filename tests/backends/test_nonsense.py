"""Whatever a service answers, reading it raises nothing but the errors of `base`."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from wanboard.backends.base import Ambiguous, BackendError, Refused
from wanboard.backends.gateway import gateway_report, upstream_complaint
from wanboard.backends.reports import listed_in, report_in
from wanboard.backends.verdicts import Answer, complaint_in, refusal, retry_after_s

KEYS = st.sampled_from(
    ["output", "data", "task_id", "task_status", "status", "usage", "video_url", "code", "message", "error",
     "fail_reason", "metadata", "url", "submit_time", "end_time", "duration", "gmt_create", "request_id"]
)  # fmt: skip
WORDS = st.sampled_from(["SUCCEEDED", "FAILURE", "completed", "Throttling", "https://[", "https://h/a?Expires=x", ""])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=12)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5))
OBJECTS = st.dictionaries(KEYS, JSON, max_size=6)
HEADERS = st.dictionaries(st.sampled_from(["retry-after", "retry-after-ms", "location"]), st.text(max_size=20))


@settings(max_examples=400, deadline=None)
@given(OBJECTS)
def test_any_object_is_a_report_or_none(body: dict[str, Any]) -> None:
    for read in (report_in, gateway_report):
        report = read(body, "t", "key")
        assert report is None or report.task_id == "t"
    rows = listed_in(body, "m")
    assert rows is None or all(isinstance(row.task_id, str) for row in rows)


@settings(max_examples=400, deadline=None)
@given(st.integers(100, 599), HEADERS, OBJECTS.map(lambda o: json.dumps(o).encode()) | st.binary(max_size=40))
def test_any_answer_has_a_verdict(status: int, headers: dict[str, str], data: bytes) -> None:
    answer = Answer(status, headers, data, "http://h/", "h")
    complaint = upstream_complaint(complaint_in(answer, "key", 0.0))
    for submitting in (True, False):
        error = refusal(answer, complaint, submitting=submitting)
        assert isinstance(error, BackendError)
        if submitting and (status >= 500 or status == 200 or answer.json_object() is None):
            assert type(error) is (Refused if status in (301, 307, 308) else Ambiguous)
    wait = retry_after_s(headers, 0.0)
    assert wait is None or 0 <= wait <= 600
