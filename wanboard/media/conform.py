"""A take that does not fit the film, made to fit: size, shape of pixels, frame rate, colour, encoder settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from wanboard.errors import MediaError
from wanboard.media.drawing import Quality
from wanboard.media.encode import VideoWriter, x264
from wanboard.media.probe import open_media


@dataclass(frozen=True, slots=True)
class Conforming:
    """A take and what it is to become."""

    take: Path
    size: tuple[int, int]
    fps: int
    quality: Quality = "standard"
    threads: int = 2  # always the same: what x264 writes depends on it


def conform(job: Conforming, target: Path) -> None:
    """Write the take's picture, scaled into `size` with black beside it, at `fps`, without sound. A film frame
    shows what the take shows at its middle.

    Raises: MediaError where the take does not decode.
    """
    encoding = x264(job.quality, job.fps, threads=job.threads)
    with (
        open_media(job.take) as container,
        VideoWriter(target, job.size, job.fps, audio_rate=None, encoding=encoding) as writer,
    ):
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = job.threads
        for frame in _at_rate(_fitted(container, stream, job), job.fps, _length(stream)):
            writer.write_frame(frame)
        if writer.frames == 0:
            raise MediaError(f"{job.take}: holds no frame")


def first_shown(path: Path) -> float:
    """Seconds on the file's clock at which its first frame is shown. Raises: MediaError."""
    with open_media(path) as container:
        for frame in container.decode(video=0):
            return frame.time or 0.0
    raise MediaError(f"{path}: holds no frame")


def _length(stream: VideoStream) -> float:
    """Seconds one frame is shown, for the last one."""
    rate = stream.average_rate or stream.guessed_rate
    return float(1 / rate) if rate else 0.0


def _at_rate(frames: Iterator[VideoFrame], fps: int, last_s: float) -> Iterator[VideoFrame]:
    """Frames on the film's grid, from frames at any time."""
    shown: VideoFrame | None = None
    begins: float | None = None
    ends = 0.0
    count = 0
    for frame in frames:
        time = frame.time if frame.time is not None else ends
        begins = time if begins is None else begins
        while shown is not None and begins + (count + 0.5) / fps < time:
            yield shown
            count += 1
        shown, ends = frame, time + last_s
    while shown is not None and begins is not None and (begins + (count + 0.5) / fps < ends or count == 0):
        yield shown
        count += 1


def _fitted(container: InputContainer, stream: VideoStream, job: Conforming) -> Iterator[VideoFrame]:
    graph: av.filter.Graph | None = None
    for frame in container.decode(stream):
        if graph is None:
            graph = _graph(stream, frame, job)
        graph.push(frame)
        yield from _pulled(graph)
    if graph is not None:
        graph.push(None)
        yield from _pulled(graph)


def _pulled(graph: av.filter.Graph) -> Iterator[VideoFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        if isinstance(frame, VideoFrame):
            yield frame


def _graph(stream: VideoStream, frame: VideoFrame, job: Conforming) -> av.filter.Graph:
    """Turn as the file says, square the pixels, scale to fit, put black around it, BT.709 limited range."""
    width, height = job.size
    aspect = Fraction(stream.sample_aspect_ratio or 1) or Fraction(1)
    turn = round(frame.rotation / 90) % 4  # counter-clockwise
    shown_width, shown_height = frame.width * aspect, Fraction(frame.height)
    if turn % 2:
        shown_width, shown_height = shown_height, shown_width
    share = min(width / shown_width, height / shown_height)
    sides = ((shown_width, width), (shown_height, height))
    inner = [max(2, min(limit, 2 * round(side * share / 2))) for side, limit in sides]
    steps: list[tuple[str, str]] = []
    steps += [[], [("transpose", "cclock")], [("hflip", ""), ("vflip", "")], [("transpose", "clock")]][turn]
    matrix = "bt709" if frame.colorspace in (1, 2) else "auto"
    scale = f"{inner[0]}:{inner[1]}:flags=bicubic+accurate_rnd:in_color_matrix={matrix}"
    steps += [
        ("scale", f"{scale}:out_color_matrix=bt709:out_range=tv"),
        ("format", "yuv420p"),
        ("pad", f"{width}:{height}:(ow-iw)/2:(oh-ih)/2:black"),
        ("setsar", "1"),
    ]
    graph = av.filter.Graph()
    graph.link_nodes(
        graph.add_buffer(template=stream), *(graph.add(name, args) for name, args in steps), graph.add("buffersink")
    )
    graph.configure()
    return graph
