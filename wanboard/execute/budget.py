"""What a run may spend: counted before the first request and again before each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from wanboard.errors import RefusedError
from wanboard.execute.jobs import Job
from wanboard.store.record import Money, Record


class Budget:
    """`most` in the price's currency; None: no limit. What is in flight or at risk counts as spent."""

    def __init__(self, most: Decimal | None, open_records: Iterable[Record] = ()) -> None:
        self._most = most
        self._committed = sum((r.cost.amount for r in open_records if r.cost and r.money is not Money.NONE), Decimal(0))

    @property
    def committed(self) -> Decimal:
        return self._committed

    def check(self, new: Sequence[Job]) -> None:
        """Raises: RefusedError where not all of these fit; it names what would."""
        if self._most is None or not new:
            return
        for job in new:
            if job.cost is None:
                raise RefusedError(
                    f"clip {job.label} has no known price, so --max-cost cannot be kept",
                    hint="give the model's price under profiles, or leave --max-cost out",
                )
        currencies = sorted({job.cost.currency for job in new if job.cost})
        if len(currencies) > 1:
            raise RefusedError(
                f"--max-cost is one number, but the clips are priced in {' and '.join(currencies)}",
                hint="build the clips of each model with --select, each with its own --max-cost",
            )
        need = sum((job.cost.amount for job in new if job.cost), Decimal(0))
        if self._committed + need > self._most:
            raise self._refusal(new, need, currencies[0])

    def take(self, job: Job) -> bool:
        """Count a submission; False where it does not fit."""
        amount = job.cost.amount if job.cost else Decimal(0)
        if self._most is not None and self._committed + amount > self._most:
            return False
        self._committed += amount
        return True

    def give_back(self, job: Job) -> None:
        """A submission that created nothing, or whose task failed, costs nothing."""
        self._committed -= job.cost.amount if job.cost else Decimal(0)

    def _refusal(self, new: Sequence[Job], need: Decimal, currency: str) -> RefusedError:
        left, fits = (self._most or Decimal(0)) - self._committed, []
        for job in new:
            amount = job.cost.amount if job.cost else Decimal(0)
            if amount <= left:
                left -= amount
                fits.append(job)
        flight = f", with {self._committed:.2f} {currency} in flight" if self._committed else ""
        what = (
            f"within the limit fit clips {', '.join(str(job.number) for job in fits)}: "
            f"--select {' --select '.join(f'clip:{job.number}' for job in fits)}"
            if fits
            else "no clip fits within the limit"
        )
        return RefusedError(
            f"{len(new)} new {'clip costs' if len(new) == 1 else 'clips cost'} {need:.2f} {currency}{flight}; "
            f"--max-cost is {self._most}",
            hint=what,
        )
