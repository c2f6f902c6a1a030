"""People for the panels: figures in a trench coat, heads, hands. Development only."""

from __future__ import annotations

from collections.abc import Sequence

from ink import INK, MIST, PAPER, SLATE, WHITE, Colour, Point, Sheet, smooth


def figure(
    s: Sheet,
    x: float,
    foot: float,
    tall: float,
    *,
    stride: float = 0.0,
    rim: Colour | None = MIST,
    side: int = 1,
    coat: Colour = INK,
    hair: Colour = INK,
    skin: Colour | None = None,
    lean: float = 0.0,
) -> None:
    """A standing or walking figure in a long coat. `side`: where the light comes from (+1 right); `stride`:
    0 to 1; `skin`: the face is towards us."""

    def at(u: float, v: float) -> Point:
        return x + (u + lean * v) * tall, foot - v * tall

    leg = 0.1 * stride
    for dx, toe in ((-0.045 - leg, -0.03), (0.045 + leg * 1.3, 0.03)):
        s.fill(
            [
                at(dx * 0.6 - 0.035, 0.3),
                at(dx * 0.6 + 0.035, 0.3),
                at(dx + 0.026, 0.02),
                at(dx - 0.026, 0.02),
            ],
            coat,
        )
        s.fill(
            [
                at(dx - 0.03, 0.035),
                at(dx + 0.03, 0.035),
                at(dx + 0.034 + toe, 0),
                at(dx - 0.034 + toe * 0.4, 0),
            ],
            coat,
        )
    flare = 0.05 * stride
    body = [
        at(-0.1, 0.83),
        at(-0.135, 0.76),
        at(-0.155, 0.56),
        at(-0.165, 0.42),
        at(-0.12, 0.44),
        at(-0.115, 0.52),
        at(-0.15 - flare, 0.2),
        at(-0.05, 0.175),
        at(0.06, 0.19),
        at(0.15 + flare * 2, 0.21),
        at(0.115, 0.52),
        at(0.12, 0.44),
        at(0.165, 0.42),
        at(0.155, 0.56),
        at(0.135, 0.76),
        at(0.1, 0.83),
        at(0.04, 0.86),
        at(-0.04, 0.86),
    ]
    s.fill(body, coat)
    s.oval(*at(0.0, 0.925), 0.052 * tall, 0.068 * tall, hair)
    if skin:
        s.oval(*at(0.004 * side, 0.912), 0.04 * tall, 0.052 * tall, skin)
        s.fill(
            smooth(
                [
                    at(-0.052, 0.91),
                    at(-0.045, 0.985),
                    at(0.04, 0.985),
                    at(0.052, 0.91),
                    at(0.03, 0.955),
                    at(-0.02, 0.955),
                ],
                True,
            ),
            hair,
        )
    s.fill([at(-0.075, 0.85), at(-0.05, 0.895), at(0, 0.87), at(0.05, 0.895), at(0.075, 0.85)], coat)
    if rim and tall > 60:
        w = max(2.0, tall * 0.008)
        s.line(
            [
                at(0.05 * side, 0.895),
                at(0.1 * side, 0.835),
                at(0.137 * side, 0.76),
                at(0.157 * side, 0.56),
                at(0.166 * side, 0.43),
            ],
            w,
            rim,
            wobble=0.6,
        )
        s.line(
            [at(0.118 * side, 0.5), at((0.15 + flare * (2 if side > 0 else 1)) * side, 0.21)],
            w,
            rim,
            wobble=0.6,
        )
        s.line([at(0.035 * side, 0.985), at(0.052 * side, 0.94), at(0.046 * side, 0.89)], w, rim, wobble=0.4)
        if tall > 260:
            s.line([at(-0.11, 0.545), at(0.11, 0.54)], w, SLATE, wobble=0.6)
            s.line([at(0, 0.52), at(0.008, 0.2)], w * 0.8, SLATE, wobble=0.6)


def head(
    s: Sheet,
    cx: float,
    cy: float,
    size: float,
    *,
    turn: int = 1,
    hair: str = "short",
    skin: Colour = PAPER,
    shade: Colour = SLATE,
    dark: int = -1,
    look: float = 0.0,
    mouth: float = 0.0,
    old: bool = False,
    hair_colour: Colour = INK,
    eyes: str = "open",
    lips: Colour = (158, 92, 84),
    ink: Colour = INK,
    body: Colour = INK,
    collar: bool = True,
) -> None:
    """A head in three-quarter view, `size` pixels from chin to crown. `turn` +1 faces right. `dark`: the
    side in shadow in the head's own frame (-1 left, +1 right, 0 none). `mouth`: -1 (set) to 1 (smile)."""

    def at(u: float, v: float) -> Point:
        return cx + turn * u * size, cy + v * size

    def pts(*uv: Point) -> list[Point]:
        return [at(*p) for p in uv]

    pen = max(3.0, size * 0.011)
    # neck, shoulders
    s.fill(pts((-0.2, 0.25), (0.14, 0.4), (0.16, 0.75), (-0.26, 0.75)), shade)
    s.fill(
        smooth(
            pts(
                (-0.3, 0.62),
                (-0.75, 0.8),
                (-1.05, 1.3),
                (-1.1, 2.0),
                (0.95, 2.0),
                (0.85, 1.25),
                (0.6, 0.82),
                (0.18, 0.64),
                (-0.05, 0.9),
            ),
            True,
        ),
        body,
    )
    if collar:
        s.fill(pts((-0.3, 0.36), (-0.52, 0.8), (-0.1, 1.05), (-0.16, 0.66)), body)
        s.fill(pts((0.16, 0.5), (0.42, 0.78), (0.04, 1.1), (0.04, 0.72)), body)
        s.line(pts((-0.3, 0.36), (-0.16, 0.66), (-0.08, 1.05)), pen, MIST if body == INK else ink)
        s.line(pts((0.17, 0.5), (0.05, 0.74), (-0.02, 1.1)), pen, MIST if body == INK else ink)
    # face
    face = smooth(
        pts(
            (-0.33, -0.1),
            (-0.31, 0.14),
            (-0.22, 0.35),
            (-0.03, 0.48),
            (0.1, 0.5),
            (0.21, 0.41),
            (0.29, 0.22),
            (0.33, 0.06),
            (0.3, -0.06),
            (0.33, -0.2),
            (0.26, -0.4),
            (0.0, -0.5),
            (-0.25, -0.38),
        ),
        True,
    )
    s.fill(face, skin)
    if dark < 0:
        s.fill(
            smooth(
                pts(
                    (-0.33, -0.3),
                    (-0.34, 0.1),
                    (-0.24, 0.36),
                    (-0.02, 0.49),
                    (-0.06, 0.36),
                    (-0.11, 0.2),
                    (-0.05, 0.06),
                    (-0.14, -0.02),
                    (-0.12, -0.3),
                ),
                True,
            ),
            shade,
        )
    elif dark > 0:
        s.fill(
            smooth(
                pts(
                    (0.12, -0.42),
                    (0.31, -0.35),
                    (0.33, -0.18),
                    (0.3, -0.06),
                    (0.33, 0.06),
                    (0.29, 0.22),
                    (0.2, 0.42),
                    (0.08, 0.5),
                    (0.12, 0.34),
                    (0.1, 0.2),
                    (0.15, 0.1),
                    (0.1, -0.1),
                ),
                True,
            ),
            shade,
        )
    s.line([*face, face[0]], pen, ink, wobble=0.5, taper=False)
    # ear
    s.fill(
        smooth(pts((-0.3, -0.06), (-0.37, -0.07), (-0.37, 0.07), (-0.29, 0.12)), True),
        shade if dark < 0 else skin,
    )
    s.line(pts((-0.3, -0.06), (-0.37, -0.06), (-0.365, 0.06), (-0.29, 0.12)), pen * 0.8, ink, curved=True)
    # eyes
    for ex, w in ((-0.045, 0.095), (0.205, 0.075)):
        ey = -0.02
        if eyes == "closed":
            s.line(
                pts((ex - w, ey + 0.01), (ex, ey + 0.035), (ex + w, ey + 0.005)), pen * 1.2, ink, curved=True
            )
        else:
            drop = 0.014 if eyes == "tired" else 0.0
            white = smooth(
                pts((ex - w, ey + 0.01), (ex - 0.01, ey - 0.038 + drop), (ex + w, ey), (ex, ey + 0.034)), True
            )
            s.fill(white, WHITE if skin != SLATE else MIST)
            s.oval(*at(ex + 0.012 + look * 0.03, ey - 0.003), 0.031 * size, 0.034 * size, ink)
            s.oval(*at(ex + 0.024 + look * 0.03, ey - 0.016), 0.009 * size, 0.009 * size, WHITE)
            s.line(
                pts((ex - w * 1.05, ey + 0.012), (ex - 0.01, ey - 0.04 + drop), (ex + w * 1.1, ey)),
                pen * 1.5,
                ink,
                curved=True,
            )
            s.line(pts((ex - w * 0.5, ey + 0.036), (ex + w * 0.7, ey + 0.024)), pen * 0.6, ink)
        inner = 1 if ex < 0.1 else -1  # which end of the brow is nearest the nose
        tilt = 0.016 * mouth * inner
        s.line(
            pts((ex - w * 1.15, ey - 0.08 + tilt), (ex, ey - 0.112), (ex + w * 1.15, ey - 0.08 - tilt)),
            pen * (1.8 if not old else 1.2),
            ink if not old else MIST,
            curved=True,
        )
    # nose, mouth
    s.line(pts((0.13, -0.03), (0.155, 0.06), (0.2, 0.15), (0.17, 0.185), (0.1, 0.18)), pen, ink, curved=True)
    s.fill(pts((0.1, 0.18), (0.17, 0.19), (0.15, 0.215), (0.11, 0.2)), shade)
    m = mouth * 0.035
    corners = ((-0.035 - abs(m) * 0.8, 0.302 - m), (0.21 + abs(m) * 0.4, 0.294 - m))
    middle = ((0.03, 0.312 + m * 0.4), (0.1, 0.312 + m * 0.6), (0.16, 0.308 + m * 0.4))
    if not old:
        s.fill(
            smooth(
                pts(
                    corners[0],
                    (0.05, 0.288 + m * 0.3),
                    (0.1, 0.296 + m * 0.3),
                    (0.14, 0.287 + m * 0.3),
                    corners[1],
                    (0.1, 0.35 + m * 0.6),
                ),
                True,
            ),
            lips,
        )
    s.line(pts(corners[0], *middle, corners[1]), pen * 1.3, ink, curved=True)
    s.line(pts((0.06, 0.385 + m * 0.5), (0.14, 0.382 + m * 0.5)), pen * 0.8, ink)
    if mouth > 0.3:
        s.line(pts((-0.085, 0.2), (-0.1, 0.25), (-0.09, 0.29)), pen * 0.7, ink, curved=True)
    if old:
        for a, b in (
            ((-0.16, 0.02), (-0.24, 0.0)),
            ((-0.16, 0.045), (-0.23, 0.06)),
            ((-0.07, 0.16), (-0.1, 0.3)),
            ((0.24, 0.16), (0.25, 0.28)),
            ((-0.1, -0.2), (0.18, -0.22)),
            ((-0.06, -0.26), (0.16, -0.28)),
        ):
            s.line(pts(a, b), pen * 0.7, ink)
    _hair(s, pts, hair, hair_colour, pen, ink)


def _hair(s: Sheet, pts, style: str, colour: Colour, pen: float, ink: Colour) -> None:  # type: ignore[no-untyped-def]
    if style == "short":
        s.fill(
            smooth(
                pts(
                    (-0.3, 0.2),
                    (-0.4, 0.02),
                    (-0.42, -0.25),
                    (-0.28, -0.52),
                    (0.0, -0.6),
                    (0.24, -0.52),
                    (0.36, -0.3),
                    (0.325, -0.12),
                    (0.27, -0.26),
                    (0.16, -0.33),
                    (0.12, -0.2),
                    (0.02, -0.32),
                    (-0.08, -0.15),
                    (-0.16, -0.2),
                    (-0.25, 0.02),
                ),
                True,
            ),
            colour,
        )
        for a, b, c in (
            ((-0.3, -0.3), (-0.16, -0.5), (0.05, -0.54)),
            ((-0.2, -0.25), (-0.05, -0.42), (0.15, -0.45)),
        ):
            s.line(pts(a, b, c), pen * 0.8, MIST, curved=True)
        s.line(pts((0.12, -0.2), (0.14, -0.1)), pen, colour)
        s.line(pts((-0.08, -0.15), (-0.06, -0.07)), pen, colour)
    elif style == "long":
        s.fill(
            smooth(
                pts(
                    (-0.2, 0.75),
                    (-0.5, 0.8),
                    (-0.46, 0.2),
                    (-0.45, -0.25),
                    (-0.28, -0.54),
                    (0.0, -0.62),
                    (0.25, -0.54),
                    (0.38, -0.3),
                    (0.36, 0.0),
                    (0.3, -0.18),
                    (0.2, -0.36),
                    (-0.02, -0.4),
                    (-0.2, -0.2),
                    (-0.27, 0.05),
                    (-0.26, 0.4),
                ),
                True,
            ),
            colour,
        )
        for k in range(4):
            s.line(
                pts((-0.38 + k * 0.03, -0.2 + k * 0.02), (-0.4 + k * 0.035, 0.2), (-0.38 + k * 0.04, 0.6)),
                pen * 0.7,
                MIST,
                curved=True,
            )
    elif style == "cap":
        s.fill(
            smooth(
                pts(
                    (-0.36, -0.14),
                    (-0.37, -0.3),
                    (-0.3, -0.5),
                    (0.0, -0.58),
                    (0.27, -0.5),
                    (0.35, -0.3),
                    (0.34, -0.18),
                    (0.0, -0.22),
                ),
                True,
            ),
            colour,
        )
        s.line(pts((-0.36, -0.15), (0.0, -0.24), (0.36, -0.19)), pen * 2.2, ink, curved=True)
        s.line(pts((-0.34, -0.27), (0.0, -0.35), (0.34, -0.29)), pen, MIST, curved=True)
        s.fill(smooth(pts((-0.3, 0.12), (-0.36, -0.02), (-0.35, -0.14), (-0.27, -0.12)), True), MIST)


def shoulder(
    s: Sheet, x: float, y: float, size: float, side: int = 1, colour: Colour = INK, rim: Colour = MIST
) -> None:
    """A dark head and shoulder in the foreground, from behind. `side` +1: at the right edge."""

    def pts(*uv: Point) -> list[Point]:
        return [(x + side * u * size, y + v * size) for u, v in uv]

    s.fill(
        smooth(
            pts(
                (-0.32, 0.1),
                (-0.36, -0.2),
                (-0.25, -0.48),
                (0.05, -0.58),
                (0.32, -0.45),
                (0.42, -0.15),
                (0.36, 0.2),
                (0.3, 0.5),
                (-0.2, 0.5),
            ),
            True,
        ),
        colour,
    )
    s.fill(
        smooth(
            pts(
                (-0.25, 0.4),
                (-0.55, 0.62),
                (-0.95, 0.85),
                (-1.1, 1.4),
                (-1.15, 2.2),
                (1.6, 2.2),
                (1.6, 0.7),
                (0.6, 0.5),
            ),
            True,
        ),
        colour,
    )
    s.fill(pts((-0.27, 0.25), (-0.48, 0.68), (0.0, 0.75), (0.3, 0.3)), colour)
    s.line(pts((-0.25, -0.46), (-0.35, -0.2), (-0.32, 0.1), (-0.28, 0.24)), size * 0.014, rim, curved=True)
    s.line(pts((-0.28, 0.25), (-0.48, 0.67)), size * 0.012, rim)
    s.line(pts((-0.5, 0.62), (-0.95, 0.86), (-1.1, 1.4)), size * 0.014, rim, curved=True)


def hand(
    s: Sheet,
    fingers: Sequence[tuple[Sequence[Point], float]],
    palm: Sequence[Point],
    fill: Colour,
    shade: Colour,
    sleeve: Sequence[Point] | None = None,
    sleeve_colour: Colour = INK,
) -> None:
    """A hand from finger paths (points, width) and a palm outline; fingers grow out of it without a seam."""
    outline = smooth(palm, closed=True)
    s.limbs(fingers, fill)
    s.fill([(x, y) for x, y in outline], fill)
    s.line([*outline, outline[0]], 5, shade, wobble=0.5, taper=False)
    for path, width in fingers:  # open the seams
        (x0, y0), (x1, y1) = path[0], path[1]
        for t in (0.0, 0.12, 0.24):
            px, py = x0 + (x1 - x0) * t, y0 + (y1 - y0) * t
            s.oval(px, py, width * 0.46, width * 0.46, fill)
    for path, width in fingers:
        (x0, y0), (x1, y1) = path[0], path[1]
        nx, ny = -(y1 - y0), x1 - x0
        n = (nx * nx + ny * ny) ** 0.5 or 1
        mx, my = (x0 + x1 * 2) / 3, (y0 + y1 * 2) / 3
        s.line(
            [
                (mx - nx / n * width * 0.3, my - ny / n * width * 0.3),
                (mx + nx / n * width * 0.25, my + ny / n * width * 0.25),
            ],
            3,
            shade,
        )
    if sleeve:
        s.fill(sleeve, sleeve_colour)
        s.outline(sleeve, 5, INK)
