"""What libyaml says about text that is not YAML, in words for the author."""

from __future__ import annotations

import yaml

from wanboard.diagnostics import Diagnostic
from wanboard.source.text import SourceText

_QUOTE = "put the text in double quotes"
_OPEN_QUOTE = "a quote is opened and never closed"
_BRACE = "a '{' is not closed"
_BRACKET = "a '[' is not closed"
_NO_COLON = "a key must be followed by a colon"
_NO_NAME = "a name must follow '&' or '*'"
_SEEN_LATE = frozenset({_OPEN_QUOTE, _BRACE, _BRACKET, _NO_COLON, _NO_NAME})  # the scanner's context is the place

# The scanner's problem begins with this: what to say, what to do about it.
_PROBLEMS: tuple[tuple[str, str, str | None], ...] = (
    (
        "mapping values are not allowed",
        "a colon and a space cannot stand inside unquoted text",
        f"{_QUOTE}, or check the indentation of this line",
    ),
    ("could not find expected ':'", _NO_COLON, "write 'key: value', indented like its neighbours"),
    (
        "did not find expected key",
        "this line does not fit the lines above it",
        "check its indentation, and quote text that begins with a quote or a bracket",
    ),
    (
        "did not find expected '-' indicator",
        "this line does not fit the list above it",
        "begin each item with '- ', all in the same column",
    ),
    ("did not find expected ',' or '}'", _BRACE, f"close it with '}}', or {_QUOTE}"),
    ("did not find expected ',' or ']'", _BRACKET, f"close it with ']', or {_QUOTE}"),
    ("did not find expected node content", "a value is missing here", None),
    ("found unexpected end of stream", _OPEN_QUOTE, "close it with the same kind of quote"),
    ("found unexpected document", _OPEN_QUOTE, "close it with the same kind of quote"),
    (
        "found unknown escape character",
        "this backslash escape does not exist",
        "write '\\\\' for a backslash, or use single quotes",
    ),
    ("found invalid Unicode character escape", "this backslash escape is not a character", None),
    ("did not find expected hexdecimal", "this backslash escape needs hexadecimal digits", None),
    (
        "block sequence entries are not allowed",
        "a list item cannot begin here",
        "begin the list on a line of its own",
    ),
    ("mapping keys are not allowed", "a key cannot begin here", None),
    ("did not find expected alphabetic", _NO_NAME, f"{_QUOTE} if the sign belongs to it"),
    ("found a tab character", "a tab cannot indent", "indent with spaces"),
    ("found unexpected ':'", "a colon cannot stand here", _QUOTE),
    ("did not find expected comment or line break", "only a comment may follow on this line", None),
    ("did not find the expected comment or line break", "only a comment may follow on this line", None),
    (
        "did not find expected <document start>",
        "what follows does not belong to the text above",
        "check the indentation of this line",
    ),
    ("found duplicate %YAML", "the %YAML line is written twice", None),
    ("found incompatible YAML document", "this version of YAML is not known", "remove the %YAML line"),
    ("found an indentation indicator equal to 0", "the indentation indicator must be 1 to 9", None),
)


def explain(error: yaml.YAMLError, source: SourceText) -> Diagnostic:
    """One diagnostic for the scanner's error, at its place."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Diagnostic("WB005", "this is not YAML", source.span(0, 1))
    mark = error.problem_mark or error.context_mark
    index = min(mark.index, len(source.text)) if mark else 0
    problem = error.problem or ""
    message, hint = _words(problem, source.text[index : index + 1])
    context = error.context_mark
    if context is not None and message in _SEEN_LATE:
        index = min(context.index, len(source.text))
    return Diagnostic("WB005", message, source.span(index, index + 1), hint)


def _words(problem: str, char: str) -> tuple[str, str | None]:
    if problem.startswith("found character that cannot start any token"):
        if char == "\t":
            return "a tab cannot indent", "indent with spaces"
        return f"text cannot begin with '{char}'", _QUOTE
    for start, message, hint in _PROBLEMS:
        if problem.startswith(start):
            return message, hint
    return f"this is not YAML: {problem or 'unreadable'}", None
