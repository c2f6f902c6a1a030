"""Every storyboard in `storyboards/` compiles without a word, and shows what its README says it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wanboard.pipeline.front import Ask, Compiled, compile_storyboard
from wanboard.schema.check import check
from wanboard.source.load import load

FOLDER = Path(__file__).parents[2] / "storyboards"
STORYBOARDS = sorted(FOLDER.glob("*.yaml"))
HINT = "# yaml-language-server: $schema=../schemas/storyboard.schema.json"


def compiled(name: str) -> Compiled:
    return compile_storyboard(FOLDER / f"{name}.yaml", Ask(variables={}), paid=None)


def seconds(story: Compiled) -> float:
    return sum(scene.duration_ms for scene in story.board.scenes) / 1000


def table() -> dict[str, tuple[int, int, str]]:
    """Scenes, shots and length of each storyboard as the README tells them."""
    rows = re.findall(
        r"^\| `([\w-]+)\.yaml` \| (\d+) \| (\d+) \| (\d+:\d\d) \|",
        (FOLDER / "README.md").read_text(),
        re.MULTILINE,
    )
    return {name: (int(scenes), int(shots), length) for name, scenes, shots, length in rows}


@pytest.mark.parametrize("path", STORYBOARDS, ids=lambda path: path.stem)
def test_storyboard_is_valid_for_the_published_schema(path: Path) -> None:
    loaded = load(path)
    assert loaded.diagnostics == ()
    assert loaded.root is not None
    assert check(loaded.root, "storyboard") == ()


@pytest.mark.parametrize("path", STORYBOARDS, ids=lambda path: path.stem)
def test_storyboard_compiles_without_diagnostics(path: Path) -> None:
    story = compile_storyboard(path, Ask(variables={}), paid=None)
    assert story.diagnostics == ()
    assert [shot.id for clip in story.clips for shot in clip.shots] == [shot.id for shot in story.board.shots]
    assert all(len(clip.request.prompt) <= 1500 for clip in story.clips)


@pytest.mark.parametrize("path", STORYBOARDS, ids=lambda path: path.stem)
def test_storyboard_tells_editors_its_schema(path: Path) -> None:
    assert path.read_text().startswith(HINT + "\n")


def test_readme_lists_every_storyboard_with_its_numbers() -> None:
    def told(story: Compiled) -> tuple[int, int, str]:
        minutes, rest = divmod(round(seconds(story)), 60)
        return len(story.board.scenes), len(story.board.shots), f"{minutes}:{rest:02}"

    assert table() == {path.stem: told(compiled(path.stem)) for path in STORYBOARDS}


def test_detective_is_one_request_of_five_shots() -> None:
    story = compiled("detective")
    (clip,) = story.clips
    assert [(shot.start_ms, shot.end_ms) for shot in clip.shots] == [
        (3000 * k, 3000 * k + 3000) for k in range(5)
    ]
    assert dict(clip.request.parameters) == {
        "size": "1280*720",
        "duration": 15,
        "prompt_extend": True,
        "watermark": True,
        "shot_type": "multi",
    }


def test_cat_general_speaks_chinese_throughout() -> None:
    story = compiled("cat-general")
    assert story.board.language == "zh"
    (clip,) = story.clips
    assert clip.request.duration_s == 10
    assert "青海长云暗雪山" in clip.request.prompt
    assert not re.search(r"[A-Za-z]", clip.request.prompt)


def test_neon_rain_uses_what_a_film_needs() -> None:
    board = compiled("neon-rain").board
    assert 8 <= len(board.scenes) <= 12
    assert sum(shot.duration_ms for shot in board.shots) >= 90_000
    assert {shot.transition.kind for shot in board.shots} == {"cut", "crossfade", "dip-to-black"}
    assert sum(len(shot.dialogue) for shot in board.shots) >= 8
    assert board.film.music is not None
    assert board.film.music.file.path is not None
    assert board.film.music.file.path.is_file()
    boards = [shot.board.path for shot in board.shots if shot.board]
    assert len(set(boards)) == len(board.shots)
    assert all(path and path.is_file() for path in boards)


def test_boards_and_music_stay_small() -> None:
    boards = [path.stat().st_size for path in (FOLDER / "boards").glob("*.png")]
    assert max(boards) < 40 * 1024
    assert sum(boards) < 1.5 * 1024 * 1024
    assert sum(path.stat().st_size for path in (FOLDER / "music").glob("*.mp3")) < 2 * 1024 * 1024


def test_alice_shows_the_scale() -> None:
    story = compiled("alice")
    assert len(story.board.shots) >= 150
    assert seconds(story) >= 600
    actions = [shot.action.template for shot in story.board.shots if shot.action]
    assert len(set(actions)) == len(story.board.shots)
    assert all(2000 <= shot.duration_ms <= 8000 for shot in story.board.shots)
    assert {line.who for shot in story.board.shots for line in shot.dialogue} <= set(story.board.characters)
