"""Temporary uploads: the policy, the object store's form, and what an oss:// address resolves to."""

from __future__ import annotations

import hashlib
import io
import uuid

import av
from aiohttp import web

from service.clock import spell
from service.misbehave import REFUSALS, drop, refusal
from service.models import MODELS
from service.record import Record
from service.state import STATE, State, as_json

LIFETIME_S = 48 * 3600.0
AUDIO_BYTES = 15 * 2**20


async def policy(request: web.Request, record: Record) -> web.StreamResponse:
    state = request.app[STATE]
    request_id = str(uuid.uuid4())
    account = state.account_of(request)
    if account is None:
        return refusal(401, "InvalidApiKey", "Invalid API-key provided.", request_id)
    model = request.query.get("model", "")
    if request.query.get("action") != "getPolicy" or model not in MODELS:
        return refusal(400, "InvalidParameter", "action and model must provided", request_id)
    record.fault = state.faults.choose("upload", model)
    if record.fault == "reset":
        return await drop(request)
    if record.fault:
        return refusal(*REFUSALS[record.fault], request_id)
    folder = f"dashscope-instant/{account}/{spell(state.clock.now())[:10]}/{uuid.uuid4()}"
    ticket = f"{account}|{model}|{folder}"
    return as_json(
        {
            "request_id": request_id,
            "data": {
                "policy": ticket,
                "signature": hashlib.sha1(ticket.encode()).hexdigest(),
                "upload_dir": folder,
                "upload_host": f"{request.url.origin()}/oss",
                "expire_in_seconds": 300,
                "max_file_size_mb": 100,
                "capacity_limit_mb": 999999999,
                "oss_access_key_id": "LTAI5tExample",
                "x_oss_object_acl": "private",
                "x_oss_forbid_overwrite": "true",
            },
        }
    )


async def receive(request: web.Request, record: Record) -> web.StreamResponse:
    """The object store's own form: fields first, the file last; it knows nothing of keys."""
    state = request.app[STATE]
    form = await request.post()
    record.body = {name: value for name, value in form.items() if isinstance(value, str)}
    ticket, key, file = str(form.get("policy", "")), str(form.get("key", "")), form.get("file")
    account, _, rest = ticket.partition("|")
    model, _, folder = rest.partition("|")
    good = hashlib.sha1(ticket.encode()).hexdigest() == form.get("Signature") and key.startswith(f"{folder}/")
    needed = {"OSSAccessKeyId", "x-oss-object-acl", "x-oss-forbid-overwrite", "success_action_status"}
    if not good or needed - set(form) or not isinstance(file, web.FileField) or "Authorization" in request.headers:
        return web.Response(status=403, text="<Error><Code>AccessDenied</Code></Error>", content_type="application/xml")
    state.objects[key] = (account, model, state.clock.now(), file.file.read())
    return web.Response(status=int(str(form["success_action_status"])))


def resolve_media(
    state: State, account: str, resolving: bool, model: str, role: str, url: str
) -> tuple[int, str, str] | None:
    """What is wrong with a media address, as the service would find it; http addresses are taken on trust."""
    if not url.startswith("oss://"):
        return None
    if not resolving:
        return (
            400,
            "InvalidURL",
            "Required URL is missing or invalid: oss resources need X-DashScope-OssResourceResolve",
        )
    owner, for_model, when, data = state.objects.get(url.removeprefix("oss://"), ("", "", 0.0, b""))
    if owner != account or for_model != model or state.clock.now() > when + LIFETIME_S:
        return (
            400,
            "InvalidURL",
            "The oss resource does not exist, has expired or belongs to another account or model.",
        )
    if role != "audio":
        return None
    if len(data) > AUDIO_BYTES:
        return 400, "InvalidURL", "The audio file is larger than 15MB."
    try:
        with av.open(io.BytesIO(data)) as container:
            length = (container.duration or 0) / av.time_base
    except av.FFmpegError:
        return 400, "InvalidURL", "Unsupported audio format, allowed: .wav .mp3"
    if not 3 <= length <= 30.05:
        return 400, "InvalidURL", f"The audio duration {length:.2f}s is out of range [3, 30]"
    return None
