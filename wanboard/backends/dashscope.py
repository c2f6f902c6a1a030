"""DashScope: Alibaba Cloud Model Studio's own protocol for the Wan models.

Submit, poll, cancel, list and fetch as the published references have them; one request out for each verb,
except that a submission uploads its local media first and a list walks its pages. Nothing is repeated here.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
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
    Transient,
)
from wanboard.backends.bodies import preview_urls, wan_body
from wanboard.backends.downloads import download
from wanboard.backends.http import Door, bearer
from wanboard.backends.regions import check_base_url, region_of
from wanboard.backends.reports import listed_in, number, report_in, spell_moment
from wanboard.backends.uploads import RESOLVE, Uploader
from wanboard.backends.verdicts import Answer, complaint_in, refusal
from wanboard.plan.request import Request

SYNTHESIS = "/services/aigc/video-generation/video-synthesis"
LIST_SPAN_S = 24 * 3600.0 - 60  # the service allows 24 h; a minute for clocks that differ
PAGE = 100
MOST_LISTED = 5000  # tasks of one span; an account is limited to far fewer
_LISTS = ("/tasks", "/tasks/")  # as the official SDK asks, and as the documentation spells it
_NOT_HERE = frozenset({301, 302, 307, 308, 400, 404, 405})  # what the spelling that a service lacks may answer
_MEDIA_NOT_TAKEN = ("InvalidURL", "InvalidParameter.DataInspection", "BadRequest.InputDownloadFailed")
_MISMATCHED = {
    "InvalidApiKey": "the regions have separate keys: is this key one of {place}?",
    "AccessDenied": "is this model open to this key, and offered in {place}?",
    "AccessDenied.Unpurchased": "is this model open to this key, and offered in {place}?",
    "Model.AccessDenied": "is this model open to this key, and offered in {place}?",
    "Workspace.AccessDenied": "does this key belong to the workspace at {place}?",
    "Endpoint.AccessDenied": "is this model still offered in {place}?",
    "ModelNotFound": "is this model offered in {place}?",
    "WorkSpaceNotFound": "is the workspace one of {place}?",
}


class DashScopeBackend:
    """The backend `dashscope`."""

    name = "dashscope"
    paid = True

    def body(self, request: Request) -> Mapping[str, object]:
        return wan_body(request, preview_urls(request))

    def dropped(self, request: Request) -> Sequence[str]:
        return ()

    def cannot(self, request: Request) -> Sequence[str]:
        return ()

    def open(self, settings: Settings) -> AbstractAsyncContextManager[Session]:
        return _open(settings)


@contextlib.asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[Session]:
    check_base_url(settings.base_url, "the service's address")
    async with Door(settings.timeout_s) as door:
        yield DashScopeSession(door, settings)


class DashScopeSession:
    """See `base.Session` for the verbs and what they raise."""

    def __init__(self, door: Door, settings: Settings, now: Callable[[], float] = time.time) -> None:
        self._door = door
        self._settings = settings
        self._now = now
        self._uploader = Uploader(door, settings)
        self._list_path = _LISTS[0]

    async def prepare(self, request: Request) -> None:
        await self._uploader.addresses(request, self._now())

    async def submit(self, request: Request) -> Submitted:
        headers = {
            **self._identity(),
            "Content-Type": "application/json",
            "X-DashScope-Async": "enable",
        }
        urls = await self._uploader.addresses(request, self._now())
        if any(url.startswith("oss://") for url in urls):
            headers |= RESOLVE
        body = json.dumps(wan_body(request, urls), ensure_ascii=False).encode()
        answer = await self._door.submit(self._settings.base_url + SYNTHESIS, headers, body)
        if answer.status != 200:
            error = self._refusal(answer, submitting=True)
            if isinstance(error, Refused) and (error.code or "").startswith(_MEDIA_NOT_TAKEN):
                self._uploader.forget(request)
            raise error
        found = answer.json_object() or {}
        output = found.get("output")
        task_id = output.get("task_id") if isinstance(output, dict) else None
        if not isinstance(task_id, str) or not task_id:
            raise self._refusal(answer, submitting=True)
        return Submitted(task_id, str(found["request_id"]) if found.get("request_id") else None)

    async def poll(self, task_id: str) -> TaskReport:
        answer = await self._ask("GET", f"/tasks/{quote(task_id, safe='')}")
        body = answer.json_object() if answer.status == 200 else None
        report = report_in(body, task_id, self._settings.key) if body is not None else None
        if report is None:
            raise self._refusal(answer, submitting=False)
        return report

    async def cancel(self, task_id: str) -> bool:
        answer = await self._ask("POST", f"/tasks/{quote(task_id, safe='')}/cancel")
        body = answer.json_object()
        if answer.status == 200 and body is not None and not body.get("code"):
            return True
        if body is not None and body.get("code") == "UnsupportedOperation":
            return False
        raise self._refusal(answer, submitting=False)

    async def list_tasks(self, model: str, since: float, until: float) -> Sequence[ListedTask]:
        found: dict[str, ListedTask] = {}
        start = since
        while start < until:
            end = min(until, start + LIST_SPAN_S)
            for task in await self._listed(model, start, end):
                found.setdefault(task.task_id, task)
            start = end
        return sorted(found.values(), key=lambda task: (task.submitted_at or 0.0, task.task_id))

    async def download(self, url: str, target: Path, progress: Callable[[int, int | None], None]) -> Downloaded:
        return await download(self._door, url, target, progress, self._now())

    async def _listed(self, model: str, since: float, until: float) -> list[ListedTask]:
        """All pages of one span; its seconds are rounded outwards. A service may give shorter pages than asked for, so
        that the end is where nothing new comes."""
        found: dict[str, ListedTask] = {}
        query = {
            "start_time": spell_moment(since),
            "end_time": spell_moment(until + 1),
            "model_name": model,
            "page_size": str(PAGE),
        }
        for page in range(1, MOST_LISTED + 1):
            answer = await self._list_page({**query, "page_no": str(page)})
            body = answer.json_object() if answer.status == 200 else None
            rows = listed_in(body, model) if body is not None else None
            if body is None or rows is None:
                raise self._refusal(answer, submitting=False)
            before = len(found)
            found.update((task.task_id, task) for task in rows)
            total = number(body.get("total"))
            if len(found) in (before, total) or len(found) >= MOST_LISTED:
                break
        return [task for task in found.values() if task.model == model]

    async def _list_page(self, query: Mapping[str, str]) -> Answer:
        """One page of the list, by the spelling of its address that the service knows."""
        first = await self._ask("GET", self._list_path, query)
        if first.status not in _NOT_HERE:
            return first
        other = _LISTS[1 - _LISTS.index(self._list_path)]
        second = await self._ask("GET", other, query)
        if second.status != 200:
            return first
        self._list_path = other
        return second

    async def _ask(self, method: str, path: str, params: Mapping[str, str] | None = None) -> Answer:
        """A question about tasks; not reaching the service passes, like any other fault. Raises:
        Transient."""
        try:
            url = self._settings.base_url + path
            return await self._door.ask(method, url, self._identity(), params)
        except NotSent as error:
            raise Transient(error.message) from error

    def _identity(self) -> dict[str, str]:
        """Who asks; a workspace whose own host is not used is named by header. Raises: Refused."""
        headers, workspace = bearer(self._settings.key), self._settings.workspace
        if workspace and workspace not in self._settings.base_url:
            headers["X-DashScope-WorkSpace"] = workspace
        return headers

    def _refusal(self, answer: Answer, *, submitting: bool) -> BackendError:
        complaint = complaint_in(answer, self._settings.key, self._now())
        error = refusal(answer, complaint, submitting=submitting)
        hint = _MISMATCHED.get(complaint.code)
        if complaint.code == "InvalidParameter" and "model not exist" in complaint.message.lower():
            hint = _MISMATCHED["ModelNotFound"]
        if hint is None or not isinstance(error, Refused):
            return error
        place = region_of(self._settings.base_url)
        where = f"{place} ({answer.host})" if place else answer.host
        return Refused(
            f"{error.message} ({hint.format(place=where)})",
            code=error.code,
            status=error.status,
            retry_after_s=error.retry_after_s,
            request_id=error.request_id,
        )
