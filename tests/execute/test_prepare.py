"""What happens before a submission leaves: the request's own media go up, and nothing is at risk meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fake_service
import pytest
from execute_jobs import MODEL, make_job
from fake_service import FakeService, play

from wanboard.backends.base import Limits, NotSent, Refused, Throttled
from wanboard.execute.jobs import JobResult, Outcome
from wanboard.execute.scheduler import run
from wanboard.store.ledger import Ledger
from wanboard.store.media import MediaStore
from wanboard.store.record import Origin, State


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.sqlite3") as opened:
        yield opened


async def build(ledger: Ledger, service: FakeService, **options: Any) -> JobResult:
    (result,) = await run(
        [make_job(1)], session=service, ledger=ledger, media=MediaStore(ledger.path.parent / "media"),
        origin=Origin("dashscope", "account", "beijing", paid=True), limits={MODEL: Limits()},
        on_event=lambda event: None, check=lambda path, expected: None, clock=fake_service.clock(), **options,
    )  # fmt: skip
    return result


def test_media_go_up_while_the_row_is_an_intent(ledger: Ledger) -> None:
    class Looking(FakeService):
        async def prepare(self, request: Any) -> None:
            seen.append([record.state for record in ledger.find()])
            assert not self.submits

    seen: list[list[State]] = []
    assert play(build(ledger, Looking())).outcome is Outcome.DONE
    assert seen == [[State.INTENT]]


@pytest.mark.parametrize("error", [NotSent("no route"), Throttled("slow down", code="Throttling")])
def test_what_could_not_be_brought_up_is_tried_again(ledger: Ledger, error: Exception) -> None:
    service = FakeService(script={"prepare": [error, error, None]})
    assert play(build(ledger, service)).outcome is Outcome.DONE
    (record,) = ledger.find()
    assert record.attempts == len(service.submits) == 1


def test_media_that_are_refused_fail_the_clip_and_nothing_is_sent(ledger: Ledger) -> None:
    service = FakeService(script={"prepare": [Refused("song.wav changed while the build was running")]})
    result = play(build(ledger, service))
    assert result.outcome is Outcome.FAILED
    assert "song.wav" in f"{result.failure}"
    (record,) = ledger.find()
    assert record.state is State.REFUSED
    assert not service.submits


def test_a_stop_while_media_go_up_leaves_no_doubt(ledger: Ledger) -> None:
    class Stopped(FakeService):
        async def prepare(self, request: Any) -> None:
            stop.set()
            await asyncio.sleep(3600)

    stop = asyncio.Event()
    result = play(build(ledger, Stopped(), stop=stop))
    assert result.outcome is Outcome.STOPPED
    (record,) = ledger.find()
    assert record.state is State.INTENT
