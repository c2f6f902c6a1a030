"""Fetching a finished film: streamed to disk, hashed on the way, checked before it counts.

An expired or refused address answers with a small XML document that naive clients save as a film; so status,
type, length and the first box are checked. Whether every frame decodes is the take's check, not this one's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from urllib.parse import urlsplit

from wanboard.backends.base import BackendError, Downloaded, Gone, NotSent, Transient
from wanboard.backends.http import Door, Stream
from wanboard.backends.verdicts import Answer, clean, complaint_in

SIZE_LIMIT = 4 * 2**30  # bytes; the largest take (30 s at 1080P) is some hundred times smaller
RESUMES = 3  # continuations of a transfer that is cut short, before the caller's own backoff
_MP4_BOXES = (b"ftyp", b"styp")

Progress = Callable[[int, int | None], None]


async def download(door: Door, url: str, target: Path, progress: Progress, now: float) -> Downloaded:
    """Stream `url` to `target`, overwriting it; a transfer cut short is continued where it stopped.

    Raises: Gone (expired, refused, no such object, no web address), Transient (cut short, 5xx, not a film),
    OSError where `target` cannot be written (a full disk).
    """
    try:
        return await _download(door, url, target, progress, now)
    except _DiskError as error:
        raise error.cause from error


async def _download(door: Door, url: str, target: Path, progress: Progress, now: float) -> Downloaded:
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise Gone("the service gave an address that is not http: nothing can be fetched from it")
    with target.open("wb", buffering=0) as file:
        transfer = _Transfer(file, progress)
        for turn in range(RESUMES + 1):
            try:
                await transfer.fetch(door, url, now)
                break
            except (Transient, NotSent) as error:
                if turn == RESUMES or not transfer.resumable or not transfer.advanced():
                    raise _as_transient(error) from error
    transfer.check()
    return Downloaded(transfer.size, transfer.digest.hexdigest())


class _DiskError(Exception):
    """Carries an error of our own disk past the door, which would take it for one of the connection."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause


class _Transfer:
    """What has arrived so far. A continuation is only accepted from the very same object (its ETag)."""

    def __init__(self, file: FileIO, progress: Progress) -> None:
        self.size = 0
        self.digest = hashlib.sha256()
        self.resumable = False
        self._file = file
        self._progress = progress
        self._head = b""
        self._total: int | None = None
        self._etag: str | None = None
        self._before = -1

    def advanced(self) -> bool:
        """Whether anything arrived since this was last asked."""
        grown, self._before = self.size > self._before, self.size
        return grown

    async def fetch(self, door: Door, url: str, now: float) -> None:
        headers = {"Range": f"bytes={self.size}-", "If-Match": self._etag or ""} if self.size else {}
        async with door.stream(url, headers) as stream:
            if stream.status == 206 and self.size and self._continues(stream):
                pass
            elif stream.status == 200:
                self._begin(stream)
            else:
                raise await _failure(stream, now)
            async for chunk in stream.chunks():
                self._take(chunk)
        if self._total is not None and self.size != self._total:
            raise Transient(f"the film was cut short: {self.size} of {self._total} bytes")

    def check(self) -> None:
        if self._head[4:8] not in _MP4_BOXES:
            raise Transient("what arrived is not an MP4 film" if self.size else "what arrived is empty")

    def _begin(self, stream: Stream) -> None:
        kind = stream.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind.startswith("text/") or kind in ("application/xml", "application/json"):
            raise Transient(f"a document ({kind}) stands where the film should be")
        length = stream.headers.get("content-length", "")
        self._total = int(length) if length.isdigit() else None
        if self._total is not None and self._total > SIZE_LIMIT:
            raise Gone(f"the film is larger than {SIZE_LIMIT >> 30} GiB: refused")
        if stream.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
            self._total = None  # packed on the way, though not asked for: the length is not the film's
        self._etag = stream.headers.get("etag") if self._total is not None else None
        self.resumable = bool(self._etag) and stream.headers.get("accept-ranges", "").lower() == "bytes"
        if self.size:
            self._rewind()
        self.size, self.digest, self._head = 0, hashlib.sha256(), b""

    def _continues(self, stream: Stream) -> bool:
        given = stream.headers.get("content-range", "")
        same = stream.headers.get("etag", self._etag) == self._etag
        if not same or not given.startswith(f"bytes {self.size}-"):
            raise Transient("the film changed between two parts of its transfer")
        return True

    def _rewind(self) -> None:
        try:
            self._file.seek(0)
            self._file.truncate()
        except OSError as error:
            raise _DiskError(error) from error

    def _take(self, chunk: bytes) -> None:
        try:
            left = memoryview(chunk)
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            raise _DiskError(error) from error
        self.digest.update(chunk)
        self.size += len(chunk)
        if self.size > SIZE_LIMIT:
            raise Gone(f"the film is larger than {SIZE_LIMIT >> 30} GiB: refused")
        if len(self._head) < 8:
            self._head += chunk[:8]
            if len(self._head) >= 8 and self._head[4:8] not in _MP4_BOXES:
                raise Transient("what arrives is not an MP4 film")
        self._progress(self.size, self._total)


async def _failure(stream: Stream, now: float) -> BackendError:
    """4xx from an object store is final (expired, refused, no such key); the rest may pass."""
    data = await stream.text(4096)
    answer = Answer(stream.status, stream.headers, data, "", stream.host)
    complaint = complaint_in(answer, "", now)
    words = clean(complaint.message, "") or "no reason given"
    if 400 <= stream.status < 500 and stream.status not in (408, 412, 416, 425, 429):
        return Gone(f"the film cannot be fetched any more (HTTP {stream.status}: {words})", status=stream.status)
    return Transient(
        f"{stream.host} answers HTTP {stream.status}: {words}",
        status=stream.status,
        retry_after_s=complaint.retry_after_s,
    )


def _as_transient(error: BackendError) -> Transient:
    if isinstance(error, Transient):
        return error
    return Transient(error.message, code=error.code, status=error.status, retry_after_s=error.retry_after_s)
