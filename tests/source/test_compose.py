"""Strict YAML: what a value means, where it stands, what is refused."""

from __future__ import annotations

import math
import time

import pytest
import yaml

from wanboard.diagnostics import Diagnostic
from wanboard.source import compose
from wanboard.source.nodes import Mapping, Node, Scalar, Sequence, to_data
from wanboard.source.read import parse_text


def nodes(text: str) -> Node:
    root, found = parse_text(text, "story.yaml")
    assert not found
    assert root is not None
    return root


def one(text: str) -> Diagnostic:
    _, found = parse_text(text, "story.yaml")
    assert len(found) == 1, found
    return found[0]


def place(found: Diagnostic) -> tuple[str, int, int]:
    assert found.span is not None
    return found.code, found.span.line, found.span.column


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("16:9", "16:9"), ("1:30", "1:30"), ("on", "on"), ("no", "no"), ("yes", "yes"), ("off", "off"),
        ("2026-11-21", "2026-11-21"), ("1_000", "1_000"), ("0123", 123), ("0o17", 15), ("0x1F", 31), ("+5", 5),
        ("-7", -7), ("1e3", 1000.0), (".5", 0.5), ("1.", 1.0), ("true", True), ("False", False), ("~", None),
        ("null", None), ("", None), ("'3'", "3"), ('"null"', "null"), ("0-3", "0-3"), ("1.2.3", "1.2.3"),
    ],
)  # fmt: skip
def test_values_are_those_of_yaml_1_2(written: str, value: object) -> None:
    data = to_data(nodes(f"key: {written}\n"))
    assert data == {"key": value}
    assert isinstance(data, dict)
    assert type(data["key"]) is type(value)


def test_spelling_survives_beside_the_value() -> None:
    root = nodes("key: 0123\n")
    assert isinstance(root, Mapping)
    node = root.get("key")
    assert isinstance(node, Scalar)
    assert (node.value, node.text) == (123, "0123")


@pytest.mark.parametrize("number", ["1e999", "-1e999", ".inf", ".nan", "9" * 5000, "0x" + "f" * 5000])
def test_numbers_that_cannot_be_held_are_refused(number: str) -> None:
    assert place(one(f"key: {number}\n")) == ("WB016", 1, 6)


def test_places_count_characters_from_one() -> None:
    root = nodes("钥匙: 雨\nb:\n  - x: {y: ü}\n    😀: end\n")
    assert isinstance(root, Mapping)
    rain = root.get("钥匙")
    assert rain is not None
    assert (rain.span.line, rain.span.column, rain.span.end_column) == (1, 5, 6)
    items = root.get("b")
    assert isinstance(items, Sequence)
    item = items.items[0]
    assert isinstance(item, Mapping)
    key = item.entries["😀"].key
    assert (key.span.line, key.span.column, key.span.end_column) == (4, 5, 6)
    assert (item.span.line, item.span.column, item.span.end_line, item.span.end_column) == (3, 5, 4, 11)


def test_anchors_and_merge_keys_keep_the_places_of_their_text() -> None:
    root = nodes("base: &base {framing: wide, angle: low}\nshot:\n  <<: *base\n  angle: high\nagain: *base\n")
    assert to_data(root) == {
        "base": {"framing": "wide", "angle": "low"},
        "shot": {"framing": "wide", "angle": "high"},
        "again": {"framing": "wide", "angle": "low"},
    }
    assert isinstance(root, Mapping)
    shot = root.get("shot")
    assert isinstance(shot, Mapping)
    assert shot.entries["framing"].key.span.line == 1


def test_of_several_merged_mappings_the_first_wins() -> None:
    root = nodes("a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b]}\n")
    assert to_data(root) == {"a": {"x": 1}, "b": {"x": 2, "y": 2}, "c": {"x": 1, "y": 2}}


def test_a_quoted_merge_key_is_an_ordinary_key() -> None:
    assert to_data(nodes('{"<<": 1}')) == {"<<": 1}


def test_a_key_written_twice_names_both_places() -> None:
    found = one("shots:\n  - {a: 1,\n     b: 2,\n     a: 3}\n")
    assert place(found) == ("WB006", 4, 6)
    assert [(r.span.line, r.span.column) for r in found.related] == [(2, 6)]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: !!python/object/apply:os.system [ls]\n", "WB007", 1, 4),
        ("a: !!str 5\n", "WB007", 1, 4),
        ("a: !mine {b: 1}\n", "WB007", 1, 4),
        ("a: 1\n---\nb: 2\n", "WB008", 2, 1),
        ("", "WB009", 1, 1),
        ("# only a comment\n", "WB009", 1, 1),
        ("---\n", "WB009", 1, 1),
        ("a: *nobody\n", "WB012", 1, 4),
        ("a: &a [1, *a]\n", "WB012", 1, 11),
        ("a: 1\n2: b\n", "WB013", 2, 1),
        ("true: b\n", "WB013", 1, 1),
        ("? [a, b]\n: c\n", "WB013", 1, 3),
        ("action: {{ lin }} walks\n", "WB013", 1, 9),
        ("a: {<<: 5}\n", "WB014", 1, 5),
        ("a: 'open\nb: 1\n", "WB005", 1, 4),
        ("a: [1, 2\nb: 3\n", "WB005", 1, 4),
        ("a: {b: 1\n", "WB005", 1, 4),
        ("a: b: c\n", "WB005", 1, 5),
        ("a:\n\tb: 1\n", "WB005", 2, 1),
        ("a: @home\n", "WB005", 1, 4),
        ("a: 1\nword\nb: 2\n", "WB005", 2, 1),
        ('a: "\\q"\n', "WB005", 1, 5),
        ("a: *bold* words\n", "WB005", 1, 4),
        ('a: "one" two\n', "WB005", 1, 10),
        ("a: \x07\n", "WB004", 1, 4),
        ("a: x\u2028y\n", "WB004", 1, 5),
    ],
)  # fmt: skip
def test_each_fault_is_told_once_at_its_place(text: str, code: str, line: int, column: int) -> None:
    assert place(one(text)) == (code, line, column)


def test_faults_that_do_not_end_the_reading_are_all_told() -> None:
    _, found = parse_text("a: !x 1\n1: b\na: 2\nc: 1e999\n", "story.yaml")
    assert [f.code for f in found] == ["WB007", "WB013", "WB006", "WB016"]


@pytest.mark.parametrize("unit", ["[", "{a: ", "- ", "? "])
def test_ten_megabytes_of_nesting_end_quickly_with_one_finding(unit: str) -> None:
    begin = time.process_time()
    found = one(unit * (10_000_000 // len(unit)))
    assert found.code in ("WB010", "WB013")
    assert time.process_time() - begin < 5


def test_the_depth_allowed_is_read() -> None:
    depth = compose.MAX_DEPTH
    assert nodes("[" * depth + "]" * depth)


def test_alias_bombs_are_bounded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    found = one("\n".join(lines))
    assert found.code == "WB011"


def test_merge_keys_count_as_repetition() -> None:
    many = ", ".join(f"k{n}: {n}" for n in range(1000))
    uses = "\n".join("  - {<<: *m}" for _ in range(400))
    assert one(f"m: &m {{{many}}}\nuses:\n{uses}\n").code == "WB011"


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "MAX_NODES", 50)
    assert one(f"a: [{', '.join('x' * 60)}]").code == "WB011"


def test_without_libyaml_the_same_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: {x: 1, y: [1, 'two', \"thr\\x65e\"]}\nb: |\n  one\n\n  two\nc: >-\n  three\n  four\n"
    with_c = nodes(text)
    monkeypatch.setattr(compose, "_LOADER", yaml.SafeLoader)
    without = nodes(text)
    assert to_data(without) == to_data(with_c)
    assert isinstance(without, Mapping)
    assert isinstance(with_c, Mapping)
    assert [e.key.span for e in without] == [e.key.span for e in with_c]
    assert one("a: 'open\nb: 1\n").span == one("a: 'open\nb: 1\n").span


def test_no_number_is_infinite() -> None:
    data = to_data(nodes("a: 1e308\n"))
    assert isinstance(data, dict)
    value = data["a"]
    assert isinstance(value, float)
    assert math.isfinite(value)


def test_findings_of_one_file_are_bounded() -> None:
    _, found = parse_text("{" + "a," * 500_000, "story.yaml")
    assert len(found) == compose.MAX_FINDINGS
