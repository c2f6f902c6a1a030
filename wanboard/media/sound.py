"""Sound of files by sample, mixed: voices → samples of any part of the film. Float, two channels, 48 kHz."""

from __future__ import annotations

import hashlib
import math
import os
import wave
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

from wanboard.errors import MediaError
from wanboard.files import atomic_path, sha256_file
from wanboard.media.mp4.read import Unfit, read_tracks
from wanboard.media.probe import open_media
from wanboard.media.voices import RATE, Voice

Samples = np.ndarray[Any, np.dtype[np.float32]]  # 2 x n

_MARGIN = 8192  # source samples decoded around a part, for what decoder and resampler remember


def has_sound(path: Path) -> bool:
    """Whether a file has a sound track. Raises: MediaError where it cannot be read."""
    try:
        return any(track.kind == "soun" and len(track) for track in read_tracks(path))
    except (Unfit, OSError):
        with open_media(path, sound=True) as container:
            return bool(container.streams.audio)


def sound_digest(path: Path) -> str:
    """Hex SHA-256 of what determines a file's sound: of an MP4 its sound packets and their times, else all."""
    try:
        track = next(t for t in read_tracks(path) if t.kind == "soun")
    except (Unfit, StopIteration):
        return sha256_file(path)
    digest = hashlib.sha256(repr((track.timescale, track.media_start, track.delay, track.entries)).encode())
    digest.update(track.decoded.tobytes())
    with path.open("rb") as file:
        for start, size in _contiguous(zip(track.offsets, track.sizes, strict=True)):
            digest.update(os.pread(file.fileno(), size, start))
    return digest.hexdigest()


def _contiguous(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start = end = -1
    for offset, size in ranges:
        if offset != end:
            if end > start:
                yield start, end - start
            start = offset
        end = offset + size
    if end > start:
        yield start, end - start


def read_sound(path: Path, start: int, count: int) -> Samples:
    """Samples `start` to `start + count` of a file, at 48 kHz on the file's own clock; silence where it has none.

    Raises: MediaError where it does not decode.
    """
    result = np.zeros((2, count), np.float32)
    with open_media(path, sound=True) as container:
        if not container.streams.audio or start + count <= 0:
            return result
        stream = container.streams.audio[0]
        rate = stream.codec_context.sample_rate
        common = math.gcd(rate, RATE)
        step = rate // common  # source samples that are a whole number of film samples
        first = max(0, (max(0, start) * rate // RATE - _MARGIN) // step * step)
        last = -(-(start + count) * rate // RATE) + _MARGIN
        part = _decode(container, stream, first, last)
        if part is None:
            return result
        if rate != RATE:
            part = _resampled(part, rate)
        place = start - first * RATE // rate
        taken = part[:, max(0, place) : place + count]
        result[:, max(0, -place) : max(0, -place) + taken.shape[1]] = taken
    return result


def _decode(container: av.container.InputContainer, stream: AudioStream, first: int, last: int) -> Samples | None:
    """Source samples in a range, each placed by its time stamp."""
    rate = stream.codec_context.sample_rate
    if first > 0 and stream.time_base is not None:
        container.seek(int(first / rate / stream.time_base), stream=stream, backward=True)
    planar = _planar(stream, rate)
    part: Samples | None = None
    expected: int | None = None
    for frame in container.decode(stream):
        if frame.time is None:
            continue
        place = round(frame.time * rate)
        if expected is not None and abs(place - expected) <= rate // 500:
            place = expected  # a time stamp rounded to its container's clock, not a gap
        expected = place + frame.samples
        if place >= last:
            break
        if expected <= first:
            continue
        if part is None:
            part = np.zeros((2, last - first), np.float32)
        for piece in _as_stereo(planar, frame):
            begin, end = max(place, first), min(place + piece.shape[1], last)
            if end > begin:
                part[:, begin - first : end - first] = piece[:, begin - place : end - place]
    return part


def _planar(stream: AudioStream, rate: int) -> av.AudioResampler:
    """To float planes; more than two channels are brought to two, one stays one."""
    layout = "mono" if stream.codec_context.channels == 1 else "stereo"
    return av.AudioResampler(format="fltp", layout=layout, rate=rate)


def _as_stereo(planar: av.AudioResampler, frame: AudioFrame) -> Iterator[Samples]:
    """One channel is heard from both sides, at its own level."""
    ready = frame.format.name == "fltp" and frame.layout.nb_channels <= 2 and planar.rate == frame.sample_rate
    if not ready:
        frame.pts = None
    for piece in [frame] if ready else planar.resample(frame):
        samples = np.asarray(piece.to_ndarray(), np.float32)
        yield np.repeat(samples, 2, axis=0) if len(samples) == 1 else samples


def _resampled(part: Samples, rate: int) -> Samples:
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(part), format="fltp", layout="stereo")
    frame.sample_rate = rate
    pieces = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([np.asarray(piece.to_ndarray(), np.float32) for piece in pieces], axis=1)


def write_wave(target: Path, pieces: Iterable[Samples]) -> None:
    """Samples at 48 kHz as a 16-bit WAV file. Raises: OSError."""
    with atomic_path(target) as path, wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for piece in pieces:
            whole = np.clip(np.round(piece.T * 32767.0), -32768, 32767)
            file.writeframes(whole.astype("<i2").tobytes())


def seekable(path: Path, target: Path) -> Path:
    """The file itself where any part of it can be read by sample, else its sound as a WAV at `target`.

    An MP3 or FLAC found by time is off by a frame or more; a music track is read in many parts.
    Raises: MediaError where it has no sound or does not decode.
    """
    with open_media(path, sound=True) as container:
        if not container.streams.audio:
            raise MediaError(f"{path}: has no sound")
        if set(container.format.name.split(",")) & {"mov", "wav"}:
            return path
        if not target.exists():
            stream = container.streams.audio[0]
            planar = _planar(stream, RATE)
            write_wave(target, (part for frame in container.decode(stream) for part in _as_stereo(planar, frame)))
    return target


def mixed(voices: Iterable[Voice], start: int, count: int) -> Samples:
    """The film's samples from `start` on, all voices together, nothing limited yet. Raises: MediaError."""
    total = np.zeros((2, count), np.float32)
    for voice in voices:
        first, last = max(voice.at, start), min(voice.end, start + count)
        if last <= first:
            continue
        try:
            part = read_sound(voice.file, voice.origin + first - voice.at, last - first)
        except MediaError as error:
            raise MediaError(f"the sound of {error.message}", hint=error.hint) from error
        _shape(part, voice, first, last)
        total[:, first - start : last - start] += part
    return total


def _shape(part: Samples, voice: Voice, first: int, last: int) -> None:
    """Gain and fades of a voice between two film places, applied to its samples."""
    if voice.envelope:
        at = [place for place, _ in voice.envelope]
        level = [value for _, value in voice.envelope]
        part *= np.interp(np.arange(first, last), at, level).astype(np.float32)
    end = min(last, voice.at + voice.fade_in)
    if first < end:
        progress = (np.arange(first, end) - voice.at + 0.5) / voice.fade_in
        part[:, : end - first] *= _ramp(progress, voice.power_in)
    begin = max(first, voice.end - voice.fade_out)
    if begin < last:
        progress = (voice.end - np.arange(begin, last) - 0.5) / voice.fade_out
        part[:, begin - first :] *= _ramp(progress, voice.power_out)


def _ramp(progress: np.ndarray[Any, Any], power: bool) -> Samples:
    within = np.clip(progress, 0.0, 1.0)
    return np.asarray(np.sin(within * (np.pi / 2)) if power else within, np.float32)
