"""An HTTPS server on this machine that answers as it is told: rightly, late, too much, or anything."""

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

Handler = Callable[["FarEnd", ssl.SSLSocket], None]
CHUNK = b"x" * 65_536
TEN_GB = 10 * 2**30


class FarEnd:
    """One server on one port of loopback, a thread for each connection."""

    def __init__(self, authority: trustme.CA, name: str = "localhost") -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.poured = 0
        """Bytes of an endless answer that somebody took."""
        self.connections = 0
        self.handler: Handler = HANDLERS["ok"]
        self.stopping = threading.Event()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(self._context)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def does(self, what: str) -> None:
        """Behave like this from now on."""
        self.handler = HANDLERS[what]

    def answers(self, answer: bytes) -> None:
        """Take every request from now on, say this and close."""
        self.handler = answering(answer)

    def stop(self) -> None:
        """Let nobody wait any longer."""
        self.stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(plain,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        with plain, contextlib.suppress(OSError):
            plain.settimeout(20)
            if self.handler is stalls_before_tls:
                self.stopping.wait()
                return
            with self._context.wrap_socket(plain, server_side=True) as secure:
                self.handler(self, secure)

    def read(self, connection: ssl.SSLSocket) -> None:
        """Take a whole request, and keep it."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(65_536)
        head, _, body = data.partition(b"\r\n\r\n")
        request, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        while len(body) < int(headers["content-length"]):
            body += connection.recv(65_536)
        headers[":request"] = request
        self.requests.append((headers, body))

    def bodies(self) -> list[Any]:
        """What was posted, read as JSON."""
        return [json.loads(body) for _, body in self.requests]


def answering(answer: bytes) -> Handler:
    """A server that takes the request, says this and closes."""

    def handle(server: FarEnd, connection: ssl.SSLSocket) -> None:
        server.read(connection)
        connection.sendall(answer)

    return handle


def refuses(_: FarEnd, connection: ssl.SSLSocket) -> None:
    """Down, and says so before it has the request."""
    connection.recv(10)
    connection.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")


def stalls(server: FarEnd, connection: ssl.SSLSocket) -> None:
    """Takes the request and says nothing."""
    connection.recv(65_536)
    server.stopping.wait()


def stalls_before_tls(_: FarEnd, __: ssl.SSLSocket) -> None:
    """Takes the connection and says nothing: the server looks at the name."""


def trickles(server: FarEnd, connection: ssl.SSLSocket) -> None:
    """A byte now and then, for ever: each of them in time, the whole never."""
    server.read(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not server.stopping.wait(0.05):
        connection.sendall(b"x")


def pours(server: FarEnd, connection: ssl.SSLSocket) -> None:
    """Ten gigabytes of body."""
    server.read(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % TEN_GB)
    pour(server, connection)


def pours_headers(server: FarEnd, connection: ssl.SSLSocket) -> None:
    """Ten gigabytes of head."""
    server.read(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    pour(server, connection)


def pours_lines(server: FarEnd, connection: ssl.SSLSocket) -> None:
    """Interim answers without end."""
    server.read(connection)
    with contextlib.suppress(OSError):
        while server.poured < TEN_GB:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)
            server.poured += 25_000


def pour(server: FarEnd, connection: ssl.SSLSocket) -> None:
    """Send until ten gigabytes are gone or nobody takes any more."""
    with contextlib.suppress(OSError):
        while server.poured < TEN_GB:
            connection.sendall(CHUNK)
            server.poured += len(CHUNK)


HANDLERS: dict[str, Handler] = {
    "ok": answering(b"HTTP/1.1 204 No Content\r\n\r\n"),
    **{
        handler.__name__: handler
        for handler in (refuses, stalls, stalls_before_tls, trickles, pours, pours_headers, pours_lines)
    },
}


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """An authority that nobody but these tests trusts."""
    return trustme.CA()


@pytest.fixture
def ca(authority: trustme.CA, tmp_path: Path) -> str:
    """The authority's certificate, as an operator would name it."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture
def serve(authority: trustme.CA) -> Iterator[Callable[[str], FarEnd]]:
    """Starts servers on loopback, each with a certificate for a name."""
    started: list[FarEnd] = []

    def start(name: str) -> FarEnd:
        started.append(FarEnd(authority, name))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def far_end(serve: Callable[[str], FarEnd]) -> FarEnd:
    """A server that is what it says it is."""
    return serve("localhost")
