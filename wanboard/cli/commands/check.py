"""`wanboard check STORY…`: every diagnostic, nothing else; no network, nothing heavy imported."""

from __future__ import annotations

import sys

from wanboard.cli.options import Options
from wanboard.cli.report import ask_of
from wanboard.cli.screen import print_document, say, wants_colour
from wanboard.errors import ExitCode
from wanboard.outputs.diagnostics import render_github, render_json, render_text
from wanboard.pipeline.choose import select
from wanboard.pipeline.front import compile_storyboard


def run(options: Options) -> int:
    compiled = [compile_storyboard(story, ask_of(options), paid=None) for story in options.stories]
    failed = any(one.failed for one in compiled)
    for one in compiled:
        if not one.failed:
            select(one.clips, options.select)
    if options.json:
        print_document("check", 1, {
            "ok": not failed, "storyboards": [
                {"path": str(one.path), "ok": not one.failed, "clips": len(one.clips),
                 "diagnostics": render_json(one.diagnostics)}
                for one in compiled
            ],
        })  # fmt: skip
        return ExitCode.STORYBOARD if failed else ExitCode.DONE
    for one in compiled:
        if options.format == "github":
            text = render_github(one.diagnostics)
        else:
            text = render_text(one.diagnostics, one.sources, color=wants_colour(sys.stdout))
        if text:
            print(text)
        if not one.failed:
            shots = len(one.board.shots)
            say(
                f"{one.path}: {shots} {'shot' if shots == 1 else 'shots'} in {len(one.clips)} "
                f"{'clip' if len(one.clips) == 1 else 'clips'}, no errors",
                quiet=options.quiet,
            )
    return ExitCode.STORYBOARD if failed else ExitCode.DONE
