"""The rules of a clip's prompt, one by one."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prompts.prompt_models import (
    SPAN,
    character,
    file,
    line,
    location,
    need,
    profile,
    scene,
    shot,
    storyboard,
)
from prompts.test_writer_golden import CASES

from wanboard.model.storyboard import FileRef, Storyboard
from wanboard.plan.text import ClipText, Writer
from wanboard.profiles.profile import Profile
from wanboard.prompts import builtin, codes
from wanboard.prompts.writer import PromptWriter

LIN = character("lin", "Lin", "a tall woman, black coat", voice="low")


def written(board: Storyboard, first: int = 0, last: int | None = None, model: Profile | None = None) -> ClipText:
    only = board.scenes[0]
    return PromptWriter(board).write(only, only.shots[first:last], model or profile())


def prompt(*shots: dict[str, Any], model: Profile | None = None, **board: Any) -> str:
    of_scene = {key: board.pop(key) for key in ("location", "description", "render", "audio") if key in board}
    board.setdefault("characters", [LIN])
    return written(storyboard(scene(*shots, **of_scene), **board), model=model).prompt


def silent(*shots: dict[str, Any], **board: Any) -> str:
    return prompt(*shots, model=profile(silent=True), **board)


def test_writer_is_a_writer() -> None:
    writer: Writer = PromptWriter(storyboard(scene(shot(action="Rain."))))
    assert writer.write


def test_one_shot_has_no_number_and_no_time() -> None:
    assert silent(shot(action="Rain falls")) == "Rain falls."


def test_times_are_the_clips_own_and_short() -> None:
    board = storyboard(scene(shot(2, action="A"), shot(3.5, action="B"), shot(1.25, action="C")))
    assert written(board, 1, model=profile(silent=True)).prompt == "Shot 1 [0-3.5s] B.\nShot 2 [3.5-4.75s] C."


def test_first_mention_is_expanded_once_in_every_clip() -> None:
    board = storyboard(scene(*(shot(action="{{ lin }} runs.") for _ in range(4))), characters=[LIN])
    for first in range(4):
        text = written(board, first).prompt
        assert text.count("a tall woman") == 1
        assert text.count("Lin") == 4 - first
        assert text.index("a tall woman") < text.index("runs")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("{{ lin }} runs.", "Lin, a tall woman, black coat, runs."),
        ("Rain hits {{ lin }}.", "Rain hits Lin, a tall woman, black coat."),
        ("Rain hits {{ lin }}", "Rain hits Lin, a tall woman, black coat."),
        ("{{ lin }}, angry, runs.", "Lin, a tall woman, black coat, angry, runs."),
        ("{{ lin }}'s eyes and {{ lin }}'s hat", "Lin's (a tall woman, black coat) eyes and Lin's hat."),
        ("{{ lin.name }} is {{ lin.description }}", "Lin is a tall woman, black coat."),
        ("{{ lin | upper }}!", "Lin, a tall woman, black coat!"),
        ("{{ 'With ' ~ lin }} and {{ lin }}", "With Lin, a tall woman, black coat, and Lin."),
        ("{% for x in [1, 2] %}{{ lin }} {% endfor %}", "Lin, a tall woman, black coat, Lin."),
        ("{{ dog }} barks. {{ dog }} runs. See {{ dog }}.", "A dog, wet, barks. The dog runs. See the dog."),
        ("{{ characters['lin'].name }} waits", "Lin waits."),
        ("{{ bar }} in {{ locations.bar.name }}", "Blue Bar in Blue Bar."),
    ],
)
def test_mentions_read_as_sentences(action: str, expected: str) -> None:
    people = [LIN, character("dog", None, "A dog, wet.")]
    assert silent(shot(action=action), characters=people, locations=[location("bar", "Blue Bar")]) == expected


def test_a_description_may_mention_others_and_vars() -> None:
    people = [
        character("ann", "Ann", "sister of {{ bob }}, from {{ vars.city }}"),
        character("bob", "Bob", "a cook"),
    ]
    text = silent(shot(action="{{ ann }} and {{ bob }} eat."), characters=people, vars={"city": "Osaka"})
    assert text == "Ann, sister of Bob, a cook, from Osaka, and Bob eat."


def test_a_name_may_be_made_of_another() -> None:
    people = [character("ann", "Ann", "a cook"), character("dog", "{{ ann }}'s dog", "brown")]
    assert silent(shot(action="{{ dog }} barks at {{ ann }}."), characters=people) == (
        "Ann's dog, brown, barks at Ann, a cook."
    )


def test_a_description_not_expanded_does_not_count_as_a_mention() -> None:
    people = [character("ann", "Ann", "sister of {{ bob }}"), character("bob", "Bob", "a cook")]
    board = storyboard(scene(shot(action="{{ ann.name }} waves."), shot(action="{{ bob }} waves.")), characters=people)
    writer = PromptWriter(board)
    only = board.scenes[0]
    for _ in range(2):  # the second time from what is kept
        text = writer.write(only, only.shots, profile(silent=True)).prompt
        assert text.endswith("[3-6s] Bob, a cook, waves.")


def test_overall_comes_first_and_mentions_the_location() -> None:
    text = silent(
        shot(action="{{ street }} is empty."),
        style="noir,\n  teal and amber",
        location="street",
        description="it rains",
        locations=[location("street", None, "a wet street, neon")],
    )
    assert text == "Noir, teal and amber. A wet street, neon. It rains.\nThe wet street is empty."


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"framing": "Close Up", "camera": "slow dolly in", "action": "she turns"},
            "Close-up, slow dolly in: she turns.",
        ),
        ({"framing": "wide shot."}, "Wide shot."),
        ({"action": "Wait..."}, "Wait..."),
        ({"action": 'He reads "Stop!"'}, 'He reads "Stop!"'),
        ({"action": "He walks;"}, "He walks."),
        ({"lens": "35mm", "light": "neon glow", "angle": "low angle"}, "Low-angle, 35mm, neon glow."),
        ({"action": "he sits  (slowly)"}, "He sits (slowly)."),
    ],
)
def test_content_is_joined_and_ended(values: dict[str, str], expected: str) -> None:
    assert silent(shot(**values)) == expected


def test_dialogue_says_who_how_and_when() -> None:
    lines = [
        line("lin", "Go.", at=(500, 1500)),
        line("lin", "Now", "shouting", at=(2000, None)),
        line("narrator", "{{ lin }} left."),
    ]
    assert prompt(shot(2, action="A."), shot(4, dialogue=lines)).splitlines()[1] == (
        'Shot 2 [2-6s] From 2.5s to 3.5s, Lin, a tall woman, black coat, says in a low voice: "Go." '
        'At 4s, Lin says shouting, in a low voice: "Now". Voice-over narration: "Lin left."'
    )


def test_a_line_with_its_own_voice_leaves_the_usual_one_out() -> None:
    text = prompt(shot(dialogue=[line("lin", "Go.", "in a broken voice")]))
    assert text.startswith('Lin, a tall woman, black coat, says in a broken voice: "Go."')


def test_the_article_of_a_name_is_capitalised_only_at_the_start_of_a_sentence() -> None:
    porter = character("porter", "The porter", "An old man")
    lines = [line("porter", "Late.", at=(0, 1000)), line("porter", "Too late.")]
    text = silent(
        shot(action="{{ porter }} looks up. {{ porter }} waits for {{ porter }}.", dialogue=lines),
        characters=[porter],
    )
    assert text == (
        "The porter, an old man, looks up. The porter waits for the porter. "
        'From 0s to 1s, the porter says: "Late." The porter says: "Too late."'
    )
    writer = PromptWriter(storyboard(characters=[porter]))
    assert writer.plain(need("{{ porter }} sees {{ porter }}.")) == "The porter sees the porter."


def test_chinese_uses_chinese_words_and_marks() -> None:
    lin = character("lin", "林探长", "黑衣女人，短发", voice="低沉")
    text = prompt(
        shot(3, framing="close-up", camera="slow push in", action="{{ lin }} 转身", sound="雨声"),
        shot(3, dialogue=[line("lin", "太迟了。", "轻声", at=(0, 1500)), line("narrator", "夜。")]),
        language="zh",
        characters=[lin],
    )
    assert text == (
        "第1个镜头[0-3秒] 特写，镜头缓慢推进：林探长（黑衣女人，短发）转身。音效：雨声。\n"
        "第2个镜头[3-6秒] 第3秒到第4.5秒，林探长（轻声，低沉）说：“太迟了。”旁白：“夜。”\n"
        "无背景音乐。"
    )


@pytest.mark.parametrize(
    ("values", "model", "closing"),
    [
        ({}, profile(), "No dialogue, no background music."),
        ({"music": "jazz"}, profile(), "No dialogue."),
        ({"dialogue": [line("lin", "Go.")]}, profile(), "No background music."),
        ({"dialogue": [line("lin", "Go.")], "music": "jazz"}, profile(), None),
        ({}, profile(silent=True), None),
    ],
)
def test_what_is_not_heard_is_said(values: dict[str, Any], model: Profile, closing: str | None) -> None:
    text = prompt(shot(action="Rain.", **values), model=model)
    assert (text.splitlines()[-1] if "o background" in text or "No d" in text else None) == closing


@pytest.mark.parametrize("own", [{"render": {"audio": file("a.mp3")}}, {"audio": file("song.mp3")}])
def test_own_audio_claims_nothing(own: dict[str, Any]) -> None:
    assert prompt(shot(action="Rain.", sound="rain"), **own) == "Rain. Sound: rain."


def test_silence_leaves_sound_out_but_keeps_who_speaks() -> None:
    values = {"action": "Rain.", "sound": "rain", "music": "jazz", "dialogue": [line("lin", "Go.", "softly")]}
    expected = 'Rain. Lin, a tall woman, black coat, says softly: "Go."'
    assert silent(shot(**values)) == expected
    assert prompt(shot(**values), render={"audio": "none"}) == expected


def test_prose_models_are_told_how_many_shots() -> None:
    several = prompt(shot(action="A."), shot(action="B."), model=profile("prose"), style="Noir.")
    assert several.startswith("Generate multi-shot video. Noir.\nShot 1 [0-3s] A.")
    one = prompt(shot(action="A."), model=profile("prose"))
    assert one.startswith("Generate single shot.\nA.")
    assert "enerate" not in prompt(shot(action="A."), model=profile("single"))


def test_negative_prompt_is_rendered_where_the_model_takes_one() -> None:
    board = storyboard(
        scene(shot(action="A."), render={"negative_prompt": "logo of {{ vars.brand }},\n {{ lin }}"}),
        vars={"brand": "X"},
        characters=[LIN],
    )
    assert written(board).negative_prompt == "logo of X, Lin"
    assert written(board, model=profile(negative_prompt_limit=None)).negative_prompt is None


def test_references_follow_the_order_of_the_prompt_in_every_clip() -> None:
    people = [
        character("a", "Ann", reference="a.mp4", voice="low"),
        character("b", "Bob", "a cook", reference="b.png", voice="high"),
        character("c", "Cas", "a cat"),
    ]
    board = storyboard(
        scene(
            shot(action="{{ c }} sees {{ b }} and {{ b }}."),
            shot(action="{{ a }} sees {{ b }}.", dialogue=[line("a", "Hi, {{ b }}."), line("b", "Hi.")]),
        ),
        characters=people,
    )
    model = profile(naming="character", silent=False)
    both, second = written(board, model=model), written(board, 1, model=model)
    assert [e.id for e in both.references] == ["b", "a"]
    assert "Cas, a cat, sees character1 and character1." in both.prompt
    assert 'character2 sees character1. character2 says: "Hi, Bob." character1 says in a high voice: "Hi."' in (
        both.prompt
    )
    assert [e.id for e in second.references] == ["a", "b"]
    assert "character1 sees character2." in second.prompt
    assert written(board, model=profile()).references == ()


def test_an_empty_prompt_is_an_error() -> None:
    text = written(storyboard(scene(shot())), model=profile(silent=True))
    assert [d.code for d in text.diagnostics] == [codes.EMPTY_PROMPT]


@pytest.mark.parametrize("name", CASES)
def test_what_is_not_for_the_model_never_changes_the_prompt(name: str) -> None:
    board, model = CASES[name]
    texts = (written(board, model=model), written(_renamed(board), model=model))
    assert texts[0].prompt == texts[1].prompt
    assert texts[0].negative_prompt == texts[1].negative_prompt


def _renamed(board: Storyboard) -> Storyboard:
    scenes = tuple(
        replace(
            one,
            id=f"new-{one.id}",
            title="Another title",
            shots=tuple(
                replace(s, id=f"x{s.id}", notes="a note", tags=("t",), board=file("b.png"), scene_id="new")
                for s in one.shots
            ),
        )
        for one in board.scenes
    )
    return replace(board, title="Other", logline="Something else", scenes=scenes)


def test_ids_of_characters_and_locations_never_reach_the_prompt() -> None:
    def of(person: str, place: str) -> str:
        return prompt(
            shot(action=f"{{{{ {person} }}}} crosses {{{{ {place} }}}}.", dialogue=[line(person, "Go.")]),
            characters=[character(person, "Lin", "a woman")],
            locations=[location(place, None, "a wet street, neon")],
            location=place,
        )

    assert of("lin", "street") == of("agent_7", "xyzzy")


def test_same_input_gives_the_same_text_whatever_was_written_before() -> None:
    board, model = CASES["conversation"]
    only = board.scenes[0]
    fresh = PromptWriter(board).write(only, only.shots[1:], model)
    used = PromptWriter(board)
    used.write(only, only.shots, profile(naming="media"))
    used.write(only, only.shots[:1], model)
    used.check_all()
    assert used.write(only, only.shots[1:], model) == fresh


def test_plain_names_people_for_cards() -> None:
    board = storyboard(characters=[LIN, character("dog", None, "a dog, wet")], language="en")
    writer = PromptWriter(board)
    assert writer.plain(need("{{ lin }}  meets\n{{ dog }}.")) == "Lin meets the dog."
    assert writer.plain(need("{{ broken")) == "{{ broken"


def template(tmp_path: Path, source: str) -> FileRef:
    path = tmp_path / "mine.j2"
    path.write_text(source, encoding="utf-8")
    return FileRef("mine.j2", path, SPAN)


@pytest.mark.parametrize("name", CASES)
def test_built_in_template_rendered_whole_gives_the_same_prompt(name: str, tmp_path: Path) -> None:
    board, model = CASES[name]
    only = board.scenes[0]
    mine = replace(only, render=replace(only.render, template=template(tmp_path, builtin.source(board.language))))
    by_pieces = PromptWriter(board).write(only, only.shots, model)
    whole = PromptWriter(replace(board, scenes=(mine,))).write(mine, mine.shots, model)
    assert whole.prompt == by_pieces.prompt
    assert whole.references == by_pieces.references
    assert whole.diagnostics == ()


def test_own_template_sees_the_clip(tmp_path: Path) -> None:
    source = (
        "{{ style }}|{{ location }}|{{ language }}|{{ vars.city }}|{{ clip.duration }}\n\n"
        "{% for s in clip.shots %}{{ s.number }}:{{ s.start }}-{{ s.end }} {{ s.framing }} {{ s.action }}"
        "{% for l in s.dialogue %} {{ l.speaker }}:{{ l.line | quoted }}{% endfor %}\n{% endfor %}{{ lin }}"
    )
    board = storyboard(
        scene(
            shot(2, framing="wide shot", action="{{ lin }} runs"),
            shot(1.5, dialogue=[line("lin", "Go")]),
            render={"template": template(tmp_path, source)},
            location="bar",
        ),
        style="Noir",
        vars={"city": "Rome"},
        characters=[LIN],
        locations=[location("bar", "Blue Bar")],
    )
    text = written(board)
    assert text.prompt == (
        'Noir|Blue Bar|en|Rome|3.5\n1:0-2 wide shot Lin, a tall woman, black coat, runs\n2:2-3.5 Lin:"Go"\nLin'
    )
    assert [part for part, _ in text.parts] == ["overall", "one-01", "one-02"]


def test_error_in_an_own_template_stands_in_that_file(tmp_path: Path) -> None:
    board = storyboard(
        scene(shot(action="A."), render={"template": template(tmp_path, "{{ style }}\n\n  {{ clip.shot }}")})
    )
    writer = PromptWriter(board)
    (found,) = writer.check_all()
    assert found.span is not None
    assert [s.line(3) for s in writer.template_sources] == ["  {{ clip.shot }}"]
    assert found.span.path.endswith("mine.j2")
    assert (found.span.line, found.span.column, found.code) == (3, 11, codes.UNKNOWN_ATTRIBUTE)
    assert found.message == "'clip' has no 'shot'"
    assert found.hint == "did you mean 'shots'?"
    assert written(board).diagnostics == (found,)


@pytest.mark.parametrize("kind", ["missing", "binary", "url", "folder"])
def test_own_template_that_cannot_be_read_is_an_error_where_it_is_named(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.j2"
    if kind == "binary":
        path.write_bytes(b"\xff\xfe\x00")
    reference = FileRef("mine.j2", {"url": None, "folder": tmp_path}.get(kind, path), SPAN)
    board = storyboard(scene(shot(action="A."), render={"template": reference}))
    (found,) = PromptWriter(board).check_all()
    assert (found.code, found.span) == (codes.TEMPLATE_FILE, SPAN)


def test_candidates_are_cheap() -> None:
    shots = [
        shot(1, framing="wide shot", camera="slow dolly in", action=f"{{{{ lin }}}} passes shop {n}.", sound="rain")
        for n in range(400)
    ]
    board = storyboard(scene(*shots), characters=[LIN], style="Noir.")
    writer, only, model = PromptWriter(board), board.scenes[0], profile()
    started = time.process_time()
    for first in range(400):
        for last in range(first + 1, min(first + 15, 400) + 1):
            writer.write(only, only.shots[first:last], model)
    assert time.process_time() - started < 3  # 5895 candidates; measured 0.2 s


def test_a_voice_over_with_a_time_begins_with_its_time() -> None:
    said = shot(action="Rain.", dialogue=[line("narrator", "Gone.", at=(500, None))])
    assert silent(said).endswith('At 0.5s, voice-over narration: "Gone."')


@pytest.mark.parametrize("end", ["'Never!'", "“Ok”…", "Go…"])
def test_a_name_after_any_end_of_a_sentence_has_its_capital(end: str) -> None:
    ann = character("ann", None, "an old woman")
    said = shot(action="{{ ann }} waits.", dialogue=[line("ann", end), line("ann", "Yes.")])
    assert ' The old woman says: "Yes."' in silent(said, characters=[ann])
