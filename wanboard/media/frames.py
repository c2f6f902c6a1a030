"""Frames of a file by number, forward only: what drawing and conforming read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from types import TracebackType

from av.video.frame import VideoFrame

from wanboard.errors import MediaError
from wanboard.media.drawing import View
from wanboard.media.probe import open_media


class Frames:
    """Decodes a view's frames in order, holding one; begins at the key frame before the first.

    Raises: MediaError where the file cannot be decoded or has fewer frames than the view says.
    """

    def __init__(self, view: View, fps: int, *, threads: int = 1) -> None:
        self._view = view
        self._fps = fps
        self._threads = threads
        self._number = -1
        self._whole = False  # whether the file is read from its beginning
        self._stack = ExitStack()

    def __enter__(self) -> Frames:
        with self._stack:
            self._container = self._stack.enter_context(open_media(self._view.path))
            self._stream = self._container.streams.video[0]
            self._stream.thread_type = "AUTO"
            self._stream.codec_context.thread_count = self._threads
            self._decoded = self._from(min(self._view.first, self._view.frames - 1))
            self._stack = self._stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def __getitem__(self, offset: int) -> VideoFrame:
        """The frame `offset` after the view's first; never before one already given."""
        wanted = min(self._view.first + offset, self._view.frames - 1)
        if wanted < self._number:
            raise ValueError("frames are given forward only")
        while self._number < wanted:
            started = self._number >= 0
            found = self._next()
            if not started and not self._whole and not (found and self._number <= wanted):
                # The key frame found by time lies after the frame, or decoding only recovers from it slowly.
                self._whole = True
                self._number = -1
                self._decoded = self._from(0)
            elif not found:
                raise MediaError(f"{self._view.path}: has no frame {wanted}")
        return self._frame

    def _next(self) -> bool:
        for frame in self._decoded:
            if frame.time is not None:
                self._number = round((frame.time - self._view.first_s) * self._fps)
                self._frame = frame
                return True
        return False

    def _from(self, first: int) -> Iterator[VideoFrame]:
        """Decoding from the key frame before a frame on."""
        base = self._stream.time_base
        if base is None:
            raise MediaError(f"{self._view.path}: its picture has no clock")
        if first > 0 or self._whole:
            place = (first / self._fps + self._view.first_s) / base if first > 0 else 0
            self._container.seek(int(place), stream=self._stream, backward=True)
        return self._container.decode(self._stream)
