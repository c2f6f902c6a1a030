"""The diagnostics of this stage: code to rule."""

from __future__ import annotations

CODES: dict[str, str] = {
    "WB001": "the file cannot be read",
    "WB002": "the file is not text",
    "WB003": "the file is not UTF-8",
    "WB004": "a character that YAML does not allow",
    "WB005": "the text is not YAML",
    "WB006": "a key is written twice",
    "WB007": "a YAML tag",
    "WB008": "a second document in the file",
    "WB009": "the file is empty",
    "WB010": "nested too deeply",
    "WB011": "too large once aliases are followed",
    "WB012": "an alias without its anchor, or inside it",
    "WB013": "a key that is not text",
    "WB014": "a merge key without a mapping",
    "WB015": "the top of the file is not a mapping",
    "WB016": "a number that cannot be held",
    "WB017": "an included file cannot be read",
    "WB018": "files include one another in a circle, or too deeply",
    "WB019": "a key that an included file may not have",
    "WB020": "an unknown version of the language",
}
