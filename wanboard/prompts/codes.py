"""The diagnostics of this stage: code → the rule it stands for."""

from __future__ import annotations

SYNTAX = "WB301"
UNKNOWN_NAME = "WB302"
UNKNOWN_ATTRIBUTE = "WB303"
NOT_ALLOWED = "WB304"
TOO_MUCH = "WB305"
FAILED = "WB306"
CYCLE = "WB307"
NAMELESS = "WB308"
TEMPLATE_FILE = "WB309"
EMPTY_PROMPT = "WB310"

CODES: dict[str, str] = {
    SYNTAX: "a template cannot be parsed",
    UNKNOWN_NAME: "a template uses a name that does not exist",
    UNKNOWN_ATTRIBUTE: "a template uses an attribute that does not exist",
    NOT_ALLOWED: "a template uses something the sandbox does not offer",
    TOO_MUCH: "a template, its work or its text is larger than allowed",
    FAILED: "a template cannot be evaluated with the values it is given",
    CYCLE: "the texts of characters and locations name each other in a circle",
    NAMELESS: "a character or location is mentioned that has neither a name nor a description",
    TEMPLATE_FILE: "the file named by render.template cannot be read",
    EMPTY_PROMPT: "a clip's prompt is empty",
}
