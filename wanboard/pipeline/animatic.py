"""Shots → cards → animatic. Free: it goes through the backend's interface, not through the ledger, which is
for what costs money; each card is kept in the cache by its content."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from wanboard.assemble.build import assemble
from wanboard.assemble.film import FilmResult, Join, Segment
from wanboard.backends.animatic_request import card_request
from wanboard.backends.base import BackendError, Settings, TaskState
from wanboard.backends.registry import backend_named
from wanboard.errors import GenerationError
from wanboard.pipeline.cards import Drawn, cards, film_timeline
from wanboard.pipeline.film import ANIMATIC_NOTE, join_of, spec_of, speech_of
from wanboard.pipeline.front import Compiled
from wanboard.plan.clip import Clip
from wanboard.plan.timeline import Piece


def draw(
    compiled: Compiled,
    clips: Sequence[Clip],
    target: Path,
    *,
    cache: Path,
    jobs: int,
    encode: bool,
    on_stage: Callable[[float, str], None],
) -> FilmResult:
    """Draw every card that is not in the cache and join them. Raises: GenerationError, MediaError,
    OSError."""
    drawn = cards(compiled, clips)
    paths = asyncio.run(_draw_all(drawn, Settings("animatic", "", "", cache=cache, jobs=jobs), on_stage))
    line = film_timeline(compiled, clips)
    take_of = {item.place.shot.id: path for item, path in zip(drawn, paths, strict=True)}
    segments = [segment for piece in line.pieces for segment in _segments(piece, line.fps, take_of)]
    spec = spec_of(compiled, line, segments, encode=encode, note=ANIMATIC_NOTE)
    return assemble(spec, target, cache=cache, jobs=jobs, progress=on_stage)


def _segments(piece: Piece, fps: int, take_of: dict[str, Path]) -> Iterator[Segment]:
    """A card for each shot of the piece; the first is entered as the piece is. Titles, subtitles, shot ids and timecode
    are on the cards already: drawn once with the card, not again over it."""
    said = speech_of(piece, fps)
    for number, place in enumerate(piece.shots):
        offset = place.first_frame - piece.first_frame
        yield Segment(
            take=take_of[place.shot.id],
            start_s=0.0,
            frames=place.frames,
            join=Join() if number else join_of(piece),
            speech=tuple(
                replace(speech, first_frame=speech.first_frame - offset)
                for speech in said
                if 0 <= speech.first_frame - offset < place.frames
            ),
        )


async def _draw_all(drawn: Sequence[Drawn], settings: Settings, on_stage: Callable[[float, str], None]) -> list[Path]:
    done = 0

    async with backend_named("animatic").open(settings) as session:

        async def one(item: Drawn) -> Path:
            nonlocal done
            task = await session.submit(card_request(item.card))
            while True:
                report = await session.poll(task.task_id)
                if report.state.is_final:
                    break
            if report.state is not TaskState.SUCCEEDED or report.video_url is None:
                raise GenerationError(f"the card of shot {item.place.shot.id} could not be drawn: {report.message}")
            done += 1
            on_stage(done / len(drawn), "drawing cards")
            return Path(unquote(urlsplit(report.video_url).path))

        try:
            return list(await asyncio.gather(*(one(item) for item in drawn)))
        except BackendError as error:
            raise GenerationError(f"a card could not be drawn: {error.message}") from error
