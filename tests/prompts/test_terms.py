"""The field's vocabulary in both languages."""

from __future__ import annotations

import pytest

from wanboard.prompts.phrasing import seconds
from wanboard.prompts.terms import in_language
from wanboard.prompts.vocabulary import MODIFIERS, TERMS


@pytest.mark.parametrize(
    ("written", "chinese"),
    [
        ("close-up", "特写"),
        ("Close Up", "特写"),
        ("MEDIUM SHOT", "中景"),
        ("extreme close-up", "大特写"),
        ("slow dolly in", "镜头缓慢推进"),
        ("push in", "镜头推进"),
        ("pan left slowly", "镜头缓慢向左移动"),
        ("low angle close-up", "低角度特写"),
        ("wide shot, eye-level", "广角镜头，平拍"),
        ("over-the-shoulder medium shot", "过肩中景"),
        ("soft backlight and rim light", "柔和逆光，边缘光"),
        ("slow dolly in on her hands", "镜头缓慢推进 on her hands"),
        ("35mm anamorphic lens", "35mm anamorphic lens"),
        ("slow", "slow"),
        ("特写", "特写"),
    ],
)
def test_known_english_terms_become_chinese(written: str, chinese: str) -> None:
    assert in_language(written, "zh") == chinese


@pytest.mark.parametrize(
    ("written", "english"),
    [
        ("Close Up", "close-up"),
        ("WIDE SHOT", "wide shot"),
        ("slow dolly in", "slow dolly in"),
        ("特写，低角度", "close-up, low-angle"),
        ("镜头缓慢推进", "camera pushes in slowly"),
        ("her left hand", "her left hand"),
    ],
)
def test_terms_are_canonical_in_english(written: str, english: str) -> None:
    assert in_language(written, "en") == english


def test_every_spelling_is_known_once() -> None:
    rows_of: dict[str, set[int]] = {}
    for number, row in enumerate((*TERMS, *MODIFIERS)):
        for spelling in row[0]:
            rows_of.setdefault(spelling.lower().replace("-", " "), set()).add(number)
    assert {spelling: rows for spelling, rows in rows_of.items() if len(rows) > 1} == {}


def test_every_term_goes_to_chinese_and_comes_back_to_its_row() -> None:
    for english, chinese in TERMS:
        for spelling in english:
            assert in_language(spelling, "zh") == chinese[0]
        assert in_language(chinese[0], "en") in (english[0], chinese[0])


@pytest.mark.parametrize(("ms", "text"), [(0, "0"), (3000, "3"), (6500, "6.5"), (333, "0.333"), (12040, "12.04")])
def test_seconds_are_exact_and_short(ms: int, text: str) -> None:
    assert seconds(ms) == text
