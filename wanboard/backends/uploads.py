"""Local media on their way up: by the documented upload policy to a temporary oss:// address.

Such an address lives 48 hours and serves one account and one model; a file goes up once per content and
validity (`UploadCache`). A longer sound is cut to its clip's range first. An upload costs nothing and creates
no task, so what fails here is never ambiguous.
"""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path

from wanboard.backends.base import BackendError, NotSent, Refused, Settings, Throttled, UploadCache
from wanboard.backends.http import Door, Form, bearer
from wanboard.backends.verdicts import clean, complaint_in, refusal
from wanboard.errors import MediaError
from wanboard.files import sha256_file
from wanboard.plan.request import MediaInput, Request

VALID_S = 48 * 3600.0
MARGIN_S = 2 * 3600.0  # a task may wait in the queue before the service fetches its media
RESOLVE = {"X-DashScope-OssResourceResolve": "enable"}
_NEEDED = ("policy", "signature", "upload_dir", "upload_host", "oss_access_key_id")


class SessionUploads:
    """An `UploadCache` that forgets with the process: for where no store was given."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], str] = {}

    def get(self, identity: str, model: str, account: str) -> str | None:
        return self._found.get((identity, model, account))

    def put(self, identity: str, model: str, account: str, url: str, expires_at: float, size: int) -> None:
        self._found[identity, model, account] = url

    def forget(self, identity: str, model: str, account: str) -> None:
        self._found.pop((identity, model, account), None)


class Uploader:
    """Gives each medium of a request its address, uploading what is local; one upload per content at a
    time."""

    def __init__(self, door: Door, settings: Settings) -> None:
        self._door = door
        self._settings = settings
        self._cache: UploadCache = settings.uploads or SessionUploads()
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}

    async def addresses(self, request: Request, now: float) -> list[str]:
        """One address for each of `request.media`, in order. Raises: NotSent, Throttled, Refused."""
        return [media.url or await self._uploaded(media, request.model, now) for media in request.media]

    def forget(self, request: Request) -> None:
        """The service did not take the addresses of a request: its files go up anew next time."""
        for media in request.media:
            if media.url is None:
                self._cache.forget(_identity_of(media), request.model, self._settings.account)

    async def _uploaded(self, media: MediaInput, model: str, now: float) -> str:
        account, identity = self._settings.account, _identity_of(media)
        async with self._locks.setdefault((identity, model), asyncio.Lock()):
            known = self._cache.get(identity, model, account)
            if known:
                return known
            if media.path is None:
                raise Refused(f"{media.name or media.role} has neither an address nor a file")
            with tempfile.TemporaryDirectory(prefix="wanboard-") as scratch:
                file = await asyncio.to_thread(_ready, media, media.path, Path(scratch))
                url, size = await self._send(file, media, model, now)
            self._cache.put(identity, model, account, url, now + VALID_S - MARGIN_S, size)
            return url

    async def _send(self, file: Path, media: MediaInput, model: str, now: float) -> tuple[str, int]:
        """The file's new address, and the bytes that went up."""
        try:
            size = (await asyncio.to_thread(file.stat)).st_size
            policy = await self._policy(model, now)
            name = hashlib.sha256(_identity_of(media).encode()).hexdigest()[:32] + file.suffix.lower()
            key = f"{policy['upload_dir']}/{name}"
            answer = await self._door.send_form(policy["upload_host"], Form(_fields(policy, key), file))
        except (NotSent, Throttled):
            raise
        except Refused as error:
            text = f"the upload of {_named(media)} was refused: {error.message}"
            raise Refused(text, code=error.code, status=error.status, request_id=error.request_id) from error
        except BackendError as error:
            raise NotSent(f"the upload of {_named(media)} failed: {error.message}", status=error.status) from error
        except OSError as error:
            raise Refused(f"cannot read {_named(media)}: {error.strerror}") from error
        if answer.status not in (200, 201, 204):
            words = complaint_in(answer, self._settings.key, now).message or "no reason given"
            text = f"the upload of {_named(media)} was refused (HTTP {answer.status}: {words})"
            raise (NotSent if answer.status >= 500 else Refused)(text, status=answer.status)
        return f"oss://{key}", size

    async def _policy(self, model: str, now: float) -> dict[str, str]:
        url = f"{self._settings.base_url}/uploads"
        query = {"action": "getPolicy", "model": model}
        answer = await self._door.ask("GET", url, bearer(self._settings.key), query)
        body = answer.json_object() or {}
        data = body.get("data") or body.get("output")
        if answer.status != 200 or not isinstance(data, dict):
            raise refusal(answer, complaint_in(answer, self._settings.key, now), submitting=False)
        missing = [name for name in _NEEDED if not data.get(name)]
        if missing:
            raise Refused(f"the upload policy of {answer.host} lacks {', '.join(missing)}")
        return {name: str(value) for name, value in data.items()}


def _fields(policy: Mapping[str, str], key: str) -> dict[str, str]:
    return {
        "OSSAccessKeyId": policy["oss_access_key_id"],
        "Signature": policy["signature"],
        "policy": policy["policy"],
        "key": key,
        "x-oss-object-acl": policy.get("x_oss_object_acl", "private"),
        "x-oss-forbid-overwrite": policy.get("x_oss_forbid_overwrite", "true"),
        "success_action_status": "200",
    }


def _identity_of(media: MediaInput) -> str:
    """What an upload is remembered by: the file's bytes and, where only a part of them goes up, which."""
    if media.clip_ms is None:
        return media.identity
    return f"{media.identity}[{media.clip_ms[0]}-{media.clip_ms[1]}ms]"


def _ready(media: MediaInput, path: Path, scratch: Path) -> Path:
    """The file to send: the whole one or the cut range. Its bytes must still be those of the plan.

    Raises: Refused.
    """
    try:
        if f"sha256:{sha256_file(path)}" != media.identity:
            raise Refused(f"{_named(media)} changed while the build was running: run it again")
        if media.clip_ms is None:
            return path
        from wanboard.media.audio import cut  # noqa: PLC0415 - heavy, and only needed where a sound is cut

        target = scratch / "cut.wav"
        cut(path, media.clip_ms[0], media.clip_ms[1], target)
        return target
    except OSError as error:
        raise Refused(f"cannot read {_named(media)}: {error.strerror}") from error
    except (MediaError, ValueError) as error:
        raise Refused(clean(str(error), "")) from error


def _named(media: MediaInput) -> str:
    return media.path.name if media.path else media.name or media.role
