"""`wanboard compile STORY…`: each clip's prompt and exact request as files; no network."""

from __future__ import annotations

import os

from wanboard.backends.registry import backend_named
from wanboard.cli.options import Options
from wanboard.cli.report import opened
from wanboard.cli.screen import print_document, say
from wanboard.errors import ExitCode, UsageError
from wanboard.files import display_path
from wanboard.outputs.compiled import CompiledClip, clip_document, write_compiled
from wanboard.pipeline.cards import card_clips
from wanboard.pipeline.choose import select
from wanboard.pipeline.front import Compiled
from wanboard.pipeline.service import choose_service


def run(options: Options) -> int:
    if options.output is not None and len(options.stories) > 1:
        raise UsageError("-o names one folder, and there are several storyboards")
    documents = []
    with opened(options, write=False) as work:
        for compiled in work.compiled:
            folder = options.output or compiled.build_folder / "prompts"
            name, clips = _clips(options, compiled)
            written = write_compiled(folder, clips, whole=not options.select)
            if not options.json and not options.quiet:
                requests = "request" if len(clips) == 1 else "requests"
                print(f"{compiled.path}: {len(clips)} {requests} for {name} in {display_path(folder)}/")
            documents.append(
                {
                    "path": str(compiled.path),
                    "folder": str(folder),
                    "backend": name,
                    "clips": [
                        {**clip_document(c.clip), "prompt": c.clip.request.prompt, "request": c.body} for c in clips
                    ],
                    "files": [str(path) for path in written],
                }
            )
    if options.json:
        print_document("compile", 1, {"ok": True, "storyboards": documents})
    return ExitCode.DONE


def _clips(options: Options, compiled: Compiled) -> tuple[str, list[CompiledClip]]:
    service = choose_service(
        options.backend, options.region, options.workspace, compiled.project, os.environ, planning=True
    )
    backend = backend_named(service.backend)
    clips = select(compiled.clips, options.select)
    if service.backend == "animatic":
        clips = card_clips(compiled, clips)
    else:
        for clip in clips:
            for sentence in backend.dropped(clip.request):
                say(f"{compiled.path}: clip {clip.number} ({clip.label}): {sentence}", quiet=options.quiet)
    return service.backend, [CompiledClip(clip, backend.body(clip.request)) for clip in clips]
