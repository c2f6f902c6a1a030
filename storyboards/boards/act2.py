"""Panels of the lobby, the lift, the corridor and the room. Development only."""

from __future__ import annotations

import math

from ink import AMBER, GOLD, GREY, INK, MIST, PAPER, RED, SLATE, WHITE, Camera, H, Point, Sheet, W
from people import figure, hand, head, shoulder
from props import boat, checkers, corridor, digits, key, panel, pigeonholes


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
            s.quad(
                [(cx - w, fy), (cx + w, fy), (cx + w * 0.85, ty), (cx - w * 0.85, ty)], (76, 60, 48), INK, 4
            )
            for k in (-0.5, 0, 0.5):
                s.line([(cx + w * k, fy - 10), (cx + w * k * 0.85, ty)], 3, (120, 92, 60))
            s.fill(
                [
                    (cx - w * 1.3, fy + 6),
                    (cx + w * 1.3, fy + 6),
                    (cx + w * 1.1, fy - w * 0.5),
                    (cx - w * 1.1, fy - w * 0.5),
                ],
                (50, 42, 38),
            )
            lx, ly = cam(x * 0.9, 2.5, z)
            s.glow(lx, ly, w * 1.8, AMBER, 0.7)
            s.oval(lx, ly, w * 0.25, w * 0.34, GOLD)
    s.quad([cam(-2.2, 0, 12), cam(2.2, 0, 12), cam(2.2, 1.15, 12), cam(-2.2, 1.15, 12)], (64, 44, 34), INK, 4)
    s.line([cam(-2.3, 1.18, 12), cam(2.3, 1.18, 12)], 8, GOLD)
    cx, cy = 960, 120
    s.line([(cx, 0), (cx, cy)], 5, INK)
    s.glow(cx, cy + 30, 220, GOLD, 0.6)
    for k in range(-4, 5):
        s.line(
            [(cx, cy - 20), (cx + k * 40, cy + 46 - abs(k) * 5), (cx + k * 48, cy + 10)], 4, INK, curved=True
        )
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
    head(
        s,
        900,
        400,
        400,
        turn=1,
        hair="cap",
        dark=-1,
        old=True,
        mouth=0.6,
        skin=(232, 206, 176),
        shade=(150, 116, 92),
        hair_colour=(138, 44, 40),
        body=(138, 44, 40),
        collar=False,
    )
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
    Camera(x=960, y=420, f=1100)
    s.gradient((56, 44, 38), (100, 76, 52))
    s.fill([(0, 620), (W, 620), (W, H), (0, H)], (72, 60, 50))
    for x in (160, 560, 1500, 1800):
        s.quad([(x - 46, 0), (x + 46, 0), (x + 52, 640), (x - 52, 640)], (74, 58, 46), INK, 3)
        s.glow(x, 250, 130, AMBER, 0.5)
    head(
        s,
        1130,
        360,
        440,
        turn=-1,
        dark=-1,
        eyes="tired",
        mouth=-0.6,
        skin=(232, 204, 168),
        shade=(92, 76, 66),
    )
    s.quad([(0, 850), (W, 830), (W, H), (0, H)], (64, 44, 34), INK, 6)
    s.line([(0, 852), (W, 832)], 10, GOLD)
    s.fill([(1270, 700), (1500, 760), (1180, 930), (1060, 905)], INK)
    skin = (232, 204, 168)
    s.limbs(
        [
            ([(1130, 905), (1000, 930), (900, 955)], 60.0),
            ([(1120, 890), (990, 900), (880, 915)], 54.0),
            ([(1120, 880), (1000, 876), (900, 882)], 48.0),
        ],
        skin,
    )
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
            a, b = (
                (x0 - d if side == 0 else x0 + 4, y),
                (x1 + (d if side else 2), y + (-24 if side == 0 else 22)),
            )
            s.line([(a[0], a[1] + 16), (b[0], b[1] + 16)], 2, (170, 150, 120))
            if side and k == 5:
                s.line(
                    [
                        (
                            a[0] + 20 + j * 14,
                            a[1]
                            + 6
                            + (b[1] - a[1]) * j / 32
                            - (16 if j % 3 == 0 else (-4 if j % 3 == 1 else 6)),
                        )
                        for j in range(30)
                    ],
                    6,
                    INK,
                    curved=True,
                )
                continue
            n = 22 + (k * 7 + side * 5) % 14
            s.line(
                [
                    (
                        a[0] + 20 + j * 13,
                        a[1]
                        + 4
                        + (b[1] - a[1]) * j / 48
                        - (12 if (j + k) % 3 == 0 else (-4 if j % 2 else 5)),
                    )
                    for j in range(n)
                ],
                3,
                (70, 62, 66),
                curved=True,
            )
            s.line(
                [
                    (a[0] + 4, a[1] - 6 + (k % 3) * 6),
                    (a[0] + 40 + n * 13, a[1] + (b[1] - a[1]) * 0.5 + 4 - (k % 2) * 8),
                ],
                6,
                (150, 52, 44),
            )
    s.limbs(
        [
            ([(1830, 1010), (1660, 880), (1500, 745)], 74.0),
            ([(1850, 1060), (1700, 960), (1620, 900)], 84.0),
            ([(1860, 1080), (1760, 1020), (1690, 980)], 80.0),
        ],
        WHITE,
        INK,
        5,
    )
    s.line([(1560, 790), (1590, 775)], 4, GREY)
    s.line([(1650, 865), (1685, 850)], 4, GREY)
    s.fill([(1740, 1080), (1840, 900), (W, 940), (W, H)], (138, 44, 40))
    s.line([(1752, 1060), (1845, 900)], 10, GOLD)


@panel
def lift_gate(s: Sheet) -> None:
    s.gradient((48, 38, 34), (30, 26, 28))
    s.quad([(560, 60), (1360, 60), (1360, 1040), (560, 1040)], (70, 54, 42), INK, 6)
    s.glow(960, 100, 240, GOLD, 0.6)
    for k in range(3):
        s.beam(
            [(560, 240 + k * 300), (1360, 150 + k * 300), (1360, 240 + k * 300), (560, 330 + k * 300)],
            AMBER,
            0.35,
            16,
        )
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
            s.quad(
                [
                    (x0 + 70, 40 + k * 215),
                    (x1 - 70, 40 + k * 215),
                    (x1 - 70, 215 + k * 215),
                    (x0 + 70, 215 + k * 215),
                ],
                (44, 38, 37),
                (92, 74, 54),
                3,
            )
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
        s.line(
            [
                (cx + r * p * math.cos(a), cy - r * p * math.sin(a)),
                (cx + r * q * math.cos(a), cy - r * q * math.sin(a)),
            ],
            9,
            INK,
        )
        s.oval(cx + r * 0.67 * math.cos(a), cy - r * 0.67 * math.sin(a), 20, 20, INK)
        s.oval(
            cx + r * 0.67 * math.cos(a),
            cy - r * 0.67 * math.sin(a),
            14,
            14,
            (206, 184, 140) if k < 9 else RED,
        )
    s.hatch(
        [(cx + r * 0.5, cy - 250), (cx + r * 0.9, cy - 150), (cx + r * 0.9, cy), (cx + r * 0.45, cy)],
        14,
        60,
        (110, 86, 60),
        3,
        0.7,
    )
    a = math.pi * 0.045
    tip = (cx + r * 0.82 * math.cos(a), cy - r * 0.82 * math.sin(a))
    s.quad([(cx - 30 * math.sin(a), cy - 34), tip, (cx + 20, cy + 26), (cx - 110, cy + 16)], INK, INK, 4)
    for k in range(1, 5):
        b = a + 0.075 * k
        s.line(
            [
                (cx + r * (0.3 + 0.05 * k) * math.cos(b), cy - r * (0.3 + 0.05 * k) * math.sin(b)),
                (cx + r * 0.8 * math.cos(b), cy - r * 0.8 * math.sin(b)),
            ],
            7 - k,
            SLATE,
        )
    s.oval(cx, cy, 46, 46, GOLD)
    s.oval(cx, cy, 22, 22, INK)
    s.quad([(230, 862), (1690, 862), (1720, 930), (200, 930)], (96, 74, 46), INK, 6)
    for x in (520, 1400):
        s.line([(x, 930), (x, H)], 30, (62, 48, 40), taper=False)
    s.line([(960, 935), (960, H)], 6, INK)
    for side in (-1, 1):
        for k in range(3):
            s.line(
                [
                    (960 + side * (700 + k * 50), 820),
                    (960 + side * (800 + k * 20), 620 - k * 60),
                    (960 + side * (690 + k * 60), 430 - k * 70),
                ],
                6,
                (150, 116, 62),
                curved=True,
            )


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
                s.line(
                    [(x, y + 40), (x + side * 40, y + 20), (x + side * 34, y - 18)],
                    4,
                    (72, 54, 44),
                    curved=True,
                )
            s.oval(x, y - 14, 13, 19, (72, 54, 44))
    s.glow(1700, 240, 520, AMBER, 0.45)
    for k, y in enumerate((385, 455, 530, 600)):
        s.line(
            [(-20, y + 30 - k * 6), (400, y + 8), (820 + k * 30, y)],
            34 - k * 3,
            INK,
            wobble=5,
            curved=True,
            taper=False,
        )
        s.line([(-20, y + 56 - k * 6), (360, y + 34)], 6, (50, 42, 40), wobble=6)
    skin, shade = (226, 196, 160), (96, 76, 66)
    fingers = [
        ([(1240, 560), (1000, 440), (850, 392)], 78.0),
        ([(1230, 600), (980, 520), (800, 462)], 80.0),
        ([(1230, 660), (990, 592), (820, 536)], 78.0),
        ([(1240, 730), (1020, 668), (890, 610)], 68.0),
        ([(1330, 520), (1220, 400), (1140, 320)], 76.0),
    ]
    palm = [
        (1210, 540),
        (1290, 480),
        (1440, 560),
        (1560, 690),
        (1480, 830),
        (1330, 810),
        (1220, 760),
        (1180, 640),
    ]
    hand(s, fingers, palm, skin, shade)
    for x, y in ((852, 394), (803, 464), (822, 538), (892, 612)):
        s.blob(
            [
                (x - 38, y - 20),
                (x, y - 34),
                (x + 44, y - 14),
                (x + 40, y + 22),
                (x, y + 32),
                (x - 34, y + 18),
            ],
            INK,
            opacity=0.9,
        )
    s.blob([(1430, 560), (1560, 640), (W + 40, 860), (W + 40, 1200), (1500, 1000), (1400, 840)], INK)
    s.line([(1440, 565), (1420, 700), (1410, 840)], 7, GOLD, curved=True)


@panel
def corridor_door(s: Sheet) -> None:
    s.fill([(0, 0), (W, 0), (W, H), (0, H)], (38, 33, 34))
    t = 0.075

    def at(x: float, y: float) -> Point:
        return 960 + (x - 960) * math.cos(t) - (y - 540) * math.sin(t), 540 + (x - 960) * math.sin(t) + (
            y - 540
        ) * math.cos(t)

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
    s.beam(
        [at(1040, 115), at(1150, 140), at(1150, 905), at(420, 1250), at(-240, 1180), at(1040, 928)],
        AMBER,
        0.4,
        22,
    )
    s.glow(1070, 520, 330, AMBER, 0.5)
    key(s, at(1110, 600)[0] - 20, at(1110, 600)[1] + 14, 110, 0.2, AMBER)
    head(s, 560, 400, 470, turn=1, dark=-1, skin=(240, 208, 156), shade=(40, 36, 40), mouth=-0.2)
    s.line([(740, 690), (800, 800), (830, 1080)], 8, GOLD, curved=True)


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
    s.quad(
        [cam(-2.9, 0.55, 5), cam(-1.3, 0.55, 5), cam(-1.3, 0.55, 2.8), cam(-2.9, 0.55, 2.8)],
        (150, 156, 160),
        INK,
        5,
    )
    s.quad(
        [cam(-2.9, 0.55, 2.8), cam(-1.3, 0.55, 2.8), cam(-1.3, 0.1, 2.8), cam(-2.9, 0.1, 2.8)],
        (96, 102, 110),
        INK,
        5,
    )
    s.quad(
        [cam(-2.9, 1.15, 5), cam(-1.3, 1.15, 5), cam(-1.3, 0.55, 5), cam(-2.9, 0.55, 5)], (70, 54, 44), INK, 5
    )
    s.blob([cam(-2.6, 0.6, 4.8), cam(-1.6, 0.6, 4.8), cam(-1.5, 0.72, 4.4), cam(-2.6, 0.72, 4.4)], WHITE)
    s.hatch(
        [cam(-2.9, 0.55, 3.8), cam(-1.3, 0.55, 3.8), cam(-1.3, 0.55, 2.8), cam(-2.9, 0.55, 2.8)],
        20,
        10,
        SLATE,
        3,
        0.6,
    )
    s.quad(
        [cam(2.98, 0.9, 4.6), cam(2.98, 2.2, 4.6), cam(2.98, 2.2, 2.9), cam(2.98, 0.9, 2.9)],
        (34, 40, 52),
        WHITE,
        6,
    )
    s.line([cam(2.97, 0.9, 3.7), cam(2.97, 2.2, 3.7)], 5, WHITE)
    s.line([cam(2.97, 1.55, 4.6), cam(2.97, 1.55, 2.9)], 5, WHITE)
    for k in range(18):
        z = 2.95 + k * 0.09
        s.line([cam(2.96, 2.1 - (k * 7 % 5) * 0.2, z), cam(2.96, 1.7 - (k * 7 % 5) * 0.2, z)], 2, MIST)
    s.quad(
        [cam(1.7, 0.48, 3.9), cam(2.3, 0.48, 3.9), cam(2.3, 0.48, 3.4), cam(1.7, 0.48, 3.4)],
        (84, 66, 54),
        INK,
        4,
    )
    s.quad(
        [cam(1.7, 1.05, 3.9), cam(2.3, 1.05, 3.9), cam(2.3, 0.48, 3.9), cam(1.7, 0.48, 3.9)],
        (70, 54, 46),
        INK,
        4,
    )
    for a, z in ((1.73, 3.9), (2.27, 3.9), (1.73, 3.4), (2.27, 3.4)):
        s.line([cam(a, 0.48, z), cam(a, 0, z)], 8, INK)


@panel
def room_boats(s: Sheet) -> None:
    s.gradient((26, 30, 40), (52, 60, 72))
    for x, y, r, c in ((420, 300, 130, RED), (1500, 240, 150, AMBER), (1040, 380, 90, (110, 170, 170))):
        s.glow(x, y, r, c, 0.4)
    for _ in range(46):
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
    head(
        s,
        1290,
        470,
        430,
        turn=-1,
        dark=-1,
        hair="short",
        skin=(214, 146, 92),
        shade=(120, 66, 48),
        mouth=-0.3,
        body=(62, 44, 44),
    )
    s.quad([(1120, 860), (1200, 860), (1200, 930), (1120, 930)], GOLD, INK, 4)
    for k in range(16):
        x = 900 + k * 66
        h = 70 + (k * 37 % 90)
        s.blob(
            [
                (x, H),
                (x - 20, H - h * 0.5),
                (x + 8, H - h * 1.7),
                (x + 26, H - h * 0.6),
                (x + 52, H - h),
                (x + 60, H),
            ],
            (244, 150, 60),
            opacity=0.8,
        )
    s.rain(120, slant=0.0, length=130, opacity=0.5)
    for _ in range(22):
        x, y = s.random.uniform(800, W - 40), s.random.uniform(30, 800)
        s.line([(x, y), (x + 6, y + 60), (x - 2, y + 120)], 3, MIST, curved=True)
    s.fill([(840, 0), (880, 0), (880, H), (840, H)], (70, 72, 78))
    s.line([(880, 0), (880, H)], 4, INK)
    head(s, 430, 470, 600, turn=1, dark=-1, eyes="tired", mouth=-0.5, skin=(150, 118, 98), shade=INK)
    s.line([(590, 330), (632, 450), (640, 520)], 6, (240, 150, 70), curved=True)
