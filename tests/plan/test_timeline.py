"""The film's timeline: every cut where the author put it, nothing lost, nothing twice."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_boards import board, compiled

from wanboard.plan.timeline import Timeline, first_take_frame, frame_at, timeline


def _timeline(folder: Path, text: str, fps: int = 30) -> Timeline:
    clips, found = compiled(board(folder, f"render: {{model: wan2.6-t2v}}\n{text}"))
    assert found == ()
    return timeline(clips, fps)


def test_cuts_inside_a_clip_merge_to_one_piece(tmp_path: Path) -> None:
    film = _timeline(tmp_path, "shots: [{duration: 3, action: a}, {duration: 2, action: b}]\n")
    assert [(p.first_frame, p.frames) for p in film.shots] == [(0, 90), (90, 60)]
    assert [(p.first_frame, p.frames, p.take_ms, p.transition.kind) for p in film.pieces] == [(0, 150, 0, "cut")]
    assert film.frames == 150


def test_crossfade_overlaps_and_shortens_the_film(tmp_path: Path) -> None:
    text = "shots: [{duration: 3, action: a}, {duration: 2, action: b, transition: crossfade 0.5}]\n"
    film = _timeline(tmp_path, text)
    assert [(p.first_frame, p.frames, p.take_ms) for p in film.pieces] == [(0, 90, 0), (75, 60, 3000)]
    assert [(p.transition.kind, p.transition_frames) for p in film.pieces] == [("cut", 0), ("crossfade", 15)]
    assert film.frames == 135


def test_dip_to_black_overlaps_nothing_and_fades_into_the_first_shot(tmp_path: Path) -> None:
    text = "film: {transition: dip-to-black 1.0}\nshots: [{duration: 3, action: a}, {duration: 2, action: b}]\n"
    film = _timeline(tmp_path, text)
    assert [(p.first_frame, p.frames, p.transition.kind, p.transition_frames) for p in film.pieces] == [
        (0, 90, "dip-to-black", 30),
        (90, 60, "dip-to-black", 30),
    ]
    assert film.frames == 150


def test_takes_begin_where_their_clip_does(tmp_path: Path) -> None:
    text = "shots: [{duration: 10, action: a}, {duration: 10, action: b}, {duration: 4, action: c}]\n"
    film = _timeline(tmp_path, text)
    assert [(p.clip.number, p.take_ms) for p in film.pieces] == [(1, 0), (2, 0)]


@pytest.mark.parametrize(("fps", "expected"), [(24, [0, 80, 159, 239]), (25, [0, 83, 166, 249])])
def test_fractional_cuts_do_not_drift(tmp_path: Path, fps: int, expected: list[int]) -> None:
    shots = ", ".join("{duration: 3.317, action: a}" for _ in range(4))
    film = _timeline(tmp_path, f"shots: [{shots}]\n", fps)
    assert [p.first_frame for p in film.shots] == expected
    assert film.frames == round(4 * 3.317 * fps)


_LENGTHS = st.lists(
    st.tuples(
        st.integers(600, 14000),
        st.sampled_from(["cut", "cut", "crossfade 0.1", "crossfade 0.033", "dip-to-black 0.4"]),
    ),
    min_size=1,
    max_size=9,
)


@given(_LENGTHS, st.sampled_from([24, 25, 30, 60]))
@settings(max_examples=60, deadline=None)
def test_pieces_cover_the_film_and_never_outrun_their_take(
    tmp_path_factory: pytest.TempPathFactory, shots: list[tuple[int, str]], fps: int
) -> None:
    lines = [
        f"  - {{duration: {length / 1000}, action: x, transition: {kind if number else 'cut'}}}"
        for number, (length, kind) in enumerate(shots)
    ]
    film = _timeline(tmp_path_factory.mktemp("b"), "shots:\n" + "\n".join(lines) + "\n", fps)
    place = 0
    for piece in film.pieces:
        overlap = piece.transition_frames if piece.transition.kind == "crossfade" else 0
        assert piece.first_frame == place - overlap
        place = piece.first_frame + piece.frames
        take_frames = piece.clip.billed_s * 30
        start = first_take_frame(piece, fps, 30, take_frames)
        assert abs(Fraction(start, 30) - Fraction(piece.take_ms, 1000)) <= Fraction(2, 30) + Fraction(1, fps)
        assert start + piece.frames * Fraction(30, fps) <= take_frames
        assert piece.frames == piece.shots[-1].first_frame + piece.shots[-1].frames - piece.first_frame
    assert place == film.frames
    assert sum(len(piece.shots) for piece in film.pieces) == len(film.shots) == len(shots)


@given(st.integers(0, 10**7), st.integers(0, 600), st.sampled_from([24, 25, 30, 50, 60]))
def test_whole_seconds_are_the_same_number_of_frames_wherever_they_stand(start: int, seconds: int, fps: int) -> None:
    assert frame_at(start + seconds * 1000, fps) - frame_at(start, fps) == seconds * fps
