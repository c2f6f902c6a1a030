"""What the film's sound is made of, as plain data. Places are samples at `RATE`; no library is imported here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

RATE = 48_000
AAC_FRAME = 1024


@dataclass(frozen=True, slots=True)
class Voice:
    """A run of one file's sound in the film: `length` samples at film sample `at`, the first of them being the
    file's sample `origin` (below zero: silence before the file begins).

    `fade_in`/`fade_out` are samples; `equal_power` for crossfades (two sounds that have nothing in common keep
    their loudness through it), else linear. `envelope` is (film sample, gain) between which gain is linear.
    """

    file: Path
    at: int
    length: int
    origin: int
    fade_in: int = 0
    fade_out: int = 0
    power_in: bool = False
    power_out: bool = False
    envelope: tuple[tuple[int, float], ...] = ()

    @property
    def end(self) -> int:
        return self.at + self.length
