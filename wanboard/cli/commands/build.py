"""`wanboard build STORY…`: the film."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from wanboard.assemble.film import FilmResult
from wanboard.backends.registry import backend_named
from wanboard.cli.money import amounts, price_dates, priceless
from wanboard.cli.options import Options
from wanboard.cli.progress import Progress
from wanboard.cli.report import Open, opened, print_items
from wanboard.cli.screen import print_document, say
from wanboard.diagnostics import Diagnostic
from wanboard.errors import ExitCode, RefusedError, UsageError
from wanboard.execute.jobs import JobResult, Outcome
from wanboard.files import display_path
from wanboard.outputs.compiled import clip_document
from wanboard.outputs.diagnostics import render_json
from wanboard.pipeline.ahead import Ahead
from wanboard.pipeline.animatic import draw
from wanboard.pipeline.choose import select
from wanboard.pipeline.failures import failures_at_lines
from wanboard.pipeline.film import film_path, make_film
from wanboard.pipeline.forecast import Step, billed_seconds, costs, forecast
from wanboard.pipeline.front import Compiled
from wanboard.pipeline.generate import Batch, Generated, generate
from wanboard.pipeline.locking import LockKeeper, differences_to_say, frozen_takes, read_lock
from wanboard.pipeline.service import Service, choose_service, impossible
from wanboard.pipeline.takes import Take, choose_takes
from wanboard.plan.clip import Clip
from wanboard.store.lock import Lock
from wanboard.store.record import OPEN, State


def run(options: Options) -> int:
    if options.output is not None and len(options.stories) > 1:
        raise UsageError("-o names one film, and there are several storyboards")
    if options.frozen and options.retake:
        raise UsageError("--frozen generates nothing, so there is nothing to retake")
    with opened(options, write=True) as work:
        service = choose_service(
            options.backend, options.region, options.workspace, work.compiled[0].project, os.environ,
            planning=options.frozen,
        )  # fmt: skip
        if service.remark and not options.frozen:
            print(service.remark, file=sys.stderr)
        if options.frozen:
            return _frozen(options, work)
        if service.backend == "animatic":
            return _animatic(options, work)
        return _paid(options, work, service)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One storyboard of a paid build."""

    compiled: Compiled
    clips: tuple[Clip, ...]
    lock: Lock | None
    steps: Sequence[Step]
    batch: Batch


def _jobs(options: Options) -> int:
    if options.jobs:
        return options.jobs
    usable = getattr(os, "sched_getaffinity", None)  # cores given to this process; not every system tells
    return len(usable(0)) if usable else os.cpu_count() or 1


def _animatic(options: Options, work: Open) -> int:
    if options.retake:
        raise UsageError("--retake needs a service; the animatic has no takes")
    films = []
    with Progress(quiet=options.quiet) as progress:
        for compiled in work.compiled:
            clips = select(compiled.clips, options.select)
            target = film_path(compiled, "animatic", options.output, whole=not options.select)
            result = draw(
                compiled, clips, target, cache=work.desk.cache, jobs=_jobs(options), encode=options.encode,
                on_stage=progress.on_stage,
            )  # fmt: skip
            films.append((compiled, result))
    return _say_films(options, films, ())


def _frozen(options: Options, work: Open) -> int:
    films = []
    with Progress(quiet=options.quiet) as progress:
        for compiled in work.compiled:
            clips = select(compiled.clips, options.select)
            takes = frozen_takes(compiled, clips, read_lock(compiled), work.desk)
            films.append((compiled, make_film(
                compiled, takes, film_path(compiled, "film", options.output, whole=not options.select),
                cache=work.desk.cache, jobs=_jobs(options), encode=options.encode, on_stage=progress.on_stage,
            )))  # fmt: skip
    return _say_films(options, films, ())


def _paid(options: Options, work: Open, service: Service) -> int:
    service.require_key()
    parts = [_part(options, compiled, work) for compiled in work.compiled]
    _announce(options, service, parts)
    with Progress(quiet=options.quiet) as progress:
        with Ahead(work.desk.cache) as ahead:
            generated = generate(
                [part.batch for part in parts], service, work.desk, jobs=_jobs(options), max_cost=options.max_cost,
                on_event=progress.on_event, on_take=ahead.take, on_stop=_say_stopping,
            )  # fmt: skip
        for part in parts:
            part.batch.keeper.close()
        findings = [(part, _findings(part, generated)) for part in parts]
        failed = any(found for _, found in findings)
        films = []
        if not generated.interrupted:
            for part, found in findings:
                if not found:
                    films.append((part.compiled, _film(options, work, part, generated, progress)))
    for part, found in findings:
        print_items(found, part.compiled, quiet=False)
    _say_leftovers(options, generated)
    _say_unanswered(options, work, parts)
    _say_films(options, films, [item for _, found in findings for item in found], parts=parts, generated=generated)
    if generated.interrupted:
        return _interrupted(options, parts, generated)
    if failed:
        say(
            "What is finished is kept and paid for once: run the same build again to go on.",
            quiet=options.quiet,
        )
        return ExitCode.GENERATION
    return ExitCode.DONE


def _part(options: Options, compiled: Compiled, work: Open) -> _Part:
    lock = read_lock(compiled)
    clips = select(compiled.clips, options.select)
    retake = {clip.number for clip in select(compiled.clips, options.retake)} if options.retake else set[int]()
    choices = choose_takes(clips, work.desk, lock, retake)
    steps = forecast(choices, work.desk, lock, compiled)
    for difference in differences_to_say(lock, compiled.clips):
        where = f"{display_path(compiled.lock_path)}:{difference.line}"
        say(f"{where}: {difference.message}", quiet=options.quiet)
    batch = Batch(compiled, choices, LockKeeper(compiled, choices, lock))
    return _Part(compiled, clips, lock, steps, batch)


def _announce(options: Options, service: Service, parts: Sequence[_Part]) -> None:
    """Say what will be spent, and ask. Raises: RefusedError without a yes."""
    _refuse_impossible(service, parts)
    steps = [step for part in parts for step in part.steps]
    new = [step.clip for step in steps if step.will.generates]
    if not new:
        say("Nothing to generate: every clip has its take or its task.", quiet=options.quiet)
        return
    sums = costs(steps)
    text = f"{len(new)} of {len(steps)} clips to generate on {service.backend} ({service.region}): "
    text += f"{billed_seconds(steps)} s, {amounts(sums)}" + (f" (prices of {price_dates(new)})" if sums else "")
    say(text, quiet=options.quiet)
    for sentence in priceless(new):
        say(sentence, quiet=options.quiet)
    _say_dropped(service, steps)
    if options.yes or options.max_cost is not None:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise RefusedError(
            "a paid build without a terminal needs --yes or --max-cost",
            hint="run `wanboard plan` to see what it would generate and cost",
        )
    print("Generate? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise RefusedError("not confirmed; nothing was sent")


def _refuse_impossible(service: Service, parts: Sequence[_Part]) -> None:
    """Raises: RefusedError that names every clip whose request could not be sent, before any is."""
    backend = backend_named(service.backend)
    problems = [
        f"{step.clip.shots[0].span}: clip {step.clip.number} ({step.clip.label}): {sentence}"
        for part in parts
        for step in part.steps
        if step.will.generates
        for sentence in impossible(service, backend, step.clip, step.choice.request, part.compiled.project)
    ]
    if problems:
        raise RefusedError(
            f"{service.backend} cannot make this film; nothing was sent:\n  " + "\n  ".join(problems),
            hint="build what it can make with --select, or use another backend",
        )


def _say_dropped(service: Service, steps: Sequence[Step]) -> None:
    backend = backend_named(service.backend)
    said: dict[str, None] = {}
    for step in steps:
        if step.will.generates:
            said.update(dict.fromkeys(backend.dropped(step.choice.request)))
    for sentence in said:
        print(f"note: {sentence}", file=sys.stderr)


def _findings(part: _Part, generated: Generated) -> list[Diagnostic]:
    clips = {clip.number: clip for clip in part.clips}
    results = generated.results[part.compiled]
    if generated.interrupted:  # what was only stopped is no failure
        results = [r for r in results if r.outcome not in (Outcome.STOPPED, Outcome.UNFINISHED)]
    return failures_at_lines(clips, (r for r in results if not r.ok), part.compiled.path)


def _say_leftovers(options: Options, generated: Generated) -> None:
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


def _say_unanswered(options: Options, work: Open, parts: Sequence[_Part]) -> None:
    """Lost answers to requests that no clip makes any more: still for the user to decide."""
    for part in parts:
        asked_for = {clip.fingerprint for clip in part.compiled.clips}
        for record in itertools.chain.from_iterable(work.desk.records.values()):
            ours = record.storyboard == part.compiled.ledger_name and record.fingerprint not in asked_for
            if ours and record.state is State.AMBIGUOUS:
                story = display_path(part.compiled.path)
                text = f"clip {record.clip} as it was earlier was sent and never answered; it may be billed"
                say(f"note: {story}, {text}: wanboard status {story}", quiet=options.quiet)


def _film(options: Options, work: Open, part: _Part, generated: Generated, progress: Progress) -> FilmResult:
    clips = {clip.number: clip for clip in part.clips}
    takes = [
        Take(clips[r.job.number], work.desk.media.path(r.record.media))
        for r in generated.results[part.compiled]
        if r.record is not None and r.record.media is not None
    ]
    target = film_path(part.compiled, "film", options.output, whole=not options.select)
    return make_film(
        part.compiled,
        takes,
        target,
        cache=work.desk.cache,
        jobs=_jobs(options),
        encode=options.encode,
        on_stage=progress.on_stage,
    )


def _say_stopping() -> None:
    print(
        "Stopping: nothing more is sent; answers that are on their way are waited for. Ctrl-C again ends at once.",
        file=sys.stderr,
    )


def _interrupted(options: Options, parts: Sequence[_Part], generated: Generated) -> int:
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


def _say_films(
    options: Options,
    films: Sequence[tuple[Compiled, FilmResult]],
    findings: Sequence[Diagnostic],
    *,
    parts: Sequence[_Part] = (),
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


def _film_document(compiled: Compiled, film: FilmResult) -> dict[str, object]:
    return {
        "storyboard": str(compiled.path), "path": str(film.path), "frames": film.frames, "fps": film.fps,
        "width": film.width, "height": film.height, "seconds": film.duration_s, "has_audio": film.has_audio,
        "copied_frames": film.copied_frames, "encoded_frames": film.encoded_frames,
        "loudness_lufs": film.loudness_lufs, "notes": list(film.notes),
    }  # fmt: skip


def _clip_document(part: _Part, result: JobResult) -> dict[str, object]:
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
