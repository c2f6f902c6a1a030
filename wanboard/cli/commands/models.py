"""`wanboard models [--for STORY]`: the profiles as a table; whether a storyboard compiles for each."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from wanboard.cli.options import Options
from wanboard.cli.report import print_items
from wanboard.cli.screen import print_document, wants_colour
from wanboard.cli.table import table
from wanboard.diagnostics import Diagnostic, has_errors
from wanboard.errors import ExitCode
from wanboard.files import project_root
from wanboard.outputs.diagnostics import render_json, render_text
from wanboard.pipeline.front import Ask, Compiled, compile_storyboard
from wanboard.pipeline.service import region_asked
from wanboard.plan.survey import Survey, survey
from wanboard.profiles.profile import Profile
from wanboard.profiles.registry import DEFAULT_REGION, Profiles
from wanboard.project.load import Project, load_project
from wanboard.prompts.writer import PromptWriter
from wanboard.source.text import SourceMap


def run(options: Options) -> int:
    if options.for_story is not None:
        return _for_story(options, options.for_story)
    project, found = load_project(project_root(Path("storyboard.yaml")))
    if has_errors(found):
        return _broken(options, project, found)
    region = region_asked(options.region, os.environ) or project.region or DEFAULT_REGION
    profiles = list(project.profiles)
    if options.json:
        print_document("models", 1, {"ok": True, "region": region,
                                     "models": [_document(p, project.profiles, region) for p in profiles]})  # fmt: skip
        return ExitCode.DONE
    rows = [
        [p.id, " ".join(p.sizes), _durations(p), str(p.prompt_limit), _shots(p), _sound(p), _references(p),
         _prices(p, project.profiles, region)]
        for p in profiles
    ]  # fmt: skip
    head = [
        "model",
        "sizes",
        "seconds",
        "prompt",
        "several shots",
        "sound",
        "references",
        f"price a second ({region})",
    ]
    print(table(head, rows, right=(3,)))
    return ExitCode.DONE


def _broken(options: Options, project: Project, found: Sequence[Diagnostic]) -> int:
    sources = SourceMap()
    if project.source is not None:
        sources.add(project.source)
    print(render_text(found, sources, color=wants_colour(sys.stderr)), file=sys.stderr)
    if options.json:
        print_document("models", 1, {"ok": False, "diagnostics": render_json(found)})
    return ExitCode.STORYBOARD


def _for_story(options: Options, story: Path) -> int:
    asked = region_asked(options.region, os.environ)
    compiled = compile_storyboard(story, Ask({}, region=asked), paid=None)
    if compiled.storyboard is None:  # broken before any model came into it
        print_items(compiled.diagnostics, compiled, quiet=options.quiet)
        if options.json:
            content = {"ok": False, "path": str(story), "diagnostics": render_json(compiled.diagnostics)}
            print_document("models-for", 1, content)
        return ExitCode.STORYBOARD
    region = asked or compiled.project.region
    found = survey(compiled.storyboard, compiled.project.profiles, PromptWriter, region=region)
    if options.json:
        print_document(
            "models-for", 1, {"ok": True, "path": str(story), "models": [_survey_document(s) for s in found]}
        )
        return ExitCode.DONE
    print(f"{story}: {compiled.board.title}")
    print(
        table(
            ["model", "", "clips", "billed", "cost", ""],
            [_survey_row(s, compiled) for s in found],
            right=(2, 3, 4),
        )
    )
    return ExitCode.DONE


def _survey_row(found: Survey, compiled: Compiled) -> list[str]:
    if found.compiles:
        cost = f"{found.amount:.2f} {found.currency}" if found.amount is not None else "no price known"
        return [found.profile.id, "yes", str(found.clips), f"{found.billed_s} s", cost,
                _first(found.first_warning, found.warnings, compiled)]  # fmt: skip
    return [found.profile.id, "no", "", "", "", _first(found.first_error, found.errors, compiled)]


def _first(found: Diagnostic | None, count: int, compiled: Compiled) -> str:
    """The first of several findings, on one line."""
    if found is None:
        return ""
    more = f" (and {count - 1} more)" if count > 1 else ""
    return f"{found.span or compiled.path}: {found.severity.value}: {found.message}{more}"


def _survey_document(found: Survey) -> dict[str, object]:
    error = found.first_error
    return {
        "model": found.profile.id,
        "compiles": found.compiles,
        "clips": found.clips,
        "seconds": found.billed_s,
        "cost": str(found.amount) if found.amount is not None else None,
        "currency": found.currency,
        "warnings": found.warnings,
        "first_warning": None if found.first_warning is None else found.first_warning.message,
        "errors": found.errors,
        "first_error": error.message if error else None,
        "first_error_at": str(error.span) if error and error.span else None,
    }


def _durations(profile: Profile) -> str:
    allowed = profile.durations.allowed
    if allowed is not None:
        return ", ".join(str(s) for s in allowed)
    return f"{profile.durations.minimum}-{profile.durations.maximum}"


def _shots(profile: Profile) -> str:
    return {"shot_type": "shot_type", "prose": "in words", "single": "one a clip"}[profile.multi_shot]


def _sound(profile: Profile) -> str:
    audio = profile.audio
    modes = [name for name, able in (("auto", audio.auto), ("own", audio.own), ("none", audio.none)) if able]
    return " ".join(modes)


def _references(profile: Profile) -> str:
    return "" if profile.references is None else f"up to {profile.references.total}"


def _prices(profile: Profile, profiles: Profiles, region: str) -> str:
    parts = []
    for tier in profile.sizes:
        price = profiles.price(profile, region, tier, silent=False)
        if price is not None:
            parts.append(f"{tier} {price.per_second} {price.currency}")
    dates = {p.date for p in profile.prices if p.region == region}
    return ", ".join(parts) + (f" ({', '.join(sorted(dates))})" if parts else "")


def _document(profile: Profile, profiles: Profiles, region: str) -> dict[str, object]:
    return {
        "id": profile.id,
        "title": profile.title,
        "aliases": list(profile.aliases),
        "kind": profile.kind,
        "sizes": {tier: {r: f"{w}*{h}" for r, (w, h) in ratios.items()} for tier, ratios in profile.sizes.items()},
        "seconds": _durations(profile),
        "prompt_limit": profile.prompt_limit,
        "negative_prompt_limit": profile.negative_prompt_limit,
        "multi_shot": profile.multi_shot,
        "sound": _sound(profile).split(),
        "references": profile.references.total if profile.references else 0,
        "fps": profile.fps,
        "regions": list(profile.regions),
        "prices": [
            {
                "region": p.region,
                "tier": p.tier,
                "per_second": str(p.per_second),
                "currency": p.currency,
                "date": p.date,
                "source": p.source,
            }
            for p in profile.prices
            if p.region == region
        ],
        "facts": dict(profile.facts),
    }
