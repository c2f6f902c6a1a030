"""The entry point and the one error boundary: every error a user can cause becomes a sentence and an exit
code."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import NoReturn

from wanboard.cli.options import Options, parse
from wanboard.cli.screen import print_document, say
from wanboard.errors import ExitCode, StoryboardError, WanboardError

COMMANDS = (
    "init",
    "check",
    "compile",
    "plan",
    "build",
    "status",
    "cancel",
    "settle",
    "takes",
    "pick",
    "cost",
    "gc",
    "models",
)


def _command(name: str) -> Callable[[Options], int]:
    """The command's function. Its module is imported here and only now, so that `--help` and `check` stay
    light."""
    module = importlib.import_module(f"wanboard.cli.commands.{name}")
    run: Callable[[Options], int] = module.run
    return run


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code; only argparse's own SystemExit leaves."""
    options = parse(sys.argv[1:] if argv is None else argv)
    try:
        with _ended_like_ctrl_c():
            code = int(_command(options.command)(options))
            if sys.stdout is not None:
                sys.stdout.flush()
            return code
    except StoryboardError:  # every finding has been said
        return int(ExitCode.STORYBOARD)
    except WanboardError as error:
        return _failed(options, error.exit_code, error.message, error.hint)
    except KeyboardInterrupt:
        return _failed(options, ExitCode.INTERRUPTED, "interrupted")
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error of ours.
        _drop_output()
        return int(ExitCode.DONE)
    except OSError as error:
        where = error.filename or ("" if error.errno not in (errno.ENOSPC, errno.EIO) else "the output")
        what = f"cannot use {where}" if error.filename else f"cannot write {where}" if where else "cannot go on"
        return _failed(options, ExitCode.USAGE, f"{what}: {error.strerror or error}")
    except Exception:
        text = _without_keys(traceback.format_exc())
        message = (
            "this is a defect of wanboard, not of your storyboard. Nothing paid is lost: what is in the "
            "ledger is picked up by the next build."
        )
        return _failed(options, ExitCode.DEFECT, message, detail=text)


def _failed(options: Options, code: ExitCode, message: str, hint: str | None = None, *, detail: str = "") -> int:
    """Say an error to stderr and, with --json, also as the document that stdout is promised. No command has
    written one by then."""
    with contextlib.suppress(OSError):
        say(f"wanboard: {message}" + (f"\n  help: {hint}" if hint else "") + (f"\n\n{detail}" if detail else ""))
    try:
        if options.json:
            error = {"message": message, "hint": hint}
            print_document(options.command, 1, {"ok": False, "exit_code": int(code), "error": error})
            sys.stdout.flush()
    except OSError:
        _drop_output()
    return int(code)


def _drop_output() -> None:
    """Keep Python from complaining at exit about output that nothing can take."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def _ended_like_ctrl_c() -> Iterator[None]:
    """SIGTERM ends a command as Ctrl-C does, so that what is half written is cleared away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background of a script
            raise KeyboardInterrupt
        signal.raise_signal(signal.SIGINT)  # to whom Ctrl-C would go: an event loop has its own way to end

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _without_keys(text: str) -> str:
    """A traceback should hold no key; this makes sure."""
    for name in ("DASHSCOPE_API_KEY", "WANBOARD_GATEWAY_KEY"):
        key = (os.environ.get(name) or "").strip()
        if key:
            text = text.replace(key, "***")
    return text


def entry() -> NoReturn:
    sys.exit(main())
