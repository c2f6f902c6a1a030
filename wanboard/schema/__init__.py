"""Data to diagnostics: the published JSON Schemas in `schemas/` and what their failures mean to an author.

Consumes nodes, produces diagnostics at their places. Reads nothing but the schemas themselves.
"""
