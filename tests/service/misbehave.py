"""Answers that no client should have to see, shared by the handlers."""

from __future__ import annotations

import asyncio
import contextlib

from aiohttp import web

from service.state import STATE, as_json

HTML = """<html><head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center></body></html>"""

REFUSALS = {
    "throttle": (429, "Throttling", "Requests throttling triggered."),
    "throttle_rate": (429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later."),
    "throttle_wait": (429, "LimitRequests", "Requests rate limit exceeded, please try again later."),
    "throttle_quota": (
        429,
        "Throttling.AllocationQuota",
        "You exceeded your current quota, please check your plan and billing details. insufficient_quota",
    ),
    "free_quota": (429, "Throttling.AllocationQuota", "Free allocated quota exceeded."),
    "not_purchased": (429, "CommodityNotPurchased", "Commodity has not purchased yet."),
    "prepaid_overdue": (429, "PrepaidBillOverdue", "The prepaid bill is overdue."),
    "refuse": (400, "InvalidParameter", "Required body invalid, please check the request body format."),
    "refused": (400, "InvalidParameter", "Required body invalid, please check the request body format."),
    "moderated": (400, "DataInspectionFailed", "Input data may contain inappropriate content."),
    "arrearage": (400, "Arrearage", "Access denied, please make sure your account is in good standing."),
    "bad_key": (401, "InvalidApiKey", "Invalid API-key provided."),
    "model_not_found": (404, "ModelNotFound", "Model can not be found."),
    "error": (500, "InternalError", "Internal server error!"),
    "timeout_408": (408, "RequestTimeOut", "Request timed out, please try again later."),
}


def refusal(status: int, code: str, message: str, request_id: str, retry_after: str | None = None) -> web.Response:
    headers = {"Retry-After": retry_after} if retry_after else None
    return as_json({"code": code, "message": message, "request_id": request_id}, status, headers)


def html(status: int = 502) -> web.Response:
    return web.Response(text=HTML, status=status, content_type="text/html")


async def drop(request: web.Request) -> web.Response:
    """Cut the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    await asyncio.sleep(0)
    return web.Response(status=500)


async def stall(request: web.Request) -> None:
    """Wait `slow_s` real seconds, or until the service stops."""
    state = request.app[STATE]
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(state.closing.wait(), state.options.slow_s)
