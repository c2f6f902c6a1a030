"""Segments → film: the order of assembly's stages, from takes to a verified file.

takes are read or conformed → spans are planned → what changes is drawn, while the sound is mixed → one pass writes
the file → the file is read again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from wanboard.assemble import drawn as drawing
from wanboard.assemble.film import FilmResult, FilmSpec
from wanboard.assemble.reel import free_sps_id, other_track, picture_track
from wanboard.assemble.score import Score, sound_track
from wanboard.assemble.spans import Copied, Span, plan, starts_of
from wanboard.assemble.takes import Prepared, prepare_all
from wanboard.errors import MediaError
from wanboard.files import atomic_path, display_path
from wanboard.media.mp4.index import text_entry, text_sample
from wanboard.media.mp4.read import Unfit
from wanboard.media.mp4.tracks import Movie, Samples, Track
from wanboard.media.mp4.write import write_movie
from wanboard.media.take import read_picture
from wanboard.media.verify import verify

Progress = Callable[[float, str], None]


def assemble(spec: FilmSpec, target: Path, *, cache: Path, jobs: int, progress: Progress | None = None) -> FilmResult:
    """Make the film. `target` is replaced only by a whole, verified one; `cache` keeps what was drawn, conformed
    and mixed, by content; `jobs` processes draw at once; `progress` hears (share done, what is being done).

    Raises: MediaError where a take or music cannot be read or the spec does not fit together; OSError.
    """
    began = time.monotonic()
    say = _Say(progress)
    if not spec.segments:
        raise MediaError("a film needs at least one segment")
    starts_of(spec)
    prepared, size = prepare_all(
        spec, cache=cache, jobs=jobs, progress=lambda share: say(0.25 * share, "conforming takes")
    )
    first_frames = [_first_frame(spec, number, prepared) for number in range(len(spec.segments))]
    notes = list(_short(spec, first_frames, prepared))
    materials = [prepared[segment.take].picture for segment in spec.segments]
    whole = spec.encode or spec.codec != "h264"
    spans = plan(spec, first_frames, materials, everything=whole)
    with ThreadPoolExecutor(1, "film-sound") as pool:
        sound = pool.submit(
            sound_track, spec, prepared, first_frames, cache=cache, jobs=jobs,
            progress=lambda share: say(0.25 + 0.3 * share, "mixing sound"),
        )  # fmt: skip
        scene = drawing.Scene(spec, size, prepared, free_sps_id(list(prepared.values())))
        files = drawing.draw_all(
            scene, spans, cache=cache, jobs=jobs, progress=lambda share: say(0.25 + 0.6 * share, "drawing")
        )
        score = sound.result()
    say(0.9, "writing the film")
    try:
        track = _picture(spec, size, spans, prepared, files, whole=whole)
        with atomic_path(target) as path:
            write_movie(path, _movie(spec, track, score))
            say(0.97, "checking the film")
            joins = [span.at for span in spans]
            found = verify(path, spec.frames, spec.fps, joins)
    except (Unfit, ValueError) as error:
        raise MediaError(f"{display_path(target)}: could not be written: {error}") from error
    copied = sum(span.frames for span in spans if isinstance(span, Copied))
    say(1.0, "done")
    return FilmResult(
        path=target,
        frames=found.frames,
        fps=spec.fps,
        width=found.width,
        height=found.height,
        duration_s=spec.frames / spec.fps,
        has_audio=found.has_audio,
        copied_frames=copied,
        encoded_frames=spec.frames - copied,
        seconds=time.monotonic() - began,
        loudness_lufs=score.loudness_lufs if score else None,
        true_peak_dbtp=score.true_peak_dbtp if score else None,
        notes=(*notes, *(score.notes if score else ())),
    )


class _Say:
    """Passes on progress; two stages run at once, and what was done does not become less."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._share = 0.0

    def __call__(self, share: float, what: str) -> None:
        self._share = max(self._share, share)
        if self._progress is not None:
            self._progress(self._share, what)


def _first_frame(spec: FilmSpec, number: int, prepared: Mapping[Path, Prepared]) -> int:
    """The frame of its take, at the film's rate, that a segment begins with."""
    segment = spec.segments[number]
    first = round(segment.start_s * spec.fps)
    frames = prepared[segment.take].picture.frames
    if not 0 <= first < frames:
        raise MediaError(
            f"{display_path(segment.take)}: is to be used from {segment.start_s:.3f} s on, "
            f"but is {frames / spec.fps:.3f} s long"
        )
    return first


def _short(spec: FilmSpec, first_frames: Sequence[int], prepared: Mapping[Path, Prepared]) -> Sequence[str]:
    """A sentence for each segment that is longer than its take: its last frame is held."""
    notes = []
    for segment, first in zip(spec.segments, first_frames, strict=True):
        missing = first + segment.frames - prepared[segment.take].picture.frames
        if missing > 0:
            notes.append(f"{display_path(segment.take)}: is {missing} frames too short; its last frame is held so long")
    return notes


def _picture(
    spec: FilmSpec,
    size: tuple[int, int],
    spans: Sequence[Span],
    prepared: Mapping[Path, Prepared],
    files: Mapping[int, Path],
    *,
    whole: bool,
) -> Track:
    if whole:
        parts = [(read_picture(files[number], spec.fps), span.at) for number, span in enumerate(spans)]
        return other_track(spec, size, parts)
    return picture_track(spec, size, spans, prepared, files)


def _movie(spec: FilmSpec, picture: Track, score: Score | None) -> Movie:
    tracks = [picture]
    if score is not None:
        tracks.append(score.track)
    tick = picture.duration
    chapters = [(chapter.title, chapter.first_frame * tick) for chapter in spec.chapters]
    if chapters:
        tracks.append(_chapter_track(chapters, picture))
    return Movie(tracks, chapters, spec.metadata, quicktime=spec.codec == "prores")


def _chapter_track(chapters: Sequence[tuple[str, int]], picture: Track) -> Track:
    """Titles as a text track, which has room for any number of them; it begins with the film."""
    samples = Samples()
    named = chapters if chapters[0][1] == 0 else [("", 0), *chapters]
    for title, _ in named:
        data = text_sample(title)
        samples.extend(data, [0], [len(data)])
    ends = [start for _, start in named[1:]] + [picture.length]
    durations = [end - start for (_, start), end in zip(named, ends, strict=True)]
    return Track("text", samples, picture.timescale, 1, [text_entry()], 0, picture.length, durations=durations)
