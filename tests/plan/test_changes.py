"""What a plan says about a clip that is no longer the one that was paid for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from plan_boards import board, compiled

from wanboard.plan.changes import Change, Context, context, explain

STORY = """
style: Noir.
vars: {city: New York, unused: x}
characters:
  lin: {name: Lin, description: "a woman of {{ city }}", voice: low}
  bo: {name: Bo}
locations: {street: {description: a street}}
render: {model: wan2.6-t2v, seed: 1, negative_prompt: text}
scenes:
  - id: main
    location: street
    shots:
      - {duration: 3, id: walk, action: "{{ lin }} walks."}
      - {duration: 3, id: eyes, action: Her eyes narrow., dialogue: [{who: lin, line: Too late.}]}
"""


def _context(folder: Path, text: str = STORY) -> Context:
    storyboard = board(folder, text)
    clips, _ = compiled(storyboard)
    return context(clips[0], storyboard)


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("narrow.", "widen.", Change("shot eyes: action", "Her eyes narrow.", "Her eyes widen.")),
        ("seed: 1", "seed: 2", Change("seed", "1", "2")),
        ("Noir.", "Pastel.", Change("style", "Noir.", "Pastel.")),
        ("New York", "Osaka", Change("var city", "New York", "Osaka")),
        ("voice: low", "voice: high", Change("character lin: voice", "low", "high")),
        ("a street", "a lane", Change("location street: description", "a street", "a lane")),
        ("Too late.", "Wait.", Change("shot eyes: dialogue 1: line", "Too late.", "Wait.")),
        ("negative_prompt: text", "negative_prompt: logo", Change("negative prompt", "text", "logo")),
        ("wan2.6-t2v", "wan2.6-t2v-us", Change("model", "wan2.6-t2v", "wan2.6-t2v-us")),
        (
            'id: walk, action: "{{ lin }} walks."', 'id: walk, framing: wide, action: "{{ lin }} walks."',
            Change("shot walk: framing", None, "wide"),
        ),
    ],
)  # fmt: skip
def test_the_field_that_changed_is_named(tmp_path: Path, old: str, new: str, change: Change) -> None:
    assert old in STORY
    changes = explain(_context(tmp_path), _context(tmp_path, STORY.replace(old, new, 1)))
    assert change in changes


def test_what_a_clip_does_not_use_is_not_in_its_context(tmp_path: Path) -> None:
    before = _context(tmp_path)
    after = _context(tmp_path, STORY.replace("unused: x", "unused: y").replace("name: Bo", "name: Beau"))
    assert explain(before, after) == ()


def test_a_context_survives_json(tmp_path: Path) -> None:
    found = _context(tmp_path)
    assert explain(json.loads(json.dumps(found)), found) == ()


def test_a_shot_that_came_is_told_by_its_fields(tmp_path: Path) -> None:
    added = STORY + "      - {duration: 2, id: door, action: A door.}\n"
    changes = explain(_context(tmp_path), _context(tmp_path, added))
    assert changes[0] == Change("duration", "6", "8")
    assert Change("shot door", None, "at 6-8 s, action A door.") in changes


def test_only_a_prompt_written_otherwise_is_named_as_such(tmp_path: Path) -> None:
    storyboard = board(tmp_path, STORY)
    clips, _ = compiled(storyboard)
    other = replace(clips[0], request=replace(clips[0].request, prompt="other words"))
    changes = explain(context(clips[0], storyboard), context(other, storyboard))
    assert [change.field for change in changes] == ["prompt"]
