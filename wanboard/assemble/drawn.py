"""Spans that are drawn → files in the cache, each named by what it shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wanboard.assemble.film import FilmSpec
from wanboard.assemble.spans import Drawn, Look, Span
from wanboard.assemble.takes import Prepared
from wanboard.files import sha256_file
from wanboard.media.codecs import find_hardware
from wanboard.media.drawing import Drawing, Overlay, Piece, Progress, View
from wanboard.media.work import run_all

VERSION = 2  # of how spans are drawn; raise it when the same span would look different


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What every span of a film shares."""

    spec: FilmSpec
    size: tuple[int, int]
    prepared: Mapping[Path, Prepared]
    sps_id: int


def draw_all(
    scene: Scene, spans: Sequence[Span], *, cache: Path, jobs: int, progress: Callable[[float], None]
) -> dict[int, Path]:
    """The file of each drawn span by its number in `spans`; only those not in the cache are made.

    Raises: MediaError.
    """
    whole = scene.spec.encode or scene.spec.codec != "h264"
    hardware = find_hardware(scene.spec.codec, scene.size, scene.spec.fps) if whole else None
    digests: dict[Path, str] = {}
    files: dict[int, Path] = {}
    todo: dict[Path, Drawing] = {}
    for number, span in enumerate(spans):
        if isinstance(span, Drawn):
            drawing = _drawing(scene, span, whole, hardware)
            suffix = ".mov" if drawing.codec == "prores" else ".mp4"
            files[number] = cache / "drawn" / f"{_key(drawing, digests)}{suffix}"
            if not files[number].exists():
                todo[files[number]] = drawing
    made = 0

    def done(_: Path) -> None:
        nonlocal made
        made += 1
        progress(made / len(todo))

    run_all(((drawing, target) for target, drawing in todo.items()), jobs, done)
    return files


def _drawing(scene: Scene, span: Drawn, whole: bool, hardware: str | None) -> Drawing:
    spec = scene.spec
    return Drawing(
        tuple(_piece(scene, look) for look in span.looks),
        scene.size,
        spec.fps,
        spec.quality,
        spec.codec,
        whole,
        hardware,
        scene.sps_id,
    )


def _piece(scene: Scene, look: Look) -> Piece:
    views = []
    for segment, first in zip(look.segments, look.takes_from, strict=True):
        picture = scene.prepared[scene.spec.segments[segment].take].picture
        views.append(View(picture.path, first, picture.frames, picture.first_s))
    captions = [scene.spec.segments[segment].captions[number] for segment, number in look.captions]
    return Piece(
        look.frames,
        views[0],
        views[1] if len(views) > 1 else None,
        _progress(look.crossfade),
        _progress(look.fade_in),
        _progress(look.fade_out),
        tuple(
            Overlay(caption.kind, caption.text, look.at if caption.kind == "burn-in" else None) for caption in captions
        ),
    )


def _progress(change: tuple[int, int] | None) -> Progress | None:
    return None if change is None else Progress(*change)


def _key(drawing: Drawing, digests: dict[Path, str]) -> str:
    def view(one: View | None) -> object:
        if one is None:
            return None
        if one.path not in digests:
            digests[one.path] = sha256_file(one.path)
        return [digests[one.path], one.first, one.frames, one.first_s]

    def progress(change: Progress | None) -> object:
        return None if change is None else [change.done, change.total]

    pieces = [
        [
            piece.frames,
            view(piece.view),
            view(piece.over),
            progress(piece.crossfade),
            progress(piece.fade_in),
            progress(piece.fade_out),
            [[overlay.kind, overlay.text, overlay.film_frame] for overlay in piece.overlays],
        ]
        for piece in drawing.pieces
    ]
    how = [VERSION, drawing.size, drawing.fps, drawing.quality, drawing.codec, drawing.whole, drawing.hardware]
    return hashlib.sha256(json.dumps([how, drawing.sps_id, pieces]).encode()).hexdigest()
