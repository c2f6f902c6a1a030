"""Joins the same clips by wanboard and by its peers, side by side, and prints ratios.

    python benchmarks/assembly/run.py                 all that is installed, twelve clips of ten seconds
    python benchmarks/assembly/run.py --quick         without those that take minutes
    python benchmarks/assembly/run.py --long          six hundred clips, two hours
    python benchmarks/assembly/run.py --peers BIN     editly, movis, auto-editor too, where they are in that folder

Wall times are of one run in its turn on a machine that may be busy; processor time is printed beside them. Every
contender has read the clips before, so that the disk is not measured.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import contenders as by
from clips import FFMPEG, make
from measure import Cost, measure

SECONDS = 10


@dataclass(frozen=True)
class Result:
    name: str
    cost: Cost
    size_mb: float
    assembly_s: float
    ssim: float | None

    def row(self, base: Result) -> str:
        quality = "      " if self.ssim is None else f"{self.ssim:.4f}"
        return (
            f"  {self.name:34} {self.assembly_s:8.2f} s {self.cost.wall_s:8.2f} s {self.cost.cpu_s:8.2f} s "
            f"{self.cost.memory_mb:7.0f} MB {self.size_mb:7.1f} MB  {quality}  x{self.assembly_s / base.assembly_s:.2f}"
        )


HEAD = f"  {'':34} {'assembly':>10} {'in all':>10} {'processor':>10} {'memory':>10} {'file':>10}  SSIM    ratio"


class Bench:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, name: str, command: by.Command, clips: list[Path], reference: bool = True) -> Result | None:
        target = self.folder / "out" / f"{re.sub('[^a-z0-9]+', '-', name)}.mp4"
        cache = self.folder / "cache" / target.stem
        target.parent.mkdir(parents=True, exist_ok=True)
        if "again" not in name:
            shutil.rmtree(cache, ignore_errors=True)
        else:
            cache = self.folder / "cache" / re.sub("[^a-z0-9]+", "-", name.partition(" again")[0])
        for clip in clips:
            clip.read_bytes()
        try:
            cost = measure(command(clips, target, cache), self.folder)
        except (RuntimeError, OSError) as error:
            print(f"  {name:34} did not run: {str(error).strip().splitlines()[-1][:90]}")
            return None
        own = json.loads(cost.said.splitlines()[-1]) if name.startswith("wanboard") else {}
        quality = ssim(target, clips[0]) if reference else None
        size = target.stat().st_size / 1e6
        return Result(name, cost, size, own.get("assembly_s", cost.wall_s), quality)

    def table(self, title: str, results: list[Result | None]) -> None:
        ran = [result for result in results if result is not None]
        print(f"\n{title}\n{HEAD}")
        for result in ran:
            print(result.row(ran[0]))


def ssim(film: Path, take: Path) -> float:
    """Of the film's first seconds with the first take, where nothing is faded."""
    # The takes do not say their colours and the film does; told so, ffmpeg compares the pixels as they are.
    first = "trim=end_frame=240,setpts=N,setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
    graph = f"[0:v]{first}[a];[1:v]{first}[b];[a][b]ssim"
    command = [FFMPEG, "-hide_banner", "-nostats", "-i", str(film), "-i", str(take), "-lavfi", graph, "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stderr
    return float(re.findall(r"All:([0-9.]+)", said)[-1])


def cuts(bench: Bench, clips: list[Path], *, quick: bool, peers: Path | None) -> None:
    results = [
        bench.run("ffmpeg -c copy", by.ffmpeg_copy, clips),
        bench.run("wanboard, sound copied", by.wanboard(sound="copy"), clips),
    ]
    if not quick:
        results += [
            bench.run("ffmpeg concat filter", by.ffmpeg_concat, clips),
            bench.run("moviepy, chain", by.moviepy("chain"), clips),
            bench.run("moviepy, compose", by.moviepy("compose"), clips),
        ]
    if peers is not None:
        for name, command in (("editly", by.editly), ("auto-editor", by.auto_editor), ("movis", by.movis)):
            results.append(bench.run(name, command(peers), clips))
    bench.table(f"Cuts only: {len(clips)} clips of {SECONDS} s; ratio to ffmpeg -c copy", results)
    mixed = [
        bench.run("ffmpeg copy + loudnorm + AAC", by.ffmpeg_copy_loudness, clips),
        bench.run("wanboard, sound mixed", by.wanboard(), clips),
        bench.run("wanboard, sound mixed again", by.wanboard(), clips),
    ]
    bench.table("Cuts, sound mixed and normalised; ratio to ffmpeg", mixed)


def fades(bench: Bench, clips: list[Path], title: str, *, quick: bool) -> None:
    results = [
        bench.run("wanboard", by.wanboard(fade_frames=15), clips),
        bench.run("wanboard again", by.wanboard(fade_frames=15), clips),
        bench.run("wanboard --encode", by.wanboard(fade_frames=15, encode=True), clips),
    ]
    if not quick:
        results += [
            bench.run("ffmpeg xfade, veryfast", by.ffmpeg_xfade("veryfast", SECONDS), clips),
            bench.run("ffmpeg xfade, medium", by.ffmpeg_xfade("medium", SECONDS), clips),
            bench.run("moviepy", by.moviepy("compose", fade=True), clips),
        ]
    bench.table(f"Half-second crossfades at every join, {title}; ratio to wanboard", results)


def changed(bench: Bench, clips: list[Path], other: Path) -> None:
    hundred = [clips[number % len(clips)] for number in range(100)]
    command = by.wanboard(fade_frames=15, step=1)
    results = [bench.run("wanboard, a hundred clips", command, hundred, False)]
    hundred[50] = other
    results.append(bench.run("wanboard, a hundred clips again", command, hundred, False))
    bench.table("A hundred clips with crossfades, then one of them changed; ratio to the first", results)


def long(bench: Bench, clips: list[Path]) -> None:
    many = [clips[number % len(clips)] for number in range(600 * 12 // SECONDS)]
    results = [
        bench.run("ffmpeg -c copy", by.ffmpeg_copy, many, False),
        bench.run("wanboard, sound copied", by.wanboard(sound="copy"), many, False),
        bench.run("wanboard, sound mixed", by.wanboard(), many, False),
    ]
    bench.table(f"Two hours: {len(many)} clips; ratio to ffmpeg -c copy", results)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("build/benchmark-assembly"))
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--quick", action="store_true", help="leave out those that take minutes")
    parser.add_argument(
        "--peers", type=Path, metavar="BIN", help="a folder with editly, auto-editor, python with movis"
    )
    parser.add_argument("--long", action="store_true", help="only a film of two hours")
    options = parser.parse_args()
    folder = options.folder.resolve()
    bench = Bench(folder)
    every_two = make(folder / f"clips-{options.size}-2s", 13, SECONDS, options.size, 2.0)
    if options.long:
        long(bench, every_two[:12])
        return
    cuts(bench, every_two[:12], quick=options.quick, peers=options.peers)
    fades(bench, every_two[:12], "a keyframe every two seconds", quick=options.quick)
    for name, keys, seconds in (("x264's own keyframes", "own", None), ("one keyframe a take", "one", 0.0)):
        clips = make(folder / f"clips-{options.size}-{keys}", 12, SECONDS, options.size, seconds)
        fades(bench, clips, name, quick=True)
    changed(bench, every_two[:12], every_two[12])


if __name__ == "__main__":
    main()
