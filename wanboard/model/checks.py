"""What a storyboard means as a whole: one rule, one function. Each yields its diagnostics."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from wanboard.diagnostics import Diagnostic, Related, Span
from wanboard.model.named_files import files_are_there
from wanboard.model.storyboard import NARRATOR, Entity, Shot, Storyboard, Transition
from wanboard.model.times import seconds

Check = Callable[[Storyboard], Iterator[Diagnostic]]

_ID = re.compile(r"[^\W_][\w-]*")
# Names that the templates' language or wanboard's own templates use.
RESERVED_NAMES = frozenset(
    {
        "and",
        "block",
        "call",
        "caller",
        "clip",
        "cycler",
        "dict",
        "elif",
        "else",
        "endfor",
        "endif",
        "extends",
        "false",
        "filter",
        "for",
        "from",
        "if",
        "import",
        "in",
        "include",
        "is",
        "joiner",
        "kwargs",
        "lipsum",
        "loop",
        "macro",
        "namespace",
        "narrator",
        "none",
        "not",
        "or",
        "range",
        "recursive",
        "scene",
        "self",
        "set",
        "shot",
        "shots",
        "super",
        "true",
        "varargs",
        "vars",
        "with",
        "False",
        "None",
        "True",
    }
)


def scene_ids_are_unique(board: Storyboard) -> Iterator[Diagnostic]:
    yield from _unique(((scene.id, scene.span) for scene in board.scenes), "scene")


def shot_ids_are_unique(board: Storyboard) -> Iterator[Diagnostic]:
    """Two scenes of one id are told as such, not once more for each shot that is named after them."""
    named = Counter(scene.id for scene in board.scenes)
    shots = (shot for shot in board.shots if named[shot.scene_id] == 1 or not _is_numbered(shot))
    yield from _unique(((shot.id, shot.span) for shot in shots), "shot")


def ids_are_well_formed(board: Storyboard) -> Iterator[Diagnostic]:
    named: list[tuple[str, str, Span]] = [("scene", scene.id, scene.span) for scene in board.scenes]
    named += [("shot", shot.id, shot.span) for shot in board.shots if not _is_numbered(shot)]
    named += [(entity.kind, entity.id, entity.span) for entity in _entities(board)]
    named += [("variable", name, span) for name, span in board.var_spans.items()]
    for what, name, span in named:
        if not _ID.fullmatch(name) or len(name) > 100:
            yield Diagnostic(
                "WB208",
                f"'{_short(name)}' cannot be the id of a {what}",
                span,
                "an id is up to 100 letters, digits, '-' and '_', and begins with a letter or digit",
            )


def entity_ids_are_names(board: Storyboard) -> Iterator[Diagnostic]:
    """In a template `{{ old-man }}` subtracts, and `{{ range }}` is a function."""
    for entity in _entities(board):
        if entity.id in RESERVED_NAMES:
            yield Diagnostic(
                "WB209",
                f"'{entity.id}' has a meaning of its own in templates",
                entity.span,
                f"choose another id for the {entity.kind}",
            )
        elif _ID.fullmatch(entity.id) and not entity.id.isidentifier():
            better = re.sub(r"\W", "_", entity.id)
            better = better if better.isidentifier() else f"{entity.kind}_{better}"
            yield Diagnostic(
                "WB209",
                f"'{entity.id}' is not a name that a template can use",
                entity.span,
                f"for example: {better}",
            )


def characters_are_not_locations(board: Storyboard) -> Iterator[Diagnostic]:
    for name in sorted(set(board.characters) & set(board.locations)):
        yield Diagnostic(
            "WB207",
            f"'{name}' is both a character and a location",
            board.locations[name].span,
            "a template could not tell them apart: rename one",
            related=(Related(board.characters[name].span, "the character"),),
        )


def scenes_are_somewhere(board: Storyboard) -> Iterator[Diagnostic]:
    for scene in board.scenes:
        if scene.location is not None and scene.location not in board.locations:
            hint = _nearest(scene.location, board.locations, "location")
            span = scene.location_span or scene.span
            yield Diagnostic("WB211", f"there is no location '{scene.location}'", span, hint)


def speakers_are_characters(board: Storyboard) -> Iterator[Diagnostic]:
    for shot in board.shots:
        for line in shot.dialogue:
            if line.who != NARRATOR and line.who not in board.characters:
                hint = _nearest(line.who, [*board.characters, NARRATOR], "character")
                yield Diagnostic("WB210", f"there is no character '{line.who}'", line.span, hint)


def dialogue_is_within_its_shot(board: Storyboard) -> Iterator[Diagnostic]:
    for shot in board.shots:
        if shot.duration_ms <= 0:
            continue
        for line in shot.dialogue:
            last = line.end_ms if line.end_ms is not None else line.start_ms
            if line.start_ms is None or last is None:
                continue
            if last > shot.duration_ms or line.start_ms >= shot.duration_ms:
                yield Diagnostic(
                    "WB212",
                    f"the line is at {seconds(last)} s, but shot '{shot.id}' is {seconds(shot.duration_ms)} s long",
                    line.time_span or line.span,
                    "dialogue is timed on the shot's own clock, which begins at 0",
                )


def transitions_fit(board: Storyboard) -> Iterator[Diagnostic]:
    """A shot must be at least as long as what its two transitions take from it."""
    shots = board.shots
    leaving: dict[int, Transition] = {i: after.transition for i, (_, after) in enumerate(pairwise(shots))}
    told: set[int] = set()  # one transition may be too long for both of its shots
    for index, shot in enumerate(shots):
        if shot.duration_ms <= 0:
            continue
        enter, leave = shot.transition, leaving.get(index)
        needed = _share(enter) + (_share(leave) if leave else 0)
        if needed <= shot.duration_ms:
            continue
        culprit, owner = (leave, shots[index + 1]) if leave and _share(leave) > _share(enter) else (enter, shot)
        if id(owner) in told:
            continue
        told.add(id(owner))
        yield Diagnostic(
            "WB214",
            f"the transitions of shot '{shot.id}' take {seconds(needed)} s of its {seconds(shot.duration_ms)} s",
            culprit.span or owner.span,
            "shorten the transition or lengthen the shot",
            related=(Related(shot.time_span, f"'{shot.id}' is here"),),
        )


def shots_show_something(board: Storyboard) -> Iterator[Diagnostic]:
    for shot in board.shots:
        if not any((shot.action, shot.framing, shot.angle, shot.camera, shot.dialogue, shot.board)):
            yield Diagnostic(
                "WB216",
                f"shot '{shot.id}' shows nothing",
                shot.span,
                "say what happens in it: 'action', 'framing', 'camera' or 'dialogue'",
            )


CHECKS: tuple[Check, ...] = (
    scene_ids_are_unique,
    shot_ids_are_unique,
    ids_are_well_formed,
    entity_ids_are_names,
    characters_are_not_locations,
    scenes_are_somewhere,
    speakers_are_characters,
    dialogue_is_within_its_shot,
    transitions_fit,
    shots_show_something,
    files_are_there,
)


def _is_numbered(shot: Shot) -> bool:
    """Whether a shot is called after its scene: it was given no id."""
    return shot.id == f"{shot.scene_id}-{shot.number:02d}"


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"


def _entities(board: Storyboard) -> list[Entity]:
    return [*board.characters.values(), *board.locations.values()]


def _unique(named: Iterable[tuple[str, Span]], what: str) -> Iterator[Diagnostic]:
    first: dict[str, Span] = {}
    for name, span in named:
        if name in first:
            yield Diagnostic(
                "WB207",
                f"the id '{name}' belongs to two {what}s",
                span,
                f"give each {what} its own id",
                related=(Related(first[name], "the first is here"),),
            )
        else:
            first[name] = span


def _nearest(word: str, known: Iterable[str], what: str) -> str:
    names = list(known)
    found = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if found:
        return f"did you mean '{found[0]}'?"
    return f"there is: {', '.join(names[:20])}" if names else f"the storyboard has no {what}s"


def _share(transition: Transition) -> int:
    """Milliseconds that a transition takes from each of its two shots."""
    return transition.duration_ms if transition.kind == "crossfade" else transition.duration_ms // 2
