"""Strict checks of a submission's body, one model's rules each; the messages are the documented ones where
known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from service.models import MODELS, SEED_MAX, Model

Problem = tuple[int, str, str]  # HTTP status, code, message
SDK_EXTRAS = frozenset({"extend_prompt", "function"})  # the official SDK always sends them; they mean nothing
MEDIA_TYPES = frozenset(
    {"first_frame", "last_frame", "reference_image", "reference_video", "reference_audio", "file", "link"}
)


def problem_in(body: Any, resolve: Callable[[str, str, str], Problem | None]) -> Problem | None:
    """The first thing wrong with a body, None where it is fine. `resolve(model, role, url)` looks at
    media."""
    if not isinstance(body, dict) or not isinstance(body.get("input"), dict):
        return 400, "InvalidParameter", "Required body invalid, please check the request body format."
    if set(body) - {"model", "input", "parameters"}:
        return (
            400,
            "InvalidParameter",
            f"Unknown fields: {sorted(set(body) - {'model', 'input', 'parameters'})}",
        )
    model = MODELS.get(body.get("model", ""))
    if model is None:
        return 404, "ModelNotFound", f"Model not exist: {body.get('model')}"
    return (
        _input(body["input"], model)
        or _parameters(body.get("parameters", {}), model)
        or _media(body["model"], body["input"], model, resolve)
    )


def _input(given: Mapping[str, Any], model: Model) -> Problem | None:
    allowed = {"prompt"} | SDK_EXTRAS
    allowed |= {"negative_prompt"} if model.negative else set()
    allowed |= {"audio_url"} if model.audio_url else set()
    allowed |= {"urls": {"reference_urls"}, "media": {"media"}, "": set()}[model.references]
    extra = set(given) - allowed
    if extra:
        return 400, "InvalidParameter", f"input does not take {sorted(extra)}"
    if not isinstance(given.get("prompt"), str) or not given["prompt"].strip():
        return 400, "InvalidParameter", "prompt must not be empty"
    if not isinstance(given.get("negative_prompt", ""), str) or len(given.get("negative_prompt", "")) > 500:
        return 400, "InvalidParameter", "Range of negative_prompt length should be [0, 500]"
    return None


def _parameters(given: Any, model: Model) -> Problem | None:
    if not isinstance(given, dict):
        return 400, "InvalidParameter", "parameters must be an object"
    extra = set(given) - model.parameters
    if extra:
        return 400, "InvalidParameter", f"parameters does not take {sorted(extra)}"
    for name in ("prompt_extend", "watermark", "audio"):
        if name in given and not isinstance(given[name], bool):
            return 400, "InvalidParameter", f"{name} must be a boolean"
    if "size" in given and given["size"] not in model.allowed_sizes:
        return 400, "InvalidParameter", f"The size is not match {', '.join(model.allowed_sizes)}"
    if "resolution" in given and given["resolution"] not in model.resolutions:
        return 400, "InvalidParameter", f"resolution must be one of {', '.join(model.resolutions)}"
    if "ratio" in given and given["ratio"] not in model.ratios:
        return 400, "InvalidParameter", f"ratio must be one of {', '.join(model.ratios)}"
    duration = given.get("duration", 5)
    if isinstance(duration, bool) or not isinstance(duration, int) or duration not in model.durations:
        return 400, "InvalidParameter", f"Range of duration should be one of {list(model.durations)}"
    seed = given.get("seed", 0)
    least = -1 if model.usage == "3.0" else 0
    if isinstance(seed, bool) or not isinstance(seed, int) or not least <= seed <= SEED_MAX:
        return 400, "InvalidParameter", f"Range of seed should be [{least}, {SEED_MAX}]"
    if given.get("shot_type", "single") not in ("single", "multi"):
        return 400, "InvalidParameter", "shot_type must be single or multi"
    return None


def _media(
    name: str, given: Mapping[str, Any], model: Model, resolve: Callable[[str, str, str], Problem | None]
) -> Problem | None:
    found: list[tuple[str, str]] = []
    if model.references == "urls":
        urls = given.get("reference_urls")
        if not isinstance(urls, list) or not urls:
            return 400, "InvalidParameter", "reference_urls must provided"
        if len(urls) > 5:
            return 400, "InvalidParameter", "reference_urls takes at most 5"
        found += [("reference", url) for url in urls]
    if model.references == "media":
        media = given.get("media", [])
        if not isinstance(media, list) or any(set(m) - {"type", "url", "reference_voice"} for m in media):
            return 400, "InvalidParameter", "media must be a list of {type, url}"
        if any(m.get("type") not in MEDIA_TYPES for m in media):
            return 400, "InvalidParameter", f"media type must be one of {sorted(MEDIA_TYPES)}"
        if name == "wan2.7-r2v" and not 1 <= len(media) <= 5:
            return 400, "InvalidParameter", "media takes 1 to 5 references"
        found += [(m["type"], m["url"]) for m in media]
    if "audio_url" in given:
        found.append(("audio", given["audio_url"]))
    videos = 0
    for role, url in found:
        if not isinstance(url, str) or not url.startswith(("http://", "https://", "oss://")):
            return 400, "InvalidURL", "Required URL is missing or invalid, please check the request URL."
        videos += role in ("reference", "reference_video") and url.split("?")[0].lower().endswith((".mp4", ".mov"))
        problem = resolve(name, role, url)
        if problem:
            return problem
    if model.references == "urls" and videos > 3:
        return 400, "InvalidParameter", "reference_urls takes at most 3 videos"
    return None
