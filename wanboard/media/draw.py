"""A drawing becomes a file.

moviepy composes what changes, on RGB frames; frames that nothing is drawn on go from decoder to encoder without
that conversion, and a drawing of only such frames does not even load moviepy.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from wanboard.media.codecs import open_writer
from wanboard.media.drawing import Drawing
from wanboard.media.frames import Frames


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
                    continue
                # moviepy takes half a second to load, and most films draw little
                from wanboard.media.compose import composed  # noqa: PLC0415

                for picture in composed(piece, views, drawing):
                    writer.write(picture)
