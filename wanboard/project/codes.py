"""The diagnostics of this stage: code to rule."""

from __future__ import annotations

CODES: dict[str, str] = {
    "WB440": "a name of the project's own for a model that is not known",
    "WB441": "prices, quotas or profile fields for a model that is not known",
    "WB442": "profile fields that contradict one another",
}
