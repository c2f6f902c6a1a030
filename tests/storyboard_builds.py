"""A project on disk, the command line, and a strict service on loopback: what the end-to-end tests share."""

from __future__ import annotations

import json
import struct
import wave
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from service.record import Record
from service.server import Running
from service.state import Options

from wanboard.cli.main import main

KEY = "sk-test-0123456789abcdef"
FPS = 10  # of what the service hands out and of the films: frames enough to count, few enough to be quick
QUICK = Options(work_s=0.02, queue_s=0.0, fps=FPS, variants=8)


@dataclass
class Project:
    """A folder with storyboards, and commands run in it."""

    folder: Path
    service: Running
    capsys: pytest.CaptureFixture[str]
    out: str = ""
    err: str = ""

    def write(self, text: str, name: str = "film.yaml") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, *arguments: str) -> int:
        """One command; what it said is in `out` and `err`."""
        self.capsys.readouterr()
        code = main(list(arguments))
        self.out, self.err = self.capsys.readouterr()
        return code

    def build(self, *arguments: str) -> Path:
        """The film of film.yaml."""
        code = self.run("build", "film.yaml", "--yes", *arguments)
        assert code == 0, self.err + self.out
        return self.folder / "build/film/film.mp4"

    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    def bodies(self) -> list[dict[str, Any]]:
        """What was submitted, in the order of arrival."""
        return [record.body for record in self.service.of("submit")]

    def submissions(self) -> list[Record]:
        return self.service.of("submit")

    def stored(self, url: str) -> bytes:
        """The bytes behind a temporary address."""
        return self.service.state.objects[url.removeprefix("oss://")][3]


def png(path: Path, width: int = 300, height: int = 240, shade: int = 120) -> Path:
    """A real picture of one grey."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([shade]) * width) * height
    path.parent.mkdir(parents=True, exist_ok=True)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    path.write_bytes(data)
    return path


def tones(path: Path, seconds: int, rate: int = 16000) -> Path:
    """A WAV whose every second has a tone of its own: second n at `hertz_of(n)`."""
    clock = np.arange(seconds * rate) / rate
    pitch = np.repeat([hertz_of(second) for second in range(seconds)], rate)
    wave_form = (np.sin(2 * np.pi * pitch * clock) * 12000).astype("<i2")
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(wave_form.tobytes())
    return path


def hertz_of(second: int) -> int:
    return 300 + 100 * second


def sound_of(path: Path, rate: int = 48000) -> np.ndarray:
    """A film's sound as one channel, from its first frame on."""
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
    with av.open(str(path)) as container:
        parts = [part.to_ndarray()[0] for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate(parts) if parts else np.zeros(0)


def pitches(samples: np.ndarray, rate: int) -> list[int]:
    """The second of `tones` that each whole second sounds like; -1 for silence."""
    found = []
    for start in range(0, len(samples) - rate + 1, rate):
        part = samples[start + rate // 4 : start + 3 * rate // 4].astype(float)
        if np.abs(part).max() < 1e-3 * max(1.0, float(np.abs(samples).max())) or not part.any():
            found.append(-1)
            continue
        spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
        hertz = float(np.fft.rfftfreq(len(part), 1 / rate)[int(spectrum.argmax())])
        found.append(round((hertz - 300) / 100))
    return found
