"""A new-api gateway before DashScope: `/v1/video/generations`, its words, its places, its losses.

Everything optional goes into `metadata.{input,parameters}`, which the gateway merges over what it builds
last; the same fields at the top are read differently from version to version. Upstream's structures leave out
false and 0 and know no shot_type, ratio or references; `dropped` says so before money is spent. It cannot
list or cancel, and it looks after its tasks every fifteen seconds, so that asking faster gains little.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from wanboard.backends.base import (
    BackendError,
    Downloaded,
    ListedTask,
    NotSent,
    Refused,
    Session,
    Settings,
    Submitted,
    TaskReport,
    TaskState,
    Throttled,
    Transient,
    Unsupported,
)
from wanboard.backends.bodies import preview_urls, wan_input
from wanboard.backends.downloads import download
from wanboard.backends.http import Door, bearer
from wanboard.backends.regions import check_base_url
from wanboard.backends.reports import expiry_of, moment, report_in
from wanboard.backends.verdicts import Answer, Complaint, clean, complaint_in, is_throttling, refusal
from wanboard.plan.request import MediaInput, Request

GENERATIONS = "/v1/video/generations"
_HTTP = ("http://", "https://")
_WITHOUT: Mapping[tuple[str, object], str] = {
    ("shot_type", "multi"): "; several shots may come back as one",
    ("shot_type", "single"): "; it is the default as well",
}
_UNKNOWN_PARAMETERS = ("shot_type", "ratio")
_STATES: Mapping[str, TaskState] = {
    "not_start": TaskState.PENDING,
    "submitted": TaskState.PENDING,
    "queued": TaskState.PENDING,
    "pending": TaskState.PENDING,
    "in_progress": TaskState.RUNNING,
    "running": TaskState.RUNNING,
    "processing": TaskState.RUNNING,
    "success": TaskState.SUCCEEDED,
    "succeeded": TaskState.SUCCEEDED,
    "completed": TaskState.SUCCEEDED,
    "failure": TaskState.FAILED,
    "failed": TaskState.FAILED,
    "canceled": TaskState.CANCELED,
    "cancelled": TaskState.CANCELED,
}
_FAIL_REASON = re.compile(r"code:\s*(?P<code>[\w.\-]+)\s*,\s*message:\s*(?P<message>.*)", re.DOTALL)
_UPSTREAM = re.compile(r"(?P<code>[A-Z][A-Za-z]+(?:\.[A-Za-z]+)*):\s*(?P<message>.+)", re.DOTALL)
_BEFORE_SENDING = ("model_not_found",)  # a 503, but from before it asks any service
_OUT_OF_MONEY = ("insufficient", "quota_failed", "quota_exceeded")  # its own balance, not a pace


class GatewayBackend:
    """The backend `gateway`."""

    name = "gateway"
    paid = True

    def body(self, request: Request) -> Mapping[str, object]:
        return gateway_body(request, preview_urls(request))

    def dropped(self, request: Request) -> Sequence[str]:
        found = [
            f"{name}: {request.parameters[name]} is dropped by gateways that run the public code"
            + _WITHOUT.get((name, request.parameters[name]), "")
            for name in _UNKNOWN_PARAMETERS
            if name in request.parameters
        ]
        empty = [n for n, v in request.parameters.items() if v is False or (v == 0 and not isinstance(v, bool))]
        if empty:
            spelled = ", ".join(f"{name}: {json.dumps(request.parameters[name])}" for name in empty)
            found.append(f"{spelled} may not arrive: the gateway leaves out what is false or 0, and the default counts")
        if any(media.role != "audio" for media in request.media):
            found.append("references are dropped by gateways that run the public code; the characters may be others")
        return found

    def cannot(self, request: Request) -> Sequence[str]:
        blocked = [_name_of(media) for media in request.media if not (media.url or "").startswith(_HTTP)]
        reason = "cannot go through the gateway: it takes no local files and no oss:// addresses, only http ones"
        return [f"{', '.join(dict.fromkeys(blocked))} {reason}"] if blocked else []

    def open(self, settings: Settings) -> AbstractAsyncContextManager[Session]:
        return _open(settings)


def gateway_body(request: Request, urls: Sequence[str]) -> dict[str, object]:
    """The body of a submission; `urls` has one address for each of `request.media`."""
    given = wan_input(request, urls)
    prompt = given.pop("prompt")
    metadata: dict[str, object] = {"input": given} if given else {}
    metadata["parameters"] = dict(request.parameters)
    return {"model": request.model, "prompt": prompt, "metadata": metadata}


@contextlib.asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[Session]:
    check_base_url(settings.base_url, "the gateway's address")
    async with Door(settings.timeout_s) as door:
        yield GatewaySession(door, settings)


class GatewaySession:
    """See `base.Session` for the verbs and what they raise."""

    def __init__(self, door: Door, settings: Settings, now: Callable[[], float] = time.time) -> None:
        self._door = door
        self._settings = settings
        self._now = now
        self._root = settings.base_url.rstrip("/").removesuffix("/v1")

    async def prepare(self, request: Request) -> None:
        _addresses(request)

    async def submit(self, request: Request) -> Submitted:
        urls = _addresses(request)
        headers = {**bearer(self._settings.key), "Content-Type": "application/json"}
        body = json.dumps(gateway_body(request, urls), ensure_ascii=False).encode()
        answer = await self._door.submit(self._root + GENERATIONS, headers, body)
        task_id = _task_id_in(answer.json_object() or {}) if 200 <= answer.status < 300 else None
        if task_id is None:
            raise self._refusal(answer, submitting=True)
        return Submitted(task_id, None)

    async def poll(self, task_id: str) -> TaskReport:
        url = f"{self._root}{GENERATIONS}/{quote(task_id, safe='')}"
        try:
            answer = await self._door.ask("GET", url, bearer(self._settings.key))
        except NotSent as error:
            raise Transient(error.message) from error
        body = answer.json_object()
        if body is not None and body.get("code") == "task_not_exist":
            return TaskReport(task_id, TaskState.UNKNOWN, code="task_not_exist")
        report = gateway_report(body, task_id, self._settings.key) if body and answer.status == 200 else None
        if report is None:
            raise self._refusal(answer, submitting=False)
        return report

    async def cancel(self, task_id: str) -> bool:
        raise Unsupported("the gateway cannot cancel a task")

    async def list_tasks(self, model: str, since: float, until: float) -> Sequence[ListedTask]:
        raise Unsupported("the gateway cannot list tasks")

    async def download(self, url: str, target: Path, progress: Callable[[int, int | None], None]) -> Downloaded:
        return await download(self._door, url, target, progress, self._now())

    def _refusal(self, answer: Answer, *, submitting: bool) -> BackendError:
        complaint = upstream_complaint(complaint_in(answer, self._settings.key, self._now()))
        error = refusal(answer, complaint, submitting=submitting)
        if complaint.code in _BEFORE_SENDING and submitting:
            return Refused(error.message, code=error.code, status=error.status)
        lacking = any(word in complaint.code for word in _OUT_OF_MONEY)
        own = _UPSTREAM.fullmatch(f"{complaint.code}: x") is None  # the gateway's own code, not the service's
        if answer.status == 429 and isinstance(error, Refused) and own and not lacking:
            return Throttled(error.message, code=error.code, status=429, retry_after_s=error.retry_after_s)
        return error


def _name_of(media: MediaInput) -> str:
    return media.path.name if media.path else media.url or media.name or media.role


def _addresses(request: Request) -> list[str]:
    """Raises: Refused where a medium has no http address."""
    urls = [media.url or "" for media in request.media]
    if any(not url.startswith(_HTTP) for url in urls):
        raise Refused("the gateway takes media by http address only: local files cannot be uploaded through it")
    return urls


def upstream_complaint(complaint: Complaint) -> Complaint:
    """The service's own code and words where the gateway wrapped them: "Code: text", or a raw JSON answer."""
    text = complaint.message
    with contextlib.suppress(ValueError):
        raw = json.loads(text)
        if isinstance(raw, dict) and isinstance(raw.get("code"), str):
            return replace(complaint, code=raw["code"], message=str(raw.get("message") or ""))
    found = _UPSTREAM.fullmatch(text)
    if found and (complaint.code.startswith("ali_") or is_throttling(found["code"], text)):
        return replace(complaint, code=found["code"], message=found["message"])
    return complaint


def gateway_report(body: Mapping[str, Any], task_id: str, key: str) -> TaskReport | None:
    """The report in an answer to a poll, in either of the gateway's vocabularies; None where it is no such
    answer."""
    inner = body.get("data")
    data: Mapping[str, Any] = inner if isinstance(inner, dict) and "status" in inner else body
    state = _STATES.get(str(data.get("status")).lower())
    if state is None:
        return None
    raw = data.get("data")
    report = (report_in(raw, task_id, key) if isinstance(raw, dict) else None) or TaskReport(task_id, state)
    url = _url_in(data, report.video_url) if state is TaskState.SUCCEEDED else None
    code, message = _failure_in(data, report, key) if state is TaskState.FAILED else (None, None)
    return replace(
        report,
        state=state,
        video_url=url,
        url_expires_at=expiry_of(url) if url else None,
        code=code,
        message=message,
        submitted_at=report.submitted_at or moment(data.get("submit_time") or data.get("created_at")),
        ended_at=report.ended_at or moment(data.get("finish_time") or data.get("completed_at")),
    )


def _url_in(data: Mapping[str, Any], nested: str | None) -> str | None:
    metadata = data.get("metadata")
    places = (
        nested,
        data.get("result_url"),
        metadata.get("url") if isinstance(metadata, dict) else None,
        data.get("url"),
        data.get("fail_reason"),  # older versions put it there
    )
    return next((p for p in places if isinstance(p, str) and p.startswith(("http://", "https://"))), None)


def _failure_in(data: Mapping[str, Any], report: TaskReport, key: str) -> tuple[str | None, str | None]:
    if report.code:
        return report.code, report.message
    error = data.get("error")
    if isinstance(error, dict):
        return str(error.get("code") or "") or None, clean(str(error.get("message") or ""), key) or None
    reason = str(data.get("fail_reason") or "")
    found = _FAIL_REASON.search(reason)
    if found:
        return found["code"], clean(found["message"], key) or None
    return None, clean(reason, key) or None


def _task_id_in(body: Mapping[str, Any]) -> str | None:
    data = body.get("data")
    nested = data if isinstance(data, dict) else {}
    places = (body.get("task_id"), body.get("id"), data, nested.get("task_id"), nested.get("id"))
    return next((p for p in places if isinstance(p, str) and p), None)
