"""The exceptions a user can cause, each with the exit code it ends in. Standard library only.

What is wrong with a storyboard is a `Diagnostic`, never an exception; these are for everything else. One
place, `wanboard.cli.main`, turns them into text and an exit code.
"""

from __future__ import annotations

import enum


class ExitCode(enum.IntEnum):
    """The exit codes of the command line; unique, and tested so."""

    DONE = 0
    STORYBOARD = 1
    USAGE = 2
    GENERATION = 3
    REFUSED = 4
    CHANGED = 5
    DEFECT = 70
    INTERRUPTED = 130


class WanboardError(Exception):
    """Base of every error a user can cause. `hint` is one sentence that says what to do."""

    exit_code: ExitCode = ExitCode.DEFECT

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class StoryboardError(WanboardError):
    """The storyboards have errors, and every finding has been said already."""

    exit_code = ExitCode.STORYBOARD


class UsageError(WanboardError):
    """A wrong option, an unknown selection, a folder that cannot be written."""

    exit_code = ExitCode.USAGE


class StateError(WanboardError):
    """The ledger, the media store or the lock cannot be used as it stands (corrupt, newer version,
    conflict)."""

    exit_code = ExitCode.USAGE


class RefusedError(WanboardError):
    """Refused before anything was spent: cost limit, frozen, no key, no confirmation."""

    exit_code = ExitCode.REFUSED


class GenerationError(WanboardError):
    """A clip could not be generated, or the film could not be made from what there is."""

    exit_code = ExitCode.GENERATION


class MediaError(WanboardError):
    """A media file cannot be read, is not what it should be, or could not be written."""

    exit_code = ExitCode.GENERATION
