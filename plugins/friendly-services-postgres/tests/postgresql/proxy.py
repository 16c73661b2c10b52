"""A small TCP proxy that loses what a client and its server say to each other, where it is told to."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Final, Literal

__all__ = ["FAULTS", "Fault", "Proxy"]

Fault = Literal["request", "sync", "connection", "reply"]
FAULTS: Final[tuple[Fault, ...]] = ("request", "sync", "connection", "reply")
"""What is lost of one round trip: all of it; only the Sync, at which the server commits; the connection, the
moment everything was passed on; or the reply, once the server has given all of it."""

_GREETED: Final = b"Z"
_ENDS: Final = (b"S", b"Q", b"X")
"""Messages after which a client waits for the reply, or for nothing more."""


class Proxy:
    """Passes on what comes, until a fault is set: that one meets the next round trip."""

    def __init__(self, port: int) -> None:
        self._server = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.fault: Fault | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Let nobody connect any more."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        """One connection: the greeting, then round trip by round trip."""
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError, EOFError):
            stack.enter_context(client)
            server = stack.enter_context(socket.create_connection(("127.0.0.1", self._server)))
            server.sendall(_sized(client, b""))  # the startup message, the only one without a type
            while True:
                client.sendall(b"".join(_until(server, _GREETED)))
                request = list(_until(client, *_ENDS))
                fault, self.fault = self.fault, None
                if fault == "request":
                    return
                server.sendall(b"".join(request[:-1] if fault == "sync" else request))
                if fault == "reply":
                    list(_until(server, _GREETED))
                if fault is not None:
                    return


def _until(connection: socket.socket, *types: bytes) -> Iterator[bytes]:
    """Messages, up to the first of these types."""
    while True:
        kind = _exactly(connection, 1)
        yield _sized(connection, kind)
        if kind in types:
            return


def _sized(connection: socket.socket, kind: bytes) -> bytes:
    size = _exactly(connection, 4)
    return kind + size + _exactly(connection, int.from_bytes(size, "big") - 4)


def _exactly(connection: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)
