"""Where every shot and clip is in the film, in frames. Pure.

The film's clock: a shot begins where the one before it ends, or earlier by the length of a crossfade into it.
Each place is rounded by itself, `(2 * ms * fps + 1000) // 2000` (half up), so that no drift adds up and a
clip of whole seconds has the same number of frames wherever it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wanboard.model.storyboard import Shot, Transition
from wanboard.plan.clip import Clip


@dataclass(frozen=True, slots=True, eq=False)
class ShotPlace:
    """A shot in the film. `frames` counts those that overlap with neighbours too."""

    shot: Shot
    clip: Clip
    first_frame: int
    frames: int


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Shots of one clip that follow one another with nothing but cuts between them: one run of frames of one
    take.

    `take_ms` is where the run begins on the take's clock, exactly; see `first_take_frame`. `transition` is
    how it is entered; `transition_frames` of overlap for a crossfade, of fade (half out, half in) for a dip
    to black.
    """

    clip: Clip
    shots: tuple[ShotPlace, ...]
    first_frame: int
    frames: int
    take_ms: int
    transition: Transition
    transition_frames: int


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """`frames` is the film's length."""

    fps: int
    shots: tuple[ShotPlace, ...]
    pieces: tuple[Piece, ...]
    frames: int = field(default=0)


def frame_at(milliseconds: int, fps: int) -> int:
    """The frame nearest to a time, half up."""
    return (2 * milliseconds * fps + 1000) // 2000


def timeline(clips: Sequence[Clip], fps: int) -> Timeline:
    """The film's timeline. `clips` in the film's order, `fps` of the film."""
    places: list[ShotPlace] = []
    entries: list[tuple[Transition, int]] = []
    end_ms = 0
    room_ms = 0  # what is left of the shot before, behind its own way in
    for clip in clips:
        for shot in clip.shots:
            overlap = _overlap_ms(shot, room_ms) if places else 0
            start_ms = end_ms - overlap
            end_ms = start_ms + shot.duration_ms
            room_ms = shot.duration_ms - overlap
            first = frame_at(start_ms, fps)
            places.append(ShotPlace(shot, clip, first, frame_at(end_ms, fps) - first))
            before = places[-2] if len(places) > 1 else None
            entries.append(_entry(shot, before, first, fps))
    return Timeline(fps, tuple(places), tuple(_pieces(places, entries)), frame_at(end_ms, fps))


def first_take_frame(piece: Piece, film_fps: int, take_fps: float, take_frames: int) -> int:
    """The take's frame a piece begins with: the nearest to its place, and early enough that the piece does
    not run out of frames at the take's end (which rounding at both ends could cost one frame)."""
    nearest = int(piece.take_ms * take_fps / 1000 + 0.5)
    needed = -(-piece.frames * take_fps // film_fps)
    return max(0, min(nearest, int(take_frames - needed)))


def _overlap_ms(shot: Shot, room_ms: int) -> int:
    """A crossfade never takes more than there is of either shot (the model's checks say so to the author)."""
    if shot.transition.kind != "crossfade":
        return 0
    return max(0, min(shot.transition.duration_ms, room_ms, shot.duration_ms))


def _entry(shot: Shot, before: ShotPlace | None, first: int, fps: int) -> tuple[Transition, int]:
    """How a shot is entered, and over how many frames. A crossfade into the film's first shot has nothing to
    come from; one too short for a frame is a cut."""
    transition = shot.transition
    frames = 0
    if transition.kind == "crossfade" and before is not None:
        frames = before.first_frame + before.frames - first
    elif transition.kind == "dip-to-black":
        frames = frame_at(transition.duration_ms, fps)
    if frames <= 0:
        return Transition("cut", 0, transition.span), 0
    return transition, frames


def _pieces(places: Sequence[ShotPlace], entries: Sequence[tuple[Transition, int]]) -> list[Piece]:
    groups: list[list[int]] = []
    for number, (transition, _) in enumerate(entries):
        if groups and transition.kind == "cut" and places[number].clip is places[groups[-1][-1]].clip:
            groups[-1].append(number)
        else:
            groups.append([number])
    pieces: list[Piece] = []
    for group in groups:
        shots = tuple(places[number] for number in group)
        transition, frames = entries[group[0]]
        end = shots[-1].first_frame + shots[-1].frames
        pieces.append(
            Piece(
                clip=shots[0].clip,
                shots=shots,
                first_frame=shots[0].first_frame,
                frames=end - shots[0].first_frame,
                take_ms=shots[0].shot.start_ms - shots[0].clip.start_ms,
                transition=transition,
                transition_frames=frames,
            )
        )
    return pieces
