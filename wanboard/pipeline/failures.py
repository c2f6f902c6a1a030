"""What went wrong with a clip, at the storyboard's lines."""

from __future__ import annotations

from wanboard.diagnostics import Diagnostic
from wanboard.execute.jobs import JobResult, Outcome
from wanboard.plan.clip import Clip

CODES: dict[str, str] = {
    "WB601": "the service refused or failed a clip",
    "WB602": "a submission's answer was lost: it may be paid for",
    "WB603": "a clip is not finished yet; its task is kept",
    "WB604": "a paid result can no longer be fetched",
    "WB605": "a clip was not sent",
}

_CODE = {
    Outcome.FAILED: "WB601",
    Outcome.AMBIGUOUS: "WB602",
    Outcome.UNFINISHED: "WB603",
    Outcome.LOST: "WB604",
    Outcome.NOT_SENT: "WB605",
    Outcome.STOPPED: "WB605",
}


def failure_at_lines(clip: Clip, result: JobResult) -> Diagnostic:
    """The clip's failure as a diagnostic at its first shot: which shots were in the request, the service's
    code, what happened in the user's words, and the next step."""
    shots = ", ".join(shot.id for shot in clip.shots)
    what = f"clip {clip.number} ({'shot' if len(clip.shots) == 1 else 'shots'} {shots}): "
    failure = result.failure
    if failure is None:
        return Diagnostic(_CODE[result.outcome], what + result.outcome.value, clip.shots[0].span)
    said = f" [{failure.code}]"
    if failure.service_message and failure.service_message not in failure.message:
        said += f" the service said: {failure.service_message}"
    if result.record is not None and result.record.task_id:
        said += f" (task {result.record.task_id})"
    return Diagnostic(_CODE[result.outcome], what + failure.message + said, clip.shots[0].span, failure.advice)
