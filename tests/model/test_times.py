"""Times as authors write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanboard.model.times import TimeError, is_range, parse_range, parse_time, seconds


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [
        ("3", 3000), ("3.5", 3500), (".5", 500), ("3.", 3000), ("3s", 3000), ("3.5 s", 3500), ("0:03.5", 3500),
        ("1:30", 90_000), ("00:00:03.500", 3500), ("1:00:00", 3_600_000), ("90", 90_000), (" 2 ", 2000),
        ("0.0004", 0), ("0.0005", 1), ("1.0015", 1002), ("0.041666", 42),
    ],
)  # fmt: skip
def test_a_time_is_whole_milliseconds(written: str, milliseconds: int) -> None:
    assert parse_time(written) == milliseconds


@pytest.mark.parametrize(
    ("written", "offset", "length"),
    [
        ("abc", 0, 3), ("", 0, 1), ("  x", 2, 1), ("1:75", 0, 4), ("1:60:00", 0, 7), ("1e3", 0, 3), ("-3", 0, 2),
        ("1:2:3:4", 0, 7),        ("3,5", 0, 3), ("٣", 0, 1), ("9" * 5000, 0, 5000),
    ],
)  # fmt: skip
def test_what_is_no_time_says_which_characters(written: str, offset: int, length: int) -> None:
    with pytest.raises(TimeError) as caught:
        parse_time(written)
    assert (caught.value.offset, caught.value.length) == (offset, length)


@pytest.mark.parametrize(
    "written",
    [
        "0-3.5", "0-3.5s", "0s-3.5s", "0:00-0:03.5", "00:00:00.000-00:00:03.500", "0 - 3.5", "0–3.5",
        "0~3.5", "0 ～ 3.5",        "0:00 – 3.5", "0—00:03.500",
    ],
)  # fmt: skip
def test_every_spelling_of_a_range_is_the_same_range(written: str) -> None:
    assert parse_range(written) == (0, 3500)
    assert is_range(written)


@pytest.mark.parametrize(
    ("written", "offset", "length"),
    [("x-3", 0, 1), ("0-x", 2, 1), ("0 - 3x", 4, 2), ("3", 0, 1), ("0-", 2, 1), ("-3-5", 0, 4), ("1-2-3", 2, 3)],
)
def test_the_bad_half_of_a_range_is_named(written: str, offset: int, length: int) -> None:
    with pytest.raises(TimeError) as caught:
        parse_range(written)
    assert (caught.value.offset, caught.value.length) == (offset, length)


@given(st.integers(0, 10**9))
def test_seconds_are_read_back_as_the_same_milliseconds(duration_ms: int) -> None:
    assert parse_time(seconds(duration_ms)) == duration_ms


@given(st.integers(0, 86_399_999), st.integers(0, 86_399_999))
def test_timestamps_are_read_back(start_ms: int, end_ms: int) -> None:
    def stamp(ms: int) -> str:
        return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"

    assert parse_range(f"{stamp(start_ms)}-{stamp(end_ms)}") == (start_ms, end_ms)


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_is_refused(text: str) -> None:
    refused: TimeError | None = None
    try:
        assert parse_time(text) >= 0
    except TimeError as error:
        refused = error
    if refused is not None:
        assert refused.length >= 1
        assert 0 <= refused.offset <= len(text)
