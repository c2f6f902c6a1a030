"""Segments and music → voices: which sound lies where in the film, how it comes and goes. Pure.

A cut is softened over a few milliseconds on either side, so that it does not click, unless the same recording goes
on across it: then there is no cut in the sound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from wanboard.assemble.film import FilmSpec, Segment
from wanboard.assemble.spans import starts_of
from wanboard.media.voices import RATE, Voice

_SOFTEN = RATE // 250  # 4 ms
_DUCK_DB = -10.0
_DUCK_BEFORE = RATE // 4
_DUCK_AFTER = RATE // 2
_DUCK_BRIDGE = RATE  # between two lines nearer than this, music stays down
_MUSIC_END = 2 * RATE  # the film's end, over which music fades out


def sample_at(frame: int, fps: int) -> int:
    """The film's sample at the beginning of a frame."""
    return round(frame * RATE / fps)


def voices(spec: FilmSpec, origin_s: Callable[[Segment], float | None], music: Path | None) -> list[Voice]:
    """Every sound of the film. `origin_s` says where in its take's sound a segment begins, in seconds, and None
    for a take without sound; `music` is the track to read, where the film has one."""
    starts = starts_of(spec)
    found: list[Voice] = []
    for number, segment in enumerate(spec.segments):
        file, start = segment.take, origin_s(segment)
        if segment.sound is not None:
            file, start = segment.sound.file, segment.sound.start_s
        elif segment.mute:
            start = None
        if start is None:
            continue
        at = sample_at(starts[number], spec.fps)
        end = sample_at(starts[number] + segment.frames, spec.fps)
        before = _fade(spec, number)
        after = _fade(spec, number + 1)
        found.append(
            Voice(
                file, at, end - at, round(start * RATE),
                fade_in=before[0], power_in=before[1], fade_out=after[0], power_out=after[1],
            )
        )  # fmt: skip
    found = _continued(found)
    if music is not None and spec.music is not None:
        found.append(_music(spec, music, starts))
    return found


def _fade(spec: FilmSpec, number: int) -> tuple[int, bool]:
    """Samples that a sound takes to come or go at the join into segment `number`, and whether at equal power."""
    if not 0 < number < len(spec.segments):
        join = spec.segments[0].join if number == 0 else None
        if join is not None and join.kind == "dip-to-black":
            return max(_SOFTEN, sample_at(join.frames, spec.fps) // 2), False
        return _SOFTEN, False
    join = spec.segments[number].join
    if join.kind == "crossfade":
        return max(_SOFTEN, sample_at(join.frames, spec.fps)), True
    if join.kind == "dip-to-black":
        return max(_SOFTEN, sample_at(join.frames, spec.fps) // 2), False
    return _SOFTEN, False


def _continued(found: Sequence[Voice]) -> list[Voice]:
    """Neighbours that play the same recording on, without a jump, as one voice."""
    joined: list[Voice] = []
    for voice in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.file == voice.file
            and abs((voice.origin - voice.at) - (last.origin - last.at)) <= 1
            and last.at <= voice.at <= last.end
        ):
            joined[-1] = replace(
                last,
                length=max(last.end, voice.end) - last.at,
                fade_out=voice.fade_out,
                power_out=voice.power_out,
            )
        else:
            joined.append(voice)
    return joined


def _music(spec: FilmSpec, file: Path, starts: Sequence[int]) -> Voice:
    assert spec.music is not None
    total = sample_at(spec.frames, spec.fps)
    gain = 10 ** (spec.music.gain_db / 20)
    low = gain * 10 ** (_DUCK_DB / 20)
    points: list[tuple[int, float]] = [(0, gain)]
    for begins, ends in _spoken(spec, starts):
        if begins > 0:
            points += [(max(0, begins - _DUCK_BEFORE), gain), (begins, low)]
        else:
            points = [(0, low)]
        points += [(ends, low), (ends + _DUCK_AFTER, gain)]
    return Voice(file, 0, total, 0, fade_in=_SOFTEN, fade_out=min(_MUSIC_END, total // 4), envelope=tuple(points))


def _spoken(spec: FilmSpec, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Film samples in which somebody speaks, near ones joined."""
    lines = sorted(
        (sample_at(start + line.first_frame, spec.fps), sample_at(start + line.first_frame + line.frames, spec.fps))
        for start, segment in zip(starts, spec.segments, strict=True)
        for line in segment.speech
    )
    joined: list[tuple[int, int]] = []
    for begins, ends in lines:
        if joined and begins - joined[-1][1] < _DUCK_BRIDGE:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    return joined
