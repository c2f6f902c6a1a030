"""`wanboard gc --dry-run|--yes [STORY…]`: media that no lock and no storyboard needs. Never automatic."""

from __future__ import annotations

from pathlib import Path

from wanboard.cli.options import Options
from wanboard.cli.screen import print_document
from wanboard.errors import ExitCode
from wanboard.files import project_root
from wanboard.pipeline.desk import open_desk
from wanboard.pipeline.garbage import collect, find_garbage


def run(options: Options) -> int:
    root = project_root(options.stories[0] if options.stories else Path("storyboard.yaml"))
    with open_desk(root, write=False) as desk:
        found = find_garbage(desk, options.stories)
        if options.yes:
            collect(desk, found)
    freed = sum(item.size for item in found)
    if options.json:
        print_document("gc", 1, {
            "ok": True, "removed": options.yes, "bytes": freed,
            "media": [{"media": i.media, "bytes": i.size, "clip": i.clip, "storyboard": i.storyboard} for i in found],
        })  # fmt: skip
        return ExitCode.DONE
    for item in found:
        what = f"{item.storyboard}, clip {item.clip}, take {item.take}" if item.storyboard else "not in the ledger"
        print(f"  {item.media[:16]}…  {item.size / 1e6:8.1f} MB  {what}")
    verb = "removed" if options.yes else "would be removed (wanboard gc --yes)"
    takes = "1 take" if len(found) == 1 else f"{len(found)} takes"
    print(f"{takes}, {freed / 1e6:.1f} MB {verb}" if found else "nothing to remove")
    return ExitCode.DONE
