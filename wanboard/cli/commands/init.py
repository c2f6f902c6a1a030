"""`wanboard init [DIR]`: a new storyboard project."""

from __future__ import annotations

import sys
from pathlib import Path

from wanboard.cli.options import Options
from wanboard.errors import ExitCode, UsageError
from wanboard.files import write_atomic
from wanboard.schema.check import schema_path

_IGNORED = (".wanboard/", "build/")

_STORYBOARD = """\
# yaml-language-server: $schema=schemas/storyboard.schema.json
#
#   wanboard check storyboard.yaml     what is wrong with it, line by line
#   wanboard build storyboard.yaml     the film; without a key a drawn animatic with the same cuts
#   wanboard plan  storyboard.yaml     what a paid build would generate, and what it costs

wanboard: 1
title: The Lighthouse
logline: A keeper answers a light that answers back.
language: en

vars:
  sea: the North Sea

style: >-
  Quiet maritime drama, 35mm film, overcast light, muted blues and one warm lamp.

characters:
  ada:
    name: Ada
    description: a lighthouse keeper in her sixties, grey braid, yellow oilskin
    voice: calm, a little hoarse
locations:
  gallery: {description: "the gallery of a lighthouse above {{ vars.sea }} at dusk"}
  lamp: {description: "the lamp room of a lighthouse, brass and turning glass"}

render:
  model: wan2.6-t2v
  size: 1280*720
  seed: 7
film:
  transition: cut

scenes:
  - id: dusk
    title: Dusk
    location: gallery
    shots:
      - at: 0-4
        framing: establishing shot
        camera: slow push in
        action: The lighthouse stands black against a heavy sky; waves climb the rock below it.
        sound: wind, gulls, surf
      - at: 4-7
        framing: medium shot
        action: "{{ ada }} leans on the railing and looks out."
      - at: 7-10
        framing: close-up
        action: Far out, a light blinks twice. Her eyes follow it.

  - id: answer
    title: The answer
    location: lamp
    shots:
      - at: 0-3
        framing: full shot
        camera: camera tilts up
        action: "{{ ada }} climbs into the lamp room."
        transition: crossfade 0.5
      - duration: 4
        id: shutter
        framing: close-up
        action: Her hand closes the shutter of the lamp, opens it, closes it.
        dialogue:
          - {who: ada, line: "There you are.", at: 1-2.5}
      - duration: 3
        framing: wide shot
        camera: camera pulls out
        action: The beam sweeps over the water. Far out, the light answers.
        transition: dip-to-black 1.0
"""

_SETTINGS = """\
{
  "yaml.schemas": { "schemas/storyboard.schema.json": ["*.yaml", "!wanboard.yaml"] }
}
"""


def run(options: Options) -> int:
    folder = options.directory
    story = folder / "storyboard.yaml"
    if story.exists():
        raise UsageError(f"{story} is there already", hint="choose another folder: wanboard init DIR")
    made = [
        _write(story, _STORYBOARD),
        _write(
            folder / "schemas" / "storyboard.schema.json",
            schema_path("storyboard").read_text(encoding="utf-8"),
        ),
    ]
    settings = folder / ".vscode" / "settings.json"
    if not settings.exists():
        made.append(_write(settings, _SETTINGS))
    made += _ignore(folder / ".gitignore")
    if not options.quiet:
        for path in made:
            print(f"wrote {path}")
        place = "" if folder == Path(".") else f"cd {folder} && "
        print(f"\nnext: {place}wanboard build storyboard.yaml", file=sys.stderr)
    return ExitCode.DONE


def _write(path: Path, text: str) -> Path:
    write_atomic(path, text)
    return path


def _ignore(path: Path) -> list[Path]:
    """Add what wanboard makes to .gitignore; lines that are there already stay as they are."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    missing = [line for line in _IGNORED if line not in old.splitlines()]
    if not missing:
        return []
    gap = "" if not old or old.endswith("\n") else "\n"
    write_atomic(path, old + gap + "\n".join(missing) + "\n")
    return [path]
