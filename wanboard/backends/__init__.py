"""Backends: requests in, takes out. One file per protocol, one dict that names them (`registry`).

Consumes `Request`s and `Settings`; produces `Submitted`, `TaskReport`s and downloaded files; raises the
errors of `base` and no others. It knows no storyboards, keeps no state and repeats nothing: what may be tried
again is the scheduler's decision. aiohttp is imported in `http` only.
"""
