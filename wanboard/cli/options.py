"""The command line's grammar: argv in, an `Options` object out. Nothing heavy is imported here."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from wanboard import __version__

BACKEND_CHOICES = ("auto", "dashscope", "gateway", "animatic")
REGION_CHOICES = ("beijing", "singapore", "virginia", "frankfurt", "tokyo", "hongkong")
FORMAT_CHOICES = ("text", "json", "github")


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for. Fields a command does not offer keep their defaults."""

    command: str
    stories: tuple[Path, ...] = ()
    # what to compile
    variables: dict[str, str] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    model: str | None = None
    profile: str | None = None
    # where to send it
    backend: str = "auto"
    region: str | None = None
    workspace: str | None = None
    jobs: int | None = None
    # how to say it
    json: bool = False
    quiet: bool = False
    format: str = "text"
    # build
    output: Path | None = None
    max_cost: Decimal | None = None
    frozen: bool = False
    yes: bool = False
    encode: bool = False
    retake: tuple[str, ...] = ()
    # others
    exit_code: bool = False
    directory: Path = Path(".")
    clip: str | None = None
    task: str | None = None
    paid_nothing: bool = False
    take: int | None = None
    dry_run: bool = False
    for_story: Path | None = None


_EPILOG = """\
exit codes: 0 done, 1 the storyboard has errors, 2 wrong usage, 3 a clip could not be generated (run again to
go on), 4 refused before spending, 5 `plan --exit-code` found something to generate, 70 a defect of ours,
130 interrupted.

environment: DASHSCOPE_API_KEY, DASHSCOPE_HTTP_BASE_URL, WANBOARD_GATEWAY_URL, WANBOARD_GATEWAY_KEY. Without
a key, `build` draws the animatic.
"""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=100)


class _Parser(argparse.ArgumentParser):
    """argparse's errors already end in exit code 2; options may not be abbreviated (scripts would break
    later)."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("allow_abbrev", False)
        kwargs.setdefault("formatter_class", _Formatter)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


def _variable(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not re.fullmatch(r"[^\W\d]\w*", key):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return key, value


def _money(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount of money") from None
    if not amount.is_finite() or amount < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount of money")
    return amount


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _selection(text: str) -> str:
    if not re.fullmatch(r"(scene|shot|clip):.+", text) or (text.startswith("clip:") and not text[5:].isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form scene:ID, shot:ID or clip:NUMBER")
    return text


def _add_stories(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    count = "*" if optional else "+"
    parser.add_argument("stories", metavar="STORY", nargs=count, type=Path, help="storyboard file (YAML)")


def _add_compile(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what to compile")
    group.add_argument(
        "--var",
        metavar="K=V",
        action="append",
        type=_variable,
        default=[],
        dest="variables",
        help="override a variable of the storyboard (may be repeated)",
    )
    group.add_argument(
        "--select",
        metavar="WHAT",
        action="append",
        type=_selection,
        default=[],
        help="only scene:ID, shot:ID or clip:NUMBER (may be repeated)",
    )
    group.add_argument("--model", help="use this model instead of the storyboard's")
    group.add_argument("--profile", metavar="NAME", help="use a set of render keys from the storyboard's `profiles:`")


def _add_service(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("where to send it")
    group.add_argument(
        "--backend",
        choices=BACKEND_CHOICES,
        default="auto",
        help="auto: dashscope where a key is set, else the animatic (default)",
    )
    group.add_argument("--region", choices=REGION_CHOICES, help="region of the DashScope service and its key")
    group.add_argument("--workspace", metavar="ID", help="workspace id: use the workspace's own host")


def _add_output(parser: argparse.ArgumentParser, *, jobs: bool = False) -> None:
    group = parser.add_argument_group("how to say it")
    group.add_argument("--json", action="store_true", help="one versioned JSON document on stdout, all else on stderr")
    group.add_argument("--quiet", action="store_true", help="say only what needs attention")
    if jobs:
        group.add_argument(
            "--jobs", metavar="N", type=_count, help="processes for drawing and encoding (default: cores)"
        )


def build_parser() -> argparse.ArgumentParser:
    """The whole grammar; also read by the documentation's test."""
    parser = _Parser(
        prog="wanboard",
        description="The compiler that turns a storyboard kept in git into a film.",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"wanboard {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")

    new = command("init", "start a storyboard project: a sample that builds, .gitignore, editor hint")
    new.add_argument("directory", metavar="DIR", nargs="?", type=Path, default=Path("."), help="default: here")
    new.add_argument("--quiet", action="store_true", help="say only what needs attention")

    check = command("check", "say everything that is wrong with storyboards; no network")
    _add_stories(check)
    _add_compile(check)
    _add_output(check)
    check.add_argument(
        "--format",
        choices=FORMAT_CHOICES,
        default="text",
        help="github: annotations for a workflow run (default: text)",
    )

    compile_ = command("compile", "write each clip's prompt and exact request as files; no network")
    _add_stories(compile_)
    _add_compile(compile_)
    _add_service(compile_)
    _add_output(compile_)
    compile_.add_argument(
        "-o", "--output", metavar="DIR", type=Path, help="folder to write to (default: build/NAME/prompts)"
    )

    plan = command("plan", "show what build would generate, why, how many seconds, what it costs; no network")
    _add_stories(plan)
    _add_compile(plan)
    _add_service(plan)
    _add_output(plan)
    plan.add_argument("--exit-code", action="store_true", help="exit with 5 where there is something to generate")

    build = command("build", "make the film")
    _add_stories(build)
    _add_compile(build)
    _add_service(build)
    _add_output(build, jobs=True)
    build.add_argument("-o", "--output", metavar="FILE", type=Path, help="the film (default: build/NAME/film.mp4)")
    build.add_argument(
        "--max-cost",
        metavar="N",
        type=_money,
        help="refuse before the first request where it would cost more (in the price's currency)",
    )
    build.add_argument("--frozen", action="store_true", help="use only what the lock names; generate nothing")
    build.add_argument("--yes", action="store_true", help="do not ask before a paid build")
    build.add_argument(
        "--retake",
        metavar="WHAT",
        action="append",
        type=_selection,
        default=[],
        help="make one more take of scene:ID, shot:ID or clip:NUMBER; the old ones are kept",
    )
    build.add_argument("--encode", action="store_true", help="encode the whole film anew instead of copying pictures")

    status = command("status", "show every clip: state, task id, time to expiry, take, cost")
    _add_stories(status)
    _add_compile(status)
    _add_service(status)
    _add_output(status)

    cancel = command("cancel", "cancel what is still pending at the service")
    _add_stories(cancel)
    _add_compile(cancel)
    _add_service(cancel)
    _add_output(cancel)

    settle = command("settle", "decide what became of a submission whose answer was lost")
    settle.add_argument("story", metavar="STORY", type=Path, help="storyboard file (YAML)")
    settle.add_argument("clip", metavar="CLIP", help="the clip's number or name, as status shows it")
    which = settle.add_mutually_exclusive_group(required=True)
    which.add_argument("--task", metavar="ID", help="this task is its result; it is fetched by the next build")
    which.add_argument(
        "--paid-nothing", action="store_true", help="nothing was created; the next build may send it again"
    )
    _add_service(settle)
    _add_output(settle)

    takes = command("takes", "list the takes of every clip: number, date, seed, cost, file")
    _add_stories(takes)
    _add_compile(takes)
    _add_output(takes)

    pick = command("pick", "choose which take of a clip the film uses")
    pick.add_argument("story", metavar="STORY", type=Path, help="storyboard file (YAML)")
    pick.add_argument("clip", metavar="CLIP", help="the clip's number or name, as takes shows it")
    pick.add_argument("take", metavar="N", type=_count, help="number of the take")
    _add_output(pick)

    cost = command("cost", "sum what was spent, by storyboard, model and day")
    _add_stories(cost, optional=True)
    _add_output(cost)

    gc = command("gc", "remove media that no lock and no storyboard needs")
    _add_stories(gc, optional=True)
    how = gc.add_mutually_exclusive_group(required=True)
    how.add_argument("--dry-run", action="store_true", help="only show what would be removed")
    how.add_argument("--yes", action="store_true", help="remove it")
    _add_output(gc)

    models = command("models", "show the model profiles as a table")
    models.add_argument(
        "--for",
        metavar="STORY",
        type=Path,
        dest="for_story",
        help="say for each model whether this storyboard compiles, into how many clips, at what cost",
    )
    _add_service(models)
    _add_output(models)
    return parser


def parse(argv: Sequence[str]) -> Options:
    """Raises SystemExit (code 2 on wrong usage, 0 on --help and --version), as argparse does."""
    values = vars(build_parser().parse_args(argv))
    if "story" in values:
        values["stories"] = (values.pop("story"),)
    for name in ("stories", "select", "retake"):
        values[name] = tuple(values.get(name) or ())
    values["variables"] = dict(values.get("variables") or ())
    if values.get("format") == "json":
        values["json"] = True
    return Options(**values)
