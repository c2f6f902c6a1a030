"""Characters and locations that go along with a request as pictures or videos: their kind, limits, names,
seconds.

Reads the files' headers; sends nothing. What a model takes is checked here, before anything is sent.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from wanboard.diagnostics import Diagnostic, Severity
from wanboard.model.storyboard import Entity, Language
from wanboard.plan.media import Facts, MediaFacts, MediaKind, kind_of_name
from wanboard.plan.request import MediaInput, MediaRole
from wanboard.profiles.profile import Profile, References

_MEDIA_NAMES = {"en": {"image": "Image ", "video": "Video "}, "zh": {"image": "图", "video": "视频"}}


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """One entity's reference file. `seconds` of a video that can be read, 0 for a picture, None for what is
    not known (a URL, an unreadable header)."""

    entity: Entity
    kind: Literal["image", "video"] | None
    seconds: float | None
    findings: tuple[Diagnostic, ...]


class ReferenceDesk:
    """The references of one storyboard, each file looked at once."""

    def __init__(self, facts: MediaFacts, language: Language) -> None:
        self._facts = facts
        self._language = language
        self._seen: dict[tuple[str, str, str], Reference] = {}

    def of(self, entities: Sequence[Entity], profile: Profile) -> tuple[Reference, ...]:
        """The references of a prompt, in the order that names them."""
        return tuple(self._reference(entity, profile) for entity in entities)

    def inputs(self, references: Sequence[Reference], profile: Profile) -> tuple[MediaInput, ...]:
        """What goes along with the request, named as the prompt names it.

        A file that cannot be read has its findings as an error; it is left out here.
        """
        counts = {"image": 0, "video": 0}
        result: list[MediaInput] = []
        for number, reference in enumerate(references, start=1):
            file = reference.entity.reference
            if file is None or (reference.findings and any(d.is_error for d in reference.findings)):
                continue
            kind = reference.kind or "image"
            counts[kind] += 1
            name = f"character{number}"
            if profile.references and profile.references.naming == "media":
                name = f"{_MEDIA_NAMES[self._language][kind]}{counts[kind]}"
            identity = f"sha256:{self._facts.sha256(file.path)}" if file.path else file.written
            role: MediaRole = "reference_video" if kind == "video" else "reference_image"
            url = file.written if file.is_url else None
            result.append(MediaInput(role, name, identity, url, file.path))
        return tuple(result)

    def _reference(self, entity: Entity, profile: Profile) -> Reference:
        key = (profile.id, entity.kind, entity.id)
        if key not in self._seen:
            self._seen[key] = self._look(entity, profile)
        return self._seen[key]

    def _look(self, entity: Entity, profile: Profile) -> Reference:
        file, limits = entity.reference, profile.references
        if file is None or limits is None:
            return Reference(entity, None, None, ())
        promised = kind_of_name(file.written)
        if file.path is None:
            kind: Literal["image", "video"] | None = promised if promised in ("image", "video") else None
            return Reference(entity, kind, 0.0 if kind == "image" else None, tuple(_url(entity, kind, limits)))
        try:
            facts = self._facts.facts(file.path)
        except OSError as error:
            reason = error.strerror or "it is no readable file"
            finding = Diagnostic("WB426", f"'{file.written}' cannot be read: {reason}", file.span)
            return Reference(entity, None, None, (finding,))
        findings = tuple(_file(entity, facts, promised, profile, limits))
        kind = facts.kind if facts.kind in ("image", "video") else None
        return Reference(entity, kind, 0.0 if kind == "image" else facts.seconds, findings)


def too_many(references: Sequence[Reference], limits: References) -> str | None:
    """Why these references are too many for one request, None where they are not."""
    videos = sum(reference.kind == "video" for reference in references)
    images = sum(reference.kind == "image" for reference in references)
    for count, most, what in (
        (len(references), limits.total, "references"),
        (videos, limits.videos, "reference videos"),
        (images, limits.images, "reference pictures"),
    ):
        if count > most:
            return f"{count} {what}, at most {most} go in one request"
    seconds = video_seconds(references)
    if limits.videos_seconds_total is not None and seconds > limits.videos_seconds_total:
        return f"{seconds:g} s of reference videos, at most {limits.videos_seconds_total:g} s go in one request"
    return None


def longest_output(references: Sequence[Reference], profile: Profile) -> int:
    """The most seconds a request with these references may ask for."""
    longest, limits = profile.durations.maximum, profile.references
    if limits is None:
        return longest
    if limits.longest_with_video is not None and any(r.kind == "video" for r in references):
        longest = min(longest, limits.longest_with_video)
    if limits.longest_with_input is not None:
        longest = min(longest, limits.longest_with_input - math.ceil(video_seconds(references)))
    return longest


def billed_input(references: Sequence[Reference], profile: Profile) -> int:
    """Whole seconds of reference videos that are billed beside the output; those not known count nothing."""
    if profile.references is None or not profile.references.bills_input_seconds:
        return 0
    return math.ceil(video_seconds(references))


def video_seconds(references: Sequence[Reference]) -> float:
    return sum(reference.seconds or 0.0 for reference in references)


def _url(entity: Entity, kind: MediaKind | None, limits: References) -> Iterator[Diagnostic]:
    file = entity.reference
    assert file is not None
    if kind is None and limits.naming == "media":
        message = f"'{file.written}' does not say whether it is a picture or a video"
        yield Diagnostic("WB424", message, file.span, "use a URL that ends in .jpg, .png, .webp, .mp4 or .mov")
    elif kind != "image" and limits.bills_input_seconds:
        message = f"the seconds of '{file.written}' are billed but not known; the estimate leaves them out"
        yield Diagnostic("WB429", message, file.span, "a local file would be counted", Severity.WARNING)


def _file(
    entity: Entity, facts: Facts, promised: MediaKind | None, profile: Profile, limits: References
) -> Iterator[Diagnostic]:
    file = entity.reference
    assert file is not None
    name, span = file.written, file.span
    if facts.kind not in ("image", "video"):
        taken = "pictures (JPEG, PNG, BMP, WEBP) and videos (MP4, MOV)"
        yield Diagnostic("WB424", f"'{name}' is neither a picture nor a video", span, f"{profile.id} takes {taken}")
        return
    if promised is not None and promised != facts.kind:
        message = f"'{name}' is a {facts.format} file, not what its name says"
        yield Diagnostic("WB424", message, span, "give it the ending of what it is")
        return
    most = limits.image_bytes if facts.kind == "image" else limits.video_bytes
    if facts.size > most:
        message = f"'{name}' is {_megabytes(facts.size)} MB, {profile.id} takes at most {_megabytes(most)} MB"
        yield Diagnostic("WB425", message, span)
    if facts.alpha:
        message = f"'{name}' has a transparent layer, which {profile.id} is not said to take"
        yield Diagnostic("WB425", message, span, "save it without transparency", Severity.WARNING)
    if facts.pixels is not None:
        least_side, most_side = limits.image_pixels
        if min(facts.pixels) < least_side or max(facts.pixels) > most_side:
            message = f"'{name}' is {facts.pixels[0]}*{facts.pixels[1]} pixels"
            hint = f"{profile.id} takes pictures with sides from {least_side} to {most_side} pixels"
            yield Diagnostic("WB425", message, span, hint)
    if facts.kind == "video":
        shortest, longest = limits.video_seconds
        if facts.seconds is None:
            message = f"the seconds of '{name}' cannot be read from it; the estimate leaves them out"
            yield Diagnostic("WB429", message, span, None, Severity.WARNING)
        elif not shortest <= facts.seconds <= longest:
            hint = f"{profile.id} takes reference videos of {shortest:g} to {longest:g} s"
            yield Diagnostic("WB425", f"'{name}' lasts {facts.seconds:.1f} s", span, hint)


def _megabytes(size: int) -> str:
    return f"{size / 1048576:.1f}".removesuffix(".0")
