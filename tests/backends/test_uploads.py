"""Local media go up once per content and validity, by the documented policy, and never cost money."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import wave
from pathlib import Path

import pytest
from service import Fault, Options, Running, make_clip, serve

from wanboard.backends.base import BackendError, NotSent, Refused, Settings
from wanboard.backends.registry import backend_named
from wanboard.backends.uploads import MARGIN_S, VALID_S
from wanboard.files import sha256_file
from wanboard.plan.request import MediaInput, Request

KEY = "sk-upload-key"
QUICK = Options(queue_s=0, work_s=0, fps=1)


class Remembered:
    """An upload cache as a store would keep it: with validity, across sessions."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], tuple[str, float]] = {}
        self.sizes: list[int] = []

    def get(self, identity: str, model: str, account: str) -> str | None:
        found = self.rows.get((identity, model, account))
        return found[0] if found else None

    def put(self, identity: str, model: str, account: str, url: str, expires_at: float, size: int) -> None:
        self.rows[identity, model, account] = (url, expires_at)
        self.sizes.append(size)

    def forget(self, identity: str, model: str, account: str) -> None:
        self.rows.pop((identity, model, account), None)


def local(path: Path, name: str, role: str = "reference_video") -> MediaInput:
    return MediaInput(role, name, f"sha256:{sha256_file(path)}", None, path)  # type: ignore[arg-type]


def asking(*media: MediaInput, model: str = "wan2.6-r2v", prompt: str = "character1") -> Request:
    return Request(model, "legacy", prompt, None, {"size": "1280*720", "duration": 2}, media)


def send(service: Running, *requests: Request, cache: Remembered | None = None, key: str = KEY) -> None:
    async def scene() -> None:
        settings = Settings("dashscope", service.url, key, uploads=cache)
        async with backend_named("dashscope").open(settings) as session:
            await asyncio.gather(*(session.submit(request) for request in requests))

    asyncio.run(scene())


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return make_clip(tmp_path / "Rôle 角色.MP4", 1, fps=2)


def test_references_arrive_in_order_with_the_header_that_resolves_them(clip: Path, tmp_path: Path) -> None:
    picture = tmp_path / "b.png"
    picture.write_bytes(b"\x89PNG")
    web = MediaInput("reference_image", "character2", "https://h/b.png", "https://h/b.png", None)
    with serve(QUICK) as service:
        send(service, asking(local(clip, "character1"), web, local(picture, "character3", "reference_image")))
        sent = service.of("submit")[0]
        urls = sent.body["input"]["reference_urls"]
        stored = [service.state.objects[url.removeprefix("oss://")][3] for url in (urls[0], urls[2])]
    assert sent.status == 200
    assert urls[1] == "https://h/b.png"
    assert stored == [clip.read_bytes(), picture.read_bytes()]
    assert (urls[0][-4:], urls[2][-4:]) == (".mp4", ".png")
    assert sent.headers["X-DashScope-OssResourceResolve"] == "enable"


def test_without_uploads_the_header_is_not_sent() -> None:
    web = MediaInput("reference_image", "character1", "https://h/b.png", "https://h/b.png", None)
    with serve(QUICK) as service:
        send(service, asking(web))
        assert "X-DashScope-OssResourceResolve" not in service.of("submit")[0].headers


def test_one_upload_for_all_requests_of_a_content(clip: Path) -> None:
    with serve(QUICK) as service:
        send(service, *(asking(local(clip, "character1"), prompt=f"character1 {n}") for n in range(4)))
        assert (len(service.of("policy")), len(service.of("upload")), len(service.of("submit"))) == (1, 1, 4)


def test_an_upload_is_remembered_across_sessions_per_model_and_account(clip: Path) -> None:
    cache = Remembered()
    with serve(QUICK) as service:
        send(service, asking(local(clip, "character1")), cache=cache)
        send(service, asking(local(clip, "character1")), cache=cache)
        assert len(service.of("upload")) == 1
        send(service, asking(local(clip, "character1"), model="wan2.6-r2v-flash"), cache=cache)
        send(service, asking(local(clip, "character1")), cache=cache, key="sk-another-account")
        assert len(service.of("upload")) == 3
        assert [r.status for r in service.of("submit")] == [200] * 4
        (_, expires), *_ = cache.rows.values()
        assert expires == pytest.approx(service.of("upload")[0].time + VALID_S - MARGIN_S, abs=30)
    assert "sk-" not in str(cache.rows)
    assert set(cache.sizes) == {clip.stat().st_size}


def test_an_address_that_the_service_does_not_take_is_forgotten(clip: Path) -> None:
    cache = Remembered()
    with serve(QUICK) as service:
        send(service, asking(local(clip, "character1")), cache=cache)
        service.state.objects.clear()  # the store lost it before its time
        with pytest.raises(Refused, match="oss resource"):
            send(service, asking(local(clip, "character1")), cache=cache)
        send(service, asking(local(clip, "character1")), cache=cache)
        assert len(service.of("upload")) == 2


def test_preparing_brings_media_up_and_submitting_sends_only_the_request(clip: Path) -> None:
    async def scene(service: Running) -> tuple[int, int]:
        async with backend_named("dashscope").open(Settings("dashscope", service.url, KEY)) as session:
            await session.prepare(asking(local(clip, "character1")))
            prepared = len(service.of("upload"))
            assert not service.of("submit")
            await session.submit(asking(local(clip, "character1")))
            return prepared, len(service.of("upload"))

    with serve(QUICK) as service:
        assert asyncio.run(scene(service)) == (1, 1)


def test_no_key_travels_to_the_object_store(clip: Path) -> None:
    with serve(QUICK) as service:
        send(service, asking(local(clip, "character1")))
        form = service.of("upload")[0]
    assert KEY not in str(form.headers) + str(form.body)


def test_a_file_that_changed_since_the_plan_is_not_sent(clip: Path) -> None:
    media = local(clip, "character1")
    clip.write_bytes(b"another")
    with serve(QUICK) as service:
        with pytest.raises(Refused, match="changed while the build was running"):
            send(service, asking(media))
        assert not service.of("upload")


def test_a_file_that_is_gone_is_refused(clip: Path) -> None:
    media = local(clip, "character1")
    clip.unlink()
    with serve(QUICK) as service, pytest.raises(Refused, match="cannot read"):
        send(service, asking(media))


@pytest.mark.parametrize(("kind", "error"), [("error", NotSent), ("reset", NotSent), ("refused", Refused)])
def test_a_failed_upload_is_never_ambiguous(kind: str, error: type[BackendError], clip: Path) -> None:
    faults = (Fault(f"upload.{kind}", times=None),)
    with serve(dataclasses.replace(QUICK, faults=faults)) as service:
        with pytest.raises(error, match="the upload of Rôle 角色"):
            send(service, asking(local(clip, "character1")))
        assert not service.of("submit")


def test_each_range_of_a_sound_is_cut_and_goes_up_by_itself(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    with wave.open(str(song), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"".join((n // 8000).to_bytes(2, "little") * 1 for n in range(80000)))  # its own second
    identity = f"sha256:{sha256_file(song)}"
    parts = [MediaInput("audio", "", identity, None, song, span) for span in ((0, 4000), (4000, 8000), (0, 4000))]
    with serve(QUICK) as service:
        send(service, *(asking(part, model="wan2.6-t2v", prompt=f"p{n}") for n, part in enumerate(parts)))
        assert [r.status for r in service.of("submit")] == [200] * 3
        urls = {r.body["input"]["prompt"]: r.body["input"]["audio_url"] for r in service.of("submit")}
        stored = [service.state.objects[urls[f"p{n}"].removeprefix("oss://")][3] for n in (0, 1)]
    assert urls["p0"] == urls["p2"] != urls["p1"]
    assert len(service.of("upload")) == 2
    assert stored[0] != stored[1]
    for data in stored:
        with wave.open(io.BytesIO(data)) as cut:
            assert cut.getnframes() / cut.getframerate() == pytest.approx(4, abs=0.01)


def test_a_range_that_is_none_is_refused(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    song.write_bytes(b"no sound at all")
    media = MediaInput("audio", "", f"sha256:{sha256_file(song)}", None, song, (0, 4000))
    with serve(QUICK) as service:
        with pytest.raises(Refused):
            send(service, asking(media, model="wan2.6-t2v"))
        assert not service.of("submit")
