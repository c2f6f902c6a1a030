"""The service's clock: real, faster than real, or moved by hand; and its times as the real service spells
them."""

from __future__ import annotations

import datetime
import time

BEIJING = datetime.timezone(datetime.timedelta(hours=8))


class Clock:
    """Unix seconds. `scale` seconds pass here for each real one; `skew_s` is how far it stands off the real
    time."""

    def __init__(self, scale: float = 1.0, skew_s: float = 0.0) -> None:
        self.scale = scale
        self._start = time.time()
        self._mono = time.monotonic()
        self._ahead = skew_s

    def now(self) -> float:
        return self._start + self._ahead + (time.monotonic() - self._mono) * self.scale

    def advance(self, seconds: float) -> None:
        """Let time jump, e.g. past an expiry."""
        self._ahead += seconds


def spell(moment: float) -> str:
    """A time as answers carry it: UTC+8, milliseconds, no zone."""
    local = datetime.datetime.fromtimestamp(moment, BEIJING)
    return local.strftime("%Y-%m-%d %H:%M:%S.") + f"{local.microsecond // 1000:03d}"


def compact(text: str) -> float:
    """Unix seconds of a list filter's YYYYMMDDhhmmss. Raises: ValueError."""
    return datetime.datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=BEIJING).timestamp()
