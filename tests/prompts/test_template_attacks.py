"""Templates that reach too far or work too much: each ends at once, as one diagnostic, with little memory."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prompts.prompt_models import character, need, profile, scene, shot, storyboard

from wanboard.diagnostics import Diagnostic
from wanboard.prompts import codes
from wanboard.prompts.writer import PromptWriter

BIG_SET = "{% set x = 'a' * 60000 %}"


def macro_tower(height: int) -> str:
    macros = ["{% macro m0() %}xx{% endmacro %}"]
    macros += [
        f"{{% macro m{n}() %}}{{{{ m{n - 1}() }}}}{{{{ m{n - 1}() }}}}{{% endmacro %}}" for n in range(1, height)
    ]
    return "".join(macros) + f"{{{{ m{height - 1}() }}}}"


def doubling(step: str, start: str = "'ab'") -> str:
    head = f"{{% set n = namespace(s={start}) %}}{{% for i in range(200) %}}"
    return head + f"{{% set n.s = {step} %}}{{% endfor %}}"


TOO_MUCH = {
    "nested loops": "{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}",
    "silent loops": "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}",
    "repeated text": "{{ 'a' * 10**10 }}",
    "repeated text, other way": "{% set n = 10**10 %}{{ 'a' * n }}",
    "power of powers": "{{ 9**9**9 }}",
    "large factors": "{{ (10**18) * (10**18) }}",
    "range": "{% for i in range(10**9) %}x{% endfor %}",
    "range as list": "{{ range(10**9) | list | length }}",
    "macro tower": macro_tower(64),
    "macro recursion": "{% macro a() %}{{ a() }}{{ a() }}{% endmacro %}{{ a() }}",
    "loop recursion": "{% for i in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}",
    "doubling concatenation": doubling("n.s ~ n.s") + "{{ n.s }}",
    "doubling addition": doubling("n.s + n.s") + "{{ n.s }}",
    "doubling lists": doubling("n.s + n.s", "[1]"),
    "doubling capture": "{% set s = 'ab' %}" + "{% set s %}{{ s }}{{ s }}{% endset %}" * 64 + "{{ s }}",
    "doubling nesting": doubling("[n.s, n.s]", "[1]") + "{{ n.s == n.s }}",
    "doubling nesting in a filter": doubling("[n.s, n.s]", "[1]") + "{{ n.s | length }}",
    "replace": doubling("n.s | replace('a', 'aaaaaaaaaaaaaaaa')", "'aa'"),
    "replace of nothing": "{{ ('a' * 60000) | replace('', 'b' * 60000) }}",
    "join": "{{ ('a' * 60000) | list | join('b' * 60000) }}",
    "search in long text": BIG_SET + "{% for i in range(9999) %}{{ 'ab' in x }}{% endfor %}",
    "slices": BIG_SET + "{% for i in range(9999) %}{% set y = x[1:] %}{% endfor %}",
    "filters on long text": BIG_SET + "{{ x | upper | length }}" * 700,
    "literal text in a loop": "{% for i in range(9999) %}" + "x" * 9000 + "{% endfor %}",
    "deep brackets": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "deep lists": "{{ " + "[" * 5000 + "]" * 5000 + " }}",
    "deep negation": "{{ " + "not " * 3000 + "1 }}",
    "long chain": "{{ vars" + ".a" * 4000 + " }}",
    "deep blocks": "{% if 1 %}" * 500 + "{% endif %}" * 500,
    "deep loops": "{% for i in [1] %}" * 30 + "{% endfor %}" * 30,
    "long source": "x" * 20_001 + "{{ lin }}",
}
NOT_ALLOWED = {
    "class of a text": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "class by item": "{{ ''['__class__'] }}",
    "class by filter": "{{ '' | attr('__class__') }}",
    "class of a character": "{{ lin.__class__ }}",
    "inside of a character": "{{ lin._texts }}",
    "inside of vars": "{{ vars._vars }}",
    "globals of a function": "{{ range.__globals__ }}",
    "globals of a macro": "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}",
    "globals of self": "{{ self.__init__.__globals__ }}",
    "bound self": "{{ range.__self__ }}",
    "inside of loop": "{% for i in [1] %}{{ loop._iterable }}{% endfor %}",
    "method of a text": "{{ '{:1000000000}'.format(1) }}",
    "width by method": "{{ 'a'.ljust(10**9) }}",
    "width by filter": "{{ 'a' | center(10**9) }}",
    "format filter": "{{ '%1000000000d' | format(1) }}",
    "calling a character": "{{ lin() }}",
    "include": "{% include 'x' %}",
    "import": "{% import 'x' as y %}",
    "from import": "{% from 'x' import y %}",
    "extends": "{% extends 'x' %}",
    "block": "{% block a %}{% endblock %}",
    "autoescape": "{% autoescape true %}x{% endautoescape %}",
}
ELSE = {
    "format by operator": ("{{ '%1000000000d' % 1 }}", codes.FAILED),
    "attribute of ours": ("{{ lin.lookup('name') }}", codes.UNKNOWN_ATTRIBUTE),
    "lipsum": ("{{ lipsum(100000) }}", codes.UNKNOWN_NAME),
    "self as text": ("{{ self }}", codes.FAILED),
    "a function as text": ("{{ [range] | join }}", codes.FAILED),
    "division by zero": ("{{ 1 / 0 }}", codes.FAILED),
    "infinity": ("{{ 1.0e308 * 10 }}", codes.FAILED),
    "complex number": ("{{ (-8) ** 0.5 }}", codes.FAILED),
    "half a character": ("{{ '\\ud800' }}", codes.FAILED),
    "endless number": ("{{ " + "9" * 6000 + " }}", codes.SYNTAX),
    "item that is not there": ("{{ 'x'[5] }}", codes.FAILED),
    "mixed sort": ("{{ [3, 'a'] | sort }}", codes.FAILED),
    "loop over a number": ("{% for i in 5 %}{% endfor %}", codes.FAILED),
    "empty value": ("{{ vars.nothing }}", codes.FAILED),
    "list as text": ("{{ vars.list }}", codes.FAILED),
    "group as text": ("{{ vars.group }}", codes.FAILED),
    "vars as text": ("{{ vars }}", codes.FAILED),
}
ATTACKS = (
    [(name, source, codes.TOO_MUCH) for name, source in TOO_MUCH.items()]
    + [(name, source, codes.NOT_ALLOWED) for name, source in NOT_ALLOWED.items()]
    + [(name, source, code) for name, (source, code) in ELSE.items()]
)


def findings(source: str) -> tuple[Diagnostic, ...]:
    board = storyboard(
        characters=[character("lin", "Lin", "a woman")],
        vars={"nothing": None, "list": [1, 2], "group": {"a": 1}, "a": {"a": 1}},
    )
    return PromptWriter(board).text(need(source))[1]


@pytest.mark.parametrize(("source", "code"), [a[1:] for a in ATTACKS], ids=[a[0] for a in ATTACKS])
def test_attack_ends_at_once_as_one_diagnostic(source: str, code: str) -> None:
    started = time.process_time()
    found = findings(source)
    assert time.process_time() - started < 1
    assert [d.code for d in found] == [code]


@pytest.mark.parametrize(
    "name", ["repeated text", "doubling lists", "replace of nothing", "doubling concatenation", "join"]
)
def test_attack_needs_little_memory(name: str) -> None:
    tracemalloc.start()
    try:
        findings(TOO_MUCH[name])
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "source",
    ["{{ NEXT }} {{ NEXT }}", "{{ NEXT.name }} {{ NEXT.name }}", "{{ NEXT.description }}{{ NEXT.description }}"],
)
@pytest.mark.parametrize("fields", [("name",), ("description",), ("name", "description")])
def test_characters_made_of_each_other_end_at_once(source: str, fields: tuple[str, ...]) -> None:
    people = [
        character(f"c{n}", **{field: source.replace("NEXT", f"c{n + 1}") for field in fields}) for n in range(600)
    ]
    people.append(character("c600", "Ann", "a cook"))
    board = storyboard(scene(shot(action="{{ c0 }} and {{ c0 }} meet {{ c300 }}.")), characters=people)
    writer = PromptWriter(board)
    started = time.process_time()
    writer.check_all()
    text = writer.write(board.scenes[0], board.scenes[0].shots, profile())
    assert time.process_time() - started < 2
    assert len(text.prompt) < 1_000_000


def test_fuel_is_for_each_text_alone() -> None:
    writer = PromptWriter(storyboard())
    for number in range(30):
        text = need(f"{{% for i in range(900) %}}{{{{ {number} }}}}{{% endfor %}}")
        assert writer.text(text)[1] == ()


WORDS = st.sampled_from(
    [
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "if",
        "else",
        "endif",
        "for",
        "endfor",
        "in",
        "set",
        "macro",
        "endmacro",
        "lin",
        "lin.name",
        "vars.a",
        "loop",
        "range",
        "(",
        ")",
        "[",
        "]",
        ",",
        "|",
        "~",
        "*",
        "**",
        "+",
        "-",
        "'a'",
        "1",
        "9999",
        "upper",
        "join",
        "replace",
        ".",
        "_",
        ":",
        "is",
        "defined",
        "namespace",
        "call",
        "endcall",
        "filter",
        "endfilter",
        "raw",
        "endraw",
    ]
)


@given(st.lists(WORDS, max_size=25).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_no_template_raises(source: str) -> None:
    for found in findings(source):
        assert found.span is not None
        assert found.message
