"""The fast way through simple templates and Jinja2 give the same words and the same findings."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from prompts.prompt_models import character, location, storyboard

from wanboard.prompts.problems import Problem
from wanboard.prompts.sandbox import FUEL
from wanboard.prompts.template import ProblemsError, compiled
from wanboard.prompts.texts import Texts

TEXTS = Texts(
    storyboard(
        characters=[character("lin", "Lin", "a woman of {{ vars.city }}"), character("王", "王")],
        locations=[location("street", None, "a street")],
        vars={"city": "Osaka", "n": 3, "yes": True, "group": {"a": "b"}, "nothing": None},
    )
)

NAME = st.sampled_from(["lin", "王", "street", "vars", "lon", "range", "in", "none", "not", "loop", "self", "_x", "x1"])
ATTRIBUTE = st.sampled_from(
    ["", ".name", ".voice", ".city", ".n", ".yes", ".group", ".nothing", " . name", "._x", ".x"]
)
SIMPLE = st.builds("{{{{{}{}{}{}}}}}".format, st.sampled_from(["", " ", "  "]), NAME, ATTRIBUTE, st.just(" "))
LITERAL = st.text(st.sampled_from("a b,.!'\"\n{}%#“中"), max_size=6)


def outcome(source: str, *, simple: bool) -> str | set[Problem]:
    try:
        TEXTS.sandbox.fuel = FUEL
        return compiled(source, TEXTS.sandbox, simple=simple)(TEXTS.names)
    except ProblemsError as error:
        return set(error.problems)


@given(st.lists(SIMPLE | LITERAL, max_size=5).map("".join))
@settings(max_examples=300, deadline=None)
def test_simple_and_jinja_agree(source: str) -> None:
    fast, slow = outcome(source, simple=True), outcome(source, simple=False)
    if isinstance(fast, str) or isinstance(slow, str):
        assert fast == slow
    else:  # Jinja2 stops at its first error of another kind than an unknown name
        assert {p.code for p in slow} <= {p.code for p in fast}
        assert any(p in fast for p in slow)


def expressions() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(
        ["lin", "lin.name", "vars.n", "vars.group", "vars.city", "'ab'", "7", "nope", "[1, 2]", "range(3)"]
    )

    def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        operator = st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "~", "==", "<", "in", "and", "or", "is in"])
        filters = st.sampled_from(sorted(name for name in TEXTS.sandbox.filters if name.isidentifier()))
        tests = st.sampled_from(sorted(TEXTS.sandbox.tests))
        return st.one_of(
            st.builds("({} {} {})".format, inner, operator, inner),
            st.builds("({} | {})".format, inner, filters),
            st.builds("({} | {}({}))".format, inner, filters, inner),
            st.builds("({} is {})".format, inner, tests),
            st.builds("({} if {} else {})".format, inner, inner, inner),
            st.builds("{}[{}]".format, inner, inner),
            st.builds("{}[{}:{}]".format, inner, inner, inner),
            st.builds("{}.{}".format, inner, st.sampled_from(["name", "a", "upper", "__class__", "items"])),
            st.builds("{}({})".format, inner, inner),
        )

    return st.recursive(leaves, grown, max_leaves=8)


def statements(expression: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    written = expression.map("{{{{ {} }}}}".format)

    def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.builds("{{% for x in {} %}}{}{{{{ x }}}}{{% endfor %}}".format, expression, inner),
            st.builds("{{% if {} %}}{}{{% endif %}}".format, expression, inner),
            st.builds("{{% set lin = {} %}}{}".format, expression, inner),
            st.builds("{{% filter upper %}}{}{{% endfilter %}}".format, inner),
            st.builds("{{% macro m(a=1) %}}{}{{% endmacro %}}{{{{ m({}) }}}}".format, inner, expression),
        )

    return st.recursive(written, grown, max_leaves=3)


@given(statements(expressions()))
@settings(max_examples=500, deadline=None)
def test_whatever_a_template_does_is_words_or_findings_within_it(source: str) -> None:
    found: Any = outcome(source, simple=True)
    if not isinstance(found, str):
        assert found
        assert all(0 <= p.offset < len(source) and p.length > 0 and p.message for p in found)
