"""What Jinja2 says of a template it cannot parse, in the author's words and at the place to mend."""

from __future__ import annotations

import re

from jinja2 import TemplateSyntaxError

from wanboard.prompts import codes
from wanboard.prompts.problems import Problem

_OPENERS = {"print statement": ("{{", "}}"), "statement block": ("{%", "%}")}
_TAG = re.compile(r"\{%[-+]?\s*(end)?([a-z]+)")
_UNCLOSED = re.compile(r"innermost block that needs to be closed is '(\w+)'")


def syntax_problem(source: str, error: TemplateSyntaxError) -> Problem:
    """`error.lineno` is an offset + 1 (see `offsets`)."""
    message, offset = error.message or "", min(error.lineno - 1, max(len(source) - 1, 0))
    if message.lower().startswith("unexpected end of template"):
        tag = _UNCLOSED.search(message)
        if tag:
            at = _unclosed(source, tag[1])
            return Problem(codes.SYNTAX, f"'{tag[1]}' is not closed: {{% end{tag[1]} %}} is missing", at, len(tag[1]))
        opener, closer = next((marks for what, marks in _OPENERS.items() if what in message), ("", ""))
        at = source.rfind(opener, 0, offset + 1) if opener else -1
        if at >= 0:
            return Problem(codes.SYNTAX, f"'{opener}' is not closed: '{closer}' is missing", at, 2)
    if "end of comment" in message:
        return Problem(codes.SYNTAX, "'{#' is not closed: '#}' is missing", max(source.rfind("{#"), 0), 2)
    word = re.compile(r"\w+|\S?").match(source, offset)
    length = max(len(word[0]) if word else 1, 1)
    return Problem(codes.SYNTAX, f"broken template: {_first_sentence(message)}", offset, length)


def _first_sentence(message: str) -> str:
    sentence = re.split(r"\. (?=[A-Z])", message, maxsplit=1)[0].rstrip(".")[:200]
    return sentence[:1].lower() + sentence[1:] if sentence else "it cannot be parsed"


def _unclosed(source: str, name: str) -> int:
    """Offset of the name in the innermost opening tag that no closing tag answers."""
    open_tags: list[tuple[str, int]] = []
    for match in _TAG.finditer(source):
        if not match[1]:
            open_tags.append((match[2], match.start(2)))
            continue
        for place in range(len(open_tags) - 1, -1, -1):
            if open_tags[place][0] == match[2]:
                del open_tags[place:]
                break
    return next((at for tag, at in reversed(open_tags) if tag == name), 0)
