"""The film's sound: mixed, measured, brought to its loudness, encoded once, in parts on several threads.

Parts are sixteen seconds, cached by what they are made of, so that a changed clip costs its own part. No more than
a few are held in memory; what is mixed for measuring waits on disk to be encoded.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np

from wanboard.files import write_atomic
from wanboard.media import aac
from wanboard.media.loudness import HOP, decibels, integrated, limited, momentary, true_peaks
from wanboard.media.sound import mixed
from wanboard.media.voices import AAC_FRAME, Voice

VERSION = 2  # of what a cached part holds; raise it when the same voices would sound differently
PART = 750 * AAC_FRAME  # samples; a whole number of AAC frames and of the meter's steps
_BEFORE = 8 * HOP  # mixed before a part, for the meter and the encoder to settle
_AFTER = (aac.OVERLAP + 1) * AAC_FRAME
_STORED = (_BEFORE + PART + _AFTER) * 8  # bytes of a part while it waits: two channels of float
_CEILING_DBTP = -1.5  # the limiter's, at first; the encoder adds a little
_MOST_DBTP = -1.05  # as encoded: -1 dBTP is promised
_GAIN_STEP_DB = 0.2  # so that a small change leaves the parts it does not touch as they are
_MOST_GAIN_DB = 24.0
_ROUNDS = 4

Samples = np.ndarray[Any, np.dtype[np.float32]]
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Soundtrack:
    """Packets by file: (path, offsets, sizes) in order; loudness as written."""

    runs: tuple[tuple[Path, tuple[int, ...], tuple[int, ...]], ...]
    config: bytes
    loudness_lufs: float
    true_peak_dbtp: float
    gain_db: float


@dataclass(frozen=True, slots=True)
class _Measure:
    momentary: tuple[float, ...]
    peak: float  # of the samples


class _Mixer:
    """Parts by number: mixed once, kept on disk as long as the film is made."""

    def __init__(self, voices: Sequence[Voice], samples: int, digests: Mapping[Path, str], scratch: IO[bytes]) -> None:
        self.count = max(1, -(-samples // PART))
        self._samples = samples
        self._scratch = scratch
        self._stored: set[int] = set()
        self._voices = [
            [v for v in voices if v.at < self._end(n) and v.end > self._start(n)] for n in range(self.count)
        ]
        self._digests = digests

    def _start(self, number: int) -> int:
        return number * PART - _BEFORE

    def _end(self, number: int) -> int:
        return min((number + 1) * PART + _AFTER, self._samples)

    def key(self, number: int) -> str:
        """What a part is made of, wherever in the film it lies."""
        start = self._start(number)
        made_of = [
            (
                self._digests[v.file], v.at - start, v.length, v.origin, v.fade_in, v.fade_out,
                v.power_in, v.power_out, [(place - start, gain) for place, gain in v.envelope],
            )
            for v in self._voices[number]
        ]  # fmt: skip
        text = json.dumps([VERSION, number == 0, self._end(number) - start, made_of])
        return hashlib.sha256(text.encode()).hexdigest()

    def mix(self, number: int) -> Samples:
        """From `_BEFORE` samples before the part to `_AFTER` after it."""
        start = self._start(number)
        count = self._end(number) - start
        if number in self._stored:
            data = os.pread(self._scratch.fileno(), count * 8, number * _STORED)
            return np.frombuffer(data, np.float32).reshape(2, count)
        samples = mixed(self._voices[number], start, count)
        data, place = samples.tobytes(), number * _STORED
        while data:  # a full disk takes a part of it first, and says so the next time
            done = os.pwrite(self._scratch.fileno(), data, place)
            data, place = data[done:], place + done
        self._stored.add(number)
        return samples


def soundtrack(
    voices: Sequence[Voice],
    samples: int,
    digests: Mapping[Path, str],
    *,
    loudness_lufs: float | None,
    cache: Path,
    jobs: int,
    progress: Callable[[float], None],
) -> Soundtrack:
    """Mix and encode `samples` samples. `digests` says for each file what its sound is.

    Raises: MediaError where a file does not decode.
    """
    cache.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryFile(dir=cache) as scratch,
        ThreadPoolExecutor(max(1, jobs), "sound") as pool,
    ):
        mixer = _Mixer(voices, samples, digests, scratch)
        keys = [mixer.key(number) for number in range(mixer.count)]

        def each(work: Callable[[int], R], base: float) -> list[R]:
            done: list[R] = []
            for result in pool.map(work, range(mixer.count)):
                done.append(result)
                progress(base + 0.5 * len(done) / mixer.count)
            return done

        measures = each(lambda n: _measured(mixer, n, keys[n], cache), 0.0)
        gain_db, loudness = _settle(mixer, keys, measures, loudness_lufs, cache, pool)
        parts = each(lambda n: _encoded(mixer, n, keys[n], measures[n], gain_db, cache), 0.5)
        peak = _true_peak(mixer, keys, measures, gain_db, cache)
    frames = -(-samples // AAC_FRAME) + 1
    boundaries = [(n + 1) * PART // AAC_FRAME for n in range(mixer.count)]
    runs = tuple(
        (part.path, part.offsets[start:stop], part.sizes[start:stop])
        for part, start, stop in aac.join(parts, boundaries, frames)
    )
    return Soundtrack(runs, aac.config(), loudness, peak, gain_db)


def _measured(mixer: _Mixer, number: int, key: str, cache: Path) -> _Measure:
    def measure() -> _Measure:
        samples = mixer.mix(number)
        inside = samples[:, _BEFORE : _BEFORE + PART]
        return _Measure(_momentary(samples), float(np.abs(inside).max(initial=0.0)))

    return _remembered(cache / f"{key}.json", measure)


def _momentary(samples: Samples) -> tuple[float, ...]:
    """Of the part itself, without what lies before and after it."""
    return tuple(momentary(samples[:, : _BEFORE + PART], skip=_BEFORE // HOP))


def _remembered(path: Path, measure: Callable[[], _Measure]) -> _Measure:
    try:
        values, peak = json.loads(path.read_text())
        return _Measure(tuple(value if value is not None else -math.inf for value in values), peak)
    except (OSError, ValueError, TypeError):
        found = measure()
        values = [round(value, 3) if math.isfinite(value) else None for value in found.momentary]
        write_atomic(path, json.dumps([values, found.peak]))
        return found


def _settle(
    mixer: _Mixer,
    keys: Sequence[str],
    measures: Sequence[_Measure],
    target: float | None,
    cache: Path,
    pool: ThreadPoolExecutor,
) -> tuple[float, float]:
    """The gain in dB that brings the film to its loudness, the limiter's work included, and that loudness."""
    gain_db = 0.0
    plain = integrated([value for measure in measures for value in measure.momentary])
    if target is not None and math.isfinite(plain):
        gain_db = _stepped(min(target - plain, _MOST_GAIN_DB))
    loudness = plain + gain_db
    for _ in range(_ROUNDS):
        gain = gain_db

        def turned_up(number: int, gain: float = gain) -> Sequence[float]:
            measure = measures[number]
            if not _may_limit(measure, gain):
                return [value + gain for value in measure.momentary]

            def again() -> _Measure:
                samples = _final(mixer.mix(number), gain)
                return _Measure(_momentary(samples), 0.0)

            return _remembered(cache / f"{keys[number]}{gain:+.1f}.json", again).momentary

        values = [value for part in pool.map(turned_up, range(mixer.count)) for value in part]
        loudness = integrated(values)
        if target is None or not math.isfinite(loudness):
            break
        missing = _stepped(target - loudness)
        if abs(target - loudness) <= _GAIN_STEP_DB or gain_db + missing > _MOST_GAIN_DB:
            break
        gain_db = round(gain_db + missing, 1)
    return gain_db, loudness


def _stepped(gain_db: float) -> float:
    return round(round(gain_db / _GAIN_STEP_DB) * _GAIN_STEP_DB, 1)


def _may_limit(measure: _Measure, gain_db: float) -> bool:
    """Whether true peaks may pass the ceiling; they lie at most about 3 dB above the samples'."""
    return decibels(measure.peak) + gain_db > _CEILING_DBTP - 3


def _level(decibel: float) -> float:
    return float(10 ** (decibel / 20))


def _final(samples: Samples, gain_db: float, ceiling_db: float = _CEILING_DBTP) -> Samples:
    return limited(np.asarray(samples * _level(gain_db), np.float32), _level(ceiling_db))


def _encoded_under_peak(samples: Samples, gain_db: float, skip: int) -> list[bytes]:
    """Packets whose sound, decoded, stays under the peak: the encoder adds up to a decibel to hard edges."""
    ceiling_db = _CEILING_DBTP
    for _ in range(_ROUNDS):
        packets, config = aac.encode(_final(samples, gain_db, ceiling_db)[:, skip:])
        peak_db = decibels(float(true_peaks(aac.decode(packets, config)).max(initial=0.0)))
        if peak_db <= _MOST_DBTP:
            break
        ceiling_db -= peak_db - _MOST_DBTP + 0.1
    return packets


def _encoded(mixer: _Mixer, number: int, key: str, measure: _Measure, gain_db: float, cache: Path) -> aac.Part:
    path = cache / f"{key}{gain_db:+.1f}.aac"
    lead = 0 if number == 0 else aac.OVERLAP
    first = number * PART // AAC_FRAME - lead
    try:
        return aac.read_part(path, first)
    except (OSError, ValueError):
        samples, skip = mixer.mix(number), _BEFORE - lead * AAC_FRAME
        if _may_limit(measure, gain_db):
            packets = _encoded_under_peak(samples, gain_db, skip)
        else:
            packets, _ = aac.encode(np.asarray(samples[:, skip:] * _level(gain_db), np.float32))
        aac.write_part(path, packets)
        return aac.read_part(path, first)


def _true_peak(mixer: _Mixer, keys: Sequence[str], measures: Sequence[_Measure], gain_db: float, cache: Path) -> float:
    """In dBTP, of the loudest part as it goes to the encoder."""
    loudest = max(range(mixer.count), key=lambda number: measures[number].peak)

    def measure() -> _Measure:
        samples = _final(mixer.mix(loudest), gain_db)
        return _Measure((), float(true_peaks(samples).max(initial=0.0)))

    return decibels(_remembered(cache / f"{keys[loudest]}{gain_db:+.1f}.peak.json", measure).peak)
