"""The ledger: one live row a take, ownership, migration, damage."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from execute_jobs import make_job

from wanboard.errors import StateError
from wanboard.store import opening, process, rows, schema
from wanboard.store.costs import sums
from wanboard.store.ledger import LEASE_S, Ledger, Wanted
from wanboard.store.record import LIVE, Origin, Owner, Record, State

NOW = 1_800_000_000.0
ORIGIN = Origin("dashscope", "account", "beijing", paid=True)
ME = Owner("me", "another machine", 1, 1)
YOU = Owner("you", "another machine", 2, 1)


def wanted(number: int = 1, take: int = 1, origin: Origin = ORIGIN, storyboard: str = "film.yaml") -> Wanted:
    job = make_job(number, take=take)
    return Wanted(
        job.fingerprint,
        take,
        origin,
        storyboard,
        job.label,
        job.request,
        job.billed_s,
        job.cost,
        {"shots": ["a", "字"]},
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / ".wanboard" / "ledger.sqlite3")


def put(ledger: Ledger, record: Record, state: State, **values: object) -> Record:
    return ledger.update(record.id, lambda row: replace(row, state=state, **values))  # type: ignore[arg-type]


def test_a_row_reads_back_as_it_was_written(ledger: Ledger) -> None:
    record = ledger.claim(wanted(), ME, NOW).record
    full = replace(
        record, state=State.REJECTED, attempts=3, sent_at=NOW + 0.25, submitted_at=NOW + 1.5, finished_at=NOW + 2,
        task_id="task", request_id="request", video_url="https://results/a?b=c", url_expires_at=NOW + 9,
        actual_prompt="雨", billed_s=10.0, media="a" * 64, media_bytes=7, code="Code", message="text",
    )  # fmt: skip
    assert ledger.update(record.id, lambda _: full) == full
    assert ledger.get(record.id) == full
    assert full.context == {"shots": ["a", "字"]}


def test_the_ledger_is_synced_on_every_commit(ledger: Ledger) -> None:
    connection = ledger._connection
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_take_has_one_live_row(ledger: Ledger) -> None:
    first = ledger.claim(wanted(), ME, NOW)
    second = ledger.claim(wanted(), ME, NOW)
    assert first.was is None
    assert second.record.id == first.record.id
    names = ", ".join(rows.COLUMNS)
    copy = f"INSERT INTO submissions ({names}) SELECT {names} FROM submissions WHERE id = 1"
    with pytest.raises(sqlite3.IntegrityError):
        ledger._connection.execute(copy)


def test_the_index_and_the_states_name_the_same_live_rows(ledger: Ledger) -> None:
    sql = ledger._connection.execute("SELECT sql FROM sqlite_master WHERE name = 'one_live_row'").fetchone()[0]
    assert all((f"'{state.value}'" in sql) == (state in LIVE) for state in State)


@pytest.mark.parametrize("state", sorted(LIVE - {State.INTENT}, key=str))
def test_a_take_with_a_live_row_gets_no_second_one(ledger: Ledger, state: State) -> None:
    record = put(ledger, ledger.claim(wanted(), ME, NOW).record, state)
    claim = ledger.claim(wanted(), ME, NOW)
    assert (claim.record.id, claim.record.state) == (record.id, state)


@pytest.mark.parametrize("state", sorted(set(State) - LIVE, key=str))
def test_a_take_that_ended_without_a_film_may_begin_again(ledger: Ledger, state: State) -> None:
    put(ledger, ledger.claim(wanted(), ME, NOW).record, state)
    claim = ledger.claim(wanted(), ME, NOW)
    assert claim.record.id == 2
    assert claim.record.state is State.INTENT


def test_takes_and_free_backends_have_rows_of_their_own(ledger: Ledger) -> None:
    free = Origin("animatic", "", None, paid=False)
    ids = [ledger.claim(w, ME, NOW).record.id for w in (wanted(), wanted(take=2), wanted(origin=free))]
    assert ids == [1, 2, 3]
    gateway = Origin("gateway", "account", None, paid=True)
    assert ledger.claim(wanted(origin=gateway), ME, NOW).record.id == 1


def test_an_owner_keeps_its_row_until_its_lease_ends(ledger: Ledger) -> None:
    ledger.claim(wanted(), ME, NOW)
    assert not ledger.claim(wanted(), YOU, NOW + LEASE_S - 1).mine
    ledger.renew(ME, NOW + 50)
    assert not ledger.claim(wanted(), YOU, NOW + LEASE_S + 1).mine
    taken = ledger.claim(wanted(), YOU, NOW + 50 + LEASE_S + 1)
    assert taken.mine
    assert taken.record.owner == YOU


def test_a_released_row_is_anybodys(ledger: Ledger) -> None:
    ledger.claim(wanted(), ME, NOW)
    ledger.release(ME)
    assert ledger.claim(wanted(), YOU, NOW).mine


def test_a_killed_process_of_this_machine_is_seen_at_once(tmp_path: Path, ledger: Ledger) -> None:
    code = (
        "import sys, os; from wanboard.store.process import this_process; o = this_process();"
        "print(o.token, o.pid, o.started, o.host, flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    token, pid, started, host = child.stdout.readline().rstrip("\n").split(" ", 3)
    owner = Owner(token, host, int(pid), int(started))
    ledger.claim(wanted(), owner, NOW)
    assert process.is_dead(owner) is False
    assert not ledger.claim(wanted(), process.this_process(), NOW + 10 * LEASE_S).mine  # alive: the lease is no matter
    child.kill()
    child.communicate()
    assert process.is_dead(owner) is True
    assert ledger.claim(wanted(), process.this_process(), NOW).mine


def test_a_process_id_used_again_is_another_process() -> None:
    mine = process.this_process()
    assert process.is_dead(mine) is False
    assert process.is_dead(replace(mine, started=mine.started - 1)) is True
    assert process.is_dead(replace(mine, host="elsewhere")) is None


def test_what_a_change_raises_leaves_the_row_as_it_was(ledger: Ledger) -> None:
    record = ledger.claim(wanted(), ME, NOW).record

    def fail(row: Record) -> Record:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ledger.update(record.id, fail)
    assert ledger.get(record.id) == record


def test_paid_fingerprints_are_takes_tasks_and_what_may_be_one(ledger: Ledger) -> None:
    for number, state in enumerate(State, 1):
        put(ledger, ledger.claim(wanted(number), ME, NOW).record, state)
    paid = ledger.paid_fingerprints()
    names = {state for number, state in enumerate(State, 1) if make_job(number).fingerprint in paid}
    assert names == {
        State.SENDING, State.AMBIGUOUS, State.SUBMITTED, State.MISSING, State.SUCCEEDED, State.REJECTED, State.STORED
    }  # fmt: skip


def test_takes_are_the_stored_ones_by_number(ledger: Ledger) -> None:
    for take in (2, 1, 3):
        record = ledger.claim(wanted(take=take), ME, NOW).record
        put(ledger, record, State.STORED if take != 3 else State.SUBMITTED)
    assert [record.take for record in ledger.takes(make_job(1).fingerprint)] == [1, 2]


def test_what_expires_first_is_first_among_the_open_rows(ledger: Ledger) -> None:
    for number, began in ((1, NOW), (2, NOW - 500), (3, NOW - 100)):
        record = ledger.claim(wanted(number), ME, NOW).record
        put(ledger, record, State.SUBMITTED, submitted_at=began, url_expires_at=NOW - 9e6 if number == 3 else None)
    assert [record.id for record in ledger.open_records()] == [3, 2, 1]


def test_costs_tell_spent_from_estimated_and_from_what_is_in_flight(ledger: Ledger) -> None:
    states = [State.STORED, State.STORED, State.SUBMITTED, State.AMBIGUOUS, State.FAILED, State.INTENT]
    for number, state in enumerate(states, 1):
        record = ledger.claim(wanted(number, storyboard="a.yaml" if number < 3 else "b.yaml"), ME, NOW).record
        put(ledger, record, state, billed_s=5.0 if number == 1 else None)
    a, b = sums(ledger.find(), "storyboard")
    assert (a.group, a.takes, a.seconds, a.spent, a.estimated) == (
        "a.yaml", 2, Decimal("7.0"), Decimal("4.20"), Decimal("2.4")
    )  # fmt: skip
    assert (b.spent, b.in_flight, b.at_risk) == (0, Decimal("1.2"), Decimal("1.2"))
    assert [s.group for s in sums(ledger.find(), "day")] == ["2027-01-15"]
    assert [s.group for s in sums(ledger.find(), "model")] == ["wan2.6-t2v"]


# --- files that are not what they should be


def test_an_older_version_is_migrated_and_a_copy_kept(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    with sqlite3.connect(path) as old:
        for statement in schema.STEPS[0]:
            old.execute(statement)
        old.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
    old.close()
    with Ledger.open(path) as ledger:
        ledger.claim(wanted(), ME, NOW)
        assert ledger._connection.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION
    backup = tmp_path / "ledger.sqlite3.v1.backup"
    copy = sqlite3.connect(backup)
    assert copy.execute("PRAGMA user_version").fetchone()[0] == 1
    copy.close()


def test_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    with Ledger.open(path) as ledger:
        ledger._connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(StateError, match="newer wanboard"):
        Ledger.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"this is no database, it is text that is long enough " * 40, b"SQLite format 3\0" * 99]
)
def test_a_damaged_ledger_is_an_error_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.sqlite3"
    path.write_bytes(content)
    with pytest.raises(StateError, match="damaged") as caught:
        Ledger.open(path)
    assert "backup" in (caught.value.hint or "")
    assert path.read_bytes() == content


@pytest.mark.parametrize("seed", range(8))
def test_a_ledger_with_torn_pages_is_never_taken_for_whole(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "ledger.sqlite3"
    with Ledger.open(path) as ledger:
        for number in range(1, 40):
            ledger.claim(wanted(number), ME, NOW)
        ledger._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    start = 4096 * (1 + seed % (len(data) // 4096 - 1))
    data[start : start + 4096] = bytes(range(256)) * 16
    path.write_bytes(data)
    with pytest.raises(StateError, match="damaged"):
        Ledger.open(path)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.commit()
    other.close()
    with pytest.raises(StateError, match="not a ledger"):
        Ledger.open(path)


def test_a_row_that_another_program_changed_is_named(ledger: Ledger) -> None:
    ledger.claim(wanted(), ME, NOW)
    ledger._connection.execute("UPDATE submissions SET state = 'sold'")
    with pytest.raises(StateError, match="row 1"):
        ledger.find()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_explained(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StateError):
            Ledger.open(tmp_path / "ledger.sqlite3")
    finally:
        tmp_path.chmod(0o700)


def test_a_full_disk_is_explained(ledger: Ledger) -> None:
    pages = ledger._connection.execute("PRAGMA page_count").fetchone()[0]
    ledger._connection.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for number in range(1, 200):
            ledger.claim(wanted(number), ME, NOW)

    with pytest.raises(StateError, match="disk is full"):
        fill()


def test_a_ledger_locked_by_another_program_is_explained(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_S", 0.01)
    other = Ledger.open(ledger.path)
    ledger._connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(StateError, match="locked"):
        other.claim(wanted(), YOU, NOW)
    ledger._connection.execute("ROLLBACK")
    assert other.claim(wanted(), YOU, NOW).mine
    other.close()


def test_many_processes_claim_one_take_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    Ledger.open(path).close()
    code = (
        "import sys; sys.path[:0] = [sys.argv[2]]; from pathlib import Path\n"
        "from execute_jobs import make_job; from wanboard.store.ledger import Ledger, Wanted\n"
        "from wanboard.store.process import this_process; from wanboard.store.record import Origin\n"
        "origin, me = Origin('dashscope', 'a', None, True), this_process()\n"
        "ledger = Ledger.open(Path(sys.argv[1])); sys.stdin.readline()\n"
        "for n in range(1, 30):\n"
        "    j = make_job(n); w = Wanted(j.fingerprint, 1, origin, 's', j.label, j.request, 2, j.cost, {})\n"
        "    print(n, ledger.claim(w, me, 1.8e9).mine, flush=True)\n"
        "sys.stdin.read()\n"
    )
    tests = str(Path(__file__).parents[1])
    children = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path), tests], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    claimed: list[str] = []
    for child in children:
        assert child.stdout is not None
        claimed += [line for line in (child.stdout.readline() for _ in range(29)) if line.endswith("True\n")]
    for child in children:
        child.communicate()
    assert sorted(int(line.split()[0]) for line in claimed) == list(range(1, 30))


def test_where_nothing_can_be_written_the_ledger_is_read_as_it_stands(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = ledger.claim(wanted(), ME, NOW).record
    monkeypatch.setattr(opening.os, "access", lambda *_: False)
    with pytest.raises(StateError, match="was not closed"):
        Ledger.open_to_read(ledger.path)
    ledger.close()
    files = set(ledger.path.parent.iterdir())
    with Ledger.open_to_read(ledger.path) as reading:
        assert list(reading.find()) == [record]
        assert set(ledger.path.parent.iterdir()) == files
        with pytest.raises(StateError):
            reading.claim(wanted(2), ME, NOW)


def test_a_ledger_of_another_version_is_not_migrated_where_nothing_can_be_written(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger._connection.execute(f"PRAGMA user_version = {schema.VERSION - 1}")
    ledger.close()
    monkeypatch.setattr(opening.os, "access", lambda *_: False)
    with pytest.raises(StateError, match="another version"):
        Ledger.open_to_read(ledger.path)


def test_opening_waits_for_a_process_that_is_just_making_the_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")  # SQLite answers a change of the journal's mode at once then, without waiting
    release = threading.Timer(0.2, lambda: other.execute("ROLLBACK"))
    release.start()
    try:
        with Ledger.open(path) as ledger:
            assert ledger.find() == ()
    finally:
        release.join()
        other.close()
