"""Everything on a card but the moving picture: header, captions, action, subtitles, timecode."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from wanboard.media.cards import icons, terms
from wanboard.media.cards.card import Card, Spoken
from wanboard.media.cards.clock import timecode_box
from wanboard.media.cards.inks import ACCENT, DARK, FAINT, GREY, WHITE
from wanboard.media.cards.layout import Layout, even
from wanboard.media.cards.lettering import Block, fit, line_height, shorten, width, write
from wanboard.media.cards.planes import Patch, patch_of

_LABEL = {"en": "ANIMATIC", "zh": "动态分镜"}


def action_block(card: Card, layout: Layout) -> Block:
    """The action's text, set to its box; several pages where it is long."""
    below = layout.px(24) if card.sound and not layout.gutters else 0
    height = layout.text.height - below - layout.px(12)
    sizes = [layout.px(size) for size in (27, 25, 23, 21)]
    if not layout.gutters:
        sizes = [layout.px(size) for size in (28, 26, 24, 22)]
    best = Block(((),), sizes[0], False)
    for size in sizes:
        lines = max(1, height // line_height(size))
        best = fit(card.action, layout.text.width, lines, [size])
        if len(best.pages) == 1:
            break
    return best


def base(card: Card, layout: Layout, backdrop: Image.Image, block: Block, page: int) -> Image.Image:
    """The whole card without the moving picture and the timecode, for one page of the action."""
    image = _ambience(backdrop, layout)
    _frame(image, layout)
    _header(image, card, layout)
    if layout.gutters:
        _gutters(image, card, layout)
    else:
        _caption_row(image, card, layout)
    _action(image, card, layout, block, page)
    return image


def _ambience(backdrop: Image.Image, layout: Layout) -> Image.Image:
    """The picture itself, far out of focus and dark, so that the surround belongs to it."""
    small = backdrop.resize((32, max(8, round(32 * layout.size[1] / layout.size[0]))), Image.Resampling.BOX)
    soft = small.filter(ImageFilter.GaussianBlur(3)).resize(layout.size, Image.Resampling.BICUBIC)
    dim = ImageEnhance.Brightness(ImageEnhance.Color(soft).enhance(0.75)).enhance(0.26)
    return Image.blend(dim, Image.new("RGB", layout.size, DARK), 0.45)


def _frame(image: Image.Image, layout: Layout) -> None:
    """A hairline around the picture."""
    r, gap = layout.picture, layout.px(2)
    ImageDraw.Draw(image).rectangle(
        (r.left - gap, r.top - gap, r.right + gap - 1, r.bottom + gap - 1), outline=(58, 63, 73)
    )


def _header(image: Image.Image, card: Card, layout: Layout) -> None:
    """Shot id, scene title, what this is; the timecode's own box stands at the right."""
    h, size = layout.header, layout.px(19)
    baseline = h.top + h.height // 2 + round(size * 0.36)
    clock = timecode_box(layout)
    label = _LABEL.get(card.language, _LABEL["en"])
    small = layout.px(12.5)
    room = clock[0] - layout.px(18)
    write(image, (room, baseline - layout.px(1)), label, small, FAINT, bold=True, anchor="r")
    room -= round(width(label, small, True)) + layout.px(20)
    name = shorten(card.shot_id, size, (room - h.left) * 0.6, True)
    pad = layout.px(10)
    wide = round(width(name, size, True)) + 2 * pad
    top = h.top + (h.height - layout.px(29)) // 2
    ImageDraw.Draw(image).rounded_rectangle(
        (h.left, top, h.left + wide, top + layout.px(29)), layout.px(5), fill=ACCENT
    )
    write(image, (h.left + pad, baseline), name, size, (24, 18, 8), bold=True)
    left = h.left + wide + layout.px(14)
    title = shorten(card.scene_title, size, room - left) if room - left > layout.px(40) else ""
    write(image, (left, baseline), title, size, GREY)


def _gutters(image: Image.Image, card: Card, layout: Layout) -> None:
    """Left: how it is framed. Right: how the camera moves and how long."""
    r = layout.picture
    room = r.left - layout.px(22)
    wide, tall = min(layout.px(64), room), min(layout.px(36), room * 9 // 16)
    left_middle, right_middle = r.left // 2, (r.right + layout.size[0]) // 2
    if card.framing:
        icon = icons.framing_icon(terms.framing_of(card.framing), wide, tall, (*GREY, 255))
        image.paste(icon, (left_middle - wide // 2, r.top + layout.px(8)), icon)
    y = _stack(image, card.framing, left_middle, r.top + tall + layout.px(14), room, layout, WHITE)
    _stack(image, card.angle, left_middle, y + layout.px(4), room, layout, GREY)
    icon = icons.move_icon(terms.move_of(card.camera), wide, tall, (*GREY, 255))
    image.paste(icon, (right_middle - wide // 2, r.top + layout.px(8)), icon)
    y = _stack(image, card.camera, right_middle, r.top + tall + layout.px(14), room, layout, WHITE)
    y = _stack(image, length_text(card), right_middle, y + layout.px(4), room, layout, GREY)
    if card.sound:
        y = _stack(image, "♪", right_middle, y + layout.px(18), room, layout, FAINT)
        _stack(image, card.sound, right_middle, y, room, layout, FAINT, lines=9)


def _stack(
    image: Image.Image,
    text: str,
    middle: int,
    top: int,
    room: int,
    layout: Layout,
    ink: tuple[int, int, int],
    lines: int = 4,
) -> int:
    """Short lines around a middle; gives where they end."""
    if not text:
        return top
    block = fit(text, room, lines, [layout.px(size) for size in (17, 16, 15, 14, 13, 12)])
    y = top
    for line in (line for page in block.pages for line in page):
        y += block.line_height
        write(image, (middle, y), line, block.size, ink, anchor="m")
    return y


def _caption_row(image: Image.Image, card: Card, layout: Layout) -> None:
    r, size = layout.captions, layout.px(18)
    icon_wide, icon_tall = layout.px(40), layout.px(24)
    x, top = r.left, r.top + (r.height - icon_tall) // 2 + layout.px(2)
    baseline = r.top + r.height // 2 + round(size * 0.36) + layout.px(2)
    how = " · ".join(part for part in (card.framing, card.angle) if part)
    length = length_text(card)
    end = r.right - round(width(length, size)) - layout.px(14)
    parts = []
    if how:
        parts.append((icons.framing_icon(terms.framing_of(card.framing), icon_wide, icon_tall, (*GREY, 255)), how))
    parts.append((icons.move_icon(terms.move_of(card.camera), icon_wide, icon_tall, (*GREY, 255)), card.camera))
    room = (end - x) // len(parts) - icon_wide - layout.px(28)
    for icon, text in parts:
        image.paste(icon, (x, top), icon)
        x += icon_wide + layout.px(10)
        x += round(write(image, (x, baseline), shorten(text, size, room), size, WHITE)) + layout.px(22)
    write(image, (r.right, baseline), length, size, GREY, anchor="r")


def length_text(card: Card) -> str:
    return f"{card.frames / card.fps:.1f} s"


def _action(image: Image.Image, card: Card, layout: Layout, block: Block, page: int) -> None:
    r = layout.text
    lines = block.pages[page] if block.pages else ()
    sound = line_height(layout.px(16)) if card.sound and not layout.gutters else 0
    used = len(lines) * block.line_height + sound
    y = r.top + max(layout.px(7), (r.height - used) // 2 - layout.px(1))
    for line in lines:
        y += block.line_height
        write(image, (r.left, y - round(block.size * 0.3)), line, block.size, WHITE)
    if len(block.pages) > 1:
        note = f"{page + 1}/{len(block.pages)}"
        write(image, (r.right, r.bottom - layout.px(10)), note, layout.px(14), FAINT, anchor="r")
    if sound:
        size = layout.px(16)
        room = r.width - layout.px(60)
        write(
            image,
            (r.left, y + line_height(size) - round(size * 0.2)),
            "♪ " + shorten(card.sound, size, room),
            size,
            FAINT,
        )


def subtitle(spoken: tuple[Spoken, ...], page: int, card: Card, layout: Layout) -> Patch | None:
    """What is said at a moment, over the foot of the picture; `page` of the first line's pages."""
    room = round(layout.picture.width * 0.84)
    lines: list[tuple[str, bool]] = []
    size = layout.px(28)
    for number, said in enumerate(spoken):
        block = subtitle_block(said, layout)
        size = min(size, block.size)
        if said.who:
            lines.append((said.who, True))
        chosen = block.pages[min(page if number == 0 else 0, len(block.pages) - 1)]
        lines.extend((line, False) for line in chosen)
    if not lines:
        return None
    name_size = round(size * 0.68)
    heights = [line_height(name_size if is_name else size) for _, is_name in lines]
    widest = max(width(text, name_size if is_name else size, is_name) for text, is_name in lines)
    pad = layout.px(14)
    wide, tall = even(min(widest, room) + 2 * pad + 1), even(sum(heights) + pad + 1)
    image = Image.new("RGB", (wide, tall), (8, 9, 12))
    mask = Image.new("L", (wide, tall), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, wide - 1, tall - 1), layout.px(8), fill=172)
    y = pad // 2
    for (text, is_name), height in zip(lines, heights, strict=True):
        y += height
        ink, weight = (ACCENT, name_size) if is_name else (WHITE, size)
        at = (wide / 2, y - round(weight * 0.3))
        write(image, at, text, weight, ink, bold=is_name, anchor="m")
        stencil = Image.new("RGB", image.size)
        write(stencil, at, text, weight, (255, 255, 255), bold=is_name, anchor="m")
        mask = Image.fromarray(np.maximum(np.asarray(mask), np.asarray(stencil)[:, :, 0]))
    r = layout.picture
    return patch_of(image, even(r.left + (r.width - wide) / 2), even(r.bottom - tall - layout.px(16)), mask)


def subtitle_block(said: Spoken, layout: Layout) -> Block:
    return fit(said.line, layout.picture.width * 0.84, 2, [layout.px(size) for size in (28, 26, 24)])
