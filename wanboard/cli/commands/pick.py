"""`wanboard pick STORY CLIP N`: choose which take of a clip the film uses. The choice is written to the
lock."""

from __future__ import annotations

from wanboard.cli.options import Options
from wanboard.cli.report import opened
from wanboard.cli.screen import print_document
from wanboard.errors import ExitCode, UsageError
from wanboard.pipeline.choose import one
from wanboard.pipeline.locking import locked_take
from wanboard.store import lock as lock_file
from wanboard.store.record import State


def run(options: Options) -> int:
    with opened(options, write=False) as work:
        compiled = work.compiled[0]
        clip = one(compiled.clips, options.clip or "")
        stored = {r.take: r for r in work.desk.of(clip.fingerprint) if r.state is State.STORED}
        record = stored.get(options.take or 0)
        if record is None:
            there = ", ".join(str(take) for take in sorted(stored)) or "none"
            raise UsageError(
                f"clip {clip.number} ({clip.label}) has no take {options.take}",
                hint=f"there is: {there}; `wanboard build --retake clip:{clip.number}` makes a further one",
            )
        authored = {shot.take for shot in clip.shots if shot.take is not None}
        if authored and authored != {record.take}:
            raise UsageError(
                f"the storyboard itself says take: {sorted(authored)[0]} in clip {clip.label}",
                hint="change or remove `take:` at the shot; it wins over the lock",
            )
        lock_file.update(compiled.lock_path, lambda takes: {**takes, clip.label: locked_take(clip, record)})
        if options.json:
            print_document("pick", 1, {"ok": True, "clip": clip.label, "take": record.take})
        elif not options.quiet:
            print(f"clip {clip.number} ({clip.label}) uses take {record.take}; build to see it in the film")
    return ExitCode.DONE
