"""A small ink-and-wash kit for drawing storyboard panels: brush lines, washes, light, rain.

Development only: needs Pillow and NumPy. Everything is deterministic; coordinates are pixels of a 1920x1080
sheet that is halved when it is saved. Colours are RGB.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

W, H = 1920, 1080
INK = (22, 23, 28)
NIGHT = (44, 48, 56)
SLATE = (78, 84, 92)
GREY = (128, 131, 134)
MIST = (172, 173, 170)
PAPER = (228, 224, 214)
WHITE = (246, 243, 235)
AMBER = (232, 158, 66)
RED = (204, 62, 50)
GOLD = (244, 206, 140)

ACCENTS = (
    RED,
    AMBER,
    GOLD,
    WHITE,
    (236, 196, 72),
    (104, 156, 158),
    (128, 48, 44),
    (92, 56, 40),
    (244, 216, 184),
    (236, 120, 44),
)  # kept when a panel is reduced

Point = tuple[float, float]
Colour = tuple[int, int, int]


def smooth(points: Sequence[Point], closed: bool = False, steps: int = 14) -> list[Point]:
    """A Catmull-Rom curve through the points."""
    p = list(points)
    p = [p[-1], *p, p[0], p[1]] if closed else [p[0], *p, p[-1]]
    out: list[Point] = []
    for i in range(len(p) - 3):
        a, b, c, d = p[i : i + 4]
        for k in range(steps):
            t = k / steps
            out.append(
                tuple(
                    0.5
                    * (
                        2 * b[j]
                        + (c[j] - a[j]) * t
                        + (2 * a[j] - 5 * b[j] + 4 * c[j] - d[j]) * t * t
                        + (3 * b[j] - a[j] - 3 * c[j] + d[j]) * t**3
                    )
                    for j in (0, 1)
                )  # type: ignore[arg-type]
            )
    out.append(p[-2])
    return out


class Camera:
    """Pinhole: metres in (X right, Y up from the eye, Z ahead), pixels out."""

    def __init__(self, x: float = W / 2, y: float = H / 2, f: float = 1300, eye: float = 1.6) -> None:
        self.x, self.y, self.f, self.eye = x, y, f, eye

    def __call__(self, x: float, height: float, z: float) -> Point:
        """`height` is above the floor."""
        return self.x + self.f * x / z, self.y - self.f * (height - self.eye) / z

    def size(self, metres: float, z: float) -> float:
        return self.f * metres / z


class Sheet:
    def __init__(self, name: str, ground: Colour = PAPER) -> None:
        self.name = name
        self.random = random.Random(name)
        self.image = Image.new("RGB", (W, H), ground)

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    # tone

    def gradient(self, top: Colour, bottom: Colour, y0: int = 0, y1: int = H) -> None:
        for y in range(y0, y1, 4):
            t = (y - y0) / max(1, y1 - y0)
            self.draw.rectangle(
                (0, y, W, y + 4), fill=tuple(round(a + (b - a) * t) for a, b in zip(top, bottom, strict=True))
            )

    def fill(self, points: Iterable[Point], colour: Colour, soft: float = 0, opacity: float = 1) -> None:
        """A wash. `soft` blurs its edge, `opacity` lets the paper through."""
        mask = Image.new("L", (W, H), 0)
        ImageDraw.Draw(mask).polygon(list(points), fill=round(255 * opacity))
        if soft:
            mask = mask.filter(ImageFilter.GaussianBlur(soft))
        self.image.paste(colour, (0, 0, W, H), mask)

    def blob(self, points: Sequence[Point], colour: Colour, **how: float) -> None:
        self.fill(smooth(points, closed=True), colour, **how)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, **how: float) -> None:
        self.fill(
            [(x + rx * math.cos(a / 32 * math.pi), y + ry * math.sin(a / 32 * math.pi)) for a in range(64)],
            colour,
            **how,
        )

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 1) -> None:
        """Light, added by screening."""
        yy, xx = np.mgrid[0:H:2, 0:W:2]
        fall = np.exp(-(((xx - x) ** 2 + (yy - y) ** 2) / radius**2)) * strength
        light = Image.fromarray((fall[..., None] * np.array(colour)).clip(0, 255).astype("uint8"))
        self.image = ImageChops.screen(self.image, light.resize((W, H)))

    def beam(self, points: Iterable[Point], colour: Colour, strength: float = 0.4, soft: float = 18) -> None:
        """Light in the shape of a polygon."""
        mask = Image.new("L", (W, H), 0)
        ImageDraw.Draw(mask).polygon(list(points), fill=round(255 * strength))
        mask = mask.filter(ImageFilter.GaussianBlur(soft))
        light = Image.composite(Image.new("RGB", (W, H), colour), Image.new("RGB", (W, H)), mask)
        self.image = ImageChops.screen(self.image, light)

    # line

    def line(
        self,
        points: Sequence[Point],
        width: float = 5,
        colour: Colour = INK,
        wobble: float = 1.6,
        curved: bool = False,
        taper: bool = True,
    ) -> None:
        """A brush line: a little unsteady, thinner at its ends."""
        path = smooth(points) if curved else _resample(points)
        phase, phase2 = self.random.random() * 9, self.random.random() * 9
        last = len(path) - 1
        previous: Point | None = None
        for i, (x, y) in enumerate(path):
            s = i * 0.35
            x += wobble * math.sin(s * 0.7 + phase)
            y += wobble * math.sin(s * 0.9 + phase2)
            t = i / max(1, last)
            w = width * ((0.45 + 0.55 * math.sin(math.pi * t) ** 0.6) if taper else 1)
            if previous:
                self.draw.line((*previous, x, y), fill=colour, width=max(1, round(w)))
                r = w / 2
                if r > 1.5:
                    self.draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)
            previous = (x, y)

    def outline(self, points: Sequence[Point], width: float = 4, colour: Colour = INK, closed: bool = True) -> None:
        p = list(points)
        for a, b in zip(p, p[1:] + (p[:1] if closed else []), strict=False):
            self.line([a, b], width, colour, wobble=1.2)

    def quad(self, points: Sequence[Point], colour: Colour, line: Colour | None = INK, width: float = 4) -> None:
        self.fill(points, colour)
        if line:
            self.outline(points, width, line)

    def hatch(
        self,
        points: Sequence[Point],
        spacing: float = 16,
        angle: float = 55,
        colour: Colour = INK,
        width: float = 2.5,
        opacity: float = 0.6,
    ) -> None:
        """Pen hatching inside a polygon."""
        layer = Image.new("L", (W, H), 0)
        pen = ImageDraw.Draw(layer)
        dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        for k in range(-140, 141):
            o = k * spacing + self.random.uniform(-2, 2)
            cx, cy = W / 2 - dy * o, H / 2 + dx * o
            pen.line(
                (cx - dx * 1400, cy - dy * 1400, cx + dx * 1400, cy + dy * 1400),
                fill=round(255 * opacity),
                width=round(width),
            )
        mask = Image.new("L", (W, H), 0)
        ImageDraw.Draw(mask).polygon(list(points), fill=255)
        self.image.paste(colour, (0, 0, W, H), ImageChops.multiply(layer, mask))

    def strokes(self, path: Sequence[Point], width: float, fill: Colour, edge: Colour = INK, border: float = 5) -> None:
        """A rounded limb with an outline."""
        self.limbs([(path, width)], fill, edge, border)

    def limbs(
        self,
        parts: Sequence[tuple[Sequence[Point], float]],
        fill: Colour,
        edge: Colour = INK,
        border: float = 5,
    ) -> None:
        """Rounded limbs that grow into one another: all outlines first, then all fills."""
        for grow, colour in ((border * 2, edge), (0.0, fill)):
            for path, width in parts:
                curve = smooth(path) if len(path) > 2 else _resample(path)
                for x, y in curve:
                    r = (width + grow) / 2
                    self.draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    # weather

    def rain(
        self,
        count: int = 240,
        slant: float = 0.16,
        length: float = 90,
        colour: Colour = PAPER,
        opacity: float = 0.4,
        width: int = 2,
    ) -> None:
        layer = Image.new("L", (W, H), 0)
        pen = ImageDraw.Draw(layer)
        for _ in range(count):
            x, y = self.random.uniform(-100, W + 100), self.random.uniform(-100, H)
            n = length * self.random.uniform(0.5, 1.3)
            pen.line(
                (x, y, x - slant * n, y + n),
                fill=round(255 * opacity * self.random.uniform(0.5, 1)),
                width=width,
            )
        self.image.paste(colour, (0, 0, W, H), layer)

    def streaks(self, x: float, y: float, width: float, depth: float, colour: Colour, opacity: float = 0.7) -> None:
        """A reflection on wet ground: broken horizontal strokes, fading downward."""
        layer = Image.new("L", (W, H), 0)
        pen = ImageDraw.Draw(layer)
        n = max(3, int(depth / 11))
        for i in range(n):
            t = i / n
            w = width * (0.5 + 0.5 * self.random.random()) * (1 - 0.4 * t)
            cx = x + self.random.uniform(-0.12, 0.12) * width
            yy = y + depth * t
            pen.ellipse((cx - w / 2, yy - 3, cx + w / 2, yy + 4), fill=round(255 * opacity * (1 - t) ** 0.8))
        self.image.paste(colour, (0, 0, W, H), layer)

    def smoke(self, x: float, y: float, size: float, colour: Colour, count: int = 12, opacity: float = 0.5) -> None:
        for _ in range(count):
            a, d = self.random.uniform(0, 6.3), self.random.uniform(0, 1)
            r = size * self.random.uniform(0.25, 0.6)
            self.oval(
                x + math.cos(a) * d * size,
                y + math.sin(a) * d * size * 0.7,
                r,
                r * 0.8,
                colour,
                soft=r * 0.35,
                opacity=opacity * 0.4,
            )

    def save(self, folder: Path, colours: int = 26) -> Path:
        edge = ImageDraw.Draw(self.image)
        edge.rectangle((0, 0, W - 1, H - 1), outline=INK, width=6)
        small = self.image.resize((W // 2, H // 2), Image.Resampling.LANCZOS)
        target = folder / f"{self.name}.png"
        pixels = np.asarray(small, dtype=np.int32).reshape(-1, 3)
        kept = [a for a in ACCENTS if np.count_nonzero(np.abs(pixels - np.array(a)).sum(axis=1) < 42) > 200]
        base = small.quantize(colours - len(kept), method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        found = (base.getpalette() or [])[: 3 * (colours - len(kept))]
        palette = Image.new("P", (1, 1))
        palette.putpalette([*found, *(channel for accent in kept for channel in accent)])
        small.quantize(palette=palette, dither=Image.Dither.NONE).save(target, optimize=True)
        return target


def _resample(points: Sequence[Point], step: float = 16) -> list[Point]:
    out: list[Point] = [points[0]]
    for (ax, ay), (bx, by) in pairwise(points):
        n = max(1, int(math.hypot(bx - ax, by - ay) / step))
        out += [(ax + (bx - ax) * k / n, ay + (by - ay) * k / n) for k in range(1, n + 1)]
    return out
