"""The plan of the picture: whatever the film, every frame is in one span, in order, and from the right place."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanboard.assemble.film import Caption, FilmSpec, Join, Segment
from wanboard.assemble.spans import Copied, Drawn, plan, starts_of
from wanboard.errors import MediaError


@dataclass(frozen=True)
class Take:
    frames: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def start_from(self, frame: int) -> int | None:
        found = bisect_left(self.starts, frame)
        return self.starts[found] if found < len(self.starts) else None

    def end_until(self, frame: int) -> int:
        found = bisect_right(self.ends, frame)
        return self.ends[found - 1] if found else 0


def segment(take: int, frames: int, kind: str = "cut", over: int = 0, **more: object) -> Segment:
    return Segment(Path(f"{take}.mp4"), 0.0, frames, Join(kind, over), **more)  # type: ignore[arg-type]


def regular(frames: int = 100, key: int = 30, meet: int = 1) -> Take:
    ends = tuple(n for n in range(1, frames + 1) if n % meet == 0 or n == frames)
    return Take(frames, tuple(range(0, frames, key)), ends)


def shape(spans: list[Copied | Drawn]) -> list[tuple[str, int, int]]:
    return [("copy" if isinstance(s, Copied) else "draw", s.at, s.frames) for s in spans]


def test_cuts_between_whole_takes_copy_everything() -> None:
    spec = FilmSpec((segment(1, 100), segment(2, 80)), 30)
    assert shape(plan(spec, [0, 0], [regular()] * 2)) == [("copy", 0, 100), ("copy", 100, 80)]


def test_an_end_where_decoding_and_presentation_have_not_met_is_encoded() -> None:
    spec = FilmSpec((segment(1, 50), segment(2, 60)), 30)
    spans = plan(spec, [0, 0], [regular(meet=4)] * 2)
    assert shape(spans) == [("copy", 0, 48), ("draw", 48, 2), ("copy", 50, 60)]


def test_a_crossfade_is_encoded_with_the_bridge_to_the_next_keyframe() -> None:
    spec = FilmSpec((segment(1, 100), segment(2, 100, "crossfade", 15)), 30)
    spans = plan(spec, [0, 0], [regular()] * 2)
    assert shape(spans) == [("copy", 0, 85), ("draw", 85, 30), ("copy", 115, 70)]
    assert isinstance(spans[1], Drawn)
    assert [(look.segments, look.crossfade) for look in spans[1].looks] == [((0, 1), (0, 15)), ((1,), None)]
    assert isinstance(spans[2], Copied)
    assert spans[2].first == 30


def test_a_dip_to_black_takes_half_on_each_side_and_no_overlap() -> None:
    spec = FilmSpec((segment(1, 60), segment(2, 90, "dip-to-black", 21)), 30)
    assert shape(plan(spec, [0, 0], [regular(key=11)] * 2)) == [
        ("copy", 0, 50),
        ("draw", 50, 10),
        ("draw", 60, 11),
        ("copy", 71, 79),
    ]


def test_the_same_take_going_on_is_one_copy_whatever_its_keyframes() -> None:
    spec = FilmSpec((segment(1, 37), segment(1, 40), segment(2, 30)), 30)
    assert shape(plan(spec, [0, 37, 0], [regular()] * 3)) == [("copy", 0, 77), ("copy", 77, 30)]


def test_a_caption_is_drawn_only_where_it_is_shown() -> None:
    titled = segment(1, 100, captions=(Caption("title", "x", 30, 30),))
    spans = plan(FilmSpec((titled,), 30), [0], [regular()])
    assert shape(spans) == [("copy", 0, 30), ("draw", 30, 30), ("copy", 60, 40)]


def test_frames_a_take_does_not_have_are_drawn() -> None:
    spans = plan(FilmSpec((segment(1, 105),), 30), [0], [regular()])
    assert shape(spans) == [("copy", 0, 100), ("draw", 100, 5)]


def test_everything_is_drawn_in_parts_when_all_is_to_be_encoded() -> None:
    spans = plan(FilmSpec((segment(1, 700),), 30), [0], [regular(700)], everything=True)
    assert shape(spans) == [("draw", 0, 300), ("draw", 300, 300), ("draw", 600, 100)]


@pytest.mark.parametrize(
    ("segments", "message"),
    [
        ((segment(1, 0),), "no frames"),
        ((segment(1, 10, "crossfade", 5),), "first segment"),
        ((segment(1, 10), segment(2, 12, "crossfade", 8), segment(3, 12, "crossfade", 8)), "16 frames"),
    ],
)
def test_joins_that_do_not_fit_are_refused_with_the_numbers(segments: tuple[Segment, ...], message: str) -> None:
    with pytest.raises(MediaError, match=message):
        starts_of(FilmSpec(segments, 30))


@st.composite
def films(draw: st.DrawFn) -> tuple[FilmSpec, list[int], list[Take]]:
    segments: list[Segment] = []
    firsts: list[int] = []
    takes: list[Take] = []
    budget = 0  # frames of the segment before that its own entrance left free
    for number in range(draw(st.integers(1, 6))):
        frames = draw(st.integers(2, 60))
        kind = draw(st.sampled_from(["cut", "crossfade", "dip-to-black"]))
        most = min(budget, frames)
        over = draw(st.integers(0, most)) if number or kind == "dip-to-black" else 0
        if not number and kind == "crossfade":
            kind = "cut"
        entered = over if kind == "crossfade" else over - over // 2 if kind == "dip-to-black" else 0
        budget = frames - entered
        first = draw(st.integers(0, 20))
        length = first + draw(st.integers(max(1, frames - 3), frames + 10))
        starts = tuple(sorted({0, *draw(st.sets(st.integers(0, length - 1), max_size=5))}))
        ends = tuple(sorted({length, *draw(st.sets(st.integers(1, length), max_size=30))}))
        captions = tuple(
            Caption("title", "x", at, count)
            for at, count in draw(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=2))
        )
        segments.append(segment(number % 3, frames, kind, over, captions=captions))
        firsts.append(first)
        takes.append(Take(length, starts, ends))
    return FilmSpec(tuple(segments), 5), firsts, takes


@settings(max_examples=400, deadline=None)
@given(films())
def test_every_frame_of_any_film_is_covered_once_in_order_and_comes_from_its_place(
    film: tuple[FilmSpec, list[int], list[Take]],
) -> None:
    spec, firsts, takes = film
    starts = starts_of(spec)
    at = 0
    for span in plan(spec, firsts, takes):
        assert span.at == at
        assert span.frames > 0
        if isinstance(span, Copied):
            take = takes[span.segment]
            assert span.first in take.starts
            assert span.first + span.frames in take.ends
            assert span.first - firsts[span.segment] == span.at - starts[span.segment]
        else:
            assert sum(look.frames for look in span.looks) == span.frames
            place = at
            for look in span.looks:
                assert look.at == place
                for number, first in zip(look.segments, look.takes_from, strict=True):
                    assert first - firsts[number] == place - starts[number]
                    assert 0 <= place - starts[number] < spec.segments[number].frames
                place += look.frames
        at += span.frames
    assert at == spec.frames
