"""`wanboard cancel STORY…`: cancels what is still pending at the service."""

from __future__ import annotations

import os

from wanboard.cli.options import Options
from wanboard.cli.report import opened
from wanboard.cli.screen import print_document, say
from wanboard.errors import ExitCode
from wanboard.execute.settle import cancel
from wanboard.pipeline.choose import select
from wanboard.pipeline.desk import Desk
from wanboard.pipeline.front import Compiled
from wanboard.pipeline.generate import with_session
from wanboard.pipeline.service import choose_service
from wanboard.store.record import OPEN, Record, State


def run(options: Options) -> int:
    documents = []
    with opened(options, write=False) as work:
        for compiled in work.compiled:
            records = _in_flight(options, work.desk, compiled)
            if not records or work.desk.ledger is None:
                say(f"{compiled.path}: nothing is in flight", quiet=options.quiet)
                continue
            ledger = work.desk.ledger
            service = choose_service(
                options.backend, options.region, options.workspace, compiled.project, os.environ, planning=True
            )
            results = with_session(service, work.desk, lambda session: cancel(ledger, session, records))  # noqa: B023
            for record, problem in results:
                done = record.state is State.CANCELED
                documents.append(
                    {
                        "storyboard": str(compiled.path),
                        "clip": record.clip,
                        "task_id": record.task_id,
                        "canceled": done,
                        "problem": problem,
                    }
                )
                if not options.json:
                    said = "cancelled; it costs nothing" if done else f"not cancelled: {problem}"
                    print(f"{compiled.path}: clip {record.clip}, task {record.task_id}: {said}")
    if options.json:
        print_document("cancel", 1, {"ok": True, "tasks": documents})
    return ExitCode.DONE


def _in_flight(options: Options, desk: Desk, compiled: Compiled) -> list[Record]:
    """Open rows of the storyboard; with a selection, those of the clips selected."""
    chosen = {clip.fingerprint for clip in select(compiled.clips, options.select)} if options.select else None
    every = [record for group in desk.records.values() for record in group]
    return [
        r
        for r in every
        if r.state in OPEN and r.storyboard == compiled.ledger_name and (chosen is None or r.fingerprint in chosen)
    ]
