"""Times the stages of the compile over one storyboard: `python stages.py FILE` prints CPU seconds as JSON.

In the order of the pipeline, after PyYAML's C loader on the same text. "with takes" is packing where something is paid
for already, so that every possible clip has to be written and fingerprinted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import yaml

from wanboard.model.build import build
from wanboard.plan.compile import compile_clips
from wanboard.profiles.registry import load_profiles
from wanboard.prompts.writer import PromptWriter
from wanboard.schema.check import check
from wanboard.source.load import load

Result = TypeVar("Result")


def stages(path: Path) -> dict[str, float]:
    """CPU seconds of each stage."""
    took: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Result]) -> Result:
        start = time.process_time()
        result = work()
        took[name] = time.process_time() - start
        return result

    text = path.read_text(encoding="utf-8")
    timed("PyYAML C loader", lambda: yaml.load(text, yaml.CSafeLoader))
    profiles = load_profiles()
    loaded = timed("source", lambda: load(path))
    root = loaded.root
    if root is None:
        raise SystemExit(f"{path} does not load")
    timed("schema", lambda: check(root, "storyboard"))
    board, _ = timed("model", lambda: build(loaded, variables={}, overrides={}))
    if board is None:
        raise SystemExit(f"{path} makes no storyboard")
    writer = PromptWriter(board)
    timed("templates", writer.check_all)
    clips, _ = timed("packing, prompts", lambda: compile_clips(board, profiles, writer, paid=None))
    fresh = PromptWriter(board)
    paid = {clip.fingerprint for clip in clips[::2]}
    timed("with takes", lambda: compile_clips(board, profiles, fresh, paid=paid.__contains__))
    return took


if __name__ == "__main__":
    print(json.dumps(stages(Path(sys.argv[1]))))
