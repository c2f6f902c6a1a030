"""The one door to aiohttp: it sends once, reads a bounded answer, and lets no aiohttp error out.

Whether a failed submission can have reached the service is decided by what happened, not by the error's name:
a trace notes when a connection stood. Before that nothing can have been written (`NotSent`); after it, a
submission is `Ambiguous` and everything else `Transient`. Submissions use a connection of their own that is
closed afterwards, so that none goes out over a kept connection which the service has already given up.
aiohttp repeats idempotent methods on a broken kept connection, but never a POST.

Proxies come from the environment, `.netrc` does not: it would put its own credentials beside the bearer key,
and give them to the host that serves the film.
"""

from __future__ import annotations

import contextlib
import ssl
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from wanboard import __version__
from wanboard.backends.base import Ambiguous, BackendError, NotSent, Refused, Transient
from wanboard.backends.verdicts import Answer, clean

ANSWER_LIMIT = 4 * 2**20  # bytes; answers are a few hundred
CONNECT_TIMEOUT_S = 20.0
CHUNK = 256 * 1024


@dataclass(slots=True)
class _Sending:
    connected: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A multipart form: fields first, then the file, streamed from disk."""

    fields: Mapping[str, str]
    file: Path


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer whose body is read in pieces. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    host: str
    _response: aiohttp.ClientResponse = field(repr=False)

    async def chunks(self) -> AsyncIterator[bytes]:
        async for chunk in self._response.content.iter_chunked(CHUNK):
            yield chunk

    async def text(self, limit: int) -> bytes:
        return await self._response.content.read(limit)


class Door:
    """A pair of connection pools (asking, submitting) for one backend session. Use as an async context
    manager."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._asking: aiohttp.ClientSession | None = None
        self._submitting: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Door:
        self._asking = self._session(aiohttp.TCPConnector(limit=64))
        self._submitting = self._session(aiohttp.TCPConnector(limit=16, force_close=True))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in (self._asking, self._submitting):
            if session is not None:
                await session.close()

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str], params: Mapping[str, str] | None = None
    ) -> Answer:
        """A question without consequences. Raises: NotSent, Transient."""
        return await self._answer(self._asking, method, url, False, headers=headers, params=params)

    async def submit(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a body at most once; redirects are not followed. Raises: NotSent, Ambiguous."""
        return await self._answer(self._submitting, "POST", url, True, headers=headers, data=body)

    async def send_form(self, url: str, form: Form) -> Answer:
        """Upload a file. Raises: NotSent, Transient; OSError where the file cannot be read."""
        with form.file.open("rb") as file:
            data = aiohttp.FormData(quote_fields=False)
            for name, value in form.fields.items():
                data.add_field(name, value)
            data.add_field("file", file, filename=form.file.name, content_type="application/octet-stream")
            return await self._answer(self._submitting, "POST", url, False, data=data, timeout=self._patient())

    @contextlib.asynccontextmanager
    async def stream(self, url: str, headers: Mapping[str, str]) -> AsyncIterator[Stream]:
        """A download; no key goes along. Raises: NotSent, Transient, also from within the block."""
        session, sending = _opened(self._asking), _Sending()
        with _translated(url, sending, submitting=False):
            async with session.get(
                url,
                headers={"User-Agent": _AGENT, "Accept-Encoding": "identity", **headers},
                proxy=_proxy_for(url),
                timeout=self._patient(),
                trace_request_ctx=sending,
            ) as response:
                yield Stream(response.status, _lower(response.headers), response.url.host or "", response)

    async def _answer(
        self, opened: aiohttp.ClientSession | None, method: str, url: str, submitting: bool, **more: Any
    ) -> Answer:
        session, sending = _opened(opened), _Sending()
        more["headers"] = {"User-Agent": _AGENT, "Accept": "application/json", **(more.get("headers") or {})}
        with _translated(url, sending, submitting=submitting):
            async with session.request(
                method,
                url,
                proxy=_proxy_for(url),
                allow_redirects=False,
                trace_request_ctx=sending,
                **more,
            ) as response:
                data = await _bounded(response)
                host = response.url.host or ""
                return Answer(response.status, _lower(response.headers), data, _bare(url), host)

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self._timeout_s, connect=self._connect_s()),
            trust_env=False,
            trace_configs=[_tracing()],
        )

    def _patient(self) -> aiohttp.ClientTimeout:
        """For transfers: no bound on the whole, one on every pause."""
        return aiohttp.ClientTimeout(total=None, connect=self._connect_s(), sock_read=self._timeout_s)

    def _connect_s(self) -> float:
        """Shorter than the whole, so that a connection that never stood is told from an answer that never
        came."""
        return min(CONNECT_TIMEOUT_S, self._timeout_s / 2)


class _TooLongError(aiohttp.ClientPayloadError):
    """An answer beyond `ANSWER_LIMIT`."""


# Errors of finding and opening a connection. Both must hold for `NotSent`: one of these, and no connection
# stood.
_CONNECTING = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ServerFingerprintMismatch,
    aiohttp.InvalidURL,
)
_AGENT = f"wanboard/{__version__}"


def bearer(key: str) -> dict[str, str]:
    """The header that says who asks. Raises: Refused for what cannot be a key (it would break the header)."""
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise Refused("the key is empty or holds characters that no key has", code="InvalidApiKey")
    return {"Authorization": f"Bearer {key}"}


def _tracing() -> aiohttp.TraceConfig:
    async def connected(session: aiohttp.ClientSession, context: SimpleNamespace, params: object) -> None:
        context.trace_request_ctx.connected = True

    config: aiohttp.TraceConfig = aiohttp.TraceConfig()
    config.on_connection_create_end.append(connected)
    config.on_connection_reuseconn.append(connected)
    return config


@contextlib.contextmanager
def _translated(url: str, sending: _Sending, *, submitting: bool) -> Iterator[None]:
    """Turns whatever aiohttp and the system raise into an error of `base`, the library's own as its cause."""
    try:
        yield
    except BackendError:
        raise
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise _verdict(url, error, sending, submitting) from _without_headers(error)


def _verdict(url: str, error: Exception, sending: _Sending, submitting: bool) -> BackendError:
    host = urlsplit(url).hostname or url
    why = _reason(error)
    if not sending.connected and isinstance(error, _CONNECTING):
        return NotSent(f"cannot reach {host}: {why}")
    if submitting:
        return Ambiguous(f"the connection to {host} failed after the request was sent: {why}")
    return Transient(f"the connection to {host} failed: {why}")


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "the name is not known"
    if isinstance(error, (aiohttp.ClientSSLError, ssl.SSLError)):
        return clean(f"no trusted TLS connection ({error})", "")
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "it was closed without an answer"
    if isinstance(error, _TooLongError):
        return f"the answer is longer than {ANSWER_LIMIT} bytes"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "the answer was cut short"
    return clean(str(error), "") or type(error).__name__


def _without_headers(error: Exception) -> Exception:
    """The error without the request's headers, which hold the key."""
    if isinstance(error, aiohttp.ClientResponseError):
        info = error.request_info
        none = info.headers.copy()
        none.clear()
        error.request_info = aiohttp.RequestInfo(info.url, info.method, type(info.headers)(none), info.real_url)
        error.history = ()
        error.args = (error.request_info, error.history)
    return error


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    pieces, size = [], 0
    async for chunk in response.content.iter_chunked(CHUNK):
        pieces.append(chunk)
        size += len(chunk)
        if size > ANSWER_LIMIT:
            raise _TooLongError
    return b"".join(pieces)


def _opened(session: aiohttp.ClientSession | None) -> aiohttp.ClientSession:
    if session is None:
        raise RuntimeError("the door is not open")
    return session


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _bare(url: str) -> str:
    return url.partition("?")[0]


def _proxy_for(url: str) -> str | None:
    """The environment's proxy for an address. Raises: NotSent for a kind that aiohttp does not speak."""
    parts = urlsplit(url)
    if not parts.hostname or urllib.request.proxy_bypass(parts.hostname):
        return None
    known = urllib.request.getproxies()
    proxy = known.get(parts.scheme) or known.get("all")
    if not proxy:
        return None
    spelled = proxy if "://" in proxy else f"http://{proxy}"
    kind = urlsplit(spelled).scheme
    if kind not in ("http", "https"):
        raise NotSent(f"the environment names a {kind} proxy for {parts.hostname}; only http proxies can be used")
    return spelled
