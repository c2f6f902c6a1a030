"""Factories for storyboards as model objects, so that prompt tests need no loader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wanboard.diagnostics import Span
from wanboard.model.storyboard import (
    Entity,
    FileRef,
    Film,
    Line,
    Render,
    Scene,
    Shot,
    Storyboard,
    Text,
    Transition,
)
from wanboard.profiles.profile import Audio, Durations, Profile, References
from wanboard.source.nodes import Scalar

PATH = "rain.yaml"
SPAN = Span.at(PATH)
_TEXT_KEYS = ("framing", "angle", "camera", "lens", "light", "action", "sound", "music")


def text(template: str | None, line: int = 1, column: int = 1) -> Text | None:
    """A text whose characters stand one after another from line:column, a new line at each line feed."""
    if template is None:
        return None

    def locate(offset: int, length: int) -> Span:
        before = template[:offset]
        at_line = line + before.count("\n")
        at_column = offset - (before.rfind("\n") + 1) + (column if "\n" not in before else 1)
        return Span.at(PATH, at_line, at_column, length)

    return Text(template, Scalar(template, Span.at(PATH, line, column, len(template)), template, locate))


def need(template: str, line: int = 1, column: int = 1) -> Text:
    made = text(template, line, column)
    assert made is not None
    return made


def file(written: str) -> FileRef:
    return FileRef(written, None if "://" in written else Path("/nowhere") / written, SPAN)


def entity(kind: Any, id: str, name: str | None = None, description: str | None = None, **more: Any) -> Entity:
    reference = more.get("reference")
    return Entity(
        id=id,
        kind=kind,
        name=text(name),
        description=text(description),
        voice=text(more.get("voice")),
        reference=file(reference) if reference else None,
        span=SPAN,
    )


def character(id: str, name: str | None = None, description: str | None = None, **more: Any) -> Entity:
    return entity("character", id, name, description, **more)


def location(id: str, name: str | None = None, description: str | None = None, **more: Any) -> Entity:
    return entity("location", id, name, description, **more)


def line(who: str, words: str, how: str | None = None, at: tuple[int, int | None] | None = None) -> Line:
    return Line(who, need(words), text(how), at[0] if at else None, at[1] if at else None, SPAN)


def shot(seconds: float = 3, **values: Any) -> dict[str, Any]:
    return {"ms": round(seconds * 1000), **values}


def scene(*shots: dict[str, Any], id: str = "one", **values: Any) -> Scene:
    made, at = [], 0
    for number, given in enumerate(shots, start=1):
        made.append(_shot(id, number, at, given))
        at += given["ms"]
    return Scene(
        id=id,
        title=values.get("title"),
        location=values.get("location"),
        description=text(values.get("description")),
        render=render(**values.get("render", {})),
        audio=values.get("audio"),
        shots=tuple(made),
        span=SPAN,
    )


def _shot(scene_id: str, number: int, at: int, given: dict[str, Any]) -> Shot:
    texts = {key: value if isinstance(value := given.get(key), Text) else text(value) for key in _TEXT_KEYS}
    return Shot(
        id=given.get("id", f"{scene_id}-{number:02d}"),
        scene_id=scene_id,
        number=number,
        start_ms=at,
        end_ms=at + given["ms"],
        dialogue=tuple(given.get("dialogue", ())),
        transition=Transition("cut", 0, None),
        board=given.get("board"),
        notes=given.get("notes"),
        tags=given.get("tags", ()),
        new_clip=False,
        take=None,
        span=SPAN,
        time_span=SPAN,
        **texts,
    )


def render(**values: Any) -> Render:
    return Render(
        model="wan2.6-t2v",
        size="1280*720",
        resolution=None,
        ratio=None,
        seed=None,
        negative_prompt=text(values.get("negative_prompt")),
        watermark=False,
        prompt_extend=None,
        audio=values.get("audio", "auto"),
        template=values.get("template"),
        spans={},
    )


def storyboard(*scenes: Scene, **values: Any) -> Storyboard:
    return Storyboard(
        path=Path(PATH),
        title=values.get("title", "Neon Rain"),
        logline=values.get("logline"),
        language=values.get("language", "en"),
        vars=values.get("vars", {}),
        var_spans={},
        style=text(values.get("style")),
        characters={e.id: e for e in values.get("characters", ())},
        locations={e.id: e for e in values.get("locations", ())},
        film=Film(None, None, None, None, "mix", "h264", "standard", False, False, False),
        scenes=scenes,
        profiles={},
    )


def profile(multi_shot: Any = "shot_type", naming: Any = None, **values: Any) -> Profile:
    references = References(5, 3, 5, naming, True, (1, 30), 1, (240, 8000), 1) if naming else None
    silent = values.get("silent", False)
    return Profile(
        id="wan2.6-t2v",
        title="",
        aliases=(),
        kind="r2v" if naming else "t2v",
        protocol="legacy",
        sizing="size",
        sizes={},
        default_tier="720P",
        default_ratio="16:9",
        durations=Durations(2, 15, None),
        prompt_limit=1500,
        negative_prompt_limit=values.get("negative_prompt_limit", 500),
        prompt_extend=True,
        watermark=True,
        seed_max=2147483647,
        multi_shot=multi_shot,
        audio=Audio(not silent, silent, not silent, None, (3, 30), 1),
        references=references,
        fps=30,
        submits_per_s=5,
        concurrent_tasks=5,
        regions=("beijing",),
        prices=(),
        facts={},
    )
