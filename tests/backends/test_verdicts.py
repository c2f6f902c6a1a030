"""Which of the three verdicts an answer gets: the rule that decides whether money may be spent again."""

from __future__ import annotations

import email.utils
import json

import pytest

from wanboard.backends.base import Ambiguous, BackendError, Refused, Throttled, Transient
from wanboard.backends.verdicts import Answer, clean, complaint_in, is_throttling, refusal, retry_after_s

HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


def answer(status: int, body: object = None, **headers: str) -> Answer:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {k.replace("_", "-"): v for k, v in headers.items()}, data, "http://h/x", "h")


def coded(code: str, message: str = "words") -> dict[str, str]:
    return {"code": code, "message": message, "request_id": "r-1"}


def verdict(given: Answer, *, submitting: bool) -> BackendError:
    return refusal(given, complaint_in(given, "sk-secret-key", 0.0), submitting=submitting)


SUBMISSIONS = [
    (429, coded("Throttling"), Throttled),
    (429, coded("Throttling.RateQuota"), Throttled),
    (429, coded("Throttling.BurstRate"), Throttled),
    (429, coded("Throttling.Concurrency"), Throttled),
    (429, coded("Throttling.User"), Throttled),
    (429, coded("LimitRequests"), Throttled),
    (
        429,
        coded("Throttling.AllocationQuota", "You exceeded your current quota. insufficient_quota"),
        Throttled,
    ),
    (429, coded("Throttling.AllocationQuota", "Free allocated quota exceeded."), Refused),
    (429, coded("CommodityNotPurchased"), Refused),
    (429, coded("PrepaidBillOverdue"), Refused),
    (429, coded("PostpaidBillOverdue"), Refused),
    (400, coded("Throttling"), Throttled),
    (400, coded("InvalidParameter"), Refused),
    (400, coded("DataInspectionFailed"), Refused),
    (401, coded("InvalidApiKey"), Refused),
    (403, coded("AllocationQuota.FreeTierOnly"), Refused),
    (404, coded("ModelNotFound"), Refused),
    (409, coded("Conflict"), Refused),
    (401, {"error": {"message": "bad", "type": "new_api_error", "code": "invalid_api_key"}}, Refused),
    (408, coded("RequestTimeOut"), Ambiguous),
    (500, coded("InternalError"), Ambiguous),
    (500, coded("Throttling"), Ambiguous),
    (503, coded("ServiceUnavailable"), Ambiguous),
    (502, HTML, Ambiguous),
    (429, HTML, Ambiguous),
    (403, HTML, Ambiguous),
    (400, {"detail": "no code here"}, Ambiguous),
    (200, HTML, Ambiguous),
    (200, {"output": {"task_status": "PENDING"}}, Ambiguous),
    (200, coded("InternalError"), Ambiguous),
    (204, b"", Ambiguous),
    (302, b"", Ambiguous),
    (303, b"", Ambiguous),
    (307, b"", Refused),
    (308, b"", Refused),
]


@pytest.mark.parametrize(("status", "body", "expected"), SUBMISSIONS)
def test_a_submission_is_repeatable_only_where_nothing_was_created(
    status: int, body: object, expected: type[BackendError]
) -> None:
    error = verdict(answer(status, body), submitting=True)
    assert type(error) is expected
    assert error.status == status


QUESTIONS = [
    (429, coded("Throttling"), Throttled),
    (429, coded("CommodityNotPurchased"), Throttled),  # a task may be running: go on asking
    (429, HTML, Throttled),
    (401, coded("InvalidApiKey"), Refused),
    (408, coded("RequestTimeOut"), Transient),
    (500, coded("InternalError"), Transient),
    (502, HTML, Transient),
    (404, HTML, Transient),
    (200, HTML, Transient),
    (307, b"", Transient),
]


@pytest.mark.parametrize(("status", "body", "expected"), QUESTIONS)
def test_a_question_may_be_asked_again_unless_refused(status: int, body: object, expected: type[BackendError]) -> None:
    assert type(verdict(answer(status, body), submitting=False)) is expected


def test_what_the_service_says_is_kept() -> None:
    error = verdict(answer(429, coded("Throttling", "slow down"), retry_after="7"), submitting=True)
    assert (error.code, error.request_id, error.retry_after_s) == ("Throttling", "r-1", 7.0)
    assert error.message == "Throttling: slow down"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "12"}, 12.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": email.utils.formatdate(1030, usegmt=True)}, 30.0),
        ({"retry-after": email.utils.formatdate(900, usegmt=True)}, 0.0),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "1e9"}, 600.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after_in_its_three_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers, 1000.0) == seconds


def test_words_never_hold_a_key_or_a_signed_address() -> None:
    text = clean(
        "key my secret: my-own-key; Bearer abc.def; sk-ws-12345678; see https://h/a.mp4?Expires=1&Signature=x\n\0",
        "my-own-key",
    )
    assert text == "key my secret: ***; ***; ***; see https://h/a.mp4"


def test_credentials_in_addresses_and_short_keys() -> None:
    assert clean("proxy http://me:pw@h:1/x failed", "") == "proxy http://***@h:1/x failed"
    assert clean("a task", "a") == "a task"


def test_words_are_bounded_and_read_from_error_pages() -> None:
    assert len(clean("x" * 5000, "")) == 400
    complaint = complaint_in(answer(502, HTML), "", 0.0)
    assert (complaint.code, complaint.message) == ("", "502 Bad Gateway")


def test_a_free_quota_is_no_throttle() -> None:
    assert is_throttling("Throttling.AllocationQuota", "Allocated quota exceeded, please increase")
    assert not is_throttling("Throttling.AllocationQuota", "Free allocated quota exceeded.")
    assert not is_throttling("AllocationQuota.FreeTierOnly", "")


def test_nonsense_bodies_are_no_objects() -> None:
    for data in (b"", b"[1]", b"\xff\xfe", b"[" * 100_000, b'"text"'):
        assert Answer(200, {}, data, "", "").json_object() is None
