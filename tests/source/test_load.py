"""Files and includes: what is read, what wins, what cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wanboard.diagnostics import Diagnostic
from wanboard.source.load import MAX_INCLUDE_DEPTH, Loaded, load
from wanboard.source.nodes import to_data


def story(folder: Path, **files: str | bytes) -> Loaded:
    for name, text in files.items():
        path = folder / f"{name}.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(folder / "story.yaml")


def one(loaded: Loaded) -> Diagnostic:
    assert len(loaded.diagnostics) == 1, loaded.diagnostics
    return loaded.diagnostics[0]


def place(found: Diagnostic) -> tuple[str, str, int, int]:
    assert found.span is not None
    return found.code, os.path.basename(found.span.path), found.span.line, found.span.column


def test_the_file_that_includes_wins(tmp_path: Path) -> None:
    loaded = story(
        tmp_path,
        story="wanboard: 1\ninclude: [one.yaml, two.yaml]\nvars: {city: Osaka}\ncharacters: {lin: {name: Lin}}\n",
        one="vars: {city: Rome, year: 1}\nstyle: first\ncharacters: {lin: {name: L, voice: low}, wu: {name: Wu}}\n",
        two="style: second\nrender: {seed: 1}\n",
    )
    assert loaded.diagnostics == ()
    assert loaded.root is not None
    data = to_data(loaded.root)
    assert isinstance(data, dict)
    assert data["vars"] == {"city": "Osaka", "year": 1}
    assert data["characters"] == {"lin": {"name": "Lin"}, "wu": {"name": "Wu"}}
    assert data["style"] == "second"
    assert data["render"] == {"seed": 1}
    assert [path.name for path in loaded.files] == ["story.yaml", "one.yaml", "two.yaml"]


def test_an_include_keeps_its_own_places(tmp_path: Path) -> None:
    loaded = story(tmp_path, story="include: bible.yaml\n", bible="# bible\nstyle: noir\n")
    assert loaded.root is not None
    style = loaded.root.get("style")
    assert style is not None
    assert (os.path.basename(style.span.path), style.span.line, style.span.column) == ("bible.yaml", 2, 8)
    assert loaded.sources.line(style.span.path, 2) == "style: noir"


def test_paths_are_shown_as_given_and_relative_to_the_including_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "films" / "bibles").mkdir(parents=True)
    (tmp_path / "films" / "story.yaml").write_text("include: [bibles/noir.yaml]\n")
    (tmp_path / "films" / "bibles" / "noir.yaml").write_text("include: [../missing.yaml]\n")
    monkeypatch.chdir(tmp_path)
    found = one(load(Path("films/story.yaml")))
    assert str(found.span) == "films/bibles/noir.yaml:1:11"
    assert found.code == "WB017"
    assert "films/missing.yaml" in found.message


def test_a_circle_of_includes_is_told_with_its_chain(tmp_path: Path) -> None:
    found = one(story(tmp_path, story="include: [a.yaml]\n", a="include: [b.yaml]\n", b="include:\n  - a.yaml\n"))
    assert place(found) == ("WB018", "b.yaml", 2, 5)
    assert "a.yaml -> b.yaml -> a.yaml" in found.message


def test_a_file_that_includes_itself_is_a_circle(tmp_path: Path) -> None:
    assert one(story(tmp_path, story="include: story.yaml\n")).code == "WB018"


def test_a_file_included_twice_is_no_circle(tmp_path: Path) -> None:
    loaded = story(
        tmp_path, story="include: [a.yaml, b.yaml]\n", a="include: [c.yaml]\n", b="include: [c.yaml]\n", c="style: s\n"
    )
    assert loaded.diagnostics == ()
    assert len(loaded.files) == 4


def test_includes_are_bounded_in_depth(tmp_path: Path) -> None:
    chain = {f"n{i}": f"include: n{i + 1}.yaml\n" for i in range(MAX_INCLUDE_DEPTH + 5)}
    found = one(story(tmp_path, story="include: n0.yaml\n", **chain))
    assert found.code == "WB018"


def test_an_included_file_holds_no_scenes(tmp_path: Path) -> None:
    found = one(story(tmp_path, story="include: a.yaml\n", a="style: s\nscenes: []\n"))
    assert place(found) == ("WB019", "a.yaml", 2, 1)


@pytest.mark.parametrize("version", ["2", "'1'", "1.0", "true", "latest", "[1]"])
def test_an_unknown_version_is_told(tmp_path: Path, version: str) -> None:
    assert place(one(story(tmp_path, story=f"wanboard: {version}\n"))) == ("WB020", "story.yaml", 1, 11)


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        (b"", "WB009", 1, 1),
        (b"\xef\xbb\xbf", "WB009", 1, 1),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "WB002", 1, 1),
        ("title: 雨".encode("utf-16"), "WB003", 1, 1),
        (b"wanboard: 1\ntitle: caf\xe9\n", "WB003", 2, 11),
        ("wanboard: 1\ntitle: 雨夜的纽约\n".encode("gbk"), "WB003", 2, 8),
        (b"- a\n- b\n", "WB015", 1, 1),
        (b"just text\n", "WB015", 1, 1),
    ],
)
def test_a_file_that_is_no_storyboard_is_told_once(
    tmp_path: Path, data: bytes, code: str, line: int, column: int
) -> None:
    loaded = story(tmp_path, story=data)
    assert place(one(loaded)) == (code, "story.yaml", line, column)
    assert loaded.root is None


def test_a_byte_order_mark_is_no_character(tmp_path: Path) -> None:
    loaded = story(tmp_path, story=b"\xef\xbb\xbfwanboard: 1\n")
    assert loaded.diagnostics == ()
    assert loaded.root is not None
    assert loaded.root.entries["wanboard"].key.span.column == 1


def test_the_encoding_is_guessed_for_the_hint(tmp_path: Path) -> None:
    found = one(story(tmp_path, story="title: 雨夜的纽约街头\n".encode("gb18030")))
    assert found.hint is not None
    assert "GB18030" in found.hint


@pytest.mark.parametrize("kind", ["missing", "folder", "fifo", "nul"])
def test_what_is_no_readable_file_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("a\0b" if kind == "nul" else "story.yaml")
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    assert one(load(path)).code == "WB001"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    path.write_text("wanboard: 1\n")
    path.chmod(0)
    assert "permission" in one(load(path)).message


def test_a_reading_that_is_refused_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "story.yaml").write_text("wanboard: 1\n")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = one(load(tmp_path / "story.yaml"))
    assert (found.code, found.message) == ("WB001", "the file cannot be read: permission is denied")


def test_line_ends_of_every_kind_count_as_one(tmp_path: Path) -> None:
    loaded = story(tmp_path, story=b"a: 1\r\nb: 2\rc: 3\nd: 4\r\n")
    assert loaded.root is not None
    assert [entry.key.span.line for entry in loaded.root] == [1, 2, 3, 4]
    path = str(tmp_path / "story.yaml")
    assert [loaded.sources.line(path, n) for n in (1, 2, 3, 4, 9)] == ["a: 1", "b: 2", "c: 3", "d: 4", None]
