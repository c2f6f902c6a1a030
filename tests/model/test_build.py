"""From a valid tree to a storyboard: defaults, resolution, places."""

from __future__ import annotations

from pathlib import Path

import pytest

from wanboard.diagnostics import Diagnostic
from wanboard.model.build import build, profile_overrides
from wanboard.model.render import Override
from wanboard.model.storyboard import FileRef, Storyboard
from wanboard.schema.check import check
from wanboard.source.load import Loaded, load


def loaded(folder: Path, text: str, **files: str) -> Loaded:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml").replace("_mp3", ".mp3").replace(
            "_png", ".png"
        )
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    (folder / "story.yaml").write_text("wanboard: 1\ntitle: T\n" + text, encoding="utf-8")
    result = load(folder / "story.yaml")
    assert result.diagnostics == ()
    assert result.root is not None
    assert check(result.root, "storyboard") == ()
    return result


def both(
    folder: Path,
    text: str,
    variables: dict[str, str] | None = None,
    overrides: dict[str, Override] | None = None,
    **files: str,
) -> tuple[Storyboard | None, tuple[Diagnostic, ...]]:
    return build(loaded(folder, text, **files), variables=variables or {}, overrides=overrides or {})


def board(folder: Path, text: str, **more: object) -> Storyboard:
    storyboard, found = both(folder, text, **more)  # type: ignore[arg-type]
    assert found == ()
    assert storyboard is not None
    return storyboard


def codes(folder: Path, text: str) -> list[str]:
    return [found.code for found in both(folder, text)[1]]


SHOTS = "shots:\n  - {duration: 2, action: a}\n"


def test_the_one_scene_shorthand_is_a_scene_called_main(tmp_path: Path) -> None:
    story = board(
        tmp_path,
        "shots:\n  - {at: 0-3, action: a}\n  - {duration: 1.5, id: eyes, action: b}\n  - {at: 4.5-6, action: c}\n",
    )
    (scene,) = story.scenes
    assert scene.id == "main"
    assert [(s.id, s.number, s.start_ms, s.end_ms) for s in scene.shots] == [
        ("main-01", 1, 0, 3000), ("eyes", 2, 3000, 4500), ("main-03", 3, 4500, 6000),
    ]  # fmt: skip
    assert scene.duration_ms == 6000


def test_scenes_without_an_id_are_numbered(tmp_path: Path) -> None:
    one = "- shots: [{duration: 1, action: a}]\n"
    story = board(tmp_path, f"scenes:\n  {one}  {one}")
    assert [scene.id for scene in story.scenes] == ["scene-01", "scene-02"]
    assert [shot.id for shot in story.shots] == ["scene-01-01", "scene-02-01"]


def test_defaults_are_those_of_the_language(tmp_path: Path) -> None:
    story = board(tmp_path, SHOTS)
    render, film, shot = story.scenes[0].render, story.film, story.shots[0]
    assert story.language == "en"
    assert (render.model, render.size, render.resolution, render.seed, render.audio) == (
        "wan2.6-t2v",
        None,
        None,
        None,
        "auto",
    )
    assert (render.watermark, render.prompt_extend, render.template, dict(render.spans)) == (False, None, None, {})
    assert (film.music, film.size, film.fps, film.loudness_lufs) == (None, None, None, -16.0)
    assert (film.sound, film.codec, film.quality) == ("mix", "h264", "standard")
    assert (film.titles, film.burn_in, film.subtitles) == (False, False, False)
    assert (shot.transition.kind, shot.new_clip, shot.take, shot.tags) == ("cut", False, None, ())


def test_a_scene_overrides_render_key_by_key(tmp_path: Path) -> None:
    story = board(
        tmp_path,
        "render: {seed: 7, size: 1280*720, watermark: true}\nscenes:\n  - render:\n      seed: 8\n    "
        + SHOTS.replace("\n  -", "\n      -"),
    )
    render = story.scenes[0].render
    assert (render.seed, render.size, render.watermark) == (8, "1280*720", True)
    assert (render.spans["seed"].line, render.spans["size"].line) == (6, 3)


@pytest.mark.parametrize(
    ("film", "scene", "size", "resolution", "ratio"),
    [
        ("{size: 1280*720}", "{resolution: 1080P}", None, "1080P", None),
        ("{resolution: 720P, ratio: '9:16'}", "{size: 1280*720}", "1280*720", None, None),
        ("{resolution: 720P}", "{ratio: '1:1'}", None, "720P", "1:1"),
    ],
)
def test_the_two_spellings_of_a_size_replace_each_other(
    tmp_path: Path, film: str, scene: str, size: str | None, resolution: str | None, ratio: str | None
) -> None:
    shots = "shots: [{duration: 1, action: a}]"
    story = board(tmp_path, f"render: {film}\nscenes:\n  - render: {scene}\n    {shots}\n")
    render = story.scenes[0].render
    assert (render.size, render.resolution, render.ratio) == (size, resolution, ratio)


def test_the_command_line_overrides_every_scene(tmp_path: Path) -> None:
    text = "render: {model: a, seed: 1}\nscenes:\n  - render: {model: b}\n    shots: [{duration: 1, action: a}]\n"
    render = board(tmp_path, text, overrides={"model": "c"}).scenes[0].render
    assert (render.model, render.seed) == ("c", 1)
    assert "model" not in render.spans
    assert "seed" in render.spans


def test_a_profile_of_the_storyboard_keeps_its_places(tmp_path: Path) -> None:
    tree = loaded(tmp_path, "profiles:\n  draft:\n    resolution: 720P\n    negative_prompt: text\n" + SHOTS)
    chosen, found = profile_overrides(tree, "draft")
    assert found == ()
    storyboard, found = build(tree, variables={}, overrides=chosen)
    assert found == ()
    assert storyboard is not None
    render = storyboard.scenes[0].render
    assert render.resolution == "720P"
    assert render.spans["resolution"].line == 5
    assert render.negative_prompt is not None
    assert render.negative_prompt.span.line == 6
    assert storyboard.profiles == {"draft": {"resolution": "720P", "negative_prompt": "text"}}


def test_a_variable_from_the_command_line_replaces_the_written_one(tmp_path: Path) -> None:
    story = board(tmp_path, "vars: {city: Rome, year: 1950}\n" + SHOTS, variables={"city": "Osaka"})
    assert story.vars == {"city": "Osaka", "year": 1950}
    assert set(story.var_spans) == {"year"}


@pytest.mark.parametrize(
    ("written", "given", "value"),
    [("1950", "1960", 1960), ("1.5", "2", 2), ("3", "2.5", 2.5), ("true", "false", False), ('"3"', "4", "4"),
     ("", "yes", "yes"), ("Rome", "true", "true")],
)  # fmt: skip
def test_a_variable_from_the_command_line_is_what_the_storyboard_has_there(
    tmp_path: Path, written: str, given: str, value: object
) -> None:
    story = board(tmp_path, f"vars: {{x: {written}}}\n" + SHOTS, variables={"x": given})
    assert story.vars["x"] == value
    assert type(story.vars["x"]) is type(value)


def test_files_are_found_from_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "bibles").mkdir()
    story = board(
        tmp_path,
        "include: bibles/noir.yaml\nfilm: {music: {file: rain.mp3, gain_db: -18}}\n" + SHOTS,
        bibles__noir_yaml="characters: {lin: {name: Lin, reference: lin.png}}\n",
        bibles__lin_png="x",
        rain_mp3="x",
    )
    reference = story.characters["lin"].reference
    assert reference is not None
    assert reference.path == tmp_path / "bibles" / "lin.png"
    assert story.film.music is not None
    assert (story.film.music.file.path, story.film.music.gain_db) == (tmp_path / "rain.mp3", -18.0)


@pytest.mark.parametrize("address", ["https://example.org/a.mp3", "oss://bucket/a.mp3"])
def test_a_sound_may_be_an_address(tmp_path: Path, address: str) -> None:
    audio = board(tmp_path, f'render: {{audio: "{address}"}}\n' + SHOTS).scenes[0].render.audio
    assert isinstance(audio, FileRef)
    assert audio.is_url


def test_transitions_come_from_the_shot_else_the_film(tmp_path: Path) -> None:
    story = board(
        tmp_path,
        "film: {transition: crossfade 0.5}\nshots:\n  - {duration: 2, action: a}\n  - {duration: 2, action: b}\n"
        "  - {duration: 2, action: c, transition: cut}\n  - {duration: 2, action: d, transition: dip-to-black 1.0}\n",
    )
    assert [(s.transition.kind, s.transition.duration_ms) for s in story.shots] == [
        ("cut", 0), ("crossfade", 500), ("cut", 0), ("dip-to-black", 1000),
    ]  # fmt: skip


def test_a_transition_without_a_length_has_a_usual_one(tmp_path: Path) -> None:
    story = board(
        tmp_path,
        "shots:\n  - {duration: 2, action: a, transition: dip-to-black}\n"
        "  - {duration: 2, action: b, transition: crossfade}\n",
    )
    assert [s.transition.duration_ms for s in story.shots] == [1000, 500]


def test_a_crossfade_on_the_first_shot_is_a_warning_and_a_cut(tmp_path: Path) -> None:
    storyboard, found = both(tmp_path, "shots:\n  - {duration: 2, action: a, transition: crossfade 1}\n")
    assert [(f.code, f.is_error) for f in found] == [("WB215", False)]
    assert storyboard is not None
    assert storyboard.shots[0].transition.kind == "cut"


def test_a_transition_takes_from_both_its_shots(tmp_path: Path) -> None:
    shots = "shots:\n  - {{duration: {}, action: a}}\n  - {{duration: {}, action: b, transition: {}}}\n"
    assert codes(tmp_path, shots.format(1, 1, "crossfade 1")) == []
    assert codes(tmp_path, shots.format(0.9, 1, "crossfade 1")) == ["WB214"]
    assert codes(tmp_path, shots.format(1, 0.9, "crossfade 1")) == ["WB214"]
    assert codes(tmp_path, shots.format(0.5, 0.5, "dip-to-black 1")) == []
    assert codes(tmp_path, shots.format(0.5, 0.4, "dip-to-black 1")) == ["WB214"]


def test_dialogue_may_have_a_range_or_a_start(tmp_path: Path) -> None:
    story = board(
        tmp_path,
        "shots:\n  - duration: 3\n    action: a\n    dialogue:\n      - {who: narrator, line: x, at: 1-2.5}\n"
        "      - {who: narrator, line: y, at: 1}\n      - {who: narrator, line: z, how: low, at: 0:02}\n"
        "      - {who: narrator, line: w}\n",
    )
    assert [(line.start_ms, line.end_ms) for line in story.shots[0].dialogue] == [
        (1000, 2500), (1000, None), (2000, None), (None, None),
    ]  # fmt: skip


def test_a_bad_time_does_not_hide_the_findings_after_it(tmp_path: Path) -> None:
    text = "shots:\n  - {at: x-3, action: a}\n  - {at: 3-5, action: b}\n"
    text += "  - {at: 6-7, action: c}\n  - {duration: 0, action: d}\n"
    assert codes(tmp_path, text) == ["WB201", "WB204", "WB203"]


def test_times_of_any_precision_meet_when_written_alike(tmp_path: Path) -> None:
    assert codes(tmp_path, "shots:\n  - {at: 0-1.33333, action: a}\n  - {at: 1.33333-2.66667, action: b}\n") == []


def test_ids_of_other_scripts_are_ids(tmp_path: Path) -> None:
    story = board(tmp_path, "characters: {猫将军: {name: 猫将军}}\nshots:\n  - {id: 开场-01, duration: 2, action: a}\n")
    assert story.shots[0].id == "开场-01"


def test_two_scenes_of_one_id_are_told_once(tmp_path: Path) -> None:
    scene = "  - {id: a, shots: [{duration: 1, action: x}]}\n"
    assert codes(tmp_path, f"scenes:\n{scene}{scene}") == ["WB207"]


def test_an_unused_character_is_no_finding(tmp_path: Path) -> None:
    assert codes(tmp_path, "characters: {lin: {name: Lin}}\n" + SHOTS) == []


def test_all_findings_of_the_stage_come_at_once_by_place(tmp_path: Path) -> None:
    text = (
        "film: {size: 3*3, transition: swipe}\nscenes:\n  - id: a b\n    location: nowhere\n    shots:\n"
        "      - {at: 0-1, action: x, board: none.png}\n      - {at: 2-3}\n"
    )
    found = both(tmp_path, text)[1]
    assert [f.code for f in found] == ["WB217", "WB213", "WB208", "WB211", "WB501", "WB216", "WB204"]


@pytest.mark.parametrize("loudness", [("-23", -23.0), ("off", None), ("-14.5", -14.5)])
def test_loudness_is_a_number_or_off(tmp_path: Path, loudness: tuple[str, float | None]) -> None:
    assert board(tmp_path, f"film: {{loudness: {loudness[0]}}}\n" + SHOTS).film.loudness_lufs == loudness[1]


@pytest.mark.parametrize("size", ["1920*1080", "1920x1080", "1920×1080"])
def test_a_film_size_has_several_spellings(tmp_path: Path, size: str) -> None:
    assert board(tmp_path, f"film: {{size: {size}}}\n" + SHOTS).film.size == (1920, 1080)
