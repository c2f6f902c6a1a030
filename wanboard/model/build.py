"""A loaded tree to a `Storyboard`."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from pathlib import Path
from typing import Literal, cast

from wanboard.diagnostics import Diagnostic, Span, has_errors, ordered
from wanboard.model.checks import CHECKS
from wanboard.model.film import read_film
from wanboard.model.read import Findings, file, flag, integer, items, mapping, scalar, string, strings, text
from wanboard.model.render import RENDER_KEYS, Override, override_layer, resolve_render, written_layer
from wanboard.model.storyboard import (
    Entity,
    Language,
    Line,
    Render,
    Scene,
    Shot,
    Storyboard,
    Text,
    Transition,
)
from wanboard.model.timing import Clock, first_key, read_speech
from wanboard.model.transitions import CUT, read_transition
from wanboard.source.load import Loaded
from wanboard.source.nodes import Data, Mapping, Scalar, to_data
from wanboard.source.scalars import NumberError, resolve

ONE_SCENE = "main"  # the id of the scene of a storyboard that writes its shots at the top


def build(
    loaded: Loaded, *, variables: AbstractMapping[str, str], overrides: AbstractMapping[str, Override]
) -> tuple[Storyboard | None, tuple[Diagnostic, ...]]:
    """The storyboard, with every finding of this stage by place; None where one of them is an error.

    `loaded` satisfies the schema. `variables` are `--var`; `overrides` are render keys from the command
    line, which win over every scene: plain values, or the nodes that `profile_overrides` gives, whose
    places are kept.
    """
    if loaded.root is None:
        return None, ()
    builder = _Builder(loaded.root, loaded.files[0], overrides)
    storyboard = builder.storyboard(variables)
    findings = builder.findings
    for check in CHECKS:
        findings.found.extend(check(storyboard))
    found = tuple(ordered(findings.found))
    return (None if has_errors(found) else storyboard), found


def profile_overrides(loaded: Loaded, name: str) -> tuple[dict[str, Override], tuple[Diagnostic, ...]]:
    """The render keys of one of the storyboard's `profiles:`, for `build`; a finding without a place if
    there is none."""
    profiles = mapping(loaded.root.get("profiles")) if loaded.root else None
    chosen = mapping(profiles.get(name)) if profiles else None
    if chosen is None:
        known = ", ".join(profiles.entries) if profiles else ""
        hint = f"there is: {known}" if known else "the storyboard has no 'profiles:'"
        return {}, (Diagnostic("WB220", f"there is no profile '{name}'", None, hint),)
    return dict(written_layer(chosen, Findings())), ()


class _Builder:
    def __init__(self, root: Mapping, path: Path, overrides: AbstractMapping[str, Override]) -> None:
        self.findings = Findings()
        self._root = root
        self._path = path
        self._head = written_layer(mapping(root.get("render")), self.findings)
        self._overrides = override_layer(overrides, root.span.path)
        self._placed = frozenset(key for key, value in overrides.items() if isinstance(value, Scalar))
        self._film = mapping(root.get("film"))
        self._film_transition = CUT

    def storyboard(self, variables: AbstractMapping[str, str]) -> Storyboard:
        root = self._root
        written = scalar(self._film, "transition")
        if written is not None and written.value is not None:
            self._film_transition = read_transition(written, self.findings) or CUT
        values, spans = self._variables(variables)
        return Storyboard(
            path=self._path,
            title=string(root, "title") or "",
            logline=string(root, "logline"),
            language=cast(Language, string(root, "language") or "en"),
            vars=values,
            var_spans=spans,
            style=text(root, "style"),
            characters=self._entities("characters", "character"),
            locations=self._entities("locations", "location"),
            film=read_film(self._film, self.findings),
            scenes=self._scenes(),
            profiles=self._profiles(),
        )

    def _variables(self, given: AbstractMapping[str, str]) -> tuple[dict[str, Data], dict[str, Span]]:
        node = mapping(self._root.get("vars"))
        values: dict[str, Data] = {}
        spans: dict[str, Span] = {}
        for key, entry in node.entries.items() if node else ():
            values[key] = to_data(entry.value)
            spans[key] = entry.value.span
        for key, value in given.items():
            if key not in values:
                known = ", ".join(values)
                hint = f"'vars:' has: {known}" if known else "the storyboard has no 'vars:'"
                self.findings.note("WB219", f"--var {key}: the storyboard has no such variable", None, hint)
            else:
                values[key] = self._given(key, value, values[key])
                spans.pop(key, None)
        return values, spans

    def _given(self, key: str, text: str, written: Data) -> Data:
        """A `--var` as what the storyboard wrote in its place: text, or a number, or true and false."""
        if isinstance(written, str) or written is None:
            return text
        if isinstance(written, list | dict):
            what = "a list" if isinstance(written, list) else "a mapping"
            hint = "change it in the file; --var gives text, numbers, true and false"
            self.findings.note("WB221", f"--var {key}: the variable is {what}", None, hint)
            return written
        try:
            value = resolve(text)
        except NumberError:
            value = None
        if isinstance(value, bool) is isinstance(written, bool) and isinstance(value, bool | int | float):
            return value
        wanted = "true or false" if isinstance(written, bool) else "a number"
        self.findings.note(
            "WB221", f"--var {key}: '{text}' is not {wanted}", None, f"the storyboard has {str(written).lower()}"
        )
        return written

    def _entities(self, key: str, kind: Literal["character", "location"]) -> dict[str, Entity]:
        node = mapping(self._root.get(key))
        found: dict[str, Entity] = {}
        for name, entry in node.entries.items() if node else ():
            value = mapping(entry.value)
            found[name] = Entity(
                id=name,
                kind=kind,
                name=text(value, "name"),
                description=text(value, "description"),
                voice=text(value, "voice"),
                reference=file(value, "reference"),
                span=entry.key.span,
            )
        return found

    def _profiles(self) -> dict[str, dict[str, Data]]:
        node = mapping(self._root.get("profiles"))
        found: dict[str, dict[str, Data]] = {}
        for name, entry in node.entries.items() if node else ():
            layer = written_layer(mapping(entry.value), self.findings)
            found[name] = {key: value.value for key, value in layer.items()}
        return found

    def _scenes(self) -> tuple[Scene, ...]:
        first = True
        scenes: list[Scene] = []
        written: list[tuple[Mapping, str | None]] = [(node, None) for node in items(self._root.get("scenes"))]
        written = written or [(self._root, ONE_SCENE)]
        for number, (node, fixed) in enumerate(written, start=1):
            scene_id = fixed or string(node, "id") or f"scene-{number:02d}"
            shots = self._shots(node, scene_id, first)
            first = first and not shots
            own = fixed is None
            id_node, place = scalar(node, "id"), scalar(node, "location")
            scenes.append(
                Scene(
                    id=scene_id,
                    title=string(node, "title") if own else None,
                    location=string(node, "location") if own else None,
                    description=text(node, "description") if own else None,
                    render=self._render(node if own else None),
                    audio=file(node, "audio") if own else None,
                    shots=shots,
                    span=id_node.span if own and id_node else first_key(node),
                    location_span=place.span if own and place else None,
                )
            )
        return tuple(scenes)

    def _render(self, scene: Mapping | None) -> Render:
        own = written_layer(mapping(scene.get("render")) if scene else None, self.findings)
        placed = frozenset(RENDER_KEYS) - (frozenset(self._overrides) - self._placed)
        return resolve_render([self._head, own, self._overrides], placed)

    def _shots(self, scene: Mapping, scene_id: str, first_of_film: bool) -> tuple[Shot, ...]:
        clock = Clock(self.findings)
        shots: list[Shot] = []
        for number, node in enumerate(items(scene.get("shots")), start=1):
            shots.append(self._shot(node, scene_id, number, clock, first_of_film and number == 1))
        return tuple(shots)

    def _shot(self, node: Mapping, scene_id: str, number: int, clock: Clock, first_of_film: bool) -> Shot:
        shot_id = string(node, "id") or f"{scene_id}-{number:02d}"
        place = clock.place(node, shot_id)
        id_node = scalar(node, "id")
        return Shot(
            id=shot_id,
            scene_id=scene_id,
            number=number,
            start_ms=place.start_ms,
            end_ms=place.end_ms,
            framing=text(node, "framing"),
            angle=text(node, "angle"),
            camera=text(node, "camera"),
            lens=text(node, "lens"),
            light=text(node, "light"),
            action=text(node, "action"),
            dialogue=tuple(self._line(line) for line in items(node.get("dialogue"))),
            sound=text(node, "sound"),
            music=text(node, "music"),
            transition=self._transition(node, first_of_film),
            board=file(node, "board"),
            notes=string(node, "notes"),
            tags=strings(node, "tags"),
            new_clip=flag(node, "new_clip") or False,
            take=integer(node, "take"),
            span=id_node.span if id_node else first_key(node),
            time_span=place.span,
        )

    def _line(self, node: Mapping) -> Line:
        at = scalar(node, "at")
        start_ms, end_ms = read_speech(at, self.findings)
        who = scalar(node, "who")
        return Line(
            who=string(node, "who") or "",
            line=cast(Text, text(node, "line")),
            how=text(node, "how"),
            start_ms=start_ms,
            end_ms=end_ms,
            span=who.span if who else node.span,
            time_span=at.span if at else None,
        )

    def _transition(self, node: Mapping, first_of_film: bool) -> Transition:
        written = scalar(node, "transition")
        own = read_transition(written, self.findings) if written and written.value is not None else None
        if not first_of_film:
            return own or self._film_transition
        if own and own.kind == "crossfade":
            self.findings.warn(
                "WB215",
                "the film's first shot has nothing to cross-fade from; the transition is ignored",
                written.span if written else node.span,
                "dip-to-black fades in",
            )
            return CUT
        chosen = own or self._film_transition
        return CUT if chosen.kind == "crossfade" else chosen
