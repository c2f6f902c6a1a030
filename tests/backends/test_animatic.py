"""The animatic backend: cards drawn once by content, tasks that outlive the process."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wanboard.backends import animatic
from wanboard.backends.animatic import AnimaticBackend, AnimaticSession
from wanboard.backends.animatic_request import card_expected, card_from, card_request
from wanboard.backends.base import Gone, Refused, Settings, TaskReport, TaskState
from wanboard.files import sha256_file
from wanboard.media.cards.card import Card, Spoken
from wanboard.media.probe import probe
from wanboard.plan.request import Request

CARD = Card((320, 180), 12, 6, 0, "one", action="A man waits.", dialogue=(Spoken("Lin", "Too late.", 0, 6),))


def settings(folder: Path, jobs: int = 1) -> Settings:
    return Settings("animatic", "", "", cache=folder, jobs=jobs)


async def finished(session: AnimaticSession, task_id: str) -> TaskReport:
    while not (report := await session.poll(task_id)).state.is_final:
        pass
    return report


def progress(done: int, total: int | None) -> None:
    assert done == total


def test_request_and_card_are_two_forms_of_one_thing(tmp_path: Path) -> None:
    board = tmp_path / "b.png"
    card = dataclasses.replace(CARD, board=board, board_sha256="ab" * 32)
    request = card_request(card)
    assert card_from(request) == card
    assert card_from(request).board == board
    assert request.parameters == {"size": "320*180", "duration": 1, "frames": 6, "fps": 12}
    assert card_expected(card).duration_s == 0.5


def test_fingerprint_knows_the_board_by_content_not_by_path() -> None:
    one = dataclasses.replace(CARD, board=Path("/a/b.png"), board_sha256="ab" * 32)
    moved = dataclasses.replace(one, board=Path("/c/d.png"))
    redrawn = dataclasses.replace(one, board_sha256="cd" * 32)
    assert card_request(one).fingerprint == card_request(moved).fingerprint
    assert card_request(one).fingerprint != card_request(redrawn).fingerprint


def test_building_a_request_imports_no_media_library() -> None:
    code = (
        "import sys, wanboard.backends.animatic_request as r; "
        "print(sorted({'PIL', 'numpy', 'av', 'moviepy', 'aiohttp'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_card_is_drawn_once_and_downloads_whole(tmp_path: Path) -> None:
    async def work() -> None:
        async with AnimaticBackend().open(settings(tmp_path)) as session:
            submitted = await session.submit(card_request(CARD))
            assert submitted.task_id == CARD.digest()
            report = await finished(session, submitted.task_id)
            assert report.state is TaskState.SUCCEEDED
            assert report.video_url is not None
            target = tmp_path / "take.mp4"
            got = await session.download(report.video_url, target, progress)
            assert (got.size, got.sha256) == (target.stat().st_size, sha256_file(target))
            film = probe(target)
            assert (film.width, film.height, film.frames, film.fps, film.has_audio) == (320, 180, 6, 12, True)
            drawn = (tmp_path / "cards" / f"{CARD.digest()}.mp4").stat().st_mtime_ns
        async with AnimaticBackend().open(settings(tmp_path)) as session:
            again = await session.submit(card_request(CARD))
            report = await session.poll(again.task_id)
            assert report.state is TaskState.SUCCEEDED
            assert session._workers is None  # nothing was started to draw
            assert (tmp_path / "cards" / f"{CARD.digest()}.mp4").stat().st_mtime_ns == drawn

    asyncio.run(work())


def test_writing_over_a_download_leaves_the_cache_whole(tmp_path: Path) -> None:
    async def work() -> None:
        cards = tmp_path / "cards"
        cards.mkdir()
        other = cards / "x.mp4"
        other.write_bytes(b"other")
        result = cards / f"{CARD.digest()}.mp4"
        result.write_bytes(b"drawn")
        async with AnimaticBackend().open(settings(tmp_path)) as session:
            target = tmp_path / "take.mp4"
            os.link(other, target)  # an earlier download of another card
            await session.download(result.resolve().as_uri(), target, progress)
            assert (target.read_bytes(), other.read_bytes()) == (b"drawn", b"other")

    asyncio.run(work())


def test_task_of_a_killed_process_is_gone_on_with(tmp_path: Path) -> None:
    async def work() -> None:
        request = card_request(CARD)
        (tmp_path / "cards").mkdir()
        (tmp_path / "cards" / f"{CARD.digest()}.json").write_text(json.dumps({"card": request.prompt, "board": None}))
        async with AnimaticBackend().open(settings(tmp_path)) as session:
            listed = await session.list_tasks("animatic", 0, 1e12)
            assert [(t.task_id, t.state) for t in listed] == [(CARD.digest(), TaskState.PENDING)]
            assert (await finished(session, CARD.digest())).state is TaskState.SUCCEEDED
            listed = await session.list_tasks("animatic", 0, 1e12)
            assert [(t.task_id, t.state) for t in listed] == [(CARD.digest(), TaskState.SUCCEEDED)]
            assert await session.list_tasks("animatic", 0, 1) == ()
            assert await session.list_tasks("wan2.6-t2v", 0, 1e12) == ()

    asyncio.run(work())


def test_waiting_card_can_be_cancelled_and_a_begun_one_not(tmp_path: Path) -> None:
    async def work() -> None:
        async with AnimaticBackend().open(settings(tmp_path)) as session:
            cards = [dataclasses.replace(CARD, shot_id=f"s{n}") for n in range(8)]
            for card in cards:
                await session.submit(card_request(card))
            assert await session.cancel(cards[-1].digest())
            assert (await finished(session, cards[-1].digest())).state is TaskState.CANCELED
            assert (await finished(session, cards[0].digest())).state is TaskState.SUCCEEDED
            assert not await session.cancel(cards[0].digest())
            assert not await session.cancel("nothing")

    asyncio.run(work())


def test_unreadable_board_fails_its_card_with_the_reason(tmp_path: Path) -> None:
    async def work() -> None:
        board = tmp_path / "board.png"
        board.write_bytes(b"no picture")
        card = dataclasses.replace(CARD, board=board, board_sha256=sha256_file(board))
        async with AnimaticBackend().open(settings(tmp_path)) as session:
            report = await finished(session, (await session.submit(card_request(card))).task_id)
            assert report.state is TaskState.FAILED
            assert "board.png" in (report.message or "")
            assert not list((tmp_path / "cards").glob("*"))

    asyncio.run(work())


def test_a_card_that_fails_while_nobody_polls_leaves_nothing_unsaid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(animatic, "POLL_S", 0.001)

    async def work() -> None:
        board = tmp_path / "board.png"
        board.write_bytes(b"no picture")
        card = dataclasses.replace(CARD, board=board, board_sha256=sha256_file(board))
        async with AnimaticBackend().open(settings(tmp_path)) as session:
            task = await session.submit(card_request(card))
            assert (await finished(session, task.task_id)).state is TaskState.FAILED

    asyncio.run(work())
    gc.collect()
    assert not caplog.records


INTERRUPTED = """
import asyncio, multiprocessing, sys
from pathlib import Path
from wanboard.backends.animatic import AnimaticBackend
from wanboard.backends.animatic_request import card_request
from wanboard.backends.base import Settings
from wanboard.media.cards.card import Card

async def work(folder):
    async with AnimaticBackend().open(Settings("animatic", "", "", cache=folder, jobs=2)) as session:
        for number in range(4):
            card = Card((1920, 1080), 30, 3000, 0, f"s{number}", action="A door opens.")
            task = await session.submit(card_request(card))
        while not list((folder / "cards").glob(".*.mp4")):
            await session.poll(task.task_id)
        raise KeyboardInterrupt

if __name__ == "__main__":
    try:
        asyncio.run(work(Path(sys.argv[1])))
    except KeyboardInterrupt:
        sys.exit(f"left: {multiprocessing.active_children()}" if multiprocessing.active_children() else 130)
"""


def test_an_interrupted_session_ends_its_processes_at_once_and_leaves_no_halves(tmp_path: Path) -> None:
    script = tmp_path / "interrupted.py"
    script.write_text(INTERRUPTED, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
    left = [path.name for path in (tmp_path / "cards").iterdir() if path.suffix != ".json"]
    assert left == []
    assert len(list((tmp_path / "cards").glob("*.json"))) == 4  # what was asked for is known


def test_what_is_no_card_is_refused(tmp_path: Path) -> None:
    async def work() -> None:
        async with AnimaticBackend().open(settings(tmp_path)) as session:
            with pytest.raises(Refused):
                await session.submit(Request("animatic", "animatic", "a prompt", None, {"duration": 5}))
            assert (await session.poll("f" * 64)).state is TaskState.UNKNOWN
            for url in (
                "file:///etc/hostname",
                "https://example.com/a.mp4",
                (tmp_path / "cards/no.mp4").as_uri(),
            ):
                with pytest.raises(Gone):
                    await session.download(url, tmp_path / "t.mp4", progress)

    asyncio.run(work())


def test_halves_of_a_killed_process_are_swept_away_and_fresh_ones_left(tmp_path: Path) -> None:
    async def work() -> None:
        cards = tmp_path / "cards"
        cards.mkdir()
        for name, at in ((".old-x.mp4", 1000.0), (".new-x.mp4", None), ("whole.mp4", 1000.0)):
            (cards / name).write_bytes(b"")
            if at is not None:
                os.utime(cards / name, (at, at))
        async with AnimaticBackend().open(settings(tmp_path)):
            assert sorted(p.name for p in cards.iterdir()) == [".new-x.mp4", "whole.mp4"]

    asyncio.run(work())


def test_without_a_cache_cards_are_drawn_all_the_same(tmp_path: Path) -> None:
    async def work() -> None:
        async with AnimaticBackend().open(Settings("animatic", "", "")) as session:
            report = await finished(session, (await session.submit(card_request(CARD))).task_id)
            got = await session.download(report.video_url or "", tmp_path / "t.mp4", progress)
            assert got.size > 0

    asyncio.run(work())


def test_body_is_plain_data_with_the_board_by_content() -> None:
    card = dataclasses.replace(CARD, board=Path("/somewhere/b.png"), board_sha256="ab" * 32)
    body = AnimaticBackend().body(card_request(card))
    text = json.dumps(body)
    assert "/somewhere" not in text
    assert "file:b.png#sha256:abab" in text
    assert AnimaticBackend().dropped(card_request(card)) == ()
