"""The entry point and the one error boundary: every error a user can cause becomes a sentence and an exit
code."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import NoReturn

from wanboard.cli.options import Options, parse
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
        return int(_command(options.command)(options))
    except StoryboardError:  # every finding has been said
        return int(ExitCode.STORYBOARD)
    except WanboardError as error:
        print(f"wanboard: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"  help: {error.hint}", file=sys.stderr)
        return int(error.exit_code)
    except KeyboardInterrupt:
        print("wanboard: interrupted", file=sys.stderr)
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error of ours. Keep Python from complaining
        # at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.DONE)
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        print(f"wanboard: cannot use{where}: {error.strerror or error}", file=sys.stderr)
        return int(ExitCode.USAGE)
    except Exception:
        print(
            "wanboard: this is a defect of wanboard, not of your storyboard. Nothing paid is lost: what is in the "
            "ledger is picked up by the next build.\n",
            file=sys.stderr,
        )
        print(_without_keys(traceback.format_exc()), file=sys.stderr)
        return int(ExitCode.DEFECT)


def _without_keys(text: str) -> str:
    """A traceback should hold no key; this makes sure."""
    for name in ("DASHSCOPE_API_KEY", "WANBOARD_GATEWAY_KEY"):
        key = (os.environ.get(name) or "").strip()
        if key:
            text = text.replace(key, "***")
    return text


def entry() -> NoReturn:
    sys.exit(main())
