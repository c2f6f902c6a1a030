"""Loudness as EBU R128 and ITU-R BS.1770 define it, and a limiter for true peaks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame

from wanboard.media.voices import RATE

Samples = np.ndarray[Any, np.dtype[np.float32]]  # 2 x n

HOP = RATE // 10  # samples between two momentary values
SILENCE = -70.0  # LUFS: the absolute gate
_OVERSAMPLING = 4
_TAPS = 12  # of each phase of the interpolator, as in BS.1770's annex 2
_BLOCK = 32  # samples that share one gain before smoothing
_REACH = 8  # blocks: the limiter turns down so early and comes back so late (5 ms)


def momentary(samples: Samples, skip: int) -> list[float]:
    """Momentary loudness (400 ms) in LUFS at every 100 ms, those of the first `skip` left out: they are there
    for the meter to settle."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="fltp", sample_rate=RATE, layout="stereo", time_base=Fraction(1, RATE))
    meter = graph.add("ebur128", "metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    values = []
    for start in range(0, samples.shape[1] - HOP + 1, HOP):
        block = np.ascontiguousarray(samples[:, start : start + HOP])
        frame = AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate = RATE
        frame.pts = start
        graph.push(frame)
        measured = graph.pull()
        said = measured.metadata.get("lavfi.r128.M", "nan")
        value = float(said)
        values.append(value if math.isfinite(value) else -math.inf)
    return values[skip:]


def integrated(values: Sequence[float]) -> float:
    """Integrated loudness in LUFS of a film's momentary values: gated at -70 LUFS and 10 LU below the mean."""
    heard = np.asarray([value for value in values if value > SILENCE])
    if not len(heard):
        return -math.inf
    mean = _mean(heard)
    return _mean(heard[heard > mean - 10])


def _mean(values: np.ndarray[Any, Any]) -> float:
    return float(10 * np.log10(np.mean(10 ** (values / 10))))


def decibels(level: float) -> float:
    return 20 * math.log10(level) if level > 0 else -math.inf


def true_peaks(samples: Samples) -> Samples:
    """The level of each sample's neighbourhood, between the samples too (four times oversampled)."""
    peaks = np.abs(samples).max(axis=0)
    for phase in range(1, _OVERSAMPLING):
        kernel = _interpolator(phase)
        for channel in samples:
            between = np.abs(np.convolve(channel, kernel)[_TAPS // 2 - 1 :][: len(channel)])
            np.maximum(peaks, between, out=peaks)
            np.maximum(peaks[1:], between[:-1], out=peaks[1:])  # it lies between two samples: count it to both
    return np.asarray(peaks, np.float32)


def _interpolator(phase: int) -> Samples:
    """A windowed sinc that gives the level `phase` quarters after each sample."""
    taps = np.arange(-_TAPS // 2 + 1, _TAPS // 2 + 1) - phase / _OVERSAMPLING
    window = np.cos(np.pi * taps / (_TAPS + 1)) ** 2
    kernel = np.sinc(taps) * window
    return np.asarray((kernel / kernel.sum())[::-1], np.float32)


def limited(samples: Samples, ceiling: float) -> Samples:
    """The samples turned down where their true peak would pass `ceiling` (a level, not decibels): ahead of the
    peak, smoothly, and never more than needed. A pure function of a sample's neighbourhood of 15 ms."""
    peaks = true_peaks(samples)
    if peaks.max(initial=0.0) <= ceiling:
        return samples
    count = -(-len(peaks) // _BLOCK)
    padded = np.zeros(count * _BLOCK, np.float32)
    padded[: len(peaks)] = peaks
    needed = np.minimum(1.0, ceiling / np.maximum(padded.reshape(count, _BLOCK).max(axis=1), 1e-9))
    edge = np.pad(needed, 2 * _REACH, mode="edge")
    lowest = np.lib.stride_tricks.sliding_window_view(edge, 2 * _REACH + 1).min(axis=1)
    window = np.hanning(2 * _REACH + 1)
    smooth = np.convolve(lowest, window / window.sum(), mode="valid")
    smooth = np.minimum(smooth, 1.0)
    middles = np.arange(count) * _BLOCK + _BLOCK / 2
    gain = np.interp(np.arange(len(peaks)), middles, smooth)
    return np.asarray(samples * gain, np.float32)
