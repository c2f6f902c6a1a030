"""The built-in templates, taken apart: their macros write the pieces of a clip one by one, so that a shot's
piece is written once however many candidate clips it is in. Rendering the whole template gives the same
text (tested)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import resources
from types import CodeType
from typing import Any

from jinja2 import Template

from wanboard.model.storyboard import Language
from wanboard.prompts.filters import install
from wanboard.prompts.sandbox import FUEL, Sandbox

_NOTHING = {
    "clip": {"shots": [], "multi_shot": "", "no_dialogue": False, "no_music": False},
    "style": "",
    "location": "",
    "scene": {"description": ""},
}


@lru_cache(maxsize=2)
def source(language: Language) -> str:
    """The text of the built-in template of a language."""
    return resources.files("wanboard.prompts").joinpath("templates", f"{language}.j2").read_text(encoding="utf-8")


@lru_cache(maxsize=2)
def _code(language: Language) -> CodeType:
    sandbox = Sandbox()
    install(sandbox, language)
    return sandbox.compile(source(language), filename=f"<{language}.j2>")


class Builtin:
    def __init__(self, language: Language, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        template = Template.from_code(sandbox, _code(language), sandbox.globals)
        context = template.new_context(_NOTHING)
        for _ in template.root_render_func(context):  # running the template is what defines its macros
            pass
        self._macros: Mapping[str, Callable[..., Any]] = context.vars

    def write(self, macro: str, *arguments: Any) -> str:
        self._sandbox.fuel = FUEL
        return str(self._macros[macro](*arguments))
