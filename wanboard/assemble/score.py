"""The film's sound → a track: mixed and encoded once, or packets copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wanboard.assemble.copied_sound import copied_track, why_mixed
from wanboard.assemble.film import FilmSpec, Segment
from wanboard.assemble.takes import Prepared
from wanboard.assemble.voices import sample_at, voices
from wanboard.files import sha256_file
from wanboard.media import aac
from wanboard.media.mp4.index import aac_entry
from wanboard.media.mp4.read import Unfit
from wanboard.media.mp4.tracks import Samples, Track
from wanboard.media.sound import seekable, sound_digest
from wanboard.media.soundtrack import soundtrack
from wanboard.media.voices import AAC_FRAME, RATE


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    track: Track
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    notes: tuple[str, ...] = ()


def sound_track(
    spec: FilmSpec,
    prepared: Mapping[Path, Prepared],
    first_frames: Sequence[int],
    *,
    cache: Path,
    jobs: int,
    progress: Callable[[float], None],
) -> Score | None:
    """The film's sound, None where nothing in it has any. Raises: MediaError."""
    notes: list[str] = []
    if spec.sound == "copy":
        reason = why_mixed(spec)
        try:
            if reason is None:
                return Score(copied_track(spec, prepared, first_frames))
        except Unfit as error:
            reason = str(error)
        if any(take.has_sound for take in prepared.values()) or spec.music is not None:
            notes.append(f"the sound is mixed, not copied: {reason}")
    first_of = {id(segment): first for segment, first in zip(spec.segments, first_frames, strict=True)}

    def origin_s(segment: Segment) -> float | None:
        take = prepared[segment.take]
        return take.first_s + first_of[id(segment)] / spec.fps if take.has_sound else None

    folder = cache / "sound"
    music = _readable(spec.music.file, folder) if spec.music is not None else None
    found = voices(spec, origin_s, music)
    found = [v if v.file in prepared else replace(v, file=_readable(v.file, folder)) for v in found]
    if not found:
        return None
    samples = sample_at(spec.frames, spec.fps)
    mixed = soundtrack(
        found,
        samples,
        {file: sound_digest(file) for file in {voice.file for voice in found}},
        loudness_lufs=spec.loudness_lufs,
        cache=folder,
        jobs=jobs,
        progress=progress,
    )
    packets = Samples()
    for path, offsets, sizes in mixed.runs:
        packets.extend(path, offsets, sizes)
    entry = aac_entry(mixed.config, RATE, 2, aac.BIT_RATE)
    track = Track("soun", packets, RATE, AAC_FRAME, [entry], AAC_FRAME, samples)
    if spec.loudness_lufs is not None and abs(mixed.loudness_lufs - spec.loudness_lufs) > 1:
        notes.append(
            f"the film's loudness is {mixed.loudness_lufs:.1f} LUFS instead of {spec.loudness_lufs:g}: "
            "its sound is too quiet, or too short, to be brought there without distortion"
        )
    return Score(track, mixed.loudness_lufs, mixed.true_peak_dbtp, tuple(notes))


def _readable(file: Path, folder: Path) -> Path:
    """A recording that can be read by sample: itself, or as a WAV in the cache."""
    return seekable(file, folder / f"{sha256_file(file)}.wav")
