"""A drawing becomes a file: moviepy composes what changes, the rest is only encoded again.

moviepy works on RGB frames; frames that nothing is drawn on go from decoder to encoder without that
conversion.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from moviepy import CompositeVideoClip, ImageClip, VideoClip, vfx

from wanboard.media.captions import caption
from wanboard.media.codecs import open_writer
from wanboard.media.drawing import Drawing, Overlay, Piece
from wanboard.media.encode import to_rgb
from wanboard.media.frames import Frames

Picture = np.ndarray[Any, np.dtype[np.uint8]]


def draw(drawing: Drawing, target: Path) -> None:
    """Write a drawing's frames to `target`, a file without sound.

    Raises: MediaError where a view cannot be decoded or the encoder refuses.
    """
    with open_writer(target, drawing) as writer:
        for piece in drawing.pieces:
            with ExitStack() as stack:
                views = [
                    stack.enter_context(Frames(view, drawing.fps, threads=drawing.threads))
                    for view in (piece.view, piece.over)
                    if view is not None
                ]
                if piece.is_plain:
                    for number in range(piece.frames):
                        writer.write_frame(views[0][number])
                else:
                    for picture in _composed(piece, views, drawing):
                        writer.write(picture)


def _composed(piece: Piece, views: list[Frames], drawing: Drawing) -> Iterator[Picture]:
    """The piece's pictures, RGB. A frame stands for its middle, so that a fade is symmetrical in time."""
    fps = drawing.fps
    clip = _clip(views[0], piece.frames, fps)
    if piece.crossfade:
        done, total = piece.crossfade.done, piece.crossfade.total
        above = _clip(views[1], total, fps, skip=done).with_effects([vfx.CrossFadeIn(total / fps)])
        below = _clip(views[0], total, fps, skip=done)
        clip = CompositeVideoClip([below, above], size=drawing.size).subclipped(done / fps)
    if piece.fade_in:
        done, total = piece.fade_in.done, piece.fade_in.total
        faded = _clip(views[0], total, fps, skip=done).with_effects([vfx.FadeIn(total / fps)])
        clip = faded.subclipped(done / fps)
    if piece.fade_out:
        done, total = piece.fade_out.done, piece.fade_out.total
        faded = _clip(views[0], total, fps, skip=done).with_effects([vfx.FadeOut(total / fps)])
        clip = faded.subclipped(done / fps)
    if piece.overlays:
        text = [_overlay(overlay, drawing.size, piece.frames / fps) for overlay in piece.overlays]
        clip = CompositeVideoClip([clip, *text], size=drawing.size)
    for number in range(piece.frames):
        yield np.asarray(clip.get_frame((number + 0.5) / fps), dtype=np.uint8)


def _clip(frames: Frames, count: int, fps: int, *, skip: int = 0) -> Any:
    """A moviepy clip of `count` frames; the frames' first is the clip's frame `skip`."""
    last: tuple[int, Picture] | None = None

    def frame_at(time: float) -> Picture:
        nonlocal last
        number = max(0, int(time * fps + 1e-6) - skip)
        if last is None or last[0] != number:
            last = (number, to_rgb(frames[number]))
        return last[1]

    return VideoClip(frame_function=frame_at, duration=count / fps).with_fps(fps)


def _overlay(overlay: Overlay, size: tuple[int, int], duration: float) -> Any:
    picture, place = caption(overlay.kind, overlay.text, size)
    return ImageClip(picture, duration=duration).with_position(place)
