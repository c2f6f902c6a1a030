"""Keeping a storyboard's lock: written after each take, explained where it disagrees, obeyed where frozen."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from wanboard.errors import RefusedError
from wanboard.execute.jobs import Outcome
from wanboard.pipeline.desk import Desk
from wanboard.pipeline.front import Compiled
from wanboard.pipeline.takes import Choice, Take
from wanboard.plan.clip import Clip
from wanboard.store import lock as lock_file
from wanboard.store.lock import Disagreement, Lock, LockedTake, Wanted
from wanboard.store.record import Record


class LockKeeper:
    """The lock of one storyboard during a build. Blocks of clips that are not built now stay as they are; so does what
    someone else (another build, `wanboard pick`, git) writes into the file meanwhile, unless this build has made a new
    take for the same clip."""

    def __init__(self, compiled: Compiled, choices: Sequence[Choice], old: Lock | None) -> None:
        self._path = compiled.lock_path
        self._choices = {f"{compiled.path}#{choice.clip.number}": choice for choice in choices}
        self._labels = {clip.label for clip in compiled.clips}
        self._before = dict(old.takes) if old else {}
        self._ours: dict[str, LockedTake] = {}

    def took(self, key: str, record: Record, outcome: Outcome) -> None:
        """A clip has its take. A cached one is only noted: `close` writes it. Raises: OSError, StateError."""
        clip = self._choices[key].clip
        self._ours[clip.label] = locked_take(clip, record)
        if outcome is Outcome.DONE:
            self.close()

    def close(self) -> None:
        """Write the lock where it differs. Raises: OSError, StateError where the file has become none meanwhile."""
        lock_file.update(self._path, self._merged)

    def _merged(self, theirs: Mapping[str, LockedTake]) -> dict[str, LockedTake]:
        kept = {label: take for label, take in theirs.items() if label in self._labels or label not in self._before}
        changed = {label: take for label, take in self._ours.items() if take != self._before.get(label)}
        same = {label: take for label, take in self._ours.items() if label not in theirs and label not in changed}
        return kept | same | changed


def locked_test(storyboard: Path) -> Callable[[str], bool]:
    """The packer's question for a frozen build: what the lock names is paid for, and nothing else, so that the clips
    come out as they were. Raises: StateError."""
    lock = lock_file.read(lock_file.path_beside(storyboard))
    names = {take.fingerprint for take in lock.takes.values()} if lock else set[str]()
    return names.__contains__


def read_lock(compiled: Compiled) -> Lock | None:
    """Raises: StateError with the lock's line (a merge conflict, a newer version, not a lock)."""
    return lock_file.read(compiled.lock_path)


def disagreements(lock: Lock | None, clips: Sequence[Clip]) -> tuple[Disagreement, ...]:
    """Where lock and storyboard differ; nothing where there is no lock."""
    if lock is None:
        return ()
    return lock_file.disagreements(lock, [_wanted(clip) for clip in clips])


def differences_to_say(lock: Lock | None, clips: Sequence[Clip]) -> tuple[Disagreement, ...]:
    """Where something that the lock holds is no longer what the storyboard asks for. A clip that the lock does not have
    yet is no news: the plan shows it as new."""
    if lock is None:
        return ()
    wanted = {clip.fingerprint for clip in clips}
    return tuple(
        found
        for found in disagreements(lock, clips)
        if found.line is not None
        and (lock.takes[found.clip].fingerprint not in wanted or "asks for take" in found.message)
    )


def frozen_takes(compiled: Compiled, clips: Sequence[Clip], lock: Lock | None, desk: Desk) -> list[Take]:
    """The locked take of every clip, all there and all fitting.

    Raises: RefusedError that names each clip for which it is not so.
    """
    if lock is None:
        raise RefusedError(
            f"--frozen needs a lock, and there is no {compiled.lock_path.name}",
            hint="run `wanboard build` once without --frozen, and commit the lock",
        )
    locked = {take.fingerprint: take for take in lock.takes.values()}
    said = {found.clip: found.message for found in disagreements(lock, clips)}
    problems, takes = [], []
    for clip in clips:
        take = locked.get(clip.fingerprint)
        if take is None:
            problems.append(said.get(clip.label, f"clip {clip.label} is not in the lock"))
            continue
        authored = next((shot.take for shot in clip.shots if shot.take is not None), take.take)
        what = f"the file of clip {clip.label}, take {take.take} ({take.media[:12]}…),"
        if authored != take.take:
            problems.append(
                said.get(clip.label, f"clip {clip.label} asks for take {authored}, the lock has {take.take}")
            )
        elif not desk.media.has(take.media):
            problems.append(f"{what} is not in .wanboard/media")
        elif not desk.media.verify(take.media):
            problems.append(f"{what} is damaged")
        takes.append(Take(clip, desk.media.path(take.media)))
    if problems:
        raise RefusedError(
            f"{compiled.lock_path.name} cannot be used as it stands:\n  " + "\n  ".join(problems),
            hint="run `wanboard plan` to see what a build without --frozen would do",
        )
    return takes


def locked_take(clip: Clip, record: Record) -> LockedTake:
    """The lock's block for a stored take."""
    made = record.finished_at or record.changed_at
    cost = record.cost
    return LockedTake(
        clip=clip.label,
        fingerprint=record.fingerprint,
        take=record.take,
        model=record.model,
        backend=record.origin.backend,
        task_id=record.task_id,
        request_id=record.request_id,
        seed=record.seed,
        media=record.media or "",
        seconds=record.billed_s if record.billed_s is not None else float(record.planned_s),
        cost=str(cost.amount) if cost else None,
        currency=cost.currency if cost else None,
        price_date=cost.date if cost else None,
        date=datetime.datetime.fromtimestamp(made, datetime.UTC).date().isoformat(),
        shots=tuple(shot.id for shot in clip.shots),
        prompt=record.prompt,
        actual_prompt=record.actual_prompt,
    )


def _wanted(clip: Clip) -> Wanted:
    authored = next((shot.take for shot in clip.shots if shot.take is not None), None)
    return Wanted(clip.label, clip.fingerprint, authored, tuple(shot.id for shot in clip.shots))
