"""Reference-to-video: who goes along, in which order, how much is billed, and what is uploaded once."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from service.clips import make_clip
from storyboard_builds import FPS, Project, png

from wanboard.errors import ExitCode
from wanboard.media.probe import probe

HEAD = """\
wanboard: 1
title: Small
language: en
film: {fps: 10, size: 320*180, loudness: off}
characters:
  lin: {name: Lin, description: a woman in a black coat, reference: refs/lin.mp4}
  bo: {name: Bo, description: a boy with a kite, reference: refs/bo.png}
  cat: {name: Cat, description: a white cat, reference: "https://example.org/cat.png"}
  dog: {name: Dog, description: a brown dog}
locations:
  yard: {name: The yard, description: a walled yard, reference: refs/yard.png}
"""


@pytest.fixture
def refs(project: Project) -> Path:
    folder = project.folder / "refs"
    make_clip(folder / "lin.mp4", 3, size=(320, 180), fps=5)
    png(folder / "bo.png", shade=60)
    png(folder / "yard.png", shade=200)
    return folder


@pytest.mark.parametrize("model", ["wan2.6-r2v", "wan2.6-r2v-flash"])
def test_references_of_characters_and_locations_arrive_in_the_order_that_names_them(
    model: str, project: Project, refs: Path
) -> None:
    project.write(
        HEAD + f"render: {{model: {model}, size: 1280*720}}\nscenes:\n"
        "  - id: a\n    location: yard\n    shots:\n"
        '      - {at: 0-2, action: "{{ bo }} runs to {{ lin }}."}\n'
        '      - {at: 2-4, action: "{{ cat }} watches {{ bo }} and {{ dog }}."}\n'
    )
    film = probe(project.build(), decode=True)
    assert film.frames == 4 * FPS
    (record,) = project.submissions()
    urls = record.body["input"]["reference_urls"]
    prompt = record.body["input"]["prompt"]
    assert len(urls) == 4
    names = {}
    for number, url in enumerate(urls, start=1):
        names[f"character{number}"] = project.stored(url) if url.startswith("oss://") else url
    files = {path.name: path.read_bytes() for path in refs.iterdir()}
    order = re.findall(r"character\d", prompt)
    assert set(order) == set(names)
    said = re.search(r"(character\d) runs to (character\d)", prompt)
    assert said
    assert names[said[1]] == files["bo.png"]
    assert names[said[2]] == files["lin.mp4"]
    assert files["yard.png"] in names.values()
    assert "https://example.org/cat.png" in names.values()
    assert "brown dog" in prompt  # who has no reference is described


def test_the_order_is_each_clips_own_and_stays_the_same(project: Project, refs: Path) -> None:
    project.write(
        HEAD + "render: {model: wan2.6-r2v, size: 1280*720}\nscenes:\n"
        '  - id: a\n    shots:\n      - {at: 0-2, action: "{{ bo }} meets {{ lin }}."}\n'
        '  - id: b\n    shots:\n      - {at: 0-2, action: "{{ lin }} leaves {{ bo }}."}\n'
    )
    project.build()
    bodies = {re.search(r"meets|leaves", b["input"]["prompt"])[0]: b["input"] for b in project.bodies()}  # type: ignore[index]
    assert "character1 meets character2" in bodies["meets"]["prompt"]
    assert "character1 leaves character2" in bodies["leaves"]["prompt"]
    assert project.stored(bodies["meets"]["reference_urls"][0]) == (refs / "bo.png").read_bytes()
    assert project.stored(bodies["leaves"]["reference_urls"][0]) == (refs / "lin.mp4").read_bytes()
    sent = len(project.submissions())
    project.build()
    assert len(project.submissions()) == sent


def test_packing_keeps_to_five_references_and_three_videos(project: Project, refs: Path) -> None:
    cast = "".join(f"  p{n}: {{name: P{n}, description: person {n}, reference: refs/p{n}.png}}\n" for n in range(1, 7))
    cast += "".join(f"  v{n}: {{name: V{n}, description: dancer {n}, reference: refs/v{n}.mp4}}\n" for n in range(1, 5))
    for n in range(1, 7):
        png(refs / f"p{n}.png", shade=10 * n)
    for n in range(1, 5):
        make_clip(refs / f"v{n}.mp4", 1, size=(320, 180), fps=2, number=n)
    shots = "".join(f'      - {{duration: 1, action: "{{{{ p{n} }}}} waves."}}\n' for n in range(1, 7))
    moves = "".join(f'      - {{duration: 1, action: "{{{{ v{n} }}}} dances."}}\n' for n in range(1, 5))
    text = HEAD.replace("locations:", cast + "locations:")
    text += f"render: {{model: wan2.6-r2v, size: 1280*720}}\nscenes:\n  - id: a\n    shots:\n{shots}"
    project.write(text + f"  - id: b\n    shots:\n{moves}")
    project.build()
    sent = [body["input"]["reference_urls"] for body in project.bodies()]
    assert len(sent) == 4  # six people in two requests, four dancers in two
    assert max(map(len, sent)) <= 5
    assert max(sum(url.endswith(".mp4") for url in urls) for urls in sent) <= 3
    assert sum(map(len, sent)) == 10


def test_a_shot_with_too_many_references_is_an_error_that_names_who_could(project: Project) -> None:
    cast = "".join(
        f"  p{n}: {{name: P{n}, description: person {n}, reference: 'https://example.org/{n}.png'}}\n"
        for n in range(1, 7)
    )
    people = " ".join(f"{{{{ p{n} }}}}" for n in range(1, 7))
    project.write(
        "wanboard: 1\ntitle: Six\nlanguage: en\ncharacters:\n" + cast + "render: {model: wan2.6-r2v}\nscenes:\n"
        f'  - id: a\n    shots:\n      - {{at: 0-2, action: "{people} dance."}}\n'
    )
    assert project.run("check", "film.yaml") == ExitCode.STORYBOARD
    said = project.err + project.out
    assert "film.yaml:15:" in said
    assert "WB422" in said
    assert "6 references, at most 5 go in one request" in said
    assert "wan3.0-video" in said


@pytest.mark.parametrize(("audio", "switch", "sounds"), [("none", False, False), ("auto", True, True)])
def test_flash_has_a_switch_for_sound(audio: str, switch: bool, sounds: bool, project: Project, refs: Path) -> None:
    project.write(
        HEAD + f"render: {{model: wan2.6-r2v-flash, size: 1280*720, audio: {audio}}}\nscenes:\n"
        '  - id: a\n    shots:\n      - {at: 0-2, action: "{{ bo }} runs."}\n'
    )
    film = probe(project.build(), decode=True)
    assert project.bodies()[0]["parameters"]["audio"] is switch
    assert film.has_audio is sounds


def test_own_sound_asked_of_a_reference_model_names_who_could(project: Project, refs: Path) -> None:
    project.write(
        HEAD + "render: {model: wan2.6-r2v, audio: 'https://example.org/song.mp3'}\nscenes:\n"
        '  - id: a\n    shots:\n      - {at: 0-2, action: "{{ bo }} runs."}\n'
    )
    assert project.run("check", "film.yaml") == ExitCode.STORYBOARD
    said = project.err + project.out
    assert "film.yaml:12:36: error[WB412]: wan2.6-r2v takes no own sound" in said
    assert "wan2.7-t2v could take one, without references" in said


def test_silence_is_cheaper_on_flash_and_input_seconds_are_in_the_estimate(project: Project, refs: Path) -> None:
    def planned(audio: str) -> tuple[int, str]:
        project.write(
            HEAD + f"render: {{model: wan2.6-r2v-flash, size: 1280*720, audio: {audio}}}\nscenes:\n"
            '  - id: a\n    shots:\n      - {at: 0-2, action: "{{ lin }} runs."}\n'
        )
        assert project.run("plan", "film.yaml", "--json") == ExitCode.DONE
        (board,) = project.document()["storyboards"]
        return board["seconds_to_generate"], board["cost_to_generate"]["CNY"]

    assert planned("auto") == (5, "1.5")  # 2 s made, 3 s of reference read
    assert planned("none") == (5, "0.75")


def test_a_file_goes_up_once_per_content_and_is_counted_in_the_ledger(project: Project, refs: Path) -> None:
    shots = '      - {at: 0-2, action: "{{ bo }} runs."}\n'
    text = HEAD + "render: {model: wan2.6-r2v, size: 1280*720}\nscenes:\n"
    text += f"  - id: a\n    shots:\n{shots}  - id: b\n    shots:\n{shots.replace('runs', 'sits')}"
    project.write(text)
    project.build()
    assert len(project.service.of("upload")) == 1
    project.write(text.replace("sits", "sleeps"))
    project.build()  # another process would find it as well: it is in the ledger
    assert len(project.service.of("upload")) == 1
    (refs / "copy.png").write_bytes((refs / "bo.png").read_bytes())
    project.write(text.replace("refs/bo.png", "refs/copy.png"))  # the same bytes under another name
    sent = len(project.submissions())
    project.build()
    assert len(project.submissions()) == sent
    png(refs / "bo.png", shade=90)  # other bytes: a new request, a new upload
    project.write(text)
    project.build()
    assert len(project.submissions()) == sent + 2
    assert len(project.service.of("upload")) == 2
    with sqlite3.connect(project.folder / ".wanboard/ledger.sqlite3") as ledger:
        assert ledger.execute("SELECT count(*), count(DISTINCT identity) FROM uploads").fetchone() == (2, 2)
    ledger.close()
    assert project.run("cost", "--json") == ExitCode.DONE
    assert project.document()["uploads"]["files"] == 2
    assert project.run("cost") == ExitCode.DONE
    assert "2 files were uploaded" in project.out


def test_a_reuploaded_file_is_no_new_request(project: Project, refs: Path) -> None:
    project.write(
        HEAD + "render: {model: wan2.6-r2v, size: 1280*720}\nscenes:\n"
        '  - id: a\n    shots:\n      - {at: 0-2, action: "{{ bo }} runs."}\n'
    )
    project.build()
    with sqlite3.connect(project.folder / ".wanboard/ledger.sqlite3") as ledger:
        ledger.execute("UPDATE uploads SET expires_at = 1")
    ledger.close()
    assert project.run("plan", "film.yaml", "--exit-code") == ExitCode.DONE
    project.build()
    assert len(project.submissions()) == 1


@pytest.mark.parametrize("model", ["wan2.7-r2v", "wan3.0-video"])
def test_the_newer_models_take_media_with_a_type_and_call_them_by_kind(
    model: str, project: Project, refs: Path
) -> None:
    project.write(
        HEAD + f"render: {{model: {model}, resolution: 720P, ratio: '9:16'}}\nscenes:\n"
        '  - id: a\n    shots:\n      - {at: 0-2, action: "{{ bo }} meets {{ lin }} and {{ cat }}."}\n'
        '      - {at: 2-4, action: "{{ lin }} leaves."}\n'
    )
    project.build()
    (body,) = project.bodies()
    assert "Image 1 meets Video 1 and Image 2" in body["input"]["prompt"]
    media = body["input"]["media"]
    assert [item["type"] for item in media] == ["reference_image", "reference_video", "reference_image"]
    assert project.stored(media[0]["url"]) == (refs / "bo.png").read_bytes()
    assert project.stored(media[1]["url"]) == (refs / "lin.mp4").read_bytes()
    assert media[2]["url"] == "https://example.org/cat.png"
    assert (body["parameters"]["resolution"], body["parameters"]["ratio"]) == ("720P", "9:16")
    assert "shot_type" not in body["parameters"]
