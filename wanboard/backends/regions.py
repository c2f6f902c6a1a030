"""Where each region answers. No I/O here.

Key, model and address must be of one region. A workspace has a host of its own, in more regions; the newest
models are only there. An address from the environment wins, spelled as the official SDK wants it (ending in
/api/v1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wanboard.errors import UsageError

VARIABLE = "DASHSCOPE_HTTP_BASE_URL"
API = "/api/v1"

HOSTS: Mapping[str, str] = {
    "beijing": "dashscope.aliyuncs.com",
    "singapore": "dashscope-intl.aliyuncs.com",
    "virginia": "dashscope-us.aliyuncs.com",
}
WORKSPACE_REGIONS: Mapping[str, str] = {
    "beijing": "cn-beijing",
    "singapore": "ap-southeast-1",
    "virginia": "us-east-1",
    "frankfurt": "eu-central-1",
    "tokyo": "ap-northeast-1",
    "hongkong": "cn-hongkong",
}
_WORKSPACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}")


def base_url_for(region: str, workspace: str | None, env: Mapping[str, str]) -> str:
    """The address that requests go to, ending in /api/v1.

    Raises: UsageError for a region without a host, a workspace id or an address that cannot be one.
    """
    given = (env.get(VARIABLE) or "").strip()
    if given:
        return check_base_url(given, VARIABLE)
    if workspace:
        if region not in WORKSPACE_REGIONS:
            raise UsageError(f"no region {region!r}", hint=f"regions: {', '.join(WORKSPACE_REGIONS)}")
        if not _WORKSPACE.fullmatch(workspace):
            raise UsageError(f"{workspace!r} is not a workspace id", hint="it looks like llm-abc123, see the console")
        return f"https://{workspace}.{WORKSPACE_REGIONS[region]}.maas.aliyuncs.com{API}"
    if region not in HOSTS:
        hint = "it answers on workspace hosts only: set a workspace" if region in WORKSPACE_REGIONS else None
        raise UsageError(f"no public host for region {region!r}", hint=hint or f"regions: {', '.join(HOSTS)}")
    return f"https://{HOSTS[region]}{API}"


def check_base_url(text: str, name: str) -> str:
    """The address without a slash at its end. Raises: UsageError where it is not http(s) or has no host."""
    bare = text.rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", bare):
        raise UsageError(f"{name} is not an http address", hint="for example https://dashscope.aliyuncs.com/api/v1")
    return bare


def region_of(base_url: str) -> str | None:
    """The region's name by its host; None for an address of the user's own."""
    for name, host in HOSTS.items():
        if f"://{host}/" in base_url:
            return name
    for name, part in WORKSPACE_REGIONS.items():
        if f".{part}.maas.aliyuncs.com/" in base_url:
            return name
    return None
