"""The diagnostics of this stage: code to rule."""

from __future__ import annotations

CODES: dict[str, str] = {
    "WB401": "a model that no profile describes",
    "WB402": "a size the model does not have",
    "WB403": "a resolution the model does not have",
    "WB404": "a ratio the model does not have",
    "WB406": "a seed the model does not take",
    "WB407": "a negative prompt for a model that takes none",
    "WB408": "a negative prompt that is too long",
    "WB409": "a watermark from a model that has none",
    "WB410": "prompt_extend for a model that does not take it",
    "WB411": "several shots in a clip without prompt_extend, which shot_type needs (warning)",
    "WB412": "an own sound for a model that takes none",
    "WB413": "silence from a model that cannot be silent: muted in the film (warning)",
    "WB414": "sound asked of a silent model",
    "WB415": "a model that the region does not offer (warning)",
    "WB416": "an own sound for the render and for the scene at once",
    "WB420": "a shot longer than the model's longest clip",
    "WB421": "a prompt too long even for one shot",
    "WB422": "more references in one shot than the model takes",
    "WB423": "a shot without a reference on a reference-to-video model",
    "WB424": "a reference, sound, music or board that is not of a kind that can be used",
    "WB425": "a reference or sound outside the model's limits",
    "WB426": "a reference or sound that cannot be read",
    "WB427": "a clip that the scene's sound cannot go along with (warning)",
    "WB428": "one whole sound file sent with several clips (warning)",
    "WB429": "a reference whose billed seconds are not known (warning)",
    "WB430": "a crossfade inside a scene with a sound of its own (warning)",
}
