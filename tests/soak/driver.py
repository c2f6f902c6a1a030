"""What the soak kills: one build of a fixed list of clips through `wanboard.execute`, then the list of its results.

`python driver.py URL FOLDER CLIPS` exits 0 when every clip has its take, 3 when some have not, as `wanboard build`
does. `python driver.py URL FOLDER CLIPS BOOKS` builds nothing: it decides what earlier kills left undecided, from the
service's own books, as a user would.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from execute_jobs import MODEL, make_job

from wanboard.backends.base import Limits, Settings
from wanboard.backends.dashscope import DashScopeBackend
from wanboard.errors import GenerationError
from wanboard.execute.scheduler import origin_of, run
from wanboard.execute.settle import look_up, settle_nothing, settle_task
from wanboard.files import write_atomic
from wanboard.store.ledger import Ledger
from wanboard.store.media import MediaStore
from wanboard.store.record import State

KEY = os.environ["DASHSCOPE_API_KEY"]


async def build(url: str, folder: Path, clips: int) -> int:
    settings = Settings("dashscope", url, KEY, timeout_s=10.0)
    with Ledger.open(folder / "ledger.sqlite3") as ledger:
        async with DashScopeBackend().open(settings) as session:
            results = await run(
                [make_job(number) for number in range(1, clips + 1)],
                session=session,
                ledger=ledger,
                media=MediaStore(folder / "media"),
                origin=origin_of(settings, paid=True),
                limits={MODEL: Limits()},
            )
    takes = [result.record.media if result.ok and result.record else None for result in results]
    write_atomic(folder / "film.json", json.dumps(takes))
    for result in results:
        if not result.ok:
            print(result.job.label, result.outcome.value, result.failure, file=sys.stderr)
    return 0 if all(takes) else 3


async def settle(url: str, folder: Path, books: Path) -> int:
    """`books` is prompt to task id, which the test service's list cannot show; a user knows the video by sight."""
    tasks = json.loads(books.read_text())  # noqa: ASYNC240
    with Ledger.open(folder / "ledger.sqlite3") as ledger:
        async with DashScopeBackend().open(Settings("dashscope", url, KEY, timeout_s=10.0)) as session:
            undecided = ledger.find(states=frozenset({State.AMBIGUOUS, State.SENDING}))
            for proposal in await look_up(ledger, session, undecided):
                own = tasks.get(proposal.record.prompt)
                if own is None:
                    settle_nothing(ledger, proposal.record)
                    print("settled", proposal.record.clip, "as nothing", file=sys.stderr)
                    continue
                assert proposal.problem or own in [candidate.task.task_id for candidate in proposal.candidates]
                with contextlib.suppress(GenerationError):  # the service's own faults: the user tries again later
                    await settle_task(ledger, session, proposal.record, own)
                    print("settled", proposal.record.clip, "as", own, file=sys.stderr)
    return 0


if __name__ == "__main__":
    place = Path(sys.argv[2])
    if len(sys.argv) > 4:
        sys.exit(asyncio.run(settle(sys.argv[1], place, Path(sys.argv[4]))))
    sys.exit(asyncio.run(build(sys.argv[1], place, int(sys.argv[3]))))
