"""What `wanboard compile` writes: for each clip its prompt and the exact body of its request, and one index.

Names are made of shot ids, not of numbers, so that an inserted shot does not rename every file after it:
the folder can be committed and diffed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wanboard.files import write_atomic
from wanboard.plan.clip import Clip

INDEX = "index.json"
_OURS = re.compile(r".+\.(prompt\.txt|request\.json)$")


@dataclass(frozen=True, slots=True)
class CompiledClip:
    clip: Clip
    body: Mapping[str, object]


def write_compiled(folder: Path, clips: Sequence[CompiledClip]) -> list[Path]:
    """Write the folder; files of an earlier compile that no clip has any more are removed.

    Returns the paths written. Raises: OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for item in clips:
        stem = re.sub(r"[^\w.-]", "_", item.clip.label)
        written.append(_write(folder / f"{stem}.prompt.txt", item.clip.request.prompt + "\n"))
        written.append(_write(folder / f"{stem}.request.json", _pretty(item.body)))
    written.append(_write(folder / INDEX, _pretty({"clips": [clip_document(item.clip) for item in clips]})))
    for path in folder.iterdir():
        if _OURS.match(path.name) and path not in written:
            path.unlink()
    return written


def clip_document(clip: Clip) -> dict[str, object]:
    """A clip as plain data: which shots it holds, and at which second of the clip each begins."""
    return {
        "number": clip.number,
        "clip": clip.label,
        "scene": clip.scene.id,
        "fingerprint": clip.fingerprint,
        "model": clip.request.model,
        "seconds": clip.billed_s,
        "authored_seconds": (clip.end_ms - clip.start_ms) / 1000,
        "shots": [
            {
                "id": shot.id,
                "start": (shot.start_ms - clip.start_ms) / 1000,
                "end": (shot.end_ms - clip.start_ms) / 1000,
            }
            for shot in clip.shots
        ],
    }


def _write(path: Path, text: str) -> Path:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write_atomic(path, text)
    return path


def _pretty(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
