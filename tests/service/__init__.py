"""Loopback services that behave, and misbehave, as the real ones are documented to; they hand out real films.

`with serve(Options(...)) as service:` runs one in a thread; `python -m service --help` as a process of its
own.
"""

from service.clips import make_clip, read_numbers
from service.faults import Fault
from service.server import Running, serve
from service.state import Options

__all__ = ["Fault", "Options", "Running", "make_clip", "read_numbers", "serve"]
