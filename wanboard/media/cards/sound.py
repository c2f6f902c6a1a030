"""A card's scratch track: a quiet room, a tick where the shot begins, a murmur where somebody speaks.

It is there to cut by, not to be listened to; the film's mix brings it to its loudness. The same card gives
the same samples.
"""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from wanboard.media.cards import terms
from wanboard.media.cards.card import Card, Spoken
from wanboard.media.cards.palette import seeded

RATE = 48_000
Samples = np.ndarray[Any, np.dtype[np.float32]]
Signal = np.ndarray[Any, np.dtype[np.float64]]

_ROOM_DB, _WEATHER_DB, _TICK_DB, _MURMUR_DB = -58.0, -40.0, -27.0, -20.0
_VOWELS = (
    (730, 1090),
    (530, 1840),
    (300, 2200),
    (570, 840),
    (320, 900),
    (490, 1350),
)  # first two formants, Hz
_HARMONICS = 14
_FADE_S = 0.02


def scratch(card: Card) -> Samples:
    """Stereo at 48 kHz, float32 in -1..1, n x 2, exactly as long as the card's picture."""
    count = round(card.frames * RATE / card.fps)
    mono = _tick(count)
    for said in card.dialogue:
        start = round(said.first_frame * RATE / card.fps)
        length = min(round(said.frames * RATE / card.fps), count - start)
        if start >= 0 and length > 0:
            mono[start : start + length] += _murmur(said, length)
    stereo = np.stack([mono, mono], axis=1) + _air(card, count)
    return np.clip(stereo, -1.0, 1.0).astype(np.float32)


def _level(decibels: float) -> float:
    return math.pow(10.0, decibels / 20.0)


def _tick(count: int) -> Signal:
    """A soft wooden tick at the very start."""
    signal = np.zeros(count)
    length = min(count, RATE // 20)
    t = np.arange(length) / RATE
    knock = np.sin(math.tau * 1150 * t) * np.exp(-t * 110) + 0.5 * np.sin(math.tau * 410 * t) * np.exp(-t * 80)
    signal[:length] = knock * np.minimum(1.0, t / 0.0012) * _level(_TICK_DB)
    return signal


def _air(card: Card, count: int) -> Signal:
    """Room tone, wider and brighter where it rains or the wind blows."""
    noise = np.random.Generator(np.random.PCG64(seeded("air", card.shot_id, card.action).getrandbits(64)))
    white = noise.standard_normal((count, 2))
    words = f"{card.sound} {card.location}"
    air = _smoothed(white, 48) * _level(_ROOM_DB) * 7
    if terms.says(r"rain(?:y|ing)?|storm|downpour|雨|暴风", words):
        air += _smoothed(white, 3) * _level(_WEATHER_DB) * 0.8
    elif terms.says(r"sea|ocean|waves?|beach|surf|wind(?:y)?|海|浪|风", words):
        swell = 0.55 + 0.45 * np.sin(math.tau * np.arange(count) / RATE / 5.5)
        air += _smoothed(white, 14) * _level(_WEATHER_DB) * 2.0 * swell[:, None]
    edge = min(count // 2, RATE // 500)
    if edge:
        ramp = np.linspace(0.0, 1.0, edge)[:, None]
        air[:edge] *= ramp
        air[-edge:] *= ramp[::-1]
    return air


def _smoothed(white: Signal, width: int) -> Signal:
    """Noise without its highs: a running mean over `width` samples (of constant cost)."""
    padded = np.concatenate([np.zeros((1, 2)), np.cumsum(white, axis=0)])
    length = len(white)
    starts = np.maximum(np.arange(length) + 1 - width, 0)
    mean: Signal = (padded[1:] - padded[starts]) / width
    return mean


def syllables(line: str) -> int:
    """About how many syllables a line has: one for a Chinese character, one for a run of vowels."""
    wide = sum("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in line)
    return max(1, wide + len(re.findall(r"[aeiouyäöüáéíóúàèìòùâêîôûаеиоуыэюя]+", line.lower())))


def _murmur(said: Spoken, length: int) -> Signal:
    """A hum in the rhythm of the line: pitch by who speaks, vowels by what is said."""
    chance = seeded("voice", said.who, said.line)
    pitch = seeded("pitch", said.who).uniform(95.0, 215.0)
    count = min(syllables(said.line), max(1, round(length / RATE * 7.5)))
    borders = np.linspace(0.0, 1.0, count + 1)
    centres = (borders[:-1] + borders[1:]) / 2 * length
    t = np.arange(length)
    beats = np.array([1.0, *(chance.uniform(0.55, 1.0) for _ in range(count - 1))])
    tune = np.array([pitch * chance.uniform(0.9, 1.14) * (1.06 - 0.16 * n / count) for n in range(count)])
    vowels = np.array([chance.choice(_VOWELS) for _ in range(count)], dtype=float)
    frequency = np.interp(t, centres, tune)
    phase = np.cumsum(frequency) * (math.tau / RATE)
    first, second = (np.interp(t, centres, vowels[:, n]) for n in (0, 1))
    voice = np.zeros(length)
    for harmonic in range(1, _HARMONICS + 1):
        at = frequency * harmonic
        colour = np.exp(-(((at - first) / 170.0) ** 2)) + 0.4 * np.exp(-(((at - second) / 240.0) ** 2))
        voice += np.sin(phase * harmonic) * (colour + 0.05) / harmonic**0.6
    place = np.clip(t / length * count, 0, count - 1e-9)
    within = place - np.floor(place)
    voice *= (np.sin(math.pi * within) ** 0.7) * beats[place.astype(int)]
    fade = max(1, min(length // 2, round(_FADE_S * RATE)))
    voice[:fade] *= np.linspace(0.0, 1.0, fade)
    voice[-fade:] *= np.linspace(1.0, 0.0, fade)
    power = math.sqrt(float(np.mean(voice**2))) or 1.0
    return voice / power * _level(_MURMUR_DB) * 0.55
