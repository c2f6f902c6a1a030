"""A finished film, read as a player would: counted, its clock checked, its joins decoded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from av.container import InputContainer
from av.video.stream import VideoStream

from wanboard.errors import MediaError
from wanboard.media.probe import open_media

_MOST_JOINS = 64  # decoded; of more, so many are chosen evenly, the first and the last among them


@dataclass(frozen=True, slots=True)
class Verified:
    """What the film turned out to be."""

    frames: int
    width: int
    height: int
    has_audio: bool


def verify(path: Path, frames: int, fps: int, joins: Sequence[int]) -> Verified:
    """Check a film of `frames` frames at `fps` that was joined at frames `joins`: every packet is read and its
    time checked, the picture at each join is decoded.

    Raises: MediaError, which here means a defect of the assembly, not of the takes.
    """
    with open_media(path) as container:
        stream = container.streams.video[0]
        if stream.time_base is None:
            raise MediaError(f"{path}: the film came out without a clock")
        frame = 1 / (stream.time_base * fps)
        if frame.denominator != 1:
            raise MediaError(f"{path}: the film came out with a clock that does not divide into frames")
        unit = int(frame)
        _check_clock(path, container, stream, frames, unit)
        for join in _chosen(joins):
            _decode_at(path, container, stream, join, unit)
        context = stream.codec_context
        return Verified(frames, context.width, context.height, bool(container.streams.audio))


def _check_clock(path: Path, container: InputContainer, stream: VideoStream, frames: int, unit: int) -> None:
    """Every frame of the film once, at its place, decoding times rising. `unit` is a frame on the track's clock."""
    last: int | None = None
    shown = bytearray(frames)
    for packet in container.demux():
        if packet.is_corrupt:
            raise MediaError(f"{path}: the film came out damaged")
        if packet.stream is not stream or packet.pts is None or packet.dts is None:
            continue
        if last is not None and packet.dts <= last:
            raise MediaError(f"{path}: the film's clock runs backwards at frame {round(last / unit)}")
        last = packet.dts
        place, beside = divmod(packet.pts, unit)
        if beside or not 0 <= place < frames:
            raise MediaError(f"{path}: a frame came out at {packet.pts / unit:.3f}, not on a frame of the film")
        shown[place] += 1
    if any(count != 1 for count in shown):
        wrong = next(n for n, count in enumerate(shown) if count != 1)
        raise MediaError(f"{path}: frame {wrong} came out {shown[wrong]} times")


def _chosen(joins: Sequence[int]) -> list[int]:
    if len(joins) <= _MOST_JOINS:
        return list(joins)
    step = (len(joins) - 1) / (_MOST_JOINS - 1)
    return [joins[round(number * step)] for number in range(_MOST_JOINS)]


def _decode_at(path: Path, container: InputContainer, stream: VideoStream, frame: int, unit: int) -> None:
    wanted = frame * unit
    container.seek(wanted, stream=stream, backward=True)
    for packet in container.demux(stream):
        for picture in stream.codec_context.decode(packet if packet.size else None):
            if picture.pts is not None and picture.pts >= wanted:
                if picture.is_corrupt or picture.pts > wanted:
                    raise MediaError(f"{path}: the film's frame {frame} does not decode")
                return
    raise MediaError(f"{path}: the film's frame {frame} does not decode")
