"""Panels of the letter, the street and the lot. Development only."""

from __future__ import annotations

import math

from ink import AMBER, GOLD, GREY, INK, MIST, NIGHT, PAPER, RED, SLATE, WHITE, Camera, H, Point, Sheet, W
from people import figure, hand, head, shoulder
from props import digits, key, lamp_post, panel, sign, street, tenements, weeds


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
        s.fill(
            [cam(-2.45, h, 5.1), cam(2.45, h, 5.1), cam(2.45, h - 0.075, 5.1), cam(-2.45, h - 0.075, 5.1)],
            INK,
        )
    s.line([cam(-0.9, 3.1, 5.1), cam(-0.9, 0.95, 5.1)], 4, INK)
    s.line([cam(0.9, 3.1, 5.1), cam(0.9, 0.95, 5.1)], 4, INK)
    s.quad(
        [cam(-3.6, 2.2, 4.6), cam(-2.8, 2.2, 4.6), cam(-2.8, 0, 4.6), cam(-3.6, 0, 4.6)],
        (34, 36, 42),
        SLATE,
        3,
    )
    for k in (0.7, 1.2, 1.7):
        s.line([cam(-3.55, k, 4.6), cam(-2.85, k, 4.6)], 3, SLATE)
    cx = 1000
    s.fill(
        [(cx - 260, 760), (cx - 225, 560), (cx - 90, 500), (cx + 90, 500), (cx + 225, 560), (cx + 260, 760)],
        INK,
    )
    s.oval(cx, 410, 72, 92, INK)
    s.blob(
        [
            (cx - 80, 450),
            (cx - 92, 380),
            (cx - 58, 312),
            (cx + 10, 300),
            (cx + 66, 322),
            (cx + 90, 390),
            (cx + 78, 446),
        ],
        INK,
    )
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
        s.fill(
            [(1180, 60 + k * 92), (1920, 20 + k * 92), (1920, 58 + k * 92), (1180, 92 + k * 92)], (54, 60, 68)
        )
    s.glow(520, 820, 560, AMBER, 0.55)
    head(
        s,
        1010,
        450,
        560,
        turn=-1,
        dark=-1,
        eyes="tired",
        mouth=-0.4,
        skin=(236, 206, 164),
        shade=(64, 58, 60),
    )
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
    s.rain(120)


@panel
def street_boots(s: Sheet) -> None:
    s.gradient(NIGHT, INK)
    for k in range(7):
        s.line([(0, 330 + k * k * 16), (W, 300 + k * k * 17)], 3, INK)
    s.fill([(0, 0), (W, 0), (W, 260), (0, 330)], (30, 32, 38))
    for x in (130, 420, 1500, 1760):
        s.fill([(x, 0), (x + 170, 0), (x + 175, 265), (x, 280)], (48, 52, 60))
    s.glow(960, 120, 420, RED, 0.55)
    s.blob(
        [(120, 800), (520, 660), (1180, 640), (1780, 760), (1700, 960), (900, 1040), (240, 960)], (66, 74, 84)
    )
    s.streaks(960, 670, 620, 330, RED, 0.9)
    s.streaks(660, 700, 260, 200, MIST, 0.5)
    for x, y, k in ((1180, 560, 1.0), (720, 800, 1.35)):
        leg = [(x - 74 * k, -20), (x + 96 * k, -20), (x + 78 * k, y - 120 * k), (x - 72 * k, y - 120 * k)]
        s.fill(leg, INK)
        s.line([leg[0], leg[3]], 5, RED)
        boot = [
            (x - 80 * k, y - 200 * k),
            (x + 84 * k, y - 200 * k),
            (x + 86 * k, y - 90 * k),
            (x + 180 * k, y - 60 * k),
            (x + 280 * k, y - 10 * k),
            (x + 285 * k, y + 34 * k),
            (x - 70 * k, y + 36 * k),
            (x - 88 * k, y - 60 * k),
        ]
        s.quad(boot, (28, 28, 32), MIST, 4)
        s.fill(
            [
                (x - 74 * k, y + 30 * k),
                (x + 288 * k, y + 30 * k),
                (x + 286 * k, y + 54 * k),
                (x - 74 * k, y + 54 * k),
            ],
            INK,
        )
        for j in range(4):
            s.line([(x + 10 * k, y - (180 - j * 34) * k), (x + 92 * k, y - (168 - j * 34) * k)], 4, SLATE)
        s.line(
            [(x + 96 * k, y - 62 * k), (x + 190 * k, y - 50 * k), (x + 262 * k, y - 8 * k)],
            5,
            RED,
            curved=True,
        )
    for a in range(9):
        t = math.pi * (0.02 + 0.96 * a / 8)
        d = 150 + (a * 53 % 70)
        bx, by = 790 + 330 * math.cos(t), 860 - 20 * math.sin(t)
        s.line(
            [
                (bx, by),
                (bx + math.cos(t) * d * 0.5, by - d * 0.7 * math.sin(t)),
                (bx + math.cos(t) * d * 0.95, by - d * 0.6 * math.sin(t) + 20),
            ],
            5,
            WHITE,
            curved=True,
        )
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
    s.quad(
        [
            cam(-0.6, 1.9, z - 0.1),
            cam(0.55, 1.85, z - 0.1),
            cam(0.5, 1.25, z - 0.1),
            cam(-0.62, 1.3, z - 0.1),
        ],
        MIST,
        INK,
        4,
    )
    s.line([cam(-0.4, 1.7, z - 0.1), cam(0.35, 1.66, z - 0.1)], 4, INK)
    s.line([cam(-0.4, 1.5, z - 0.1), cam(0.2, 1.46, z - 0.1)], 4, INK)
    sign(s, cam, -1, 7.2, 3.0, RED)
    s.rain(120)
    shoulder(s, 1440, 480, 480, 1)
    s.rain(60, length=150, opacity=0.5)


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
    fingers = [
        ([(760, 560), (640, 380), (590, 250)], 96.0),
        ([(880, 500), (830, 280), (815, 130)], 100.0),
        ([(1010, 490), (1030, 270), (1050, 130)], 98.0),
        ([(1130, 540), (1220, 370), (1265, 260)], 86.0),
        ([(780, 830), (600, 760), (500, 660)], 104.0),
    ]
    palm = [
        (720, 560),
        (840, 480),
        (1000, 455),
        (1140, 500),
        (1190, 640),
        (1170, 830),
        (1090, 960),
        (860, 970),
        (760, 850),
        (710, 700),
    ]
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
        v2 = v**0.8
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
    letters = {
        "M": [(0, 1), (0, 0), (0.5, 0.6), (1, 0), (1, 1)],
        "E": [(1, 0), (0, 0), (0, 0.5), (0.8, 0.5), (0, 0.5), (0, 1), (1, 1)],
        "R": [(0, 1), (0, 0), (0.9, 0.1), (0.9, 0.45), (0, 0.5), (1, 1)],
        "I": [(0.5, 0), (0.5, 1)],
        "D": [(0, 0), (0.7, 0.1), (1, 0.5), (0.7, 0.9), (0, 1), (0, 0)],
        "A": [(0, 1), (0.5, 0), (1, 1), (0.8, 0.65), (0.2, 0.65)],
        "N": [(0, 1), (0, 0), (1, 1), (1, 0)],
    }
    for k, c in enumerate("MERIDIAN"):
        s.line(
            [(665 + k * 82 + u * 50, 22 + v * 64) for u, v in letters[c]],
            9,
            (255, 120, 96) if k != 5 else (110, 44, 40),
            wobble=0.5,
            taper=False,
        )
    s.fill([(0, 1000), (W, 1010), (W, H), (0, H)], INK)
    s.streaks(960, 1012, 900, 66, AMBER, 0.6)
    figure(s, 900, 1058, 190, rim=GOLD, side=1)
    s.rain(160, slant=0.05)
