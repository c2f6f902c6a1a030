"""The ledger: every submission ever made, in SQLite, written before money can be spent.

Each change is one immediate transaction that reads the row, changes it and writes it back, so that several
processes may work on one ledger. Journal in WAL mode, synced on every commit (`synchronous=FULL`): what a
method has written survives a kill and a power cut. A damaged ledger is never replaced: it names what was paid
for.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wanboard.plan.request import Cost, Request
from wanboard.store import opening, process, rows
from wanboard.store.record import LIVE, OPEN, PAID, Origin, Owner, Record, State
from wanboard.store.uploads import Uploads

LEASE_S = 60.0  # an owner on another machine that has not renewed its lease for so long is taken for dead

_INSERT = f"INSERT INTO submissions ({', '.join(rows.COLUMNS)}) VALUES ({', '.join(':' + c for c in rows.COLUMNS)})"
_UPDATE = f"UPDATE submissions SET {', '.join(f'{c} = :{c}' for c in rows.COLUMNS)} WHERE id = :id"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row is made from."""

    fingerprint: str
    take: int
    origin: Origin
    storyboard: str
    clip: str
    request: Request
    planned_s: int
    cost: Cost | None
    context: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Claim:
    """`mine`: this owner works on the row now; else another living process does. `was`: the row as it was
    found."""

    record: Record
    mine: bool
    was: Record | None


class Ledger:
    """One open connection. Not for several threads."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self.uploads = Uploads(self._query, self._transaction)

    @classmethod
    def open(cls, path: Path) -> Ledger:
        """Open or make the ledger; an older version is migrated, with a copy of the old file left beside it.

        Raises: StateError where it is damaged, newer, no ledger, or cannot be opened.
        """
        return cls(opening.open_database(path), path)

    @classmethod
    def open_to_read(cls, path: Path) -> Ledger:
        """As `open`, for who only asks: works also where nothing can be written. Raises: StateError."""
        return cls(opening.open_to_read(path), path)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- changes
    # ---------------------------------------------------------------------------------------------------

    def claim(self, wanted: Wanted, owner: Owner, now: float) -> Claim:
        """The live row of this fingerprint and take, owned from now on unless another living process owns it;
        a new row in state INTENT where there is none. Raises: StateError."""
        with self._transaction() as connection:
            found = self.live(wanted.origin.family, wanted.fingerprint, wanted.take)
            if found is None:
                record = _new(wanted, owner, now)
                cursor = connection.execute(_INSERT, rows.to_row(record))
                return Claim(replace(record, id=int(cursor.lastrowid or 0)), True, None)
            if not self.is_free(found, owner, now):
                return Claim(found, False, found)
            mine = replace(found, owner=owner, lease_until=now + LEASE_S)
            if found.state is State.INTENT:  # nothing was sent: what is sent now is asked for by this run
                mine = replace(mine, origin=wanted.origin, storyboard=wanted.storyboard, clip=wanted.clip,
                               planned_s=wanted.planned_s, cost=wanted.cost, context=dict(wanted.context),
                               request=wanted.request.canonical())  # fmt: skip
            self._write(mine)
            return Claim(mine, True, found)

    def adopt(self, record: Record) -> Record:
        """Insert the row of a take that was made without this ledger's knowledge. The row that stands for that take
        where there is one already. Raises: StateError."""
        with self._transaction() as connection:
            found = self.live(record.origin.family, record.fingerprint, record.take)
            if found is not None:
                return found
            cursor = connection.execute(_INSERT, rows.to_row(record))
            return replace(record, id=int(cursor.lastrowid or 0))

    @staticmethod
    def is_free(record: Record, owner: Owner, now: float) -> bool:
        """Whether this owner may take the row: nobody's, its own, or a dead process's."""
        if record.owner is None or record.owner.token == owner.token:
            return True
        dead = process.is_dead(record.owner)
        return dead if dead is not None else record.lease_until is None or record.lease_until < now

    def update(self, record_id: int, change: Callable[[Record], Record]) -> Record:
        """Read, change and write one row as one transaction; what `change` raises leaves the row as it
        was."""
        with self._transaction():
            record = change(self.get(record_id))
            self._write(record)
            return record

    def free_bytes(self) -> int:
        """Room left on the ledger's disk. Raises: OSError."""
        return shutil.disk_usage(self.path.parent).free

    def renew(self, owner: Owner, now: float) -> None:
        """Say that this owner still lives."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE submissions SET lease_until = ? WHERE owner_token = ?", (now + LEASE_S, owner.token)
            )

    def release(self, owner: Owner) -> None:
        """Let every row of this owner go, so that the next build need not wait."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE submissions SET owner_token = NULL, owner_host = NULL, owner_pid = NULL,"
                " owner_started = NULL, lease_until = NULL WHERE owner_token = ?",
                (owner.token,),
            )

    # --- questions
    # -------------------------------------------------------------------------------------------------

    def get(self, record_id: int) -> Record:
        """Raises: KeyError, StateError."""
        found = self._select("id = ?", (record_id,))
        if not found:
            raise KeyError(record_id)
        return found[0]

    def find(
        self,
        *,
        storyboard: str | None = None,
        fingerprint: str | None = None,
        take: int | None = None,
        family: str | None = None,
        states: frozenset[State] | None = None,
    ) -> tuple[Record, ...]:
        """Rows that fit all that is given, oldest first. Raises: StateError."""
        where, values = ["1"], list[object]()
        given = (("storyboard", storyboard), ("fingerprint", fingerprint), ("take", take), ("family", family))
        for column, value in given:
            if value is not None:
                where.append(f"{column} = ?")
                values.append(value)
        if states is not None:
            where.append(f"state IN ({', '.join('?' * len(states))})")
            values.extend(sorted(state.value for state in states))
        return self._select(" AND ".join(where), values)

    def live(self, family: str, fingerprint: str, take: int) -> Record | None:
        """The one row that stands for this take, if there is one. Raises: StateError."""
        found = self.find(family=family, fingerprint=fingerprint, take=take, states=LIVE)
        return found[0] if found else None

    def takes(self, fingerprint: str, family: str = "paid") -> tuple[Record, ...]:
        """The stored takes of a fingerprint by number. Raises: StateError."""
        stored = self.find(fingerprint=fingerprint, family=family, states=frozenset({State.STORED}))
        return tuple(sorted(stored, key=lambda record: record.take))

    def paid_fingerprints(self, family: str = "paid") -> frozenset[str]:
        """What need not be paid for (again): a stored take, a task in flight, or a submission that may have
        made one. Raises: StateError."""
        states = sorted(state.value for state in PAID)
        found = self._query(
            "SELECT DISTINCT fingerprint FROM submissions WHERE family = ?"
            f" AND state IN ({', '.join('?' * len(states))})",
            (family, *states),
        )
        return frozenset(row["fingerprint"] for row in found)

    def known_tasks(self) -> frozenset[str]:
        """Ids of all tasks that belong to a row. Raises: StateError."""
        found = self._query("SELECT task_id FROM submissions WHERE task_id IS NOT NULL", ())
        return frozenset(row["task_id"] for row in found)

    def in_progress_elsewhere(self, model: str, origin: Origin, owner: Owner, now: float) -> int:
        """Tasks of this account and model that other living processes of this project wait for, or are about to
        send. Raises: StateError."""
        return sum(record.model == model for record in self._elsewhere(origin, owner, now))

    def others(self, origin: Origin, owner: Owner, now: float) -> int:
        """Other living processes of this project that work with this account. Raises: StateError."""
        found = self._elsewhere(origin, owner, now)
        return len({record.owner.token for record in found if record.owner})

    def _elsewhere(self, origin: Origin, owner: Owner, now: float) -> list[Record]:
        found = self._select(
            "account = ? AND state IN ('intent', 'sending', 'submitted') AND owner_token IS NOT NULL"
            " AND owner_token != ?",
            (origin.account, owner.token),
        )
        return [record for record in found if not self.is_free(record, owner, now)]

    def open_records(self) -> tuple[Record, ...]:
        """Everything that waits for the service or for the user, what expires first first. Raises:
        StateError."""
        return tuple(sorted(self.find(states=OPEN), key=lambda r: (r.expires_at or float("inf"), r.id)))

    # --- inside
    # ----------------------------------------------------------------------------------------------------

    def _select(self, where: str, values: Sequence[object]) -> tuple[Record, ...]:
        found = self._query(f"SELECT * FROM submissions WHERE {where} ORDER BY id", values)
        return tuple(rows.from_row(row) for row in found)

    def _query(self, sql: str, values: Sequence[object]) -> list[sqlite3.Row]:
        with opening.explained(self.path):
            return self._connection.execute(sql, tuple(values)).fetchall()

    def _write(self, record: Record) -> None:
        self._connection.execute(_UPDATE, {**rows.to_row(record), "id": record.id})

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with opening.explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _new(wanted: Wanted, owner: Owner, now: float) -> Record:
    return Record(
        id=0,
        fingerprint=wanted.fingerprint,
        take=wanted.take,
        origin=wanted.origin,
        model=wanted.request.model,
        storyboard=wanted.storyboard,
        clip=wanted.clip,
        request=wanted.request.canonical(),
        context=dict(wanted.context),
        state=State.INTENT,
        created_at=now,
        changed_at=now,
        planned_s=wanted.planned_s,
        cost=wanted.cost,
        owner=owner,
        lease_until=now + LEASE_S,
    )
