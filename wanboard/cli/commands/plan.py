"""`wanboard plan STORY…`: what `build` would do, why, how many seconds, what it costs; no network."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from wanboard.backends.registry import backend_named
from wanboard.cli.money import amounts, price_dates, priceless
from wanboard.cli.options import Options
from wanboard.cli.report import opened
from wanboard.cli.screen import print_document, say
from wanboard.cli.table import cells, padded
from wanboard.errors import ExitCode
from wanboard.outputs.compiled import clip_document
from wanboard.pipeline.choose import select
from wanboard.pipeline.desk import Desk
from wanboard.pipeline.forecast import Step, Will, billed_seconds, costs, forecast
from wanboard.pipeline.front import Compiled
from wanboard.pipeline.locking import differences_to_say, read_lock
from wanboard.pipeline.service import Service, choose_service, impossible
from wanboard.pipeline.takes import choose_takes
from wanboard.store.lock import Disagreement


def run(options: Options) -> int:
    documents = []
    generates = False
    with opened(options, write=False) as work:
        for compiled in work.compiled:
            service = choose_service(
                options.backend,
                options.region,
                options.workspace,
                compiled.project,
                os.environ,
                planning=True,
            )
            if service.remark:
                say(service.remark, quiet=options.quiet)
            steps, differences = _steps(options, compiled, work.desk, paid=service.backend != "animatic")
            generates |= any(step.will.generates for step in steps)
            notes = [_notes(step, service, compiled) for step in steps]
            if options.json:
                documents.append(_document(compiled, service, steps, notes, differences))
                continue
            _print(compiled, steps, differences)
            for step, note in zip(steps, notes, strict=True):
                for sentence in (*note.cannot, *note.dropped):
                    print(f"  clip {step.clip.number}: {sentence}")
    if options.json:
        print_document("plan", 1, {"ok": True, "generates": generates, "storyboards": documents})
    return ExitCode.CHANGED if generates and options.exit_code else ExitCode.DONE


@dataclass(frozen=True, slots=True)
class _Notes:
    """What a service does not do of a clip's request: loses in silence, or cannot take at all."""

    dropped: Sequence[str] = ()
    cannot: Sequence[str] = ()


def _notes(step: Step, service: Service, compiled: Compiled) -> _Notes:
    if not step.will.generates:
        return _Notes()
    backend, request = backend_named(service.backend), step.choice.request
    return _Notes(backend.dropped(request), impossible(service, backend, step.clip, request, compiled.project))


def _steps(
    options: Options, compiled: Compiled, desk: Desk, *, paid: bool
) -> tuple[list[Step], Sequence[Disagreement]]:
    if not paid:  # the animatic generates nothing and costs nothing
        return [], ()
    lock = read_lock(compiled)
    clips = select(compiled.clips, options.select)
    choices = choose_takes(clips, desk, lock)
    differences = differences_to_say(lock, compiled.clips)
    return forecast(choices, desk, lock, compiled), differences


def _print(compiled: Compiled, steps: Sequence[Step], differences: Sequence[Disagreement]) -> None:
    print(f"{compiled.path}: {compiled.board.title}")
    if not steps:
        print("  the animatic: every card is drawn locally; nothing is generated, nothing costs anything")
        return
    width = max(cells(step.clip.label) for step in steps)
    for step in steps:
        clip = step.clip
        price = f"{clip.cost.amount:.2f} {clip.cost.currency}" if clip.cost and step.will.generates else ""
        length = f"{clip.billed_s} s" if step.will.generates else ""
        model = clip.request.model
        label = padded(clip.label, width)
        print(f"  {clip.number:>4}  {label}  {step.will.value:<9}  {model:<14} {length:>5} {price}".rstrip())
        if step.was and step.was != clip.label:
            print(f"        {'':<{width}}  since take of {step.was}")
        for change in step.changes:
            print(f"        {change.field}: {_short(change.old)} → {_short(change.new)}")
    for difference in differences:
        print(f"  {compiled.lock_path}:{difference.line}: {difference.message}")
    _print_sum(steps)


def _print_sum(steps: Sequence[Step]) -> None:
    new = [step for step in steps if step.will.generates]
    kept = sum(step.will is Will.CACHED for step in steps)
    flight = sum(step.will in (Will.IN_FLIGHT, Will.UNSETTLED) for step in steps)
    clips = [step.clip for step in new]
    text = f"{len(new)} of {len(steps)} clips to generate: {billed_seconds(steps)} s"
    sums = costs(steps)
    text += f", {amounts(sums)} (prices of {price_dates(clips)})" if sums else ""
    shared = sum(step.will is Will.SHARED for step in steps)
    print(f"  {text}; {kept} cached, {flight} in flight" + (f", {shared} shared with another clip" if shared else ""))
    for sentence in priceless(clips):
        print(f"  {sentence}")


_PLAIN = re.compile(r"-?\d+(\.\d+)?|true|false")


def _short(value: object, limit: int = 72) -> str:
    text = "nothing" if value is None else str(value)
    if isinstance(value, str) and not _PLAIN.fullmatch(value):
        text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _document(
    compiled: Compiled,
    service: Service,
    steps: Sequence[Step],
    notes: Sequence[_Notes],
    differences: Sequence[Disagreement],
) -> dict[str, object]:
    sums: dict[str, Decimal] = costs(steps)
    return {
        "path": str(compiled.path),
        "title": compiled.board.title,
        "backend": service.backend,
        "region": service.region,
        "clips": [
            {
                **clip_document(step.clip),
                "state": step.will.value,
                "take": step.choice.take,
                "task_id": step.choice.record.task_id if step.choice.record else None,
                "cost": None if step.clip.cost is None else {
                    "amount": str(step.clip.cost.amount), "currency": step.clip.cost.currency,
                    "per_second": str(step.clip.cost.per_second), "price_date": step.clip.cost.date,
                    "price_source": step.clip.cost.source,
                },
                "was": step.was,
                "changes": [{"field": c.field, "old": c.old, "new": c.new} for c in step.changes],
                "dropped": list(note.dropped),
                "cannot": list(note.cannot),
            }
            for step, note in zip(steps, notes, strict=True)
        ],
        "seconds_to_generate": billed_seconds(steps),
        "cost_to_generate": {currency: str(amount) for currency, amount in sums.items()},
        "lock": [{"clip": d.clip, "line": d.line, "message": d.message} for d in differences],
    }  # fmt: skip
