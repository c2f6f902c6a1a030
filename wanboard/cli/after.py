"""What a build says when it has ended: what came of it, as text or as a document."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence

from wanboard.assemble.film import FilmResult
from wanboard.cli.options import Options
from wanboard.cli.part import Part
from wanboard.cli.report import Open
from wanboard.cli.screen import print_document, say
from wanboard.diagnostics import Diagnostic
from wanboard.errors import ExitCode
from wanboard.execute.jobs import JobResult
from wanboard.files import display_path
from wanboard.outputs.compiled import clip_document
from wanboard.outputs.diagnostics import render_json
from wanboard.pipeline.front import Compiled
from wanboard.pipeline.generate import Generated
from wanboard.store.record import OPEN, State


def say_films(
    options: Options,
    films: Sequence[tuple[Compiled, FilmResult]],
    findings: Sequence[Diagnostic],
    *,
    parts: Sequence[Part] = (),
    generated: Generated | None = None,
) -> int:
    if options.json:
        clips = [
            _clip_document(part, r) for part in parts for r in (generated.results[part.compiled] if generated else ())
        ]
        print_document(
            "build",
            1,
            {
                "ok": not findings and not (generated and generated.interrupted),
                "interrupted": bool(generated and generated.interrupted),
                "films": [_film_document(compiled, film) for compiled, film in films],
                "clips": clips,
                "diagnostics": render_json(findings),
            },
        )
        return ExitCode.DONE
    for _, film in films:
        for note in film.notes:
            say(f"note: {display_path(film.path)}: {note}", quiet=options.quiet)
        sound = "with sound" if film.has_audio else "silent"
        print(
            f"{display_path(film.path)}  {film.duration_s:.3f} s, {film.frames} frames at {film.fps} fps, "
            f"{film.width}x{film.height}, {sound}"
        )
    return ExitCode.DONE


def say_leftovers(options: Options, generated: Generated) -> None:
    """What came of tasks that no clip asks for any more."""
    for result in generated.leftovers:
        record = result.record
        if record is None:  # another process has it, or it was settled meanwhile
            continue
        what = f"note: {record.storyboard}, clip {result.job.label} as it was earlier (task {record.task_id})"
        if result.ok:
            said = "is fetched and kept; it is used again, free, if the clip goes back to what it was"
        elif record.state in OPEN:
            said = "is still in flight; a later build fetches it, `wanboard cancel` ends it while it is pending"
        else:
            said = f"ended without a video: {result.failure.message if result.failure else record.state.value}"
        say(f"{what} {said}", quiet=options.quiet)


def say_unanswered(options: Options, work: Open, parts: Sequence[Part]) -> None:
    """Lost answers to requests that no clip makes any more: still for the user to decide."""
    for part in parts:
        asked_for = {clip.fingerprint for clip in part.compiled.clips}
        for record in itertools.chain.from_iterable(work.desk.records.values()):
            ours = record.storyboard == part.compiled.ledger_name and record.fingerprint not in asked_for
            if ours and record.state is State.AMBIGUOUS:
                story = display_path(part.compiled.path)
                text = f"clip {record.clip} as it was earlier was sent and never answered; it may be billed"
                say(f"note: {story}, {text}: wanboard status {story}", quiet=options.quiet)


def say_interrupted(options: Options, parts: Sequence[Part], generated: Generated) -> int:
    """What is done, what is in flight, how to go on. Returns the exit code."""
    results = [result for part in parts for result in generated.results[part.compiled]]
    flight = [r for r in results if not r.ok and r.record is not None and r.record.task_id]
    done = sum(r.ok for r in results)
    print(
        f"Interrupted: {done} of {len(results)} clips are done, {len(flight)} are being generated at the service"
        + (":" if flight else "."),
        file=sys.stderr,
    )
    for result in flight:
        if result.record is not None:
            print(
                f"  clip {result.job.number} ({result.job.label}): task {result.record.task_id}",
                file=sys.stderr,
            )
    stories = " ".join(str(story) for story in options.stories)
    print(
        f"Nothing is lost. Go on with: wanboard build {stories}   (or stop what is pending: wanboard cancel {stories})",
        file=sys.stderr,
    )
    return ExitCode.INTERRUPTED


def _film_document(compiled: Compiled, film: FilmResult) -> dict[str, object]:
    return {
        "storyboard": str(compiled.path), "path": str(film.path), "frames": film.frames, "fps": film.fps,
        "width": film.width, "height": film.height, "seconds": film.duration_s, "has_audio": film.has_audio,
        "copied_frames": film.copied_frames, "encoded_frames": film.encoded_frames,
        "loudness_lufs": film.loudness_lufs, "notes": list(film.notes),
    }  # fmt: skip


def _clip_document(part: Part, result: JobResult) -> dict[str, object]:
    clips = {clip.number: clip for clip in part.clips}
    record = result.record
    return {
        "storyboard": str(part.compiled.path),
        **clip_document(clips[result.job.number]),
        "outcome": result.outcome.value,
        "take": result.job.take,
        "task_id": record.task_id if record else None,
        "request_id": record.request_id if record else None,
        "media": record.media if record else None,
        "cost": str(result.job.cost.amount) if result.job.cost else None,
        "currency": result.job.cost.currency if result.job.cost else None,
        "failure": None if result.failure is None else {
            "code": result.failure.code, "message": result.failure.message, "advice": result.failure.advice,
            "service_message": result.failure.service_message,
        },
    }  # fmt: skip
