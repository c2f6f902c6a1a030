"""Storyboards into clips: packing with real profiles, requests, prices, paid clips."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_boards import PlainWriter, board, compiled, shape

from wanboard.plan.compile import compile_clips
from wanboard.profiles.registry import ModelAlias, load_profiles

FIVE = """
render: {model: wan2.6-t2v, size: 1280*720, seed: 7}
shots:
  - {at: 0-3, action: one}
  - {at: 3-6, action: two}
  - {at: 6-9, action: three}
  - {at: 9-12, action: four}
  - {at: 12-15, action: five}
"""


def _shots(*seconds: float, model: str = "wan2.6-t2v", extra: str = "") -> str:
    lines = [f"render: {{model: {model}}}", extra, "shots:"]
    lines += [f"  - {{duration: {length:g}, action: shot {number}}}" for number, length in enumerate(seconds, 1)]
    return "\n".join(lines) + "\n"


def test_five_shots_of_three_seconds_are_one_request(tmp_path: Path) -> None:
    clips, found = compiled(board(tmp_path, FIVE))
    assert found == ()
    assert [len(clip.shots) for clip in clips] == [5]
    clip = clips[0]
    assert clip.request.model == "wan2.6-t2v"
    assert clip.request.protocol == "legacy"
    assert list(clip.request.parameters.items()) == [
        ("size", "1280*720"), ("duration", 15), ("seed", 7), ("prompt_extend", True), ("watermark", False),
        ("shot_type", "multi"),
    ]  # fmt: skip
    assert (clip.billed_s, clip.number) == (15, 1)
    assert clip.cost is not None
    assert (clip.cost.amount, clip.cost.currency) == (Decimal("9.0"), "CNY")
    assert (clip.expected.duration_s, clip.expected.width, clip.expected.height) == (15.0, 1280, 720)


def test_one_shot_is_a_single_shot_request(tmp_path: Path) -> None:
    clips, _ = compiled(board(tmp_path, _shots(5)))
    assert clips[0].request.parameters["shot_type"] == "single"


def test_clip_longer_than_limit_is_split_where_fewest_seconds_are_billed(tmp_path: Path) -> None:
    clips, _ = compiled(board(tmp_path, _shots(7.5, 7.5, 7.5, 0.5)))
    assert [clip.billed_s for clip in clips] == [15, 8]
    assert sum(clip.billed_s for clip in clips) == 23


def test_a_fractional_length_is_billed_rounded_up_and_a_short_one_at_the_minimum(tmp_path: Path) -> None:
    assert compiled(board(tmp_path, _shots(3.2)))[0][0].billed_s == 4
    assert compiled(board(tmp_path, _shots(0.5)))[0][0].billed_s == 2
    assert compiled(board(tmp_path, _shots(6, model="wan2.5-t2v-preview")))[0][0].billed_s == 10


def test_new_clip_and_scenes_are_boundaries_and_clips_are_numbered_through_the_film(tmp_path: Path) -> None:
    text = """
    render: {model: wan2.6-t2v}
    scenes:
      - id: a
        shots: [{duration: 2, action: x}, {duration: 2, action: y, new_clip: true}]
      - id: b
        shots: [{duration: 2, action: z}]
    """
    clips, _ = compiled(board(tmp_path, text))
    assert shape(clips) == [["a-01"], ["a-02"], ["b-01"]]
    assert [clip.number for clip in clips] == [1, 2, 3]


def test_a_model_without_shot_type_takes_one_shot_a_clip_and_prose_where_the_project_says(
    tmp_path: Path,
) -> None:
    storyboard = board(tmp_path, _shots(2, 2, model="wan2.2-t2v-plus"))
    assert [len(clip.shots) for clip in compiled(storyboard)[0]] == [1, 1]
    prose = load_profiles({"wan2.2-t2v-plus": {"multi_shot": "prose"}})
    assert [len(clip.shots) for clip in compiled(storyboard, profiles=prose)[0]] == [2]


def test_what_is_paid_is_kept_when_a_shot_is_inserted(tmp_path: Path) -> None:
    before, _ = compiled(board(tmp_path, _shots(5, 5, 5, 4, 6, 5)))
    paid = {clip.fingerprint for clip in before}
    text = _shots(5, 5, 5, 4, 6, 5).replace("shots:\n", "shots:\n  - {duration: 3, action: new}\n")
    after, _ = compiled(board(tmp_path, text), paid=paid.__contains__)
    new = [clip for clip in after if clip.fingerprint not in paid]
    assert [clip.billed_s for clip in new] == [3]
    assert {clip.fingerprint for clip in after} >= paid


def test_inserting_inside_a_clip_regenerates_at_most_that_clip(tmp_path: Path) -> None:
    before, _ = compiled(board(tmp_path, _shots(5, 5, 5, 5, 5, 5)))
    assert [len(clip.shots) for clip in before] == [3, 3]
    paid = {clip.fingerprint for clip in before}
    lines = _shots(5, 5, 5, 5, 5, 5).splitlines(keepends=True)
    lines.insert(4, "  - {duration: 2, action: new}\n")
    after, _ = compiled(board(tmp_path, "".join(lines)), paid=paid.__contains__)
    assert sum(clip.fingerprint in paid for clip in after) == 1
    assert after[-1].fingerprint == before[-1].fingerprint


_HALVES = st.lists(st.integers(1, 20).map(lambda halves: halves / 2), min_size=1, max_size=9)


@given(_HALVES, st.integers(1, 16).map(lambda halves: halves / 2), st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_an_inserted_shot_regenerates_at_most_the_clip_it_falls_into(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[float], length: float, place: int
) -> None:
    folder = tmp_path_factory.mktemp("b")
    before, _ = compiled(board(folder, _shots(*lengths)))
    paid = {clip.fingerprint for clip in before}
    place = min(place, len(lengths))
    lines = _shots(*lengths).splitlines(keepends=True)
    lines.insert(lines.index("shots:\n") + 1 + place, f"  - {{duration: {length}, action: new}}\n")
    after, _ = compiled(board(folder, "".join(lines)), paid=paid.__contains__)
    ends = list(itertools.accumulate(len(clip.shots) for clip in before))
    touched = 0 if place in (0, *ends) else 1
    kept = {clip.fingerprint for clip in after} & paid
    assert len(kept) == len(paid) - touched


def test_ids_titles_notes_and_tags_do_not_change_a_fingerprint(tmp_path: Path) -> None:
    plain, _ = compiled(board(tmp_path, FIVE))
    dressed, _ = compiled(board(tmp_path, FIVE.replace("action: one", "action: one, id: first, notes: n, tags: [t]")))
    assert plain[0].fingerprint == dressed[0].fingerprint


def test_without_a_ledger_only_chosen_prompts_are_written(tmp_path: Path) -> None:
    storyboard = board(tmp_path, _shots(*[3.0] * 50))
    writer = PlainWriter(storyboard)
    clips, _ = compile_clips(storyboard, load_profiles(), writer)
    assert len(clips) == 10
    assert writer.calls == 10


def test_a_crowd_of_very_short_shots_does_not_write_every_run(tmp_path: Path) -> None:
    shots = "\n".join(f"  - {{duration: 0.1, action: '{'a' * 100}'}}" for _ in range(300))
    storyboard = board(tmp_path, f"render: {{model: wan2.6-t2v}}\nshots:\n{shots}\n")
    writer = PlainWriter(storyboard)
    clips, _ = compile_clips(storyboard, load_profiles(), writer, paid=lambda _: False)
    assert writer.calls <= 300 * 23  # 150 runs begin with each shot; from 23 shots on the prompt is hopeless
    assert all(len(clip.request.prompt) <= 1500 for clip in clips)


def test_prompts_that_grow_too_long_split_the_clip(tmp_path: Path) -> None:
    text = FIVE.replace("action: one", f"action: {'a' * 900}").replace("action: two", f"action: {'b' * 900}")
    clips, found = compiled(board(tmp_path, text))
    assert found == ()
    assert [len(clip.shots) for clip in clips] == [1, 4]


def test_errors_of_one_scene_do_not_stop_the_others(tmp_path: Path) -> None:
    text = """
    render: {model: wan2.6-t2v}
    scenes:
      - {id: a, shots: [{duration: 20, action: x}]}
      - {id: b, render: {model: nonsense}, shots: [{duration: 3, action: x}]}
      - {id: c, shots: [{duration: 3, action: x}]}
    """
    clips, found = compiled(board(tmp_path, text))
    assert [d.code for d in found] == ["WB420", "WB401"]
    assert shape(clips) == [["c-01"]]


def test_model_is_sent_as_written(tmp_path: Path) -> None:
    clips, _ = compiled(board(tmp_path, _shots(5, model="wan2.1-t2v-turbo")))
    assert clips[0].request.model == "wan2.1-t2v-turbo"
    own = load_profiles(models={"draft": ModelAlias("wan2.2-t2v-plus")})
    clips, _ = compiled(board(tmp_path, _shots(5, model="draft")), profiles=own)
    assert clips[0].request.model == "wan2.2-t2v-plus"


@pytest.mark.parametrize(
    ("model", "render", "expected"),
    [
        ("wan2.6-t2v", "size: 1280x720", {"size": "1280*720"}),
        ("wan2.6-t2v", "resolution: 720p, ratio: '9:16'", {"size": "720*1280"}),
        ("wan2.6-t2v", "ratio: '1:1'", {"size": "1440*1440"}),
        ("wan2.7-t2v", "size: 832*1088", {"resolution": "720P", "ratio": "3:4"}),
        ("wan3.0-video", "resolution: 480P, ratio: '21:9'", {"resolution": "480P", "ratio": "21:9"}),
        ("wan3.0-video", "ratio: adaptive", {"resolution": "1080P", "ratio": "adaptive"}),
    ],
)
def test_size_is_spelled_the_models_way(tmp_path: Path, model: str, render: str, expected: dict[str, str]) -> None:
    text = f"render: {{model: {model}, {render}}}\nshots: [{{duration: 5, action: x}}]\n"
    clips, found = compiled(board(tmp_path, text))
    assert found == ()
    parameters = clips[0].request.parameters
    assert {key: parameters[key] for key in ("size", "resolution", "ratio") if key in parameters} == expected


@pytest.mark.parametrize(
    ("model", "audio", "switch", "mute", "per_second"),
    [
        ("wan2.5-t2v-preview", "auto", True, False, "1.0"),
        ("wan2.5-t2v-preview", "none", False, False, "1.0"),
        ("wan2.6-t2v", "none", None, True, "1.0"),
        ("wan2.2-t2v-plus", "none", None, False, "0.70"),
        ("wan3.0-video", "none", False, False, "1.20"),
    ],
)
def test_sound_is_spelled_the_models_way(
    tmp_path: Path, model: str, audio: str, switch: bool | None, mute: bool, per_second: str
) -> None:
    text = f"render: {{model: {model}, audio: {audio}}}\nshots: [{{duration: 5, action: x}}]\n"
    (clip,), found = compiled(board(tmp_path, text))
    assert clip.request.parameters.get("audio") is switch
    assert clip.mute is mute
    assert [d.code for d in found] == (["WB413"] if mute else [])
    assert clip.cost is not None
    assert clip.cost.per_second == Decimal(per_second)


def test_price_is_the_regions_and_none_where_there_is_none(tmp_path: Path) -> None:
    storyboard = board(tmp_path, _shots(5))
    (clip,), _ = compiled(storyboard, region="singapore")
    assert clip.cost is not None
    assert clip.cost.amount == Decimal("1.100886") * 5
    (clip,), _ = compiled(storyboard, region="virginia")
    assert clip.cost is None
    (clip,), _ = compiled(board(tmp_path, _shots(5, model="wan2.6-t2v-us").replace("}", ", size: 1280*720}", 1)))
    assert clip.cost is not None  # without a region: Beijing's, or the model's own where Beijing lacks it


def test_the_same_storyboard_compiles_the_same_way_every_time(tmp_path: Path) -> None:
    storyboard = board(tmp_path, _shots(1, 2.5, 3, 4, 0.5, 6, 2, 7, 3, 3, 1.5))
    first = [(shape([clip]), clip.fingerprint) for clip in compiled(storyboard)[0]]
    assert first == [(shape([clip]), clip.fingerprint) for clip in compiled(storyboard, paid=lambda _: False)[0]]
