"""Clips that say which frame of which clip they show, and beep on every second.

The number is drawn as twenty blocks along the top edge: eight bits of clip, twelve of frame, white for one. They are
made by the ffmpeg binary, a program of its own, with any encoder settings, so that assembly meets clips that it did
not write.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
BITS = 20
BEEP_S = 0.05
BEEP_HZ = 1000
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p")


def picture(clip: int, frame: int, size: tuple[int, int]) -> np.ndarray:
    """Grey levels, height x width: a moving texture under the number."""
    width, height = size
    x, y = np.arange(width)[None, :], np.arange(height)[:, None]
    grey = (80 + 40 * np.sin((x + 3 * frame) / 17 + clip) + 40 * np.cos((y + frame) / 11)).astype(np.uint8)
    number = clip << 12 | frame
    step = width // BITS
    for bit in range(BITS):
        level = 235 if number >> (BITS - 1 - bit) & 1 else 16
        grey[:step, bit * step : (bit + 1) * step] = level
    return grey


def number(grey: np.ndarray) -> tuple[int, int]:
    """Clip and frame that a decoded picture says it is."""
    step = grey.shape[1] // BITS
    value = 0
    for bit in range(BITS):
        block = grey[step // 4 : step - step // 4, bit * step + step // 4 : (bit + 1) * step - step // 4]
        value = value << 1 | int(block.mean() > 125)
    return value >> 12, value & 0xFFF


def beeps(seconds: float, rate: int, *, offset_s: float = 0.0) -> np.ndarray:
    """A short tone at every whole second, int16."""
    time = np.arange(round(seconds * rate)) / rate + offset_s
    tone = np.sin(2 * np.pi * BEEP_HZ * time) * (time % 1.0 < BEEP_S) * 0.5
    return (tone * 32767).astype(np.int16)


def make(
    path: Path,
    clip: int,
    frames: int,
    *,
    fps: int = 30,
    size: tuple[int, int] = (320, 192),
    video: tuple[str, ...] = X264,
    audio: tuple[str, ...] | None = ("-c:a", "aac"),
    rate: int = 44_100,
    channels: int = 2,
) -> Path:
    """One clip; `video` and `audio` are options of ffmpeg, `audio` None for a silent file."""
    seconds = frames / fps
    command = [FFMPEG, "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{size[0]}x{size[1]}"]
    command += ["-r", str(fps), "-i", "-"]
    sound = path.with_suffix(".pcm")
    if audio is not None:
        sound.write_bytes(np.repeat(beeps(seconds, rate)[:, None], channels, axis=1).tobytes())
        command += ["-f", "s16le", "-ar", str(rate), "-ac", str(channels), "-i", str(sound), *audio]
    pictures = b"".join(picture(clip, frame, size).tobytes() for frame in range(frames))
    subprocess.run([*command, *video, str(path)], input=pictures, check=True, capture_output=True)
    sound.unlink(missing_ok=True)
    return path


def decode(path: Path, size: tuple[int, int]) -> tuple[list[tuple[int, int]], str]:
    """What ffmpeg shows of a file, as numbers, and everything it had to say."""
    command = [FFMPEG, "-v", "warning", "-i", str(path), "-map", "0:v:0", "-fps_mode", "passthrough"]
    done = subprocess.run(
        [*command, "-f", "rawvideo", "-pix_fmt", "gray", "-"], capture_output=True, check=True
    )
    shown = np.frombuffer(done.stdout, np.uint8).reshape(-1, size[1], size[0])
    return [number(grey) for grey in shown], done.stderr.decode()


def hear(path: Path, rate: int = 48_000) -> np.ndarray:
    """The first channel of a file's sound as ffmpeg plays it, float."""
    command = [FFMPEG, "-v", "error", "-i", str(path), "-map", "0:a:0", "-af", "pan=mono|c0=c0", "-ar", str(rate)]
    done = subprocess.run([*command, "-f", "f32le", "-"], capture_output=True, check=True)
    return np.frombuffer(done.stdout, np.float32)


def onsets(sound: np.ndarray, rate: int = 48_000, level: float = 0.05) -> list[float]:
    """Where each beep begins, in seconds."""
    loud = np.flatnonzero(np.abs(sound) > level)
    if not len(loud):
        return []
    begins = loud[np.concatenate(([True], np.diff(loud) > rate // 10))]
    return [float(place) / rate for place in begins]
