"""Money in words. Amounts of different currencies are never added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from wanboard.plan.clip import Clip


def amounts(sums: Mapping[str, Decimal]) -> str:
    """ "12.00 CNY", "12.00 CNY + 0.50 USD", "nothing"."""
    return " + ".join(f"{amount:.2f} {currency}" for currency, amount in sorted(sums.items())) or "nothing"


def price_dates(clips: Iterable[Clip]) -> str:
    """The dates of the prices used, oldest first."""
    return ", ".join(sorted({clip.cost.date for clip in clips if clip.cost})) or "no date"


def priceless(clips: Iterable[Clip]) -> list[str]:
    """A sentence for each model whose price is not known."""
    models = sorted({clip.request.model for clip in clips if clip.cost is None})
    return [f"the price of {model} here is not known; set it under `prices:` in wanboard.yaml" for model in models]
