"""Which encoder writes a codec: software settings by quality, and hardware, found by trying."""

from __future__ import annotations

import functools
import os
import tempfile
from pathlib import Path

import numpy as np

from wanboard.errors import MediaError
from wanboard.media.drawing import Drawing, Quality
from wanboard.media.encode import Encoding, VideoWriter, x264

_HARDWARE = {
    "h264": ("h264_videotoolbox", "h264_nvenc", "h264_qsv", "h264_amf"),
    "hevc": ("hevc_videotoolbox", "hevc_nvenc", "hevc_qsv", "hevc_amf"),
    "av1": ("av1_nvenc", "av1_qsv", "av1_amf"),
    "prores": ("prores_videotoolbox",),
}
_BITS_A_PIXEL = {"draft": 0.06, "standard": 0.14, "high": 0.3}  # of hardware encoders, which are given a rate
_X265 = {"draft": ("ultrafast", 28), "standard": ("fast", 21), "high": ("medium", 17)}
_AV1 = {"draft": (12, 40), "standard": (9, 28), "high": (7, 20)}
_PRORES = {"draft": "proxy", "standard": "standard", "high": "hq"}


def open_writer(target: Path, drawing: Drawing) -> VideoWriter:
    """A writer of the drawing's codec, without sound."""
    return VideoWriter(target, drawing.size, drawing.fps, audio_rate=None, encoding=encoding_of(drawing))


def encoding_of(drawing: Drawing) -> Encoding:
    """The encoder for a drawing: hardware only where the whole film is encoded and a trial here succeeded."""
    if drawing.hardware:
        return _hardware(drawing.hardware, drawing.size, drawing.fps, drawing.quality)
    if drawing.codec == "h264" and not drawing.whole:
        return x264(drawing.quality, drawing.fps, sps_id=drawing.sps_id, threads=drawing.threads, span=True)
    return software(drawing.codec, drawing.quality, drawing.fps, drawing.sps_id, drawing.threads)


def software(codec: str, quality: Quality, fps: int, sps_id: int, threads: int) -> Encoding:
    if codec == "h264":
        return x264(quality, fps, sps_id=sps_id, threads=threads)
    if codec == "hevc":
        preset, crf = _X265[quality]
        params = (
            f"keyint={fps * 2}:min-keyint=1:open-gop=0:repeat-headers=0:info=0:log-level=error:"
            f"colorprim=bt709:transfer=bt709:colormatrix=bt709:range=limited:pools={max(1, threads)}"
        )
        return Encoding("libx265", {"preset": preset, "crf": str(crf), "x265-params": params}, tag="hvc1")
    if codec == "av1":
        preset_number, crf = _AV1[quality]
        os.environ.setdefault("SVT_LOG", "1")  # errors only: it writes to the terminal by itself
        params = f"lp={max(1, threads)}:keyint={fps * 2}:scd=0"
        return Encoding("libsvtav1", {"preset": str(preset_number), "crf": str(crf), "svtav1-params": params})
    if codec == "prores":
        options = {"profile": _PRORES[quality], "vendor": "apl0"}
        return Encoding("prores_ks", options, pixel_format="yuv422p10le", container="mov")
    raise MediaError(f"there is no codec {codec!r}")


@functools.cache
def find_hardware(codec: str, size: tuple[int, int], fps: int) -> str | None:
    """The first hardware encoder that really encodes a few frames here, or None."""
    for name in _HARDWARE[codec]:
        with tempfile.TemporaryDirectory(prefix="wanboard-") as folder:
            try:
                encoding = _hardware(name, size, fps, "standard")
                with VideoWriter(Path(folder) / "trial.mov", size, fps, audio_rate=None, encoding=encoding) as writer:
                    for _ in range(4):
                        writer.write(np.zeros((size[1], size[0], 3), np.uint8))
            except (MediaError, OSError, RuntimeError):
                continue
            return name
    return None


def _hardware(name: str, size: tuple[int, int], fps: int, quality: Quality) -> Encoding:
    rate = round(size[0] * size[1] * fps * _BITS_A_PIXEL[quality])
    options = {"b": str(rate), "maxrate": str(rate * 2), "bufsize": str(rate * 2), "g": str(fps), "bf": "0"}
    if name.startswith("prores"):
        return Encoding(name, {"profile": _PRORES[quality]}, pixel_format="yuv422p10le", container="mov")
    return Encoding(name, options, pixel_format="nv12", tag="hvc1" if name.startswith("hevc") else None)
