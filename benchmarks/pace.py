"""The pace of a build: 40 clips, five at a time, on the test service, beside the official SDK in five threads.

`python benchmarks/pace.py [--clips N] [--work SECONDS] [--sdk]` prints three ratios to the ideal: wanboard's, with
everything (ledger, polls, downloads, checks, store), and the SDK's own `call` (create, wait, no download). The ideal is
what the service itself needed: the longest chain of generation times with five tasks at once, each taken up the moment
another ends. Exits 1 where wanboard's ratio is above 1.10 or the queries were more than 20 in some second.
"""

from __future__ import annotations

import argparse
import asyncio
import concurrent.futures
import heapq
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from execute_jobs import MODEL, make_job
from service import Options, serve
from service.server import Running

from wanboard.backends.base import Limits, Settings
from wanboard.backends.dashscope import DashScopeBackend
from wanboard.execute.scheduler import origin_of, run
from wanboard.store.ledger import Ledger
from wanboard.store.media import MediaStore

AT_ONCE = 5
MOST = 1.10
KEY = "sk-pace-0123456789"


def ideal_s(times: Sequence[float], at_once: int = AT_ONCE) -> float:
    """How long these generations take, in their order, with never a moment lost."""
    ends = [0.0] * at_once
    for seconds in times:
        heapq.heapreplace(ends, ends[0] + seconds)
    return max(ends)


def generations_s(service: Running) -> list[float]:
    """What each task took at the service, in order of submission."""
    tasks = service.summary()["tasks"].values()
    return [task["ends"] - task["submitted"] for task in sorted(tasks, key=lambda task: task["submitted"])]


def wanboard_s(service: Running, clips: int) -> float:
    async def build(folder: Path) -> None:
        settings = Settings("dashscope", service.url, KEY)
        with Ledger.open(folder / "ledger.sqlite3") as ledger:
            async with DashScopeBackend().open(settings) as session:
                results = await run(
                    [make_job(number) for number in range(1, clips + 1)],
                    session=session,
                    ledger=ledger,
                    media=MediaStore(folder / "media"),
                    origin=origin_of(settings, paid=True),
                    limits={MODEL: Limits(concurrent_tasks=AT_ONCE)},
                )
        failed = [result for result in results if not result.ok]
        if failed:
            raise SystemExit(f"not built: {failed[0].failure}")

    with tempfile.TemporaryDirectory(prefix="pace-") as folder:
        start = time.monotonic()
        asyncio.run(build(Path(folder)))
        return time.monotonic() - start


def sdk_s(service: Running, clips: int) -> float:
    import dashscope  # noqa: PLC0415  (a test dependency, slow to import)
    from dashscope import VideoSynthesis  # noqa: PLC0415

    dashscope.base_http_api_url = service.url

    def call(number: int) -> None:
        request = make_job(number).request
        answer = VideoSynthesis.call(
            model=MODEL, prompt=request.prompt, api_key=KEY, size="1280*720", duration=2, seed=7
        )
        if not answer.output.video_url:
            raise SystemExit(f"the SDK failed: {answer}")

    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(call, range(1, clips + 1)))
    return time.monotonic() - start


def measure(clips: int, work_s: float, *, sdk: bool) -> tuple[float, float | None, int]:
    """(wanboard's ratio, the SDK's, the busiest second's queries)."""
    options = Options(seed=5, work_s=work_s, spread=0.5, fps=8, queries_per_s=1e9)
    with serve(options) as service:
        took = wanboard_s(service, clips)
        ratio, busiest = took / ideal_s(generations_s(service)), service.summary()["busiest_query_second"]
    if not sdk:
        return ratio, None, busiest
    with serve(options) as service:
        took = sdk_s(service, clips)
        return ratio, took / ideal_s(generations_s(service)), busiest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--work", type=float, default=4.0, help="seconds a generation takes, more or less half of it")
    parser.add_argument("--no-sdk", action="store_true", help="leave the SDK's turn out")
    given = parser.parse_args()
    ratio, sdk, busiest = measure(given.clips, given.work, sdk=not given.no_sdk)
    print(f"wanboard {ratio:.3f} of the ideal; official SDK {'not measured' if sdk is None else f'{sdk:.3f}'}")
    print(f"busiest second: {busiest} queries")
    return 0 if ratio <= MOST and busiest <= 20 else 1


if __name__ == "__main__":
    sys.exit(main())
