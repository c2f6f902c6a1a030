"""A new-api gateway before the same tasks: its own routes, spellings, losses and errors.

Options (`Options.gateway`): `vocabulary` "upper" (IN_PROGRESS, SUCCESS) or "lower" (in_progress, completed);
`url_place` "data", "result_url", "fail_reason", "metadata" or "nested"; `keeps` the parameters that its
structures have (upstream has no shot_type, ratio …); `omitempty` whether false and 0 get lost; `cycle_s` how
often it looks after its tasks; `data` "raw" hands the service's own answer through, "none" hides it.
"""

from __future__ import annotations

import uuid
from typing import Any

from aiohttp import web

from service.misbehave import REFUSALS, drop, html, stall
from service.models import MODELS
from service.record import Record
from service.results import signed_url
from service.state import STATE, State, as_json
from service.synthesis import FAILURES, describe
from service.tasks import Task, body_digest
from service.uploads import resolve_media
from service.validate import problem_in

KEEPS = ("resolution", "size", "duration", "prompt_extend", "watermark", "audio", "seed")
KEEPS_INPUT = ("prompt", "negative_prompt", "audio_url", "img_url", "template")
WORDS = {
    "upper": {"PENDING": "QUEUED", "RUNNING": "IN_PROGRESS", "SUCCEEDED": "SUCCESS", "FAILED": "FAILURE"},
    "lower": {"PENDING": "queued", "RUNNING": "in_progress", "SUCCEEDED": "completed", "FAILED": "failed"},
}


def _error(status: int, code: str, message: str) -> web.Response:
    return as_json({"code": code, "message": message, "data": None}, status)


def _unauthorized() -> web.Response:
    error = {"message": "无效的令牌", "type": "new_api_error", "code": "invalid_api_key"}
    return as_json({"error": error}, 401)


def translate(given: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """The DashScope body the gateway makes of its own, with everything it loses lost."""
    keeps, omitempty = options.get("keeps", KEEPS), options.get("omitempty", True)
    metadata = given.get("metadata") or {}
    default = "1920*1080" if given["model"].startswith(("wan2.5", "wan2.2")) else "1280*720"
    parameters: dict[str, Any] = {"size": given.get("size", default), "duration": given.get("duration", 5)}
    parameters |= {"prompt_extend": True, "watermark": False} | dict(metadata.get("parameters") or {})
    parameters = {name: value for name, value in parameters.items() if name in keeps}
    if omitempty:
        parameters = {name: value for name, value in parameters.items() if value not in (False, 0, "")}
    asked = {name: v for name, v in dict(metadata.get("input") or {}).items() if name in KEEPS_INPUT and v}
    return {"model": given["model"], "input": {"prompt": given["prompt"]} | asked, "parameters": parameters}


async def submit(request: web.Request, record: Record) -> web.StreamResponse:
    state = request.app[STATE]
    account = state.account_of(request)
    if account is None:
        return _unauthorized()
    try:
        given = record.body = await request.json()
    except ValueError:
        return _error(400, "invalid_request", "invalid character in request body")
    for name in ("model", "prompt"):
        if not isinstance(given.get(name), str) or not given[name]:
            return _error(400, "invalid_request" if name == "prompt" else "missing_model", f"{name} is required")
    if given["model"] not in MODELS:
        return _error(503, "model_not_found", f"当前分组 default 下对于模型 {given['model']} 无可用渠道")
    body = translate(given, dict(state.options.gateway))
    problem = problem_in(body, lambda model, role, url: resolve_media(state, account, False, model, role, url))
    if problem:
        return _error(problem[0], "ali_api_error", f"{problem[1]}: {problem[2]}")
    fault = record.fault = state.faults.choose("submit", body_digest(body), given["prompt"])
    if fault and not fault.endswith("created"):
        return await _refused(request, fault)
    task = state.create(account, body)
    record.task_id = task.id
    if fault == "reset_created":
        return await drop(request)
    if fault == "slow_created":
        await stall(request)
    if fault in ("error_created", "html_created"):
        return _error(500, "do_request_failed", "请求上游地址失败") if fault == "error_created" else html()
    return as_json(
        {
            "id": task.id,
            "object": "video",
            "model": task.model,
            "status": "queued",
            "progress": 0,
            "created_at": int(task.submitted),
        }
    )


async def _refused(request: web.Request, fault: str) -> web.StreamResponse:
    if fault == "reset":
        return await drop(request)
    if fault == "html":
        return html()
    status, code, message = REFUSALS[fault]
    if status == 429:
        return _error(429, "fail_to_fetch_task", "当前分组上游负载已饱和，请稍后再试")
    if fault == "error":
        return _error(500, "do_request_failed", "请求上游地址失败")
    return _error(status, "ali_api_error", f"{code}: {message}")


async def poll(request: web.Request, record: Record) -> web.StreamResponse:
    state = request.app[STATE]
    account = state.account_of(request)
    if account is None:
        return _unauthorized()
    task = state.table.tasks.get(request.match_info["task_id"])
    record.task_id = request.match_info["task_id"]
    fault = record.fault = state.faults.choose("poll", record.task_id)
    if fault == "reset":
        return await drop(request)
    if fault in ("html", "html_ok"):
        return html(502 if fault == "html" else 200)
    if fault in ("error", "throttle"):
        return _error(REFUSALS[fault][0], "get_task_failed", REFUSALS[fault][2])
    if task is None or task.account != account:
        return _error(400, "task_not_exist", "task_not_exist")
    return as_json({"code": "success", "message": "", "data": _view(state, task, str(request.url.origin()))})


def _view(state: State, task: Task, origin: str) -> dict[str, Any]:
    """The task as the gateway last saw it: it looks every `cycle_s`."""
    options = state.options.gateway
    cycle = float(options.get("cycle_s", 0.0))
    status = task.state(state.clock.now() if not cycle else state.clock.now() // cycle * cycle)
    if status in ("UNKNOWN", "CANCELED"):
        status = "FAILED"
    words = WORDS[str(options.get("vocabulary", "upper"))]
    view: dict[str, Any] = {
        "task_id": task.id,
        "action": "textGenerate",
        "status": words[status],
        "fail_reason": "",
        "submit_time": int(task.submitted),
        "start_time": int(task.starts) if status != "PENDING" else 0,
        "finish_time": int(task.ends) if status in ("SUCCEEDED", "FAILED") else 0,
        "progress": {"PENDING": "10%", "RUNNING": "30%"}.get(status, "100%"),
        "data": None,
    }
    raw = describe(state, task, origin, str(uuid.uuid4()))
    place = str(options.get("url_place", "data"))
    if place != "data":
        raw["output"].pop("video_url", None)
    if options.get("data", "raw") == "raw" and raw["output"]["task_status"] == status:
        view["data"] = raw
    if status == "FAILED":
        code, message = FAILURES.get(task.outcome, ("InternalError", "unknown"))
        view["fail_reason"] = f"task failed, code: {code} , message: {message}"
    if status == "SUCCEEDED":
        url = signed_url(state, task, origin)
        view |= {"result_url": {"result_url": url}, "fail_reason": {"fail_reason": url}}.get(place, {})
        view |= {"metadata": {"url": url}} if place == "metadata" else {}
    return view
