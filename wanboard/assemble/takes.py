"""Takes → pictures that fit one film: read as they are, or conformed once and kept by content."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wanboard.assemble.film import FilmSpec
from wanboard.files import sha256_file
from wanboard.media.conform import Conforming, first_shown
from wanboard.media.drawing import Quality
from wanboard.media.mp4.h264 import ParameterSets
from wanboard.media.mp4.read import Unfit
from wanboard.media.probe import probe
from wanboard.media.sound import has_sound
from wanboard.media.take import BT709, Format, Picture, copyable, read_picture
from wanboard.media.work import run_all

VERSION = 1  # of what conforming gives; raise it when the same take would be conformed differently


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A take ready for the film: the picture to copy or draw from (its own or a conformed one), and its sound.

    `first_s` is when the take's first frame is shown on the take's own clock, which its sound runs on.
    """

    take: Path
    picture: Picture
    sets: ParameterSets
    first_s: float
    has_sound: bool
    conformed: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """What a take is, and why it cannot be copied where it cannot."""

    picture: tuple[Picture, ParameterSets, Format] | None
    size: tuple[int, int]
    why: str = ""


def film_size(spec: FilmSpec) -> tuple[int, int]:
    """The size asked for, else that of most of the film's frames, even. Raises: MediaError."""
    found = {take: _inspect(take, spec.fps) for take in {segment.take for segment in spec.segments}}
    return _size(spec, found)


def prepare_all(
    spec: FilmSpec, *, cache: Path, jobs: int, progress: Callable[[float], None]
) -> tuple[dict[Path, Prepared], tuple[int, int]]:
    """Every take of the film, conformed where it has to be, and the film's size. Raises: MediaError."""
    takes = list(dict.fromkeys(segment.take for segment in spec.segments))
    found = {take: _inspect(take, spec.fps) for take in takes}
    size = _size(spec, found)
    unfit = [take for take in takes if not _fits(found[take], size)]
    made = conform_all(unfit, size, spec.fps, spec.quality, cache=cache, jobs=jobs, progress=progress)
    prepared = {}
    for take in takes:
        own = found[take].picture
        if take not in made and own is not None:
            prepared[take] = Prepared(take, own[0], own[1], own[0].first_s, has_sound(take), False)
            continue
        picture, sets, _ = copyable(read_picture(made[take], spec.fps))
        prepared[take] = Prepared(take, picture, sets, first_shown(take), has_sound(take), True)
    return prepared, size


def conform_all(
    takes: Sequence[Path],
    size: tuple[int, int],
    fps: int,
    quality: Quality,
    *,
    cache: Path,
    jobs: int,
    progress: Callable[[float], None],
) -> dict[Path, Path]:
    """Conformed takes by take, those in the cache as they are."""
    folder = cache / "conformed"
    made: dict[Path, Path] = {}
    todo: dict[Path, Conforming] = {}
    for take in takes:
        made[take] = folder / f"{_key(take, size, fps, quality)}.mp4"
        if not made[take].exists():
            todo[made[take]] = Conforming(take, size, fps, quality)
    count = 0

    def done(_: Path) -> None:
        nonlocal count
        count += 1
        progress(count / len(todo))

    run_all(((job, target) for target, job in todo.items()), jobs, done)
    return made


def fits(take: Path, size: tuple[int, int], fps: int) -> bool:
    """Whether a take is copied into such a film as it is. Raises: MediaError where it is no video."""
    return _fits(_inspect(take, fps), size)


def _key(take: Path, size: tuple[int, int], fps: int, quality: str) -> str:
    text = json.dumps([VERSION, sha256_file(take), size, fps, quality])
    return hashlib.sha256(text.encode()).hexdigest()


def _inspect(take: Path, fps: int) -> _Found:
    try:
        picture = copyable(read_picture(take, fps))
        return _Found(picture, picture[2].size)
    except (Unfit, OSError) as error:
        facts = probe(take)  # says in one sentence what is wrong with a file that is no video
        return _Found(None, (facts.width, facts.height), str(error))


def _size(spec: FilmSpec, found: dict[Path, _Found]) -> tuple[int, int]:
    if spec.size is not None:
        return spec.size
    frames: Counter[tuple[int, int]] = Counter()
    for segment in spec.segments:
        width, height = found[segment.take].size
        frames[width // 2 * 2, height // 2 * 2] += segment.frames
    return frames.most_common(1)[0][0]


def _fits(found: _Found, size: tuple[int, int]) -> bool:
    return found.picture is not None and found.picture[2] == Format(size, BT709)
