"""One request to one address, within seconds and kilobytes, whatever comes back."""

import http.client
import io
import socket
import ssl
import time  # noqa: TID251 # a request ends at a deadline
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["MOST_BYTES", "Answer", "post"]

MOST_BYTES: Final = 64 * 1024
"""Of an answer: its head and what comes with it; nobody reads its body."""

Answer = tuple[int, str | None]
"""The status, and what `Retry-After` says."""


class _Bounded(io.RawIOBase):
    """Reads a socket until a deadline, and so many bytes of it."""

    def __init__(self, source: socket.socket, deadline: float) -> None:
        self._source = source
        self._deadline = deadline
        self._left = MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if self._left <= 0:
            raise OSError("the answer is too long")
        self._source.settimeout(_left(self._deadline))
        count = self._source.recv_into(memoryview(buffer)[: self._left])
        self._left -= count
        return count


class _Wire:
    """A socket as `http.client` wants one, read within bounds."""

    def __init__(self, source: socket.socket, deadline: float) -> None:
        self._source = source
        self._deadline = deadline

    def makefile(self, _: str) -> io.BufferedReader:
        return io.BufferedReader(_Bounded(self._source, self._deadline), 4096)


def post(
    address: str,
    host: str,
    port: int,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
    context: ssl.SSLContext,
    seconds: float,
) -> Answer:
    """Send a body to an address, in the name of a host whose certificate is asked for.

    Raises:
        OSError: nothing came back in time, too much did, or the certificate is not the host's.
        http.client.HTTPException: what came back is not HTTP.
    """
    deadline = time.monotonic() + seconds
    with (
        socket.create_connection((address, port), timeout=_left(deadline)) as plain,
        _secured(plain, context, host, deadline) as secure,
    ):
        connection = http.client.HTTPSConnection(host, port, context=context)
        connection.sock = secure
        secure.settimeout(_left(deadline))
        connection.request("POST", path, body, {**headers, "Connection": "close"})
        response = http.client.HTTPResponse(_Wire(secure, deadline), method="POST")  # type: ignore[arg-type] # it asks for makefile alone
        response.begin()
        return response.status, response.getheader("Retry-After")


def _secured(plain: socket.socket, context: ssl.SSLContext, host: str, deadline: float) -> ssl.SSLSocket:
    plain.settimeout(_left(deadline))
    return context.wrap_socket(plain, server_hostname=host)


def _left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
