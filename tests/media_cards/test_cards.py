"""Cards: terms, moves, what is drawn, and the file that comes out."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wanboard.errors import MediaError
from wanboard.files import sha256_file
from wanboard.media.cards import overlay, terms
from wanboard.media.cards.card import Card, Spoken, card_of_json
from wanboard.media.cards.draw import draw
from wanboard.media.cards.layout import layout_for
from wanboard.media.cards.move import view_at
from wanboard.media.cards.picture import placeholder
from wanboard.media.cards.planes import Array, rgb_of
from wanboard.media.cards.props import prop_of
from wanboard.media.cards.render import render
from wanboard.media.cards.sound import RATE, scratch, syllables
from wanboard.media.probe import probe
from wanboard.media.timecode import timecode

SIZE = (640, 360)
CARD = Card(SIZE, 24, 24, 1000, "arrival-01", scene_title="The address", framing="wide shot", action="A man waits.")


def frames(card: Card) -> list[Array]:
    return [rgb_of(frame) for frame in draw(card)]


def crop(frame: Array, card: Card, what: str) -> Array:
    rect = getattr(layout_for(*card.size), what)
    return frame[rect.top : rect.bottom, rect.left : rect.right]


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """A white panel with a black square in its middle, a quarter of its height."""
    image = Image.new("RGB", (640, 360), "white")
    image.paste((0, 0, 0), (275, 135, 365, 225))
    image.save(tmp_path / "board.png")
    return tmp_path / "board.png"


def with_board(board: Path, **changes: object) -> Card:
    return dataclasses.replace(CARD, board=board, board_sha256=sha256_file(board), **changes)  # type: ignore[arg-type]


def dark_box(frame: Array, card: Card) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(crop(frame, card, "picture")[:, :, 0] < 100)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


@pytest.mark.parametrize(
    ("words", "framing"),
    [
        ("close-up", "close"), ("Extreme close-up", "extreme-close"), ("medium close-up", "bust"), ("中近景", "bust"),
        ("特写", "close"), ("medium full shot", "knees"), ("extreme full shot", "vista"), ("全景", "full"),
        ("wide shot", "wide"), ("定场镜头", "vista"), ("中景", "medium"), ("something of my own", "medium"),
    ],
)  # fmt: skip
def test_framing_terms(words: str, framing: str) -> None:
    assert terms.framing_of(words) == framing


@pytest.mark.parametrize(
    ("words", "move"),
    [
        ("camera pushes in", "push-in"), ("slow dolly in", "push-in"), ("镜头推进", "push-in"),
        ("镜头拉远", "pull-out"), ("camera pulls out", "pull-out"), ("dolly out", "pull-out"), ("pan left", "left"),
        ("camera moves right", "right"), ("镜头向左移动", "left"), ("camera tilts up", "up"),
        ("镜头下摇", "down"), ("fixed camera", "static"),
        ("固定机位", "static"), ("handheld", "handheld"), ("手持镜头", "handheld"), ("tracking shot", "follow"),
        ("跟随镜头", "follow"), ("orbiting camera movement", "orbit"), ("环绕运镜", "orbit"), ("", "static"),
    ],
)  # fmt: skip
def test_camera_terms(words: str, move: str) -> None:
    assert terms.move_of(words) == move


@pytest.mark.parametrize(
    ("action", "prop"),
    [
        ("A brass key on the table.", "key"), ("The open book, line upon line.", "book"), ("一封信放在桌上", "sheet"),
        ("Her hand holds a key.", None), ("The key in the hand of Lin.", None), ("A man waits.", None), ("", None),
    ],
)  # fmt: skip
def test_close_up_of_a_thing_shows_the_thing_and_of_somebody_a_face(action: str, prop: str | None) -> None:
    assert prop_of(action) == prop


def test_words_inside_words_are_no_terms() -> None:
    assert terms.weather_of("trains") == "clear"
    assert terms.weather_of("heavy rain") == "rain"
    assert terms.place_of("abroad") is None


@pytest.mark.parametrize("move", list(terms.Move.__args__))  # type: ignore[attr-defined]
def test_every_move_stays_inside_the_picture(move: terms.Move) -> None:
    for frames_in_all in (1, 2, 48, 1000):
        for number in (0, frames_in_all // 3, frames_in_all - 1):
            left, top, right, bottom = view_at(move, number, frames_in_all, 24)
            assert 0 <= left < right <= 1
            assert 0 <= top < bottom <= 1


def test_push_in_enlarges_and_pull_out_shrinks(board: Path) -> None:
    for camera, grows in (("slow dolly in", True), ("镜头拉远", False)):
        card = with_board(board, camera=camera)
        shots = frames(card)
        first, last = dark_box(shots[0], card), dark_box(shots[-1], card)
        share = (last[3] - last[1]) / (first[3] - first[1])
        assert share == pytest.approx(1.25 if grows else 0.8, abs=0.04)


def test_pan_right_moves_the_picture_left_and_static_not_at_all(board: Path) -> None:
    card = with_board(board, camera="pan right")
    shots = frames(card)
    assert dark_box(shots[-1], card)[0] < dark_box(shots[0], card)[0] - 40
    card = with_board(board, camera="fixed camera")
    shots = frames(card)
    assert np.array_equal(crop(shots[0], card, "picture"), crop(shots[-1], card, "picture"))


def test_board_of_another_shape_is_shown_whole(tmp_path: Path) -> None:
    tall = Image.new("RGB", (300, 600), "white")
    tall.paste((255, 0, 0), (0, 0, 300, 40))
    tall.paste((0, 0, 255), (0, 560, 300, 600))
    tall.save(tmp_path / "tall.png")
    card = with_board(tmp_path / "tall.png", camera="camera pulls out")
    column = crop(frames(card)[-1], card, "picture")[:, layout_for(*SIZE).picture.width // 2].astype(int)
    assert column[5][0] > column[5][2] + 100
    assert column[-6][2] > column[-6][0] + 100


def test_same_card_same_frames_and_other_words_other_picture() -> None:
    assert np.array_equal(frames(CARD)[5], frames(CARD)[5])
    for change in (
        {"action": "A woman runs."},
        {"framing": "close-up"},
        {"location": "the sea at night"},
        {"mood": "mountains in snow"},
    ):
        other = dataclasses.replace(CARD, **change)  # type: ignore[arg-type]
        assert not np.array_equal(crop(frames(CARD)[0], CARD, "picture"), crop(frames(other)[0], CARD, "picture")), (
            change
        )


@pytest.mark.parametrize("place", ["city street", "room", "mountains", "forest", "sea", "desert", "space"])
@pytest.mark.parametrize("framing", ["close-up", "wide shot", "insert"])
def test_placeholder_is_a_picture_with_light_and_dark_in_every_place(place: str, framing: str) -> None:
    for weather in ("night", "dawn, fog", "snow"):
        card = dataclasses.replace(CARD, location=place, framing=framing, mood=weather, action="The soldiers march.")
        picture = np.asarray(placeholder(card, (320, 180))).astype(int)
        assert picture.shape == (180, 320, 3)
        assert np.percentile(picture, 98) - np.percentile(picture, 2) > 40
        flat = (np.abs(np.diff(picture, axis=1)).sum(axis=2) < 24).mean()
        assert flat > 0.7  # areas and edges, no noise


def test_shot_id_and_title_do_not_change_the_picture() -> None:
    renamed = dataclasses.replace(CARD, shot_id="other", location="a street")
    assert np.array_equal(
        crop(frames(dataclasses.replace(CARD, location="a street"))[0], CARD, "picture"),
        crop(frames(renamed)[0], CARD, "picture"),
    )


def test_text_is_legible_and_chinese_is_drawn() -> None:
    english = dataclasses.replace(CARD, size=(1280, 720))
    chinese = dataclasses.replace(english, language="zh", action="侦探在雨夜的街头等待，霓虹灯闪烁。")
    texts = [crop(frames(card)[0], card, "text").astype(int) for card in (english, chinese)]
    for text in texts:
        assert np.percentile(text, 99.5) - np.percentile(text, 50) > 150  # white letters on dark ground
        assert (text[:, :, 1] > 200).sum() > 400
    assert (np.abs(texts[0] - texts[1]) > 100).sum() > 2000


def test_dialogue_is_shown_at_its_time_only() -> None:
    card = dataclasses.replace(CARD, size=(1280, 720), dialogue=(Spoken("Lin", "Too late.", 6, 12),))
    silent = dataclasses.replace(card, dialogue=())
    said = [not np.array_equal(a, b) for a, b in zip(draw(card), draw(silent), strict=True)]
    assert said == [6 <= n < 18 for n in range(24)]


def test_long_action_goes_on_over_the_shot_and_none_is_lost() -> None:
    words = " ".join(f"word{n}" for n in range(120))
    card = dataclasses.replace(CARD, size=(1280, 720), action=words)
    block = overlay.action_block(card, layout_for(*card.size))
    assert len(block.pages) > 1
    assert " ".join(line for page in block.pages for line in page) == words
    shots = [crop(frame, card, "text") for frame in frames(card)]
    assert not np.array_equal(shots[0], shots[-1])


def test_timecode_runs_on_the_film_clock() -> None:
    assert timecode(0, 24) == "00:00:00:00"
    assert timecode(24 * 3661 + 5, 24) == "01:01:01:05"
    clock = [crop(frame, CARD, "header") for frame in frames(CARD)]
    assert all(not np.array_equal(a, b) for a, b in itertools.pairwise(clock))


@pytest.mark.parametrize(
    "size", [(1280, 720), (720, 1280), (960, 960), (1088, 832), (832, 1088), (1632, 624), (320, 180), (322, 182)]
)
def test_every_shape_of_film_has_its_layout(size: tuple[int, int]) -> None:
    card = dataclasses.replace(
        CARD,
        size=size,
        frames=2,
        sound="rain",
        angle="low angle",
        camera="handheld",
        dialogue=(Spoken("Lin", "Too late, said the man who came from the rain.", 0, 2),),
    )
    layout = layout_for(*size)
    picture = layout.picture
    assert picture.width / picture.height == pytest.approx(size[0] / size[1], rel=0.03)
    assert picture.left >= 0
    assert picture.bottom <= layout.text.top <= layout.text.bottom <= size[1]
    assert [frame.shape for frame in draw(card)] == [(size[1] * 3 // 2, size[0])] * 2


def test_digest_is_content(board: Path, tmp_path: Path) -> None:
    card = with_board(board)
    moved = tmp_path / "moved.png"
    moved.write_bytes(board.read_bytes())
    assert card.digest() == with_board(moved).digest()
    assert card.digest() != CARD.digest()
    for change in ({"frames": 25}, {"first_frame": 0}, {"action": "x"}, {"dialogue": (Spoken("a", "b", 0, 1),)}):
        assert dataclasses.replace(card, **change).digest() != card.digest()  # type: ignore[arg-type]
    assert card_of_json(card.to_json(), board) == card


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"size": [1]}', "null"])
def test_what_is_no_card_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="not a card"):
        card_of_json(text, None)


def test_unreadable_board_names_the_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n broken")
    with pytest.raises(MediaError, match=r"bad\.png"):
        list(draw(with_board(bad)))
    missing = dataclasses.replace(CARD, board=tmp_path / "none.png", board_sha256="00" * 32)
    with pytest.raises(MediaError, match=r"none\.png"):
        list(draw(missing))


def test_sound_is_as_long_as_the_picture_ticks_murmurs_and_is_quiet_between() -> None:
    card = dataclasses.replace(CARD, frames=73, dialogue=(Spoken("Lin", "Too late, my friend.", 24, 24),))
    sound = scratch(card)
    assert sound.shape == (round(73 * RATE / 24), 2)
    assert np.array_equal(sound, scratch(card))

    def level(start_s: float, end_s: float) -> float:
        part = sound[round(start_s * RATE) : round(end_s * RATE)]
        return 20 * float(np.log10(np.sqrt(np.mean(part.astype(float) ** 2))))

    assert level(0.0, 0.03) > level(0.3, 0.9) + 15
    assert level(1.05, 1.95) > level(0.3, 0.9) + 20
    assert level(2.1, 2.9) < -50
    assert float(np.abs(sound).max()) < 0.9


def test_murmur_follows_the_line_and_the_speaker() -> None:
    def said(who: str, line: str) -> Card:
        return dataclasses.replace(CARD, dialogue=(Spoken(who, line, 0, 24),))

    assert not np.array_equal(scratch(said("Lin", "Too late.")), scratch(said("Mara", "Too late.")))
    assert syllables("Too late.") == 3
    assert syllables("今日之战") == 4
    assert syllables("...") == 1


def test_rendered_card_is_a_film_of_its_frames_and_sound(tmp_path: Path, board: Path) -> None:
    card = with_board(board, camera="slow dolly in", frames=31, dialogue=(Spoken("Lin", "Too late.", 3, 20),))
    render(card, tmp_path / "card.mp4")
    film = probe(tmp_path / "card.mp4", decode=True)
    assert (film.width, film.height, film.frames, film.fps) == (640, 360, 31, 24)
    assert film.has_audio
    assert film.audio_duration_s == pytest.approx(31 / 24, abs=0.025)


def test_failed_card_leaves_no_file(tmp_path: Path) -> None:
    missing = dataclasses.replace(CARD, board=tmp_path / "none.png", board_sha256="00" * 32)
    with pytest.raises(MediaError):
        render(missing, tmp_path / "card.mp4")
    assert not list(tmp_path.iterdir())
