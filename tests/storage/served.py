"""A store behind a server: what the kit's proxy and the death of a server are tried on."""

import pickle
import socket
import threading
from contextlib import suppress
from functools import partial
from typing import Any

import attrs

from friendly_services.errors import FriendlyServicesError
from friendly_services.storage import Batch, Indeterminate, MemoryStore, Receipt, StoreInfo, Unavailable
from friendly_services.text import Reason

LENGTH = 4


class Server:
    """Keeps a store in memory and answers whoever connects; it can be killed, and keeps its data."""

    def __init__(self) -> None:
        self.data = MemoryStore()
        self.address: tuple[str, int] = ("127.0.0.1", 0)
        self.start()

    def start(self) -> None:
        """Listen."""
        self.connections: list[socket.socket] = []
        self.listener = socket.create_server(self.address)
        self.address = self.listener.getsockname()
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def stop(self) -> None:
        """Drop everybody, whatever they wait for."""
        for end in [self.listener, *self.connections]:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def kill(self) -> None:
        """Drop everybody and start again."""
        self.stop()
        self.start()

    def accept(self, listener: socket.socket) -> None:
        """A thread for everybody who comes."""
        with suppress(OSError):
            while True:
                end, _ = listener.accept()
                self.connections.append(end)
                threading.Thread(target=self.serve, args=(end,), daemon=True).start()

    def serve(self, end: socket.socket) -> None:
        """Answer one question."""
        with suppress(OSError, EOFError), end:
            method, arguments, named = receive(end)
            try:
                send(end, (True, getattr(self.data, method)(*arguments, **named)))
            except FriendlyServicesError as error:
                send(end, (False, (type(error), attrs.asdict(error, recurse=False))))


def send(end: socket.socket, value: object) -> None:
    """Send a value in one message."""
    content = pickle.dumps(value)
    end.sendall(len(content).to_bytes(LENGTH, "big") + content)


def receive(end: socket.socket) -> Any:
    """The next value."""
    with end.makefile("rb") as file:
        size = int.from_bytes(file.read(LENGTH), "big")
        return pickle.loads(file.read(size))  # noqa: S301 # our own bytes


class ServedStore:
    """Asks a server for everything."""

    def __init__(self, host: str, port: int) -> None:
        self.server = host, port
        self.closed = False

    def describe(self) -> StoreInfo:
        """What this store is: its data outlive its handles."""
        return StoreInfo("served", durability="process")

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        """Commit; once the batch is sent, a lost connection leaves it open whether it was committed."""
        receipt: Receipt = self.ask(Indeterminate, "commit", batch, deadline)
        return receipt

    def __getattr__(self, method: str) -> Any:
        return partial(self.ask, Unavailable, method)

    def close(self) -> None:
        """Ask no more."""
        self.closed = True

    def ask(self, lost: type[Indeterminate | Unavailable], method: str, *arguments: Any, **named: Any) -> Any:
        """One question on a connection of its own; `lost` is what a lost answer is called."""
        if self.closed:
            raise Unavailable(Reason("storage.closed"))
        try:
            end = socket.create_connection(self.server)
        except OSError as error:
            raise Unavailable(Reason("storage.system", message=str(error))) from error
        try:
            with end:
                send(end, (method, arguments, named))
                done, answer = receive(end)
        except (OSError, EOFError) as error:
            raise lost(Reason("storage.system", message=str(error))) from error
        if done:
            return answer
        kind, facts = answer
        raise kind(**facts)
