"""A download is whole, a film, and fetched without the key; or it says which of two things is wrong."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest
from aiohttp import web
from service import Fault, Options, Running, make_clip, serve

from wanboard.backends.base import Downloaded, Gone, Refused, Settings, TaskReport, Transient
from wanboard.backends.downloads import RESUMES
from wanboard.backends.registry import backend_named
from wanboard.plan.request import Request

KEY = "sk-download-key"
QUICK = Options(queue_s=0, work_s=0, fps=2, slow_s=30)


def request(prompt: str = "p", size: str = "1280*720") -> Request:
    return Request("wan2.6-t2v", "legacy", prompt, None, {"size": size, "duration": 2})


async def fetch(
    service: Running, target: Path, timeout_s: float = 5.0, seen: list[tuple[int, int | None]] | None = None
) -> tuple[TaskReport, Downloaded]:
    """Submit, poll once and download."""
    told = [] if seen is None else seen
    async with backend_named("dashscope").open(Settings("dashscope", service.url, KEY, timeout_s=timeout_s)) as session:
        submitted = await session.submit(request())
        report = await session.poll(submitted.task_id)
        assert report.video_url is not None
        done = await session.download(report.video_url, target, lambda at, of: told.append((at, of)))
        return report, done


def test_a_film_arrives_whole_hashed_and_reported(tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    with serve(QUICK) as service:
        report, done = asyncio.run(fetch(service, tmp_path / "a.mp4", seen=seen))
        data = (tmp_path / "a.mp4").read_bytes()
        assert (done.size, done.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert seen[-1] == (len(data), len(data))
        assert report.url_expires_at == pytest.approx(service.state.clock.now() + 24 * 3600, abs=60)
        assert service.summary()["authorized_downloads"] == 0


def test_an_older_file_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"x" * 10_000_000)
    with serve(QUICK) as service:
        _, done = asyncio.run(fetch(service, tmp_path / "a.mp4"))
    assert (tmp_path / "a.mp4").stat().st_size == done.size


def test_a_transfer_cut_short_is_continued_where_it_stopped(tmp_path: Path) -> None:
    faults = (Fault("download.truncated", times=2),)
    with serve(Options(**{**vars_of(QUICK), "faults": faults})) as service:
        _, done = asyncio.run(fetch(service, tmp_path / "a.mp4"))
        ranges = [r.headers.get("Range") for r in service.of("download")]
    assert len(ranges) == 3
    assert ranges[0] is None
    assert done.sha256 == hashlib.sha256((tmp_path / "a.mp4").read_bytes()).hexdigest()


def vars_of(options: Options) -> dict[str, object]:
    return {name: getattr(options, name) for name in options.__dataclass_fields__}


@pytest.mark.parametrize(
    ("kind", "error", "said"),
    [
        ("expired", Gone, "Request has expired"),
        ("refused", Gone, "bucket acl"),
        ("xml", Transient, "application/xml"),
        ("html", Transient, "text/html"),
        ("empty", Transient, "empty"),
        ("error", Transient, "HTTP 500"),
        ("reset", Transient, "closed without an answer|reset"),
        ("truncated", Transient, "cut short"),
        ("slow", Transient, "too long"),
    ],
)
def test_what_is_no_film_says_whether_trying_again_helps(
    kind: str, error: type[Exception], said: str, tmp_path: Path
) -> None:
    faults = (Fault(f"download.{kind}", times=None),)
    with serve(Options(**{**vars_of(QUICK), "faults": faults})) as service:
        with pytest.raises(error, match=said):
            asyncio.run(fetch(service, tmp_path / "a.mp4", timeout_s=0.5 if kind == "slow" else 5))
        assert len(service.of("download")) <= RESUMES + 1


@pytest.mark.parametrize("kind", ["half_file", "other_size", "other_length", "silent"])
def test_a_whole_answer_with_a_wrong_film_is_left_to_the_check_of_takes(kind: str, tmp_path: Path) -> None:
    with serve(Options(**{**vars_of(QUICK), "faults": (Fault(f"download.{kind}"),)})) as service:
        _, done = asyncio.run(fetch(service, tmp_path / "a.mp4"))
    assert done.size == (tmp_path / "a.mp4").stat().st_size


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://h/x.mp4", "oss://bucket/x.mp4", "x.mp4", ""])
def test_only_web_addresses_are_fetched(url: str, tmp_path: Path) -> None:
    async def scene() -> None:
        async with backend_named("dashscope").open(Settings("dashscope", "http://127.0.0.1:9/api/v1", KEY)) as session:
            await session.download(url, tmp_path / "a.mp4", lambda at, of: None)

    with pytest.raises(Gone):
        asyncio.run(scene())
    assert not (tmp_path / "a.mp4").exists()


def test_an_unreachable_host_is_transient(tmp_path: Path) -> None:
    async def scene() -> None:
        async with backend_named("dashscope").open(Settings("dashscope", "http://127.0.0.1:9/api/v1", KEY)) as session:
            await session.download("http://127.0.0.1:9/a.mp4", tmp_path / "a.mp4", lambda at, of: None)

    with pytest.raises(Transient, match="cannot reach"):
        asyncio.run(scene())


def test_a_full_disk_is_no_fault_of_the_service() -> None:
    with serve(QUICK) as service, pytest.raises(OSError, match="No space left"):
        asyncio.run(fetch(service, Path("/dev/full")))


def test_a_wrong_key_is_told_with_the_region() -> None:
    async def scene(url: str) -> None:
        async with backend_named("dashscope").open(Settings("dashscope", url, "not-a-key")) as session:
            await session.submit(request())

    with serve(QUICK) as service, pytest.raises(Refused, match="regions have separate keys") as caught:
        asyncio.run(scene(service.url))
    assert (caught.value.code, caught.value.status) == ("InvalidApiKey", 401)
    assert "not-a-key" not in str(caught.value)


def test_a_film_packed_on_the_way_is_measured_unpacked(tmp_path: Path) -> None:
    film = make_clip(tmp_path / "film.mp4", 1, fps=2).read_bytes()

    async def packed(request: web.Request) -> web.Response:
        answer = web.Response(body=film, content_type="video/mp4")
        answer.enable_compression(web.ContentCoding.gzip)
        return answer

    async def scene() -> Downloaded:
        app = web.Application()
        app.router.add_get("/a.mp4", packed)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        root = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with backend_named("dashscope").open(Settings("dashscope", f"{root}/api/v1", KEY)) as session:
            done = await session.download(f"{root}/a.mp4", tmp_path / "a.mp4", lambda at, of: None)
        await runner.cleanup()
        return done

    assert asyncio.run(scene()).size == len(film)
    assert (tmp_path / "a.mp4").read_bytes() == film
