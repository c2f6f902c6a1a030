"""Takes are made to fit the film while others are still being generated, so that the film is there a moment after the
last download."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from wanboard.assemble.prepare import prepare
from wanboard.errors import WanboardError
from wanboard.pipeline.cards import film_fps, film_size
from wanboard.pipeline.front import Compiled


class Ahead:
    """One thread that conforms takes as they come. What goes wrong here is left for assembly to find and to say."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._pool = ThreadPoolExecutor(1, "ahead")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=kind is None, cancel_futures=kind is not None)

    def take(self, compiled: Compiled, path: Path) -> None:
        """A take of this storyboard has arrived."""
        self._pool.submit(self._prepare, compiled, path)

    def _prepare(self, compiled: Compiled, path: Path) -> None:
        film = compiled.board.film
        size = film_size(compiled.board, compiled.clips)
        if size is None or film.codec != "h264":
            return
        with contextlib.suppress(WanboardError, OSError):
            prepare(path, size=size, fps=film_fps(compiled, compiled.clips), cache=self._cache, quality=film.quality)
