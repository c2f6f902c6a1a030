"""Offsets instead of lines: Jinja2 counts template lines; here every token, and so every node, every syntax
error and every line of the compiled code carries the *character offset* of its text, plus one, where Jinja2
keeps a line number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import TemplateSyntaxError
from jinja2.lexer import Lexer, TokenStream

_AT_CHARACTER = re.compile(r"^(unexpected char .*) at (\d+)$", re.DOTALL)


def token_stream(lexer: Lexer, source: str, name: str | None) -> TokenStream:
    """The tokens of a source without carriage returns, each with its offset + 1 as its line number."""
    return TokenStream(lexer.wrap(_numbered(lexer, source, name), name, None), name, None)


def _numbered(lexer: Lexer, source: str, name: str | None) -> Iterator[tuple[int, str, str]]:
    position = 0
    try:
        for _, token, value in lexer.tokeniter(source, name):
            # Whitespace that "{%-" strips is not among the tokens; so each token is looked for, not counted.
            found = source.find(value, position)
            position = position if found < 0 else found
            yield position + 1, token, value
            position += len(value) if found >= 0 else 0
    except TemplateSyntaxError as error:
        message = error.message or "broken template"
        match = _AT_CHARACTER.match(message)
        if match:
            message, position = match[1], int(match[2])
        else:
            position += len(source[position:]) - len(source[position:].lstrip())
        raise TemplateSyntaxError(message, min(position, len(source)) + 1, name) from None
