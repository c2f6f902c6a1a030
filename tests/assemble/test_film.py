"""Films of clips that say which frame they are, decoded by ffmpeg: every frame where it belongs, the sound with it."""

import hashlib
import random
import subprocess
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import coded_clips
import numpy as np
import pytest

from wanboard.assemble.build import assemble
from wanboard.assemble.film import Caption, Chapter, FilmResult, FilmSpec, Join, MusicTrack, Segment, Sound, Speech
from wanboard.assemble.prepare import prepare
from wanboard.errors import MediaError

SIZE = (320, 192)
AUDIO_FRAME = 1024 / 44_100


def film(spec: FilmSpec, folder: Path, *, jobs: int = 1) -> FilmResult:
    return assemble(spec, folder / "film.mp4", cache=folder / "cache", jobs=jobs, progress=lambda share, what: None)


def frames_of(spec: FilmSpec) -> list[tuple[int, int]]:
    """Clip and frame that a film of cuts has to show."""
    return [
        (int(segment.take.stem), round(segment.start_s * spec.fps) + frame)
        for segment in spec.segments
        for frame in range(segment.frames)
    ]


def beeps_of(spec: FilmSpec) -> list[float]:
    """When a film of cuts has to beep; beeps too near a cut to be told from the next are left out."""
    found, at = [], 0
    for segment in spec.segments:
        first = round(segment.start_s * spec.fps)
        for second in range(10):
            frame = second * spec.fps - first
            if 0 < frame <= segment.frames - 6:
                found.append((at + frame) / spec.fps)
        at += segment.frames
    return found


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def test_cuts_between_clips_of_any_encoder_show_every_frame_once(clips: dict[int, Path], tmp_path: Path) -> None:
    lengths = [(1, 75), (2, 61), (3, 40), (4, 70), (1, 33), (4, 75), (2, 74)]
    spec = FilmSpec(tuple(Segment(clips[clip], 0.0, frames) for clip, frames in lengths), 30)
    result = film(spec, tmp_path)
    shown, said = coded_clips.decode(result.path, SIZE)
    assert shown == frames_of(spec)
    assert said == ""
    assert (result.frames, result.copied_frames + result.encoded_frames) == (spec.frames, spec.frames)
    assert result.encoded_frames < 12
    assert result.duration_s == spec.frames / 30


def test_clips_that_begin_within_a_take_resume_at_its_keyframe(clips: dict[int, Path], tmp_path: Path) -> None:
    spec = FilmSpec(tuple(Segment(clips[clip], start / 30, 30) for clip, start in ((1, 10), (3, 33), (2, 45))), 30)
    result = film(spec, tmp_path)
    shown, said = coded_clips.decode(result.path, SIZE)
    assert shown == frames_of(spec)
    assert said == ""


def test_packets_of_clips_that_agree_are_the_takes_own(alike: dict[int, Path], tmp_path: Path) -> None:
    spec = FilmSpec(tuple(Segment(alike[clip], 0.0, 75) for clip in (11, 12, 13, 11)), 30)
    result = film(spec, tmp_path)
    assert packets(result.path) == [packet for clip in (11, 12, 13, 11) for packet in packets(alike[clip])]
    assert result.encoded_frames == 0


def test_copied_pictures_decode_to_the_takes_own_pixels(clips: dict[int, Path], tmp_path: Path) -> None:
    segments = (Segment(clips[1], 0.0, 75), Segment(clips[2], 0.0, 75, Join("crossfade", 10)))
    result = film(FilmSpec(segments, 30), tmp_path)

    def pixels(path: Path) -> list[str]:
        with av.open(str(path)) as container:
            return [hashlib.sha256(f.to_ndarray().tobytes()).hexdigest() for f in container.decode(video=0)]

    shown = pixels(result.path)
    assert shown[:60] == pixels(clips[1])[:60]
    assert shown[140 - 35 :] == pixels(clips[2])[75 - 35 :]
    assert result.copied_frames == 65 + 35


def test_the_clock_is_constant_and_monotonic_and_the_index_comes_first(clips: dict[int, Path], tmp_path: Path) -> None:
    spec = FilmSpec(tuple(Segment(clips[clip], 0.0, 50) for clip in (2, 1, 4)), 30)
    path = film(spec, tmp_path).path
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.average_rate == Fraction(30)
        times = [(p.dts, p.pts, p.duration) for p in container.demux(stream) if p.size]
    assert all(later[0] > earlier[0] for earlier, later in pairwise(times))
    assert sorted(pts for _, pts, _ in times) == list(range(0, 150 * 512, 512))
    data = path.read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")


def test_chapters_metadata_and_colour_are_in_the_file(alike: dict[int, Path], tmp_path: Path) -> None:
    chapters = (Chapter("The address", 0), Chapter("眼睛", 40), Chapter("Late", 100))
    spec = FilmSpec(
        tuple(Segment(alike[clip], 0.0, 75) for clip in (11, 12)),
        30,
        chapters=chapters,
        metadata={"title": "霓虹 Rain", "comment": "AI-generated"},
    )
    with av.open(str(film(spec, tmp_path).path)) as container:
        found = [(c["metadata"]["title"], Fraction(c["start"]) * c["time_base"]) for c in container.chapters()]
        assert found == [(c.title, Fraction(c.first_frame, 30)) for c in chapters]
        assert container.metadata["title"] == "霓虹 Rain"
        assert container.metadata["comment"] == "AI-generated"
        context = container.streams.video[0].codec_context
        assert (context.color_primaries, context.color_trc, context.colorspace) == (1, 1, 1)


def test_more_chapters_than_the_short_list_holds(alike: dict[int, Path], tmp_path: Path) -> None:
    segments = tuple(Segment(alike[11], 0.0, 75) for _ in range(4))
    chapters = tuple(Chapter(f"shot {n}", n) for n in range(300))
    with av.open(str(film(FilmSpec(segments, 30, chapters=chapters), tmp_path).path)) as container:
        assert [c["metadata"]["title"] for c in container.chapters()] == [c.title for c in chapters]


@pytest.mark.parametrize("mode", ["mix", "copy"])
def test_after_a_hundred_cuts_sound_and_picture_agree_within_an_audio_frame(
    alike: dict[int, Path], tmp_path: Path, mode: str
) -> None:
    dice = random.Random(5)
    segments = tuple(Segment(alike[dice.choice((11, 12, 13))], 0.0, dice.randint(36, 75)) for _ in range(101))
    spec = FilmSpec(segments, 30, sound=mode)  # type: ignore[arg-type]
    result = film(spec, tmp_path)
    heard = np.asarray(coded_clips.onsets(coded_clips.hear(result.path)))
    late = [heard[np.abs(heard - wanted).argmin()] - wanted for wanted in beeps_of(spec)]
    assert len(late) > 100
    assert max(map(abs, late)) < (0.002 if mode == "mix" else AUDIO_FRAME)
    assert coded_clips.decode(result.path, SIZE) == (frames_of(spec), "")
    with av.open(str(result.path)) as container:
        stream = container.streams.audio[0]
        assert stream.duration is not None
        assert stream.time_base is not None
        assert float(stream.duration * stream.time_base) == pytest.approx(spec.frames / 30, abs=AUDIO_FRAME)


def test_sound_is_copied_packet_by_packet_where_asked(alike: dict[int, Path], tmp_path: Path) -> None:
    spec = FilmSpec((Segment(alike[11], 0.0, 75), Segment(alike[12], 0.0, 75)), 30, sound="copy")
    result = film(spec, tmp_path)

    def sound(path: Path) -> list[bytes]:
        with av.open(str(path)) as container:
            return [bytes(packet) for packet in container.demux(audio=0) if packet.size]

    own, other = sound(alike[11]), sound(alike[12])
    found = sound(result.path)
    assert found[:100] == own[:100]
    assert all(packet in other for packet in found[-100:])
    assert result.notes == ()


def test_copied_sound_that_cannot_be_is_mixed_and_says_so(alike: dict[int, Path], tmp_path: Path) -> None:
    segments = (Segment(alike[11], 0.0, 75), Segment(alike[12], 0.0, 75, Join("crossfade", 10)))
    result = film(FilmSpec(segments, 30, sound="copy"), tmp_path)
    assert result.notes == ("the sound is mixed, not copied: there are transitions",)
    assert result.has_audio


def test_a_crossfade_shows_both_and_a_dip_is_black_at_the_cut(alike: dict[int, Path], tmp_path: Path) -> None:
    segments = (
        Segment(alike[11], 0.0, 75),
        Segment(alike[12], 0.0, 75, Join("crossfade", 16)),
        Segment(alike[13], 0.0, 75, Join("dip-to-black", 20)),
    )
    spec = FilmSpec(segments, 30)
    result = film(spec, tmp_path)
    command = [coded_clips.FFMPEG, "-v", "error", "-i", str(result.path), "-f", "rawvideo", "-pix_fmt", "gray", "-"]
    grey = np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.uint8)
    shown = grey.reshape(-1, SIZE[1], SIZE[0]).astype(int)
    assert len(shown) == spec.frames == 209
    middle = 59 + 8
    both = (coded_clips.picture(11, middle, SIZE).astype(int) + coded_clips.picture(12, middle - 59, SIZE)) / 2
    assert np.abs(shown[middle] - both).mean() < 6
    assert shown[134].mean() < 24
    assert shown[133].mean() < 24
    assert shown[134 + 10].mean() > 60
    assert coded_clips.number(shown[134 + 10]) == (13, 10)
    assert coded_clips.number(shown[59 + 16]) == (12, 16)


def test_a_title_is_drawn_where_it_is_shown_and_the_rest_is_copied(alike: dict[int, Path], tmp_path: Path) -> None:
    title = Segment(alike[11], 0.0, 75, captions=(Caption("title", "Neon 霓虹", 30, 15),))
    result = film(FilmSpec((title,), 30), tmp_path)
    with av.open(str(result.path)) as film_file, av.open(str(alike[11])) as take_file:
        pairs = zip(film_file.decode(video=0), take_file.decode(video=0), strict=True)
        away = [np.abs(a.to_ndarray().astype(int) - b.to_ndarray()).max() for a, b in pairs]
    assert [n for n, most in enumerate(away) if most > 60] == list(range(30, 45))
    assert [n for n, most in enumerate(away) if most == 0] == [*range(30), *range(60, 75)]


def test_takes_of_another_size_rate_codec_and_without_sound_are_made_to_fit(
    alike: dict[int, Path], tmp_path: Path
) -> None:
    odd = coded_clips.make(tmp_path / "1.mp4", 1, 48, fps=24, size=(640, 384), audio=None)
    vp9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-pix_fmt", "yuv420p")
    web = coded_clips.make(tmp_path / "2.webm", 2, 60, size=SIZE, video=vp9, audio=("-c:a", "libopus"), rate=48_000)
    spec = FilmSpec((Segment(alike[11], 0.0, 75), Segment(odd, 0.0, 60), Segment(web, 0.0, 60)), 30)
    result = film(spec, tmp_path)
    shown, said = coded_clips.decode(result.path, SIZE)
    assert said == ""
    assert (result.width, result.height, len(shown)) == (*SIZE, 195)
    assert shown[:75] == [(11, n) for n in range(75)]
    assert shown[75:135] == [(1, int((n + 0.5) * 24 / 30)) for n in range(60)]
    assert shown[135:] == [(2, n) for n in range(60)]
    heard = np.asarray(coded_clips.onsets(coded_clips.hear(result.path)))
    assert not [beep for beep in heard if 2.55 < beep < 4.49]
    assert min(abs(heard - 5.5)) < 0.003


def test_a_take_beside_the_film_in_shape_gets_black_beside_it(alike: dict[int, Path], tmp_path: Path) -> None:
    tall = coded_clips.make(tmp_path / "1.mp4", 1, 30, size=(192, 320), audio=None)
    spec = FilmSpec((Segment(alike[11], 0.0, 75), Segment(tall, 0.0, 30)), 30)
    with av.open(str(film(spec, tmp_path).path)) as container:
        last = list(container.decode(video=0))[-1].to_ndarray()[: SIZE[1]]
    assert last[:, :100].max() <= 20
    assert last[:, -100:].max() <= 20
    assert last[:, 130:190].mean() > 50


def test_a_short_take_holds_its_last_frame_and_says_so(alike: dict[int, Path], tmp_path: Path) -> None:
    spec = FilmSpec((Segment(alike[11], 0.0, 79), Segment(alike[12], 0.0, 75)), 30)
    result = film(spec, tmp_path)
    shown, _ = coded_clips.decode(result.path, SIZE)
    assert shown == [*((11, n) for n in range(75)), *[(11, 74)] * 4, *((12, n) for n in range(75))]
    assert [note for note in result.notes if "4 frames too short" in note]


def test_what_was_made_is_kept_and_one_change_makes_one_span(alike: dict[int, Path], tmp_path: Path) -> None:
    segments = tuple(Segment(alike[11 + n % 3], 0.0, 75, Join("crossfade", 10 if n else 0)) for n in range(4))
    spec = FilmSpec(segments, 30)
    film(spec, tmp_path)
    drawn = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache" / "drawn").iterdir()}
    assert len(drawn) == 3
    again = film(spec, tmp_path)
    changed = replace(spec, segments=(*segments[:3], replace(segments[3], join=Join("crossfade", 12))))
    film(changed, tmp_path)
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache" / "drawn").iterdir()}
    assert {path: after[path] for path in drawn} == drawn
    assert len(after) == 4
    assert again.frames == spec.frames


def test_the_same_film_is_the_same_file(alike: dict[int, Path], tmp_path: Path) -> None:
    segments = (Segment(alike[11], 0.0, 75), Segment(alike[12], 0.0, 75, Join("crossfade", 10)))
    spec = FilmSpec(segments, 30, chapters=(Chapter("a", 0),))
    first = film(spec, tmp_path).path.read_bytes()
    assert film(spec, tmp_path).path.read_bytes() == first
    (other := tmp_path / "other").mkdir()
    assert film(spec, other, jobs=2).path.read_bytes() == first


def test_prepared_takes_are_found_by_the_film(tmp_path: Path) -> None:
    odd = coded_clips.make(tmp_path / "1.mp4", 1, 24, fps=24, size=(160, 96))
    cache = tmp_path / "cache"
    assert prepare(odd, size=SIZE, fps=30, cache=cache)
    made = {path: path.stat().st_mtime_ns for path in (cache / "conformed").iterdir()}
    film(FilmSpec((Segment(odd, 0.0, 30),), 30, size=SIZE), tmp_path)
    assert {path: path.stat().st_mtime_ns for path in (cache / "conformed").iterdir()} == made
    assert not prepare(odd, size=(160, 96), fps=24, cache=cache)


def test_a_scenes_own_recording_goes_on_uncut_over_its_segments(alike: dict[int, Path], tmp_path: Path) -> None:
    voice = tmp_path / "voice.wav"
    tone = np.sin(2 * np.pi * 300 * np.arange(48_000 * 6) / 48_000).astype(np.float32) * 0.3
    command = [coded_clips.FFMPEG, "-v", "error", "-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "-", str(voice)]
    subprocess.run(command, input=tone.tobytes(), check=True)
    segments = tuple(
        Segment(alike[clip], 0.0, 60, sound=Sound(voice, 2.0 * place)) for place, clip in enumerate((11, 12, 13))
    )
    result = film(FilmSpec(segments, 30, loudness_lufs=None), tmp_path)
    heard = coded_clips.hear(result.path)[4800:-4800]
    level = np.sqrt(np.convolve(heard**2, np.ones(480) / 480, "valid"))
    assert level.min() > level.max() * 0.97  # neither a gap nor a click at the cuts
    assert np.abs(np.diff(heard)).max() < 0.02


def test_music_plays_under_and_ducks_where_somebody_speaks(alike: dict[int, Path], tmp_path: Path) -> None:
    music = tmp_path / "music.mp3"
    made = ["-f", "lavfi", "-i", "sine=f=220:d=9:r=44100", str(music)]
    subprocess.run([coded_clips.FFMPEG, "-v", "error", *made], check=True)
    segments = tuple(
        Segment(alike[clip], 0.0, 75, mute=True, speech=(Speech(15, 45),) if clip == 12 else ())
        for clip in (11, 12, 13)
    )
    spec = FilmSpec(segments, 30, music=MusicTrack(music, -12.0), loudness_lufs=None)
    heard = coded_clips.hear(film(spec, tmp_path).path)

    def level(second: float) -> float:
        part = heard[int(second * 48_000) : int((second + 0.3) * 48_000)]
        return float(20 * np.log10(np.sqrt((part**2).mean())))

    assert level(1.0) - level(3.5) == pytest.approx(10, abs=0.5)
    assert level(5.4) == pytest.approx(level(1.0), abs=0.5)
    assert level(7.1) < level(1.0) - 6


def test_a_film_without_any_sound_has_no_sound_track(tmp_path: Path) -> None:
    silent = coded_clips.make(tmp_path / "1.mp4", 1, 30, audio=None)
    assert not film(FilmSpec((Segment(silent, 0.0, 30),), 30), tmp_path).has_audio


def test_a_film_that_cannot_be_made_leaves_the_old_one(alike: dict[int, Path], tmp_path: Path) -> None:
    spec = FilmSpec((Segment(alike[11], 0.0, 75),), 30)
    before = film(spec, tmp_path).path.read_bytes()
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"<Error/>")
    with pytest.raises(MediaError, match="XML"):
        film(replace(spec, segments=(*spec.segments, Segment(bad, 0.0, 10))), tmp_path)
    with pytest.raises(MediaError, match=r"from 9\.000 s on"):
        film(replace(spec, segments=(Segment(alike[11], 9.0, 10),)), tmp_path)
    assert (tmp_path / "film.mp4").read_bytes() == before
    assert not list(tmp_path.glob(".film*"))


@pytest.mark.parametrize("turn", ["90", "180", "-90"])
def test_a_turned_take_is_shown_as_players_show_it(tmp_path: Path, turn: str) -> None:
    flat = coded_clips.make(tmp_path / "1.mp4", 1, 10, size=SIZE, audio=None)
    turned = tmp_path / "turned.mp4"
    command = [coded_clips.FFMPEG, "-v", "error", "-display_rotation", turn, "-i", str(flat), "-c", "copy"]
    subprocess.run([*command, str(turned)], check=True)
    size = SIZE if turn == "180" else (SIZE[1], SIZE[0])
    path = film(FilmSpec((Segment(turned, 0.0, 10),), 30, size=size), tmp_path).path

    def first(file: Path) -> np.ndarray:
        command = [coded_clips.FFMPEG, "-v", "error", "-i", str(file), "-frames:v", "1", "-f", "rawvideo"]
        grey = subprocess.run([*command, "-pix_fmt", "gray", "-"], check=True, capture_output=True).stdout
        return np.frombuffer(grey, np.uint8).reshape(size[1], size[0]).astype(int)

    assert np.abs(first(path) - first(turned)).mean() < 4


def test_a_take_that_decoding_recovers_from_slowly_is_drawn_from_its_beginning(tmp_path: Path) -> None:
    refreshed = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-x264-params", "intra-refresh=1:keyint=20")
    clip = coded_clips.make(tmp_path / "1.mp4", 1, 60, size=SIZE, video=refreshed, audio=None)
    spec = FilmSpec((Segment(clip, 0.0, 48), Segment(clip, 1.5, 15)), 30)
    assert coded_clips.decode(film(spec, tmp_path).path, SIZE) == (frames_of(spec), "")


def test_pixels_that_are_not_square_become_square(tmp_path: Path) -> None:
    wide = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-vf", "setsar=2/1")
    clip = coded_clips.make(tmp_path / "1.mp4", 1, 10, size=(320, 384), video=wide, audio=None)
    path = film(FilmSpec((Segment(clip, 0.0, 10),), 30, size=(320, 192)), tmp_path).path
    shown, _ = coded_clips.decode(path, SIZE)
    assert [frame for _, frame in shown] == list(range(10))
