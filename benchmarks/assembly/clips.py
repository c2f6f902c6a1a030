"""The clips that are joined: moving pictures of the weight of generated ones, a tone each."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def make(folder: Path, count: int, seconds: int, size: str, keyframe_s: float | None) -> list[Path]:
    """`count` clips of H.264 and AAC at 30 fps, made once. `keyframe_s` None: where x264 finds a scene change;
    0: only the first."""
    folder.mkdir(parents=True, exist_ok=True)
    clips = []
    for number in range(count):
        path = folder / f"{number:03d}.mp4"
        clips.append(path)
        if path.exists():
            continue
        picture = (
            f"testsrc2=s={size}:r=30:d={seconds},hue=h={number * 27},"
            f"drawbox=x='mod(t*{90 + number}\\,w)':y=h/3:w=200:h=200:color=red@0.6:t=fill"
        )
        pitch = 200 + 37 * (number % 20)
        sound = (
            f"sine=f={pitch}:r=44100:d={seconds},tremolo=f=3,volume=0.4[a];"
            f"anoisesrc=c=pink:r=44100:d={seconds}:a=0.1:seed={number}[b];[a][b]amix=normalize=0"
        )
        keys = {None: [], 0: ["-g", "9999", "-sc_threshold", "0"]}.get(
            keyframe_s, ["-g", str(round(30 * (keyframe_s or 0))), "-sc_threshold", "0"]
        )
        command = [FFMPEG, "-v", "error", "-y", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]
        command += ["-c:v", "libx264", "-preset", "fast", "-crf", "23", "-pix_fmt", "yuv420p", *keys]
        subprocess.run([*command, "-c:a", "aac", "-ac", "2", "-b:a", "128k", str(path)], check=True)
    return clips
