"""Writes a storyboard of N shots that reads like one: `python generate.py 10000 > big.yaml`.

Scenes of two dozen shots, two characters each, dialogue in every third shot, camera terms, sounds, an id here and
there. No two actions are alike, so that nothing can be answered from a cache of texts. The same N gives the same file.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

SHOTS_PER_SCENE = 24

FRAMINGS = ("wide shot", "medium shot", "close-up", "medium close-up", "full shot", "establishing shot")
ANGLES = ("low-angle", "high-angle", "over-the-shoulder", "eye-level", "top-down")
CAMERAS = ("camera pushes in", "camera pulls out", "fixed camera", "tracking shot", "camera tilts up", "handheld")
PEOPLE = (
    ("mara", "Mara", "a ferry pilot in her fifties, oilskin coat, silver braid", "rough, amused"),
    ("ilya", "Ilya", "a lanky signalman with ink on his hands and a torn cap", "quick, uncertain"),
    ("sol", "Sol", "a girl of nine in a red life vest, gap in her teeth", "bright"),
    ("abbe", "the Abbé", "an old priest in a patched cassock, round glasses", "slow, exact"),
    ("dr_wu", "Doctor Wu", "a ship's doctor with rolled sleeves and a watch on a chain", "calm, low"),
    ("kestrel", "Kestrel", "a smuggler in a green velvet coat gone grey at the seams", "soft, mocking"),
)
PLACES = (
    ("quay", "a fog-bound quay with iron bollards and coiled rope"),
    ("ferry", "the deck of a small steam ferry, wet planks, one lantern"),
    ("signal_house", "a glass signal house on stilts above the estuary"),
    ("chapel", "a whitewashed chapel with model ships hung from the rafters"),
    ("mudflats", "mudflats at low tide, silver channels to the horizon"),
    ("market", "a covered fish market, ice, gas lamps, gulls in the beams"),
)
VERBS = (
    "lowers", "raises", "unties", "counts", "turns over", "hides", "weighs", "folds", "drops", "carries off",
    "holds up", "wipes clean", "gives away", "takes back", "looks through", "listens at", "sets fire to", "ties down",
)  # fmt: skip
THINGS = (
    "the brass lantern", "a letter with a broken seal", "the tide table", "a coil of wet rope", "the child's whistle",
    "an oar split along the grain", "the chapel key", "a tin of saved buttons", "the wrong chart", "a basket of eels",
    "the last dry match", "a bell without a clapper", "the captain's glove", "a map drawn on a sleeve",
)  # fmt: skip
MANNERS = (
    "without looking round", "as the fog closes in", "while the others argue", "before anyone can speak",
    "as if it had been rehearsed", "and regrets it at once", "until the light goes", "with both hands",
    "although nobody asked", "as gulls lift from the water", "and does not let go", "and waits for the bell",
)  # fmt: skip
LINES = (
    "The tide does not wait for bishops.",
    "You said noon. It is past noon.",
    "I counted them twice.",
    "Then we go without a light.",
    "Ask me again when it is dark.",
    "That is not the key, and you know it.",
    "There was a bell here once.",
    "Who taught you that knot?",
)
SOUNDS = ("water against planks", "a far foghorn", "gulls", "chains running out", "rain on canvas", "a slow engine")


def storyboard(shots: int) -> Iterator[str]:
    """The lines of a storyboard with so many shots."""
    yield from _head()
    chance = random.Random(shots)
    for first in range(0, shots, SHOTS_PER_SCENE):
        number = first // SHOTS_PER_SCENE + 1
        pair = chance.sample(PEOPLE, 2)
        place, _ = chance.choice(PLACES)
        yield f"  - id: crossing-{number}\n    title: Crossing {number}\n    location: {place}\n    shots:\n"
        for k in range(first, min(shots, first + SHOTS_PER_SCENE)):
            yield from _shot(chance, k, pair)


def _head() -> Iterator[str]:
    yield "wanboard: 1\ntitle: The Long Crossing\nlanguage: en\n"
    yield "style: Coastal gothic, 35mm, overcast daylight, muted greens.\n\ncharacters:\n"
    for name, called, looks, voice in PEOPLE:
        yield f"  {name}: {{name: {called}, description: {looks!r}, voice: {voice!r}}}\n"
    yield "locations:\n"
    for name, looks in PLACES:
        yield f"  {name}: {{description: {looks!r}}}\n"
    yield "render: {model: wan2.6-t2v, size: 1280*720, seed: 7}\nfilm: {transition: cut}\n\nscenes:\n"


def _shot(chance: random.Random, number: int, pair: list[tuple[str, str, str, str]]) -> Iterator[str]:
    actor, other = chance.sample(pair, 2)
    verb, thing, manner = chance.choice(VERBS), chance.choice(THINGS), chance.choice(MANNERS)
    yield f"      - duration: {chance.choice((2, 2.5, 3, 3.5, 4, 5))}\n"
    if number % 50 == 0:
        yield f"        id: mark-{number}\n"
    yield f"        framing: {chance.choice(FRAMINGS)}\n        camera: {chance.choice(CAMERAS)}\n"
    if number % 4 == 0:
        yield f"        angle: {chance.choice(ANGLES)}\n"
    mark = f"Boat {number + 1} lies astern."
    yield f'        action: "{{{{ {actor[0]} }}}} {verb} {thing} {manner}. {mark}"\n'
    if number % 3 == 0:
        yield f'        dialogue:\n          - {{who: {other[0]}, line: "{chance.choice(LINES)}"}}\n'
    if number % 5 == 0:
        yield f"        sound: {chance.choice(SOUNDS)}\n"
    if number % 40 == 39:
        yield "        transition: crossfade 0.5\n"


if __name__ == "__main__":
    sys.stdout.writelines(storyboard(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
