"""The entry point and the one error boundary: every error a user can cause becomes a sentence and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import NoReturn

from wanboard.cli.options import Options, parse
from wanboard.errors import ExitCode, WanboardError


def _command(name: str) -> Callable[[Options], int]:
    """The command's function. Imported here and only here, so that `--help` and `check` stay light."""
    match name:
        case "init":
            from wanboard.cli.commands.init import run
        case "check":
            from wanboard.cli.commands.check import run
        case "compile":
            from wanboard.cli.commands.compile import run
        case "plan":
            from wanboard.cli.commands.plan import run
        case "build":
            from wanboard.cli.commands.build import run
        case "status":
            from wanboard.cli.commands.status import run
        case "cancel":
            from wanboard.cli.commands.cancel import run
        case "settle":
            from wanboard.cli.commands.settle import run
        case "takes":
            from wanboard.cli.commands.takes import run
        case "pick":
            from wanboard.cli.commands.pick import run
        case "cost":
            from wanboard.cli.commands.cost import run
        case "gc":
            from wanboard.cli.commands.gc import run
        case "models":
            from wanboard.cli.commands.models import run
        case _:  # pragma: no cover - argparse has refused it
            raise AssertionError(name)
    return run


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code; only argparse's own SystemExit leaves."""
    options = parse(sys.argv[1:] if argv is None else argv)
    try:
        return int(_command(options.command)(options))
    except WanboardError as error:
        print(f"wanboard: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"  help: {error.hint}", file=sys.stderr)
        return int(error.exit_code)
    except KeyboardInterrupt:
        print("wanboard: interrupted", file=sys.stderr)
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error of ours. Keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.DONE)
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        print(f"wanboard: cannot use{where}: {error.strerror or error}", file=sys.stderr)
        return int(ExitCode.USAGE)
    except Exception:
        print("wanboard: this is a defect of wanboard, not of your storyboard. Nothing paid is lost: what is in the "
              "ledger is picked up by the next build.\n", file=sys.stderr)
        traceback.print_exc()
        return int(ExitCode.DEFECT)


def entry() -> NoReturn:
    sys.exit(main())
