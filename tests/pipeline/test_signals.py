"""Whoever heard SIGINT and SIGTERM before a build hears them after it."""

from __future__ import annotations

import asyncio
import signal

from wanboard.pipeline.generate import _ctrl_c


def test_handlers_are_given_back_after_generating() -> None:
    def own(number: int, frame: object) -> None: ...

    before = signal.signal(signal.SIGTERM, own)
    try:

        async def work() -> None:
            with _ctrl_c(asyncio.Event(), lambda: None):
                assert signal.getsignal(signal.SIGTERM) is not own

        asyncio.run(work())
        assert signal.getsignal(signal.SIGTERM) is own
    finally:
        signal.signal(signal.SIGTERM, before)
