"""Whether the music and the boards are what they are used as, before anything is paid for a film that could then not
be made. Their headers only; what cannot be decoded after all is found when it is used."""

from __future__ import annotations

from collections.abc import Iterator

from wanboard.diagnostics import Diagnostic
from wanboard.model.storyboard import FileRef, Storyboard
from wanboard.plan.media import Facts, MediaFacts


def check_film_files(board: Storyboard, facts: MediaFacts) -> Iterator[Diagnostic]:
    """A file that is missing has been told by the model's checks, and is left out here."""
    if board.film.music is not None:
        yield from _check(
            board.film.music.file, facts, "music", ("image",), "use a sound file: WAV, MP3, FLAC, OGG, M4A"
        )
    for shot in board.shots:
        if shot.board is not None:
            yield from _check(shot.board, facts, "board", ("audio", "video"), "use a picture: PNG, JPEG, WEBP, BMP")


def _check(file: FileRef, media: MediaFacts, what: str, never: tuple[str, ...], hint: str) -> Iterator[Diagnostic]:
    if file.path is None:
        return
    try:
        facts = media.facts(file.path)
    except OSError:
        return
    if facts.is_text or facts.kind in never:
        yield Diagnostic("WB424", f"the {what} '{file.written}' is {_found(facts)}", file.span, hint)


def _found(facts: Facts) -> str:
    if facts.kind is not None:
        return f"{'an' if facts.kind in ('image', 'audio') else 'a'} {facts.kind} file ({facts.format})"
    return "an empty file" if facts.size == 0 else "a text file"
