"""The compile, from a path to clips: load → validate → build the model → check → pack → write prompts → fingerprint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wanboard.diagnostics import Diagnostic, has_errors, ordered
from wanboard.files import project_root
from wanboard.model.build import build
from wanboard.model.storyboard import Storyboard
from wanboard.plan.clip import Clip
from wanboard.plan.compile import compile_clips
from wanboard.profiles.registry import Profiles
from wanboard.project.load import Project, load_project
from wanboard.prompts.writer import PromptWriter
from wanboard.source.load import SourceMap, load
from wanboard.source.nodes import Data

DEFAULT_REGION = "beijing"


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
    def failed(self) -> bool:
        return has_errors(self.diagnostics)

    @property
    def board(self) -> Storyboard:
        """The storyboard of a compile that did not fail."""
        if self.storyboard is None:
            raise ValueError("the storyboard did not compile")
        return self.storyboard


def compile_storyboard(path: Path, ask: Ask, *, paid: Callable[[Path], Callable[[str], bool] | None]) -> Compiled:
    """Run every stage over one storyboard; reads files, sends nothing.

    `paid` gives, for a project root, the test whether a fingerprint is paid for (None: nothing is).
    Never raises for what is wrong with the storyboard: that is in `diagnostics`.
    """
    root = project_root(path)
    project, project_findings = load_project(root)
    loaded = load(path)
    early = Compiled(path, root, project, None, None, (), (), loaded.sources)
    findings = [*project_findings, *loaded.diagnostics]
    if has_errors(findings):
        return replace(early, diagnostics=tuple(ordered(findings)))

    overrides: dict[str, Data] = {"model": ask.model} if ask.model else {}
    board, model_findings = build(loaded, variables=ask.variables, overrides=overrides, profile=ask.profile)
    findings += model_findings
    if board is None or has_errors(findings):
        return replace(early, diagnostics=tuple(ordered(findings)))

    writer = PromptWriter(board)
    findings += writer.check_all()
    if has_errors(findings):
        return replace(early, storyboard=board, diagnostics=tuple(ordered(findings)))

    region = ask.region or project.region or DEFAULT_REGION
    clips, plan_findings = compile_clips(
        board, project.profiles, writer, region=region, paid=paid(root),
    )
    findings += plan_findings
    return replace(early, storyboard=board, writer=writer, clips=clips, diagnostics=tuple(ordered(findings)))


def profiles_of(root: Path) -> Profiles:
    """The model profiles as a project sees them (with its overrides)."""
    return load_project(root)[0].profiles
