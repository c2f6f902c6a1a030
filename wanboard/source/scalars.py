"""What a plain scalar means: the core schema of YAML 1.2, nothing of YAML 1.1 (`on`, `no`, `1:30` stay
text)."""

from __future__ import annotations

import math
import re

from wanboard.source.nodes import Plain

_WORDS: dict[str, Plain] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_NUMBER_START = frozenset("-+.0123456789")
_LONGEST_INT = 300  # digits; a float ends at 308


class NumberError(ValueError):
    """A number that cannot be held: infinite, not a number, or absurdly long."""


def resolve(text: str) -> Plain:
    """The value of a plain scalar. Raises: NumberError."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_START:
        return text
    if _INT.fullmatch(text):
        if len(text) > _LONGEST_INT:
            raise NumberError
        return int(text)
    if _OCTAL.fullmatch(text) or _HEX.fullmatch(text):
        if len(text) > _LONGEST_INT:
            raise NumberError
        return int(text[2:], 8 if text[1] == "o" else 16)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if math.isinf(number):
            raise NumberError
        return number
    if _NO_NUMBER.fullmatch(text):
        raise NumberError
    return text
