"""Selections (`--select`, `--retake`), and finding the one clip a user names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from wanboard.errors import UsageError
from wanboard.plan.clip import Clip


def select(clips: Sequence[Clip], selections: Iterable[str]) -> tuple[Clip, ...]:
    """The clips that hold anything of the selections, in film order; all of them where there is no selection.

    Raises: UsageError for a selection that matches nothing.
    """
    chosen: set[int] = set()
    wanted = list(selections)
    for selection in wanted:
        numbers = _matches(clips, selection)
        if not numbers:
            raise UsageError(f"nothing in the storyboard matches {selection}", hint=_known(clips, selection))
        chosen |= numbers
    return tuple(clip for clip in clips if not wanted or clip.number in chosen)


def one(clips: Sequence[Clip], name: str) -> Clip:
    """The clip called `name`: its number, its label, or the id of a shot in it.

    Raises: UsageError where there is none.
    """
    for clip in clips:
        if name in (str(clip.number), f"clip:{clip.number}", clip.label):
            return clip
    for clip in clips:
        if any(shot.id == name for shot in clip.shots):
            return clip
    labels = [clip.label for clip in clips]
    near = difflib.get_close_matches(name, labels, 1)
    raise UsageError(
        f"there is no clip {name!r}",
        hint=f"did you mean {near[0]!r}?" if near else f"clips: 1 to {len(clips)}",
    )


def _matches(clips: Sequence[Clip], selection: str) -> set[int]:
    kind, _, name = selection.partition(":")
    match kind:
        case "scene":
            return {clip.number for clip in clips if clip.scene.id == name}
        case "shot":
            return {clip.number for clip in clips if any(shot.id == name for shot in clip.shots)}
        case _:
            return {clip.number for clip in clips if str(clip.number) == name.lstrip("0")}


def _known(clips: Sequence[Clip], selection: str) -> str:
    kind, _, name = selection.partition(":")
    if kind == "clip":
        return f"clips are numbered 1 to {len(clips)}" if clips else "the storyboard has no clips"
    names = list(
        dict.fromkeys(
            [clip.scene.id for clip in clips] if kind == "scene" else [shot.id for clip in clips for shot in clip.shots]
        )
    )
    near = difflib.get_close_matches(name, names, 1)
    if near:
        return f"did you mean {kind}:{near[0]}?"
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    return f"{kind}s: {shown}"
