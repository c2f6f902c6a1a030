"""Requests of every model, held against the test service's own, independent reading of what the model
takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import plan_media
import pytest
from plan_boards import board
from service.validate import problem_in

from wanboard.backends.bodies import wan_body
from wanboard.plan.compile import compile_clips
from wanboard.plan.settings import pictures
from wanboard.profiles.profile import Profile
from wanboard.profiles.registry import load_profiles
from wanboard.prompts.writer import PromptWriter

NAMES = sorted(set(load_profiles().names()) - {"wan2.7-t2v-2026-04-25", "wan2.7-t2v-2026-06-12"})
CAST = (
    'characters: {lin: {name: Lin, description: "a woman", reference: lin.mp4}, '
    'bo: {name: Bo, description: "a boy", reference: "https://media.example/bo.png"}}\n'
)


def _renders(profile: Profile) -> Iterator[str]:
    yield "watermark: true"
    yield "seed: 2147483647"
    if profile.negative_prompt_limit is not None:
        yield "negative_prompt: text, logo"
    if profile.prompt_extend:
        yield "prompt_extend: false"
    if profile.audio.none:
        yield "audio: none"
    if profile.audio.own:
        yield "audio: https://media.example/song.mp3"
    for picture in pictures(profile):
        yield f"resolution: {picture.tier}, ratio: '{picture.ratio}'"
        if picture.pixels:
            yield f"size: {picture.pixels[0]}*{picture.pixels[1]}"


@pytest.mark.parametrize("name", NAMES)
def test_the_service_takes_every_request_that_a_profile_allows(tmp_path: Path, name: str) -> None:
    plan_media.mp4(tmp_path / "lin.mp4", 3)
    profiles = load_profiles()
    profile = profiles.get(name)
    assert profile is not None
    limits = profile.durations
    seconds = limits.allowed or range(limits.minimum, limits.maximum + 1)
    with_video = [s for s in seconds if profile.references is None or s <= 10]
    scenes = [(length, "seed: 1") for length in with_video]
    scenes += [(limits.minimum, render) for render in _renders(profile)]
    text = f"{CAST}render: {{model: {name}}}\nscenes:\n"
    for number, (length, render) in enumerate(scenes):
        shot = f'{{duration: {length}, action: "{{{{ lin }}}} meets {{{{ bo }}}}."}}'
        text += f"  - {{id: s{number}, render: {{{render}}}, shots: [{shot}]}}\n"
    storyboard = board(tmp_path, text)
    clips, found = compile_clips(storyboard, profiles, PromptWriter(storyboard))
    assert [d for d in found if d.is_error] == []
    assert len(clips) == len(scenes)
    for clip in clips:
        urls = [media.url or "oss://uploaded/lin.mp4" for media in clip.request.media]
        assert problem_in(wan_body(clip.request, urls), lambda *_: None) is None
        assert len(clip.request.prompt) <= profile.prompt_limit
        for media in clip.request.media:
            assert media.name in clip.request.prompt
