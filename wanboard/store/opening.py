"""Opening the ledger's file: checks, migration with a copy of the old file, and SQLite's errors in the user's
words."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from wanboard.errors import StateError
from wanboard.files import display_path
from wanboard.store.schema import APPLICATION_ID, STEPS, VERSION

BUSY_S = 30.0  # how long a process waits for another one's transaction

_DAMAGED = (
    "nothing was changed. Move the file aside and restore it from a backup, or try "
    "`sqlite3 ledger.sqlite3 .recover`; while it is missing, wanboard does not know what was paid for"
)


def open_database(path: Path) -> sqlite3.Connection:
    """Raises: StateError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StateError(
            f"{display_path(path.parent)} cannot be made: {error.strerror}", hint="check the folder"
        ) from error
    with explained(path):
        connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def open_to_read(path: Path) -> sqlite3.Connection:
    """As `open_database`; where nothing can be written (a read-only disk, somebody else's checkout), the ledger is
    read as it stands. Raises: StateError."""
    if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK):
        return open_database(path)
    left = path.with_name(f"{path.name}-wal")
    if left.exists() and left.stat().st_size:
        raise StateError(
            f"{display_path(path)} was not closed by the wanboard that wrote it, and its folder cannot be written",
            hint="run any wanboard command where it can be written",
        )
    with explained(path):
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            version = _pragma(connection, "user_version")
            if _pragma(connection, "application_id") != APPLICATION_ID or version != VERSION:
                raise StateError(
                    f"{display_path(path)} is of another version of wanboard ({version}, not {VERSION})",
                    hint="run any wanboard command where it can be written",
                )
            _check(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.row_factory = sqlite3.Row
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    version, application = _pragma(connection, "user_version"), _pragma(connection, "application_id")
    has_tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0
    if has_tables and application != APPLICATION_ID:
        raise StateError(f"{display_path(path)} is not a ledger of wanboard", hint="move the file aside")
    if version > VERSION:
        raise StateError(
            f"{display_path(path)} was written by a newer wanboard"
            f" (ledger version {version}; this one knows {VERSION})",
            hint="update wanboard; nothing was changed",
        )
    _check(connection, path)
    if version < VERSION:
        _migrate(connection, path, version, has_tables)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Journal in WAL mode. SQLite refuses the change at once, without its busy timeout, while another process opens the
    same new file; so it is waited for here."""
    until = time.monotonic() + BUSY_S
    while str(connection.execute("PRAGMA journal_mode").fetchone()[0]).lower() != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    result = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if result != "ok":
        what = str(result).splitlines()[-1]
        raise StateError(f"{display_path(path)} is damaged: {what}", hint=_DAMAGED)


def _migrate(connection: sqlite3.Connection, path: Path, version: int, has_tables: bool) -> None:
    if has_tables:
        _copy(connection, path.with_name(f"{path.name}.v{version}.backup"))
    connection.execute("BEGIN EXCLUSIVE")
    try:
        version = _pragma(connection, "user_version")  # another process may have been faster
        for step in STEPS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    temporary = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with contextlib.closing(sqlite3.connect(temporary)) as copy:
            connection.backup(copy)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """SQLite's errors as StateError, each with what to do."""
    try:
        yield
    except sqlite3.Error as error:
        name, text = display_path(path), str(error)
        match error.sqlite_errorname if hasattr(error, "sqlite_errorname") else "":
            case "SQLITE_CORRUPT" | "SQLITE_NOTADB":
                raise StateError(f"{name} is damaged: {text}", hint=_DAMAGED) from error
            case "SQLITE_FULL" | "SQLITE_IOERR_WRITE":
                raise StateError(
                    f"{name} cannot be written: the disk is full", hint="make room and run again"
                ) from error
            case code if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
                raise StateError(
                    f"{name} cannot be opened for writing: {text}",
                    hint="check the permissions of .wanboard; without its ledger wanboard spends nothing",
                ) from error
            case code if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise StateError(
                    f"{name} has been locked by another program for {BUSY_S:.0f} seconds",
                    hint="end the program that holds it (another wanboard that hangs, a database browser)",
                ) from error
            case _:
                raise StateError(f"{name} cannot be used: {text}", hint=_DAMAGED) from error
