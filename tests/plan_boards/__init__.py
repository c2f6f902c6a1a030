"""Storyboards for the plan's tests: YAML in, clips out, with a writer that writes next to nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

from wanboard.diagnostics import Diagnostic
from wanboard.model.build import build
from wanboard.model.storyboard import Scene, Shot, Storyboard
from wanboard.plan.clip import Clip
from wanboard.plan.compile import compile_clips
from wanboard.plan.text import ClipText
from wanboard.profiles.profile import Profile
from wanboard.profiles.registry import Profiles, load_profiles
from wanboard.source.load import load


class PlainWriter:
    """Writes the shots' actions one after the other. A character or location goes along as a reference where
    a shot's action holds its id in braces. Counts its calls."""

    def __init__(self, storyboard: Storyboard) -> None:
        self._storyboard = storyboard
        self.calls = 0

    def write(self, scene: Scene, shots: Sequence[Shot], profile: Profile) -> ClipText:
        self.calls += 1
        texts = [shot.action.template if shot.action else "" for shot in shots]
        entities = [*self._storyboard.characters.values(), *self._storyboard.locations.values()]
        named = [e for e in entities if e.reference and any(f"{{{{ {e.id} }}}}" in text for text in texts)]
        negative = scene.render.negative_prompt
        return ClipText(
            prompt=" ".join(texts),
            negative_prompt=negative.template if negative else None,
            references=tuple(named) if profile.references else (),
            parts=(("overall", 0), *((shot.id, len(t)) for shot, t in zip(shots, texts, strict=True))),
            diagnostics=(),
        )


def board(folder: Path, text: str, name: str = "story.yaml") -> Storyboard:
    """A storyboard from YAML below a `wanboard: 1` and a title."""
    path = folder / name
    path.write_text("wanboard: 1\ntitle: T\n" + textwrap.dedent(text), encoding="utf-8")
    storyboard, found = build(load(path), variables={}, overrides={})
    assert storyboard is not None, found
    return storyboard


def compiled(
    storyboard: Storyboard,
    *,
    paid: Callable[[str], bool] | None = None,
    profiles: Profiles | None = None,
    region: str | None = None,
) -> tuple[tuple[Clip, ...], tuple[Diagnostic, ...]]:
    return compile_clips(
        storyboard, profiles or load_profiles(), PlainWriter(storyboard), region=region, paid=paid
    )


def shape(clips: Sequence[Clip]) -> list[list[str]]:
    """The shot ids of each clip."""
    return [[shot.id for shot in clip.shots] for clip in clips]
