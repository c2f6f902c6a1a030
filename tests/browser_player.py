"""A film in Chromium: which picture it shows after each seek, and which it presents while it plays.

The page reports to a server on loopback; nothing is driven from outside the page.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

_PAGE = """<!doctype html><video id=v muted preload=auto></video><script>
const v = document.getElementById('v'), seeks = SEEKS, plays = PLAYS, fps = FPS, bits = 20, said = {seek: [], play: []};
const canvas = document.createElement('canvas'), c = canvas.getContext('2d', {willReadFrequently: true});
function number() {
  canvas.width = v.videoWidth; canvas.height = v.videoHeight;
  c.drawImage(v, 0, 0);
  const step = Math.floor(v.videoWidth / bits); let n = 0;
  for (let b = 0; b < bits; b++) {
    const d = c.getImageData(b * step + (step >> 1), step >> 1, 1, 1).data; n = n * 2 + (d[0] > 125 ? 1 : 0);
  }
  return n;
}
const shown = () => new Promise(done => v.requestVideoFrameCallback((_, m) => done(m)));
async function seek(frame) {
  const picture = shown();
  v.currentTime = (frame + 0.5) / fps;
  await picture;
  return number();
}
async function play(first, last) {
  await seek(first);
  const seen = [];
  v.playbackRate = 0.25;
  const all = new Promise(done => {
    const next = (_, m) => {
      seen.push([Math.round(m.mediaTime * fps), number()]);
      if (m.mediaTime * fps >= last - 0.5 || v.ended) done(); else v.requestVideoFrameCallback(next);
    };
    v.requestVideoFrameCallback(next);
  });
  await v.play(); await all; v.pause();
  return seen;
}
async function run() {
  for (const f of seeks) said.seek.push([f, await seek(f)]);
  for (const [a, b] of plays) said.play.push(await play(a, b));
}
const report = o => fetch('/said', {method: 'POST', body: JSON.stringify(o)});
v.onerror = () => report({error: v.error.code + ' ' + v.error.message});
v.onloadeddata = () => {
  v.onloadeddata = null;
  run().then(() => report({...said, duration: v.duration}), e => report({error: '' + e}));
};
v.src = '/film.mp4';
</script>"""


@dataclass(frozen=True)
class Seen:
    """`seek`: (frame asked for, number shown); `play`: for each run, (frame by its time, number shown)."""

    seek: list[tuple[int, int]]
    play: list[list[tuple[int, int]]]
    duration: float


def chromium() -> str | None:
    return next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)


def watch(
    film: Path, fps: int, seeks: Sequence[int], plays: Sequence[tuple[int, int]], folder: Path, limit_s: float = 90
) -> Seen:
    """Raises: AssertionError where the browser cannot play it; TimeoutError."""
    return asyncio.run(_watch(film, fps, seeks, plays, folder, limit_s))


async def _watch(
    film: Path, fps: int, seeks: Sequence[int], plays: Sequence[tuple[int, int]], folder: Path, limit_s: float
) -> Seen:
    said: asyncio.Future[dict] = asyncio.get_running_loop().create_future()

    async def page(_: web.Request) -> web.Response:
        text = _PAGE.replace("SEEKS", str(list(seeks))).replace("PLAYS", str([list(p) for p in plays]))
        return web.Response(text=text.replace("FPS", str(fps)), content_type="text/html")

    async def report(request: web.Request) -> web.Response:
        if not said.done():
            said.set_result(await request.json())
        return web.Response()

    async def send(_: web.Request) -> web.FileResponse:
        return web.FileResponse(film)

    app = web.Application()
    app.add_routes([web.get("/", page), web.post("/said", report), web.get("/film.mp4", send)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    browser = await asyncio.create_subprocess_exec(
        str(chromium()), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--autoplay-policy=no-user-gesture-required", f"--user-data-dir={folder}", "--remote-debugging-port=0",
        f"http://127.0.0.1:{port}/",
        env={**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        answer = await asyncio.wait_for(said, limit_s)
    finally:
        browser.terminate()
        await browser.wait()
        await runner.cleanup()
    assert "error" not in answer, answer["error"]
    return Seen(
        [(a, b) for a, b in answer["seek"]], [[(a, b) for a, b in run] for run in answer["play"]], answer["duration"]
    )
