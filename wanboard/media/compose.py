"""Pictures that change, composed with moviepy: crossfades, fades, text over the picture.

moviepy's own crossfade carries a floating-point mask for each frame and blends in four steps; `Dissolve` is the
same change as one of its effects, in one step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from moviepy import CompositeVideoClip, Effect, ImageClip, VideoClip, vfx
from PIL import Image

from wanboard.media.captions import caption
from wanboard.media.drawing import Drawing, Overlay, Piece, Progress
from wanboard.media.encode import to_rgb
from wanboard.media.frames import Frames
from wanboard.media.timecode import timecode

Picture = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass
class Dissolve(Effect):  # type: ignore[misc]
    """The clip turns into `other` over its whole duration."""

    other: Any

    def apply(self, clip: Any) -> Any:
        def blended(frame_at: Callable[[float], Picture], time: float) -> Picture:
            below = Image.fromarray(frame_at(time))
            above = Image.fromarray(self.other.get_frame(time))
            return np.asarray(Image.blend(below, above, min(1.0, time / clip.duration)))

        return clip.transform(blended)


def composed(piece: Piece, views: list[Frames], drawing: Drawing) -> Iterator[Picture]:
    """The piece's pictures, RGB. A frame stands for its middle, so that a fade is symmetrical in time."""
    clip = _changing(piece, views, drawing.fps)
    if piece.overlays:
        text = [_overlay(overlay, drawing, piece.frames) for overlay in piece.overlays]
        clip = CompositeVideoClip([clip, *text], size=drawing.size)
    for number in range(piece.frames):
        yield np.asarray(clip.get_frame((number + 0.5) / drawing.fps), dtype=np.uint8)


def _changing(piece: Piece, views: list[Frames], fps: int) -> Any:
    """The piece's clip without text. A change of which it is a part is made whole, and the part taken."""
    change = piece.crossfade or piece.fade_in or piece.fade_out or Progress(0, piece.frames)
    whole = [_clip(view, change, fps) for view in views]
    duration = change.total / fps
    if piece.crossfade:
        clip = whole[0].with_effects([Dissolve(whole[1])])
    elif piece.fade_in:
        clip = whole[0].with_effects([vfx.FadeIn(duration)])
    elif piece.fade_out:
        clip = whole[0].with_effects([vfx.FadeOut(duration)])
    else:
        clip = whole[0]
    return clip.subclipped(change.done / fps) if change.done else clip


def _clip(frames: Frames, change: Progress, fps: int) -> Any:
    """A moviepy clip as long as the change; the view's first frame is the one after those already done."""
    last: tuple[int, Picture] | None = None

    def frame_at(time: float) -> Picture:
        nonlocal last
        number = max(0, int(time * fps + 1e-6) - change.done)
        if last is None or last[0] != number:
            last = (number, to_rgb(frames[number]))
        return last[1]

    return VideoClip(frame_function=frame_at, duration=change.total / fps).with_fps(fps)


def _overlay(overlay: Overlay, drawing: Drawing, frames: int) -> Any:
    duration = frames / drawing.fps
    if overlay.film_frame is not None:
        return burn_in(overlay.text, overlay.film_frame, drawing, duration)
    picture, place = caption(overlay.kind, overlay.text, drawing.size)
    return ImageClip(picture, duration=duration).with_position(place)


def burn_in(text: str, first: int, drawing: Drawing, duration: float) -> Any:
    """A burn-in with the running timecode. Digits are of one width, so every picture has the first one's size."""
    last: tuple[int, Picture] | None = None
    _, place = caption("burn-in", f"{text}  {timecode(first, drawing.fps)}", drawing.size)

    def picture_at(time: float) -> Picture:
        nonlocal last
        number = int(time * drawing.fps + 1e-6)
        if last is None or last[0] != number:
            shown = f"{text}  {timecode(first + number, drawing.fps)}"
            last = (number, caption("burn-in", shown, drawing.size)[0])
        return last[1]

    ink = VideoClip(frame_function=lambda time: picture_at(time)[..., :3], duration=duration)
    cover = VideoClip(frame_function=lambda time: picture_at(time)[..., 3] / 255, is_mask=True, duration=duration)
    return ink.with_mask(cover).with_position(place)
