"""A task as the service reports it, read leniently: answers differ between generations and recordings. No I/O
here."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from wanboard.backends.base import ListedTask, TaskReport, TaskState
from wanboard.backends.verdicts import clean

# Times carry no zone; two recordings pair them with Unix times that make them UTC+8.
SERVICE_ZONE = datetime.timezone(datetime.timedelta(hours=8))

_STATES: Mapping[str, TaskState] = {
    "PENDING": TaskState.PENDING,
    "SUSPENDED": TaskState.PENDING,  # in the SDK's list of states, nowhere explained; it is not an end
    "RUNNING": TaskState.RUNNING,
    "SUCCEEDED": TaskState.SUCCEEDED,
    "FAILED": TaskState.FAILED,
    "CANCELED": TaskState.CANCELED,
    "CANCELLED": TaskState.CANCELED,
    "UNKNOWN": TaskState.UNKNOWN,
}


def state_named(text: object) -> TaskState | None:
    """The state a word stands for; None for a word that is not known."""
    return _STATES.get(str(text).upper())


def report_in(body: Mapping[str, Any], task_id: str, key: str) -> TaskReport | None:
    """The report in an answer to a poll; None where it is no such answer."""
    output = body.get("output")
    if not isinstance(output, dict):
        return None
    state = state_named(output.get("task_status"))
    if state is None:
        return None
    url = _text(output.get("video_url"))
    usage = body.get("usage")
    return TaskReport(
        task_id=task_id,
        state=state,
        video_url=url,
        url_expires_at=expiry_of(url) if url else None,
        code=_text(output.get("code")),
        message=clean(str(output.get("message") or ""), key) or None,
        request_id=_text(body.get("request_id")),
        actual_prompt=_text(output.get("actual_prompt")),
        orig_prompt=_text(output.get("orig_prompt")),
        billed_s=billed_seconds(usage) if isinstance(usage, dict) else None,
        submitted_at=moment(output.get("submit_time")),
        ended_at=moment(output.get("end_time")),
    )


def billed_seconds(usage: Mapping[str, Any]) -> float | None:
    """What is billed: `duration` (with the input's seconds) from wan2.6 on, `video_duration` before."""
    for name in ("duration", "video_duration"):
        found = number(usage.get(name))
        if found is not None:
            return found
    parts = [number(usage.get(name)) for name in ("input_video_duration", "output_video_duration")]
    return sum(p for p in parts if p is not None) if parts[1] is not None else None


def expiry_of(url: str) -> float | None:
    """When a signed address ends, by its own `Expires` (Unix seconds)."""
    try:
        values = parse_qs(urlsplit(url).query).get("Expires", [])
    except ValueError:
        return None
    return number(values[0]) if values else None


def moment(value: object) -> float | None:
    """Unix seconds of a time: "YYYY-MM-DD HH:MM:SS[.mmm]" (UTC+8), Unix seconds or milliseconds."""
    found = number(value)
    if found is not None:
        return found / 1000 if found > 1e11 else found or None
    try:
        parsed = datetime.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=SERVICE_ZONE)).timestamp()


def spell_moment(unix: float) -> str:
    """A time as the list's filters want it: YYYYMMDDhhmmss, UTC+8."""
    return datetime.datetime.fromtimestamp(unix, SERVICE_ZONE).strftime("%Y%m%d%H%M%S")


def listed_in(body: Mapping[str, Any], model: str) -> list[ListedTask] | None:
    """The rows of one page of the task list; None where it is no such page."""
    rows = body.get("data")
    if rows is None and isinstance(body.get("output"), dict):
        rows = body["output"].get("data")
    if not isinstance(rows, list):
        return None
    found = []
    for row in rows:
        if not isinstance(row, dict) or not _text(row.get("task_id")):
            continue
        state = state_named(row.get("status") or row.get("task_status")) or TaskState.UNKNOWN
        when = moment(row.get("gmt_create") or row.get("submit_time") or row.get("start_time"))
        name = _text(row.get("model_name") or row.get("model")) or model
        found.append(ListedTask(str(row["task_id"]), name, state, when))
    return found


def number(value: object) -> float | None:
    """A number that may be spelled as text; None for anything else, also for true and NaN."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
