"""Sound by sample: reading, mixing, measuring, limiting, encoding in parts."""

import subprocess
from pathlib import Path

import coded_clips
import numpy as np
import pytest

from wanboard.errors import MediaError
from wanboard.media import aac
from wanboard.media.audio import cut
from wanboard.media.loudness import HOP, decibels, integrated, limited, momentary, true_peaks
from wanboard.media.sound import mixed, read_sound, seekable, sound_digest
from wanboard.media.soundtrack import PART, soundtrack
from wanboard.media.voices import RATE, Voice


def noise(seconds: float, level: float = 0.1, seed: int = 0) -> np.ndarray:
    dice = np.random.default_rng(seed)
    return (dice.standard_normal((2, round(seconds * RATE))) * level).astype(np.float32)


def chord(seconds: float) -> np.ndarray:
    time = np.arange(round(seconds * RATE)) / RATE
    tones = sum(np.sin(2 * np.pi * pitch * time * (1 + 0.01 * time)) for pitch in (220, 331, 977, 3100))
    return np.stack([tones, tones * 0.8]).astype(np.float32) * 0.1


def encoded(path: Path, samples: np.ndarray, *options: str) -> Path:
    command = [coded_clips.FFMPEG, "-v", "error", "-y", "-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "-"]
    subprocess.run([*command, *options, str(path)], input=samples.T.tobytes(), check=True)
    return path


def ebur128(path: Path) -> tuple[float, float]:
    """Integrated loudness and true peak as ffmpeg's own meter has them."""
    command = [
        coded_clips.FFMPEG,
        "-hide_banner",
        "-nostats",
        "-i",
        str(path),
        "-af",
        "ebur128=peak=true",
        "-f",
        "null",
    ]
    said = subprocess.run([*command, "-"], capture_output=True, check=True).stderr.decode().splitlines()
    loudness = next(line for line in reversed(said) if line.strip().startswith("I:"))
    peak = next(line for line in reversed(said) if line.strip().startswith("Peak:"))
    return float(loudness.split()[1]), float(peak.split()[1])


@pytest.mark.parametrize("rate", [44_100, 22_050, 48_000])
@pytest.mark.parametrize("start", [0, 12_345, 61_000])
def test_any_part_of_a_file_is_the_same_as_that_part_of_the_whole(tmp_path: Path, rate: int, start: int) -> None:
    path = encoded(tmp_path / "a.m4a", chord(2.0), "-ar", str(rate), "-c:a", "aac", "-b:a", "192k")
    whole = read_sound(path, 0, 2 * RATE)
    part = read_sound(path, start, 20_000)
    assert np.abs(part - whole[:, start : start + 20_000]).max() < 2e-3


def test_before_and_after_a_file_is_silence(tmp_path: Path) -> None:
    path = encoded(tmp_path / "a.wav", noise(1.0))
    part = read_sound(path, -1000, RATE + 3000)
    assert not part[:, :1000].any()
    assert not part[:, -1900:].any()
    assert part[:, 1000:2000].any()


@pytest.mark.parametrize(("name", "options"), [("a.mp3", ()), ("a.flac", ()), ("a.wav", ("-ac", "1"))])
def test_recordings_of_other_formats_keep_their_place(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    click = np.zeros((2, 3 * RATE), np.float32)
    click[:, 2 * RATE : 2 * RATE + 480] = 0.5
    path = seekable(encoded(tmp_path / name, click, *options), tmp_path / "seekable.wav")
    heard = np.abs(read_sound(path, RATE, 2 * RATE)).max(axis=0)
    assert np.flatnonzero(heard > 0.1)[0] == pytest.approx(RATE, abs=60)


def test_a_cut_of_a_recording_is_that_part_as_a_wav(tmp_path: Path) -> None:
    samples = noise(3.0)
    path = encoded(tmp_path / "a.wav", samples, "-c:a", "pcm_s16le")
    cut(path, 500, 1750, tmp_path / "part.wav")
    part = read_sound(tmp_path / "part.wav", 0, RATE * 5 // 4)
    assert np.abs(part - samples[:, RATE // 2 : RATE * 7 // 4]).max() < 2e-4
    with pytest.raises(ValueError, match="cannot cut"):
        cut(path, 900, 900, tmp_path / "none.wav")
    with pytest.raises(MediaError, match="cannot be read"):
        cut(tmp_path / "none.wav", 0, 900, tmp_path / "part.wav")


def test_the_digest_is_of_the_sound_not_of_the_picture(tmp_path: Path) -> None:
    one = coded_clips.make(tmp_path / "1.mp4", 1, 30)
    two = coded_clips.make(tmp_path / "2.mp4", 2, 30)
    quiet = encoded(tmp_path / "3.m4a", noise(1.0), "-c:a", "aac")
    assert sound_digest(one) == sound_digest(two)
    assert sound_digest(one) != sound_digest(quiet)


def test_fades_and_gain_lie_on_their_samples(tmp_path: Path) -> None:
    path = encoded(tmp_path / "a.wav", np.full((2, RATE), 0.5, np.float32), "-c:a", "pcm_f32le")
    voice = Voice(path, 1000, 2000, 0, fade_in=100, fade_out=200, envelope=((0, 1.0), (3000, 0.0)))
    total = mixed([voice], 0, 4000)[0]
    assert not total[:1000].any()
    assert not total[3000:].any()
    assert total[2000] == pytest.approx(0.5 * (1 - 2000 / 3000), rel=1e-4)
    assert total[1050] == pytest.approx(0.5 * 0.505 * (1 - 1050 / 3000), rel=1e-3)


@pytest.mark.parametrize("level", [0.02, 0.2])
def test_loudness_is_what_ffmpegs_meter_says(tmp_path: Path, level: float) -> None:
    samples = np.concatenate([noise(4, level), noise(3, level / 30, 1), noise(2, level / 2, 2)], axis=1)
    path = encoded(tmp_path / "a.wav", samples, "-c:a", "pcm_f32le")
    assert integrated(momentary(samples, 0)[3:]) == pytest.approx(ebur128(path)[0], abs=0.15)


def test_true_peaks_between_samples_are_found() -> None:
    time = np.arange(RATE) / RATE
    tone = np.sin(2 * np.pi * 12_000 * time + np.pi / 4).astype(np.float32)  # sampled only at 0.707
    assert np.abs(tone).max() == pytest.approx(0.707, abs=0.01)
    assert true_peaks(np.stack([tone, tone]))[100:-100].max() == pytest.approx(1.0, abs=0.03)


def test_the_limiter_holds_the_ceiling_and_leaves_the_rest_alone() -> None:
    samples = noise(2.0, 0.05)
    samples[:, 40_000:40_100] *= 30
    done = limited(samples, 0.5)
    assert true_peaks(done).max() <= 0.5 * 1.01
    assert np.array_equal(done[:, :39_000], samples[:, :39_000])
    assert np.array_equal(done[:, 41_500:], samples[:, 41_500:])
    assert limited(samples[:, :39_000], 0.5) is not None


def test_aac_in_parts_decodes_to_the_sound_without_a_seam(tmp_path: Path) -> None:
    time = np.arange(int(PART * 2.3)) / RATE
    tone = (0.3 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    path = encoded(tmp_path / "a.wav", np.stack([tone, tone]), "-c:a", "pcm_f32le")
    made = soundtrack(
        [Voice(path, 0, len(tone), 0)], len(tone), {path: sound_digest(path)},
        loudness_lufs=None, cache=tmp_path / "cache", jobs=2, progress=lambda share: None,
    )  # fmt: skip
    assert len(made.runs) == 3
    packets = [
        file.read_bytes()[offset : offset + size]
        for file, offsets, sizes in made.runs
        for offset, size in zip(offsets, sizes, strict=True)
    ]
    assert len(packets) == -(-len(tone) // 1024) + 1
    stream = b"".join(_adts(packet) for packet in packets)
    (tmp_path / "a.aac").write_bytes(stream)
    heard = coded_clips.hear(tmp_path / "a.aac")[1024 : 1024 + len(tone)]
    assert np.abs(heard - tone[: len(heard)])[RATE:-RATE].max() < 0.01


def _adts(packet: bytes) -> bytes:
    length = len(packet) + 7
    head = (0xFFF1 << 40) | (1 << 38) | (3 << 34) | (2 << 30) | (length << 13) | (0x7FF << 2)
    return head.to_bytes(7, "big") + packet


def test_a_part_that_is_damaged_is_not_read(tmp_path: Path) -> None:
    aac.write_part(tmp_path / "a.aac", [b"1234", b"567"])
    assert aac.read_part(tmp_path / "a.aac", 5).sizes == (4, 3)
    (tmp_path / "a.aac").write_bytes((tmp_path / "a.aac").read_bytes()[:-1])
    with pytest.raises(ValueError, match="length"):
        aac.read_part(tmp_path / "a.aac", 5)


@pytest.mark.parametrize("target", [-16.0, -23.0])
def test_the_film_is_brought_to_its_loudness_under_the_peak(tmp_path: Path, target: float) -> None:
    samples = chord(6.0) * 0.2
    for start in range(0, samples.shape[1] - 2400, 24_000):
        samples[:, start : start + 2400] *= 16  # bursts that would pass the ceiling
    path = encoded(tmp_path / "a.wav", samples, "-c:a", "pcm_f32le")
    made = soundtrack(
        [Voice(path, 0, 6 * RATE, 0)], 6 * RATE, {path: sound_digest(path)},
        loudness_lufs=target, cache=tmp_path / "cache", jobs=1, progress=lambda share: None,
    )  # fmt: skip
    stream = b"".join(
        _adts(file.read_bytes()[offset : offset + size])
        for file, offsets, sizes in made.runs
        for offset, size in zip(offsets, sizes, strict=True)
    )
    (tmp_path / "a.aac").write_bytes(stream)
    loudness, peak = ebur128(tmp_path / "a.aac")
    assert loudness == pytest.approx(target, abs=0.5)
    assert loudness == pytest.approx(made.loudness_lufs, abs=0.4)
    assert peak <= -1.0
    assert HOP == RATE // 10
    assert decibels(0.5) == pytest.approx(-6.02, abs=0.01)


def test_hard_edges_stay_under_the_peak_also_when_encoded(tmp_path: Path) -> None:
    edges = np.sign(np.sin(2 * np.pi * 220 * np.arange(3 * RATE) / RATE)).astype(np.float32) * 0.3
    path = encoded(tmp_path / "a.wav", np.stack([edges, edges]), "-c:a", "pcm_f32le")
    made = soundtrack(
        [Voice(path, 0, 3 * RATE, 0)], 3 * RATE, {path: sound_digest(path)},
        loudness_lufs=6.0, cache=tmp_path / "cache", jobs=1, progress=lambda share: None,
    )  # fmt: skip
    stream = b"".join(
        _adts(file.read_bytes()[offset : offset + size])
        for file, offsets, sizes in made.runs
        for offset, size in zip(offsets, sizes, strict=True)
    )
    (tmp_path / "a.aac").write_bytes(stream)
    assert ebur128(tmp_path / "a.aac")[1] <= -1.0
