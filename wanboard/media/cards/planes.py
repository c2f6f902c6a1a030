"""Pictures as the encoder wants them: 8-bit 4:2:0 planes in one array: a frame is never converted twice.

A frame is uint8 of shape (height * 3 / 2, width): all of Y, then U and V at half the size (I420).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image

from wanboard.media.encode import to_yuv

Array = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True, slots=True)
class Patch:
    """A small picture laid over a frame at even (left, top); `opacity` is None where it covers all."""

    planes: Array
    left: int
    top: int
    opacity: tuple[Array, Array] | None  # of Y and of U and V, 0 to 255

    @property
    def size(self) -> tuple[int, int]:
        return self.planes.shape[1], self.planes.shape[0] * 2 // 3


def planes_of(image: Image.Image) -> Array:
    """An RGB picture of even size, BT.709, limited range."""
    array = np.ascontiguousarray(np.asarray(image.convert("RGB")))
    return _bytes(to_yuv(VideoFrame.from_ndarray(array, format="rgb24")))


def rgb_of(planes: Array) -> Array:
    """A frame as uint8, height x width x 3, RGB: to look at or to measure."""
    frame = VideoFrame.from_ndarray(np.ascontiguousarray(planes), format="yuv420p")
    rgb = frame.reformat(
        format="rgb24",
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
    )
    return _bytes(rgb)


def _bytes(frame: VideoFrame) -> Array:
    array = frame.to_ndarray()
    return np.asarray(array, dtype=np.uint8)


def patch_of(image: Image.Image, left: int, top: int, mask: Image.Image | None = None) -> Patch:
    """A patch of a picture of even size at an even place; `mask` is its opacity ("L")."""
    opacity = None
    if mask is not None:
        opacity = (np.asarray(mask), np.asarray(mask.reduce(2)))
    return Patch(planes_of(image), left, top, opacity)


def split(planes: Array) -> tuple[Array, Array, Array]:
    """Y, U and V as views."""
    rows, width = planes.shape
    height = rows * 2 // 3
    flat, luma, half = planes.reshape(-1), height * width, (height // 2, width // 2)
    return planes[:height], flat[luma : luma * 5 // 4].reshape(half), flat[luma * 5 // 4 :].reshape(half)


def lay(frame: Array, patch: Patch) -> None:
    """Put a patch into a frame, in place."""
    width, height = patch.size
    for number, (target, source) in enumerate(zip(split(frame), split(patch.planes), strict=True)):
        part = 1 if number == 0 else 2
        top, left = patch.top // part, patch.left // part
        area = target[top : top + height // part, left : left + width // part]
        if patch.opacity is None:
            area[:] = source
            continue
        share = patch.opacity[min(number, 1)].astype(np.uint16)
        area[:] = (area * (255 - share) + source * share + 127) // 255
