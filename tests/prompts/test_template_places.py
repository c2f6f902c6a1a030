"""Every template error stands at its exact place in the storyboard, with a hint where one is near."""

from __future__ import annotations

import pytest
from prompts.prompt_models import character, location, need, profile, scene, shot, storyboard

from wanboard.prompts import codes
from wanboard.prompts.writer import PromptWriter

BOARD = storyboard(
    characters=[character("lin", "Lin", "a woman"), character("old-man", "Wu")],
    locations=[location("street", "the street")],
    vars={"city": "Osaka"},
)

PLACES = [  # source, code, line and column within the text, length, part of the hint
    ("Rain. {{ lni }} walks.", codes.UNKNOWN_NAME, 1, 10, 3, "did you mean 'lin'?"),
    ("{{ city }}", codes.UNKNOWN_NAME, 1, 4, 4, "did you mean 'vars.city'?"),
    ("{{ old }}", codes.UNKNOWN_NAME, 1, 4, 3, "characters['old-man']"),
    ("{{ lin.nmae }}", codes.UNKNOWN_ATTRIBUTE, 1, 8, 4, "did you mean 'name'?"),
    ("{{ vars.citty }}", codes.UNKNOWN_ATTRIBUTE, 1, 9, 5, "did you mean 'city'?"),
    ("{{ lin.voice }}", codes.UNKNOWN_ATTRIBUTE, 1, 8, 5, None),
    ("{{ lin.nmae | upper }}", codes.UNKNOWN_ATTRIBUTE, 1, 8, 4, "did you mean 'name'?"),
    ("a\nb {{ lin }}\n  c {{ strete }}", codes.UNKNOWN_NAME, 3, 8, 6, "did you mean 'street'?"),
    ("a\n\n{% if lin %}\n{{ 'x' ~ strete }}{% endif %}", codes.UNKNOWN_NAME, 4, 10, 6, "street"),
    ("{%- if true -%}\n   {{- bogus -}}\n{%- endif -%}", codes.UNKNOWN_NAME, 2, 8, 5, None),
    ("{% for x in nope %}{{ x }}{% endfor %}", codes.UNKNOWN_NAME, 1, 13, 4, None),
    ("ok\n{{ lin", codes.SYNTAX, 2, 1, 2, None),
    ("ok\n{% if lin", codes.SYNTAX, 2, 1, 2, None),
    ("ok\n{# lin", codes.SYNTAX, 2, 1, 2, None),
    ("{% if 1 %}{% for x in [1] %}\n{% if x %}{% endfor %}", codes.SYNTAX, 2, 14, 6, None),
    ("{% if 1 %}a{% endif %}\n b {% if 2 %} c", codes.SYNTAX, 2, 7, 2, None),
    ("ok\n{{ lin ? }}", codes.SYNTAX, 2, 8, 1, None),
    ("ok\n{% iff %}", codes.SYNTAX, 2, 4, 3, None),
    ("ok {{ 'abc }}", codes.SYNTAX, 1, 7, 1, None),
    ("ok {{ } }}", codes.SYNTAX, 1, 7, 1, None),
    ("ok\n{{ lin | uper }}", codes.NOT_ALLOWED, 2, 10, 4, "did you mean 'upper'?"),
    ("ok\n{{ lin is strin }}", codes.NOT_ALLOWED, 2, 11, 5, "did you mean 'string'?"),
    ("ok {% include 'x' %}", codes.NOT_ALLOWED, 1, 7, 7, None),
    ("ok\r\n{{ nope }}", codes.UNKNOWN_NAME, 2, 4, 4, None),
    ("中文 {# 注释 #}{{ nope }}", codes.UNKNOWN_NAME, 1, 15, 4, None),
]


@pytest.mark.parametrize(("source", "code", "line", "column", "length", "hint"), PLACES)
def test_error_stands_at_its_place(
    source: str, code: str, line: int, column: int, length: int, hint: str | None
) -> None:
    (found,) = PromptWriter(BOARD).text(need(source))[1]
    span = found.span
    assert span is not None
    assert (found.code, span.line, span.column, span.end_column - span.column) == (code, line, column, length)
    assert hint is None or (found.hint is not None and hint in found.hint)


def test_every_unknown_name_of_a_text_is_reported_at_once() -> None:
    source = "{{ one }} {% if two %}{{ lin }}{% endif %} {{ three | upper }} {{ four | default('x') }}"
    found = PromptWriter(BOARD).text(need(source))[1]
    assert [d.message for d in found] == [f"unknown name '{n}'" for n in ("one", "two", "three")]


def test_every_unknown_name_of_a_simple_text_is_reported_at_once() -> None:
    found = PromptWriter(BOARD).text(need("{{ one }} {{ lin.two }} {{ three }}"))[1]
    assert [d.span.column for d in found if d.span] == [4, 18, 28]


def test_all_errors_of_a_storyboard_come_in_one_go_ordered_by_place() -> None:
    shots = [shot(action=need(f"{{{{ bad{n} }}}}", line=n, column=5), id=f"s{n}") for n in (9, 3, 7)]
    board = storyboard(
        scene(*shots, description="{{ worse }}", render={"negative_prompt": "{% broken"}),
        style="{{ styleless }}",
        characters=[character("lin", "{{ nameless }}", voice="{{ voiceless }}")],
    )
    found = PromptWriter(board).check_all()
    assert len(found) == 8
    assert list(found) == sorted(found, key=lambda d: d.span)


def test_a_text_that_needs_itself_is_an_error() -> None:
    board = storyboard(characters=[character("lin", "Lin", "as tall as {{ lin.description }}")])
    assert [d.code for d in PromptWriter(board).check_all()] == [codes.CYCLE]


def test_characters_that_mention_each_other_are_one_error() -> None:
    board = storyboard(
        scene(shot(action="{{ a }} meets {{ b }}.")),
        characters=[
            character("a", "Ann", "sister of {{ b }}"),
            character("b", "Bob", "brother of {{ c }}"),
            character("c", "Cas", "friend of {{ a }}"),
            character("d", "Dan", "knows {{ a }}"),
        ],
    )
    found = PromptWriter(board).check_all()
    assert [(d.code, d.message) for d in found] == [(codes.CYCLE, "the texts of character 'a' lead back to it")]


def test_a_mention_of_someone_without_words_is_an_error() -> None:
    board = storyboard(scene(shot(action="{{ lin }} runs.")), characters=[character("lin")])
    assert [d.code for d in PromptWriter(board).check_all()] == [codes.NAMELESS]


def test_write_reports_the_errors_of_its_own_shots_only() -> None:
    board = storyboard(scene(shot(action="{{ one }}"), shot(action="Fine."), shot(action="{{ two }}")))
    from_shots = board.scenes[0].shots
    writer = PromptWriter(board)
    assert writer.write(board.scenes[0], from_shots[1:2], profile()).diagnostics == ()
    assert [d.message for d in writer.write(board.scenes[0], from_shots[1:], profile()).diagnostics] == [
        "unknown name 'two'"
    ]


def test_half_a_character_in_plain_text_is_an_error() -> None:
    found = PromptWriter(storyboard(style="a \ud800 b")).check_all()
    assert [d.code for d in found] == [codes.FAILED]
