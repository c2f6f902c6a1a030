"""What writing a clip's prompt gives back, and who does it. The writer lives in `wanboard.prompts`, a layer
above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from wanboard.diagnostics import Diagnostic
from wanboard.model.storyboard import Entity, Scene, Shot
from wanboard.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class ClipText:
    """A clip's prompt as it will be sent.

    `references` are the characters and locations that go along as media, in the order that names them in the
    prompt. `parts` counts characters for the error that explains an over-long prompt: ("overall", n), then
    one per shot id. `diagnostics` are template errors, at their places in the storyboard.
    """

    prompt: str
    negative_prompt: str | None
    references: tuple[Entity, ...]
    parts: tuple[tuple[str, int], ...]
    diagnostics: tuple[Diagnostic, ...]


class Writer(Protocol):
    def write(self, scene: Scene, shots: Sequence[Shot], profile: Profile) -> ClipText:
        """Write the prompt for consecutive shots of a scene as one clip. Called for every candidate run of
        shots, so it must be cheap; the same input gives the same text."""
        ...
