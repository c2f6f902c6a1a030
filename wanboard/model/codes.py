"""The diagnostics of this stage: code to rule."""

from __future__ import annotations

CODES: dict[str, str] = {
    "WB201": "a time that cannot be read",
    "WB202": "a range that ends before it begins",
    "WB203": "a shot or line without length",
    "WB204": "a gap between two shots",
    "WB205": "two shots overlap",
    "WB206": "both `at` and `duration`, or neither",
    "WB207": "an id is used twice",
    "WB208": "an id with characters that ids do not have",
    "WB209": "a name that means something else in templates",
    "WB210": "somebody speaks who is not a character",
    "WB211": "a location that does not exist",
    "WB212": "dialogue outside its shot",
    "WB213": "a transition that cannot be read",
    "WB214": "a transition longer than the shots beside it",
    "WB215": "a crossfade on the film's first shot",
    "WB216": "a shot with nothing to show",
    "WB217": "a film size that cannot be used",
    "WB218": "`size` beside `resolution` or `ratio`",
    "WB219": "a variable given on the command line that the storyboard does not have",
    "WB220": "a profile that the storyboard does not have",
    "WB221": "a variable given on the command line that is not what the storyboard has there",
    "WB501": "a file that is not there",
    "WB502": "a file that cannot be read",
    "WB503": "an address where a file is needed, or of an unknown kind",
}
