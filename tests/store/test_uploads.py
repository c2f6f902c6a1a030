"""The ledger's table of uploads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from wanboard.store import schema
from wanboard.store.ledger import Ledger

FILE = ("sha256:aa", "wan2.6-r2v", "account")
LATER = 4_000_000_000.0


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.sqlite3") as opened:
        yield opened


def test_an_upload_is_known_in_the_next_process_and_counted(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite3") as first:
        first.uploads.put(*FILE, "oss://a/1.mp4", LATER, 77)
    with Ledger.open(tmp_path / "ledger.sqlite3") as second:
        assert second.uploads.get(*FILE) == "oss://a/1.mp4"
        (upload,) = second.uploads.all()
    assert (upload.identity, upload.model, upload.account, upload.size) == (*FILE, 77)


@pytest.mark.parametrize("other", [("sha256:bb", *FILE[1:]), (FILE[0], "wan2.7-r2v", FILE[2]), (*FILE[:2], "another")])
def test_it_serves_its_own_content_model_and_account_only(ledger: Ledger, other: tuple[str, str, str]) -> None:
    ledger.uploads.put(*FILE, "oss://a/1.mp4", LATER, 1)
    assert ledger.uploads.get(*other) is None


def test_the_latest_that_is_valid_counts(ledger: Ledger) -> None:
    ledger.uploads.put(*FILE, "oss://gone.mp4", 1.0, 1)
    assert ledger.uploads.get(*FILE) is None
    ledger.uploads.put(*FILE, "oss://new.mp4", LATER, 1)
    assert ledger.uploads.get(*FILE) == "oss://new.mp4"
    assert len(ledger.uploads.all()) == 2


def test_what_is_forgotten_is_not_offered_but_still_counted(ledger: Ledger) -> None:
    ledger.uploads.put(*FILE, "oss://a/1.mp4", LATER, 1)
    ledger.uploads.forget(*FILE)
    assert ledger.uploads.get(*FILE) is None
    assert len(ledger.uploads.all()) == 1


def test_a_table_that_cannot_be_used_only_forgets(ledger: Ledger) -> None:
    ledger._connection.execute("DROP TABLE uploads")
    ledger.uploads.put(*FILE, "oss://a/1.mp4", LATER, 1)
    ledger.uploads.forget(*FILE)
    assert ledger.uploads.get(*FILE) is None


def test_a_ledger_of_version_two_gets_the_table(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    with sqlite3.connect(path) as old:
        for statement in (*schema.STEPS[0], *schema.STEPS[1]):
            old.execute(statement)
        old.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        old.execute("PRAGMA user_version = 2")
    old.close()
    with Ledger.open(path) as ledger:
        ledger.uploads.put(*FILE, "oss://a/1.mp4", LATER, 1)
        assert ledger.uploads.get(*FILE) == "oss://a/1.mp4"
