"""Sample tables read and written: against the media library, on files that it or ffmpeg wrote."""

import subprocess
from fractions import Fraction
from pathlib import Path

import av
import coded_clips
import pytest

from wanboard.media.mp4 import write as writing
from wanboard.media.mp4.boxes import box, walk
from wanboard.media.mp4.h264 import avcc, parse_avcc, read_sps
from wanboard.media.mp4.read import Unfit, read_tracks
from wanboard.media.mp4.tracks import Movie, Samples, Track
from wanboard.media.packets import read_packets
from wanboard.media.take import copyable, read_picture

SETTINGS = {
    "reordered": ("-preset", "slow", "-bf", "5", "-b-pyramid", "normal", "-g", "25"),
    "baseline": ("-preset", "ultrafast", "-profile:v", "baseline"),
    "open": ("-preset", "fast", "-x264-params", "open-gop=1:keyint=20:bframes=3"),
}


@pytest.fixture(scope="module", params=SETTINGS)
def clip(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mp4") / f"{request.param}.mp4"
    video = ("-c:v", "libx264", "-pix_fmt", "yuv420p", *SETTINGS[request.param])
    return coded_clips.make(path, 3, 70, video=video)


def remuxed(clip: Path, target: Path, *options: str) -> Path:
    command = [coded_clips.FFMPEG, "-v", "error", "-y", "-i", str(clip), "-c", "copy", *options, str(target)]
    subprocess.run(command, check=True)
    return target


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_samples_are_where_the_media_library_finds_them(clip: Path, kind: str) -> None:
    track = next(t for t in read_tracks(clip) if t.kind == {"video": "vide", "audio": "soun"}[kind])
    with av.open(str(clip)) as container:
        stream = container.streams.get(**{kind: 0})[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
    assert list(track.sizes) == [packet.size for packet in packets]
    assert list(track.offsets) == [packet.pos for packet in packets]
    assert [time - track.media_start for time in track.shown] == [packet.pts for packet in packets]
    if kind == "video":
        assert [bool(flag) for flag in track.sync] == [packet.is_keyframe for packet in packets]


def test_a_copy_may_begin_only_where_decoding_alone_gives_the_same_pictures(clip: Path, tmp_path: Path) -> None:
    picture, sets, _ = copyable(read_picture(clip, 30))
    data = clip.read_bytes()
    for start in picture.starts:
        for end in [end for end in picture.ends if start < end][::7]:
            stream = b"\0\0\0\1" + b"\0\0\0\1".join([*sets.sps, *sets.pps])
            for sample in range(start, end):
                place, left = picture.track.offsets[sample], picture.track.sizes[sample]
                while left:
                    size = int.from_bytes(data[place : place + 4], "big")
                    stream += b"\0\0\0\1" + data[place + 4 : place + 4 + size]
                    place, left = place + 4 + size, left - 4 - size
            (tmp_path / "part.h264").write_bytes(stream)
            shown, said = coded_clips.decode(tmp_path / "part.h264", (320, 192))
            assert shown == [(3, frame) for frame in range(start, end)]
            assert "error" not in said


def test_open_gops_offer_no_start_within(tmp_path: Path) -> None:
    video = ("-c:v", "libx264", "-pix_fmt", "yuv420p", *SETTINGS["open"])
    picture, _, _ = copyable(read_picture(coded_clips.make(tmp_path / "a.mp4", 1, 70, video=video), 30))
    assert picture.starts == (0,)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("-movflags", "frag_keyframe+empty_moov"), "fragmented"),
        (("-r", "25", "-c:v", "libx264"), "frame rate"),
        (("-c:v", "libx265"), "avc1"),
        (("-c:v", "libx264", "-pix_fmt", "yuv444p"), "another kind"),
        (("-c:v", "libx264", "-vf", "setsar=4/3"), "another kind"),
        (("-c:v", "libx264", "-flags", "+ildct+ilme", "-x264-params", "tff=1"), "another kind"),
        (("-c:v", "mpeg4"), "avc1"),
    ],
)
def test_what_cannot_be_copied_is_told_with_its_reason(tmp_path: Path, options: tuple[str, ...], reason: str) -> None:
    clip = coded_clips.make(tmp_path / "a.mp4", 1, 30)
    other = remuxed(clip, tmp_path / "b.mp4", *options)
    with pytest.raises(Unfit, match=reason):
        copyable(read_picture(other, 30))


def test_a_picture_that_is_turned_or_cut_by_an_edit_list_is_not_copied(tmp_path: Path) -> None:
    clip = coded_clips.make(tmp_path / "a.mp4", 1, 60, video=("-c:v", "libx264", "-bf", "0", "-g", "60"))
    command = [coded_clips.FFMPEG, "-v", "error", "-display_rotation", "90", "-i", str(clip), "-c", "copy"]
    subprocess.run([*command, str(tmp_path / "turned.mp4")], check=True)
    with pytest.raises(Unfit, match="turned"):
        read_picture(tmp_path / "turned.mp4", 30)
    command = [coded_clips.FFMPEG, "-v", "error", "-ss", "1", "-i", str(clip), "-c", "copy"]
    subprocess.run([*command, str(tmp_path / "late.mp4")], check=True)
    with pytest.raises(Unfit, match="edit list"):
        read_picture(tmp_path / "late.mp4", 30)


@pytest.mark.parametrize(
    "content", [b"", b"ftyp", b"\0" * 64, box(b"moov"), box(b"ftyp", b"isom") + box(b"moov", b"x")]
)
def test_what_is_no_mp4_is_unfit(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(Unfit):
        read_picture(path, 30)


def test_a_file_with_any_byte_of_its_index_damaged_is_read_or_unfit(tmp_path: Path) -> None:
    whole = remuxed(
        coded_clips.make(tmp_path / "a.mp4", 1, 20), tmp_path / "b.mp4", "-movflags", "+faststart"
    ).read_bytes()
    size = int.from_bytes(whole[32:36], "big") if whole[36:40] == b"moov" else 4000
    path = tmp_path / "c.mp4"
    outcomes = set()
    for place in range(32, 32 + size, 11):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        try:
            copyable(read_picture(path, 30))
            read_packets(path)
            outcomes.add("read")
        except Unfit:
            outcomes.add("unfit")
    assert outcomes == {"read", "unfit"}


def test_parameter_sets_go_through_a_sample_entry_unchanged(clip: Path) -> None:
    track = next(t for t in read_tracks(clip) if t.kind == "vide")
    sets = parse_avcc(track.entries[0])
    kinds = {kind: (start, end) for kind, start, end in walk(track.entries[0], 86)}
    start, end = kinds[b"avcC"]
    assert avcc(sets)[8:] == track.entries[0][start:end]
    sps = read_sps(sets.sps[0])
    assert (sps.width, sps.height, sps.chroma_format, sps.bit_depth, sps.progressive) == (320, 192, 1, 8, True)


@pytest.mark.parametrize("wide", [False, True])
def test_what_is_written_is_read_again(clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wide: bool) -> None:
    if wide:
        monkeypatch.setattr(writing, "_WIDE", 1000)
    picture, _, _ = copyable(read_picture(clip, 30))
    track = picture.track
    samples = Samples()
    late = max(number - frame for number, frame in enumerate(picture.order))
    samples.extend(clip, track.offsets, track.sizes, places=picture.order, sync=track.sync)
    film = Track("vide", samples, 15360, 512, track.entries, late * 512, 70 * 512, (320, 192))
    target = tmp_path / "film.mp4"
    writing.write_movie(target, Movie([film], metadata={"title": "x"}))
    written, _, _ = copyable(read_picture(target, 30))
    assert (written.order, written.starts, written.first_s) == (picture.order, picture.starts, 0.0)
    assert (b"co64" in target.read_bytes()) is wide
    shown, said = coded_clips.decode(target, (320, 192))
    assert (shown, said) == ([(3, n) for n in range(70)], "")


def test_a_source_that_became_shorter_is_an_error(clip: Path, tmp_path: Path) -> None:
    samples = Samples()
    samples.extend(clip, [clip.stat().st_size - 5], [100])
    track = Track("vide", samples, 15360, 512, [b""], 0, 512, (320, 192))
    with pytest.raises(ValueError, match="shorter"):
        writing.write_movie(tmp_path / "film.mp4", Movie([track]))


def test_sound_packets_begin_before_the_clock_by_the_encoders_delay(clip: Path) -> None:
    packets = read_packets(clip)
    assert (packets.rate, packets.channels, packets.begins) == (44_100, 2, -1024)
    with av.open(str(clip)) as container:
        assert packets.config == container.streams.audio[0].codec_context.extradata
        first = next(p for p in container.demux(audio=0) if p.size)
        assert first.pts * first.time_base == Fraction(packets.begins, 44_100)
