"""A clip and a plan. No I/O here."""

from __future__ import annotations

from dataclasses import dataclass, field

from wanboard.model.storyboard import Scene, Shot
from wanboard.plan.request import Cost, Expected, Request


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One generation request: consecutive shots of one scene. `number` counts from 1 through the film.

    `start_ms`/`end_ms` are on the scene's clock; the authored length is `end_ms - start_ms`, the billed one
    `billed_s` (whole seconds of output, plus reference seconds where the model bills them).
    """

    number: int
    scene: Scene
    shots: tuple[Shot, ...]
    request: Request
    fingerprint: str
    billed_s: int
    cost: Cost | None
    expected: Expected
    # the take's sound is dropped in the film (audio: none on a model that cannot)
    mute: bool = field(default=False)
    # pixels asked for, also where a take is not held to them (`expected` is None then); None where nobody
    # says

    picture: tuple[int, int] | None = field(default=None)

    @property
    def start_ms(self) -> int:
        return self.shots[0].start_ms

    @property
    def end_ms(self) -> int:
        return self.shots[-1].end_ms

    @property
    def label(self) -> str:
        """Stable, readable name: "arrival-01..03" style range of shot ids, or the one shot's id."""
        first, last = self.shots[0].id, self.shots[-1].id
        return first if first == last else f"{first}..{last}"
