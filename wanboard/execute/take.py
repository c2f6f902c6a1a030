"""Whether a downloaded file is the take that was asked for. The execute stage's way to the media door."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

from wanboard.errors import MediaError
from wanboard.plan.request import Expected

LENGTH_TOLERANCE_S = 0.4  # models round to their own frames: 5 s at 16 frames a second come as 81 frames, 5.06 s


class Fault(enum.Enum):
    BROKEN = "broken"  # not a whole, readable video: the download is repeated
    UNFIT = "unfit"  # a good video, but not this one: repeated once, then kept aside


@dataclass(frozen=True, slots=True)
class Finding:
    fault: Fault
    message: str


def examine(path: Path, expected: Expected) -> Finding | None:
    """Decode the whole file and compare it with what was asked for; None where it is right.

    Sound is not compared: a model that was asked for sound may have had nothing to say.
    """
    from wanboard.media.probe import probe  # noqa: PLC0415  (PyAV: only where there is a file to examine)

    try:
        found = probe(path, decode=True)
    except MediaError as error:
        return Finding(Fault.BROKEN, error.message.replace(f"{path}: ", "the file ").replace(str(path), "the file"))
    if found.frames == 0:
        return Finding(Fault.BROKEN, "the video has no frames")
    if abs(found.duration_s - expected.duration_s) > LENGTH_TOLERANCE_S:
        text = f"the video is {found.duration_s:.2f} s long; {expected.duration_s:g} s were asked for"
        return Finding(Fault.UNFIT, text)
    wanted = (expected.width, expected.height)
    if None not in wanted and (found.width, found.height) != wanted:
        text = f"the video is {found.width}x{found.height}; {expected.width}x{expected.height} was asked for"
        return Finding(Fault.UNFIT, text)
    return None
