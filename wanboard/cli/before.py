"""What a paid build says, and asks, before it spends."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from wanboard.backends.registry import backend_named
from wanboard.cli.money import amounts, price_dates, priceless
from wanboard.cli.options import Options
from wanboard.cli.part import Part
from wanboard.cli.screen import say
from wanboard.errors import RefusedError
from wanboard.pipeline.forecast import Step, billed_seconds, costs
from wanboard.pipeline.service import Service, impossible


def announce(options: Options, service: Service, parts: Sequence[Part]) -> None:
    """Say what will be spent, and ask. Raises: RefusedError without a yes."""
    _refuse_impossible(service, parts)
    steps = [step for part in parts for step in part.steps]
    new = [step.clip for step in steps if step.will.generates]
    if not new:
        say("Nothing to generate: every clip has its take or its task.", quiet=options.quiet)
        return
    sums = costs(steps)
    text = f"{len(new)} of {len(steps)} clips to generate on {service.backend} ({service.region}): "
    text += f"{billed_seconds(steps)} s, {amounts(sums)}" + (f" (prices of {price_dates(new)})" if sums else "")
    say(text, quiet=options.quiet)
    for sentence in priceless(new):
        say(sentence, quiet=options.quiet)
    _say_dropped(service, steps)
    if options.yes or options.max_cost is not None:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise RefusedError(
            "a paid build without a terminal needs --yes or --max-cost",
            hint="run `wanboard plan` to see what it would generate and cost",
        )
    print("Generate? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise RefusedError("not confirmed; nothing was sent")


def _refuse_impossible(service: Service, parts: Sequence[Part]) -> None:
    """Raises: RefusedError that names every clip whose request could not be sent, before any is."""
    backend = backend_named(service.backend)
    problems = [
        f"{step.clip.shots[0].span}: clip {step.clip.number} ({step.clip.label}): {sentence}"
        for part in parts
        for step in part.steps
        if step.will.generates
        for sentence in impossible(service, backend, step.clip, step.choice.request, part.compiled.project)
    ]
    if problems:
        raise RefusedError(
            f"{service.backend} cannot make this film; nothing was sent:\n  " + "\n  ".join(problems),
            hint="build what it can make with --select, or use another backend",
        )


def _say_dropped(service: Service, steps: Sequence[Step]) -> None:
    backend = backend_named(service.backend)
    said: dict[str, None] = {}
    for step in steps:
        if step.will.generates:
            said.update(dict.fromkeys(backend.dropped(step.choice.request)))
    for sentence in said:
        print(f"note: {sentence}", file=sys.stderr)


def say_stopping() -> None:
    """The answer to the first Ctrl-C."""
    print(
        "Stopping: nothing more is sent; answers that are on their way are waited for. Ctrl-C again ends at once.",
        file=sys.stderr,
    )
