"""A storyboard and the profiles into clips, and clips into a timeline.

Consumes the model, the profiles and a `Writer` of prompts; produces clips with their requests, diagnostics,
the film's timeline, and what changed since a take was made. Reads the headers and bytes of media files that
go along with requests; writes nothing, sends nothing, knows no backend.
"""
