"""Bodies compared field by field with the seed documents' own examples, and with what the official SDK sends.

Each file in `golden/` names its source and holds a request, the body it must become and, where the SDK can
say the same, the arguments of that call. The SDK adds `input.extend_prompt` and `input.function`, which mean
nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dashscope
import pytest
from dashscope import VideoSynthesis
from service import Options, serve

from wanboard.backends.base import BackendError, Settings
from wanboard.backends.registry import backend_named
from wanboard.plan.request import MediaInput, Request
from wanboard.profiles.registry import load_profiles

KEY = "sk-golden"
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))
CASES = {path.stem: json.loads(path.read_text("utf-8")) for path in GOLDEN}
SPOKEN_BY_SDK = [name for name, case in CASES.items() if "sdk" in case]


def request_of(given: Mapping[str, Any]) -> Request:
    media = tuple(MediaInput(m["role"], m["name"], m["url"], m["url"], None) for m in given["media"])
    fields = {name: given[name] for name in ("model", "protocol", "prompt", "negative_prompt", "parameters")}
    return Request(**fields, media=media)


@pytest.mark.parametrize("name", CASES)
def test_body_is_the_documents_own(name: str) -> None:
    case = CASES[name]
    body = backend_named(case["backend"]).body(request_of(case["request"]))
    assert json.loads(json.dumps(body)) == case["body"]


@pytest.mark.parametrize("name", SPOKEN_BY_SDK)
def test_what_is_sent_is_what_the_sdk_sends(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[name]
    with serve(Options(fps=1)) as service:
        monkeypatch.setattr(dashscope, "base_http_api_url", service.url)
        VideoSynthesis.async_call(api_key=KEY, **case["sdk"])

        async def send() -> None:
            settings = Settings("dashscope", service.url, KEY)
            async with backend_named("dashscope").open(settings) as session:
                with contextlib.suppress(BackendError):
                    await session.submit(request_of(case["request"]))

        asyncio.run(send())
        theirs, ours = service.of("submit")
    for field in ("extend_prompt", "function"):
        theirs.body["input"].pop(field)
    assert ours.body == theirs.body == case["body"]
    for header in ("Authorization", "X-DashScope-Async"):
        assert ours.headers[header] == theirs.headers[header]
    assert ours.headers.get("X-DashScope-OssResourceResolve") == theirs.headers.get("X-DashScope-OssResourceResolve")
    assert (ours.method, ours.path, ours.status) == (theirs.method, theirs.path, 200)


def test_every_profile_has_a_golden_request() -> None:
    assert {case["request"]["model"] for case in CASES.values()} >= {profile.id for profile in load_profiles()}


def test_every_protocol_has_a_golden_request() -> None:
    spoken = {(case["backend"], case["request"]["protocol"]) for case in CASES.values()}
    assert spoken >= {
        ("dashscope", "legacy"),
        ("dashscope", "wan27"),
        ("dashscope", "wan30"),
        ("gateway", "legacy"),
    }
