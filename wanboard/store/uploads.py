"""Where local files already lie at the service: every upload is a row of the ledger, valid for a time.

Uploads cost nothing and create no task. So nothing here stands in the way of a build: what cannot be read counts as
never uploaded, what cannot be written is forgotten, and the file goes up once more.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from wanboard.errors import StateError

_KEY = "identity = ? AND model = ? AND account = ?"


@dataclass(frozen=True, slots=True)
class Upload:
    """`identity` is the bytes' "sha256:<hex>", with the range where a part went up; times are Unix seconds, `size` is
    in bytes."""

    identity: str
    model: str
    account: str
    url: str
    expires_at: float
    size: int
    created_at: float


class Uploads:
    """The ledger's table of uploads. Fits what the backends ask of an upload cache."""

    def __init__(
        self,
        query: Callable[[str, Sequence[object]], list[sqlite3.Row]],
        transaction: Callable[[], AbstractContextManager[sqlite3.Connection]],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._query = query
        self._transaction = transaction
        self._now = now

    def get(self, identity: str, model: str, account: str) -> str | None:
        """The address of a file that is still valid, None where there is none."""
        with contextlib.suppress(StateError):
            found = self._query(
                f"SELECT url FROM uploads WHERE {_KEY} AND expires_at > ? ORDER BY expires_at DESC LIMIT 1",
                (identity, model, account, self._now()),
            )
            return str(found[0]["url"]) if found else None
        return None

    def put(self, identity: str, model: str, account: str, url: str, expires_at: float, size: int) -> None:
        """Remember an upload of `size` bytes; earlier ones of the same file stay, and are counted."""
        row = (identity, model, account, url, expires_at, size, self._now())
        with contextlib.suppress(StateError), self._transaction() as connection:
            connection.execute(
                "INSERT INTO uploads (identity, model, account, url, expires_at, size, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )

    def forget(self, identity: str, model: str, account: str) -> None:
        """The service no longer takes the address: the file goes up anew next time."""
        with contextlib.suppress(StateError), self._transaction() as connection:
            connection.execute(f"UPDATE uploads SET expires_at = 0 WHERE {_KEY}", (identity, model, account))

    def all(self) -> tuple[Upload, ...]:
        """Every upload ever made, oldest first. Raises: StateError."""
        names = ("identity", "model", "account", "url", "expires_at", "size", "created_at")
        found = self._query("SELECT * FROM uploads ORDER BY id", ())
        return tuple(Upload(**{name: row[name] for name in names}) for row in found)
