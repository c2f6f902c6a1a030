"""The door to aiohttp: what a failure means is decided by what happened on the wire, and nothing of aiohttp's
leaks."""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from unittest.mock import Mock

import aiohttp
import pytest
from aiohttp import client_reqrep
from aioresponses import aioresponses
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from wanboard.backends import http
from wanboard.backends.base import Ambiguous, BackendError, NotSent, Refused, Transient
from wanboard.backends.http import Door, bearer

KEY = "sk-do-not-show-me-1234"
T = TypeVar("T")
Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class Wire:
    """A server that counts connections and whole requests and answers each as told."""

    def __init__(self, reply: bytes | None, *, read: bool = True, hold: bool = False) -> None:
        self.reply, self.read, self.hold = reply, read, hold
        self.connections = 0
        self.requests: list[bytes] = []
        self.url = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while self.read:
                head = await reader.readuntil(b"\r\n\r\n")
                length = 0
                for line in head.lower().split(b"\r\n"):
                    if line.startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                self.requests.append(head + await reader.readexactly(length))
                if self.hold:
                    await reader.read()
                if self.reply is None:
                    break
                writer.write(self.reply)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def wire(reply: bytes | None, **how: bool) -> AsyncIterator[Wire]:
    told = Wire(reply, **how)
    server = await asyncio.start_server(told.handle, "127.0.0.1", 0)
    told.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v1"
    try:
        yield told
    finally:
        server.close()


def run(what: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(what)


async def submitted(url: str, timeout_s: float = 5.0, times: int = 1) -> list[int]:
    """The statuses of `times` submissions to `url`."""
    async with Door(timeout_s) as door:
        return [(await door.submit(url, bearer(KEY), b'{"a":1}')).status for _ in range(times)]


async def asked(url: str, timeout_s: float = 5.0, times: int = 1) -> list[int]:
    async with Door(timeout_s) as door:
        return [(await door.ask("GET", url, bearer(KEY))).status for _ in range(times)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("send", [submitted, asked])
def test_a_refused_connection_was_not_sent(send: Callable[[str], Coroutine[Any, Any, list[int]]]) -> None:
    with pytest.raises(NotSent, match=r"cannot reach 127\.0\.0\.1") as caught:
        run(send(f"http://127.0.0.1:{free_port()}/x"))
    assert isinstance(caught.value.__cause__, aiohttp.ClientConnectorError)


def test_an_unknown_name_was_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", unknown)
    with pytest.raises(NotSent, match="the name is not known"):
        run(submitted("http://no.such.host.example/x"))


def test_a_failed_handshake_was_not_sent() -> None:
    async def scene() -> int:
        async with wire(b"this is no TLS\r\n", read=False) as server:
            with pytest.raises(NotSent, match="ssl"):
                await submitted(server.url.replace("http:", "https:"))
            return len(server.requests)

    assert run(scene()) == 0


def test_an_untrusted_certificate_was_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    error = aiohttp.ClientConnectorCertificateError(
        Mock(host="h", port=443), ssl.SSLCertVerificationError(1, "self-signed")
    )
    with aioresponses() as mocked:
        mocked.post("https://h/x", exception=error)
        with pytest.raises(NotSent, match="no trusted TLS connection"):
            run(submitted("https://h/x"))


@pytest.mark.parametrize(
    ("reply", "how"),
    [
        (None, {"read": False}),  # accepted, then closed before reading
        (None, {}),  # read whole, then closed without an answer
        (b"this is no HTTP\r\n\r\n", {}),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf", {"hold": False}),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000 + b"\r\n\r\n", {}),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain", {}),
    ],
)
def test_after_the_connection_stood_a_submission_is_ambiguous(reply: bytes | None, how: dict[str, bool]) -> None:
    async def scene() -> tuple[BackendError, BackendError, Wire]:
        async with wire(reply, **how) as server:
            if reply and b"half" in reply:
                server.reply = None
                original = server.handle

                async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                    writer.write(reply)
                    await original(reader, writer)

                server.handle = cut  # type: ignore[method-assign]
            with pytest.raises(Ambiguous) as submitting:
                await submitted(server.url)
            sent = len(server.requests)
            assert sent <= 1
            with pytest.raises(Transient) as asking:
                await asked(server.url)
            return submitting.value, asking.value, server

    submitting, asking, _ = run(scene())
    for error in (submitting, asking):
        shown = "".join(traceback.format_exception(error)) + repr(error) + repr(error.__cause__)
        assert KEY not in shown
        assert error.__cause__ is not None


def test_an_answer_that_takes_too_long_is_ambiguous() -> None:
    async def scene() -> int:
        async with wire(None, hold=True) as server:
            with pytest.raises(Ambiguous, match="it took too long"):
                await submitted(server.url, timeout_s=0.2)
            return len(server.requests)

    assert run(scene()) == 1


def test_a_submission_goes_out_once_also_when_the_connection_breaks() -> None:
    async def scene() -> tuple[int, int]:
        async with wire(None) as server:
            with pytest.raises(Ambiguous):
                await submitted(server.url)
            return len(server.requests), server.connections

    assert run(scene()) == (1, 1)


def test_each_submission_has_a_connection_of_its_own() -> None:
    async def scene() -> tuple[int, int, int]:
        async with wire(OK) as server:
            await submitted(server.url, times=3)
            submissions = server.connections
            await asked(server.url, times=3)
            return submissions, server.connections - submissions, len(server.requests)

    assert run(scene()) == (3, 1, 6)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_never_followed(status: int) -> None:
    async def scene() -> tuple[list[int], int]:
        async with wire(OK) as other:
            reply = f"HTTP/1.1 {status} Moved\r\nLocation: {other.url}\r\nContent-Length: 0\r\n\r\n".encode()
            async with wire(reply) as server:
                return await submitted(server.url), len(other.requests)

    assert run(scene()) == ([status], 0)


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ANSWER_LIMIT", 1)
    with pytest.raises(Ambiguous, match="longer than 1 bytes"):
        run(_against(OK))


async def _against(reply: bytes) -> list[int]:
    async with wire(reply) as server:
        return await submitted(server.url)


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "钥匙", "tab\tkey"])
def test_what_cannot_be_a_key_is_refused_before_it_is_sent(key: str) -> None:
    with pytest.raises(Refused) as caught:
        bearer(key)
    assert not key or key not in str(caught.value)


def test_netrc_and_cookies_stay_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password mine\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))

    async def scene() -> bytes:
        reply = OK.replace(b"Content-Type", b"Set-Cookie: a=b; Path=/\r\nContent-Type")
        async with wire(reply) as server, Door(5) as door:
            await door.ask("GET", server.url, bearer(KEY))
            async with door.stream(server.url, {}) as stream:
                assert stream.status == 200
            return server.requests[1]

    request = run(scene()).lower()
    assert b"authorization" not in request
    assert b"cookie" not in request


@pytest.mark.parametrize(("variable", "scheme"), [("http_proxy", "http://"), ("http_proxy", ""), ("all_proxy", "")])
def test_a_proxy_comes_from_the_environment(variable: str, scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> bytes:
        async with wire(OK) as proxy:
            monkeypatch.setenv(variable, proxy.url.replace("http://", scheme).removesuffix("/api/v1"))
            monkeypatch.setenv("no_proxy", "")
            await submitted("http://service.example/api")
            return proxy.requests[0]

    assert run(scene()).startswith(b"POST http://service.example/api HTTP/1.1")


def test_a_proxy_of_another_kind_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://me:secret@127.0.0.1:1080")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(NotSent, match="socks5 proxy") as caught:
        run(submitted("https://service.example/api"))
    assert "secret" not in str(caught.value)


def library_errors() -> list[Exception]:
    """One of every error that the library and the system can raise."""
    info = aiohttp.RequestInfo(
        URL("https://h/x"),
        "POST",
        CIMultiDictProxy(CIMultiDict({"Authorization": f"Bearer {KEY}"})),
        URL("https://h/x"),
    )
    key = Mock(host="h", port=443, ssl=None)
    return [
        aiohttp.ClientResponseError(info, (), status=400, message="bad"),
        aiohttp.ContentTypeError(info, ()),
        aiohttp.TooManyRedirects(info, ()),
        aiohttp.WSServerHandshakeError(info, ()),
        aiohttp.ClientHttpProxyError(info, ()),
        aiohttp.ClientConnectorError(key, OSError(1, "x")),
        aiohttp.ClientConnectorDNSError(key, OSError(1, "x")),
        aiohttp.ClientProxyConnectionError(key, OSError(1, "x")),
        aiohttp.ClientConnectorSSLError(key, OSError(1, "x")),
        aiohttp.ClientOSError(104, "reset"),
        aiohttp.ServerDisconnectedError(),
        aiohttp.ServerTimeoutError(),
        aiohttp.SocketTimeoutError(),
        aiohttp.ConnectionTimeoutError(),
        aiohttp.ServerFingerprintMismatch(b"a", b"b", "h", 1),
        aiohttp.ClientPayloadError("cut"),
        aiohttp.InvalidURL("x"),
        aiohttp.ClientConnectionResetError("reset"),
        TimeoutError(),
        ConnectionResetError(104, "reset"),
        OSError(28, "No space left on device"),
    ]


@pytest.mark.parametrize("error", library_errors(), ids=lambda e: type(e).__name__)
def test_no_library_error_leaks(error: Exception) -> None:
    with aioresponses() as mocked:
        mocked.post("https://h/x", exception=error)
        with pytest.raises(BackendError) as caught:
            run(submitted("https://h/x"))
    connecting = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
    others = (aiohttp.ServerFingerprintMismatch, aiohttp.InvalidURL)
    assert type(caught.value) is (NotSent if isinstance(error, connecting + others) else Ambiguous)
    assert caught.value.__cause__ is error
    assert KEY not in repr(error) + "".join(traceback.format_exception(caught.value))


def test_a_mocked_answer_is_read_like_a_real_one() -> None:
    made = functools.partial(client_reqrep.ClientResponse, stream_writer=Mock())
    with aioresponses() as mocked:
        mocked.post("https://h/x", status=429, payload={"code": "Throttling"}, response_class=made)
        assert run(submitted("https://h/x")) == [429]


def test_a_closed_door_is_a_defect() -> None:
    with pytest.raises(RuntimeError):
        run(Door(1).ask("GET", "http://h/", {}))
