"""Takes made ready while others are still being generated, so that the film is there a moment after the last."""

from __future__ import annotations

from pathlib import Path

from wanboard.assemble.takes import conform_all, fits
from wanboard.media.drawing import Quality


def prepare(
    take: Path,
    *,
    size: tuple[int, int],
    fps: int,
    cache: Path,
    quality: Quality = "standard",
    jobs: int = 1,
) -> bool:
    """Conform a take to a film of `size` and `fps` where it does not fit; kept in `cache` by content, where
    `assemble` finds it. True where something had to be made fit. May be called from any thread.

    Raises: MediaError where the take is no readable video; OSError.
    """
    if fits(take, size, fps):
        return False
    conform_all([take], size, fps, quality, cache=cache, jobs=jobs, progress=lambda share: None)
    return True
