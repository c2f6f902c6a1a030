"""What went wrong, in the user's words, and the next step: one table from the service's codes.

Codes and their meaning are the service's error reference; a code is matched whole, then by its part before
the first dot. Matching is by code, never by message: the same quota wording is used for limits that pass and
limits that do not.
"""

from __future__ import annotations

from dataclasses import dataclass

from wanboard.execute.jobs import Failure
from wanboard.store.record import Record, State

AGAIN = "run the same command again to go on; nothing that was paid for is paid again"


@dataclass(frozen=True, slots=True)
class _Entry:
    message: str
    advice: str
    account_wide: bool = False  # every further request of this model would be refused as well


_MODERATION = _Entry(
    "the service's content check stopped this clip",
    "reword the named shots (the check reads the whole prompt, all shots together), then build again; "
    "a clip that was stopped is not billed",
)
_KEY = _Entry(
    "the service does not accept this key",
    "check DASHSCOPE_API_KEY; a key works only in its own region (--region beijing, singapore or virginia)",
    account_wide=True,
)
_DENIED = _Entry(
    "the account may not use this model or endpoint",
    "open the model for this account and workspace in the console, or choose another model or region",
    account_wide=True,
)
_ARREARS = _Entry(
    "the account is in arrears or has no valid plan",
    "settle the bill in the service's console, then build again",
    account_wide=True,
)
_FREE_QUOTA = _Entry(
    "the account's free quota is used up",
    "switch off 'free tier only' or buy a plan in the console, or wait for new quota, then build again",
    account_wide=True,
)
_MEDIA_URL = _Entry(
    "the service could not read a file that goes with the clip",
    "check that the URL opens without a login and that the file keeps the model's limits",
)
_INTERNAL = _Entry("the service failed inside", AGAIN + "; the failed task is not billed")
_BROKEN_REQUEST = _Entry(
    "the service does not accept a parameter of this clip",
    "compare the request (`wanboard compile`) with the message; change size, duration or prompt accordingly",
)

_TABLE: dict[str, _Entry] = {
    "DataInspectionFailed": _MODERATION,
    "data_inspection_failed": _MODERATION,
    "IPInfringementSuspect": _Entry(
        "the service suspects that the prompt or a reference infringes someone's rights",
        "remove names of brands, films and persons from the named shots, or change the reference",
    ),
    "CustomRoleBlocked": _MODERATION,
    "InvalidParameter.DataInspection": _MEDIA_URL,
    "InvalidURL": _MEDIA_URL,
    "InvalidFile": _MEDIA_URL,
    "BadRequest.InputDownloadFailed": _MEDIA_URL,
    "BadRequest.UnsupportedFileFormat": _MEDIA_URL,
    "BadRequest.TooLarge": _MEDIA_URL,
    "InvalidParameter": _BROKEN_REQUEST,
    "BadRequest": _BROKEN_REQUEST,
    "Arrearage": _ARREARS,
    "PrepaidBillOverdue": _ARREARS,
    "PostpaidBillOverdue": _ARREARS,
    "CommodityNotPurchased": _ARREARS,
    "InvalidApiKey": _KEY,
    "invalid_api_key": _KEY,
    "NOT AUTHORIZED": _KEY,
    "AccessDenied": _DENIED,
    "Model": _DENIED,
    "Workspace": _DENIED,
    "Endpoint": _DENIED,
    "WorkSpaceNotFound": _DENIED,
    "ModelNotFound": _Entry(
        "the service does not know this model here",
        "check render.model and the region; `wanboard models` shows which regions have it",
        account_wide=True,
    ),
    "AllocationQuota": _FREE_QUOTA,
    "Throttling.AllocationQuota": _FREE_QUOTA,  # here only where the backend says it will not pass
    "InternalError.Timeout": _Entry(
        "the service gave the task up after three hours", AGAIN + "; the failed task is not billed"
    ),
    "InternalError": _INTERNAL,
    "SystemError": _INTERNAL,
    "ModelServiceFailed": _INTERNAL,
    "ServiceUnavailable": _INTERNAL,
    "ModelUnavailable": _INTERNAL,
    "RequestTimeOut": _INTERNAL,
    "Canceled": _Entry("the task was cancelled", "it is not billed; build again to generate the clip"),
    "Expired": _Entry(
        "the result can no longer be fetched: the service keeps it for 24 hours",
        "build again to generate the clip anew; it will be billed again, `wanboard plan` shows the cost",
    ),
    "FileMissing": _Entry(
        "the take's file is gone from .wanboard/media, and the service keeps results for 24 hours only",
        "put the file back from a backup, or build again to generate the clip anew (it will be billed again)",
    ),
    "UnknownTask": _Entry(
        "the service does not know this task, although its 24 hours are not over",
        "check that key and region are the ones it was made with, and run again; if it never existed, "
        "`wanboard settle CLIP --paid-nothing` lets the clip be generated anew",
    ),
    "OtherAccount": _Entry(
        "the task was made with another key, region or service",
        "run again with those to fetch it, or `wanboard settle CLIP --paid-nothing` to give it up",
    ),
    "UnexpectedVideo": _Entry(
        "the service delivered another video than was asked for; it is kept, and not used in the film",
        "`wanboard settle CLIP --task ID` uses it as it is, `--paid-nothing` lets it be generated anew",
    ),
    "BrokenVideo": _Entry("the downloaded video is broken each time", "the task is kept; " + AGAIN),
    "VideoRefused": _Entry("the finished video cannot be fetched now", "the task is kept; " + AGAIN),
    "NoVideo": _Entry("the service says done but names no video", "the task is kept; " + AGAIN),
    "DiskFull": _Entry("the video cannot be written to disk", "make room; the task is kept, " + AGAIN),
    "NoRoom": _Entry(
        "not sent: the disk is full, so that the task's id could not be written down", "make room, then " + AGAIN
    ),
    "DiskReadOnly": _Entry(
        "the video cannot be written to disk",
        "the task is kept; check the permissions of .wanboard, then " + AGAIN,
    ),
    "StillRunning": _Entry(
        "the task has not finished within the service's own three hours",
        "the task is kept; run again to look once more, or `wanboard cancel` while it is pending",
    ),
    "PollFailed": _Entry("the service could not be asked about the task", "the task is kept; " + AGAIN),
    "Ambiguous": _Entry(
        "the request was sent, and it is not known whether the service accepted it; it may be billed",
        "it is not sent again by itself. `wanboard status` shows what is known; settle it with "
        "`wanboard settle CLIP --task ID` or `wanboard settle CLIP --paid-nothing`",
    ),
    "Unreachable": _Entry(
        "the service cannot be reached; nothing was sent", "check the network and the base URL, then " + AGAIN
    ),
    "Throttled": _Entry("the service is too busy; nothing was sent", "wait a little, then " + AGAIN),
    "OverBudget": _Entry("not sent: it would pass --max-cost", "raise --max-cost, or select fewer clips"),
    "Interrupted": _Entry("interrupted before it was sent", AGAIN),
    "InFlight": _Entry("interrupted while the service is generating it", "the task is kept; " + AGAIN),
}
# Codes of our own: what goes with them is our own finding, not the service's word.
OURS = frozenset({
    "Expired", "FileMissing", "UnknownTask", "OtherAccount", "UnexpectedVideo", "BrokenVideo", "VideoRefused",
    "NoVideo", "DiskFull", "NoRoom", "DiskReadOnly", "StillRunning", "PollFailed", "Ambiguous", "Unreachable",
    "Throttled", "OverBudget", "Interrupted", "InFlight", "Canceled",
})  # fmt: skip
_TOLD = frozenset({"Expired", "FileMissing", "UnknownTask", "NoVideo", "Canceled"})  # the row says only the same
_UNKNOWN = _Entry("the service reported an error", "see the service's message; " + AGAIN)


def explain(code: str | None, service_message: str | None = None) -> Failure:
    """The failure for a code of the service or of ours."""
    entry = _entry(code)
    said = (service_message or "").removeprefix(f"{code}: ") or None
    return Failure(code or "Unknown", entry.message, entry.advice, None if code in _TOLD else said)


def explain_record(record: Record) -> Failure:
    """Why this row has no take."""
    if record.state in (State.AMBIGUOUS, State.SENDING):
        return explain("Ambiguous", _with_code(record))
    return explain(record.code, record.message)


def concerns_all(code: str | None, status: int | None) -> bool:
    """Whether every further request of the model would meet the same refusal."""
    return _entry(code).account_wide or status in (401, 402, 403)


def _entry(code: str | None) -> _Entry:
    whole = code or ""
    return _TABLE.get(whole) or _TABLE.get(whole.partition(".")[0]) or _UNKNOWN


def _with_code(record: Record) -> str | None:
    return f"{record.code}: {record.message}" if record.code and record.message else record.message
