"""`cut`, `crossfade 0.5`, `dip-to-black 1.0`: how a shot is entered."""

from __future__ import annotations

from wanboard.model.read import Findings
from wanboard.model.storyboard import Transition, TransitionKind
from wanboard.model.times import TimeError, parse_time, seconds
from wanboard.source.nodes import Scalar

CUT = Transition("cut", 0, None)
_DEFAULT_MS: dict[str, tuple[TransitionKind, int]] = {
    "cut": ("cut", 0),
    "crossfade": ("crossfade", 500),
    "dip-to-black": ("dip-to-black", 1000),
}
MAX_MS = 60_000


def read_transition(node: Scalar, findings: Findings) -> Transition | None:
    """The transition, with half a second for a crossfade and a second for a dip to black that do not say."""
    written = str(node.value)
    word, _, rest = written.strip().partition(" ")
    known = _DEFAULT_MS.get(word)
    if known is None or (word == "cut" and rest.strip()):
        findings.note(
            "WB213",
            f"'{written}' is no transition",
            node.span,
            "write cut, crossfade SECONDS or dip-to-black SECONDS",
        )
        return None
    kind, duration_ms = known
    if rest.strip():
        offset = len(written) - len(written.lstrip()) + len(word) + 1
        try:
            duration_ms = parse_time(rest, offset)
        except TimeError as error:
            findings.note("WB213", error.message, node.locate(error.offset, error.length), "for example: crossfade 0.5")
            return None
        if not 0 < duration_ms <= MAX_MS:
            place = node.locate(offset, len(rest))
            findings.note("WB213", f"a transition lasts from 0.001 to {seconds(MAX_MS)} s", place)
            return None
    return Transition(kind, duration_ms, node.span)
