"""`wanboard cost [STORY…]`: what the ledger says was spent, by storyboard, model and day."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from wanboard.cli.options import Options
from wanboard.cli.screen import print_document
from wanboard.cli.table import table
from wanboard.errors import ExitCode, UsageError
from wanboard.files import project_root
from wanboard.pipeline.desk import open_desk
from wanboard.store.costs import By, Sum, sums
from wanboard.store.record import Record
from wanboard.store.uploads import Upload

_GROUPS: tuple[By, ...] = get_args(By)


def run(options: Options) -> int:
    records, uploads = _read(options.stories)
    size = sum(upload.size for upload in uploads)
    if options.json:
        groups: dict[str, object] = {by: [_document(s) for s in sums(records, by)] for by in _GROUPS}
        print_document("cost", 1, {"ok": True, **groups, "uploads": {"files": len(uploads), "bytes": size}})
        return ExitCode.DONE
    if not sums(records, "model"):
        print("nothing was spent")
        return ExitCode.DONE
    for by in _GROUPS:
        rows = [
            [s.group, str(s.takes), f"{s.seconds:g} s", f"{s.spent:.2f}", f"{s.estimated:.2f}", f"{s.in_flight:.2f}",
             f"{s.at_risk:.2f}", s.currency or "no price known"]
            for s in sums(records, by)
        ]  # fmt: skip
        head = [by, "takes", "generated", "spent", "estimated", "in flight", "at risk", ""]
        print(table(head, rows, right=(1, 2, 3, 4, 5, 6)) + "\n")
    if uploads:
        files = "1 file was" if len(uploads) == 1 else f"{len(uploads)} files were"
        print(f"{files} uploaded for the whole project, {size / 1e6:.1f} MB; uploads are free")
    return ExitCode.DONE


def _read(stories: Sequence[Path]) -> tuple[list[Record], list[Upload]]:
    """Paid rows of these storyboards, or of the whole project where none is named; the project's uploads."""
    for story in stories:
        if not story.exists():
            raise UsageError(f"there is no {story}")
    roots = {project_root(story) for story in stories} or {project_root(Path("storyboard.yaml"))}
    names = {(project_root(s), s.resolve().relative_to(project_root(s).resolve()).as_posix()) for s in stories}
    found: list[Record] = []
    uploads: list[Upload] = []
    for root in sorted(roots):
        with open_desk(root, write=False) as desk:
            every = [record for group in desk.records.values() for record in group]
            found += [r for r in every if not stories or (root, r.storyboard) in names]
            uploads += desk.ledger.uploads.all() if desk.ledger else ()
    return found, uploads


def _document(total: Sum) -> dict[str, object]:
    return {
        "group": total.group,
        "currency": total.currency or None,
        "takes": total.takes,
        "seconds": float(total.seconds),
        "spent": str(total.spent),
        "estimated": str(total.estimated),
        "in_flight": str(total.in_flight),
        "at_risk": str(total.at_risk),
    }
