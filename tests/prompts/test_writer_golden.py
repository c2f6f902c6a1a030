"""Whole prompts, as they are sent, against the files in golden/."""

from __future__ import annotations

from pathlib import Path

import pytest
from prompts.prompt_models import character, line, location, profile, scene, shot, storyboard

from wanboard.model.storyboard import Storyboard
from wanboard.profiles.profile import Profile
from wanboard.prompts.writer import PromptWriter

GOLDEN = Path(__file__).parent / "golden"


def detective() -> Storyboard:
    """The example of the service's own documentation: five shots of three seconds."""
    shots = (
        (
            "Wide shot",
            "A rainy New York street at night, neon lights flickering; {{ detective }} walks briskly",
        ),
        (
            "Medium shot",
            "{{ detective }} enters an old building, rain soaking his coat, the door closing slowly",
        ),
        (
            "Close-up",
            "{{ detective.name }}'s focused, determined eyes as distant sirens wail and he frowns slightly",
        ),
        (
            "Medium shot",
            "{{ detective }} moves carefully down a dim hallway, his flashlight illuminating the path",
        ),
        ("Close-up", "{{ detective }} discovers a key clue, his face lighting up with sudden realization"),
    )
    return storyboard(
        scene(*(shot(3, framing=framing, action=action) for framing, action in shots)),
        style="A thrilling detective chase story with cinematic storytelling.",
        characters=[character("detective", "the detective", "a man in a black trench coat")],
    )


def cat_general() -> Storyboard:
    poem = "青海长云暗雪山，孤城遥望玉门关。黄沙百战穿金甲，不破楼兰终不还。"
    return storyboard(
        scene(
            shot(
                10,
                framing="medium full shot",
                light="soft light, warm tones",
                action="{{ general }}勇敢地站在{{ cliff }}上，骑着一匹虽小但英勇的战马。\n"
                "  悬崖下方，一支由老鼠组成的、无穷无尽的军队正带着临时制作的武器向前冲锋",
                dialogue=[line("general", poem, "高声吟诵")],
                sound="战马嘶鸣，风声",
            ),
            location="cliff",
            description="远处的雪山上空，天空乌云密布。",
        ),
        language="zh",
        style="一幅史诗级可爱的场景，整体氛围是“可爱”与“霸气”的搞笑和史诗般的融合。",
        characters=[character("general", "小猫将军", "身穿金色盔甲、头戴大头盔的卡通小猫", voice="清晰有力")],
        locations=[location("cliff", "悬崖", "俯瞰战场的高崖")],
    )


def conversation() -> Storyboard:
    return storyboard(
        scene(
            shot(
                4,
                framing="two-shot",
                camera="static",
                action="{{ lin }} and {{ boy }} face each other.",
                dialogue=[
                    line("lin", "Too late.", at=(1000, 2500)),
                    line("boy", 'She said "run"', "whispering"),
                ],
            ),
            shot(
                3.5,
                angle="low angle",
                action="{{ lin }}'s eyes narrow",
                dialogue=[
                    line("narrator", "{{ lin }} knew the city.", "softly"),
                    line("lin", "Go!", at=(3000, None)),
                ],
                music="low strings",
            ),
            location="street",
        ),
        characters=[
            character("lin", "Detective Lin", "A woman in her forties, black trench coat.", voice="low, tired, dry"),
            character("boy", None, "a boy of ten, wet cap", voice="an unsteady voice"),
        ],
        locations=[location("street", None, "a rainy {{ vars.city }} street at night, neon signs flickering")],
        vars={"city": "New York"},
    )


def referenced(language: str) -> Storyboard:
    return storyboard(
        scene(
            shot(3, action="{{ boy }} hands {{ lin }} a key."),
            shot(
                3,
                action="{{ lin }} turns.",
                dialogue=[line("lin", "Thanks, {{ boy }}."), line("boy", "Bye.")],
            ),
            location="street",
        ),
        language=language,
        characters=[
            character("lin", "Lin", "a woman", voice="low", reference="refs/lin.MP4"),
            character("boy", "Tom", "a boy", voice="high", reference="https://example.com/tom.png?sig=a.mp4"),
        ],
        locations=[location("street", "Fifth Street", "a street", reference="refs/street.jpg")],
    )


CASES: dict[str, tuple[Storyboard, Profile]] = {
    "detective": (detective(), profile()),
    "detective-prose": (detective(), profile("prose")),
    "cat-general": (cat_general(), profile()),
    "cat-general-prose": (cat_general(), profile("prose")),
    "conversation": (conversation(), profile()),
    "conversation-silent": (conversation(), profile(silent=True)),
    "references-character": (referenced("en"), profile(naming="character")),
    "references-media": (referenced("en"), profile("prose", naming="media")),
    "references-media-zh": (referenced("zh"), profile("prose", naming="media")),
}


@pytest.mark.parametrize("name", CASES)
def test_prompt_is_the_golden_one(name: str) -> None:
    board, model = CASES[name]
    writer = PromptWriter(board)
    assert writer.check_all() == ()
    text = writer.write(board.scenes[0], board.scenes[0].shots, model)
    assert text.diagnostics == ()
    assert text.prompt + "\n" == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert sum(count for _, count in text.parts) == len(text.prompt)


def test_references_are_given_in_the_order_that_names_them() -> None:
    board, model = CASES["references-media"]
    text = PromptWriter(board).write(board.scenes[0], board.scenes[0].shots, model)
    assert [entity.id for entity in text.references] == ["street", "boy", "lin"]


if __name__ == "__main__":  # writes the golden files anew; read the difference before committing it
    for case, (story, of_model) in CASES.items():
        written = PromptWriter(story).write(story.scenes[0], story.scenes[0].shots, of_model)
        (GOLDEN / f"{case}.txt").write_text(written.prompt + "\n", encoding="utf-8")
