"""A proxy between a store and its server, which cuts the connection when it is told to."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

__all__ = ["Proxy"]

_CHUNK: Final = 1 << 16


class Proxy:
    """Passes bytes on between whoever connects to `address` and a server, and can lose some of them.

    Args:
        server: the host and port that the bytes go to.
    """

    def __init__(self, server: tuple[str, int]) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._listener.getsockname()
        self._mutex = threading.Lock()
        self._left = 0
        self._done = False
        self.happened = False
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, at: int, done: bool) -> None:
        """Cut the connection at the n-th message that a client sends from now on.

        Before the server gets it; or, if it is `done`, in the place of the server's answer.
        """
        with self._mutex:
            self._left, self._done, self.happened = at, done, False

    def rest(self) -> None:
        """Pass everything on."""
        with self._mutex:
            self._left = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._server)
            except OSError:
                client.close()
                continue
            lost = threading.Event()
            threading.Thread(target=self._there, args=(client, server, lost), daemon=True).start()
            threading.Thread(target=self._back, args=(client, server, lost), daemon=True).start()

    def _there(self, client: socket.socket, server: socket.socket, lost: threading.Event) -> None:
        with suppress(OSError):
            while message := client.recv(_CHUNK):
                with self._mutex:
                    self._left -= 1
                    now = self._left == 0
                    self.happened = self.happened or now
                if now and not self._done:
                    break
                if now:
                    lost.set()
                server.sendall(message)
        _cut(client, server)

    @staticmethod
    def _back(client: socket.socket, server: socket.socket, lost: threading.Event) -> None:
        with suppress(OSError):
            while (message := server.recv(_CHUNK)) and not lost.is_set():
                client.sendall(message)
        _cut(client, server)


def _cut(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
