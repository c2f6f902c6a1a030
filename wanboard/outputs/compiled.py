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


@dataclass(frozen=True, slots=True)
class CompiledClip:
    clip: Clip
    body: Mapping[str, object]


def write_compiled(folder: Path, clips: Sequence[CompiledClip], *, whole: bool = True) -> list[Path]:
    """Write the folder. Where the clips are the `whole` film, files that the index of an earlier compile names and no
    clip has any more are removed; nothing else in the folder is touched.

    Returns the paths written. Raises: OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = _indexed(folder)
    now = {item.clip.label: clip_document(item.clip) for item in clips}
    written: list[Path] = []
    for item in clips:
        prompt, request = _files(folder, item.clip.label)
        written.append(_write(prompt, item.clip.request.prompt + "\n"))
        written.append(_write(request, _pretty(item.body)))
    if whole:
        kept = {path for label in now for path in _files(folder, label)}
        for path in {path for label in before for path in _files(folder, label)} - kept:
            path.unlink(missing_ok=True)
    listed = list((now if whole else before | now).values())
    written.append(_write(folder / INDEX, _pretty({"clips": sorted(listed, key=_number)})))
    return written


def _files(folder: Path, label: str) -> tuple[Path, Path]:
    stem = re.sub(r"[^\w.-]", "_", label)
    return folder / f"{stem}.prompt.txt", folder / f"{stem}.request.json"


def _indexed(folder: Path) -> dict[str, dict[str, object]]:
    """What the folder's index names, by clip; nothing where there is no index of ours."""
    try:
        found = json.loads((folder / INDEX).read_text(encoding="utf-8"))["clips"]
        return {str(clip["clip"]): {**clip, "number": int(clip["number"])} for clip in found}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _number(document: Mapping[str, object]) -> int:
    return int(str(document["number"]))


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
