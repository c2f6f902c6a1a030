"""A canvas for flat, layered pictures: smooth shapes with gradients, soft light. Units: the picture's
height is 1."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from wanboard.media.cards.palette import Color

Point = tuple[float, float]
_FINER = 2  # shapes are drawn this much larger and reduced: smooth edges


class Canvas:
    """`image` is RGB; x runs from 0 to `aspect`, y from 0 (top) to 1."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.aspect = width / height
        self.image = Image.new("RGB", (width, height))

    def fill(self, stops: Sequence[tuple[float, Color]]) -> None:
        """A vertical gradient through (y, colour) stops over the whole picture."""
        self.image.paste(self._gradient(stops, self.height).resize(self.image.size))

    def shape(self, points: Sequence[Point], top: Color, bottom: Color | None = None, alpha: float = 1.0) -> None:
        """A polygon, shaded from its highest to its lowest point."""
        self.layer(self.mask([points]), top, bottom, alpha)

    def layer(self, mask: Image.Image, top: Color, bottom: Color | None = None, alpha: float = 1.0) -> None:
        """Lay colour through a mask of the canvas's size, shaded over the mask's own height."""
        box = mask.getbbox()
        if box is None:
            return
        part = mask.crop(box)
        if alpha < 1.0:
            part = part.point([round(v * alpha) for v in range(256)])
        ink = self._gradient(((0.0, top), (1.0, bottom or top)), part.height).resize(part.size)
        self.image.paste(ink, box[:2], part)

    def mask(self, shapes: Sequence[Sequence[Point]]) -> Image.Image:
        """The union of polygons as an "L" mask of the canvas's size."""
        mask = Image.new("L", (self.width, self.height))
        for points in shapes:
            scaled = [(x * self.height, y * self.height) for x, y in points]
            left = max(0, math.floor(min(x for x, _ in scaled)))
            upper = max(0, math.floor(min(y for _, y in scaled)))
            right = min(self.width, math.ceil(max(x for x, _ in scaled)) + 1)
            lower = min(self.height, math.ceil(max(y for _, y in scaled)) + 1)
            if right <= left or lower <= upper:
                continue
            fine = Image.new("L", ((right - left) * _FINER, (lower - upper) * _FINER))
            moved = [((x - left) * _FINER, (y - upper) * _FINER) for x, y in scaled]
            ImageDraw.Draw(fine).polygon(moved, fill=255)
            part = fine.reduce(_FINER)
            mask.paste(ImageChops.lighter(mask.crop((left, upper, right, lower)), part), (left, upper))
        return mask

    def glow(self, x: float, y: float, radius: float, color: Color, strength: float = 1.0) -> None:
        """Add soft light that falls off from a point (screen, so that nothing clips hard)."""
        size = max(2, round(radius * 2 * self.height))
        left, upper = round((x - radius) * self.height), round((y - radius) * self.height)
        box = (max(0, left), max(0, upper), min(self.width, left + size), min(self.height, upper + size))
        if box[2] <= box[0] or box[3] <= box[1]:
            return
        halo = _halo().resize((size, size), Image.Resampling.BILINEAR)
        halo = halo.crop((box[0] - left, box[1] - upper, box[2] - left, box[3] - upper))
        weights = [halo.point([round(v * strength * c / 255) for v in range(256)]) for c in color]
        lit = ImageChops.screen(self.image.crop(box), Image.merge("RGB", weights))
        self.image.paste(lit, box[:2])

    def blur(self, radius: float) -> None:
        """Throw what is drawn so far out of focus; radius in picture heights."""
        pixels = radius * self.height
        small = self.image.reduce(4) if pixels > 12 else self.image
        soft = small.filter(ImageFilter.GaussianBlur(pixels / (4 if small is not self.image else 1)))
        self.image = soft.resize(self.image.size, Image.Resampling.BICUBIC)

    def vignette(self, strength: float) -> None:
        """Darken towards the corners."""
        shade = _falloff().resize(self.image.size, Image.Resampling.BILINEAR)
        shade = shade.point([255 - round((255 - v) * strength) for v in range(256)])
        self.image = ImageChops.multiply(self.image, Image.merge("RGB", (shade, shade, shade)))

    @staticmethod
    def _gradient(stops: Sequence[tuple[float, Color]], height: int) -> Image.Image:
        places = np.linspace(0.0, 1.0, max(1, height))
        channels = [np.interp(places, [s[0] for s in stops], [s[1][n] for s in stops]) for n in range(3)]
        column = np.stack(channels, axis=-1).round().astype(np.uint8)
        return Image.fromarray(column[:, None, :])


def smooth(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """A closed curve through the points (Catmull-Rom)."""
    count = len(points)
    curve: list[Point] = []
    for index in range(count):
        a, b, c, d = (points[(index + n) % count] for n in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            curve.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    return curve


def ellipse(x: float, y: float, rx: float, ry: float, turn: float = 0.0, steps: int = 72) -> list[Point]:
    """An ellipse around (x, y), turned by `turn` radians."""
    cos, sin = math.cos(turn), math.sin(turn)
    angles = [math.tau * n / steps for n in range(steps)]
    flat = [(rx * math.cos(a), ry * math.sin(a)) for a in angles]
    return [(x + u * cos - v * sin, y + u * sin + v * cos) for u, v in flat]


def box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def _halo() -> Image.Image:
    axis = np.linspace(-1.0, 1.0, 256)
    distance = np.sqrt(axis[:, None] ** 2 + axis[None, :] ** 2)
    light = np.clip(1.0 - distance, 0.0, 1.0) ** 2.2
    return Image.fromarray((light * 255).round().astype(np.uint8))


def _falloff() -> Image.Image:
    axis = np.linspace(-1.0, 1.0, 256)
    distance = np.sqrt(axis[:, None] ** 2 + axis[None, :] ** 2) / math.sqrt(2)
    light = 1.0 - np.clip((distance - 0.35) / 0.65, 0.0, 1.0) ** 1.6
    return Image.fromarray((light * 255).round().astype(np.uint8))
