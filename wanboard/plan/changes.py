"""What a clip was made from, as plain data, and what is different from another time. Pure.

The context is stored with each take (ledger, lock), so that a plan can say why a clip is new: not "the prompt
is different" but which field of which shot, from what to what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wanboard.model.storyboard import Entity, Shot, Storyboard, Text
from wanboard.plan.clip import Clip

Context = dict[str, object]
_NAMES = re.compile(r"[^\W\d]\w*")
_SHOT_TEXTS = ("framing", "angle", "camera", "lens", "light", "action", "sound", "music")
_ENTITY_TEXTS = ("name", "description", "voice")


@dataclass(frozen=True, slots=True)
class Change:
    """One field that is different: "shot eyes: action", "seed", "media 1 (audio)". None: it was, or is, not
    there."""

    field: str
    old: str | None
    new: str | None


def context(clip: Clip, storyboard: Storyboard) -> Context:
    """What determines a clip, as data that survives JSON: the request's own fields, and the author's words
    they were written from (templates as written, with the vars, characters and locations they name)."""
    request, scene = clip.request, clip.scene
    location = storyboard.locations.get(scene.location) if scene.location else None
    words = {
        "style": _words(storyboard.style),
        "scene": _words(scene.description),
        "shots": {shot.id: _shot(shot, clip) for shot in clip.shots},
    }
    names = set(_NAMES.findall(repr(words)))
    if location is not None:
        names |= {location.id, *_NAMES.findall(repr(_entity(location)))}
    for found in (storyboard.characters, storyboard.locations):  # a description may name another, or a var
        for entity in found.values():
            if entity.id in names:
                names |= set(_NAMES.findall(repr(_entity(entity))))
    return {
        "model": request.model,
        "language": storyboard.language,
        "template": scene.render.template.written if scene.render.template else None,
        "parameters": dict(request.parameters),
        "negative prompt": request.negative_prompt,
        "style": words["style"],
        "location": location.id if location else None,
        "scene": words["scene"],
        "vars": {name: str(value) for name, value in storyboard.vars.items() if name in names},
        "characters": {e.id: _entity(e) for e in storyboard.characters.values() if e.id in names},
        "locations": {e.id: _entity(e) for e in storyboard.locations.values() if e.id in names},
        "shots": words["shots"],
        "media": {
            f"{number} ({media.role.replace('_', ' ')})": {
                "name": media.name or None,
                "file": media.url or (media.path.name if media.path else None),
                "content": media.identity,
                "range": f"{media.clip_ms[0]}-{media.clip_ms[1]} ms" if media.clip_ms else None,
            }
            for number, media in enumerate(request.media, start=1)
        },
        "prompt": request.prompt,
    }


def explain(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[Change, ...]:
    """Every field in which two contexts are different, in the context's order. The prompt as sent is only
    named where no field explains it (then a template, or wanboard itself, writes it differently)."""
    changes = tuple(_compare("", _without_prompt(old), _without_prompt(new)))
    if changes:
        return changes
    return tuple(_compare("", {"prompt": old.get("prompt")}, {"prompt": new.get("prompt")}))


def _compare(name: str, old: object, new: object) -> Iterator[Change]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*old, *new]):
            yield from _compare(_path(name, str(key)), old.get(key), new.get(key))
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple):
        for number in range(max(len(old), len(new))):
            before = old[number] if number < len(old) else None
            after = new[number] if number < len(new) else None
            yield from _compare(f"{name} {number + 1}", before, after)
    elif old != new:
        yield Change(name, _said(old), _said(new))


_SINGULAR = {
    "shots": "shot",
    "characters": "character",
    "locations": "location",
    "vars": "var",
    "media": "media",
}


def _path(name: str, key: str) -> str:
    if not name:
        return key
    if name in _SINGULAR:
        return f"{_SINGULAR[name]} {key}"
    return key if name == "parameters" else f"{name}: {key}"


def _said(value: object) -> str | None:
    """A value in words; a whole shot or reference that came or went is its fields."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(item)}" for key, item in value.items() if item not in (None, [], {}))
    if isinstance(value, list | tuple):
        return "; ".join(text for item in value if (text := _said(item)))
    return str(value)


def _without_prompt(data: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in data.items() if key != "prompt"}


def _shot(shot: Shot, clip: Clip) -> Context:
    start, end = shot.start_ms - clip.start_ms, shot.end_ms - clip.start_ms
    result: Context = {"at": f"{start / 1000:g}-{end / 1000:g} s"}
    result |= {key: _words(getattr(shot, key)) for key in _SHOT_TEXTS}
    result["dialogue"] = [
        {
            "who": line.who,
            "line": line.line.template,
            "how": _words(line.how),
            "at": None if line.start_ms is None or line.end_ms is None else f"{line.start_ms}-{line.end_ms} ms",
        }
        for line in shot.dialogue
    ]
    return {key: value for key, value in result.items() if value not in (None, [])}


def _entity(entity: Entity) -> Context:
    result: Context = {key: _words(getattr(entity, key)) for key in _ENTITY_TEXTS}
    return {key: value for key, value in result.items() if value is not None}


def _words(text: Text | None) -> str | None:
    return text.template if text is not None else None
