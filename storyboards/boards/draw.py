"""Draws the boards of neon-rain.yaml: `python draw.py [name …]`, each panel a 960x540 PNG beside this file.

Development only: needs Pillow and NumPy. The same script makes the same pictures, byte for byte with the same Pillow.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

from ink import AMBER, GOLD, GREY, H, INK, MIST, NIGHT, PAPER, RED, SLATE, W, WHITE, Camera, Point, Sheet
from people import figure, hand, head, shoulder

HERE = Path(__file__).parent
PANELS: dict[str, Callable[[Sheet], None]] = {}


def panel(draw: Callable[[Sheet], None]) -> Callable[[Sheet], None]:
    PANELS[draw.__name__.replace("_", "-")] = draw
    return draw


# things


def key(s: Sheet, x: float, y: float, size: float, angle: float, colour=(92, 78, 58), line=INK) -> None:  # type: ignore[no-untyped-def]
    """A hotel key: ring, shaft, bit. `x, y` is the middle of the ring."""
    c, n = math.cos(angle), math.sin(angle)

    def at(u: float, v: float) -> Point:
        return x + (u * c - v * n) * size, y + (u * n + v * c) * size

    ring = [at(0.2 * math.cos(a / 20 * math.pi), 0.2 * math.sin(a / 20 * math.pi)) for a in range(41)]
    hole = [at(0.11 * math.cos(a / 20 * math.pi), 0.11 * math.sin(a / 20 * math.pi)) for a in range(41)]
    shaft = [at(0.19, -0.045), at(1.0, -0.045), at(1.0, 0.045), at(0.19, 0.045)]
    bit = [at(0.74, 0.04), at(0.74, 0.22), at(0.8, 0.22), at(0.8, 0.13), at(0.86, 0.13), at(0.86, 0.24), at(0.95, 0.24), at(0.95, 0.04)]
    for part in (ring, bit, shaft):
        s.fill(part, colour)
        s.outline(part[:-1] if part is ring else part, max(3, size * 0.012), line)
    s.fill([at(0.2, -0.035), at(0.985, -0.035), at(0.985, 0.035), at(0.2, 0.035)], colour)
    s.line([at(0.22, -0.022), at(0.97, -0.022)], size * 0.012, GOLD)
    s.fill(hole, INK)
    s.line([at(-0.15, -0.08), at(-0.06, -0.165), at(0.06, -0.165)], size * 0.014, GOLD, curved=True)


_DIGITS = {"9": [[(1, 0.45), (0.1, 0.45), (0, 0.2), (0.2, 0), (0.8, 0), (1, 0.2), (1, 0.6), (0.8, 1), (0.25, 1)]],
           "1": [[(0.25, 0.22), (0.6, 0), (0.6, 1)]]}


def digits(s: Sheet, text: str, x: float, y: float, size: float, colour=INK, width: float = 6) -> None:  # type: ignore[no-untyped-def]
    for k, d in enumerate(text):
        for path in _DIGITS[d]:
            s.line([(x + (k * 0.85 + u * 0.55) * size, y + v * size) for u, v in path], width, colour, wobble=0.5, taper=False)


def boat(s: Sheet, x: float, y: float, size: float, paper=WHITE, shade=MIST, line=INK, tilt: float = 0.0) -> None:  # type: ignore[no-untyped-def]
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
    s.line([top, (top[0] + tall * 0.16, top[1] - tall * 0.03), (top[0] + tall * 0.2, top[1] + tall * 0.05)], tall * 0.022, INK, curved=True)
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
            tone = tuple(min(255, c + (i * 13 + (side > 0) * 9) % 22 + int(z * (1.6 if bright else 0.5))) for c in wall)
            box = [cam(side * 4.2, 0, z), cam(side * 4.2, tall, z), cam(side * 4.2, tall, z + depth), cam(side * 4.2, 0, z + depth)]
            s.quad(box, tone, INK, 3)  # type: ignore[arg-type]
            for row in range(1, int(tall // 2.3)):
                for col in range(3):
                    a = z + depth * (0.12 + col * 0.3)
                    b = a + depth * 0.16
                    h0 = row * 2.3 + 0.9
                    pane = [cam(side * 4.18, h0, a), cam(side * 4.18, h0 + 1.2, a), cam(side * 4.18, h0 + 1.2, b), cam(side * 4.18, h0, b)]
                    lit = (i * 31 + row * 17 + col * 7 + (side > 0) * 5) % 11 == 0
                    s.fill(pane, (AMBER if lit and not bright else (INK if not bright else (96, 102, 108))))
            shutter = [cam(side * 4.15, 0, z + 0.5), cam(side * 4.15, 2.4, z + 0.5), cam(side * 4.15, 2.4, z + depth - 0.5), cam(side * 4.15, 0, z + depth - 0.5)]
            s.fill(shutter, tuple(max(0, c - 14) for c in tone))  # type: ignore[arg-type]
            for k in range(1, 6):
                s.line([cam(side * 4.14, k * 0.4, z + 0.5), cam(side * 4.14, k * 0.4, z + depth - 0.5)], 2, GREY if bright else SLATE, wobble=0.5)
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
    s.quad([(a[0] - w / 2, a[1]), (a[0] + w / 2, a[1]), (b[0] + w / 2, b[1]), (b[0] - w / 2, b[1])], INK, colour, max(3, w * 0.06))
    n = 4
    for k in range(n):
        y = a[1] + (b[1] - a[1]) * (k + 0.5) / n
        r = w * 0.24
        glyph = (((-1, -0.8), (1, -0.8), (0, -0.8), (0, 0.8)), ((-1, 0.8), (-1, -0.8), (1, -0.8), (1, 0.8), (-1, 0.8)),
                 ((-1, -0.8), (-1, 0.8), (1, 0.8)), ((1, -0.8), (-1, -0.8), (-1, 0), (1, 0), (1, 0.8), (-1, 0.8)))[k]
        s.line([(a[0] + u * r, y + v * r) for u, v in glyph], max(2, w * 0.06), colour, wobble=0.4, taper=False)
    gx, gy = cam(x * 0.86, 0, z)
    s.streaks(gx, gy, w * 1.3, cam.size(1.1, z), colour, 0.8)


# letter


@panel
def letter_blinds(s: Sheet) -> None:
    cam = Camera(y=500, f=1250)
    s.gradient(INK, NIGHT)
    window = [cam(-2.4, 3.1, 5.2), cam(2.4, 3.1, 5.2), cam(2.4, 0.95, 5.2), cam(-2.4, 0.95, 5.2)]
    s.fill(window, (70, 80, 90))
    s.glow(680, 330, 300, RED, 0.6)
    s.glow(1290, 250, 220, AMBER, 0.45)
    for k in range(15):
        h = 3.1 - k * 0.153
        s.fill([cam(-2.45, h, 5.1), cam(2.45, h, 5.1), cam(2.45, h - 0.075, 5.1), cam(-2.45, h - 0.075, 5.1)], INK)
    s.line([cam(-0.9, 3.1, 5.1), cam(-0.9, 0.95, 5.1)], 4, INK)
    s.line([cam(0.9, 3.1, 5.1), cam(0.9, 0.95, 5.1)], 4, INK)
    s.quad([cam(-3.6, 2.2, 4.6), cam(-2.8, 2.2, 4.6), cam(-2.8, 0, 4.6), cam(-3.6, 0, 4.6)], (34, 36, 42), SLATE, 3)
    for k in (0.7, 1.2, 1.7):
        s.line([cam(-3.55, k, 4.6), cam(-2.85, k, 4.6)], 3, SLATE)
    cx = 1000
    s.fill([(cx - 260, 760), (cx - 225, 560), (cx - 90, 500), (cx + 90, 500), (cx + 225, 560), (cx + 260, 760)], INK)
    s.oval(cx, 410, 72, 92, INK)
    s.blob([(cx - 80, 450), (cx - 92, 380), (cx - 58, 312), (cx + 10, 300), (cx + 66, 322), (cx + 90, 390), (cx + 78, 446)], INK)
    s.fill([(cx - 95, 520), (cx - 62, 448), (cx, 500), (cx + 62, 448), (cx + 95, 520)], INK)
    s.line([(cx - 225, 565), (cx - 92, 504), (cx - 60, 450)], 5, RED)
    s.line([(cx - 90, 400), (cx - 64, 326), (cx, 300)], 5, RED, curved=True)
    s.line([(cx + 225, 565), (cx + 92, 504), (cx + 62, 450)], 5, AMBER)
    desk = [cam(-2.0, 0.8, 3.3), cam(2.0, 0.8, 3.3), cam(2.4, 0.8, 2.3), cam(-2.4, 0.8, 2.3)]
    s.quad(desk, (58, 50, 44), INK, 5)
    s.quad([desk[3], desk[2], (desk[2][0] - 30, H), (desk[3][0] + 30, H)], (30, 28, 30), INK, 5)
    s.quad([(830, 850), (1130, 850), (1180, 905), (800, 905)], MIST, INK, 4)
    s.beam([(545, 592), (715, 620), (1240, 960), (520, 960)], AMBER, 0.42, 26)
    s.glow(690, 830, 260, AMBER, 0.35)
    s.oval(430, 835, 84, 22, INK)
    s.line([(430, 830), (395, 660), (600, 530)], 14, INK, curved=True, taper=False)
    s.quad([(575, 500), (655, 505), (735, 618), (525, 595)], (58, 84, 78), INK, 5)
    s.line([(535, 598), (725, 620)], 8, GOLD)


@panel
def letter_key(s: Sheet) -> None:
    s.gradient((62, 50, 42), (40, 34, 32))
    for k in range(12):
        s.line([(0, 40 + k * 95), (W, 20 + k * 95 + (k % 3) * 12)], 3, (34, 28, 28))
    s.quad([(330, 130), (1560, 90), (1640, 960), (280, 985)], (74, 88, 84), INK, 6)
    s.glow(1020, 520, 620, AMBER, 0.62)
    s.quad([(240, 250), (820, 120), (930, 600), (350, 740)], PAPER, INK, 6)
    s.quad([(820, 120), (930, 600), (690, 400)], WHITE, INK, 5)
    s.line([(240, 250), (600, 440), (350, 740)], 5, INK)
    s.hatch([(350, 740), (930, 600), (960, 640), (390, 790)], 12, 70, INK, 3, 0.8)
    s.fill([(1010, 640), (1560, 700), (1570, 740), (1010, 690)], INK, soft=14, opacity=0.5)
    key(s, 1050, 560, 520, 0.12)
    s.line([(1035, 480), (1040, 380), (1180, 330), (1270, 300)], 7, INK, curved=True)
    s.oval(1400, 275, 150, 96, (110, 96, 74))
    s.oval(1400, 275, 136, 84, (150, 130, 96))
    s.oval(1278, 297, 13, 13, INK)
    digits(s, "919", 1322, 240, 72, INK, 8)
    s.hatch([(0, 0), (300, 0), (260, 1080), (0, 1080)], 14, 60, INK, 3, 0.5)


@panel
def letter_tag(s: Sheet) -> None:
    s.gradient(INK, (34, 36, 42))
    for k in range(9):
        s.fill([(1180, 60 + k * 92), (1920, 20 + k * 92), (1920, 58 + k * 92), (1180, 92 + k * 92)], (54, 60, 68))
    s.glow(520, 820, 560, AMBER, 0.55)
    head(s, 1010, 450, 560, turn=-1, dark=-1, eyes="tired", mouth=-0.4, skin=(236, 206, 164), shade=(64, 58, 60))
    fingers = [([(560, 1030), (545, 900), (600, 800)], 74.0), ([(630, 1060), (640, 930), (690, 850)], 70.0)]
    s.limbs(fingers, (236, 206, 164))
    s.line([(650, 610), (700, 520), (690, 430)], 5, INK, curved=True)
    s.oval(570, 720, 150, 110, INK)
    s.oval(570, 720, 140, 100, (150, 122, 84))
    s.line([(450, 690), (480, 640), (560, 622)], 6, GOLD, curved=True)
    digits(s, "919", 492, 650, 76, INK, 9)
    s.limbs([([(470, 1060), (440, 930), (470, 800)], 84.0)], (236, 206, 164))
    s.line([(455, 800), (470, 778), (492, 790)], 4, INK, curved=True)
    s.fill([(330, 1080), (380, 960), (760, 980), (820, 1080)], INK)


# street


@panel
def street_walk(s: Sheet) -> None:
    cam = Camera(x=1130, y=560, f=1250)
    street(s, cam)
    s.glow(cam.x, cam.y - 40, 230, SLATE, 0.8)
    sign(s, cam, -1, 7.5, 3.0, RED)
    sign(s, cam, 1, 10.5, 2.8, AMBER)
    sign(s, cam, -1, 17, 3.0, (120, 190, 190))
    x, y = cam(-0.9, 0, 6.2)
    s.streaks(x, y, 190, 190, INK, 0.8)
    figure(s, x, y, cam.size(1.75, 6.2), stride=0.7, rim=RED, side=-1)
    s.line([(x + 60, y - 250), (x + 66, y - 120)], 3, MIST)
    s.rain(180)


@panel
def street_boots(s: Sheet) -> None:
    s.gradient(NIGHT, INK)
    for k in range(7):
        s.line([(0, 330 + k * k * 16), (W, 300 + k * k * 17)], 3, INK)
    s.fill([(0, 0), (W, 0), (W, 260), (0, 330)], (30, 32, 38))
    for x in (130, 420, 1500, 1760):
        s.fill([(x, 0), (x + 170, 0), (x + 175, 265), (x, 280)], (48, 52, 60))
    s.glow(960, 120, 420, RED, 0.55)
    s.blob([(120, 800), (520, 660), (1180, 640), (1780, 760), (1700, 960), (900, 1040), (240, 960)], (66, 74, 84))
    s.streaks(960, 670, 620, 330, RED, 0.9)
    s.streaks(660, 700, 260, 200, MIST, 0.5)
    for x, y, k in ((1180, 560, 1.0), (720, 800, 1.35)):
        leg = [(x - 74 * k, -20), (x + 96 * k, -20), (x + 78 * k, y - 120 * k), (x - 72 * k, y - 120 * k)]
        s.fill(leg, INK)
        s.line([leg[0], leg[3]], 5, RED)
        boot = [(x - 80 * k, y - 200 * k), (x + 84 * k, y - 200 * k), (x + 86 * k, y - 90 * k), (x + 180 * k, y - 60 * k), (x + 280 * k, y - 10 * k), (x + 285 * k, y + 34 * k),
                (x - 70 * k, y + 36 * k), (x - 88 * k, y - 60 * k)]
        s.quad(boot, (28, 28, 32), MIST, 4)
        s.fill([(x - 74 * k, y + 30 * k), (x + 288 * k, y + 30 * k), (x + 286 * k, y + 54 * k), (x - 74 * k, y + 54 * k)], INK)
        for j in range(4):
            s.line([(x + 10 * k, y - (180 - j * 34) * k), (x + 92 * k, y - (168 - j * 34) * k)], 4, SLATE)
        s.line([(x + 96 * k, y - 62 * k), (x + 190 * k, y - 50 * k), (x + 262 * k, y - 8 * k)], 5, RED, curved=True)
    for a in range(9):
        t = math.pi * (0.02 + 0.96 * a / 8)
        d = 150 + (a * 53 % 70)
        bx, by = 790 + 330 * math.cos(t), 860 - 20 * math.sin(t)
        s.line([(bx, by), (bx + math.cos(t) * d * 0.5, by - d * 0.7 * math.sin(t)), (bx + math.cos(t) * d * 0.95, by - d * 0.6 * math.sin(t) + 20)], 5, WHITE, curved=True)
    for r in (1.0, 1.35):
        s.line([(790 - 400 * r, 870), (790, 940 + 30 * r), (790 + 430 * r, 880)], 4, MIST, curved=True)
    s.rain(160, slant=0.1, length=120)


@panel
def street_fence(s: Sheet) -> None:
    cam = Camera(x=760, y=520, f=1250)
    street(s, cam, far=11)
    s.fill([cam(-4.2, 0, 11), cam(4.2, 0, 11), cam(4.2, 7.5, 11), cam(-4.2, 7.5, 11)], INK)
    top, z = 2.7, 10.6
    for k in range(-17, 18):
        a = k * 0.36
        s.line([cam(a, 0, z), cam(a + 2.7, top, z)], 2, GREY, wobble=0.3)
        s.line([cam(a, 0, z), cam(a - 2.7, top, z)], 2, GREY, wobble=0.3)
    s.fill([cam(-8, 0, z), cam(-4.2, 0, z), cam(-4.2, 4, z), cam(-8, 4, z)], (40, 43, 50))
    s.fill([cam(4.2, 0, z), cam(9, 0, z), cam(9, 4, z), cam(4.2, 4, z)], (40, 43, 50))
    for x in (-4, -1.4, 1.3, 4):
        s.line([cam(x, 0, z), cam(x, 3.0, z)], 6, MIST)
    s.line([cam(-4.2, top, z), cam(4.2, top, z)], 5, MIST)
    s.quad([cam(-0.6, 1.9, z - 0.1), cam(0.55, 1.85, z - 0.1), cam(0.5, 1.25, z - 0.1), cam(-0.62, 1.3, z - 0.1)], MIST, INK, 4)
    s.line([cam(-0.4, 1.7, z - 0.1), cam(0.35, 1.66, z - 0.1)], 4, INK)
    s.line([cam(-0.4, 1.5, z - 0.1), cam(0.2, 1.46, z - 0.1)], 4, INK)
    sign(s, cam, -1, 7.2, 3.0, RED)
    s.rain(120)
    shoulder(s, 1440, 480, 480, 1)
    s.rain(60, length=150, opacity=0.5)


# lot


def tenements(s: Sheet, cam: Camera, tone=(40, 43, 50), lit: bool = True, z: float = 30) -> None:  # type: ignore[no-untyped-def]
    for k, (x, w, h) in enumerate(((-26, 9, 15), (-17, 7, 19), (-10, 6, 12), (9, 7, 16), (16, 8, 20), (24, 9, 14))):
        s.quad([cam(x, 0, z), cam(x, h, z), cam(x + w, h, z), cam(x + w, 0, z)], tuple(min(255, c + k % 3 * 7) for c in tone), INK, 3)  # type: ignore[arg-type]
        for r in range(2, int(h) - 1, 3):
            for c in range(1, w - 1, 2):
                on = lit and (k * 7 + r * 3 + c * 5) % 13 == 0
                s.fill([cam(x + c, r, z), cam(x + c, r + 1.4, z), cam(x + c + 0.9, r + 1.4, z), cam(x + c + 0.9, r, z)], AMBER if on else tuple(max(0, q - 16) for q in tone))  # type: ignore[arg-type]


def weeds(s: Sheet, cam: Camera, colour=INK, count: int = 46) -> None:  # type: ignore[no-untyped-def]
    for k in range(count):
        z = 3 + s.random.random() ** 2 * 16
        x, y = cam(s.random.uniform(-8, 8), 0, z)
        for _ in range(4):
            d, h = s.random.uniform(-0.2, 0.2), s.random.uniform(0.25, 0.6)
            s.line([(x, y), (x + cam.size(d * 0.4, z), y - cam.size(h * 0.6, z)), (x + cam.size(d, z), y - cam.size(h, z))], max(2, cam.size(0.02, z)), colour, curved=True)


@panel
def lot_empty(s: Sheet) -> None:
    cam = Camera(x=960, y=600, f=1200)
    s.gradient((30, 33, 40), (74, 80, 88), y1=602)
    tenements(s, cam)
    s.fill([(0, 600), (W, 600), (W, H), (0, H)], (54, 56, 60))
    for x, z, w in ((-2.2, 6, 2.6), (1.6, 9, 3.4), (2.6, 4.4, 1.7), (-4.5, 11, 3)):
        px, py = cam(x, 0, z)
        s.oval(px, py, cam.size(w / 2, z), cam.size(w / 2, z) * 0.16, (96, 104, 112))
        s.streaks(px, py - 6, cam.size(w * 0.7, z), cam.size(0.25, z), MIST, 0.5)
    x, y = cam(2.1, 0, 8.4)
    lamp_post(s, x, y, cam.size(4.2, 8.4), -0.09, AMBER)
    weeds(s, cam)
    x, y = cam(-1.0, 0, 8.0)
    s.streaks(x, y, 90, 70, INK, 0.8)
    figure(s, x, y, cam.size(1.72, 8.0), rim=AMBER, side=1)
    s.rain(420, slant=0.0, length=80)


@panel
def lot_palm(s: Sheet) -> None:
    s.gradient(INK, (30, 32, 38))
    skin, shade = (214, 190, 164), (96, 82, 76)
    fingers = [([(760, 560), (640, 380), (590, 250)], 96.0), ([(880, 500), (830, 280), (815, 130)], 100.0),
               ([(1010, 490), (1030, 270), (1050, 130)], 98.0), ([(1130, 540), (1220, 370), (1265, 260)], 86.0),
               ([(780, 830), (600, 760), (500, 660)], 104.0)]
    palm = [(720, 560), (840, 480), (1000, 455), (1140, 500), (1190, 640), (1170, 830), (1090, 960), (860, 970), (760, 850), (710, 700)]
    hand(s, fingers, palm, skin, shade, [(820, 930), (1130, 925), (1260, 1090), (700, 1090)])
    s.line([(770, 640), (900, 700), (960, 830), (950, 930)], 5, shade, curved=True)
    s.line([(800, 590), (960, 620), (1110, 580)], 5, shade, curved=True)
    s.glow(960, 650, 330, AMBER, 0.4)
    key(s, 830, 600, 400, 0.42, (214, 120, 44), (90, 40, 20))
    s.glow(1010, 680, 150, AMBER, 0.4)
    for k in range(14):
        a = k * 2.4
        d = 230 + k * 27 % 140
        s.oval(1000 + d * math.cos(a), 600 + d * 0.7 * math.sin(a) - 60, 4, 4, GOLD)
    s.rain(200, slant=0.02, length=110)


@panel
def lot_facade(s: Sheet) -> None:
    s.gradient((20, 22, 28), (56, 60, 68))
    tl, tr, bl, br = (640, 120), (1330, 90), (250, 1000), (1730, 1010)

    def at(u: float, v: float) -> Point:
        v2 = v ** 0.8
        left = (bl[0] + (tl[0] - bl[0]) * v2, bl[1] + (tl[1] - bl[1]) * v2)
        right = (br[0] + (tr[0] - br[0]) * v2, br[1] + (tr[1] - br[1]) * v2)
        return left[0] + (right[0] - left[0]) * u, left[1] + (right[1] - left[1]) * u

    s.quad([at(0, 0), at(0, 1), at(1, 1), at(1, 0)], (50, 48, 50), INK, 6)
    s.quad([at(1, 0), at(1, 1), (1470, 150), (1920, 1010)], (30, 31, 36), INK, 6)
    s.quad([at(-0.03, 0.97), at(-0.03, 1.01), at(1.03, 1.01), at(1.03, 0.97)], (66, 62, 60), INK, 4)
    for row in range(9):
        v0, v1 = 0.13 + row * 0.094, 0.19 + row * 0.094
        s.line([at(0, v0 - 0.018), at(1, v0 - 0.018)], 3, INK)
        for col in range(9):
            u0 = 0.06 + col * 0.1
            lit = row < 6 or (row == 6 and col in (1, 2, 5)) or (row == 7 and col == 4)
            pane = [at(u0, v0), at(u0, v1), at(u0 + 0.055, v1), at(u0 + 0.055, v0)]
            s.quad(pane, GOLD if lit and (row + col) % 3 else (AMBER if lit else INK), INK, 3)
            if lit:
                mid = u0 + 0.0275
                s.line([at(mid, v0), at(mid, v1)], 3, INK)
    s.glow(960, 720, 560, AMBER, 0.38)
    s.quad([at(0.4, 0), at(0.4, 0.1), at(0.6, 0.1), at(0.6, 0)], GOLD, INK, 5)
    s.quad([at(0.34, 0.1), at(0.36, 0.125), at(0.64, 0.125), at(0.66, 0.1)], INK, AMBER, 4)
    for x in (690, 900, 1110, 1290):
        s.line([(x, 110), (x, 30)], 5, INK)
    s.glow(985, 50, 300, RED, 0.9)
    letters = {"M": [(0, 1), (0, 0), (0.5, 0.6), (1, 0), (1, 1)], "E": [(1, 0), (0, 0), (0, 0.5), (0.8, 0.5), (0, 0.5), (0, 1), (1, 1)],
               "R": [(0, 1), (0, 0), (0.9, 0.1), (0.9, 0.45), (0, 0.5), (1, 1)], "I": [(0.5, 0), (0.5, 1)],
               "D": [(0, 0), (0.7, 0.1), (1, 0.5), (0.7, 0.9), (0, 1), (0, 0)], "A": [(0, 1), (0.5, 0), (1, 1), (0.8, 0.65), (0.2, 0.65)],
               "N": [(0, 1), (0, 0), (1, 1), (1, 0)]}
    for k, c in enumerate("MERIDIAN"):
        s.line([(665 + k * 82 + u * 50, 22 + v * 64) for u, v in letters[c]], 9, (255, 120, 96) if k != 5 else (110, 44, 40), wobble=0.5, taper=False)
    s.fill([(0, 1000), (W, 1010), (W, H), (0, H)], INK)
    s.streaks(960, 1012, 900, 66, AMBER, 0.6)
    figure(s, 900, 1058, 190, rim=GOLD, side=1)
    s.rain(160, slant=0.05)


# lobby


def checkers(s: Sheet, cam: Camera, half: int = 7, far: int = 15, light=(150, 134, 108), dark=(46, 40, 38), tile: float = 1.0) -> None:  # type: ignore[no-untyped-def]
    for z in range(1, far):
        for x in range(-half, half):
            zz = max(1.05, z * tile)
            s.fill([cam(x * tile, 0, zz), cam((x + 1) * tile, 0, zz), cam((x + 1) * tile, 0, (z + 1) * tile), cam(x * tile, 0, (z + 1) * tile)], light if (x + z) % 2 else dark)


def pigeonholes(s: Sheet, x: float, y: float, cols: int, rows: int, cell: float) -> None:
    s.quad([(x - 16, y - 16), (x + cols * cell + 16, y - 16), (x + cols * cell + 16, y + rows * cell * 0.7 + 16), (x - 16, y + rows * cell * 0.7 + 16)], (70, 52, 40), INK, 5)
    for r in range(rows):
        for c in range(cols):
            a, b = x + c * cell, y + r * cell * 0.7
            s.fill([(a + 5, b + 5), (a + cell - 5, b + 5), (a + cell - 5, b + cell * 0.7 - 5), (a + 5, b + cell * 0.7 - 5)], (36, 30, 30))
            if (r * cols + c) % 7 != 3:
                s.line([(a + cell * 0.5, b + 6), (a + cell * 0.5, b + cell * 0.36)], 3, GOLD)
                s.oval(a + cell * 0.5, b + cell * 0.44, cell * 0.09, cell * 0.12, AMBER)


@panel
def lobby_floor(s: Sheet) -> None:
    cam = Camera(y=470, f=1150)
    s.gradient((60, 46, 38), (112, 84, 54), y1=480)
    s.fill([(0, 470), (W, 470), (W, H), (0, H)], (90, 74, 58))
    checkers(s, cam)
    s.quad([cam(-4, 0, 15), cam(4, 0, 15), cam(4, 5, 15), cam(-4, 5, 15)], (124, 92, 56), INK, 4)
    for x in (-5.4, 5.4):
        for z in (13.0, 9.0, 5.6):
            w = cam.size(0.45, z)
            cx, fy = cam(x, 0, z)
            _, ty = cam(x, 6.2, z)
            s.quad([(cx - w, fy), (cx + w, fy), (cx + w * 0.85, ty), (cx - w * 0.85, ty)], (76, 60, 48), INK, 4)
            for k in (-0.5, 0, 0.5):
                s.line([(cx + w * k, fy - 10), (cx + w * k * 0.85, ty)], 3, (120, 92, 60))
            s.fill([(cx - w * 1.3, fy + 6), (cx + w * 1.3, fy + 6), (cx + w * 1.1, fy - w * 0.5), (cx - w * 1.1, fy - w * 0.5)], (50, 42, 38))
            lx, ly = cam(x * 0.9, 2.5, z)
            s.glow(lx, ly, w * 1.8, AMBER, 0.7)
            s.oval(lx, ly, w * 0.25, w * 0.34, GOLD)
    s.quad([cam(-2.2, 0, 12), cam(2.2, 0, 12), cam(2.2, 1.15, 12), cam(-2.2, 1.15, 12)], (64, 44, 34), INK, 4)
    s.line([cam(-2.3, 1.18, 12), cam(2.3, 1.18, 12)], 8, GOLD)
    cx, cy = 960, 120
    s.line([(cx, 0), (cx, cy)], 5, INK)
    s.glow(cx, cy + 30, 220, GOLD, 0.6)
    for k in range(-4, 5):
        s.line([(cx, cy - 20), (cx + k * 40, cy + 46 - abs(k) * 5), (cx + k * 48, cy + 10)], 4, INK, curved=True)
        s.oval(cx + k * 48, cy, 8, 15, GOLD)
    x, y = cam(0.25, 0, 4.9)
    for k in range(5):
        fx, fy = cam(0.2 + (0.13 if k % 2 else -0.13), 0, 1.9 + k * 0.62)
        s.oval(fx, fy, 26 - k * 3, 9 - k, (150, 160, 160), opacity=0.75 - 0.08 * (4 - k))
    s.streaks(x, y, 150, 120, INK, 0.6)
    figure(s, x, y, cam.size(1.75, 4.9), stride=0.4, rim=GOLD, side=-1)


@panel
def lobby_porter(s: Sheet) -> None:
    s.gradient((66, 50, 40), (92, 68, 48))
    pigeonholes(s, 130, 70, 15, 9, 112)
    s.glow(1480, 420, 360, AMBER, 0.55)
    head(s, 900, 400, 400, turn=1, hair="cap", dark=-1, old=True, mouth=0.6, skin=(232, 206, 176), shade=(150, 116, 92), hair_colour=(138, 44, 40),
         body=(138, 44, 40), collar=False)
    s.line([(820, 610), (900, 690), (985, 605)], 8, INK)
    for k in range(4):
        for x in (830, 985):
            s.oval(x, 720 + k * 64, 13, 13, GOLD)
    s.line([(600, 700), (720, 690)], 14, GOLD)
    s.line([(1080, 690), (1190, 700)], 14, GOLD)
    s.quad([(0, 880), (W, 860), (W, H), (0, H)], (64, 44, 34), INK, 6)
    s.line([(0, 884), (W, 864)], 12, GOLD)
    s.quad([(560, 900), (900, 872), (915, 990), (520, 1020)], PAPER, INK, 5)
    s.quad([(900, 872), (1250, 890), (1300, 1005), (915, 990)], WHITE, INK, 5)
    for k in range(5):
        s.line([(590 - k * 6, 915 + k * 19), (880, 894 + k * 18)], 3, GREY)
        s.line([(930, 896 + k * 18), (1240 + k * 8, 908 + k * 17)], 3, GREY)
    s.limbs([([(1180, 900), (1120, 920), (1060, 925)], 54.0)], WHITE)
    s.line([(1440, 870), (1440, 620)], 12, INK)
    s.quad([(1370, 620), (1510, 620), (1570, 500), (1310, 500)], (84, 110, 92), INK, 5)
    s.beam([(1370, 620), (1510, 620), (1700, 880), (1180, 880)], GOLD, 0.3, 24)


@panel
def lobby_desk(s: Sheet) -> None:
    cam = Camera(x=960, y=420, f=1100)
    s.gradient((56, 44, 38), (100, 76, 52))
    s.fill([(0, 620), (W, 620), (W, H), (0, H)], (72, 60, 50))
    for x in (160, 560, 1500, 1800):
        s.quad([(x - 46, 0), (x + 46, 0), (x + 52, 640), (x - 52, 640)], (74, 58, 46), INK, 3)
        s.glow(x, 250, 130, AMBER, 0.5)
    head(s, 1130, 360, 440, turn=-1, dark=-1, eyes="tired", mouth=-0.6, skin=(232, 204, 168), shade=(92, 76, 66))
    s.quad([(0, 850), (W, 830), (W, H), (0, H)], (64, 44, 34), INK, 6)
    s.line([(0, 852), (W, 832)], 10, GOLD)
    s.fill([(1270, 700), (1500, 760), (1180, 930), (1060, 905)], INK)
    skin = (232, 204, 168)
    s.limbs([([(1130, 905), (1000, 930), (900, 955)], 60.0), ([(1120, 890), (990, 900), (880, 915)], 54.0), ([(1120, 880), (1000, 876), (900, 882)], 48.0)], skin)
    key(s, 800, 945, 210, 0.04)
    s.line([(790, 925), (700, 930), (640, 985)], 5, INK, curved=True)
    s.oval(610, 1000, 70, 34, (140, 118, 84))
    shoulder(s, 330, 470, 520, -1, (88, 32, 32), GOLD)
    s.fill([(160, 180), (520, 180), (500, 330), (180, 330)], (88, 32, 32))
    s.line([(150, 345), (340, 372), (520, 340)], 12, INK, curved=True)


@panel
def lobby_ledger(s: Sheet) -> None:
    s.gradient((58, 42, 36), (34, 28, 28))
    s.glow(1100, 430, 620, AMBER, 0.4)
    left = [(120, 150), (930, 90), (960, 1000), (40, 1060)]
    right = [(930, 90), (1760, 150), (1880, 1060), (960, 1000)]
    s.quad(left, (222, 206, 172), INK, 6)
    s.quad(right, (236, 222, 190), INK, 6)
    s.hatch([(870, 95), (930, 90), (960, 1000), (890, 1005)], 9, 84, (120, 100, 78), 3, 0.7)
    for side, x0, x1 in ((0, 180, 860), (1, 1010, 1700)):
        for k in range(9):
            y = 235 + k * 88
            d = k * 8
            a, b = (x0 - d if side == 0 else x0 + 4, y), (x1 + (d if side else 2), y + (-24 if side == 0 else 22))
            s.line([(a[0], a[1] + 16), (b[0], b[1] + 16)], 2, (170, 150, 120))
            if side and k == 5:
                s.line([(a[0] + 20 + j * 14, a[1] + 6 + (b[1] - a[1]) * j / 32 - (16 if j % 3 == 0 else (-4 if j % 3 == 1 else 6))) for j in range(30)], 6, INK, curved=True)
                continue
            n = 22 + (k * 7 + side * 5) % 14
            s.line([(a[0] + 20 + j * 13, a[1] + 4 + (b[1] - a[1]) * j / 48 - (12 if (j + k) % 3 == 0 else (-4 if j % 2 else 5))) for j in range(n)], 3, (70, 62, 66), curved=True)
            s.line([(a[0] + 4, a[1] - 6 + (k % 3) * 6), (a[0] + 40 + n * 13, a[1] + (b[1] - a[1]) * 0.5 + 4 - (k % 2) * 8)], 6, (150, 52, 44))
    s.limbs([([(1830, 1010), (1660, 880), (1500, 745)], 74.0), ([(1850, 1060), (1700, 960), (1620, 900)], 84.0), ([(1860, 1080), (1760, 1020), (1690, 980)], 80.0)], WHITE, INK, 5)
    s.line([(1560, 790), (1590, 775)], 4, GREY)
    s.line([(1650, 865), (1685, 850)], 4, GREY)
    s.fill([(1740, 1080), (1840, 900), (W, 940), (W, H)], (138, 44, 40))
    s.line([(1752, 1060), (1845, 900)], 10, GOLD)


# lift


@panel
def lift_gate(s: Sheet) -> None:
    s.gradient((48, 38, 34), (30, 26, 28))
    s.quad([(560, 60), (1360, 60), (1360, 1040), (560, 1040)], (70, 54, 42), INK, 6)
    s.glow(960, 100, 240, GOLD, 0.6)
    for k in range(3):
        s.beam([(560, 240 + k * 300), (1360, 150 + k * 300), (1360, 240 + k * 300), (560, 330 + k * 300)], AMBER, 0.35, 16)
    figure(s, 960, 1060, 880, rim=GOLD, side=1, skin=(222, 194, 158))
    for x, y in ((947, 248), (981, 247)):
        s.line([(x - 11, y), (x + 11, y)], 5, INK)
    s.line([(967, 262), (972, 278)], 3, INK)
    s.line([(955, 292), (977, 291)], 4, INK)
    s.beam([(860, 235), (1080, 215), (1080, 262), (860, 282)], GOLD, 0.4, 8)
    for k in range(-1, 12):
        x = 560 + k * 80
        for a, b in (((x, 60), (x + 160, 1040)), ((x + 160, 60), (x, 1040))):
            s.line([a, b], 7, (150, 116, 62), wobble=0.6, taper=False)
            s.line([(a[0] + 3, a[1]), (b[0] + 3, b[1])], 2, INK, wobble=0.6)
    for y in (60, 380, 700, 1040):
        s.line([(540, y), (1380, y)], 12, (120, 92, 52), taper=False)
    for x0, x1 in ((0, 560), (1360, W)):
        s.fill([(x0, 0), (x1, 0), (x1, H), (x0, H)], (36, 31, 32))
        for k in range(5):
            s.quad([(x0 + 70, 40 + k * 215), (x1 - 70, 40 + k * 215), (x1 - 70, 215 + k * 215), (x0 + 70, 215 + k * 215)], (44, 38, 37), (92, 74, 54), 3)
    for x in (560, 1360):
        s.line([(x, 0), (x, H)], 22, (96, 74, 46), taper=False)
    s.fill([(540, 0), (1380, 0), (1380, 60), (540, 60)], (96, 74, 46))


@panel
def lift_dial(s: Sheet) -> None:
    s.gradient((44, 35, 33), (80, 60, 44))
    s.glow(960, 900, 620, AMBER, 0.55)
    cx, cy, r = 960, 860, 640
    arc = [(cx + r * math.cos(math.pi * k / 40), cy - r * math.sin(math.pi * k / 40)) for k in range(41)]
    s.quad([*arc], (54, 42, 36), GOLD, 8)
    inner = [(cx + (p[0] - cx) * 0.9, cy + (p[1] - cy) * 0.9) for p in arc]
    s.fill(inner, (206, 184, 140))
    s.line([*inner, inner[0]], 5, INK, taper=False)
    for k in range(10):
        a = math.pi * (0.92 - k * 0.084)
        p, q = 0.88, 0.76
        s.line([(cx + r * p * math.cos(a), cy - r * p * math.sin(a)), (cx + r * q * math.cos(a), cy - r * q * math.sin(a))], 9, INK)
        s.oval(cx + r * 0.67 * math.cos(a), cy - r * 0.67 * math.sin(a), 20, 20, INK)
        s.oval(cx + r * 0.67 * math.cos(a), cy - r * 0.67 * math.sin(a), 14, 14, (206, 184, 140) if k < 9 else RED)
    s.hatch([(cx + r * 0.5, cy - 250), (cx + r * 0.9, cy - 150), (cx + r * 0.9, cy), (cx + r * 0.45, cy)], 14, 60, (110, 86, 60), 3, 0.7)
    a = math.pi * 0.045
    tip = (cx + r * 0.82 * math.cos(a), cy - r * 0.82 * math.sin(a))
    s.quad([(cx - 30 * math.sin(a), cy - 34), tip, (cx + 20, cy + 26), (cx - 110, cy + 16)], INK, INK, 4)
    for k in range(1, 5):
        b = a + 0.075 * k
        s.line([(cx + r * (0.3 + 0.05 * k) * math.cos(b), cy - r * (0.3 + 0.05 * k) * math.sin(b)), (cx + r * 0.8 * math.cos(b), cy - r * 0.8 * math.sin(b))], 7 - k, SLATE)
    s.oval(cx, cy, 46, 46, GOLD)
    s.oval(cx, cy, 22, 22, INK)
    s.quad([(230, 862), (1690, 862), (1720, 930), (200, 930)], (96, 74, 46), INK, 6)
    for x in (520, 1400):
        s.line([(x, 930), (x, H)], 30, (62, 48, 40), taper=False)
    s.line([(960, 935), (960, H)], 6, INK)
    for side in (-1, 1):
        for k in range(3):
            s.line([(960 + side * (700 + k * 50), 820), (960 + side * (800 + k * 20), 620 - k * 60), (960 + side * (690 + k * 60), 430 - k * 70)], 6, (150, 116, 62), curved=True)


# corridor


def corridor(s: Sheet, cam: Camera, lit: Callable[[float], bool], far: float = 34) -> None:
    s.fill([(0, 0), (W, 0), (W, H), (0, H)], (30, 27, 29))
    bands = [1.2, 3, 5, 7, 9.5, 12.5, 16, 20, 25, far]
    for a, b in zip(bands, bands[1:], strict=False):
        k = 1.0 if lit((a + b) / 2) else 0.36
        wall = tuple(int(c * k) for c in (128, 96, 66))
        floor = tuple(int(c * k) for c in (124, 46, 42))
        roof = tuple(int(c * k) for c in (92, 76, 60))
        s.fill([cam(-1.6, 0, a), cam(1.6, 0, a), cam(1.6, 0, b), cam(-1.6, 0, b)], tuple(int(c * 0.7) for c in wall))  # type: ignore[arg-type]
        s.fill([cam(-1.0, 0, a), cam(1.0, 0, a), cam(1.0, 0, b), cam(-1.0, 0, b)], floor)  # type: ignore[arg-type]
        s.fill([cam(-1.6, 2.9, a), cam(1.6, 2.9, a), cam(1.6, 2.9, b), cam(-1.6, 2.9, b)], roof)  # type: ignore[arg-type]
        for side in (-1, 1):
            s.fill([cam(side * 1.6, 0, a), cam(side * 1.6, 2.9, a), cam(side * 1.6, 2.9, b), cam(side * 1.6, 0, b)], wall)  # type: ignore[arg-type]
            s.line([cam(side * 1.59, 1.0, a), cam(side * 1.59, 1.0, b)], 3, INK)
            m, n = a + (b - a) * 0.2, a + (b - a) * 0.62
            s.quad([cam(side * 1.58, 0, m), cam(side * 1.58, 2.15, m), cam(side * 1.58, 2.15, n), cam(side * 1.58, 0, n)], tuple(int(c * k) for c in (74, 50, 38)), INK, 3)  # type: ignore[arg-type]
            s.oval(*cam(side * 1.56, 1.0, m + (n - m) * 0.14), cam.size(0.03, m) + 2, cam.size(0.04, m) + 2, GOLD if k == 1 else SLATE)
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


@panel
def corridor_lamps(s: Sheet) -> None:
    cam = Camera(x=960, y=470, f=900)
    corridor(s, cam, lambda z: z > 6.2)
    s.glow(960, 470, 150, GOLD, 0.7)
    x, y = cam(-0.05, 0, 6.0)
    s.fill([(x - 40, y), (x + 40, y), (x + 160, H), (x - 190, H)], INK, soft=26, opacity=0.6)
    figure(s, x, y, cam.size(1.75, 6.0), stride=0.5, rim=GOLD, side=1)
    for px, py in (cam(-1.5, 1.95, 4.4), cam(1.5, 1.95, 4.4)):
        s.line([(px, py - 10), (px + 6, py - 60), (px - 6, py - 110)], 3, GREY, curved=True)


@panel
def corridor_soot(s: Sheet) -> None:
    s.gradient((120, 92, 66), (84, 66, 52))
    for c in range(10):
        for r in range(7):
            x, y = 100 + c * 200 + (r % 2) * 100, 40 + r * 165
            s.line([(x, y + 60), (x, y)], 4, (72, 54, 44))
            for side in (-1, 1):
                s.line([(x, y + 40), (x + side * 40, y + 20), (x + side * 34, y - 18)], 4, (72, 54, 44), curved=True)
            s.oval(x, y - 14, 13, 19, (72, 54, 44))
    s.glow(1700, 240, 520, AMBER, 0.45)
    for k, y in enumerate((385, 455, 530, 600)):
        s.line([(-20, y + 30 - k * 6), (400, y + 8), (820 + k * 30, y)], 34 - k * 3, INK, wobble=5, curved=True, taper=False)
        s.line([(-20, y + 56 - k * 6), (360, y + 34)], 6, (50, 42, 40), wobble=6)
    skin, shade = (226, 196, 160), (96, 76, 66)
    fingers = [([(1240, 560), (1000, 440), (850, 392)], 78.0), ([(1230, 600), (980, 520), (800, 462)], 80.0), ([(1230, 660), (990, 592), (820, 536)], 78.0),
               ([(1240, 730), (1020, 668), (890, 610)], 68.0), ([(1330, 520), (1220, 400), (1140, 320)], 76.0)]
    palm = [(1210, 540), (1290, 480), (1440, 560), (1560, 690), (1480, 830), (1330, 810), (1220, 760), (1180, 640)]
    hand(s, fingers, palm, skin, shade)
    for x, y in ((852, 394), (803, 464), (822, 538), (892, 612)):
        s.blob([(x - 38, y - 20), (x, y - 34), (x + 44, y - 14), (x + 40, y + 22), (x, y + 32), (x - 34, y + 18)], INK, opacity=0.9)
    s.blob([(1430, 560), (1560, 640), (W + 40, 860), (W + 40, 1200), (1500, 1000), (1400, 840)], INK)
    s.line([(1440, 565), (1420, 700), (1410, 840)], 7, GOLD, curved=True)


@panel
def corridor_door(s: Sheet) -> None:
    s.fill([(0, 0), (W, 0), (W, H), (0, H)], (38, 33, 34))
    t = 0.075

    def at(x: float, y: float) -> Point:
        return 960 + (x - 960) * math.cos(t) - (y - 540) * math.sin(t), 540 + (x - 960) * math.sin(t) + (y - 540) * math.cos(t)

    for k in range(-2, 16):
        s.line([at(k * 140, -200), at(k * 140, 1300)], 3, (52, 44, 42))
    s.fill([at(-200, 930), at(2200, 930), at(2200, 1400), at(-200, 1400)], (70, 32, 32))
    s.line([at(-200, 930), at(2200, 930)], 8, INK)
    s.quad([at(1010, 90), at(1640, 90), at(1640, 930), at(1010, 930)], (54, 38, 32), INK, 8)
    s.quad([at(1040, 115), at(1150, 140), at(1150, 905), at(1040, 928)], GOLD, INK, 4)
    s.quad([at(1150, 140), at(1610, 120), at(1610, 928), at(1150, 905)], (84, 58, 44), INK, 6)
    for y0, y1 in ((200, 420), (500, 840)):
        s.outline([at(1230, y0), at(1540, y0 - 8), at(1540, y1 + 4), at(1230, y1)], 5, (50, 36, 32))
    digits(s, "919", at(1310, 440)[0], at(1310, 440)[1] - 6, 62, GOLD, 8)
    s.oval(*at(1205, 560), 24, 24, GOLD)
    s.beam([at(1040, 115), at(1150, 140), at(1150, 905), at(420, 1250), at(-240, 1180), at(1040, 928)], AMBER, 0.4, 22)
    s.glow(1070, 520, 330, AMBER, 0.5)
    key(s, at(1110, 600)[0] - 20, at(1110, 600)[1] + 14, 110, 0.2, AMBER)
    head(s, 560, 400, 470, turn=1, dark=-1, skin=(240, 208, 156), shade=(40, 36, 40), mouth=-0.2)
    s.line([(740, 690), (800, 800), (830, 1080)], 8, GOLD, curved=True)


# room


@panel
def room_door(s: Sheet) -> None:
    cam = Camera(x=960, y=470, f=1000, eye=1.5)
    s.gradient((50, 56, 66), (58, 60, 66))
    s.fill([cam(-3, 0, 6), cam(3, 0, 6), cam(3, 2.9, 6), cam(-3, 2.9, 6)], (74, 80, 88))
    s.fill([cam(-3, 0, 6), cam(3, 0, 6), cam(5, 0, 1.6), cam(-5, 0, 1.6)], (72, 66, 62))
    for k in range(-5, 6):
        s.line([cam(k * 0.6, 0, 6), cam(k * 0.6, 0, 1.7)], 3, (52, 48, 48))
    for x in (-3, 3):
        s.line([cam(x, 0, 6), cam(x, 2.9, 6)], 5, INK)
        s.line([cam(x, 0, 6), cam(x, 0, 1.6)], 5, INK)
    door = [cam(-0.65, 0, 5.98), cam(0.65, 0, 5.98), cam(0.65, 2.2, 5.98), cam(-0.65, 2.2, 5.98)]
    s.quad(door, GOLD, INK, 7)
    s.beam([cam(-0.65, 0, 5.98), cam(0.65, 0, 5.98), cam(1.5, 0, 1.8), cam(-1.5, 0, 1.8)], AMBER, 0.5, 18)
    x, y = cam(0, 0, 5.7)
    s.fill([(x - 24, y), (x + 24, y), (x + 60, y + 330), (x - 60, y + 330)], INK, soft=16, opacity=0.7)
    figure(s, x, y, cam.size(1.72, 5.7), rim=None)
    s.quad([cam(-2.9, 0, 5), cam(-1.3, 0, 5), cam(-1.6, 0, 2.6), cam(-3.9, 0, 2.6)], INK, None)
    s.quad([cam(-2.9, 0.55, 5), cam(-1.3, 0.55, 5), cam(-1.3, 0.55, 2.8), cam(-2.9, 0.55, 2.8)], (150, 156, 160), INK, 5)
    s.quad([cam(-2.9, 0.55, 2.8), cam(-1.3, 0.55, 2.8), cam(-1.3, 0.1, 2.8), cam(-2.9, 0.1, 2.8)], (96, 102, 110), INK, 5)
    s.quad([cam(-2.9, 1.15, 5), cam(-1.3, 1.15, 5), cam(-1.3, 0.55, 5), cam(-2.9, 0.55, 5)], (70, 54, 44), INK, 5)
    s.blob([cam(-2.6, 0.6, 4.8), cam(-1.6, 0.6, 4.8), cam(-1.5, 0.72, 4.4), cam(-2.6, 0.72, 4.4)], WHITE)
    s.hatch([cam(-2.9, 0.55, 3.8), cam(-1.3, 0.55, 3.8), cam(-1.3, 0.55, 2.8), cam(-2.9, 0.55, 2.8)], 20, 10, SLATE, 3, 0.6)
    s.quad([cam(2.98, 0.9, 4.6), cam(2.98, 2.2, 4.6), cam(2.98, 2.2, 2.9), cam(2.98, 0.9, 2.9)], (34, 40, 52), WHITE, 6)
    s.line([cam(2.97, 0.9, 3.7), cam(2.97, 2.2, 3.7)], 5, WHITE)
    s.line([cam(2.97, 1.55, 4.6), cam(2.97, 1.55, 2.9)], 5, WHITE)
    for k in range(18):
        z = 2.95 + k * 0.09
        s.line([cam(2.96, 2.1 - (k * 7 % 5) * 0.2, z), cam(2.96, 1.7 - (k * 7 % 5) * 0.2, z)], 2, MIST)
    s.quad([cam(1.7, 0.48, 3.9), cam(2.3, 0.48, 3.9), cam(2.3, 0.48, 3.4), cam(1.7, 0.48, 3.4)], (84, 66, 54), INK, 4)
    s.quad([cam(1.7, 1.05, 3.9), cam(2.3, 1.05, 3.9), cam(2.3, 0.48, 3.9), cam(1.7, 0.48, 3.9)], (70, 54, 46), INK, 4)
    for a, z in ((1.73, 3.9), (2.27, 3.9), (1.73, 3.4), (2.27, 3.4)):
        s.line([cam(a, 0.48, z), cam(a, 0, z)], 8, INK)


@panel
def room_boats(s: Sheet) -> None:
    s.gradient((26, 30, 40), (52, 60, 72))
    for x, y, r, c in ((420, 300, 130, RED), (1500, 240, 150, AMBER), (1040, 380, 90, (110, 170, 170))):
        s.glow(x, y, r, c, 0.4)
    for k in range(46):
        x, y = s.random.uniform(40, W - 40), s.random.uniform(20, 520)
        n = s.random.uniform(30, 150)
        s.line([(x, y), (x + s.random.uniform(-8, 8), y + n * 0.5), (x, y + n)], 2, GREY, curved=True)
        s.oval(x + s.random.uniform(-90, 90), y, 4, 5, MIST)
    s.fill([(930, 0), (990, 0), (990, 640), (930, 640)], (120, 124, 126))
    s.outline([(930, 0), (990, 0), (990, 640), (930, 640)], 5)
    s.fill([(0, 0), (W, 0), (W, 30), (0, 30)], (120, 124, 126))
    s.quad([(-10, 640), (W + 10, 640), (W + 10, 880), (-10, 880)], (150, 152, 150), INK, 6)
    s.quad([(-10, 880), (W + 10, 880), (W + 10, H + 10), (-10, H + 10)], (98, 100, 102), INK, 6)
    for k, x in enumerate((190, 500, 810, 1420, 1730)):
        s.oval(x + 20, 800, 120, 20, SLATE, soft=8, opacity=0.8)
        boat(s, x, 790, 165, tilt=(-0.03, 0.02, 0.0, 0.03, -0.02)[k])
        for j in range(3):
            s.line([(x - 60, 745 + j * 14), (x - 10, 752 + j * 14)], 2, GREY)
    s.oval(1115, 800, 120, 20, (120, 122, 122), soft=6)
    s.line([(1010, 800), (1115, 822), (1220, 800)], 3, GREY, curved=True)
    s.glow(300, 1000, 420, AMBER, 0.25)


@panel
def room_window(s: Sheet) -> None:
    s.gradient((18, 21, 30), (34, 36, 44))
    s.glow(1330, 980, 560, (230, 110, 40), 0.75)
    s.glow(1330, 560, 420, (200, 90, 40), 0.3)
    head(s, 1290, 470, 430, turn=-1, dark=-1, hair="short", skin=(214, 146, 92), shade=(120, 66, 48), mouth=-0.3, body=(62, 44, 44))
    s.quad([(1120, 860), (1200, 860), (1200, 930), (1120, 930)], GOLD, INK, 4)
    for k in range(16):
        x = 900 + k * 66
        h = 70 + (k * 37 % 90)
        s.blob([(x, H), (x - 20, H - h * 0.5), (x + 8, H - h * 1.7), (x + 26, H - h * 0.6), (x + 52, H - h), (x + 60, H)], (244, 150, 60), opacity=0.8)
    s.rain(120, slant=0.0, length=130, opacity=0.5)
    for k in range(22):
        x, y = s.random.uniform(800, W - 40), s.random.uniform(30, 800)
        s.line([(x, y), (x + 6, y + 60), (x - 2, y + 120)], 3, MIST, curved=True)
    s.fill([(840, 0), (880, 0), (880, H), (840, H)], (70, 72, 78))
    s.line([(880, 0), (880, H)], 4, INK)
    head(s, 430, 470, 600, turn=1, dark=-1, eyes="tired", mouth=-0.5, skin=(150, 118, 98), shade=INK)
    s.line([(590, 330), (632, 450), (640, 520)], 6, (240, 150, 70), curved=True)


# fire


def flames(s: Sheet, y: float, tall: float, colour=(244, 150, 60), step: int = 70, x0: int = -40, x1: int = W + 40) -> None:  # type: ignore[no-untyped-def]
    for k, x in enumerate(range(x0, x1, step)):
        h = tall * (0.5 + (k * 37 % 50) / 60)
        s.blob([(x - step * 0.5, y), (x - step * 0.45, y - h * 0.4), (x - step * 0.1, y - h), (x + step * 0.1, y - h * 0.5), (x + step * 0.45, y - h * 0.75), (x + step * 0.6, y)], colour)


def sparks(s: Sheet, count: int = 70, colour=GOLD) -> None:  # type: ignore[no-untyped-def]
    for _ in range(count):
        x, y = s.random.uniform(0, W), s.random.uniform(0, H)
        s.line([(x, y), (x + s.random.uniform(-10, 10), y + s.random.uniform(10, 34))], s.random.choice((3, 4, 6)), colour)


@panel
def fire_stairs(s: Sheet) -> None:
    s.gradient((92, 40, 28), (30, 22, 24))
    s.glow(1500, 120, 640, (240, 120, 40), 0.9)
    for k in range(9):
        x, y = 420 + k * 150, 960 - k * 112
        s.quad([(x, y), (x + 150, y), (x + 150, y - 112), (x + 900, y - 112), (x + 900, H), (x, H)], (48 + k * 5, 30 + k * 2, 28), INK, 5)
        s.line([(x, y), (x + 150, y)], 6, (240, 150, 70))
    s.line([(180, 800), (1560, -230)], 20, INK, taper=False)
    for k in range(9):
        s.line([(260 + k * 150, 740 - k * 112), (320 + k * 150, 1000 - k * 112)], 9, INK)
    flames(s, 60, -10, x0=0, x1=10)
    for k in range(7):
        x = 1330 + k * 90
        s.blob([(x, 0), (x - 40, 80), (x + 10, 230 + k * 21 % 90), (x + 40, 120), (x + 80, 0)], (244, 150, 60), opacity=0.7)
    figure(s, 800, 900, 640, stride=0.9, lean=0.14, rim=(240, 150, 70), side=1)
    s.limbs([([(915, 400), (1010, 420), (960, 320)], 62.0)], INK, (240, 150, 70), 3)
    s.oval(945, 316, 26, 24, (214, 146, 92))
    for x, y, r in ((300, 250, 260), (120, 760, 260), (1250, 480, 180), (640, 120, 220), (1700, 700, 300)):
        s.smoke(x, y, r, (58, 50, 50), 10, 0.9)
    sparks(s, 60)


@panel
def fire_hand(s: Sheet) -> None:
    s.gradient((70, 36, 28), (34, 26, 28))
    s.glow(420, 700, 560, (236, 110, 40), 0.8)
    for x, y, r in ((1500, 300, 420), (1650, 700, 400), (1150, 160, 280), (1250, 940, 300)):
        s.smoke(x, y, r, (48, 44, 46), 12, 1.0)
    skin = (236, 188, 140)
    s.limbs([([(2060, 800), (1600, 700), (1270, 620)], 150.0)], (98, 116, 136), INK, 6)
    s.limbs([([(1240, 590), (1080, 520), (950, 540), (860, 600)], 56.0), ([(1240, 620), (1080, 570), (960, 600), (890, 650)], 58.0),
             ([(1250, 660), (1120, 640), (1000, 660), (920, 700)], 56.0), ([(1290, 630), (1180, 610)], 128.0)], skin, INK, 5)
    boat(s, 760, 680, 330, tilt=-0.12)
    s.limbs([([(1180, 660), (1090, 690), (980, 660), (900, 620)], 54.0)], skin, INK, 5)
    s.fill([(1120, 590), (1210, 570), (1240, 650), (1150, 670)], skin)
    s.glow(560, 620, 260, AMBER, 0.4)
    s.smoke(1500, 620, 230, (48, 44, 46), 8, 0.9)
    flames(s, H + 20, 190, (220, 100, 40), 130)
    flames(s, H + 40, 120, (244, 170, 70), 90)
    sparks(s, 80)


@panel
def fire_carry(s: Sheet) -> None:
    s.gradient((120, 54, 30), (54, 30, 26))
    s.glow(960, 300, 720, (244, 130, 44), 0.8)
    for k in range(6):
        y = 1010 - k * 70
        w = 900 - k * 95
        s.quad([(960 - w, y), (960 + w, y), (960 + w - 40, y - 70), (960 - w + 40, y - 70)], (56 - k * 4, 34, 30), INK, 5)
        s.line([(960 - w, y), (960 + w, y)], 6, (240, 150, 70))
    flames(s, H + 60, 900, (232, 116, 40), 150, -60, 360)
    flames(s, H + 60, 920, (232, 116, 40), 150, 1640, W + 90)
    flames(s, H + 60, 560, (248, 180, 80), 110, -40, 260)
    flames(s, H + 60, 580, (248, 180, 80), 110, 1740, W + 60)
    figure(s, 960, 990, 900, stride=0.8, rim=(248, 180, 80), side=-1, skin=(222, 156, 100))
    for x in (944, 980):
        s.line([(x - 11, 166), (x + 11, 162)], 5, INK)
    s.line([(948, 206), (972, 205)], 4, INK)
    s.blob([(850, 320), (960, 290), (1080, 330), (1130, 450), (1090, 540), (940, 560), (850, 480)], (120, 140, 158))
    s.outline([(850, 325), (955, 292), (1078, 330), (1128, 450), (1090, 538), (940, 558), (852, 480)], 5)
    s.oval(872, 318, 66, 70, (86, 50, 36))
    s.oval(890, 334, 44, 46, (236, 188, 140))
    s.line([(878, 336), (900, 334)], 4, INK)
    s.limbs([([(1090, 500), (1180, 610), (1190, 700)], 44.0), ([(1050, 530), (1120, 650), (1110, 740)], 44.0)], (236, 188, 140))
    s.limbs([([(1090, 330), (1140, 480), (960, 500), (880, 470)], 76.0)], INK, (248, 180, 80), 3)
    boat(s, 900, 440, 78, tilt=0.25)
    sparks(s, 110)


@panel
def fire_lookback(s: Sheet) -> None:
    cam = Camera(x=1000, y=640, f=1100)
    s.gradient((26, 22, 28), (70, 40, 34), y1=660)
    s.fill([(0, 640), (W, 640), (W, H), (0, H)], (44, 38, 40))
    s.quad([(480, 0), (1520, 0), (1520, 720), (480, 720)], (56, 42, 40), INK, 6)
    for r in range(3):
        for c in range(5):
            if c == 2 and r == 2:
                continue
            x, y = 540 + c * 195, 20 + r * 165
            s.quad([(x, y), (x + 110, y), (x + 110, y + 110), (x, y + 110)], (248, 180, 80) if (c + r) % 3 else (232, 116, 40), INK, 5)
            s.line([(x + 55, y), (x + 55, y + 110)], 4, INK)
            if (c + r) % 3:
                s.smoke(x + 60, y - 40, 90, (40, 36, 40), 6, 0.9)
    door = [(850, 400), (1150, 400), (1150, 720), (850, 720)]
    s.quad(door, (250, 190, 90), INK, 8)
    for a, b in (((840, 430), (1120, 640)), ((1160, 470), (900, 700)), ((880, 390), (960, 690)), ((1130, 560), (870, 610))):
        s.line([a, b], 26, (60, 34, 28), taper=False)
    s.glow(1000, 600, 430, (240, 120, 40), 0.7)
    s.beam([(850, 720), (1150, 720), (1560, H), (440, H)], (240, 130, 50), 0.5, 20)
    s.smoke(1000, 760, 260, (120, 78, 60), 8, 0.6)
    figure(s, 960, 985, 440, stride=0.3, rim=(248, 180, 80), side=1)
    for x, y, t in ((180, 1010, 380), (330, 1000, 350), (1680, 1010, 400), (1800, 1030, 420)):
        figure(s, x, y, t, rim=(240, 130, 60), side=1 if x < 900 else -1)
    s.blob([(300, 730), (352, 722), (372, 800), (350, 850), (300, 838)], (120, 140, 158))
    s.oval(330, 712, 22, 24, (86, 50, 36))
    s.limbs([([(372, 740), (380, 800), (310, 815)], 26.0)], INK, (240, 130, 60), 2)
    sparks(s, 90)


# dawn


def dawn_sky(s: Sheet, horizon: int, sun: Point | None) -> None:
    s.gradient((128, 140, 152), (244, 214, 168), y1=horizon)
    for k in range(7):
        y = horizon * (0.12 + k * 0.1)
        s.blob([(100 + k * 230, y), (420 + k * 230, y - 26), (760 + k * 210, y + 6), (430 + k * 230, y + 22)], (230, 214, 190), opacity=0.5)
    if sun:
        s.glow(*sun, 420, GOLD, 0.9)
        s.oval(*sun, 62, 62, WHITE)


@panel
def dawn_lot(s: Sheet) -> None:
    cam = Camera(x=960, y=560, f=1100, eye=2.6)
    dawn_sky(s, 560, (1010, 470))
    tenements(s, cam, (132, 128, 126), lit=False)
    s.glow(1010, 470, 330, GOLD, 0.6)
    s.fill([(0, 556), (W, 556), (W, H), (0, H)], (166, 152, 130))
    for x, z, w in ((-2.6, 7, 3.0), (2.4, 9, 4), (3.2, 5.6, 2.4), (-5, 13, 4), (0.4, 14, 5)):
        px, py = cam(x, 0, z)
        s.oval(px, py, cam.size(w / 2, z), cam.size(w / 2, z) * 0.17, (238, 222, 190))
        s.line([(px - cam.size(w * 0.4, z), py + 4), (px + cam.size(w * 0.3, z), py + 6)], 3, GREY)
    x, y = cam(3.4, 0, 9.5)
    lamp_post(s, x, y, cam.size(4.2, 9.5), -0.09)
    weeds(s, cam, (92, 88, 72), 60)
    x, y = cam(-0.2, 0, 7.6)
    t = cam.size(1.72, 7.6)
    s.fill([(x - 60, y), (x + 50, y), (x - 160, y + 190), (x - 330, y + 190)], (110, 98, 86), soft=10, opacity=0.8)
    s.fill([(x - t * 0.2, y), (x - t * 0.17, y - t * 0.3), (x - t * 0.1, y - t * 0.5), (x + t * 0.08, y - t * 0.52), (x + t * 0.14, y - t * 0.3), (x + t * 0.34, y - t * 0.04), (x + t * 0.36, y)], INK)
    s.oval(x + t * 0.02, y - t * 0.58, t * 0.06, t * 0.075, INK)
    s.line([(x + t * 0.08, y - t * 0.52), (x + t * 0.14, y - t * 0.3), (x + t * 0.34, y - t * 0.04)], 4, GOLD)


@panel
def dawn_june(s: Sheet) -> None:
    s.gradient((170, 176, 178), (246, 226, 190))
    s.glow(1500, 300, 520, GOLD, 0.6)
    for x, w, h in ((0, 300, 620), (300, 220, 500), (1560, 380, 560)):
        s.quad([(x, 900 - h), (x + w, 900 - h), (x + w, 900), (x, 900)], (176, 170, 160), GREY, 4)
    s.fill([(0, 890), (W, 870), (W, H), (0, H)], (160, 146, 124))
    for x0, x1 in ((-20, 640), (1330, W + 20)):
        for k in range(-12, 14):
            for way in (-1, 1):
                a, b = x0 + k * 50, x0 + k * 50 + 640
                t0, t1 = max(0.0, (x0 - a) / 640), min(1.0, (x1 - a) / 640)
                if t0 < t1:
                    y0, y1 = (330, 980) if way > 0 else (980, 330)
                    s.line([(a + (b - a) * t0, y0 + (y1 - y0) * t0), (a + (b - a) * t1, y0 + (y1 - y0) * t1)], 2, GREY, wobble=0.4)
        s.line([(x0, 330), (x1, 330)], 8, SLATE)
    for x in (640, 1330):
        s.line([(x, 280), (x, 1000)], 16, SLATE, taper=False)
    s.line([(640, 420), (720, 560), (690, 760)], 5, SLATE, curved=True)
    yellow, shade = (236, 196, 72), (196, 150, 48)
    s.fill([(880, 960), (960, 960), (950, 1060), (860, 1060)], INK)
    s.fill([(1010, 960), (1090, 960), (1110, 1060), (1020, 1060)], INK)
    coat = [(880, 440), (800, 520), (790, 700), (770, 985), (985, 1010), (1200, 985), (1170, 700), (1165, 520), (1090, 440), (985, 470)]
    s.quad(coat, yellow, INK, 6)
    s.fill([(985, 470), (1090, 440), (1165, 520), (1170, 700), (1200, 985), (1060, 1000)], shade, soft=3)
    s.line([(985, 470), (985, 1005)], 5, INK)
    for k in range(4):
        s.oval(1003, 560 + k * 100, 9, 9, INK)
    s.limbs([([(830, 520), (760, 680), (850, 730)], 84.0), ([(1140, 520), (1215, 680), (1120, 730)], 84.0)], yellow, INK, 5)
    head(s, 985, 320, 300, turn=-1, hair="long", dark=0, skin=(244, 216, 184), mouth=0.5, hair_colour=(92, 56, 40), body=yellow, collar=False, shade=(210, 160, 120))
    s.quad([(880, 440), (985, 475), (1090, 440), (1100, 500), (985, 530), (870, 500)], shade, INK, 5)
    for x in (870, 1096):
        s.quad([(x - 48, 650), (x + 48, 650), (x + 36, 780), (x - 36, 780)], WHITE, INK, 5)
        s.quad([(x - 54, 632), (x + 54, 632), (x + 50, 654), (x - 50, 654)], INK, INK, 3)
        s.limbs([([(x - 44, 720), (x, 734), (x + 40, 722)], 34.0)], (244, 216, 184), INK, 4)
        for k in (-1, 1):
            s.line([(x + k * 14, 620), (x + k * 34, 570), (x + k * 2, 520), (x + k * 24, 470)], 5, WHITE, curved=True)


@panel
def dawn_wrist(s: Sheet) -> None:
    s.gradient((196, 192, 180), (244, 220, 178))
    s.glow(1150, 200, 520, GOLD, 0.7)
    for x, w, h in ((900, 260, 400), (1160, 240, 300), (1400, 520, 460)):
        s.fill([(x, 640 - h), (x + w, 640 - h), (x + w, 640), (x, 640)], (206, 196, 176))
    s.fill([(0, 640), (W, 640), (W, H), (0, H)], (186, 170, 142))
    yellow, shade = (236, 196, 72), (196, 150, 48)
    s.quad([(1920, 330), (1640, 420), (1420, 560), (1480, 820), (1700, 800), (1920, 780)], yellow, INK, 7)
    s.line([(1500, 560), (1560, 690), (1560, 800)], 6, shade, curved=True)
    s.quad([(1420, 550), (1500, 520), (1545, 820), (1460, 836)], shade, INK, 6)
    skin, dark = (244, 214, 180), (176, 122, 92)
    s.quad([(1440, 600), (1440, 790), (1180, 770), (1180, 610)], skin, None)
    s.line([(1440, 598), (1180, 606)], 6, INK)
    s.line([(1440, 792), (1180, 776)], 6, INK)
    s.blob([(1400, 625), (1330, 612), (1260, 640), (1240, 690), (1300, 735), (1380, 748), (1412, 690)], (226, 162, 134))
    for k in range(6):
        s.line([(1260 + k * 26, 640 + (k % 2) * 16), (1280 + k * 22, 690), (1270 + k * 24, 728 - (k % 3) * 8)], 4, dark, curved=True)
    s.quad([(900, 470), (1150, 470), (1116, 850), (936, 850)], WHITE, INK, 7)
    s.quad([(885, 425), (1165, 425), (1156, 474), (894, 474)], (60, 52, 48), INK, 5)
    s.fill([(1060, 474), (1148, 474), (1116, 848), (1050, 848)], MIST, soft=4)
    s.limbs([([(1190, 640), (1080, 600), (930, 590)], 68.0), ([(1190, 690), (1080, 680), (925, 672)], 70.0), ([(1190, 740), (1080, 756), (935, 752)], 66.0)], skin, INK, 5)
    s.fill([(1150, 612), (1210, 612), (1210, 772), (1150, 772)], skin)
    for x in (980, 1070):
        s.line([(x, 410), (x + 34, 330), (x - 20, 250), (x + 20, 170)], 7, WHITE, curved=True)
    shoulder(s, 330, 430, 560, -1, INK, GOLD)


@panel
def dawn_line(s: Sheet) -> None:
    s.gradient((214, 204, 184), (250, 226, 176))
    s.glow(1420, 300, 620, GOLD, 0.8)
    s.oval(1500, 260, 120, 120, WHITE)
    for x, w, h in ((0, 240, 420), (240, 260, 330), (1500, 420, 300)):
        s.fill([(x, 820 - h), (x + w, 820 - h), (x + w, 820), (x, 820)], (214, 200, 174))
    s.fill([(0, 820), (W, 820), (W, H), (0, H)], (206, 186, 148))
    yellow, shade = (236, 196, 72), (226, 174, 132)
    head(s, 940, 450, 640, turn=1, hair="long", dark=-1, skin=(248, 222, 190), shade=shade, mouth=1.0, hair_colour=(98, 60, 42), body=yellow, collar=False)
    s.quad([(640, 900), (900, 1010), (1120, 850), (1180, 960), (930, 1090), (560, 1080)], (206, 160, 52), INK, 6)
    for a, b in (((1060, 470), (1076, 560)), ((890, 478), (884, 540))):
        s.line([a, b], 5, WHITE)
        s.oval(b[0], b[1], 9, 14, WHITE)
    s.line([(1150, 180), (1186, 300), (1180, 430)], 12, GOLD, curved=True)
    s.line([(860, 70), (1010, 60), (1130, 130)], 9, GOLD, curved=True)


# coda


@panel
def coda_walk(s: Sheet) -> None:
    cam = Camera(x=900, y=540, f=1250)
    street(s, cam, bright=True)
    s.oval(cam.x, cam.y - 60, 54, 54, WHITE)
    x, y = cam(-0.55, 0, 6.6)
    x2, y2 = cam(0.45, 0, 6.6)
    for fx in (x, x2):
        s.fill([(fx - 40, y), (fx + 40, y), (fx + (fx - 900) * 0.6 + 110, H), (fx + (fx - 900) * 0.6 - 110, H)], (70, 66, 66), soft=14, opacity=0.7)
    figure(s, x, y, cam.size(1.74, 6.6), stride=0.6, rim=GOLD, side=1)
    figure(s, x2, y2, cam.size(1.64, 6.6), stride=0.6, rim=WHITE, side=-1, coat=(214, 172, 58), hair=(92, 56, 40))
    s.fill([(x2 - 24, y2 - 300), (x2 + 24, y2 - 300), (x2 + 30, y2 - 215), (x2 - 30, y2 - 215)], (92, 56, 40))
    for cx in (x - 58, x2 + 56):
        s.quad([(cx - 10, y - 205), (cx + 10, y - 205), (cx + 7, y - 178), (cx - 7, y - 178)], WHITE, INK, 3)


@panel
def coda_boat(s: Sheet) -> None:
    s.gradient((208, 208, 202), (248, 228, 190), y1=420)
    s.glow(1350, 260, 420, GOLD, 0.8)
    for k, (x, w, h) in enumerate(((0, 360, 330), (360, 260, 250), (640, 220, 190), (1480, 200, 210), (1660, 300, 320))):
        s.quad([(x, 420 - h), (x + w, 420 - h), (x + w, 420), (x, 420)], (176 + k % 2 * 12, 172, 164), GREY, 4)
    lamp_post(s, 1180, 470, 420)
    s.quad([(-10, 410), (W + 10, 440), (W + 10, 560), (-10, 640)], (150, 146, 138), INK, 6)
    s.quad([(-10, 640), (W + 10, 560), (W + 10, 620), (-10, 740)], (120, 116, 112), INK, 6)
    for k in range(5):
        s.line([(180 + k * 400, 632 - k * 18), (150 + k * 405, 728 - k * 26)], 5, INK)
    s.fill([(-10, 740), (W + 10, 620), (W + 10, H), (-10, H)], (112, 126, 134))
    for k in range(34):
        t = s.random.random()
        x, y = s.random.uniform(-40, W - 200), 760 + t * 300
        n = 90 + 240 * t
        s.line([(x, y), (x + n * 0.5, y - 12 - 10 * t), (x + n, y - n * 0.05)], 4 + 4 * t, WHITE if k % 3 else (78, 92, 104), curved=True)
    s.streaks(1350, 690, 420, 260, GOLD, 0.6)
    s.oval(820, 935, 330, 26, (70, 82, 92), soft=8, opacity=0.8)
    boat(s, 820, 905, 400, tilt=-0.06)
    for k in range(3):
        s.line([(640, 800 + k * 24), (780, 816 + k * 26)], 3, GREY)
    s.line([(400, 960), (560, 1000), (1000, 985), (1260, 930)], 8, WHITE, curved=True)
    s.line([(500, 1010), (760, 1040), (1130, 1010)], 6, WHITE, curved=True)


def main(names: list[str]) -> None:
    for name, draw in PANELS.items():
        if not names or name in names:
            sheet = Sheet(name)
            draw(sheet)
            path = sheet.save(HERE)
            print(f"{path.name:24} {path.stat().st_size / 1024:5.1f} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
