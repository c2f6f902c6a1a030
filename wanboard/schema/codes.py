"""The diagnostics of this stage: code to rule."""

from __future__ import annotations

CODES: dict[str, str] = {
    "WB101": "a value of the wrong kind",
    "WB102": "a value that is not one of those allowed",
    "WB103": "a key is missing",
    "WB104": "an unknown key",
    "WB105": "both `scenes` and `shots`, or neither",
    "WB106": "a number out of range",
    "WB107": "text that is not of the form asked for",
    "WB108": "too short or too long",
    "WB109": "not as the schema asks",
}
