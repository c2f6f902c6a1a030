"""Which process this is, and whether another one still lives. Standard library only; reads `/proc` where
there is one."""

from __future__ import annotations

import os
import socket
import uuid
from pathlib import Path

from wanboard.store.record import Owner


def this_process() -> Owner:
    """A new owner: this process with a token of its own (one per run, so that two runs in one process
    differ)."""
    pid = os.getpid()
    return Owner(token=uuid.uuid4().hex, host=_host(), pid=pid, started=_started(pid) or 0)


def is_dead(owner: Owner) -> bool | None:
    """True or False for a process of this machine, boot and process namespace; None where that cannot be
    told."""
    if owner.host != _host():
        return None
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    started = _started(owner.pid)
    return started is not None and owner.started != 0 and started != owner.started


def _host() -> str:
    parts = [socket.gethostname()]
    for source in ("/proc/sys/kernel/random/boot_id",):
        try:
            parts.append(Path(source).read_text().strip())
        except OSError:
            parts.append("-")
    try:
        parts.append(os.readlink("/proc/self/ns/pid"))
    except OSError:
        parts.append("-")
    return "/".join(parts)


def _started(pid: int) -> int | None:
    """Start time in ticks since boot; a zombie has none any more. None where it cannot be read."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return -1 if fields[0] in ("Z", "X") else int(fields[19])
