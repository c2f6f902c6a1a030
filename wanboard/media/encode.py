"""Frames and sound in, an MP4 out that assembly can join by copying its packets.

Every file written here at the same size, rate and quality has the same parameter sets, a closed GOP of one
second and no B-frames, so a copied span may begin at any second and end at any frame.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from wanboard.errors import MediaError
from wanboard.files import atomic_path

AUDIO_RATE = 48_000
AUDIO_FRAME = 1024  # samples of one AAC frame

Quality = Literal["draft", "standard", "high"]
# Preset and rate factor. Short spans between copies are worth bits but no time; their look must not differ.
_SPAN = {"draft": ("ultrafast", 24), "standard": ("superfast", 19), "high": ("veryfast", 14)}
_X264 = {"draft": ("ultrafast", 24), "standard": ("veryfast", 17), "high": ("medium", 14)}


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoder of the media library with its settings."""

    encoder: str
    options: Mapping[str, str]
    pixel_format: str = "yuv420p"
    container: str = "mp4"
    tag: str | None = None


def x264(quality: Quality, fps: int, *, sps_id: int = 0, threads: int = 0, span: bool = False) -> Encoding:
    """libx264 with settings under which separately encoded pieces join by copying; `span`: a short one."""
    return Encoding("libx264", x264_options(quality, fps, sps_id=sps_id, threads=threads, span=span))


def x264_options(
    quality: Quality, fps: int, *, sps_id: int = 0, threads: int = 0, span: bool = False
) -> dict[str, str]:
    """Options of libx264 under which separately encoded pieces join: the parameter sets depend on size, rate
    and quality only (`stitchable`), GOPs are closed and a second long, decoding order is presentation order.

    `sps_id` lets the parameter sets live beside those of a take (whose id is 0) in one sample entry.
    """
    preset, crf = (_SPAN if span else _X264)[quality]
    params = {
        "sps-id": sps_id,
        "stitchable": 1,
        "bframes": 0,
        "keyint": fps,
        "min-keyint": 1,
        "scenecut": 0,
        "rc-lookahead": 5,
        "open-gop": 0,
        "colorprim": "bt709",
        "transfer": "bt709",
        "colormatrix": "bt709",
        "range": "tv",
        "threads": threads,
    }
    return {
        "preset": preset,
        "crf": str(crf),
        "x264-params": ":".join(f"{key}={value}" for key, value in params.items()),
    }


@contextlib.contextmanager
def media_errors(doing: str) -> Iterator[None]:
    """Turns the media library's exceptions into MediaError; `doing` says what was being done."""
    try:
        yield
    except (av.error.FFmpegError, ValueError, EOFError) as error:
        raise MediaError(f"{doing}: {error}") from error


def to_yuv(frame: VideoFrame, pixel_format: str = "yuv420p") -> VideoFrame:
    """An RGB frame as luma and chroma, BT.709, limited range."""
    return frame.reformat(
        format=pixel_format,
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        threads=1,
    )


def to_rgb(frame: VideoFrame) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A frame of BT.709, limited range, as uint8, height x width x 3, RGB."""
    picture = frame.reformat(
        format="rgb24",
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        threads=1,
    )
    return np.asarray(picture.to_ndarray(), np.uint8)


class VideoWriter:
    """Writes an MP4 (H.264, AAC) frame by frame; the file appears, whole, when the block ends without error.

    with VideoWriter(path, (1280, 720), 30) as writer:
        writer.write(frame)            # uint8, height x width x 3, RGB
        writer.write_audio(samples)    # float32 in -1..1 or int16, n x channels, at `audio_rate`

    Raises: MediaError where the encoder refuses; ValueError for a frame or samples of another shape.
    """

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        fps: int,
        *,
        audio_rate: int | None = AUDIO_RATE,
        channels: int = 2,
        quality: Quality = "standard",
        threads: int = 0,
        encoding: Encoding | None = None,
    ) -> None:
        self.size = size
        self.fps = fps
        self.frames = 0
        self.samples = 0
        self._target = path
        self._audio_rate = audio_rate
        self._channels = channels
        self._encoding = encoding or x264(quality, fps, threads=threads)
        self._stack = contextlib.ExitStack()
        self._pending: list[np.ndarray[Any, np.dtype[np.float32]]] = []
        self._pending_samples = 0

    def __enter__(self) -> VideoWriter:
        with self._stack:
            path = self._stack.enter_context(atomic_path(self._target))
            self._container = self._stack.enter_context(av.open(str(path), "w", format=self._encoding.container))
            with media_errors("cannot start the encoder"):
                self._video = cast(
                    VideoStream,
                    self._container.add_stream(
                        self._encoding.encoder, rate=self.fps, options=dict(self._encoding.options)
                    ),
                )
                self._video.width, self._video.height = self.size
                self._video.pix_fmt = self._encoding.pixel_format
                self._video.time_base = Fraction(1, self.fps)
                context = self._video.codec_context
                context.time_base = Fraction(1, self.fps)
                context.color_range = ColorRange.MPEG
                context.colorspace = Colorspace.ITU709
                context.color_primaries = ColorPrimaries.BT709
                context.color_trc = ColorTrc.BT709
                if self._encoding.tag:
                    context.codec_tag = self._encoding.tag
                self._audio: AudioStream | None = None
                if self._audio_rate is not None:
                    layout = "stereo" if self._channels == 2 else "mono"
                    self._audio = self._container.add_stream(
                        "aac", rate=self._audio_rate, layout=layout, options={"aac_coder": "fast"}
                    )
                    self._audio.bit_rate = 96_000 * self._channels
            self._stack = self._stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack:
            if error is not None:
                raise error  # so that the stack removes the temporary file
            with media_errors(f"cannot write {self._target.name}"):
                self._flush_audio(everything=True)
                self._container.mux(self._video.encode(None))
                if self._audio is not None:
                    self._container.mux(self._audio.encode(None))

    def write(self, frame: np.ndarray[Any, np.dtype[np.uint8]]) -> None:
        """One picture, uint8, height x width x 3, RGB."""
        width, height = self.size
        if frame.shape != (height, width, 3) or frame.dtype != np.uint8:
            raise ValueError(f"a frame must be uint8 {height}x{width}x3, not {frame.dtype} {frame.shape}")
        picture = VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
        self.write_frame(to_yuv(picture, self._encoding.pixel_format))

    def write_frame(self, frame: VideoFrame) -> None:
        """One picture as the media library's own frame, of the right size and colour."""
        if frame.format.name != self._encoding.pixel_format:
            frame = frame.reformat(format=self._encoding.pixel_format, threads=1)
        frame.pts = self.frames
        frame.time_base = Fraction(1, self.fps)
        frame.pict_type = 0
        # Some encoders (ProRes) write down what the frames say, not what the stream does.
        frame.color_range, frame.colorspace = ColorRange.MPEG, Colorspace.ITU709
        frame.color_primaries, frame.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        with media_errors(f"cannot encode frame {self.frames}"):
            self._container.mux(self._video.encode(frame))
        self.frames += 1

    def write_audio(self, samples: np.ndarray[Any, Any]) -> None:
        """Sound, n x channels, float32 in -1..1 or int16. Any length; it is encoded frame by frame."""
        if self._audio is None:
            raise ValueError("this file is written without sound")
        if samples.ndim != 2 or samples.shape[1] != self._channels:
            raise ValueError(f"sound must be n x {self._channels}, not {samples.shape}")
        if samples.dtype == np.int16:
            samples = samples.astype(np.float32) / 32768.0
        self._pending.append(np.asarray(samples, dtype=np.float32))
        self._pending_samples += len(samples)
        if self._pending_samples >= AUDIO_RATE:
            self._flush_audio()

    def _flush_audio(self, everything: bool = False) -> None:
        if self._audio is None or not self._pending:
            return
        data = np.concatenate(self._pending)
        whole = len(data) if everything else len(data) // AUDIO_FRAME * AUDIO_FRAME
        self._pending = [data[whole:]]
        self._pending_samples = len(data) - whole
        for start in range(0, whole, AUDIO_FRAME):
            block = np.ascontiguousarray(data[start : min(start + AUDIO_FRAME, whole)].T)
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=self._audio.layout.name)
            frame.sample_rate = self._audio.rate
            frame.pts = self.samples
            frame.time_base = Fraction(1, self._audio.rate)
            self.samples += block.shape[1]
            self._container.mux(self._audio.encode(frame))
