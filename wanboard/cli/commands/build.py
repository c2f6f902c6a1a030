"""`wanboard build STORY…`: the film. The order of a build; what is said around it is in `before` and `after`."""

from __future__ import annotations

import os
import sys

from wanboard.cli.after import say_films, say_interrupted, say_leftovers, say_unanswered
from wanboard.cli.before import announce, say_stopping
from wanboard.cli.options import Options
from wanboard.cli.part import film_of, findings_of, jobs_of, part_of
from wanboard.cli.progress import Progress
from wanboard.cli.report import Open, opened, print_items
from wanboard.cli.screen import say
from wanboard.errors import ExitCode, UsageError
from wanboard.pipeline.ahead import Ahead
from wanboard.pipeline.animatic import draw
from wanboard.pipeline.choose import select
from wanboard.pipeline.film import film_path, make_film
from wanboard.pipeline.generate import generate
from wanboard.pipeline.locking import frozen_takes, read_lock
from wanboard.pipeline.service import Service, choose_service


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


def _animatic(options: Options, work: Open) -> int:
    if options.retake:
        raise UsageError("--retake needs a service; the animatic has no takes")
    films = []
    with Progress(quiet=options.quiet) as progress:
        for compiled in work.compiled:
            clips = select(compiled.clips, options.select)
            target = film_path(compiled, "animatic", options.output, whole=not options.select)
            result = draw(
                compiled, clips, target, cache=work.desk.cache, jobs=jobs_of(options), encode=options.encode,
                on_stage=progress.on_stage,
            )  # fmt: skip
            films.append((compiled, result))
    return say_films(options, films, ())


def _frozen(options: Options, work: Open) -> int:
    films = []
    with Progress(quiet=options.quiet) as progress:
        for compiled in work.compiled:
            clips = select(compiled.clips, options.select)
            takes = frozen_takes(compiled, clips, read_lock(compiled), work.desk)
            films.append((compiled, make_film(
                compiled, takes, film_path(compiled, "film", options.output, whole=not options.select),
                cache=work.desk.cache, jobs=jobs_of(options), encode=options.encode, on_stage=progress.on_stage,
            )))  # fmt: skip
    return say_films(options, films, ())


def _paid(options: Options, work: Open, service: Service) -> int:
    service.require_key()
    parts = [part_of(options, compiled, work) for compiled in work.compiled]
    announce(options, service, parts)
    with Progress(quiet=options.quiet) as progress:
        with Ahead(work.desk.cache) as ahead:
            generated = generate(
                [part.batch for part in parts], service, work.desk, jobs=jobs_of(options), max_cost=options.max_cost,
                on_event=progress.on_event, on_take=ahead.take, on_stop=say_stopping,
            )  # fmt: skip
        for part in parts:
            part.batch.keeper.close()
        findings = [(part, findings_of(part, generated)) for part in parts]
        failed = any(found for _, found in findings)
        films = []
        if not generated.interrupted:
            for part, found in findings:
                if not found:
                    films.append((part.compiled, film_of(options, work, part, generated, progress)))
    for part, found in findings:
        print_items(found, part.compiled, quiet=False)
    say_leftovers(options, generated)
    say_unanswered(options, work, parts)
    say_films(options, films, [item for _, found in findings for item in found], parts=parts, generated=generated)
    if generated.interrupted:
        return say_interrupted(options, parts, generated)
    if failed:
        say(
            "What is finished is kept and paid for once: run the same build again to go on.",
            quiet=options.quiet,
        )
        return ExitCode.GENERATION
    return ExitCode.DONE
