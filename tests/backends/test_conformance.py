"""What every backend keeps, whatever it speaks: one suite over the registry's names."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from service import Options, serve

from wanboard.backends.animatic_request import card_request
from wanboard.backends.base import (
    Backend,
    Downloaded,
    Gone,
    Refused,
    Session,
    Settings,
    TaskReport,
    TaskState,
    Unsupported,
)
from wanboard.backends.registry import BACKENDS
from wanboard.errors import UsageError
from wanboard.media.cards.card import Card
from wanboard.media.probe import probe
from wanboard.plan.request import Request

T = TypeVar("T")
KEY = "sk-conformance-key"
FILM = Request("wan2.6-t2v", "legacy", "a street at night", None, {"size": "1280*720", "duration": 2})
CARD = card_request(Card((320, 180), 12, 24, 0, "one", action="A man waits."))
SIZES = {"dashscope": (1280, 720), "gateway": (1280, 720), "animatic": (320, 180)}


@dataclass
class Rig:
    """A backend by name, where to open it, and a request it can take (two seconds long)."""

    backend: Backend
    settings: Settings
    request: Request

    def run(self, act: Callable[[Session], Coroutine[Any, Any, T]]) -> T:
        async def scene() -> T:
            async with self.backend.open(self.settings) as session:
                return await act(session)

        return asyncio.run(scene())


@pytest.fixture(params=list(BACKENDS))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    name = request.param
    backend = BACKENDS[name]()
    if name == "animatic":
        yield Rig(backend, Settings(name, "", "", cache=tmp_path / "cache", jobs=1), CARD)
        return
    with serve(Options(queue_s=0, work_s=0, fps=4)) as service:
        url = service.root if name == "gateway" else service.url
        yield Rig(backend, Settings(name, url, KEY), FILM)


async def ended(session: Session, task_id: str) -> TaskReport:
    while not (report := await session.poll(task_id)).state.is_final:
        pass
    return report


def nothing(at: int, of: int | None) -> None:
    pass


def test_it_has_the_registrys_name_and_says_whether_it_costs(rig: Rig) -> None:
    assert rig.backend.name == rig.settings.backend
    assert rig.backend.paid is (rig.backend.name != "animatic")


def test_the_body_is_plain_data_and_always_the_same(rig: Rig) -> None:
    first, second = (json.dumps(rig.backend.body(rig.request), sort_keys=True) for _ in range(2))
    assert first == second
    assert rig.request.model in first
    assert KEY not in first


def test_what_is_dropped_is_told_in_sentences(rig: Rig) -> None:
    assert all(isinstance(sentence, str) and sentence for sentence in rig.backend.dropped(rig.request))


def test_a_request_that_it_can_send_is_not_called_impossible(rig: Rig) -> None:
    assert list(rig.backend.cannot(rig.request)) == []


def test_a_request_becomes_a_film_of_its_size_and_length(rig: Rig, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    target = tmp_path / "take.mp4"
    target.write_bytes(b"an older file, to be overwritten")

    async def act(session: Session) -> tuple[TaskReport, Downloaded]:
        await session.prepare(rig.request)
        submitted = await session.submit(rig.request)
        report = await ended(session, submitted.task_id)
        assert report.task_id == submitted.task_id
        assert report.video_url is not None
        return report, await session.download(report.video_url, target, lambda at, of: seen.append((at, of)))

    report, done = rig.run(act)
    assert report.state is TaskState.SUCCEEDED
    data = target.read_bytes()
    assert (done.size, done.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert [at for at, _ in seen] == sorted(at for at, _ in seen)
    assert seen[-1][0] == len(data)
    film = probe(target, decode=True)
    assert (film.width, film.height, film.has_audio) == (*SIZES[rig.backend.name], True)
    assert film.duration_s == pytest.approx(2, abs=0.05)


def test_a_task_outlives_the_session_that_made_it(rig: Rig) -> None:
    task_id = rig.run(lambda session: session.submit(rig.request)).task_id
    assert rig.run(lambda session: ended(session, task_id)).state is TaskState.SUCCEEDED


def test_an_unknown_task_is_a_state_and_no_error(rig: Rig) -> None:
    assert rig.run(lambda session: session.poll("no-such-task")).state is TaskState.UNKNOWN


def test_the_list_knows_the_task_or_is_unsupported(rig: Rig) -> None:
    async def act(session: Session) -> bool:
        submitted = await session.submit(rig.request)
        report = await ended(session, submitted.task_id)
        at = report.submitted_at
        try:
            found = await session.list_tasks(rig.request.model, (at or 0) - 100, (at or 1e11) + 100)
        except Unsupported:
            return True
        return submitted.task_id in [task.task_id for task in found if task.model == rig.request.model]

    assert rig.run(act)


def test_a_finished_task_cannot_be_cancelled(rig: Rig) -> None:
    async def act(session: Session) -> bool:
        submitted = await session.submit(rig.request)
        await ended(session, submitted.task_id)
        with contextlib.suppress(Unsupported):
            return await session.cancel(submitted.task_id)
        return False

    assert rig.run(act) is False


def test_an_address_that_is_not_its_own_is_gone(rig: Rig, tmp_path: Path) -> None:
    with pytest.raises(Gone):
        rig.run(lambda session: session.download("oss://elsewhere/a.mp4", tmp_path / "a.mp4", nothing))


def test_a_request_it_cannot_take_is_refused_and_creates_nothing(rig: Rig) -> None:
    wrong = Request("no-such-model", "legacy", "{}", None, {"duration": 2})

    with pytest.raises(Refused) as caught:
        rig.run(lambda session: session.submit(wrong))
    assert caught.value.message


def test_an_address_that_is_none_is_said_before_anything_is_sent(rig: Rig) -> None:
    if not rig.backend.paid:
        return
    rig.settings = Settings(rig.backend.name, "not an address", KEY)
    with pytest.raises(UsageError, match="not an http address"):
        rig.run(lambda session: session.poll("t"))
