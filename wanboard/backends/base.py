"""What a backend is: the verbs, the answers, and the three verdicts for anything sent. No I/O here.

A backend turns a `Request` into a take. It knows requests, not storyboards, and no other backend. The errors
below are all that may leave a backend; a library's own error is chained as `__cause__`.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from wanboard.plan.request import Request


class TaskState(enum.Enum):
    PENDING = "pending"  # accepted, queued at the service
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    UNKNOWN = "unknown"  # the service no longer (or never) knew it: expired after 24 h, or another account's

    @property
    def is_final(self) -> bool:
        return self not in (TaskState.PENDING, TaskState.RUNNING)


@dataclass(frozen=True, slots=True)
class Submitted:
    task_id: str
    request_id: str | None


@dataclass(frozen=True, slots=True)
class TaskReport:
    """One answer to a poll. Times are Unix seconds (UTC). `billed_s` is what the service says it bills."""

    task_id: str
    state: TaskState
    video_url: str | None = None
    url_expires_at: float | None = None
    code: str | None = None
    message: str | None = None
    request_id: str | None = None
    actual_prompt: str | None = None
    orig_prompt: str | None = None  # as it was sent; tells which request a task belongs to
    billed_s: float | None = None
    submitted_at: float | None = None
    ended_at: float | None = None


@dataclass(frozen=True, slots=True)
class ListedTask:
    """A task as the service's list shows it (it does not show prompts)."""

    task_id: str
    model: str
    state: TaskState
    submitted_at: float | None


@dataclass(frozen=True, slots=True)
class Downloaded:
    size: int
    sha256: str


class BackendError(Exception):
    """Base of what may leave a backend. `code` is the service's own, `status` the HTTP status, where there
    was one. `message` never holds a key."""

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        status: int | None = None,
        retry_after_s: float | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status
        self.retry_after_s = retry_after_s
        self.request_id = request_id


class NotSent(BackendError):
    """Transient, and certainly nothing was created: refused connection, failed name lookup or handshake."""


class Throttled(BackendError):
    """Transient, and certainly nothing was created: the service said, as JSON with a 4xx, that it is too much
    now."""


class Refused(BackendError):
    """Permanent, and nothing was created: a JSON 4xx that is no throttling."""


class Ambiguous(BackendError):
    """The submission may have created (and may bill) a task: timeout or drop after sending, 5xx, nonsense."""


class Transient(BackendError):
    """A poll, list, cancel or download failed in a way that may pass."""


class Gone(BackendError):
    """The finished video can no longer be fetched: its URL has expired or is refused."""


class Unsupported(BackendError):
    """This backend has no such verb (e.g. the gateway cannot list or cancel)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a model's lane allows: submissions a second, tasks in progress at once, queries a second
    (account)."""

    submits_per_s: float = 5.0
    concurrent_tasks: int = 5
    queries_per_s: float = 14.0  # the service allows 20 for the account, whoever asks


class UploadCache(Protocol):
    """Remembers where a local file already lies at the service, so that it goes up once per content and
    validity.

    `identity` is the file's "sha256:<hex>", with the range where a part of it goes up; an upload serves one model
    and one account only. Raises nothing: what is not remembered goes up once more.
    """

    def get(self, identity: str, model: str, account: str) -> str | None:
        """The temporary URL, None where there is none that is still valid."""
        ...

    def put(self, identity: str, model: str, account: str, url: str, expires_at: float, size: int) -> None:
        """Remember a URL that is valid until `expires_at` (Unix seconds), and that `size` bytes went up."""
        ...

    def forget(self, identity: str, model: str, account: str) -> None:
        """The service does not take the URL (any more)."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """Where and as whom. `key` never appears in `repr`, a log, a file or an error.

    `base_url` ends in `/api/v1` for dashscope; for the gateway it is the host's root. `account` is a short
    SHA-256 of the key: it tells tasks of different accounts apart without revealing the key.
    """

    backend: str
    base_url: str
    key: str = field(repr=False)
    region: str | None = None
    workspace: str | None = None
    timeout_s: float = 60.0
    cache: Path | None = None  # a folder for what may be made again (animatic cards, cut audio)
    jobs: int = 2
    uploads: UploadCache | None = field(default=None, repr=False, compare=False)  # None: remembered for a session

    @property
    def account(self) -> str:
        return hashlib.sha256(self.key.encode()).hexdigest()[:12]


class Session(Protocol):
    """An open connection to the service. Every verb may raise its errors above and no others."""

    async def prepare(self, request: Request) -> None:
        """Bring up the request's local media, which can take minutes and creates nothing. To be called before the
        ledger says that a submission is leaving, so that a kill in between is no doubt about a payment.
        Raises: NotSent, Throttled, Refused."""
        ...

    async def submit(self, request: Request) -> Submitted:
        """Send one request, once. Local media are uploaded first (an upload that fails raises NotSent or
        Refused).
        Raises: NotSent, Throttled, Refused, Ambiguous."""
        ...

    async def poll(self, task_id: str) -> TaskReport:
        """Raises: Transient, Throttled, Refused (e.g. a wrong key)."""
        ...

    async def cancel(self, task_id: str) -> bool:
        """True where the task is now cancelled; False where it was no longer pending.
        Raises: Transient, Throttled, Refused, Unsupported."""
        ...

    async def list_tasks(self, model: str, since: float, until: float) -> Sequence[ListedTask]:
        """Tasks of the account submitted between two Unix times. Raises: Transient, Refused, Unsupported."""
        ...

    async def download(self, url: str, target: Path, progress: Callable[[int, int | None], None]) -> Downloaded:
        """Stream a finished video to `target` (overwritten); calls progress(bytes so far, bytes in all).
        Checks status, length and that the bytes begin as an MP4. The key is never sent along.
        Raises: Transient (cut short, 5xx, not a video), Gone (expired, refused); OSError where `target`
        cannot be written (a full disk)."""
        ...


class Backend(Protocol):
    name: str
    paid: bool

    def body(self, request: Request) -> Mapping[str, object]:
        """The exact JSON body of the submission; local media not yet uploaded stand as
        "file:<name>#sha256:<hex>"."""
        ...

    def dropped(self, request: Request) -> Sequence[str]:
        """What this backend silently drops of the request, one sentence each (empty for most)."""
        ...

    def cannot(self, request: Request) -> Sequence[str]:
        """Why this backend cannot send the request at all, one sentence each (empty for most). Asked before
        anything is spent; `submit` refuses such a request all the same."""
        ...

    def open(self, settings: Settings) -> AbstractAsyncContextManager[Session]:
        """Nothing is asked of the service yet. Raises, on entering: UsageError for an address that is none."""
        ...
