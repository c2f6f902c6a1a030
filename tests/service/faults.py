"""What the service does wrong, and when: by plan (the n-th match, a prompt's words) or at random from a
seed."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

# Each name is stage.kind; what it does is in the handler of that stage. "created": the task exists (and is
# billed).
KINDS = frozenset(
    {
        "submit.throttle", "submit.throttle_rate", "submit.throttle_quota", "submit.throttle_wait",
        "submit.free_quota", "submit.not_purchased", "submit.prepaid_overdue",
        "submit.refuse", "submit.moderated", "submit.arrearage", "submit.bad_key", "submit.model_not_found",
        "submit.error", "submit.error_created", "submit.html", "submit.html_created",
        "submit.html_ok_created", "submit.no_id_created", "submit.timeout_408",
        "submit.reset", "submit.reset_created",
        "submit.slow_created", "submit.redirect",
        "poll.throttle", "poll.error", "poll.html", "poll.html_ok", "poll.reset", "poll.slow", "poll.unknown",
        "task.moderated", "task.invalid", "task.internal", "task.stuck_pending", "task.stuck_running",
        "task.unknown", "task.no_url",
        "download.expired", "download.refused", "download.truncated", "download.half_file", "download.xml",
        "download.other_size", "download.other_length", "download.empty", "download.error", "download.html",
        "download.reset", "download.slow", "download.silent",
        "list.error", "cancel.error", "upload.error", "upload.refused", "upload.reset",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """`times` matches get it (None: all), after `skip` matches went well. `match`: words the prompt must
    hold."""

    kind: str
    times: int | None = 1
    skip: int = 0
    match: str = ""
    rate: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r}")


class FaultPlan:
    def __init__(self, faults: tuple[Fault, ...] = (), seed: int = 0) -> None:
        self.faults = list(faults)
        self.seed = seed
        self._matched: Counter[int] = Counter()
        self._asked: Counter[tuple[str, str]] = Counter()
        self.done: Counter[str] = Counter()

    def add(self, *faults: Fault) -> None:
        self.faults.extend(faults)

    def clear(self) -> None:
        self.faults.clear()
        self._matched.clear()

    def choose(self, stage: str, identity: str, prompt: str = "") -> str | None:
        """The kind (without its stage) that strikes this event, None where it goes well. Random choices
        depend on the seed, what is asked and how often it was asked, never on the order of other events."""
        turn = self._asked[stage, identity]
        self._asked[stage, identity] += 1
        for place, fault in enumerate(self.faults):
            if not fault.kind.startswith(f"{stage}.") or fault.match not in prompt:
                continue
            if fault.rate < 1.0 and self._chance(fault.kind, identity, turn) >= fault.rate:
                continue
            self._matched[place] += 1
            if self._matched[place] <= fault.skip:
                continue
            if fault.times is not None and self._matched[place] > fault.skip + fault.times:
                continue
            self.done[fault.kind] += 1
            return fault.kind.removeprefix(f"{stage}.")
        return None

    def _chance(self, kind: str, identity: str, turn: int) -> float:
        digest = hashlib.sha256(f"{self.seed}/{kind}/{identity}/{turn}".encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48
