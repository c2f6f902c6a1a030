"""Live progress: one line a clip on a terminal, plain lines where there is none. Everything goes to
stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from wanboard.cli.screen import seconds
from wanboard.cli.table import padded
from wanboard.execute.jobs import (
    Downloading,
    Event,
    Finished,
    Generating,
    Outcome,
    Queued,
    Submitting,
    Uploading,
    Waiting,
    WaitingForProcess,
)
from wanboard.store.costs import spent

_SHOWN_ROWS = 24  # more clips than this: only those at work are listed, the rest is counted


@dataclass(slots=True)
class _Row:
    number: int
    label: str
    since: float
    state: str = "queued"
    detail: str = ""
    style: str = "dim"
    ended: float | None = None
    said: str = ""


@dataclass(slots=True)
class _Sums:
    spent: Decimal = Decimal(0)
    currency: str = ""
    billed_s: int = 0


class Progress:
    """Feeds on the scheduler's events (`on_event`) and the assembler's (`on_stage`). A context manager."""

    def __init__(self, *, quiet: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._quiet = quiet
        self._clock = clock
        self._began = clock()
        self._rows: dict[str, _Row] = {}
        self._sums = _Sums()
        self._stage: tuple[str, float] | None = None
        self._stage_said = -1
        self._live: Live | None = None
        self._plain = quiet or not sys.stderr.isatty()

    def __enter__(self) -> Self:
        if not self._plain:
            console: Console = Console(stderr=True, highlight=False)
            self._live = Live(get_renderable=self._render, console=console, refresh_per_second=8, transient=False)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()
            self._live = None

    def on_event(self, event: Event) -> None:
        row = self._rows.get(event.job.key)
        if row is None:
            row = _Row(event.job.number, event.job.label, self._clock())
            self._rows[event.job.key] = row
        match event:
            case Queued():
                row.state, row.detail, row.style = "queued", "", "dim"
            case Uploading(job):
                files = list(dict.fromkeys(media.path.name for media in job.request.media if media.path))
                row.state, row.style, row.detail = "uploading", "blue", ", ".join(files)
            case Submitting():
                row.state, row.detail, row.style = "submitting", "", "cyan"
            case Waiting(_, reason, delay, left):
                row.state, row.style = "waiting", "yellow"
                row.detail = f"{reason} (again in {delay:.0f} s, for at most {seconds(round(left))})"
            case Generating(_, task_id, elapsed, running, left):
                row.state, row.style = ("generating" if running else "pending"), "cyan"
                row.detail = (
                    f"{seconds(round(elapsed))}  task {task_id} (waited for {seconds(round(left))} more at most)"
                )
            case Downloading(_, received, total):
                row.state, row.style = "downloading", "blue"
                row.detail = f"{received / 1e6:.1f} MB" + (f" of {total / 1e6:.1f} MB" if total else "")
            case WaitingForProcess(_, pid):
                row.state, row.style = "waiting", "yellow"
                row.detail = "another wanboard works on it" + (f" (process {pid})" if pid else "")
            case Finished():
                self._finish(row, event)
        self._say(row)

    def on_stage(self, share: float, text: str) -> None:
        """How far a stage that is not about one clip has come; `share` from 0 to 1."""
        self._stage = (text, min(max(share, 0.0), 1.0))
        if self._plain and not self._quiet:
            tenth = int(self._stage[1] * 4)
            if tenth > self._stage_said or self._stage_said < 0:
                print(f"  {text}  {self._stage[1]:4.0%}", file=sys.stderr)
                self._stage_said = tenth if tenth < 4 else -1

    def _finish(self, row: _Row, event: Finished) -> None:
        row.ended = self._clock()
        result = event.result
        price = ""
        if result.sent and result.outcome is Outcome.DONE and result.record is not None:
            cost = event.job.cost
            self._sums.billed_s += event.job.billed_s
            if cost is not None:
                self._sums.spent += spent(result.record)
                self._sums.currency = cost.currency
                price = f"  {spent(result.record):.2f} {cost.currency}"
        row.state, row.detail = result.outcome.value, f"take {event.job.take}"
        row.style = "green" if result.ok else "red"
        if result.failure:
            row.detail = result.failure.message
        row.detail += price

    def _say(self, row: _Row) -> None:
        """A plain line, once per change of state."""
        if not self._plain or self._quiet or row.said == row.state:
            return
        row.said = row.state
        at = seconds(round(self._clock() - self._began))
        print(
            f"  [{at:>7}] clip {row.number or '-':<3} {padded(row.label, 28)} {row.state}  {row.detail}".rstrip(),
            file=sys.stderr,
        )

    def _render(self) -> RenderableType:

        table = Table(box=None, padding=(0, 1), show_header=False, expand=True)
        table.add_column(justify="right", width=4)
        table.add_column(ratio=2, no_wrap=True, overflow="ellipsis")
        table.add_column(width=12)
        table.add_column(width=8, justify="right")
        table.add_column(ratio=4, no_wrap=True, overflow="ellipsis")
        now = self._clock()
        for row in self._visible():
            took = seconds(round((row.ended if row.ended is not None else now) - row.since))
            table.add_row(
                str(row.number or "-"),
                row.label,
                Text(row.state, style=row.style),
                took,
                Text(row.detail, style="dim"),
            )
        parts: list[RenderableType] = [table] if self._rows else []
        if self._stage:
            text, share = self._stage
            line = Table.grid(padding=(0, 1))
            line.add_row(Text(f" {text}"), ProgressBar(total=1.0, completed=share, width=32), f"{share:.0%}")
            parts.append(line)
        parts.append(Text(f" {self._summary(now)}", style="dim"))
        return Group(*parts)

    def _visible(self) -> list[_Row]:
        rows = sorted(self._rows.values(), key=lambda row: row.number)
        if len(rows) <= _SHOWN_ROWS:
            return rows
        return [row for row in rows if row.ended is None and row.state != "queued"][:_SHOWN_ROWS]

    def _summary(self, now: float) -> str:
        parts = [seconds(round(now - self._began))]
        if self._rows:
            ended = sum(row.ended is not None for row in self._rows.values())
            parts.append(f"{ended} of {len(self._rows)} clips")
        if self._sums.billed_s:
            parts.append(f"{self._sums.billed_s} s generated")
        if self._sums.spent:
            parts.append(f"{self._sums.spent:.2f} {self._sums.currency} spent")
        return "  ·  ".join(parts)
