"""A project's state opened together: ledger, media store, locks. The state folder is made only where
something is about to be written into it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wanboard.execute.state import expired
from wanboard.files import STATE_FOLDER, state_folder
from wanboard.store.ledger import Ledger
from wanboard.store.media import MediaStore
from wanboard.store.record import PAID, Record, State

LEDGER = "ledger.sqlite3"


@dataclass(frozen=True, slots=True)
class Desk:
    """`records` are read once, when the desk is opened, and held by fingerprint; the scheduler reads its
    own."""

    root: Path
    ledger: Ledger | None  # None: nothing was ever requested here
    media: MediaStore
    records: dict[str, tuple[Record, ...]]
    writes: bool = False

    @property
    def cache(self) -> Path:
        return self.root / STATE_FOLDER / "cache"

    def live(self, fingerprint: str, take: int) -> Record | None:
        """The paid (or being paid) record of a take, None where there is none."""
        return next((r for r in self.of(fingerprint) if r.take == take and r.state in PAID), None)

    def of(self, fingerprint: str) -> tuple[Record, ...]:
        return self.records.get(fingerprint, ())

    def is_here(self, record: Record) -> bool:
        """Whether the record's take is in the media store."""
        return record.state is State.STORED and record.media is not None and self.media.has(record.media)

    def is_paid(self, fingerprint: str) -> bool:
        """Whether a clip of this fingerprint costs nothing: its take is here, or a task may still bring
        it."""
        return any(self._counts(record) for record in self.of(fingerprint))

    def _counts(self, record: Record) -> bool:
        if record.state is not State.STORED:
            return record.state in PAID
        return self.is_here(record) or not expired(record, time.time())


@contextlib.contextmanager
def open_desk(root: Path, *, write: bool) -> Iterator[Desk]:
    """The project's desk. With `write`, the state folder and the ledger are made where they are missing.

    Raises: StateError for a ledger that cannot be used, OSError for a folder that cannot be made.
    """
    folder = state_folder(root) if write else root / STATE_FOLDER
    path = folder / LEDGER
    if not write and not path.exists():
        yield Desk(root, None, MediaStore(folder / "media"), {})
        return
    with Ledger.open(path) if write else Ledger.open_to_read(path) as ledger:
        records: dict[str, tuple[Record, ...]] = {}
        for record in ledger.find(family="paid"):
            records[record.fingerprint] = (*records.get(record.fingerprint, ()), record)
        yield Desk(root, ledger, MediaStore(folder / "media"), records, write)


def paid_test(desk: Desk) -> Callable[[str], bool] | None:
    """The packer's question, None where nothing is paid for (then it need not compute fingerprints)."""
    return desk.is_paid if desk.records else None
