"""The compile, from a path to clips: load → validate → build the model → check → pack → write prompts →
fingerprint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wanboard.diagnostics import Diagnostic, has_errors, ordered
from wanboard.files import project_root
from wanboard.model.build import build, profile_overrides
from wanboard.model.render import Override
from wanboard.model.storyboard import Storyboard
from wanboard.plan.clip import Clip
from wanboard.plan.compile import compile_clips
from wanboard.project.load import Project, load_project
from wanboard.prompts.writer import PromptWriter
from wanboard.schema.check import check
from wanboard.source.load import load
from wanboard.source.text import SourceMap


@dataclass(frozen=True, slots=True)
class Ask:
    """What the command line adds to a storyboard."""

    variables: Mapping[str, str]
    model: str | None = None
    profile: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A storyboard after every stage. Where a stage found errors, what comes after it is empty."""

    path: Path
    root: Path
    project: Project
    storyboard: Storyboard | None
    writer: PromptWriter | None
    clips: tuple[Clip, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: SourceMap

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def lock_path(self) -> Path:
        return self.path.with_suffix(".lock")

    @property
    def build_folder(self) -> Path:
        return self.path.parent / "build" / self.name

    @property
    def ledger_name(self) -> str:
        """The storyboard's path as the ledger keeps it: relative to the project root, with slashes."""
        return self.path.resolve().relative_to(self.root.resolve()).as_posix()

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)

    @property
    def board(self) -> Storyboard:
        """The storyboard of a compile that did not fail."""
        if self.storyboard is None:
            raise ValueError("the storyboard did not compile")
        return self.storyboard


def compile_storyboard(path: Path, ask: Ask, *, paid: Callable[[str], bool] | None) -> Compiled:
    """Run every stage over one storyboard; reads files, sends nothing.

    `paid` tells whether a fingerprint is paid for (None: nothing is).
    Never raises for what is wrong with the storyboard: that is in `diagnostics`.
    """
    root = project_root(path)
    project, findings_of_project = load_project(root)
    loaded = load(path)
    if project.source is not None:
        loaded.sources.add(project.source)
    findings = [*findings_of_project, *loaded.diagnostics]
    begun = Compiled(path, root, project, None, None, (), (), loaded.sources)

    def done(
        board: Storyboard | None = None, writer: PromptWriter | None = None, clips: tuple[Clip, ...] = ()
    ) -> Compiled:
        found = tuple(ordered(findings))
        for source in writer.template_sources if writer is not None else ():
            loaded.sources.add(source)
        return replace(begun, storyboard=board, writer=writer, clips=clips, diagnostics=found)

    if loaded.root is None or has_errors(findings):
        return done()
    findings += check(loaded.root, "storyboard")
    if has_errors(findings):
        return done()
    overrides: dict[str, Override] = {}
    if ask.profile is not None:
        overrides, findings_of_profile = profile_overrides(loaded, ask.profile)
        findings += findings_of_profile
    if ask.model is not None:
        overrides["model"] = ask.model
    board, findings_of_model = build(loaded, variables=ask.variables, overrides=overrides)
    findings += findings_of_model
    if board is None or has_errors(findings):
        return done()
    writer = PromptWriter(board)
    findings += writer.check_all()
    if has_errors(findings):
        return done(writer=writer)
    region = ask.region or project.region
    clips, findings_of_plan = compile_clips(board, project.profiles, writer, region=region, paid=paid)
    findings += findings_of_plan
    return done(board, writer, clips)
