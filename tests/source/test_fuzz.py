"""Whatever bytes a file holds, reading them gives nodes or findings, never an exception."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wanboard.model.build import build
from wanboard.outputs.diagnostics import render_github, render_json, render_text
from wanboard.schema.check import check
from wanboard.source.load import load

VALID = """\
wanboard: 1
title: Neon Rain
vars: {city: New York}
style: >-
  Neo-noir thriller,
  teal and amber.
characters:
  lin: {name: Lin, description: "a woman \\u2014 tired"}
locations:
  street: {description: 'a street in {{ vars.city }}'}
render: &r {model: wan2.6-t2v, size: 1280*720, seed: 7}
film: {transition: crossfade 0.5, fps: 24, loudness: off}
profiles: {draft: {<<: *r, seed: 8}}
scenes:
  - id: arrival
    location: street
    shots:
      - at: 0-3
        framing: wide shot
        action: |
          {{ lin }} walks.
        dialogue:
          - {who: lin, line: "Too late.", at: 1-2.5}
      - {duration: 3.5, action: 雨, transition: dip-to-black 1.0, take: 1}
"""
LINES = VALID.splitlines(keepends=True)
SCRAPS = st.sampled_from([
    "- ", ": ", "{", "}", "[", "]", "'", '"', "|", ">", "&a ", "*a", "!!x ", "\t", "\n", "  ", "# ", "---\n", "? ",
    "<<: *r\n",
    "0", "-1", "1e9", "null", "true", "~", "{{", "%", "@", "\\", "\r", "\0", "é", "😀", "0-0", "9-1", "-", "at: 1-2\n",
])  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        index = draw(st.integers(0, len(lines) - 1))
        line = lines[index]
        cut = draw(st.integers(0, len(line)))
        match draw(st.sampled_from(["insert", "delete", "line", "swap", "replace", "double"])):
            case "insert":
                lines[index] = line[:cut] + draw(SCRAPS) + line[cut:]
            case "delete":
                lines[index] = line[:cut] + line[cut + draw(st.integers(1, 5)) :]
            case "line" if len(lines) > 1:
                del lines[index]
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[index], lines[other] = lines[other], lines[index]
            case "replace":
                key = line.partition(": ")[0]
                lines[index] = f"{key}: {draw(SCRAPS)}\n"
            case _:
                lines.insert(index, line)
    return "".join(lines).encode()


def go_through(folder: Path, data: bytes) -> None:
    path = folder / "story.yaml"
    path.write_bytes(data)
    loaded = load(path)
    found = list(loaded.diagnostics)
    if loaded.root is not None and not found:
        found += check(loaded.root, "storyboard")
        if not found:
            storyboard, more = build(loaded, variables={}, overrides={})
            found += more
            assert storyboard is not None or more
    if loaded.root is None:
        assert found
    shown = render_text(found, loaded.sources)
    assert shown.count("error[") + shown.count("warning[") >= len({(f.code, f.span, f.message) for f in found})
    assert all(c.isprintable() or c == "\n" or unicodedata.category(c) == "Zs" for c in shown)
    assert len(render_json(found)) == len(set(found))
    assert render_github(found).count("\n") == len(set(found))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutated())
def test_a_changed_storyboard_is_read_or_explained(tmp_path: Path, data: bytes) -> None:
    go_through(tmp_path, data)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode(errors="replace"))))
def test_any_bytes_are_read_or_explained(tmp_path: Path, data: bytes) -> None:
    go_through(tmp_path, data)


def test_the_storyboard_that_is_changed_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    path.write_text(VALID, encoding="utf-8")
    loaded = load(path)
    assert loaded.diagnostics == ()
    assert loaded.root is not None
    assert check(loaded.root, "storyboard") == ()
    storyboard, found = build(loaded, variables={}, overrides={})
    assert found == ()
    assert storyboard is not None
