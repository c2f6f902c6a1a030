"""The published examples of each protocol, written as storyboards: the same parameters and media, field by
field.

What a request says beyond its example is only what the service would have taken by default.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from plan_boards import board, compiled

MP3 = "https://media.example/march.mp3"
ROLES = [f"https://media.example/{name}" for name in ("role1.mp4", "role2.mp4", "object4.png", "backdrop5.png")]
DEFAULTS = {"prompt_extend": True, "watermark": False, "shot_type": "single"}

EXAMPLES = {
    "one shot with wan2.6-t2v": (
        "render: {model: wan2.6-t2v, size: 1920*1080, prompt_extend: true}\n"
        "shots: [{duration: 5, action: A kitten runs in moonlight.}]\n",
        "wan2.6-t2v",
        {"size": "1920*1080", "prompt_extend": True, "duration": 5},
        [],
    ),
    "several shots with an own sound": (
        f"render: {{model: wan2.6-t2v, size: 1280*720, audio: '{MP3}'}}\n"
        "shots: [{duration: 4, action: An epic scene.}, {duration: 6, action: The army charges.}]\n",
        "wan2.6-t2v",
        {"size": "1280*720", "prompt_extend": True, "duration": 10, "shot_type": "multi"},
        [("audio", MP3)],
    ),
    "the detective's five shots": (
        "render: {model: wan2.6-t2v, size: 1280*720, watermark: true}\n"
        "shots: [{at: 0-3, action: a}, {at: 3-6, action: b}, {at: 6-9, action: c}, {at: 9-12, action: d}, "
        "{at: 12-15, action: e}]\n",
        "wan2.6-t2v",
        {"size": "1280*720", "duration": 15, "shot_type": "multi", "prompt_extend": True, "watermark": True},
        [],
    ),
    "the cat general with wan2.5": (
        f"render: {{model: wan2.5-t2v-preview, size: 832*480, audio: '{MP3}', seed: 12345}}\n"
        "shots: [{duration: 10, action: a cat general on a cliff}]\n",
        "wan2.5-t2v-preview",
        {"size": "832*480", "duration": 10, "prompt_extend": True, "watermark": False, "seed": 12345},
        [("audio", MP3)],
    ),
    "four references with wan2.6-r2v-flash": (
        "characters:\n"
        + "".join(f"  c{number}: {{name: C{number}, reference: '{url}'}}\n" for number, url in enumerate(ROLES))
        + "render: {model: wan2.6-r2v-flash, size: 1280*720, watermark: true}\n"
        "shots:\n"
        "  - {duration: 5, action: '{{ c0 }} looks at {{ c1 }}.'}\n"
        "  - {duration: 5, action: '{{ c1 }} plays {{ c2 }} beside {{ c3 }}.'}\n",
        "wan2.6-r2v-flash",
        {"shot_type": "multi", "audio": True, "size": "1280*720", "duration": 10, "watermark": True},
        [
            ("reference_video", ROLES[0]),
            ("reference_video", ROLES[1]),
            ("reference_image", ROLES[2]),
            ("reference_image", ROLES[3]),
        ],
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_published_example_compiles_to_its_own_request(tmp_path: Path, name: str) -> None:
    text, model, parameters, media = EXAMPLES[name]
    clips, found = compiled(board(tmp_path, text))
    assert [d for d in found if d.is_error] == []
    (clip,) = clips
    assert clip.request.model == model
    assert {key: clip.request.parameters[key] for key in parameters} == parameters
    extra = {key: value for key, value in clip.request.parameters.items() if key not in parameters}
    assert extra.items() <= DEFAULTS.items()
    assert [(m.role, m.url) for m in clip.request.media] == media
