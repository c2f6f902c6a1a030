"""What the panels are made of: streets, rooms, fire, keys and paper boats. Development only."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

from ink import AMBER, GOLD, GREY, INK, MIST, NIGHT, PAPER, SLATE, WHITE, Camera, H, Point, Sheet, W

PANELS: dict[str, Callable[[Sheet], None]] = {}


def panel(draw: Callable[[Sheet], None]) -> Callable[[Sheet], None]:
    PANELS[draw.__name__.replace("_", "-")] = draw
    return draw


def key(s: Sheet, x: float, y: float, size: float, angle: float, colour=(92, 78, 58), line=INK) -> None:  # type: ignore[no-untyped-def]
    """A hotel key: ring, shaft, bit. `x, y` is the middle of the ring."""
    c, n = math.cos(angle), math.sin(angle)

    def at(u: float, v: float) -> Point:
        return x + (u * c - v * n) * size, y + (u * n + v * c) * size

    ring = [at(0.2 * math.cos(a / 20 * math.pi), 0.2 * math.sin(a / 20 * math.pi)) for a in range(41)]
    hole = [at(0.11 * math.cos(a / 20 * math.pi), 0.11 * math.sin(a / 20 * math.pi)) for a in range(41)]
    shaft = [at(0.19, -0.045), at(1.0, -0.045), at(1.0, 0.045), at(0.19, 0.045)]
    bit = [
        at(0.74, 0.04),
        at(0.74, 0.22),
        at(0.8, 0.22),
        at(0.8, 0.13),
        at(0.86, 0.13),
        at(0.86, 0.24),
        at(0.95, 0.24),
        at(0.95, 0.04),
    ]
    for part in (ring, bit, shaft):
        s.fill(part, colour)
        s.outline(part[:-1] if part is ring else part, max(3, size * 0.012), line)
    s.fill([at(0.2, -0.035), at(0.985, -0.035), at(0.985, 0.035), at(0.2, 0.035)], colour)
    s.line([at(0.22, -0.022), at(0.97, -0.022)], size * 0.012, GOLD)
    s.fill(hole, INK)
    s.line([at(-0.15, -0.08), at(-0.06, -0.165), at(0.06, -0.165)], size * 0.014, GOLD, curved=True)


_DIGITS = {
    "9": [[(1, 0.45), (0.1, 0.45), (0, 0.2), (0.2, 0), (0.8, 0), (1, 0.2), (1, 0.6), (0.8, 1), (0.25, 1)]],
    "1": [[(0.25, 0.22), (0.6, 0), (0.6, 1)]],
}


def digits(s: Sheet, text: str, x: float, y: float, size: float, colour=INK, width: float = 6) -> None:  # type: ignore[no-untyped-def]
    for k, d in enumerate(text):
        for path in _DIGITS[d]:
            s.line(
                [(x + (k * 0.85 + u * 0.55) * size, y + v * size) for u, v in path],
                width,
                colour,
                wobble=0.5,
                taper=False,
            )


def boat(
    s: Sheet, x: float, y: float, size: float, paper=WHITE, shade=MIST, line=INK, tilt: float = 0.0
) -> None:  # type: ignore[no-untyped-def]
    """A folded paper boat, its waterline at y."""
    c, n = math.cos(tilt), math.sin(tilt)

    def at(u: float, v: float) -> Point:
        return x + (u * c - v * n) * size, y + (u * n + v * c) * size

    w = max(3, size * 0.016)
    s.quad([at(-0.3, -0.2), at(0, -0.72), at(0.02, -0.2)], paper, line, w)
    s.quad([at(0.02, -0.2), at(0, -0.72), at(0.3, -0.2)], shade, line, w)
    s.quad([at(-0.75, -0.34), at(0.0, -0.18), at(0.0, 0.08), at(-0.42, 0.08)], paper, line, w)
    s.quad([at(0.75, -0.34), at(0.0, -0.18), at(0.0, 0.08), at(0.42, 0.08)], shade, line, w)
    s.line([at(-0.75, -0.34), at(-0.1, -0.04), at(0.42, 0.07)], w * 0.8, line)


def lamp_post(s: Sheet, x: float, foot: float, tall: float, lean: float = 0.0, lit=None) -> None:  # type: ignore[no-untyped-def]
    top = (x + lean * tall, foot - tall)
    s.line([(x, foot), top], tall * 0.03, INK, taper=False)
    s.line(
        [top, (top[0] + tall * 0.16, top[1] - tall * 0.03), (top[0] + tall * 0.2, top[1] + tall * 0.05)],
        tall * 0.022,
        INK,
        curved=True,
    )
    if lit:
        s.glow(top[0] + tall * 0.2, top[1] + tall * 0.08, tall * 0.3, lit, 0.9)


def street(s: Sheet, cam: Camera, wet: bool = True, bright: bool = False, far: float = 46) -> None:
    """Two rows of tenements to a vanishing point."""
    sky, ground, wall = ((MIST, PAPER), GREY, SLATE) if bright else ((INK, NIGHT), NIGHT, (36, 39, 46))
    s.gradient(*sky, y1=int(cam.y) + 4)
    s.fill([(0, cam.y), (W, cam.y), (W, H), (0, H)], ground)
    if bright:
        s.glow(cam.x, cam.y - 40, 520, GOLD, 0.9)
    for side in (-1, 1):
        z = 2.2
        i = 0
        while z < far:
            depth = 4.5 + (i * 7 % 3)
            tall = 7 + (i * 5 + (side > 0) * 2) % 4 * 1.6
            tone = tuple(
                min(255, c + (i * 13 + (side > 0) * 9) % 22 + int(z * (1.6 if bright else 0.5))) for c in wall
            )
            box = [
                cam(side * 4.2, 0, z),
                cam(side * 4.2, tall, z),
                cam(side * 4.2, tall, z + depth),
                cam(side * 4.2, 0, z + depth),
            ]
            s.quad(box, tone, INK, 3)  # type: ignore[arg-type]
            for row in range(1, int(tall // 2.3)):
                for col in range(3):
                    a = z + depth * (0.12 + col * 0.3)
                    b = a + depth * 0.16
                    h0 = row * 2.3 + 0.9
                    pane = [
                        cam(side * 4.18, h0, a),
                        cam(side * 4.18, h0 + 1.2, a),
                        cam(side * 4.18, h0 + 1.2, b),
                        cam(side * 4.18, h0, b),
                    ]
                    lit = (i * 31 + row * 17 + col * 7 + (side > 0) * 5) % 11 == 0
                    s.fill(pane, (AMBER if lit and not bright else (INK if not bright else (96, 102, 108))))
            shutter = [
                cam(side * 4.15, 0, z + 0.5),
                cam(side * 4.15, 2.4, z + 0.5),
                cam(side * 4.15, 2.4, z + depth - 0.5),
                cam(side * 4.15, 0, z + depth - 0.5),
            ]
            s.fill(shutter, tuple(max(0, c - 14) for c in tone))  # type: ignore[arg-type]
            for k in range(1, 6):
                s.line(
                    [cam(side * 4.14, k * 0.4, z + 0.5), cam(side * 4.14, k * 0.4, z + depth - 0.5)],
                    2,
                    GREY if bright else SLATE,
                    wobble=0.5,
                )
            z += depth
            i += 1
        s.line([cam(side * 3.0, 0.12, 1.4), cam(side * 3.0, 0.12, far)], 4, MIST if bright else SLATE)
    if wet:
        for k in range(26):
            zz = 3 + k * 1.5
            x, y = cam(math.sin(k * 2.4) * 2.6, 0, zz)
            s.streaks(x, y, cam.size(1.6, zz), max(6, cam.size(0.1, zz)), WHITE if bright else SLATE, 0.5)


def sign(s: Sheet, cam: Camera, side: int, z: float, height: float, colour, tall: float = 2.4) -> None:  # type: ignore[no-untyped-def]
    """A vertical neon sign that hangs over the pavement, its reflection below."""
    x = side * 3.2
    a, b = cam(x, height + tall, z), cam(x, height, z)
    w = cam.size(0.7, z)
    s.glow((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, w * 1.9, colour, 0.6)
    s.quad(
        [(a[0] - w / 2, a[1]), (a[0] + w / 2, a[1]), (b[0] + w / 2, b[1]), (b[0] - w / 2, b[1])],
        INK,
        colour,
        max(3, w * 0.06),
    )
    n = 4
    for k in range(n):
        y = a[1] + (b[1] - a[1]) * (k + 0.5) / n
        r = w * 0.24
        glyph = (
            ((-1, -0.8), (1, -0.8), (0, -0.8), (0, 0.8)),
            ((-1, 0.8), (-1, -0.8), (1, -0.8), (1, 0.8), (-1, 0.8)),
            ((-1, -0.8), (-1, 0.8), (1, 0.8)),
            ((1, -0.8), (-1, -0.8), (-1, 0), (1, 0), (1, 0.8), (-1, 0.8)),
        )[k]
        s.line(
            [(a[0] + u * r, y + v * r) for u, v in glyph], max(2, w * 0.06), colour, wobble=0.4, taper=False
        )
    gx, gy = cam(x * 0.86, 0, z)
    s.streaks(gx, gy, w * 1.3, cam.size(1.1, z), colour, 0.8)


def tenements(s: Sheet, cam: Camera, tone=(40, 43, 50), lit: bool = True, z: float = 30) -> None:  # type: ignore[no-untyped-def]
    for k, (x, w, h) in enumerate(
        ((-26, 9, 15), (-17, 7, 19), (-10, 6, 12), (9, 7, 16), (16, 8, 20), (24, 9, 14))
    ):
        s.quad(
            [cam(x, 0, z), cam(x, h, z), cam(x + w, h, z), cam(x + w, 0, z)],
            tuple(min(255, c + k % 3 * 7) for c in tone),
            INK,
            3,
        )  # type: ignore[arg-type]
        for r in range(2, int(h) - 1, 3):
            for c in range(1, w - 1, 2):
                on = lit and (k * 7 + r * 3 + c * 5) % 13 == 0
                s.fill(
                    [
                        cam(x + c, r, z),
                        cam(x + c, r + 1.4, z),
                        cam(x + c + 0.9, r + 1.4, z),
                        cam(x + c + 0.9, r, z),
                    ],
                    AMBER if on else tuple(max(0, q - 16) for q in tone),
                )  # type: ignore[arg-type]


def weeds(s: Sheet, cam: Camera, colour=INK, count: int = 46) -> None:  # type: ignore[no-untyped-def]
    for _k in range(count):
        z = 3 + s.random.random() ** 2 * 16
        x, y = cam(s.random.uniform(-8, 8), 0, z)
        for _ in range(4):
            d, h = s.random.uniform(-0.2, 0.2), s.random.uniform(0.25, 0.6)
            s.line(
                [
                    (x, y),
                    (x + cam.size(d * 0.4, z), y - cam.size(h * 0.6, z)),
                    (x + cam.size(d, z), y - cam.size(h, z)),
                ],
                max(2, cam.size(0.02, z)),
                colour,
                curved=True,
            )


def checkers(
    s: Sheet,
    cam: Camera,
    half: int = 7,
    far: int = 15,
    light=(150, 134, 108),
    dark=(46, 40, 38),
    tile: float = 1.0,
) -> None:  # type: ignore[no-untyped-def]
    for z in range(1, far):
        for x in range(-half, half):
            zz = max(1.05, z * tile)
            s.fill(
                [
                    cam(x * tile, 0, zz),
                    cam((x + 1) * tile, 0, zz),
                    cam((x + 1) * tile, 0, (z + 1) * tile),
                    cam(x * tile, 0, (z + 1) * tile),
                ],
                light if (x + z) % 2 else dark,
            )


def pigeonholes(s: Sheet, x: float, y: float, cols: int, rows: int, cell: float) -> None:
    s.quad(
        [
            (x - 16, y - 16),
            (x + cols * cell + 16, y - 16),
            (x + cols * cell + 16, y + rows * cell * 0.7 + 16),
            (x - 16, y + rows * cell * 0.7 + 16),
        ],
        (70, 52, 40),
        INK,
        5,
    )
    for r in range(rows):
        for c in range(cols):
            a, b = x + c * cell, y + r * cell * 0.7
            s.fill(
                [
                    (a + 5, b + 5),
                    (a + cell - 5, b + 5),
                    (a + cell - 5, b + cell * 0.7 - 5),
                    (a + 5, b + cell * 0.7 - 5),
                ],
                (36, 30, 30),
            )
            if (r * cols + c) % 7 != 3:
                s.line([(a + cell * 0.5, b + 6), (a + cell * 0.5, b + cell * 0.36)], 3, GOLD)
                s.oval(a + cell * 0.5, b + cell * 0.44, cell * 0.09, cell * 0.12, AMBER)


def corridor(s: Sheet, cam: Camera, lit: Callable[[float], bool], far: float = 34) -> None:
    s.fill([(0, 0), (W, 0), (W, H), (0, H)], (30, 27, 29))
    bands = [1.2, 3, 5, 7, 9.5, 12.5, 16, 20, 25, far]
    for a, b in pairwise(bands):
        k = 1.0 if lit((a + b) / 2) else 0.36
        wall = tuple(int(c * k) for c in (128, 96, 66))
        floor = tuple(int(c * k) for c in (124, 46, 42))
        roof = tuple(int(c * k) for c in (92, 76, 60))
        s.fill(
            [cam(-1.6, 0, a), cam(1.6, 0, a), cam(1.6, 0, b), cam(-1.6, 0, b)],
            tuple(int(c * 0.7) for c in wall),
        )  # type: ignore[arg-type]
        s.fill([cam(-1.0, 0, a), cam(1.0, 0, a), cam(1.0, 0, b), cam(-1.0, 0, b)], floor)  # type: ignore[arg-type]
        s.fill([cam(-1.6, 2.9, a), cam(1.6, 2.9, a), cam(1.6, 2.9, b), cam(-1.6, 2.9, b)], roof)  # type: ignore[arg-type]
        for side in (-1, 1):
            s.fill(
                [
                    cam(side * 1.6, 0, a),
                    cam(side * 1.6, 2.9, a),
                    cam(side * 1.6, 2.9, b),
                    cam(side * 1.6, 0, b),
                ],
                wall,
            )  # type: ignore[arg-type]
            s.line([cam(side * 1.59, 1.0, a), cam(side * 1.59, 1.0, b)], 3, INK)
            m, n = a + (b - a) * 0.2, a + (b - a) * 0.62
            s.quad(
                [
                    cam(side * 1.58, 0, m),
                    cam(side * 1.58, 2.15, m),
                    cam(side * 1.58, 2.15, n),
                    cam(side * 1.58, 0, n),
                ],
                tuple(int(c * k) for c in (74, 50, 38)),
                INK,
                3,
            )  # type: ignore[arg-type]
            s.oval(
                *cam(side * 1.56, 1.0, m + (n - m) * 0.14),
                cam.size(0.03, m) + 2,
                cam.size(0.04, m) + 2,
                GOLD if k == 1 else SLATE,
            )
    for a in reversed(bands[:-1]):
        for side in (-1, 1):
            x, y = cam(side * 1.5, 1.95, a + 1.4)
            r = cam.size(0.1, a + 1.4)
            if lit(a + 1.4):
                s.glow(x, y, r * 6, AMBER, 0.5)
                s.oval(x, y, r, r * 1.3, GOLD)
            else:
                s.oval(x, y, r, r * 1.3, SLATE)
    for x in (-1.6, 1.6):
        for h in (0, 2.9):
            s.line([cam(x, h, 1.2), cam(x, h, far)], 5, INK)
    s.line([cam(-1.0, 0.0, 1.2), cam(-1.0, 0, far)], 4, INK)
    s.line([cam(1.0, 0.0, 1.2), cam(1.0, 0, far)], 4, INK)


def flames(
    s: Sheet, y: float, tall: float, colour=(244, 150, 60), step: int = 70, x0: int = -40, x1: int = W + 40
) -> None:  # type: ignore[no-untyped-def]
    for k, x in enumerate(range(x0, x1, step)):
        h = tall * (0.5 + (k * 37 % 50) / 60)
        s.blob(
            [
                (x - step * 0.5, y),
                (x - step * 0.45, y - h * 0.4),
                (x - step * 0.1, y - h),
                (x + step * 0.1, y - h * 0.5),
                (x + step * 0.45, y - h * 0.75),
                (x + step * 0.6, y),
            ],
            colour,
        )


def sparks(s: Sheet, count: int = 70, colour=GOLD) -> None:  # type: ignore[no-untyped-def]
    for _ in range(count):
        x, y = s.random.uniform(0, W), s.random.uniform(0, H)
        s.line(
            [(x, y), (x + s.random.uniform(-10, 10), y + s.random.uniform(10, 34))],
            s.random.choice((3, 4, 6)),
            colour,
        )


def dawn_sky(s: Sheet, horizon: int, sun: Point | None) -> None:
    s.gradient((128, 140, 152), (244, 214, 168), y1=horizon)
    for k in range(7):
        y = horizon * (0.12 + k * 0.1)
        s.blob(
            [(100 + k * 230, y), (420 + k * 230, y - 26), (760 + k * 210, y + 6), (430 + k * 230, y + 22)],
            (230, 214, 190),
            opacity=0.5,
        )
    if sun:
        s.glow(*sun, 420, GOLD, 0.9)
        s.oval(*sun, 62, 62, WHITE)
