"""Composes the music of neon-rain.yaml: `python compose.py` writes neon-rain.mp3 beside this file.

Development only: needs NumPy and PyAV. One bar is four seconds; the bars follow the film's scenes.
Everything is synthesised here (electric piano, bass, vibraphone, muted horn, strings, music box) and is
deterministic.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

RATE = 44100
BAR_S = 4.0
LENGTH_S = 118.0
Wave = npt.NDArray[np.float64]
NOTES = {
    "C": 0,
    "Db": 1,
    "D": 2,
    "Eb": 3,
    "E": 4,
    "F": 5,
    "F#": 6,
    "G": 7,
    "Ab": 8,
    "A": 9,
    "Bb": 10,
    "B": 11,
}

# bar: (bass, chord) in note names with octaves
CHORDS: dict[int, tuple[str, str]] = {
    0: ("D2", "F3 A3 C4 E4"),
    1: ("C2", "F3 A3 D4 E4"),
    2: ("Bb1", "D3 F3 A3 C4"),
    3: ("G1", "Bb2 F3 A3 D4"),
    4: ("A1", "C#3 G3 Bb3 E4".replace("C#", "Db")),
    5: ("D2", "F3 A3 C4 E4"),
    6: ("Bb1", "D3 F3 A3 C4"),
    7: ("G1", "Bb2 F3 A3 D4"),
    8: ("A1", "D3 G3 A3 E4"),
    9: ("D2", "F3 A3 C4 E4"),
    10: ("F#1", "A3 C4 Eb4 F4"),
    11: ("G1", "Bb3 D4 F4 A4"),
    12: ("A1", "Db4 E4 G4 Bb4"),
    13: ("Bb1", "Db4 E4 G4 B4"),
    14: ("D2", "A3 D4 E4"),
    15: ("Bb1", "A3 D4 F4"),
    16: ("A1", "Bb3 Db4 E4"),
    17: ("Bb1", "D3 A3 C4 F4"),
    18: ("G1", "D3 Bb3 F4 A4"),
    19: ("A1", "D3 E3 A3 D4"),
    23: ("D2", "F#3 A3 Db4 E4"),
    24: ("G1", "D3 F#3 B3 D4"),
    25: ("B1", "D3 F#3 A3 Db4"),
    26: ("A1", "D3 E3 A3 B3"),
    27: ("G1", "D3 F#3 B3 D4"),
    28: ("D2", "F#3 A3 Db4 E4"),
}
# (bar, beat, beats, note)
HORN = [
    (1, 2.0, 2.6, "A4"),
    (2, 1.0, 0.9, "G4"),
    (2, 2.0, 2.4, "F4"),
    (3, 1.5, 0.5, "D4"),
    (3, 2.0, 0.5, "F4"),
    (3, 2.5, 2.6, "A4"),
    (4, 1.5, 2.2, "Bb4"),
    (5, 0.0, 3.2, "A4"),
    (6, 2.0, 1.0, "C5"),
    (6, 3.0, 2.2, "A4"),
    (7, 2.0, 1.9, "F4"),
    (8, 0.0, 3.0, "E4"),
    (17, 2.0, 1.9, "F4"),
    (18, 0.0, 2.8, "D4"),
    (24, 1.0, 1.0, "B4"),
    (24, 2.0, 2.8, "A4"),
    (25, 1.0, 1.0, "F#4"),
    (25, 2.0, 2.6, "E4"),
    (26, 1.0, 1.0, "E4"),
    (26, 2.0, 1.0, "F#4"),
    (26, 3.0, 2.6, "A4"),
]
VIBES = [
    (9, 0.0, "A4"),
    (9, 1.0, "C5"),
    (9, 1.5, "E5"),
    (9, 3.0, "D5"),
    (10, 0.0, "C5"),
    (10, 1.5, "Eb5"),
    (10, 2.5, "A4"),
    (11, 0.0, "Bb4"),
    (11, 1.0, "D5"),
    (11, 1.5, "F5"),
    (11, 3.0, "A5"),
    (12, 0.0, "G5"),
    (12, 1.0, "E5"),
    (12, 2.0, "Bb4"),
    (12, 3.0, "Db5"),
    (7, 1.0, "D5"),
    (7, 1.5, "F5"),
    (7, 2.0, "A5"),
    (7, 2.5, "D6"),
    (8, 0.0, "E6"),
]
BOX = [  # what the child hums behind the door; it comes back in major at the end
    (14, 0.0, "D5"),
    (14, 1.0, "A5"),
    (14, 2.0, "F5"),
    (14, 3.0, "E5"),
    (15, 0.0, "D5"),
    (15, 1.0, "F5"),
    (15, 2.0, "A5"),
    (16, 0.0, "Bb5"),
    (16, 1.0, "A5"),
    (17, 0.0, "F5"),
    (17, 1.0, "D5"),
    (18, 2.0, "A5"),
    (19, 0.0, "D5"),
    (19, 1.0, "A5"),
    (19, 2.0, "F5"),
    (27, 0.0, "D5"),
    (27, 1.0, "A5"),
    (27, 2.0, "F#5"),
    (27, 3.0, "E5"),
    (28, 0.0, "D5"),
    (28, 1.0, "F#5"),
    (28, 2.0, "A5"),
    (28, 3.0, "D6"),
]


def pitch(name: str) -> float:
    """Frequency in Hz of a note such as "Bb3"."""
    return 440.0 * 2 ** ((NOTES[name[:-1]] + 12 * (int(name[-1]) + 1) - 69) / 12)


def clock(seconds: float) -> Wave:
    return np.arange(int(seconds * RATE)) / RATE


def piano(hz: float, seconds: float, touch: float) -> Wave:
    t = clock(seconds)
    bell = np.sin(2 * math.pi * hz * 14 * t) * np.exp(-t * 9) * 0.5 * touch
    body = np.sin(
        2 * math.pi * hz * t + (0.9 * touch * np.exp(-t * 2.2)) * np.sin(2 * math.pi * hz * t) + bell * 0.25
    )
    return body * np.exp(-t * 0.9) * (1 + 0.13 * np.sin(2 * math.pi * 4.4 * t)) * touch * ease(t, 0.004, 0.25)


def bass(hz: float, seconds: float) -> Wave:
    t = clock(seconds)
    tone = sum(np.sin(2 * math.pi * hz * k * t) * np.exp(-t * (0.9 + k * 1.3)) / k for k in range(1, 6))
    return np.asarray(tone) * ease(t, 0.008, 0.15)


def vibes(hz: float, seconds: float = 3.6) -> Wave:
    t = clock(seconds)
    tone = np.sin(2 * math.pi * hz * t) * np.exp(-t * 1.5) + 0.3 * np.sin(2 * math.pi * hz * 4 * t) * np.exp(
        -t * 7
    )
    return tone * (1 + 0.35 * np.sin(2 * math.pi * 5.2 * t)) * ease(t, 0.003, 0.3)


def box(hz: float, seconds: float = 2.6) -> Wave:
    t = clock(seconds)
    return (
        (np.sin(2 * math.pi * hz * t) + 0.4 * np.sin(2 * math.pi * hz * 2.76 * t) * np.exp(-t * 5))
        * np.exp(-t * 2.6)
        * ease(t, 0.002, 0.2)
    )


def horn(hz: float, seconds: float) -> Wave:
    t = clock(seconds)
    vibrato = (
        0.006
        * np.minimum(1, np.maximum(0, (t - 0.35) / 0.5))
        * np.sin(2 * math.pi * 5.1 * t)
        / 5.1
        * hz
        * 2
        * math.pi
        / (2 * math.pi)
    )
    slide = -0.02 * hz * np.exp(-t * 14) / 14
    phase = 2 * math.pi * (hz * t + vibrato + slide)
    shape = np.minimum(1, t / 0.14) * (0.75 + 0.25 * np.sin(math.pi * np.minimum(1, t / seconds)))
    tone = sum(
        np.sin(k * phase) * a for k, a in ((1, 1.0), (2, 0.55), (3, 0.42), (4, 0.2), (5, 0.14), (6, 0.06))
    )
    return np.asarray(tone) * shape * ease(t, 0.06, 0.3)


def strings(hz: float, seconds: float, tremolo: float = 0.0) -> Wave:
    t = clock(seconds)
    tone = np.zeros_like(t)
    for detune in (-0.003, 0.0, 0.0034):
        for k in range(1, 7):
            tone += np.sin(2 * math.pi * hz * (1 + detune) * k * t + k * detune * 900) / k**1.35
    if tremolo:
        tone *= 0.62 + 0.38 * np.sin(2 * math.pi * tremolo * t)
    return tone / 3 * ease(t, min(1.2, seconds * 0.4), min(1.6, seconds * 0.4))


def ease(t: Wave, attack: float, release: float) -> Wave:
    end = t[-1]
    return np.minimum(1, t / attack) * np.minimum(1, np.maximum(0, (end - t) / release))


class Mix:
    def __init__(self) -> None:
        self.dry = np.zeros((2, int((LENGTH_S + 6) * RATE)))
        self.send = np.zeros_like(self.dry)

    def add(self, wave: Wave, at_s: float, level: float, pan: float = 0.0, wet: float = 0.3) -> None:
        i = int(at_s * RATE)
        wave = wave[: self.dry.shape[1] - i]
        for channel, gain in ((0, math.cos((pan + 1) * math.pi / 4)), (1, math.sin((pan + 1) * math.pi / 4))):
            self.dry[channel, i : i + len(wave)] += wave * level * gain
            self.send[channel, i : i + len(wave)] += wave * level * gain * wet

    def reverb(self, seconds: float = 3.4) -> Wave:
        random = np.random.default_rng(919)
        t = clock(seconds)
        size = 1 << (self.send.shape[1] + len(t)).bit_length()
        out = np.zeros_like(self.send)
        for channel in (0, 1):
            tail = random.standard_normal(len(t)) * np.exp(-t * 2.1)
            tail = np.convolve(tail, np.ones(14) / 14, "same")  # a dark room
            tail /= np.sqrt(np.sum(tail**2))
            wet = np.fft.irfft(np.fft.rfft(self.send[channel], size) * np.fft.rfft(tail, size), size)
            out[channel] = wet[: out.shape[1]]
        return out


def time_of(bar: float, beat: float = 0.0) -> float:
    return (bar + beat / 4) * BAR_S


def play(mix: Mix) -> None:
    random = np.random.default_rng(1)
    for bar, (root, chord) in CHORDS.items():
        at = time_of(bar)
        quiet = 0.55 if 14 <= bar <= 19 else 1.0
        for k, name in enumerate(chord.split()):
            mix.add(
                piano(pitch(name), 5.2, 0.8),
                at + k * 0.035 + random.uniform(0, 0.012),
                0.085 * quiet,
                -0.35 + 0.2 * k,
                0.35,
            )
            if bar in (3, 4, 5, 9, 10, 11):
                mix.add(piano(pitch(name), 2.2, 0.5), at + 2.5 + k * 0.02, 0.06, -0.3 + 0.2 * k, 0.35)
        mix.add(bass(pitch(root), 3.6), at, 0.24 * quiet, 0.0, 0.08)
        if bar in (3, 4, 5, 9, 10, 11, 12):  # footsteps
            for beat, step in ((2, 1.5), (3, 1.335)):
                mix.add(bass(pitch(root) * step, 1.0), at + beat, 0.17, 0.0, 0.08)
            for beat in range(4):
                t = clock(0.16)
                mix.add(
                    random.standard_normal(len(t)) * np.exp(-t * 38) * ease(t, 0.004, 0.03),
                    at + beat + (0.0 if beat % 2 else 0.02),
                    0.02 if beat % 2 else 0.011,
                    0.25,
                    0.25,
                )
    for bar, beat, beats, name in HORN:
        mix.add(horn(pitch(name), beats + 0.25), time_of(bar, beat), 0.048, 0.12, 0.55)
    for bar, beat, name in VIBES:
        mix.add(vibes(pitch(name)), time_of(bar, beat), 0.055, 0.4, 0.5)
    for bar, beat, name in BOX:
        mix.add(box(pitch(name)), time_of(bar, beat), 0.075, -0.3, 0.6)
    for k, (bar, names) in enumerate(
        (
            (0, "D3 A3"),
            (6, "Bb2 F3"),
            (8, "A2 E3 A4"),
            (12, "A2 E3"),
            (13, "Bb2 F3"),
            (17, "Bb2 D3"),
            (23, "D3 A3 F#4"),
            (24, "G3 D4 B4"),
            (25, "B2 F#3 D4"),
            (26, "A2 E3 A3"),
            (27, "G3 D4 B4"),
            (28, "D3 A3 F#4 D5"),
        )
    ):
        for name in names.split():
            mix.add(strings(pitch(name), 5.2), time_of(bar) - 0.4 * (k > 0), 0.028, -0.1, 0.5)
    fire(mix)


def fire(mix: Mix) -> None:
    """From the first step into the smoke (78.1 s) to the collapse (86.4 s), then nothing until dawn."""
    start, end = 78.1, 86.4
    n = int((end - start) / 0.5)
    for k in range(n):
        grow = 0.35 + 0.65 * k / n
        mix.add(bass(pitch("D1" if k % 8 < 6 else "Eb1"), 0.7), start + k * 0.5, 0.34 * grow, 0.0, 0.15)
        mix.add(bass(pitch("D2"), 0.4), start + k * 0.5 + 0.25, 0.14 * grow, 0.2, 0.15)
    for name, level in (("D3", 0.05), ("Ab3", 0.045), ("Eb4", 0.04), ("D5", 0.02)):
        t = clock(end - start)
        swell = strings(pitch(name), end - start + 0.001, 9.0)[: len(t)] * (t / t[-1]) ** 1.4
        mix.add(swell * np.minimum(1, (t[-1] - t) / 0.03), start, level * 2.2, 0.0, 0.3)
    t = clock(3.2)
    boom = np.sin(2 * math.pi * (34 + 30 * np.exp(-t * 7)) * t) * np.exp(-t * 1.6) * ease(t, 0.004, 0.5)
    mix.add(boom, end, 0.5, 0.0, 0.5)


def master(mix: Mix) -> npt.NDArray[np.float32]:
    both = mix.dry + 0.75 * mix.reverb()
    both = both[:, : int(LENGTH_S * RATE)]
    t = np.arange(both.shape[1]) / RATE
    both *= np.minimum(1, t / 0.05) * np.minimum(1, np.maximum(0, (LENGTH_S - t) / 3.5))
    both *= 0.1 / np.sqrt(np.mean(both**2))  # about -20 dBFS
    both = np.tanh(both * 1.1) / 1.1  # rounds the few peaks off
    return np.asarray(both * min(1.0, 0.84 / np.max(np.abs(both))), dtype=np.float32)


def write(sound: npt.NDArray[np.float32], target: Path, bit_rate: int = 80_000) -> None:
    with av.open(str(target), "w", format="mp3") as container:
        container.metadata.update(
            {"title": "Neon Rain", "artist": "wanboard contributors", "copyright": "CC0-1.0"}
        )
        stream = container.add_stream("libmp3lame", rate=RATE, layout="stereo")
        stream.bit_rate = bit_rate
        for i in range(0, sound.shape[1], 1152):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(sound[:, i : i + 1152]), format="fltp", layout="stereo"
            )
            frame.sample_rate, frame.pts, frame.time_base = RATE, i, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def levels(sound: npt.NDArray[np.float32]) -> Sequence[tuple[float, float]]:
    """(second, RMS in dBFS) every four seconds."""
    step = RATE * 4
    return [
        (i / RATE, 20 * math.log10(float(np.sqrt(np.mean(sound[:, i : i + step] ** 2))) + 1e-9))
        for i in range(0, sound.shape[1], step)
    ]


def main() -> None:
    mix = Mix()
    play(mix)
    sound = master(mix)
    target = Path(__file__).with_name("neon-rain.mp3")
    write(sound, target)
    peak = 20 * math.log10(float(np.max(np.abs(sound))))
    size = target.stat().st_size / 1024
    print(f"{target.name}: {sound.shape[1] / RATE:.1f} s, peak {peak:.1f} dBFS, {size:.0f} KB")
    print("  ".join(f"{second:.0f}s {level:.0f}" for second, level in levels(sound)))


if __name__ == "__main__":
    main()
