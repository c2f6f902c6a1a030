"""What several commands share: compiling all the storyboards given, and saying what was found."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wanboard.cli.options import Options
from wanboard.cli.screen import print_document, say, wants_colour
from wanboard.diagnostics import Diagnostic
from wanboard.errors import StoryboardError, UsageError
from wanboard.files import project_root
from wanboard.outputs.diagnostics import render_json, render_text
from wanboard.pipeline.adopt import adopt
from wanboard.pipeline.desk import Desk, open_desk, paid_test
from wanboard.pipeline.front import Ask, Compiled, compile_storyboard
from wanboard.pipeline.locking import locked_test
from wanboard.pipeline.service import region_asked


def ask_of(options: Options) -> Ask:
    """Raises: UsageError where command line and environment name different regions."""
    return Ask(options.variables, options.model, options.profile, region_asked(options.region, os.environ))


def print_findings(compiled: Compiled, *, quiet: bool = False) -> None:
    """Diagnostics to stderr; with `quiet`, errors only."""
    print_items(compiled.diagnostics, compiled, quiet=quiet)


@dataclass(frozen=True, slots=True)
class Open:
    """Storyboards of one project, compiled with its desk open."""

    desk: Desk
    compiled: Sequence[Compiled]


@contextlib.contextmanager
def opened(options: Options, *, write: bool) -> Iterator[Open]:
    """Compile all storyboards with their project's ledger at hand.

    Raises: UsageError where they are of several projects; StoryboardError, once everything is said, where
    one of them has errors (nothing may be done for any of them then).
    """
    root = _one_root(options)
    with open_desk(root, write=write) as opened_desk:
        desk, adopted = adopt(opened_desk, options.stories)
        if adopted and write:
            takes = "take that the ledger did not have is" if adopted == 1 else "takes that the ledger did not have are"
            say(f"{adopted} {takes} in .wanboard/media: used, not paid for again", quiet=options.quiet)
        compiled = [
            compile_storyboard(story, ask_of(options), paid=locked_test(story) if options.frozen else paid_test(desk))
            for story in options.stories
        ]
        for one in compiled:
            print_findings(one, quiet=options.quiet)
        if any(one.failed for one in compiled):
            if options.json:
                print_document(options.command, 1, {"ok": False, "storyboards": [
                    {"path": str(one.path), "diagnostics": render_json(one.diagnostics)} for one in compiled
                ]})  # fmt: skip
            raise StoryboardError("the storyboards have errors")
        yield Open(desk, compiled)


def _one_root(options: Options) -> Path:
    roots = {project_root(story) for story in options.stories}
    if len(roots) > 1:
        raise UsageError(
            "the storyboards are of several projects: " + ", ".join(str(root) for root in sorted(roots)),
            hint="run wanboard once for each project",
        )
    return roots.pop()


def print_items(found: Sequence[Diagnostic], compiled: Compiled, *, quiet: bool) -> None:
    """Further findings about a storyboard (failed clips), at its lines, to stderr."""
    text = render_text([d for d in found if d.is_error or not quiet], compiled.sources, color=wants_colour(sys.stderr))
    if text:
        print(text, file=sys.stderr)
