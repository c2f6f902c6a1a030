"""What a media file is, read from the file itself (PyAV). Part of the one media door."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from wanboard.errors import MediaError

# Playlists and scripts that make a demuxer open other files are not among them.
_VIDEO_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts"
_SOUND_FORMATS = _VIDEO_FORMATS + ",wav,w64,mp3,flac,ogg,aac,aiff"


@dataclass(frozen=True, slots=True)
class Probe:
    """Container and stream facts. Durations in seconds; `frames` is counted from packets."""

    width: int
    height: int
    fps: Fraction
    frames: int
    duration_s: float  # of the picture
    video_codec: str
    pixel_format: str
    has_audio: bool
    audio_codec: str | None
    audio_rate: int | None
    audio_channels: int | None
    audio_duration_s: float | None


def probe(path: Path, *, decode: bool = False) -> Probe:
    """Read a media file with a picture; with `decode`, decode every frame (what a download is checked with).

    Raises: MediaError where it is no readable video or, with `decode`, where a frame does not decode.
    """
    with open_media(path) as container:
        if not container.streams.video:
            raise MediaError(f"{path}: has no picture", hint="a video file is expected here")
        video = container.streams.video[0]
        audio = container.streams.audio[0] if container.streams.audio else None
        promised = video.frames  # what the file's index says; 0 where there is none
        frames, sound_end = _walk(path, container, video, audio, decode)
        if frames == 0:
            raise MediaError(f"{path}: holds no frame")
        if promised and frames != promised:
            raise MediaError(
                f"{path}: is cut short: {frames} of {promised} frames",
                hint="the download or copy was not complete; fetch it again",
            )
        fps = Fraction(video.average_rate or video.guessed_rate or 0)
        if fps <= 0:
            raise MediaError(f"{path}: has no frame rate")
        context = video.codec_context
        return Probe(
            width=context.width,
            height=context.height,
            fps=fps,
            frames=frames,
            duration_s=float(frames / fps),
            video_codec=context.name,
            pixel_format=context.pix_fmt or "",
            has_audio=audio is not None,
            audio_codec=audio.codec_context.name if audio else None,
            audio_rate=audio.codec_context.sample_rate if audio else None,
            audio_channels=audio.codec_context.channels if audio else None,
            audio_duration_s=sound_end if audio else None,
        )


@contextlib.contextmanager
def open_media(path: Path, *, sound: bool = False) -> Iterator[InputContainer]:
    """A media file opened for reading; with `sound`, files without a picture are allowed as well.

    Raises: MediaError, also for the library's errors raised inside the block.
    """
    formats = _SOUND_FORMATS if sound else _VIDEO_FORMATS
    try:
        if path.stat().st_size == 0:
            raise MediaError(f"{path}: is empty")
        with av.open(str(path), "r", options={"format_whitelist": formats, "protocol_whitelist": "file"}) as container:
            yield container
    except (av.error.FFmpegError, ValueError, EOFError) as error:
        raise MediaError(f"{path}: {_what_is_wrong(path, error)}") from error
    except OSError as error:
        raise MediaError(f"{path}: cannot be read: {error.strerror or error}") from error


def _walk(
    path: Path, container: InputContainer, video: VideoStream, audio: AudioStream | None, decode: bool
) -> tuple[int, float]:
    """Every packet, in order; decoded where asked. Returns frames of picture and the sound's end in s."""
    if decode:
        for stream in (video, audio):
            if stream is not None:
                stream.codec_context.options = {"err_detect": "explode"}
        video.thread_type = "AUTO"
    packets = decoded = 0
    sound_end = 0.0
    for packet in container.demux([s for s in (video, audio) if s is not None]):
        if packet.is_corrupt:
            raise MediaError(f"{path}: is cut short or damaged", hint="fetch it again")
        if packet.size:
            if packet.stream is video:
                packets += 1
            elif packet.pts is not None:
                end = (packet.pts + (packet.duration or 0)) * (packet.time_base or 0)
                sound_end = max(sound_end, float(end))
        if decode:
            for frame in packet.decode():
                if isinstance(frame, VideoFrame):
                    decoded += 1
                    if frame.is_corrupt:
                        raise MediaError(f"{path}: frame {decoded} is damaged", hint="fetch it again")
    if decode and decoded != packets:
        raise MediaError(f"{path}: {packets - decoded} of {packets} frames do not decode", hint="fetch it again")
    return packets, sound_end


def _what_is_wrong(path: Path, error: Exception) -> str:
    with path.open("rb") as file:
        head = file.read(512)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<"):
        return "is an XML or HTML document, not a video (perhaps an error page)"
    if text.startswith((b"{", b"[")):
        return "is a JSON document, not a video (perhaps an error answer)"
    if head[4:8] == b"ftyp":
        return f"is an incomplete or damaged MP4 ({error})"
    return f"is no readable media file ({error})"
