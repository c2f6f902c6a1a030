"""wan2.6-t2v and wan2.6-t2v-us, every parameter from the storyboard to the wire."""

from __future__ import annotations

import pytest
from service.models import TIERS
from storyboard_builds import FPS, Project, tones

from wanboard.errors import ExitCode
from wanboard.media.probe import probe

HEAD = """\
wanboard: 1
title: Small
language: en
film: {fps: 10, size: 320*180, loudness: off}
"""

SIZES = (*TIERS["720P"], *TIERS["1080P"])


def shot(action: str = "Rain falls.", at: str = "0-2") -> str:
    return f'      - {{at: {at}, action: "{action}"}}\n'


def test_every_size_of_720p_and_1080p_is_generated_and_plays_in_one_film(project: Project) -> None:
    scenes = "".join(
        f"  - id: s{n}\n    render: {{size: {size}}}\n    shots:\n{shot()}" for n, size in enumerate(SIZES)
    )
    project.write(HEAD + "scenes:\n" + scenes)
    film = probe(project.build(), decode=True)
    assert sorted(body["parameters"]["size"] for body in project.bodies()) == sorted(SIZES)
    assert (film.frames, film.width, film.height) == (len(SIZES) * 2 * FPS, 320, 180)


def test_every_length_from_2_to_15_seconds_is_one_clip(project: Project) -> None:
    lengths = range(2, 16)
    scenes = "".join(f"  - id: s{n}\n    shots:\n{shot(at=f'0-{n}')}" for n in lengths)
    project.write(HEAD + "render: {size: 1280*720}\nscenes:\n" + scenes)
    assert project.run("plan", "film.yaml", "--json") == ExitCode.DONE
    (board,) = project.document()["storyboards"]
    assert [clip["seconds"] for clip in board["clips"]] == list(lengths)


def test_every_parameter_reaches_the_service(project: Project) -> None:
    render = "{size: 1280*720, seed: 2147483647, negative_prompt: 'text, {{ vars.bad }}',"
    render += " watermark: true, prompt_extend: true}"
    project.write(
        HEAD + f"vars: {{bad: logo}}\nrender: {render}\nscenes:\n  - id: a\n    shots:\n{shot()}{shot(at='2-4')}"
    )
    project.build()
    (body,) = project.bodies()
    assert body["input"]["negative_prompt"] == "text, logo"
    assert body["parameters"] == {
        "size": "1280*720", "duration": 4, "seed": 2147483647, "prompt_extend": True, "watermark": True,
        "shot_type": "multi",
    }  # fmt: skip


def test_one_shot_is_sent_as_single_and_several_as_multi(project: Project) -> None:
    project.write(
        HEAD + "render: {size: 1280*720, watermark: false, prompt_extend: false}\nscenes:\n"
        f"  - id: one\n    shots:\n{shot()}"
        f"  - id: two\n    render: {{prompt_extend: true}}\n    shots:\n{shot()}{shot(at='2-4')}"
    )
    project.build()
    kinds = {body["parameters"]["duration"]: body["parameters"] for body in project.bodies()}
    assert (kinds[2]["shot_type"], kinds[2]["prompt_extend"]) == ("single", False)
    assert (kinds[4]["shot_type"], kinds[4]["prompt_extend"]) == ("multi", True)


def test_own_sound_by_address_goes_as_it_is(project: Project) -> None:
    project.write(
        HEAD + "render: {size: 1280*720, audio: https://example.org/song.mp3}\n"
        f"scenes:\n  - id: a\n    shots:\n{shot()}"
    )
    project.build()
    (body,) = project.bodies()
    assert body["input"]["audio_url"] == "https://example.org/song.mp3"
    assert not project.service.of("upload")


@pytest.mark.parametrize("model", ["wan2.6-t2v", "wan2.7-t2v"])
def test_own_sound_from_a_file_goes_up_and_is_sent(model: str, project: Project) -> None:
    song = tones(project.folder / "sound/song.wav", 4)
    project.write(
        HEAD + f"render: {{model: {model}, resolution: 720P, audio: sound/song.wav}}\n"
        f"scenes:\n  - id: a\n    shots:\n{shot()}"
    )
    project.build()
    assert "uploading  song.wav" in project.err
    (record,) = project.submissions()
    assert record.headers["X-DashScope-OssResourceResolve"] == "enable"
    assert project.stored(record.body["input"]["audio_url"]) == song.read_bytes()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: tones(path, 2), "lasts 2.0 s"),
        (lambda path: tones(path, 31), "lasts 31.0 s"),
        (lambda path: tones(path, 29, rate=280000), "15.5 MB"),
        (lambda path: path.write_bytes(b"OggS" + bytes(100)), "no WAV or MP3"),
    ],
)
def test_own_sound_that_the_model_does_not_take_is_told_before_sending(make, words: str, project: Project) -> None:  # type: ignore[no-untyped-def]
    make(project.folder / "song.wav")
    project.write(HEAD + f"render:\n  size: 1280*720\n  audio: song.wav\nscenes:\n  - id: a\n    shots:\n{shot()}")
    assert project.run("build", "film.yaml", "--yes") == ExitCode.STORYBOARD
    assert "film.yaml:7:10: error[WB42" in project.err
    assert words in project.err
    assert not project.service.state.log.records


def test_the_virginia_model_takes_its_own_lengths(project: Project) -> None:
    project.write(
        HEAD
        + f"render: {{model: wan2.6-t2v-us, size: 1280*720}}\nscenes:\n  - id: a\n    shots:\n{shot()}{shot(at='2-6')}"
    )
    project.build("--region", "virginia")
    (body,) = project.bodies()
    assert (body["parameters"]["duration"], body["parameters"]["shot_type"]) == (10, "multi")
