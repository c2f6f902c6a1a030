"""Whose sound is where: a scene's own sound cut for each clip, muted takes, silent beside sounding models."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest
from storyboard_builds import FPS, Project, pitches, sound_of, tones

from wanboard.errors import ExitCode
from wanboard.media.probe import probe

HEAD = """\
wanboard: 1
title: Small
language: en
film: {fps: 10, size: 320*180, loudness: off}
"""


def heard(path: Path) -> list[int]:
    """The second of the song that each second of a film sounds like."""
    return pitches(sound_of(path), 48000)


def sent_sounds(project: Project) -> list[tuple[list[int], float]]:
    """For each submission in the order of the film: what its sound is, and how long."""
    found = []
    for body in sorted(project.bodies(), key=lambda body: body["input"]["prompt"]):
        with wave.open(io.BytesIO(project.stored(body["input"]["audio_url"]))) as file:
            rate, channels = file.getframerate(), file.getnchannels()
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, channels)[:, 0]
        found.append((pitches(samples, rate), len(samples) / rate))
    return found


def test_a_scenes_sound_is_cut_to_each_clip_and_the_film_carries_the_original(project: Project) -> None:
    tones(project.folder / "song.wav", 12)
    project.write(
        HEAD + "render: {size: 1280*720}\nscenes:\n  - id: a\n    audio: song.wav\n    shots:\n"
        "      - {at: 0-4, action: A first verse.}\n"
        "      - {at: 4-9, action: B second verse., new_clip: true}\n"
        "      - {at: 9-12, action: C third verse., new_clip: true}\n"
    )
    film = project.build()
    assert sent_sounds(project) == [
        ([0, 1, 2, 3], pytest.approx(4)),
        ([4, 5, 6, 7, 8], pytest.approx(5)),
        ([9, 10, 11], pytest.approx(3)),
    ]
    assert heard(film) == list(range(12))
    assert probe(film, decode=True).frames == 12 * FPS


def test_a_clip_shorter_than_the_services_shortest_sound_takes_what_follows(project: Project) -> None:
    tones(project.folder / "song.wav", 6)
    project.write(
        HEAD + "render: {size: 1280*720}\nscenes:\n  - id: a\n    audio: song.wav\n    shots:\n"
        "      - {at: 0-2, action: A first verse.}\n      - {at: 2-6, action: B second verse., new_clip: true}\n"
    )
    film = project.build()
    assert [sound for sound, _ in sent_sounds(project)] == [[0, 1, 2], [2, 3, 4, 5]]
    assert heard(film) == list(range(6))


def test_too_little_sound_left_for_a_clip_is_said_and_the_film_still_has_it(project: Project) -> None:
    tones(project.folder / "song.wav", 5)
    project.write(
        HEAD + "render: {size: 1280*720}\nscenes:\n  - id: a\n    audio: song.wav\n    shots:\n"
        "      - {at: 0-3, action: A first verse.}\n      - {at: 3-5, action: B second verse., new_clip: true}\n"
    )
    assert project.run("check", "film.yaml") == ExitCode.DONE
    assert "film.yaml:8:12: warning[WB427]" in project.err + project.out
    assert heard(project.build()) == list(range(5))


def test_the_film_of_a_silent_model_carries_the_scenes_sound(project: Project) -> None:
    tones(project.folder / "song.wav", 4)
    project.write(
        HEAD + "render: {model: wan2.2-t2v-plus, resolution: 480P}\nscenes:\n  - id: a\n    audio: song.wav\n"
        "    shots:\n      - {at: 0-4, action: A verse.}\n"
    )
    film = project.build()
    assert all("audio_url" not in body["input"] for body in project.bodies())
    assert heard(film) == [0, 1, 2, 3]


def test_a_long_song_over_a_long_scene_goes_along_within_thirty_seconds(project: Project) -> None:
    tones(project.folder / "song.wav", 40)
    shots = "".join(f"      - {{duration: 4, action: Verse {chr(65 + n)}.}}\n" for n in range(10))
    project.write(HEAD + f"render: {{size: 1280*720}}\nscenes:\n  - id: a\n    audio: song.wav\n    shots:\n{shots}")
    assert project.run("compile", "film.yaml", "-o", "out") == ExitCode.DONE
    ranges = [
        line.split("song.wav[")[1].split("]")[0]
        for path in sorted((project.folder / "out").glob("*.request.json"))
        for line in path.read_text().splitlines()
        if "audio_url" in line
    ]
    assert ranges[0].startswith("0-")
    assert len(ranges) == 4
    assert ranges[-1].endswith("-40s")


def test_silence_asked_of_a_model_that_cannot_is_muted_in_the_film(project: Project) -> None:
    project.write(
        HEAD + "render: {size: 1280*720, audio: none}\nscenes:\n  - id: a\n    shots:\n"
        "      - {at: 0-2, action: Rain.}\n"
    )
    assert project.run("check", "film.yaml") == ExitCode.DONE
    said = project.err + project.out
    assert "warning[WB413]" in said
    assert "wan2.5-t2v-preview" in said  # who could
    film = probe(project.build(), decode=True)
    assert "audio" not in project.bodies()[0]["parameters"]
    assert not film.has_audio


def test_a_muted_clip_stays_silent_among_sounding_ones(project: Project) -> None:
    project.write(
        HEAD + "render: {size: 1280*720}\nscenes:\n"
        "  - id: a\n    shots:\n      - {at: 0-2, action: A rain.}\n"
        "  - id: b\n    render: {audio: none}\n    shots:\n      - {at: 0-2, action: B snow.}\n"
        "  - id: c\n    shots:\n      - {at: 0-2, action: C wind.}\n"
    )
    film = project.build()
    samples = sound_of(film)
    loud = [float(np.abs(samples[n * 48000 + 200 : n * 48000 + 4000]).max()) > 0.05 for n in range(6)]
    assert loud == [True, True, False, False, True, True]  # the service's films beep on every second


def test_a_film_of_a_silent_and_a_sounding_model_plays_in_one_piece(project: Project) -> None:
    project.write(
        HEAD + "scenes:\n"
        "  - id: a\n    render: {model: wan2.2-t2v-plus, resolution: 480P}\n    shots:\n"
        "      - {at: 0-2.5, action: A rain.}\n"
        "  - id: b\n    render: {model: wan2.6-t2v, resolution: 720P}\n    shots:\n      - {at: 0-2, action: B snow.}\n"
        "  - id: c\n    render: {model: wan2.5-t2v-preview, resolution: 480P, audio: none}\n    shots:\n"
        "      - {at: 0-1.5, action: C wind.}\n"
        "  - id: d\n    render: {model: wan3.0-video, resolution: 480P}\n    shots:\n"
        "      - {at: 0-3, action: D sun.}\n"
    )
    path = project.build()
    film = probe(path, decode=True)
    assert (film.frames, film.fps, film.width, film.height) == (9 * FPS, FPS, 320, 180)
    samples = sound_of(path)
    assert len(samples) / 48000 == pytest.approx(9, abs=0.05)
    beep = [float(np.abs(samples[round(s * 48000) + 200 : round(s * 48000) + 3000]).max()) > 0.05 for s in
            (0, 1, 2.5, 3.5, 4.5, 5.5, 6, 7, 8)]  # fmt: skip
    assert beep == [False, False, True, True, False, False, True, True, True]
