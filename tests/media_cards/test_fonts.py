"""No empty box is ever drawn: what no font has is spelled out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from wanboard.media import fonts
from wanboard.media.cards.lettering import fit, runs, shorten, width, wrap, write
from wanboard.media.fonts.coverage import read_coverage

SCRIPTS = "Aéőñłß ŽΩλДяё “…—” →★♪ 你好，世界 龘𠀀㐀 かなカナ 한글 ｆｕｌｌ １２３"


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_every_character_that_is_drawn_has_a_glyph(text: str) -> None:
    for bold in (False, True):
        for file, part in runs(fonts.printable(text), bold):
            assert file
            assert all(ord(char) in fonts.coverage(file) for char in part)


def test_what_counts_as_covered_is_not_drawn_as_the_empty_box() -> None:
    for char in SCRIPTS.replace(" ", "").replace("𠀀", ""):
        file = fonts.file_for(char)
        assert file is not None, char
        face = fonts.face(file, 40)
        assert bytes(face.getmask(char)) != bytes(face.getmask("\uffff")), char


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("😀!", "[grinning face]!"),
        ("ع", "[U+0639]"),
        ("a\nb\tc", "a b c"),
        ("e\u0301", "é"),
        ("a\u200d\ufeffb", "ab"),
        ("\ud800", "[U+D800]"),
    ],
)
def test_what_no_font_has_is_spelled_out(text: str, shown: str) -> None:
    assert fonts.printable(text) == shown


def test_punctuation_is_full_width_in_chinese_and_narrow_in_western_text() -> None:
    assert {file for file, _ in runs("他说：“好……”", False)} == {"NotoSansCJKsc-Regular.otf"}
    assert {file for file, _ in runs("He said “well…”", False)} == {"NotoSans-Regular.ttf"}


def test_bold_falls_back_to_regular_where_it_has_no_glyph() -> None:
    assert fonts.file_for("한", bold=True) == "NotoSansCJKsc-Regular.otf"
    assert fonts.file_for("你", bold=True) == "NotoSansCJKsc-Bold.otf"


def test_the_licence_travels_with_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (fonts.FOLDER / "OFL.txt").read_text("utf-8")


def test_a_file_without_a_character_map_is_no_font(tmp_path: Path) -> None:
    file = tmp_path / "x.otf"
    file.write_bytes(b"OTTO" + bytes(20))
    with pytest.raises(ValueError, match="no cmap"):
        read_coverage(file)


@given(st.text(st.sampled_from("ab cd,。你好-（）“”xyz "), max_size=80), st.integers(60, 300))
@settings(max_examples=80, deadline=None)
def test_lines_fit_and_no_letter_is_lost(text: str, limit: int) -> None:
    lines = wrap(text, 20, limit)
    assert all(width(line, 20) <= limit or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_chinese_lines_never_begin_with_closing_punctuation() -> None:
    for limit in range(100, 400, 7):
        for line in wrap("今日之战，不为荣耀，只为身后那一片炊烟与安宁。他说：“走吧！”", 24, limit):
            assert line[0] not in "，。！”："


def test_long_text_shrinks_and_then_goes_on_over_pages() -> None:
    words = " ".join(f"word{n}" for n in range(90))
    short, long = fit("A man waits.", 400, 2, [30, 20]), fit(words, 400, 2, [30, 20])
    assert (short.size, len(short.pages)) == (30, 1)
    assert long.size == 20
    assert all(len(page) <= 2 for page in long.pages)
    assert " ".join(line for page in long.pages for line in page) == words


def test_shortened_text_says_so() -> None:
    text = shorten("a very long title indeed", 20, 100)
    assert text.endswith("…")
    assert width(text, 20) <= 100
    assert shorten("short", 20, 100) == "short"


def test_text_stands_where_it_is_put() -> None:
    for anchor, side in (("l", 0), ("r", 1)):
        image = Image.new("RGB", (200, 60))
        write(image, (100, 40), "Hello 你好", 20, (255, 255, 255), anchor=anchor)
        box = image.getbbox()
        assert box is not None
        assert (box[0] >= 99) if side == 0 else (box[2] <= 101)


def test_balancing_lines_never_breaks_a_word_that_fits() -> None:
    limit = width("medium", 18) + 1
    assert fit("medium shot", limit, 2, (18,)).pages[0] == ("medium", "shot")
