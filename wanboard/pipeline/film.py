"""Clips and their takes → film."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from wanboard import __version__
from wanboard.assemble.build import assemble
from wanboard.assemble.film import (
    Caption,
    Chapter,
    FilmResult,
    FilmSpec,
    Join,
    MusicTrack,
    Segment,
    Sound,
    Speech,
)
from wanboard.media.probe import probe
from wanboard.pipeline.cards import film_timeline, line_frames, speaker
from wanboard.pipeline.front import Compiled
from wanboard.pipeline.takes import Take
from wanboard.plan.timeline import Piece, ShotPlace, Timeline, first_take_frame, frame_at

_TITLE_MS = 3000
_SCENE_TITLE_MS = 2000
GENERATED_NOTE = "Pictures and sound in this film are AI-generated; assembled by wanboard."
ANIMATIC_NOTE = "Animatic: cards drawn by wanboard from the storyboard; no picture in it is AI-generated."


def film_path(compiled: Compiled, kind: str, asked: Path | None, *, whole: bool) -> Path:
    """Where the film goes. A film of a selection never replaces the whole one."""
    if asked is not None:
        return asked
    suffix = ".mov" if compiled.board.film.codec == "prores" else ".mp4"
    return compiled.build_folder / f"{kind}{'' if whole else '-selection'}{suffix}"


def make_film(
    compiled: Compiled,
    takes: Sequence[Take],
    target: Path,
    *,
    cache: Path,
    jobs: int,
    encode: bool,
    on_stage: Callable[[float, str], None],
) -> FilmResult:
    """Assemble the film of these takes, in the order of their clips. Raises: MediaError, OSError."""
    return assemble(film_spec(compiled, takes, encode=encode), target, cache=cache, jobs=jobs, progress=on_stage)


def film_spec(compiled: Compiled, takes: Sequence[Take], *, encode: bool) -> FilmSpec:
    """What the film is made of. Probes the takes. Raises: MediaError."""
    line = film_timeline(compiled, [take.clip for take in takes])
    paths = {take.clip.number: take.path for take in takes}
    segments = []
    for piece in line.pieces:
        path = paths[piece.clip.number]
        facts = probe(path)
        rate = float(facts.fps)
        start = first_take_frame(piece, line.fps, rate, facts.frames) / rate
        segments.append(_segment(compiled, piece, line, path, start))
    return spec_of(compiled, line, segments, encode=encode, note=GENERATED_NOTE)


def spec_of(
    compiled: Compiled,
    line: Timeline,
    segments: Sequence[Segment],
    *,
    encode: bool,
    note: str,
) -> FilmSpec:
    """The storyboard's `film:` around segments."""
    board = compiled.board
    film = board.film
    music = None
    if film.music is not None and film.music.file.path is not None:
        music = MusicTrack(film.music.file.path, film.music.gain_db)
    metadata = {"title": board.title, "comment": note, "encoder": f"wanboard {__version__}"}
    if board.logline:
        metadata["description"] = board.logline
    return FilmSpec(
        segments=tuple(segments),
        fps=line.fps,
        size=film.size,
        music=music,
        loudness_lufs=film.loudness_lufs,
        sound=film.sound,
        codec=film.codec,
        quality=film.quality,
        encode=encode,
        chapters=tuple(Chapter(_chapter(place), place.first_frame) for place in line.shots),
        metadata=metadata,
    )


def join_of(piece: Piece) -> Join:
    return Join(piece.transition.kind, piece.transition_frames)


def speech_of(piece: Piece, fps: int) -> tuple[Speech, ...]:
    """Where somebody speaks, in frames of the piece: what music ducks under."""
    found = []
    for place in piece.shots:
        for said in place.shot.dialogue:
            first, frames = line_frames(said, place, fps)
            found.append(Speech(place.first_frame - piece.first_frame + first, frames))
    return tuple(found)


def _segment(compiled: Compiled, piece: Piece, line: Timeline, path: Path, start_s: float) -> Segment:
    return Segment(
        take=path,
        start_s=start_s,
        frames=piece.frames,
        join=join_of(piece),
        mute=piece.clip.mute,
        sound=_scene_sound(piece),
        captions=tuple(_captions(compiled, piece, line)),
        speech=speech_of(piece, line.fps),
    )


def _scene_sound(piece: Piece) -> Sound | None:
    """A scene's own narration or song, uncut, from where the piece stands on the scene's clock."""
    audio = piece.clip.scene.audio
    if audio is None or audio.path is None:
        return None
    return Sound(audio.path, piece.shots[0].shot.start_ms / 1000)


def _captions(compiled: Compiled, piece: Piece, line: Timeline) -> Iterator[Caption]:
    film, fps = compiled.board.film, line.fps
    yield from _titles(compiled, piece, line)
    for place in piece.shots:
        offset = place.first_frame - piece.first_frame
        if film.subtitles:
            yield from _subtitles(compiled, place, offset, fps)
        if film.burn_in:
            yield Caption("burn-in", place.shot.id, offset, place.frames)


def _titles(compiled: Compiled, piece: Piece, line: Timeline) -> Iterator[Caption]:
    """The film's title at its head and the scene's at its start, where the storyboard asks for titles."""
    if not compiled.board.film.titles:
        return
    first = piece.shots[0]
    delay = 0
    if piece is line.pieces[0]:
        delay = min(frame_at(_TITLE_MS, line.fps), piece.frames)
        yield Caption("title", compiled.board.title, 0, delay)
    if first.shot.number == 1 and first.clip.scene.title:
        left = min(frame_at(_SCENE_TITLE_MS, line.fps), piece.frames - delay)
        if left > 0:
            yield Caption("title", first.clip.scene.title, delay, left)


def _subtitles(compiled: Compiled, place: ShotPlace, offset: int, fps: int) -> Iterator[Caption]:
    writer = compiled.writer
    if writer is None:
        return
    for said in place.shot.dialogue:
        first, frames = line_frames(said, place, fps)
        colon = "：" if compiled.board.language == "zh" else ": "
        text = f"{speaker(said, compiled.board, writer)}{colon}{writer.plain(said.line)}"
        yield Caption("subtitle", text, offset + first, frames)


def _chapter(place: ShotPlace) -> str:
    title = place.clip.scene.title
    return f"{title}: {place.shot.id}" if title else place.shot.id
