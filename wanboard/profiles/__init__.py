"""What models accept: data files and their reader.

Consumes `data/*.yaml` and a project's overrides; produces `Profile`. Knows nothing of storyboards; sends
nothing.
"""
