"""Finished films behind signed addresses, as the object store serves them."""

from __future__ import annotations

import asyncio

from aiohttp import web

from service.clips import individual
from service.misbehave import drop, html, stall
from service.record import Record
from service.state import STATE, State
from service.tasks import Task

DENIED = """<?xml version="1.0" encoding="UTF-8"?>
<Error>
  <Code>{code}</Code>
  <Message>{message}</Message>
  <RequestId>65F0A2B1C3D4E5F6A7B8C9D0</RequestId>
  <HostId>dashscope-result-bj.oss-cn-beijing.aliyuncs.com</HostId>
</Error>
"""


def signed_url(state: State, task: Task, origin: str) -> str:
    """The address of a finished film; it says itself, in Unix seconds, when it ends."""
    path = f"/result/{task.id}.mp4"
    expires = int(task.ends + state.options.url_lifetime_s)
    return f"{origin}{path}?Expires={expires}&OSSAccessKeyId=LTAI5tExample&Signature={state.sign(path, expires)}"


def denied(message: str, code: str = "AccessDenied", status: int = 403) -> web.Response:
    return web.Response(text=DENIED.format(code=code, message=message), status=status, content_type="application/xml")


async def download(request: web.Request, record: Record) -> web.StreamResponse:
    state = request.app[STATE]
    task = state.table.tasks.get(request.match_info["name"].removesuffix(".mp4"))
    if task is None:
        return denied("The specified key does not exist.", "NoSuchKey", 404)
    record.task_id = task.id
    if "Authorization" in request.headers:  # the object store takes it for a signature of its own and refuses
        return denied("AccessKey in both header and query is not allowed.", "InvalidArgument", 400)
    expires = request.query.get("Expires", "0")
    signature = state.sign(f"/result/{task.id}.mp4", int(expires))
    if signature != request.query.get("Signature"):
        return denied("The request signature we calculated does not match.", "SignatureDoesNotMatch")
    if state.clock.now() >= int(expires):
        return denied("Request has expired.")
    fault = record.fault = state.faults.choose("download", task.id, task.body["input"]["prompt"])
    if fault is not None:
        return await _spoiled(request, record, state, task, fault)
    return _film(individual((await state.making(state.clip_key(task))).read_bytes(), task.id), request)


def _film(data: bytes, request: web.Request) -> web.Response:
    """A whole film, or the asked range of it."""
    headers = {"Accept-Ranges": "bytes", "ETag": f'"{len(data):x}"'}
    asked = request.headers.get("Range", "")
    if asked.startswith("bytes=") and asked.endswith("-") and asked[6:-1].isdigit():
        start = int(asked[6:-1])
        if start >= len(data):
            return web.Response(status=416)
        headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        return web.Response(body=data[start:], status=206, content_type="video/mp4", headers=headers)
    return web.Response(body=data, content_type="video/mp4", headers=headers)


async def _spoiled(request: web.Request, record: Record, state: State, task: Task, fault: str) -> web.StreamResponse:
    simple = {
        "expired": lambda: denied("Request has expired."),
        "refused": lambda: denied("You have no right to access this object because of bucket acl."),
        "html": lambda: html(200),
        "error": lambda: denied("We encountered an internal error. Please try again.", "InternalError", 500),
        "xml": lambda: web.Response(
            text=DENIED.format(code="AccessDenied", message="x"), content_type="application/xml"
        ),
        "empty": lambda: web.Response(body=b"", content_type="video/mp4"),
    }
    if fault in simple:
        return simple[fault]()
    if fault == "reset":
        return await drop(request)
    if fault == "slow":
        await stall(request)
    width, height = state.clip_key(task)[1]
    change = {
        "other_size": {"size": (width // 4 * 2, height // 4 * 2)},
        "other_length": {"seconds": max(1, state.clip_key(task)[0] - 1)},
        "silent": {"audio": False},
    }.get(fault, {})
    data = individual((await state.making(state.clip_key(task, **change))).read_bytes(), task.id)
    if fault == "half_file":
        return web.Response(body=data[: len(data) // 2], content_type="video/mp4")
    if fault == "truncated":
        return await _cut_short(_film(data, request), request)
    return web.Response(body=data, content_type="video/mp4")


async def _cut_short(whole: web.Response, request: web.Request) -> web.StreamResponse:
    """Half of an answer under the headers of all of it."""
    assert isinstance(whole.body, bytes)
    answer = web.StreamResponse(status=whole.status, headers=whole.headers)
    answer.content_length = len(whole.body)
    await answer.prepare(request)
    await answer.write(whole.body[: len(whole.body) // 2])
    await asyncio.sleep(0.05)  # for clients that lose what they have not read when a connection ends
    if request.transport is not None:
        request.transport.close()
    return answer
