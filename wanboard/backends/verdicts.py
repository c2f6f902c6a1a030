"""What an answer means for money: transient, permanent or ambiguous. Pure functions; no I/O here.

A submission may be repeated only where it certainly created nothing. The official SDK and most clients sort
by HTTP status; that is not enough: some 429 never pass (CommodityNotPurchased), and an error page or a 5xx
may come from a proxy in front of a service that has accepted the task. The codes are those of the published
error reference.
"""

from __future__ import annotations

import email.utils
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wanboard.backends.base import Ambiguous, BackendError, Refused, Throttled, Transient

MESSAGE_LIMIT = 400  # characters of a service's own words that an error repeats
SHORTEST_KEY = 4  # characters; what is shorter is no key and would blank out ordinary words
RETRY_AFTER_LIMIT_S = 600.0

_THROTTLING = ("Throttling", "LimitRequests")
_KEYLIKE = re.compile(r"\bsk-[A-Za-z0-9_.\-]{6,}|(?i:bearer)\s+[^\s\"'<>,;]+")
_SIGNED = re.compile(r"(https?://[^\s\"'<>?]+)\?[^\s\"'<>]+")
_CREDENTIALS = re.compile(r"(\w+://)[^\s/@\"'<>]+@")
_MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read whole (bounded). Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    data: bytes
    url: str
    host: str

    def json_object(self) -> dict[str, Any] | None:
        """The body as a JSON object; None where it is anything else."""
        try:
            found = json.loads(self.data)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a service says is wrong: its code, its words, its request id; empty where it says nothing."""

    code: str = ""
    message: str = ""
    request_id: str | None = None
    retry_after_s: float | None = field(default=None)


def complaint_in(answer: Answer, key: str, now: float) -> Complaint:
    """Read DashScope's {code, message, request_id}, OpenAI's {error: {…}}, or the text of an error page."""
    wait = retry_after_s(answer.headers, now)
    body = answer.json_object()
    if body is None:
        text = " ".join(_MARKUP.sub(" ", answer.data[:4096].decode("utf-8", "replace")).split())
        return Complaint("", clean(text, key), None, wait)
    inner = body.get("error")
    source: Mapping[str, Any] = inner if isinstance(inner, dict) else body
    code = source.get("code") or source.get("type") or ""
    message = source.get("message") or (inner if isinstance(inner, str) else "") or ""
    request_id = body.get("request_id")
    return Complaint(clean(str(code), key), clean(str(message), key), str(request_id) if request_id else None, wait)


def is_throttling(code: str, message: str) -> bool:
    """Whether a refusal passes by itself. Classified by code, as the words of a throttle may be about billing
    ("You exceeded your current quota"); the one exception is a free quota, which does not come back."""
    return code.startswith(_THROTTLING) and "free allocated quota" not in message.lower()


def refusal(answer: Answer, complaint: Complaint, *, submitting: bool) -> BackendError:
    """The error for an answer that is not what was asked for (any status; also a 200 with a body of no
    use)."""
    code, status = complaint.code, answer.status
    words = complaint.message or f"an answer without words (HTTP {status})"
    text = f"{code}: {words}" if code else f"HTTP {status} from {answer.host}: {words}"
    given: dict[str, Any] = {
        "code": code or None,
        "status": status,
        "retry_after_s": complaint.retry_after_s,
        "request_id": complaint.request_id,
    }
    spoken = 400 <= status < 500 and status != 408 and bool(code) and answer.json_object() is not None
    if spoken and is_throttling(code, words):
        return Throttled(text, **given)
    if not submitting:
        if status == 429:
            return Throttled(text, **given)
        return Refused(text, **given) if spoken else Transient(text, **given)
    if status in (301, 307, 308):
        where = clean(answer.headers.get("location", "nowhere"), "")
        return Refused(f"{answer.host} answers with a redirect to {where}; a submission never follows one", **given)
    if spoken:
        return Refused(text, **given)
    return Ambiguous(f"the answer does not say whether the task was created: {text}", **given)


def retry_after_s(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait, from `retry-after-ms` or `Retry-After` as seconds or as an HTTP date; capped, never
    negative."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return _bounded(milliseconds / 1000)
    value = headers.get("retry-after")
    seconds = _number(value)
    if seconds is not None:
        return _bounded(seconds)
    if not value:
        return None
    try:
        return _bounded(email.utils.parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, OverflowError):
        return None


def clean(text: str, key: str) -> str:
    """A service's words, bounded, without anything that looks like a key or a signed address."""
    if len(key) >= SHORTEST_KEY:
        text = text.replace(key, "***")
    text = _CREDENTIALS.sub(r"\1***@", _SIGNED.sub(r"\1", _KEYLIKE.sub("***", text)))
    text = "".join(c if c.isprintable() else " " for c in text).strip()
    return text if len(text) <= MESSAGE_LIMIT else text[: MESSAGE_LIMIT - 1] + "…"


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _bounded(seconds: float) -> float | None:
    if seconds != seconds:  # NaN
        return None
    return min(max(0.0, seconds), RETRY_AFTER_LIMIT_S)
