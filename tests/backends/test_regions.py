"""Which address a region and a workspace stand for."""

from __future__ import annotations

import pytest

from wanboard.backends.regions import base_url_for, check_base_url, region_of
from wanboard.errors import UsageError


@pytest.mark.parametrize(
    ("region", "workspace", "url"),
    [
        ("beijing", None, "https://dashscope.aliyuncs.com/api/v1"),
        ("singapore", None, "https://dashscope-intl.aliyuncs.com/api/v1"),
        ("virginia", None, "https://dashscope-us.aliyuncs.com/api/v1"),
        ("beijing", "llm-ab12", "https://llm-ab12.cn-beijing.maas.aliyuncs.com/api/v1"),
        ("singapore", "llm-ab12", "https://llm-ab12.ap-southeast-1.maas.aliyuncs.com/api/v1"),
        ("virginia", "llm-ab12", "https://llm-ab12.us-east-1.maas.aliyuncs.com/api/v1"),
        ("frankfurt", "ws", "https://ws.eu-central-1.maas.aliyuncs.com/api/v1"),
    ],
)
def test_hosts(region: str, workspace: str | None, url: str) -> None:
    assert base_url_for(region, workspace, {}) == url
    assert region_of(url) == region


def test_the_environment_wins_as_in_the_official_sdk() -> None:
    env = {"DASHSCOPE_HTTP_BASE_URL": " http://127.0.0.1:8000/api/v1/ "}
    assert base_url_for("beijing", "ws", env) == "http://127.0.0.1:8000/api/v1"
    assert region_of("http://127.0.0.1:8000/api/v1") is None


@pytest.mark.parametrize(
    ("region", "workspace", "said"),
    [
        ("mars", None, "mars"),
        ("mars", "ws", "mars"),
        ("tokyo", None, "tokyo"),
        ("beijing", "a/b.evil.com", "workspace"),
    ],
)
def test_what_has_no_host_is_said(region: str, workspace: str | None, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        base_url_for(region, workspace, {})


@pytest.mark.parametrize(
    "text", ["dashscope.aliyuncs.com", "ftp://h/api/v1", "https://", "https://u:p@h/x", "https://h/a?b"]
)
def test_an_address_must_be_one(text: str) -> None:
    with pytest.raises(UsageError):
        check_base_url(text, "X")
