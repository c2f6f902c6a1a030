"""What the ledger's rows cost, summed for people. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from wanboard.store.record import Money, Record

By = Literal["storyboard", "model", "day"]


@dataclass(frozen=True, slots=True)
class Sum:
    """One group in one currency ("" where the price is not known). `spent` is by the seconds that the service
    billed, where it said so, else by the plan's; `estimated` is what the plans said for the same rows.
    `in_flight` will be billed when it succeeds; `at_risk` may have been. `takes` and `seconds` count what is
    spent."""

    group: str
    currency: str
    takes: int = 0
    seconds: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)
    estimated: Decimal = Decimal(0)
    in_flight: Decimal = Decimal(0)
    at_risk: Decimal = Decimal(0)


def sums(records: Iterable[Record], by: By) -> tuple[Sum, ...]:
    """Sums of the paid rows by group and currency, in order of group. Days are UTC."""
    groups: dict[tuple[str, str], Sum] = {}
    for record in records:
        if not record.origin.paid or record.money is Money.NONE:
            continue
        key = (_GROUPS[by](record), record.cost.currency if record.cost else "")
        groups[key] = _with(groups.get(key, Sum(*key)), record)
    return tuple(groups[key] for key in sorted(groups))


def spent(record: Record) -> Decimal:
    """What a row cost, or would cost: by what the service billed where it said so, else as planned."""
    if record.cost is None:
        return Decimal(0)
    if record.billed_s is None:
        return record.cost.amount
    return record.cost.per_second * Decimal(str(record.billed_s))


def _with(total: Sum, record: Record) -> Sum:
    planned = record.cost.amount if record.cost else Decimal(0)
    match record.money:
        case Money.SPENT:
            seconds = Decimal(str(record.billed_s)) if record.billed_s is not None else Decimal(record.planned_s)
            return replace(
                total,
                takes=total.takes + 1,
                seconds=total.seconds + seconds,
                spent=total.spent + spent(record),
                estimated=total.estimated + planned,
            )
        case Money.IN_FLIGHT:
            return replace(total, in_flight=total.in_flight + planned)
        case _:
            return replace(total, at_risk=total.at_risk + planned)


def _day(record: Record) -> str:
    moment = record.submitted_at or record.sent_at or record.created_at
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).date().isoformat()


_GROUPS: Mapping[str, Callable[[Record], str]] = {
    "storyboard": lambda record: record.storyboard,
    "model": lambda record: record.model,
    "day": _day,
}
