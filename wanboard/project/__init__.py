"""The project file `wanboard.yaml`: how a project generates.

Consumes one YAML file at the project's root; produces `Project` with the model profiles as the project sees
them. Reads no environment and knows no storyboard.
"""
