"""Where each sound lies in the film, and how it comes and goes."""

from itertools import pairwise
from pathlib import Path

from wanboard.assemble.film import FilmSpec, Join, MusicTrack, Segment, Sound, Speech
from wanboard.assemble.voices import sample_at, voices
from wanboard.media.voices import RATE, Voice

A, B = Path("a.mp4"), Path("b.mp4")
MUSIC = Path("music.wav")


def score(*segments: Segment, fps: int = 30, music: MusicTrack | None = None) -> list[Voice]:
    spec = FilmSpec(segments, fps, music=music)
    return voices(spec, lambda segment: segment.start_s, MUSIC if music else None)


def test_places_are_rounded_from_the_films_clock_so_that_nothing_adds_up() -> None:
    found = score(*(Segment(A if n % 2 else B, 0.0, 10) for n in range(100)), fps=7)
    assert [voice.at for voice in found] == [round(n * 10 * RATE / 7) for n in range(100)]
    assert found[-1].end == sample_at(1000, 7)
    assert all(first.end == second.at for first, second in pairwise(found))


def test_a_crossfade_overlaps_at_equal_power() -> None:
    first, second = score(Segment(A, 0.0, 60), Segment(B, 1.0, 60, Join("crossfade", 15)))
    assert (first.end - second.at, second.origin) == (RATE // 2, RATE)
    assert (first.fade_out, first.power_out, second.fade_in, second.power_in) == (RATE // 2, True, RATE // 2, True)


def test_a_cut_is_softened_and_the_same_sound_going_on_is_not_cut() -> None:
    cut = score(Segment(A, 0.0, 60), Segment(B, 0.0, 60))
    assert [0 < voice.fade_out < RATE // 100 for voice in cut] == [True, True]
    whole = score(Segment(A, 0.0, 60), Segment(A, 2.0, 60))
    assert [(voice.at, voice.length) for voice in whole] == [(0, 4 * RATE)]


def test_one_recording_over_a_crossfade_is_not_heard_twice() -> None:
    segments = (
        Segment(A, 0.0, 60, sound=Sound(MUSIC, 0.0)),
        Segment(B, 0.0, 60, Join("crossfade", 15), sound=Sound(MUSIC, 1.5)),
    )
    assert [(voice.file, voice.at, voice.length) for voice in score(*segments)] == [(MUSIC, 0, RATE * 105 // 30)]


def test_a_muted_segment_is_silent_but_for_a_sound_of_its_own() -> None:
    assert score(Segment(A, 0.0, 60, mute=True)) == []
    assert [v.file for v in score(Segment(A, 0.0, 60, mute=True, sound=Sound(B, 0.0)))] == [B]


def test_music_goes_down_before_a_line_and_comes_back_after_it() -> None:
    segment = Segment(A, 0.0, 300, speech=(Speech(60, 30), Speech(105, 30)))
    music = score(segment, music=MusicTrack(MUSIC, -6.0))[-1]
    gain = dict(music.envelope)
    full, low = 10 ** (-6 / 20), 10 ** (-16 / 20)
    assert gain[0] == full
    assert gain[2 * RATE] == low
    assert gain[int(4.5 * RATE)] == low  # the two lines are near: it stays down between them
    assert gain[5 * RATE] == full
    assert list(gain) == sorted(gain)
    assert music.length == 10 * RATE


def test_music_that_meets_a_line_at_the_very_start_begins_low() -> None:
    music = score(Segment(A, 0.0, 300, speech=(Speech(0, 30),)), music=MusicTrack(MUSIC, 0.0))[-1]
    assert music.envelope[0] == (0, 10 ** (-10 / 20))
