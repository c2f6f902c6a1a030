"""Those who join the clips: each a command to run, for cuts and for half-second crossfades."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from clips import FFMPEG

HERE = Path(__file__).parent
FADE_S = 0.5
Command = Callable[[Sequence[Path], Path, Path], list[str]]


def wanboard(**spec: object) -> Command:
    def command(clips: Sequence[Path], target: Path, cache: Path) -> list[str]:
        said = {"clips": [str(clip) for clip in clips], "target": str(target), "cache": str(cache), **spec}
        return [sys.executable, str(HERE / "run_wanboard.py"), json.dumps(said)]

    return command


def ffmpeg_copy(clips: Sequence[Path], target: Path, cache: Path) -> list[str]:
    return [*_listed(clips, cache), "-c", "copy", "-movflags", "+faststart", str(target)]


def ffmpeg_copy_loudness(clips: Sequence[Path], target: Path, cache: Path) -> list[str]:
    """Picture copied; sound measured by loudnorm and encoded. (loudnorm's second pass is not even counted.)"""
    sound = ["-af", "loudnorm=I=-16:TP=-1", "-ar", "48000", "-c:a", "aac", "-b:a", "192k"]
    return [*_listed(clips, cache), "-c:v", "copy", *sound, "-movflags", "+faststart", str(target)]


def _listed(clips: Sequence[Path], cache: Path) -> list[str]:
    cache.mkdir(parents=True, exist_ok=True)
    names = cache / "clips.txt"
    names.write_text("".join(f"file '{clip}'\n" for clip in clips))
    return [FFMPEG, "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", str(names)]


def ffmpeg_concat(clips: Sequence[Path], target: Path, cache: Path) -> list[str]:
    inputs = [part for clip in clips for part in ("-i", str(clip))]
    streams = "".join(f"[{n}:v][{n}:a]" for n in range(len(clips)))
    graph = f"{streams}concat=n={len(clips)}:v=1:a=1[v][a]"
    return [
        FFMPEG,
        "-v",
        "error",
        "-y",
        *inputs,
        "-filter_complex",
        graph,
        "-map",
        "[v]",
        "-map",
        "[a]",
        *_X264,
        str(target),
    ]


_X264 = ["-c:v", "libx264", "-preset", "medium", "-crf", "20", "-c:a", "aac", "-movflags", "+faststart"]


def ffmpeg_xfade(preset: str, length_s: float) -> Command:
    def command(clips: Sequence[Path], target: Path, cache: Path) -> list[str]:
        inputs = [part for clip in clips for part in ("-i", str(clip))]
        graph, picture, sound = [], "0:v", "0:a"
        for number in range(1, len(clips)):
            offset = number * (length_s - FADE_S)
            graph.append(f"[{picture}][{number}:v]xfade=duration={FADE_S}:offset={offset}[v{number}]")
            graph.append(f"[{sound}][{number}:a]acrossfade=d={FADE_S}[a{number}]")
            picture, sound = f"v{number}", f"a{number}"
        encoder = ["-c:v", "libx264", "-preset", preset, "-crf", "20", "-c:a", "aac"]
        maps = ["-map", f"[{picture}]", "-map", f"[{sound}]"]
        return [FFMPEG, "-v", "error", "-y", *inputs, "-filter_complex", ";".join(graph), *maps, *encoder, str(target)]

    return command


def moviepy(method: str, fade: bool = False) -> Command:
    def command(clips: Sequence[Path], target: Path, cache: Path) -> list[str]:
        said = {"clips": [str(clip) for clip in clips], "target": str(target), "method": method}
        return [sys.executable, str(HERE / "run_moviepy.py"), json.dumps({**said, "fade_s": FADE_S if fade else 0})]

    return command


def movis(bin_folder: Path) -> Command:
    def command(clips: Sequence[Path], target: Path, cache: Path) -> list[str]:
        said = {"clips": [str(clip) for clip in clips], "target": str(target)}
        return [str(bin_folder / "python"), str(HERE / "run_movis.py"), json.dumps(said)]

    return command


def editly(bin_folder: Path) -> Command:
    def command(clips: Sequence[Path], target: Path, cache: Path) -> list[str]:
        cache.mkdir(parents=True, exist_ok=True)
        shown = [{"layers": [{"type": "video", "path": str(clip)}]} for clip in clips]
        spec = {"outPath": str(target), "defaults": {"transition": None}, "keepSourceAudio": True, "clips": shown}
        (cache / "spec.json5").write_text(json.dumps(spec))
        return [str(bin_folder / "editly"), str(cache / "spec.json5")]

    return command


def auto_editor(bin_folder: Path) -> Command:
    def command(clips: Sequence[Path], target: Path, cache: Path) -> list[str]:
        return [str(bin_folder / "auto-editor"), *map(str, clips), "--edit", "none", "--no-open", "-o", str(target)]

    return command
