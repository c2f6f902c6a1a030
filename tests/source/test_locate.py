"""`Scalar.locate`: from a character of a value to its place in the file, in every style a scalar can be written."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from wanboard.source.compose import Composer, events
from wanboard.source.locate import Locator
from wanboard.source.nodes import Mapping, Scalar
from wanboard.source.read import parse_source
from wanboard.source.text import SourceText

CHARS = "abc '\"\\#:-{}[],&*!|>%é雨😀\t"
PIECES = st.text(alphabet=CHARS, max_size=12)
BREAK = st.sampled_from(["\n", "\r\n", "\n\n", "\n \n"])


@st.composite
def quoted(draw: st.DrawFn) -> str:
    quote = draw(st.sampled_from("'\""))
    escapes = (
        ["\\n", "\\\\", '\\"', "\\x41", "\\u96e8", "\\U0001f600", "\\\n   ", "\\\n\n  ", "\\t"]
        if quote == '"'
        else ["''"]
    )
    safe = PIECES.map(lambda text: text.replace(quote, "").replace("\\", "" if quote == '"' else "\\"))
    parts = draw(st.lists(st.one_of(safe, st.sampled_from(escapes), BREAK.map(lambda b: b + "   ")), max_size=8))
    return "key: " + quote + "".join(parts) + quote + "\n"


@st.composite
def plain(draw: st.DrawFn) -> str:
    words = st.text(alphabet="abcé雨😀'\"\\:#", min_size=1, max_size=6)
    parts = draw(st.lists(st.one_of(words, st.sampled_from([" ", "  ", "\n  ", "\r\n   ", " \n\n  "])), max_size=8))
    return "key: a" + "".join(parts) + "\nnext: 1\n"


@st.composite
def block(draw: st.DrawFn) -> str:
    style = draw(st.sampled_from("|>")) + draw(st.sampled_from(["", "-", "+", "2", "3+", "1-"]))
    comment = draw(st.sampled_from(["", "  # a comment"]))
    indent = " " * draw(st.integers(1, 4))
    lines = draw(st.lists(st.tuples(st.sampled_from(["", " ", "   "]), PIECES), max_size=7))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    body = "".join(
        (indent + more + line).rstrip(" ") + end if draw(st.booleans()) else indent + more + line + end
        for more, line in lines
    )
    return f"key: {style}{comment}{end}{body}" + draw(st.sampled_from(["", f"next: 1{end}"]))


def text_scalar(text: str) -> Scalar | None:
    """The scalar under `key`, where the text is YAML and the value is text."""
    source = SourceText("story.yaml", text)
    composer = Composer(source)
    try:
        composer.compose(events(source))
    except yaml.YAMLError:
        return None
    node = composer.root.get("key") if isinstance(composer.root, Mapping) else None
    return node if isinstance(node, Scalar) and isinstance(node.value, str) else None


def scalar_of(text: str) -> Scalar:
    node = text_scalar(text)
    assert node is not None
    return node


@settings(max_examples=700, deadline=None)
@given(st.one_of(quoted(), plain(), block()))
@example("key: >\n\n   a\n   b\n\n    c\n   d\n\n\nnext: 1\n")
@example("key: |2\n    a\n  b\n")
@example("key: >+\n  a\n\n")
@example('key: "a\\\n\n  b \\\n  c"\n')
def test_every_character_of_a_value_has_its_place(text: str) -> None:
    node = text_scalar(text)
    assume(node is not None)
    assert node is not None
    assert isinstance(node.locator, Locator)
    pieces = node.locator._pieces()
    assert pieces is not None, text
    assert "".join(piece[0] for piece in pieces) == node.value
    for char, start, end in pieces:
        written = text[start:end]
        if len(written) == 1 and char not in " \n":
            assert written == char
    assert [piece[1] for piece in pieces] == sorted(piece[1] for piece in pieces)


@pytest.mark.parametrize(
    ("text", "word", "line", "column"),
    [
        ("key: a {{ lin }}\n", "{{", 1, 8),
        ("key: 'it''s {{ lin }}'\n", "{{", 1, 13),
        ('key: "\\u96e8 {{ lin }}"\n', "{{", 1, 14),
        ("key: |\n  one\n    two {{ lin }}\n", "{{", 3, 9),
        ("key: >-\n  one\n  two {{ lin }}\n", "{{", 3, 7),
        ("key: >-\n  one\n\n\n  two {{ lin }}\n", "{{", 5, 7),
        ("key: one\n  two {{ lin }}\n", "{{", 2, 7),
        ("key: |\r\n  雨雨\r\n  雨{{ lin }}\r\n", "{{", 3, 4),
    ],
)
def test_a_word_is_found_where_it_stands(text: str, word: str, line: int, column: int) -> None:
    node = scalar_of(text)
    assert isinstance(node.value, str)
    span = node.locate(node.value.index(word), len(word))
    assert (span.line, span.column, span.end_line, span.end_column) == (line, column, line, column + len(word))


def test_a_place_behind_the_end_is_the_end() -> None:
    node = scalar_of("key: abc\n")
    span = node.locate(99, 5)
    assert (span.line, span.column) == (1, 9)


def test_a_number_is_located_as_a_whole() -> None:
    root, _ = parse_source(SourceText("story.yaml", "key: 0123\n"))
    assert isinstance(root, Mapping)
    node = root.get("key")
    assert isinstance(node, Scalar)
    assert (node.value, node.text) == (123, "0123")
    assert node.locate(0, 2) == node.span
