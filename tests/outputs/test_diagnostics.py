"""Diagnostics as text, data and annotations."""

from __future__ import annotations

import json
import time

import pytest

from wanboard.diagnostics import Diagnostic, Related, Severity, Span
from wanboard.outputs.diagnostics import WIDTH, render_github, render_json, render_text
from wanboard.source.text import SourceMap, SourceText


def shown(line: str, column: int, length: int, **more: object) -> list[str]:
    sources = SourceMap(SourceText("story.yaml", line + "\n"))
    found = Diagnostic("WB104", "wrong", Span.at("story.yaml", 1, column, length), **more)  # type: ignore[arg-type]
    return render_text([found], sources).splitlines()


def test_the_text_is_that_of_the_style_guide() -> None:
    text = "\n" * 11 + "      framming: close-up\n"
    found = Diagnostic(
        "WB104", "unknown key 'framming' in shot 'eyes'", Span.at("a/rain.yaml", 12, 7, 8), "did you mean 'framing'?"
    )
    assert render_text([found], SourceMap(SourceText("a/rain.yaml", text))) == (
        "a/rain.yaml:12:7: error[WB104]: unknown key 'framming' in shot 'eyes'\n"
        "   12 |       framming: close-up\n"
        "              ^^^^^^^^\n"
        "   help: did you mean 'framing'?\n"
    )


@pytest.mark.parametrize(
    ("line", "column", "length", "caret"),
    [
        ("key: value", 6, 5, " " * 13 + "^^^^^"),
        ("雨: 夜晚", 4, 2, " " * 12 + "^^^^"),
        ("\tkey: v", 2, 3, " " * 12 + "^^^"),
        ("a\u0301: x", 5, 1, " " * 11 + "^"),
        ("key:", 5, 1, " " * 12 + "^"),
        ("key:", 99, 3, " " * 12 + "^"),
        ("ａ: x", 4, 1, " " * 12 + "^"),
    ],
)
def test_the_place_is_underlined_in_cells(line: str, column: int, length: int, caret: str) -> None:
    assert shown(line, column, length)[2] == caret


def test_a_place_over_several_lines_is_underlined_to_the_end_of_the_first() -> None:
    found = Diagnostic("WB101", "wrong", Span("s.yaml", 1, 4, 2, 5))
    lines = render_text([found], SourceMap(SourceText("s.yaml", "a: [x,\n  y]\n"))).splitlines()
    assert lines[1:] == ["    1 | a: [x,", "           ^^^"]


def test_a_long_line_is_cut_around_the_place() -> None:
    lines = shown("x" * 5000 + "BAD" + "y" * 5000, 5001, 3)
    assert len(lines[1]) <= WIDTH + 8
    start = lines[2].index("^")
    assert lines[1][start : start + 3] == "BAD"
    assert lines[2].count("^") == 3


def test_a_long_place_is_cut_as_well() -> None:
    lines = shown("z" * 5000, 1, 5000)
    assert len(lines[1]) <= WIDTH + 8
    assert len(lines[2]) <= WIDTH + 8


def test_nothing_reaches_the_terminal_that_moves_its_cursor() -> None:
    found = Diagnostic("WB104", "bad \x1b[31m\r\u202e", Span.at("s\x1b.yaml"), "hint\x07")
    text = render_text([found], SourceMap(SourceText("s\x1b.yaml", "a\x1b[2J\u202eb\n")))
    assert not set(text) & {"\x1b", "\r", "\u202e", "\x07"}


def test_related_places_and_missing_places_are_shown() -> None:
    sources = SourceMap(SourceText("s.yaml", "a: 1\na: 2\n"))
    twice = Diagnostic("WB006", "twice", Span.at("s.yaml", 2), related=(Related(Span.at("s.yaml", 1), "first here"),))
    nowhere = Diagnostic("WB219", "no such variable", None)
    elsewhere = Diagnostic("WB001", "unknown file", Span.at("zz.yaml", 4, 2))
    assert render_text([nowhere, elsewhere, twice], sources).splitlines() == [
        "s.yaml:2:1: error[WB006]: twice", "    2 | a: 2", "        ^",
        "   note: s.yaml:1:1: first here", "    1 | a: 1", "        ^",
        "zz.yaml:4:2: error[WB001]: unknown file",
        "error[WB219]: no such variable",
    ]  # fmt: skip


def test_color_changes_nothing_but_color() -> None:
    sources = SourceMap(SourceText("s.yaml", "a: 1\n"))
    found = [Diagnostic("WB215", "careful", Span.at("s.yaml"), "a hint", Severity.WARNING)]
    colored = render_text(found, sources, color=True)
    assert "\x1b[1;33m" in colored
    plain = colored
    for code in ("1", "1;33", "1;36", "0"):
        plain = plain.replace(f"\x1b[{code}m", "")
    assert plain == render_text(found, sources, color=False)


def test_nothing_found_is_no_text() -> None:
    assert render_text([], SourceMap()) == ""
    assert render_github([]) == ""


def test_data_is_json_with_every_field() -> None:
    found = Diagnostic("WB101", "m", Span("s.yaml", 1, 2, 3, 4), "h", related=(Related(Span.at("t.yaml"), "r"),))
    (document,) = json.loads(json.dumps(render_json([found])))
    assert document == {
        "code": "WB101", "severity": "error", "message": "m", "hint": "h",
        "path": "s.yaml", "line": 1, "column": 2, "end_line": 3, "end_column": 4,
        "related": [{"message": "r", "path": "t.yaml", "line": 1, "column": 1, "end_line": 1, "end_column": 2}],
    }  # fmt: skip


def test_data_of_a_finding_without_a_place_has_none() -> None:
    (document,) = json.loads(json.dumps(render_json([Diagnostic("WB219", "m", None)])))
    assert (document["path"], document["line"], document["hint"]) == (None, None, None)


def test_annotations_escape_what_commands_reserve() -> None:
    found = Diagnostic("WB101", "50% of a,b", Span("a,b:c.yaml", 3, 2, 3, 5), "line\nbreak")
    assert render_github([found]) == (
        "::error title=WB101,file=a%2Cb%3Ac.yaml,line=3,endLine=3,col=2,endColumn=5::"
        "50%25 of a,b%0Ahelp: line%0Abreak\n"
    )


def test_an_annotation_without_a_place_has_only_its_code() -> None:
    found = Diagnostic("WB219", "m", None, severity=Severity.WARNING)
    assert render_github([found]) == "::warning title=WB219::m\n"


def test_many_findings_on_one_vast_line_are_shown_in_linear_time() -> None:
    sources = SourceMap(SourceText("s.yaml", "x" * 2_000_000))
    found = [Diagnostic("WB104", "wrong", Span.at("s.yaml", 1, n * 1000 + 1, 5)) for n in range(2000)]
    begin = time.process_time()
    assert render_text(found, sources).count("WB104") == 2000
    assert time.process_time() - begin < 2
