"""Shots → cards: what the animatic draws, with the film's own cuts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wanboard.backends.animatic_request import card_expected, card_request
from wanboard.files import sha256_file
from wanboard.media.cards.card import Card, Spoken
from wanboard.model.storyboard import NARRATOR, Line, Storyboard, Text
from wanboard.pipeline.front import Compiled
from wanboard.plan.clip import Clip
from wanboard.plan.timeline import ShotPlace, Timeline, frame_at, timeline
from wanboard.prompts.writer import PromptWriter

_LONGEST_SIDE = 1280  # an animatic is for watching, not for grading
_NARRATOR = {"en": "Narrator", "zh": "旁白"}


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A shot's place in the film and its card."""

    place: ShotPlace
    card: Card


def film_fps(compiled: Compiled, clips: Sequence[Clip]) -> int:
    """The storyboard's `film.fps`, else the frame rate of the models that most of the film comes from."""
    if compiled.board.film.fps is not None:
        return compiled.board.film.fps
    rates: Counter[int] = Counter()
    for clip in clips:
        profile = compiled.project.profiles.get(clip.scene.render.model)
        if profile is not None:
            rates[profile.fps] += clip.end_ms - clip.start_ms
    return rates.most_common(1)[0][0] if rates else 30


def film_timeline(compiled: Compiled, clips: Sequence[Clip]) -> Timeline:
    return timeline(clips, film_fps(compiled, clips))


def cards(compiled: Compiled, clips: Sequence[Clip]) -> list[Drawn]:
    """A card for each shot, in film order. Reads the boards' bytes (a card counts by content).

    Raises: OSError for a board that can no longer be read.
    """
    if compiled.writer is None:
        raise ValueError("the storyboard did not compile")
    line = film_timeline(compiled, clips)
    size = _size(compiled.board, clips)
    digests: dict[str, str] = {}
    return [
        Drawn(place, _card(place, compiled.board, compiled.writer, line.fps, size, digests)) for place in line.shots
    ]


def card_clips(compiled: Compiled, clips: Sequence[Clip]) -> tuple[Clip, ...]:
    """The animatic's requests: each shot as a clip of its own."""
    made = []
    for number, drawn in enumerate(cards(compiled, clips), start=1):
        request = card_request(drawn.card)
        made.append(replace(
            drawn.place.clip, number=number, shots=(drawn.place.shot,), request=request,
            fingerprint=request.fingerprint, billed_s=0, cost=None, expected=card_expected(drawn.card),
        ))  # fmt: skip
    return tuple(made)


def _card(
    place: ShotPlace,
    board: Storyboard,
    writer: PromptWriter,
    fps: int,
    size: tuple[int, int],
    digests: dict[str, str],
) -> Card:
    shot, scene = place.shot, place.clip.scene

    def plain(text: Text | None) -> str:
        return writer.plain(text) if text is not None else ""

    location = board.locations.get(scene.location) if scene.location else None
    where = ", ".join(filter(None, (plain(location.name), plain(location.description)))) if location else ""
    mood = " ".join(filter(None, (plain(scene.description), plain(shot.light), plain(board.style))))
    path = shot.board.path if shot.board else None
    if path is not None and str(path) not in digests:
        digests[str(path)] = sha256_file(path)
    return Card(
        size=size,
        fps=fps,
        frames=place.frames,
        first_frame=place.first_frame,
        shot_id=shot.id,
        scene_title=scene.title or "",
        framing=plain(shot.framing),
        angle=plain(shot.angle),
        camera=plain(shot.camera),
        action=plain(shot.action),
        dialogue=tuple(_spoken(line, place, board, writer, fps) for line in shot.dialogue),
        sound="; ".join(filter(None, (plain(shot.sound), plain(shot.music)))),
        location=where,
        mood=mood,
        language=board.language,
        board=path,
        board_sha256=digests[str(path)] if path is not None else None,
    )


def speaker(line: Line, board: Storyboard, writer: PromptWriter) -> str:
    """The name shown for who speaks."""
    if line.who == NARRATOR and NARRATOR not in board.characters:
        return _NARRATOR[board.language]
    name = board.characters[line.who].name
    return writer.plain(name) if name is not None else line.who


def line_frames(line: Line, place: ShotPlace, fps: int) -> tuple[int, int]:
    """(first frame, frames) of a line within its shot; a line without a time lasts as long as the shot."""
    first = frame_at(line.start_ms, fps) if line.start_ms is not None else 0
    last = frame_at(line.end_ms, fps) if line.end_ms is not None else place.frames
    first = min(first, place.frames - 1)
    return first, max(1, min(last, place.frames) - first)


def _spoken(line: Line, place: ShotPlace, board: Storyboard, writer: PromptWriter, fps: int) -> Spoken:
    first, frames = line_frames(line, place, fps)
    return Spoken(speaker(line, board, writer), writer.plain(line.line), first, frames)


def film_size(board: Storyboard, clips: Sequence[Clip]) -> tuple[int, int] | None:
    """The storyboard's `film.size`, else the picture most of the film is asked for in; None where no clip says."""
    if board.film.size is not None:
        return board.film.size
    sizes: Counter[tuple[int, int]] = Counter()
    for clip in clips:
        if clip.picture is not None:
            sizes[clip.picture] += clip.end_ms - clip.start_ms
    return sizes.most_common(1)[0][0] if sizes else None


def _size(board: Storyboard, clips: Sequence[Clip]) -> tuple[int, int]:
    """The film's picture, scaled down to at most 1280 pixels at its longest side; even numbers."""
    width, height = film_size(board, clips) or (1280, 720)
    scale = min(1.0, _LONGEST_SIDE / max(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)
