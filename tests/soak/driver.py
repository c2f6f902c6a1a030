"""What the soak kills: one build of a fixed list of clips through `wanboard.execute`, then the list of its
results.

`python driver.py URL FOLDER CLIPS` exits 0 when every clip has its take, 3 when some have not, as `wanboard
build` does. `--settle` first decides what an earlier kill left undecided, from the service's own list, as a
user would.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from execute_jobs import MODEL, make_job

from wanboard.backends.base import Limits, Session, Settings
from wanboard.backends.dashscope import DashScopeBackend
from wanboard.errors import GenerationError
from wanboard.execute.scheduler import origin_of, run
from wanboard.execute.settle import look_up, settle_nothing, settle_task
from wanboard.store.ledger import Ledger
from wanboard.store.media import MediaStore
from wanboard.store.record import State

KEY = "sk-soak-0123456789"


async def build(url: str, folder: Path, clips: int, settle: bool) -> int:
    settings = Settings("dashscope", url, KEY, timeout_s=10.0)
    with Ledger.open(folder / "ledger.sqlite3") as ledger:
        async with DashScopeBackend().open(settings) as session:
            if settle:
                await settle_all(ledger, session)
            results = await run(
                [make_job(number) for number in range(1, clips + 1)],
                session=session,
                ledger=ledger,
                media=MediaStore(folder / "media"),
                origin=origin_of(settings, paid=True),
                limits={MODEL: Limits()},
            )
    takes = [result.record.media if result.ok and result.record else None for result in results]
    (folder / "film.json").write_text(json.dumps(takes))
    for result in results:
        if not result.ok:
            print(result.job.label, result.outcome.value, result.failure, file=sys.stderr)
    return 0 if all(takes) else 3


async def settle_all(ledger: Ledger, session: Session) -> None:
    """Stand in for a user who looks at the task list. Rows are taken in the order of sending, each gets the
    first task that nobody else has and that is of its own prompt (the test service's list cannot show
    prompts; a user sees the video)."""
    undecided = ledger.find(states=frozenset({State.AMBIGUOUS, State.SENDING}))
    for proposal in await look_up(ledger, session, undecided):
        own = prompts().get(proposal.record.prompt)
        if own and own not in ledger.known_tasks():
            with contextlib.suppress(GenerationError):  # the service's own faults: the user tries again later
                await settle_task(ledger, session, proposal.record, own)
                print("settled", proposal.record.clip, file=sys.stderr)
        elif own is None:
            settle_nothing(ledger, proposal.record)
            print("settled", proposal.record.clip, "as nothing", file=sys.stderr)


def prompts() -> dict[str, str]:
    """Prompt to task id, as the soak has read it from the service's own books and left it here."""
    return json.loads(Path(sys.argv[sys.argv.index("--settle") + 1]).read_text())


if __name__ == "__main__":
    settling = "--settle" in sys.argv
    sys.exit(asyncio.run(build(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), settling)))
