"""A finished film, read as a player would: counted, its clock checked, its joins decoded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from wanboard.errors import MediaError
from wanboard.media.probe import Probe, open_media, probe

_MOST_JOINS = 64  # decoded; more are chosen evenly, first and last among them


def verify(path: Path, frames: int, fps: int, joins: Sequence[int], *, everything: bool = False) -> Probe:
    """Check a film of `frames` frames at `fps` that was joined at frames `joins`.

    Every packet's time is checked; the first picture of each join is decoded (with `everything`, all are).
    Raises: MediaError, which here means a defect of the assembly, not of the takes.
    """
    found = probe(path, decode=everything)
    if found.frames != frames:
        raise MediaError(f"{path}: the film came out with {found.frames} frames instead of {frames}")
    with open_media(path) as container:
        stream = container.streams.video[0]
        _check_clock(path, container, stream, frames, fps)
        for join in _chosen(joins):
            _decode_at(path, container, stream, join, fps)
    return found


def _check_clock(path: Path, container: InputContainer, stream: VideoStream, frames: int, fps: int) -> None:
    base = stream.time_base
    if base is None:
        raise MediaError(f"{path}: the film came out without a clock")
    last: int | None = None
    shown = bytearray(frames)
    for packet in container.demux(stream):
        if packet.pts is None or packet.dts is None:
            continue
        if last is not None and packet.dts <= last:
            raise MediaError(f"{path}: the film's clock runs backwards at frame {round(last * base * fps)}")
        last = packet.dts
        place = packet.pts * base * fps
        if place.denominator != 1 or not 0 <= place < frames:
            raise MediaError(f"{path}: a frame came out at {float(place):.3f}, between the film's frames")
        shown[int(place)] += 1
    if any(count != 1 for count in shown):
        wrong = next(n for n, count in enumerate(shown) if count != 1)
        raise MediaError(f"{path}: frame {wrong} came out {shown[wrong]} times")


def _chosen(joins: Sequence[int]) -> list[int]:
    if len(joins) <= _MOST_JOINS:
        return list(joins)
    step = (len(joins) - 1) / (_MOST_JOINS - 1)
    return [joins[round(number * step)] for number in range(_MOST_JOINS)]


def _decode_at(path: Path, container: InputContainer, stream: VideoStream, frame: int, fps: int) -> None:
    base = stream.time_base
    assert base is not None
    wanted = round(frame / fps / base)
    container.seek(wanted, stream=stream, backward=True)
    for packet in container.demux(stream):
        for picture in stream.codec_context.decode(packet if packet.size else None):
            if isinstance(picture, av.VideoFrame) and picture.pts is not None:
                if picture.is_corrupt or picture.pts > wanted:
                    raise MediaError(f"{path}: the film's frame {frame} does not decode")
                if picture.pts == wanted:
                    return
    raise MediaError(f"{path}: the film's frame {frame} does not decode")
