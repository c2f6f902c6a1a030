"""Clip → text: the Jinja2 sandbox for the author's free text, the field's vocabulary, the built-in templates.

Consumes a `Storyboard`; `PromptWriter` gives packing each clip's prompt (`plan.text.ClipText`) and every
template error as a diagnostic at its place. No I/O but reading an author's template file; nothing here
raises for bad input.
"""
