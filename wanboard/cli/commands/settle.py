"""`wanboard settle STORY CLIP --task ID | --paid-nothing`: decide what became of a submission whose answer
was lost."""

from __future__ import annotations

import os

from wanboard.cli.options import Options
from wanboard.cli.report import opened
from wanboard.cli.screen import print_document
from wanboard.errors import ExitCode, UsageError
from wanboard.execute.settle import UNDECIDED, settle_nothing, settle_task
from wanboard.pipeline.choose import one
from wanboard.pipeline.desk import Desk
from wanboard.pipeline.generate import with_session
from wanboard.pipeline.service import choose_service
from wanboard.plan.clip import Clip
from wanboard.store.record import Record


def run(options: Options) -> int:
    with opened(options, write=False) as work:
        compiled = work.compiled[0]
        clip = one(compiled.clips, options.clip or "")
        record = _undecided(work.desk, clip)
        ledger = work.desk.ledger
        if record is None or ledger is None:
            raise UsageError(
                f"there is nothing to settle about clip {clip.number} ({clip.label})",
                hint=f"wanboard status {compiled.path}",
            )
        if options.paid_nothing:
            settled = settle_nothing(ledger, record)
            text = f"clip {clip.number} ({clip.label}) counts as never paid; the next build may send it again"
        else:
            service = choose_service(
                options.backend, options.region, options.workspace, compiled.project, os.environ, planning=True
            )
            task = options.task or ""
            settled = with_session(service, work.desk, lambda session: settle_task(ledger, session, record, task))
            text = f"clip {clip.number} ({clip.label}) is task {task} ({settled.state.value}); build fetches it"
        if options.json:
            print_document(
                "settle", 1, {"ok": True, "clip": clip.label, "state": settled.state.value, "task_id": settled.task_id}
            )
        else:
            print(text)
    return ExitCode.DONE


def _undecided(desk: Desk, clip: Clip) -> Record | None:
    found = [record for record in desk.of(clip.fingerprint) if record.state in UNDECIDED]
    return found[-1] if found else None
