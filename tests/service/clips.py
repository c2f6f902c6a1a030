"""Real MP4 files to hand out: each frame carries its own number and the clip's, each second a beep.

The picture is a flat colour per clip with two rows of sixteen bars: the upper row is the frame number, the
lower the clip number, most significant bit left, white is 1. `read_numbers` reads them back from a decoded
frame.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

BITS = 16
BEEP_HZ = 1000
BEEP_S = 0.08
AUDIO_RATE = 48000


def make_clip(
    path: Path,
    seconds: float,
    size: tuple[int, int] = (320, 180),
    fps: int = 30,
    audio: bool = True,
    number: int = 0,
    *,
    preset: str = "ultrafast",
    keyframe_s: float = 2.0,
    codec: str = "libx264",
    options: Mapping[str, str] | None = None,
    audio_rate: int = AUDIO_RATE,
    channels: int = 2,
) -> Path:
    """Write an MP4 of `seconds * fps` frames of `size` (width, height; even) to `path`; returns it.

    `number` (0 to 65535) is drawn into every frame and chooses the colour. `options` go to the video encoder.
    """
    width, height = size
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video: Any = container.add_stream(
            codec,
            rate=fps,
            options={
                "preset": preset,
                "g": str(max(1, round(keyframe_s * fps))),
                "crf": "28",
                **(options or {}),
            },
        )
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.codec_context.time_base = Fraction(1, fps)
        video.codec_context.thread_count = 1
        sound: Any = None
        if audio:
            layout = "stereo" if channels == 2 else "mono"
            sound = container.add_stream("aac", rate=audio_rate, layout=layout)
        plane = _background(size, number)
        for index in range(round(seconds * fps)):
            _draw_bits(plane, size, index, row=0)
            frame = av.VideoFrame.from_ndarray(plane, format="yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, fps)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        if sound is not None:
            _write_beeps(container, sound, seconds, audio_rate, channels)
    return path


def cached_clip(folder: Path, seconds: float, size: tuple[int, int], fps: int, audio: bool, number: int) -> Path:
    """The clip with these properties from `folder`, made there where it is missing (safe for several
    processes)."""
    name = f"{size[0]}x{size[1]}-{seconds:g}s-{fps}fps-{'sound' if audio else 'silent'}-{number}.mp4"
    target = folder / name
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(suffix=".mp4", dir=folder)
        os.close(handle)
        make_clip(Path(temporary), seconds, size, fps, audio, number)
        Path(temporary).replace(target)
    return target


def individual(data: bytes, text: str) -> bytes:
    """The same film with its own bytes: a trailing `free` box holds `text`, which players skip."""
    payload = text.encode()
    return data + (8 + len(payload)).to_bytes(4, "big") + b"free" + payload


def read_numbers(rgb: npt.NDArray[np.uint8]) -> tuple[int, int]:
    """(frame number, clip number) of a decoded frame as height x width x 3."""
    height, width = rgb.shape[:2]
    grey = rgb.mean(axis=2)
    block_w, block_h = width // BITS, height // 8
    found = []
    for row in (0, 1):
        top = _row_top(height, row)
        value = 0
        for bit in range(BITS):
            left = bit * block_w
            middle = grey[top + block_h // 4 : top + 3 * block_h // 4, left + block_w // 4 : left + 3 * block_w // 4]
            value = value * 2 + int(middle.mean() > 127)
        found.append(value)
    return found[0], found[1]


def _row_top(height: int, row: int) -> int:
    return (height // 8 * (1 + 2 * row)) & ~1


def _background(size: tuple[int, int], number: int) -> npt.NDArray[np.uint8]:
    width, height = size
    digest = hashlib.sha256(str(number).encode()).digest()
    plane = np.empty((height * 3 // 2, width), dtype=np.uint8)
    plane[:height] = 110
    chroma = plane[height:].reshape(2, -1)
    chroma[0] = 64 + digest[0] // 2
    chroma[1] = 64 + digest[1] // 2
    _draw_bits(plane, size, number, row=1)
    return plane


def _draw_bits(plane: npt.NDArray[np.uint8], size: tuple[int, int], value: int, row: int) -> None:
    width, height = size
    block_w, block_h = width // BITS, height // 8
    top = _row_top(height, row)
    for bit in range(BITS):
        luma = 235 if value >> (BITS - 1 - bit) & 1 else 16
        plane[top : top + block_h, bit * block_w : (bit + 1) * block_w] = luma


def _write_beeps(container: Any, stream: Any, seconds: float, rate: int, channels: int) -> None:
    total = round(seconds * rate)
    clock = np.arange(total) / rate
    wave = np.where(clock % 1.0 < BEEP_S, 0.4 * np.sin(2 * np.pi * BEEP_HZ * clock), 0.0).astype(np.float32)
    samples = np.repeat(wave[np.newaxis, :], channels, axis=0)
    step = 1024
    for start in range(0, total, step):
        block = np.ascontiguousarray(samples[:, start : start + step])
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo" if channels == 2 else "mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
