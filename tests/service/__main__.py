"""`python -m service`: a service as a process of its own, which outlives the clients that are killed."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import tempfile
from dataclasses import fields
from pathlib import Path

from service.faults import Fault
from service.server import start
from service.state import Options


def parse(arguments: list[str] | None = None) -> tuple[Options, int]:
    """Every number or text of `Options` is an option here; `--fault kind[:times[:skip[:match]]]`, `--rate
    kind=0.1`."""
    parser = argparse.ArgumentParser(prog="service", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, help="keep tasks and requests in this folder")
    parser.add_argument("--clips", type=Path, help="keep made films in this folder")
    parser.add_argument("--fault", action="append", default=[], metavar="KIND[:TIMES[:SKIP[:MATCH]]]")
    parser.add_argument("--rate", action="append", default=[], metavar="KIND=CHANCE")
    parser.add_argument("--gateway", action="append", default=[], metavar="OPTION=VALUE")
    plain = {
        "seed": int,
        "fps": int,
        "variants": int,
        "concurrent": int,
        "over_concurrency": str,
        "size_check": str,
    }
    numbers = {f.name for f in fields(Options) if f.name.endswith("_s") or f.name in ("scale", "spread")}
    for name in sorted(plain.keys() | numbers):
        parser.add_argument("--" + name.replace("_", "-"), type=plain.get(name, float))
    given = parser.parse_args(arguments)
    faults = []
    for text in given.fault:
        kind, times, skip, match = (*text.split(":", 3), "", "", "")[:4]
        faults.append(Fault(kind, None if times == "*" else int(times or 1), int(skip or 0), match))
    for text in given.rate:
        kind, _, chance = text.partition("=")
        faults.append(Fault(kind, times=None, rate=float(chance)))
    chosen = {name: getattr(given, name) for name in plain.keys() | numbers if getattr(given, name) is not None}
    gateway = dict(text.partition("=")[::2] for text in given.gateway)
    folders = {"state": given.state, "clips": given.clips}
    return Options(faults=tuple(faults), gateway=gateway, **folders, **chosen), given.port


async def run(options: Options, port: int, folder: Path) -> None:
    """Serve until told to stop; the first line of output is the port."""
    runner, state, port = await start(options, folder, port)
    print(port, flush=True)
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
    state.closing.set()
    await runner.cleanup()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="service-") as scratch, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(*parse(), Path(scratch)))
