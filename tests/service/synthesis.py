"""DashScope's own protocol: submit, poll, cancel, list."""

from __future__ import annotations

import uuid
from typing import Any

from aiohttp import web

from service.clock import compact, spell
from service.misbehave import REFUSALS, drop, html, refusal, stall
from service.models import MODELS, has_sound, pixels, seconds
from service.record import Record
from service.results import signed_url
from service.state import STATE, State, as_json
from service.tasks import Task, body_digest
from service.uploads import resolve_media
from service.validate import problem_in

FAILURES = {
    "moderated": ("DataInspectionFailed", "Output data may contain inappropriate content."),
    "invalid": ("InvalidParameter", "The size is not match the model."),
    "internal": (
        "InternalError.Algo",
        "An internal error has occured during execution, please try again later.",
    ),
}


async def submit(request: web.Request, record: Record) -> web.StreamResponse:
    state = request.app[STATE]
    request_id = str(uuid.uuid4())
    account = state.account_of(request)
    if account is None:
        return refusal(401, "InvalidApiKey", "Invalid API-key provided.", request_id)
    if request.headers.get("X-DashScope-Async") != "enable":
        return refusal(403, "AccessDenied", "current user api does not support synchronous calls.", request_id)
    if request.content_type != "application/json":
        return refusal(400, "InvalidParameter", "Content-Type must be application/json", request_id)
    try:
        body = record.body = await request.json()
    except ValueError:
        return refusal(
            400,
            "InvalidParameter",
            "Required body invalid, please check the request body format.",
            request_id,
        )
    problem, late = _problem(state, request, account, body)
    if problem and not late:
        return refusal(*problem, request_id)
    fault = record.fault = state.faults.choose("submit", body_digest(body), body["input"]["prompt"])
    if fault and not fault.endswith("created"):
        return await _refuse(request, fault, request_id)
    if state.over_rate(account, body["model"], _submit_rate(state, body["model"])):
        return refusal(*REFUSALS["throttle_rate"], request_id)
    running = state.table.unfinished(account, body["model"], state.clock.now())
    if state.options.over_concurrency == "throttle" and running >= state.lanes(body["model"]):
        return refusal(429, "Throttling.Concurrency", "Too many concurrent requests.", request_id)
    task = state.create(account, body, late_problem=late)
    record.task_id = task.id
    if fault:
        return await _spoil(request, fault, task)
    return as_json({"output": {"task_status": "PENDING", "task_id": task.id}, "request_id": task.request_id})


def _submit_rate(state: State, model: str) -> float:
    return state.options.submits_per_s or MODELS[model].submits_per_s


def _problem(state: State, request: web.Request, account: str, body: Any) -> tuple[tuple[int, str, str] | None, bool]:
    """What is wrong with a body, and whether the task finds out later instead of the submission at once."""
    resolving = request.headers.get("X-DashScope-OssResourceResolve") == "enable"

    def resolve(model: str, role: str, url: str) -> tuple[int, str, str] | None:
        return resolve_media(state, account, resolving, model, role, url)

    problem = problem_in(body, resolve)
    late = problem is not None and state.options.size_check == "task" and "size is not match" in problem[2]
    return problem, late


async def _refuse(request: web.Request, fault: str, request_id: str) -> web.StreamResponse:
    if fault == "reset":
        return await drop(request)
    if fault == "html":
        return html()
    if fault == "redirect":
        return web.Response(status=307, headers={"Location": str(request.url.with_path("/elsewhere"))})
    return refusal(*REFUSALS[fault], request_id, "1" if fault == "throttle_wait" else None)


async def _spoil(request: web.Request, fault: str, task: Task) -> web.StreamResponse:
    """The task exists; the client cannot tell from the answer."""
    if fault == "reset_created":
        return await drop(request)
    if fault == "slow_created":
        await stall(request)
    if fault == "error_created":
        return refusal(*REFUSALS["error"], task.request_id)
    if fault == "html_created":
        return html()
    if fault == "html_ok_created":
        return html(200)
    if fault == "no_id_created":
        return as_json({"output": {"task_status": "PENDING"}, "request_id": task.request_id})
    return as_json({"output": {"task_status": "PENDING", "task_id": task.id}, "request_id": task.request_id})


async def poll(request: web.Request, record: Record) -> web.StreamResponse:
    state = request.app[STATE]
    request_id = str(uuid.uuid4())
    account = state.account_of(request)
    if account is None:
        return refusal(401, "InvalidApiKey", "Invalid API-key provided.", request_id)
    task_id = record.task_id = request.match_info["task_id"]
    fault = record.fault = state.faults.choose("poll", task_id)
    if fault == "reset":
        return await drop(request)
    if fault in ("html", "html_ok"):
        return html(502 if fault == "html" else 200)
    if fault in ("throttle", "error"):
        return refusal(*REFUSALS[fault], request_id)
    if fault == "slow":
        await stall(request)
    if state.over_rate(account, "queries", state.options.queries_per_s):
        return refusal(*REFUSALS["throttle"], request_id)
    task = state.table.tasks.get(task_id)
    if task is None or task.account != account or fault == "unknown":
        return as_json({"request_id": request_id, "output": {"task_id": task_id, "task_status": "UNKNOWN"}})
    return as_json(describe(state, task, str(request.url.origin()), request_id))


def describe(state: State, task: Task, origin: str, request_id: str) -> dict[str, Any]:
    """The answer to a poll, as the real service words it in each state."""
    status = task.state(state.clock.now())
    output: dict[str, Any] = {"task_id": task.id, "task_status": status}
    answer: dict[str, Any] = {"request_id": request_id, "output": output}
    if status == "UNKNOWN":
        return answer
    output["submit_time"] = spell(task.submitted)
    if status in ("RUNNING", "SUCCEEDED", "FAILED"):
        output["scheduled_time"] = spell(task.starts)
    if status in ("SUCCEEDED", "FAILED"):
        output["end_time"] = spell(task.ends)
    if status == "CANCELED":
        output["end_time"] = spell(task.canceled or 0)
    if status == "FAILED":
        output["code"], output["message"] = FAILURES[task.outcome]
    if status == "SUCCEEDED":
        output["orig_prompt"] = task.body["input"]["prompt"][: MODELS[task.model].prompt]  # silently cut off
        if MODELS[task.model].usage == "2.5" and (task.body.get("parameters") or {}).get("prompt_extend", True):
            output["actual_prompt"] = "Medium shot, soft light. " + output["orig_prompt"]
        if task.outcome != "no_url":
            output["video_url"] = signed_url(state, task, origin)
        answer["usage"] = usage(task)
    return answer


def usage(task: Task) -> dict[str, Any]:
    """What was billed, in the shape of the model's generation."""
    length, (width, height) = seconds(task.body), pixels(task.body)
    kind = MODELS[task.model].usage
    if kind == "2.5":
        return {"video_count": 1, "video_duration": length, "video_ratio": f"{width}*{height}"}
    references = len(task.body["input"].get("reference_urls", ()))
    found: dict[str, Any] = {
        "video_count": 1,
        "duration": float(length + 5 * references) if references else length,
        "SR": str(min(width, height)) if references else min(width, height),
        "input_video_duration": 5 * references,
        "output_video_duration": length,
    }
    if kind == "2.6":
        return found | {"size": f"{width}*{height}"}
    ratio = (task.body.get("parameters") or {}).get("ratio", "16:9")
    return found | {"ratio": ratio} | ({"fps": 30, "audio": has_sound(task.body)} if kind == "3.0" else {})


async def cancel(request: web.Request, record: Record) -> web.StreamResponse:
    state = request.app[STATE]
    request_id = str(uuid.uuid4())
    account = state.account_of(request)
    if account is None:
        return refusal(401, "InvalidApiKey", "Invalid API-key provided.", request_id)
    record.fault = state.faults.choose("cancel", request.match_info["task_id"])
    if record.fault:
        return refusal(*REFUSALS[record.fault], request_id)
    if state.over_rate(account, "queries", state.options.queries_per_s):
        return refusal(*REFUSALS["throttle"], request_id)
    task = state.table.tasks.get(request.match_info["task_id"])
    if task is None or task.account != account:
        return refusal(400, "InvalidParameter", "The task does not exist.", request_id)
    if not state.table.cancel(task.id, state.clock.now(), state.lanes(task.model)):
        return refusal(
            400,
            "UnsupportedOperation",
            "Failed to cancel the task, please confirm if the task is in PENDING status.",
            request_id,
        )
    return as_json({"request_id": request_id})


async def listing(request: web.Request, record: Record) -> web.StreamResponse:
    state = request.app[STATE]
    request_id = str(uuid.uuid4())
    account = state.account_of(request)
    if account is None:
        return refusal(401, "InvalidApiKey", "Invalid API-key provided.", request_id)
    record.fault = state.faults.choose("list", "list")
    if record.fault:
        return refusal(*REFUSALS[record.fault], request_id)
    if state.over_rate(account, "queries", state.options.queries_per_s):
        return refusal(*REFUSALS["throttle"], request_id)
    query, now = request.query, state.clock.now()
    try:
        until = compact(query["end_time"]) if "end_time" in query else now + 1
        since = compact(query["start_time"]) if "start_time" in query else until - 24 * 3600
        page, size = int(query.get("page_no", 1)), int(query.get("page_size", 10))
    except ValueError:
        return refusal(400, "InvalidParameter", "start_time and end_time must be YYYYMMDDhhmmss", request_id)
    if not 0 <= until - since <= 24 * 3600 + 1 or page < 1 or not 1 <= size <= 100:
        return refusal(400, "InvalidParameter", "The time span must not exceed 24 hours.", request_id)
    found = [
        t
        for t in state.table.tasks.values()
        if t.account == account
        and since <= t.submitted < until + 1
        and query.get("model_name", t.model) == t.model
        and query.get("status", t.state(now)) == t.state(now)
    ]
    found.sort(key=lambda t: t.submitted, reverse=True)
    shown = found[(page - 1) * size : page * size]
    return as_json(
        {
            "request_id": request_id,
            "data": [_row(t, now) for t in shown],
            "total": len(found),
            "page_no": page,
            "page_size": size,
            "total_page": -(-len(found) // size),
        }
    )


def _row(task: Task, now: float) -> dict[str, Any]:
    row = {
        "task_id": task.id,
        "model_name": task.model,
        "status": task.state(now),
        "user_api_unique_key": f"apikey:v1:aigc:video-generation:video-synthesis:{task.model}",
        "api_key_id": task.account,
        "caller_parent_id": task.account,
        "gmt_create": int(task.submitted * 1000),
        "request_id": task.request_id,
        "region": "cn-beijing",
    }
    if task.starts <= now:
        row["start_time"] = int(task.starts * 1000)
    if task.ends <= now:
        row["end_time"] = int(task.ends * 1000)
    return row
