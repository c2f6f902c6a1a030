"""References and own sounds that go along with requests."""

from __future__ import annotations

from pathlib import Path

import plan_media
import pytest
from plan_boards import board, compiled, shape

from wanboard.diagnostics import Diagnostic
from wanboard.files import sha256_file
from wanboard.plan.clip import Clip

Compiled = tuple[tuple[Clip, ...], tuple[Diagnostic, ...]]

CAST = """
characters:
  lin: {name: Lin, reference: lin.mp4}
  bo: {name: Bo, reference: bo.png}
  cy: {name: Cy, reference: "https://a.example/cy.png"}
  da: {name: Da, reference: da.png}
  ed: {name: Ed, reference: ed.png}
  fy: {name: Fy, reference: fy.png}
"""


@pytest.fixture
def cast(tmp_path: Path) -> Path:
    plan_media.mp4(tmp_path / "lin.mp4", 4.2)
    for number, name in enumerate(("bo", "da", "ed", "fy")):
        plan_media.png(tmp_path / f"{name}.png", 512, 512 + number)
    return tmp_path


def _clips(folder: Path, *actions: str, model: str = "wan2.6-r2v", cast: str = CAST) -> tuple[Clip, ...]:
    shots = "".join(f'  - {{duration: 3, action: "{action}"}}\n' for action in actions)
    clips, found = compiled(board(folder, f"{cast}render: {{model: {model}}}\nshots:\n{shots}"))
    assert [d for d in found if d.is_error] == []
    return clips


def test_references_go_along_in_order_with_their_bytes_and_seconds(cast: Path) -> None:
    (clip,) = _clips(cast, "{{ lin }} meets {{ bo }}", "{{ cy }} waits")
    assert [(m.role, m.name, m.identity) for m in clip.request.media] == [
        ("reference_video", "character1", f"sha256:{sha256_file(cast / 'lin.mp4')}"),
        ("reference_image", "character2", f"sha256:{sha256_file(cast / 'bo.png')}"),
        ("reference_image", "character3", "https://a.example/cy.png"),
    ]
    assert (clip.request.duration_s, clip.billed_s) == (6, 11)  # 6 s and 4.2 s of reference video
    assert clip.cost is not None
    assert clip.cost.amount == 11


def test_a_transparent_picture_is_pointed_out_and_goes_along(cast: Path) -> None:
    plan_media.png(cast / "bo.png", 512, 512, alpha=True)
    text = f'{CAST}render: {{model: wan2.6-r2v}}\nshots:\n  - {{duration: 3, action: "{{{{ bo }}}}"}}\n'
    (clip,), found = compiled(board(cast, text))
    assert len(clip.request.media) == 1
    (finding,) = found
    assert (finding.code, finding.is_error) == ("WB425", False)
    assert "transparent" in finding.message


def test_a_file_that_moved_is_the_same_request(cast: Path) -> None:
    before = _clips(cast, "{{ bo }}")[0].fingerprint
    (cast / "bo.png").rename(cast / "elsewhere.png")
    assert _clips(cast, "{{ bo }}", cast=CAST.replace("bo.png", "elsewhere.png"))[0].fingerprint == before


def test_packing_respects_how_many_references_go_in_one_request(cast: Path) -> None:
    clips = _clips(cast, "{{ lin }} {{ bo }} {{ cy }}", "{{ da }} {{ ed }}", "{{ fy }}")
    assert shape(clips) == [["main-01", "main-02"], ["main-03"]]
    assert [m.name for m in clips[1].request.media] == ["character1"]


def test_wan27_names_pictures_and_videos_apart_and_in_the_storyboards_language(cast: Path) -> None:
    (clip,) = _clips(cast, "{{ lin }} {{ bo }} {{ cy }}", model="wan2.7-r2v")
    assert [m.name for m in clip.request.media] == ["Video 1", "Image 1", "Image 2"]
    (clip,) = _clips(cast, "{{ lin }} {{ bo }}", model="wan2.7-r2v", cast=f"language: zh\n{CAST}")
    assert [m.name for m in clip.request.media] == ["视频1", "图1"]


def test_a_reference_video_shortens_what_wan27_makes(cast: Path) -> None:
    assert [c.request.duration_s for c in _clips(cast, *["{{ lin }}"] * 4, model="wan2.7-r2v")] == [9, 3]
    assert [c.request.duration_s for c in _clips(cast, *["{{ bo }}"] * 4, model="wan2.7-r2v")] == [12]


def test_reference_and_output_seconds_together_stay_within_wan30s_limit(cast: Path) -> None:
    clips = _clips(cast, *["{{ lin }}"] * 9, model="wan3.0-video")
    assert max(clip.request.duration_s for clip in clips) <= 25


def test_a_text_to_video_model_takes_no_references_along(cast: Path) -> None:
    (clip,) = _clips(cast, "{{ lin }}", model="wan2.6-t2v")
    assert clip.request.media == ()


@pytest.mark.parametrize(
    ("write", "code", "words"),
    [
        (lambda p: plan_media.png(p, 100, 512), "WB425", "100*512"),
        (lambda p: p.write_text("no picture"), "WB424", "neither a picture nor a video"),
        (lambda p: plan_media.mp4(p, 3), "WB424", "mp4"),
    ],
)
def test_a_file_that_the_model_does_not_take_is_an_error_before_sending(
    tmp_path: Path, write: object, code: str, words: str
) -> None:
    assert callable(write)
    write(tmp_path / "bo.png")
    text = "characters: {bo: {name: Bo, reference: bo.png}}\nrender: {model: wan2.6-r2v}\n"
    clips, found = compiled(board(tmp_path, text + 'shots: [{duration: 3, action: "{{ bo }}"}]\n'))
    assert clips == ()
    assert [d.code for d in found] == [code]
    assert words in found[0].message


def test_a_file_that_went_away_is_an_error_not_an_exception(tmp_path: Path) -> None:
    plan_media.png(tmp_path / "bo.png", 512, 512)
    plan_media.wav(tmp_path / "song.wav", 6)
    text = "characters: {bo: {name: Bo, reference: bo.png}}\nrender: {model: wan2.6-r2v}\n"
    shots = 'scenes: [{id: a, shots: [{duration: 3, action: "{{ bo }}"}]}, '
    shots += "{id: b, audio: song.wav, render: {model: wan2.6-t2v}, shots: [{duration: 3, action: x}]}]"
    storyboard = board(tmp_path, f"{text}{shots}\n")
    (tmp_path / "bo.png").unlink()
    (tmp_path / "song.wav").unlink()
    clips, found = compiled(storyboard)
    assert clips == ()
    assert [d.code for d in found] == ["WB426", "WB426"]


def test_a_reference_video_too_long_is_an_error(tmp_path: Path) -> None:
    plan_media.mp4(tmp_path / "bo.mp4", 31)
    text = "characters: {bo: {name: Bo, reference: bo.mp4}}\nrender: {model: wan2.6-r2v}\n"
    _, found = compiled(board(tmp_path, text + 'shots: [{duration: 3, action: "{{ bo }}"}]\n'))
    assert [(d.code, d.message) for d in found] == [("WB425", "'bo.mp4' lasts 31.0 s")]


def test_a_shot_without_a_reference_is_an_error_on_a_reference_model(cast: Path) -> None:
    text = f'{CAST}render: {{model: wan2.6-r2v}}\nshots: [{{duration: 3, action: "an empty street"}}]\n'
    _, found = compiled(board(cast, text))
    assert [d.code for d in found] == ["WB423"]


def test_a_video_behind_a_url_says_that_its_seconds_are_not_counted(tmp_path: Path) -> None:
    text = 'characters: {bo: {name: Bo, reference: "https://a.example/bo.mp4"}}\nrender: {model: wan2.6-r2v}\n'
    clips, found = compiled(board(tmp_path, text + 'shots: [{duration: 3, action: "{{ bo }}"}]\n'))
    assert [d.code for d in found] == ["WB429"]
    assert [clip.billed_s for clip in clips] == [3]


def _sound(folder: Path, audio: str, *lengths: float, model: str = "wan2.6-t2v") -> Compiled:
    shots = "".join(f"      - {{duration: {length}, action: x, new_clip: true}}\n" for length in lengths)
    text = f"render: {{model: {model}}}\nscenes:\n  - id: a\n    {audio}\n    shots:\n{shots}"
    return compiled(board(folder, text))


def test_a_scenes_sound_is_cut_to_each_clips_range(tmp_path: Path) -> None:
    plan_media.wav(tmp_path / "song.wav", 12)
    clips, found = _sound(tmp_path, "audio: song.wav", 5, 4, 2)
    assert found == ()
    assert [m.clip_ms for clip in clips for m in clip.request.media] == [
        (0, 5000),
        (5000, 9000),
        (9000, 12000),
    ]
    assert len({clip.fingerprint for clip in clips}) == 3
    assert {m.identity for clip in clips for m in clip.request.media} == {
        f"sha256:{sha256_file(tmp_path / 'song.wav')}"
    }


def test_a_clip_with_too_little_of_the_scenes_sound_left_goes_without(tmp_path: Path) -> None:
    plan_media.wav(tmp_path / "song.wav", 6)
    clips, found = _sound(tmp_path, "audio: song.wav", 5, 4)
    assert [len(clip.request.media) for clip in clips] == [1, 0]
    assert [(d.code, d.is_error) for d in found] == [("WB427", False)]


def test_a_scenes_sound_on_a_silent_model_stays_in_the_film(tmp_path: Path) -> None:
    plan_media.wav(tmp_path / "song.wav", 12)
    clips, found = _sound(tmp_path, "audio: song.wav", 5, model="wan2.2-t2v-plus")
    assert [clip.request.media for clip in clips] == [()]
    assert found == ()


def test_an_own_sound_goes_along_whole_and_leaves_out_the_switch(tmp_path: Path) -> None:
    plan_media.wav(tmp_path / "voice.wav", 6)
    clips, found = _sound(tmp_path, "render: {audio: voice.wav}", 5, model="wan2.5-t2v-preview")
    assert found == ()
    assert [(m.role, m.clip_ms) for m in clips[0].request.media] == [("audio", None)]
    assert "audio" not in clips[0].request.parameters


def test_an_own_sound_with_several_clips_is_pointed_out(tmp_path: Path) -> None:
    plan_media.wav(tmp_path / "voice.wav", 6)
    clips, found = _sound(tmp_path, "render: {audio: voice.wav}", 5, 5)
    assert len(clips) == 2
    assert [d.code for d in found] == ["WB428"]


@pytest.mark.parametrize(("seconds", "message"), [(2, "lasts 2.0 s"), (31, "lasts 31.0 s")])
def test_an_own_sound_outside_the_services_limits_is_an_error(tmp_path: Path, seconds: float, message: str) -> None:
    plan_media.wav(tmp_path / "voice.wav", seconds)
    clips, found = _sound(tmp_path, "render: {audio: voice.wav}", 5)
    assert clips == ()
    assert [d.code for d in found] == ["WB425"]
    assert message in found[0].message
