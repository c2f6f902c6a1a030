"""Requests as the services spell them: one function per protocol. No I/O here.

`legacy` is wan2.6 and older (size, reference_urls, audio_url), `wan27` has resolution and ratio and
`media[]`, `wan30` puts everything that goes along into `media[]`. Sending the legacy shape to wan3.0 drops
references without a word, so the protocol comes from the profile, never from the model's name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from wanboard.plan.request import MediaInput, Request

Input = dict[str, object]


def wan_body(request: Request, urls: Sequence[str]) -> dict[str, object]:
    """The body of a submission; `urls` has one address for each of `request.media`, in its order."""
    return {
        "model": request.model,
        "input": wan_input(request, urls),
        "parameters": dict(request.parameters),
    }


def wan_input(request: Request, urls: Sequence[str]) -> Input:
    """The `input` object of a submission. Raises: KeyError for a protocol that is not spelled here."""
    text: Input = {"prompt": request.prompt}
    if request.negative_prompt:  # an empty one is left out, as the official SDK does
        text["negative_prompt"] = request.negative_prompt
    return text | _SPELLINGS[request.protocol](tuple(zip(request.media, urls, strict=True)))


def preview_urls(request: Request) -> tuple[str, ...]:
    """An address for each medium before anything is uploaded: local files as "file:<name>#sha256:<hex>"."""
    return tuple(media.url or f"file:{_file_name(media)}#{media.identity}" for media in request.media)


def _file_name(media: MediaInput) -> str:
    if media.path is None:
        return media.name or media.role
    if media.clip_ms is None:
        return media.path.name
    start, end = media.clip_ms
    return f"{media.path.name}[{start / 1000:g}-{end / 1000:g}s]"


def _legacy(media: tuple[tuple[MediaInput, str], ...]) -> Input:
    found: Input = {}
    references = [url for item, url in media if item.role != "audio"]
    if references:
        found["reference_urls"] = references
    for item, url in media:
        if item.role == "audio":
            found["audio_url"] = url
    return found


def _wan27(media: tuple[tuple[MediaInput, str], ...]) -> Input:
    found: Input = {}
    references = [{"type": item.role, "url": url} for item, url in media if item.role != "audio"]
    if references:
        found["media"] = references
    for item, url in media:
        if item.role == "audio":
            found["audio_url"] = url
    return found


def _wan30(media: tuple[tuple[MediaInput, str], ...]) -> Input:
    types = {"audio": "reference_audio"}
    found = [{"type": types.get(item.role, item.role), "url": url} for item, url in media]
    return {"media": found} if found else {}


_SPELLINGS: Mapping[str, Callable[[tuple[tuple[MediaInput, str], ...]], Input]] = {
    "legacy": _legacy,
    "wan27": _wan27,
    "wan30": _wan30,
}
