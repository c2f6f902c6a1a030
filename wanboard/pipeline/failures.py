"""What went wrong with a clip, at the storyboard's lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from wanboard.diagnostics import Diagnostic
from wanboard.execute.advice import OURS, concerns_all
from wanboard.execute.jobs import JobResult, Outcome
from wanboard.files import display_path
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


# What stops one clip like this stops them all: it is said once.
_SHARED = frozenset({"Unreachable", "Throttled", "NoRoom", "DiskFull", "DiskReadOnly", "OverBudget"})


def failures_at_lines(clips: Mapping[int, Clip], results: Iterable[JobResult], story: Path) -> list[Diagnostic]:
    """A finding for each clip that has no take. What concerns the account, the network or the disk is said at the first
    clip that met it, with the numbers of the others. `clips` by number."""
    groups: dict[tuple[object, ...], list[JobResult]] = {}
    for result in results:
        failure = result.failure
        shared = failure is not None and (failure.code in _SHARED or concerns_all(failure.code, None))
        key = (failure.code,) if failure is not None and shared else (result.job.number, id(result))
        groups.setdefault(key, []).append(result)
    found = []
    for first, *others in groups.values():
        finding = failure_at_lines(clips[first.job.number], first, story)
        if others:
            numbers = ", ".join(str(result.job.number) for result in others)
            what = f"clip {numbers} stands" if len(others) == 1 else f"clips {numbers} stand"
            finding = replace(finding, message=f"{finding.message}; {what} still for the same reason")
        found.append(finding)
    return found


def failure_at_lines(clip: Clip, result: JobResult, story: Path) -> Diagnostic:
    """The clip's failure as a diagnostic at its first shot: which shots were in the request, the service's
    code, what happened in the user's words, and the next step as it can be typed."""
    shots = ", ".join(shot.id for shot in clip.shots)
    what = f"clip {clip.number} ({'shot' if len(clip.shots) == 1 else 'shots'} {shots}): "
    failure, task = result.failure, result.record.task_id if result.record is not None else None
    if failure is None:
        return Diagnostic(_CODE[result.outcome], what + result.outcome.value, clip.shots[0].span)
    said = f" [{failure.code}]"
    if failure.service_message and failure.service_message not in failure.message:
        said += f"{':' if failure.code in OURS else ' the service said:'} {failure.service_message}"
    if task:
        said += f" (task {task})"
    steps = _COMMAND.sub(rf"`wanboard \1 {display_path(story)}`", failure.advice)
    steps = steps.replace("wanboard settle CLIP", f"wanboard settle {display_path(story)} {clip.number}")
    steps = steps.replace("--task ID", f"--task {task}") if task else steps
    return Diagnostic(_CODE[result.outcome], what + failure.message + said, clip.shots[0].span, steps)


_COMMAND = re.compile(r"`wanboard (status|plan|cancel|compile)`")
