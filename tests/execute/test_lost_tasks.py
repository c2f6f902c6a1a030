"""Looking for the task that a lost answer may have made, where a service spells, pages and times its list otherwise."""

from __future__ import annotations

import asyncio
import datetime
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from execute_jobs import MODEL, make_job

from wanboard.backends.base import Settings
from wanboard.backends.dashscope import DashScopeBackend
from wanboard.errors import UsageError
from wanboard.execute.scheduler import origin_of
from wanboard.execute.settle import Proposal, look_up, settle_nothing, settle_task
from wanboard.execute.state import Doubtful, Sending, advance
from wanboard.store.ledger import Ledger, Wanted
from wanboard.store.process import this_process
from wanboard.store.record import State

SENT = 1_790_000_000.0
CHINA = datetime.timezone(datetime.timedelta(hours=8))


@dataclass
class Listing:
    """A service that only lists and answers polls. `times`: task to seconds after the sending."""

    times: dict[str, float]
    prompts: dict[str, str] = field(default_factory=dict)
    paths: tuple[str, ...] = ("/api/v1/tasks", "/api/v1/tasks/")
    longest_page: int = 100
    zone: datetime.tzinfo = CHINA
    port: int = 0

    def answer(self, path: str) -> tuple[int, dict[str, object]]:
        url = urlsplit(path)
        if url.path.rstrip("/") != "/api/v1/tasks":
            task = url.path.rpartition("/")[2]
            output = {"task_id": task, "task_status": "SUCCEEDED", "video_url": "http://127.0.0.1/v"}
            return 200, {"output": output | ({"orig_prompt": self.prompts[task]} if task in self.prompts else {})}
        if url.path not in self.paths:
            return 404, {"code": "NotFound", "message": "url error, please check url!"}
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        since, until = (self._unix(asked[name]) for name in ("start_time", "end_time"))
        if until - since > 24 * 3600:
            return 400, {"code": "InvalidParameter", "message": "span"}
        rows = [
            {"task_id": task, "status": "SUCCEEDED", "gmt_create": self._spelled(SENT + seconds)}
            for task, seconds in self.times.items()
            if since <= SENT + seconds <= until
        ]
        length, page = min(int(asked["page_size"]), self.longest_page), int(asked["page_no"])
        return 200, {"data": rows[(page - 1) * length : page * length]}

    def _unix(self, text: str) -> float:
        return datetime.datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=self.zone).timestamp()

    def _spelled(self, unix: float) -> str:
        return datetime.datetime.fromtimestamp(unix, self.zone).strftime("%Y-%m-%d %H:%M:%S.000")


@pytest.fixture
def listing() -> Iterator[Listing]:
    service = Listing({})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = service.answer(self.path)
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield service
    server.shutdown()
    server.server_close()
    thread.join()


def look(service: Listing, folder: Path, settle_as: str | None = None) -> Proposal:
    settings = Settings("dashscope", f"http://127.0.0.1:{service.port}/api/v1", "sk-a-key-of-this-test")
    job = make_job(1)

    async def act() -> Proposal:
        with Ledger.open(folder / "ledger.sqlite3") as ledger:
            wanted = Wanted(job.fingerprint, 1, origin_of(settings, paid=True), "a.yaml", "c", job.request, 5, None, {})
            row = ledger.claim(wanted, this_process(), SENT).record
            if row.state is State.INTENT:
                row = ledger.update(row.id, lambda row: advance(row, Sending(SENT)))
                row = ledger.update(row.id, lambda row: advance(row, Doubtful(SENT, None, "lost")))
            async with DashScopeBackend().open(settings) as session:
                if settle_as is not None:
                    await settle_task(ledger, session, row, settle_as)
                return (await look_up(ledger, session, [row]))[0]

    assert job.request.model == MODEL
    return asyncio.run(act())


def ids(proposal: Proposal) -> list[str]:
    return [candidate.task.task_id for candidate in proposal.candidates]


@pytest.mark.parametrize("path", ["/api/v1/tasks", "/api/v1/tasks/"])
def test_the_list_is_found_under_either_spelling_of_its_address(listing: Listing, tmp_path: Path, path: str) -> None:
    listing.paths, listing.times = (path,), {"own": 1.0}
    assert ids(look(listing, tmp_path)) == ["own"]


def test_pages_shorter_than_asked_for_are_not_the_end(listing: Listing, tmp_path: Path) -> None:
    listing.longest_page, listing.times = 10, {f"t{n}": float(n) for n in range(25)}
    assert len(ids(look(listing, tmp_path))) == 25


def test_a_service_on_another_clock_zone_still_shows_its_task(listing: Listing, tmp_path: Path) -> None:
    listing.zone, listing.times = datetime.UTC, {"own": 2.0, "older": -3 * 3600.0}
    assert ids(look(listing, tmp_path)) == ["own"]


def test_tasks_of_other_hours_forbid_the_words_nothing_was_created(listing: Listing, tmp_path: Path) -> None:
    listing.times = {"hours off": 5 * 3600.0}
    proposal = look(listing, tmp_path)
    assert ids(proposal) == ["hours off"]
    assert "before you decide" in (proposal.problem or "")
    listing.times = {}
    assert "nothing was created" in (look(listing, tmp_path).problem or "")


def test_a_finished_task_is_known_by_its_prompt(listing: Listing, tmp_path: Path) -> None:
    listing.times = {"another's": 0.0, "own": 40.0, "does not say": 1.0}
    listing.prompts = {"another's": "A whale.", "own": " " + make_job(1).request.prompt.upper() + "\n"}
    assert ids(look(listing, tmp_path)) == ["own"]
    del listing.prompts["own"]
    assert ids(look(listing, tmp_path)) == ["does not say", "own"]


def test_a_task_of_another_prompt_is_not_taken(listing: Listing, tmp_path: Path) -> None:
    listing.prompts = {"another's": "A whale."}
    with pytest.raises(UsageError, match=r"another prompt: A whale\."):
        look(listing, tmp_path, settle_as="another's")
    with pytest.raises(UsageError, match="needs the id"):
        look(listing, tmp_path, settle_as=" ")
    look(listing, tmp_path, settle_as=" own ")


def test_a_decision_for_nothing_is_taken_back_as_long_as_nothing_was_sent_since(
    listing: Listing, tmp_path: Path
) -> None:
    listing.prompts = {"own": make_job(1).request.prompt}
    look(listing, tmp_path)
    with Ledger.open(tmp_path / "ledger.sqlite3") as ledger:
        settled = settle_nothing(ledger, ledger.find()[0])

        def decide() -> State:
            async def act() -> State:
                settings = Settings("dashscope", f"http://127.0.0.1:{listing.port}/api/v1", "sk-a-key-of-this-test")
                async with DashScopeBackend().open(settings) as session:
                    return (await settle_task(ledger, session, settled, "own")).state

            return asyncio.run(act())

        again = replace(settled, id=0, state=State.SUBMITTED, task_id="newer")
        row = ledger.adopt(again)
        with pytest.raises(UsageError, match="sent anew"):
            decide()
        ledger.update(row.id, lambda r: replace(r, state=State.INTENT, task_id=None))  # as if nothing had been sent
        assert decide() is State.SUCCEEDED
        live = ledger.live("paid", settled.fingerprint, 1)
        assert live is not None
        assert live.id == settled.id
