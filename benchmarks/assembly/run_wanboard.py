"""wanboard as one of the contenders: says how long assembly took without the program's start."""

import json
import sys
from pathlib import Path
from time import monotonic, process_time

began, cpu = monotonic(), process_time()

from wanboard.assemble.build import assemble  # noqa: E402
from wanboard.assemble.film import FilmSpec, Join, Segment  # noqa: E402
from wanboard.media.probe import probe  # noqa: E402


def main() -> None:
    said = json.loads(sys.argv[1])
    loaded = monotonic()
    fade = said.get("fade_frames", 0)
    step = said.get("step", 0)  # each clip so much shorter than the one before: no two joins are the same
    frames = probe(Path(said["clips"][0])).frames
    segments = tuple(
        Segment(Path(clip), 0.0, frames - step * number, Join("crossfade", fade) if fade and number else Join())
        for number, clip in enumerate(said["clips"])
    )
    spec = FilmSpec(segments, 30, sound=said.get("sound", "mix"), encode=said.get("encode", False), loudness_lufs=-16.0)
    start = monotonic()
    film = assemble(spec, Path(said["target"]), cache=Path(said["cache"]), jobs=2, progress=lambda share, what: None)
    print(
        json.dumps(
            {
                "assembly_s": monotonic() - start,
                "start_s": loaded - began,
                "copied": film.copied_frames,
                "encoded": film.encoded_frames,
                "loudness": film.loudness_lufs,
            }
        )
    )


if __name__ == "__main__":
    main()
