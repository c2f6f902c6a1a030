"""Writes the pages that say what the code says: `python docs/generate.py`.

`language.md` comes from `schemas/storyboard.schema.json`, `errors.md` from the `CODES` of the stages, `models.md` from
the model profiles. A test compares them with what stands in the repository.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wanboard.profiles.profile import Profile
from wanboard.profiles.registry import load_profiles

DOCS = Path(__file__).parent
ROOT = DOCS.parent
Schema = Mapping[str, Any]

NOTE = "<!-- Written by docs/generate.py; change {source} instead. -->\n"

LANGUAGE_HEAD = """\
# The language

A storyboard is one YAML file. Every key is listed below with its type; free text is a Jinja2 template. What the keys
alone do not tell:

- **Strict YAML.** Values resolve as in YAML 1.2: `16:9`, `1:30`, `on` and `no` stay text. A key written twice, a tag
  or an unknown key is an error at its place. Anchors, aliases and merge keys work.
- **Times** are seconds or timestamps: `3`, `3.5s`, `0:03`, `00:00:03.500`. A range joins two with a hyphen, an en dash
  or a tilde. A shot says `at` (on its scene's clock, which begins at 0) or `duration` (it follows the shot before it);
  both may be mixed in a scene. The shots of a scene leave no gap and do not overlap.
- **Text.** `{{ lin }}` is a character or location: name and description where a clip mentions it first, the name after
  that. `{{ vars.city }}` is a variable. Quote text that begins with `{{`, or YAML reads a mapping.
- **Prompts** say `style`, the scene's location and its `description` first, then shot by shot framing, angle, camera,
  lens, light, action, dialogue, sound and music. Ids, titles, loglines, notes, tags and boards are never sent:
  changing them costs nothing.
- **Includes** are merged in the order written, later over earlier, and this file over all; a character, a variable or a
  render key that is written again replaces the earlier one. They may nest. They hold `vars`, `style`, `characters`,
  `locations`, `render` and `profiles`, and no scenes. Relative paths belong to the file that wrote them.
- **Transitions** say how a shot is entered. A crossfade overlaps the two shots and makes the film that much shorter; a
  dip to black takes half of its time from each side and overlaps nothing. On the film's first shot, a dip to black is a
  fade in.
"""

ERRORS_HEAD = """\
# Diagnostics

A diagnostic stands at a place in the storyboard, the included file or the project file, and carries a code that is
unique to its rule. All errors of a stage are reported at once; a later stage runs only when the earlier ones found
none. `wanboard check --format json|github` gives the same as data or as annotations.
"""

MODELS_HEAD = """\
# Models

What each profile says its model takes, and where that was read. Where sources contradict one another, the profile takes
the reading that cannot cost money for nothing, and says so here; a project changes any of it in `wanboard.yaml`.
Prices are list prices of the day named; `wanboard models` prints them, `wanboard plan` uses them.
"""

KINDS = {
    "string": "text",
    "boolean": "`true` \\| `false`",
    "integer": "whole number",
    "array": "list",
    "object": "mapping",
}
STAGES = (
    ("Reading YAML", "wanboard.source.codes"),
    ("The schema", "wanboard.schema.codes"),
    ("The storyboard's sense, and its files", "wanboard.model.codes"),
    ("Templates and prompts", "wanboard.prompts.codes"),
    ("What the model can do", "wanboard.plan.codes"),
    ("The project file", "wanboard.project.codes"),
    ("Generation", "wanboard.pipeline.failures"),
)


def language(schema: Schema) -> str:
    """The language reference as Markdown."""
    definitions: Mapping[str, Schema] = schema["$defs"]
    top = dict(schema["properties"])
    film = top["film"]
    scene = top["scenes"]["items"]
    shot = definitions["shots"]["items"]
    music = film["properties"]["music"]
    sections = (
        ("The storyboard", schema, "The top of the file. One of `scenes` and `shots` is required."),
        ("Characters", definitions["character"], "`characters.ID`: " + definitions["character"]["description"]),
        ("Locations", definitions["location"], "`locations.ID`: " + definitions["location"]["description"]),
        ("Rendering", definitions["render"], "`render`, at the top, in a scene, and in `profiles.NAME`."),
        ("The film", film, "`film`: " + film["description"]),
        ("The film's music", music, "`film.music`: " + music["description"]),
        ("A scene", scene, "`scenes[]`: " + scene["description"]),
        ("A shot", shot, "`shots[]`: " + shot["description"]),
        ("A line of dialogue", shot["properties"]["dialogue"]["items"], "`dialogue[]`: on the shot's own clock."),
    )
    pages = [LANGUAGE_HEAD + NOTE.format(source="schemas/storyboard.schema.json")]
    for title, part, lead in sections:
        rows = "\n".join(_rows(part, definitions))
        pages.append(f"## {title}\n\n{lead}\n\n| key | type | |\n|---|---|---|\n{rows}\n")
    return "\n".join(pages)


def _rows(part: Schema, definitions: Mapping[str, Schema]) -> Iterator[str]:
    required = part.get("required", ())
    for key, value in part["properties"].items():
        name = f"`{key}`" + (" (required)" if key in required else "")
        words = value["description"].removesuffix(" Free text; a Jinja2 template.")
        examples = ", ".join(f"`{_shown(example)}`" for example in value.get("examples", ()))
        words += f" For example {examples}." if examples else ""
        yield f"| {name} | {_type(value, definitions)} | {words} |".replace("\n", " ")


def _type(value: Schema, definitions: Mapping[str, Schema]) -> str:
    if "$ref" in value:
        value = {**definitions[value["$ref"].rsplit("/", 1)[1]], **value}
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return " \\| ".join(f"`{choice}`" for choice in value["enum"])
    if "Jinja2" in value["description"]:
        return "text, template"
    kinds = value["type"] if isinstance(value["type"], list) else [value["type"]]
    shown = " or ".join(KINDS.get(kind, kind) for kind in kinds)
    if "minimum" in value:
        shown += f", {value['minimum']} to {value['maximum']}" if "maximum" in value else f", from {value['minimum']}"
    return shown


def _shown(example: object) -> str:
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)


def errors() -> str:
    """The table of diagnostics as Markdown."""
    pages = [ERRORS_HEAD + NOTE.format(source="the CODES of the stage")]
    for title, module in STAGES:
        codes: Mapping[str, str] = importlib.import_module(module).CODES
        rows = "\n".join(f"| {code} | {rule} |" for code, rule in sorted(codes.items()))
        pages.append(f"## {title}\n\n| code | rule |\n|---|---|\n{rows}\n")
    return "\n".join(pages)


def models() -> str:
    """The model profiles as Markdown."""
    profiles = list(load_profiles())
    rows = "\n".join(_model(profile) for profile in profiles)
    head = "| model | sizes | seconds | prompt | several shots | sound | references | frames a second |"
    pages = [MODELS_HEAD + NOTE.format(source="wanboard/profiles/data"), f"{head}\n|{'---|' * 8}\n{rows}\n"]
    for profile in profiles:
        names = f" Also called {', '.join(f'`{name}`' for name in profile.aliases)}." if profile.aliases else ""
        facts = "\n".join(f"- **{name.replace('_', ' ')}**: {text.strip()}" for name, text in profile.facts.items())
        pages.append(f"## {profile.id}\n\n{profile.title}, in {', '.join(profile.regions)}.{names}\n\n{facts}\n")
    return "\n".join(pages)


def _model(profile: Profile) -> str:
    seconds, sound, references = profile.durations, profile.audio, profile.references
    allowed = seconds.allowed
    shown = " or ".join(map(str, allowed)) if allowed else f"{seconds.minimum} to {seconds.maximum}"
    ways = [name for name, able in (("its own", sound.auto), ("yours", sound.own), ("none", sound.none)) if able]
    shots = {"shot_type": "`shot_type`", "prose": "in words", "single": "one a clip"}[profile.multi_shot]
    taken = "" if references is None else f"{references.total}, of them {references.videos} videos"
    cells = (f"[{profile.id}](#{profile.id.replace('.', '')})", ", ".join(profile.sizes), shown, profile.prompt_limit,
             shots, ", ".join(ways), taken, profile.fps)  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    schema = json.loads((ROOT / "schemas" / "storyboard.schema.json").read_text(encoding="utf-8"))
    return {DOCS / "language.md": language(schema), DOCS / "errors.md": errors(), DOCS / "models.md": models()}


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
