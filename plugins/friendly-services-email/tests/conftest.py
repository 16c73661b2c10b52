"""Mail servers on this machine: a right one, and one that is silent, slow or rude."""

import contextlib
import email
import email.policy
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import attrs
import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@attrs.define(eq=False)
class Letterbox:
    """What the server took, and what it answers."""

    letters: list[tuple[tuple[str, ...], EmailMessage]] = attrs.Factory(list)
    refuse: str | None = None
    """What every recipient is answered."""
    refuse_data: str | None = None
    """What every letter is answered."""

    async def handle_RCPT(  # noqa: N802 # aiosmtpd's name
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        """Take a recipient, unless nobody is there."""
        if address.startswith("nobody@"):
            return "550 5.1.1 <nobody@example.org> unknown"
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 # as above
        """Take a letter."""
        if self.refuse_data:
            return self.refuse_data
        content = envelope.content
        assert isinstance(content, bytes)
        letter = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append((tuple(envelope.rcpt_tos), letter))
        return "250 OK"


@attrs.frozen
class Post:
    """A running mail server."""

    box: Letterbox
    port: int


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
def serve(authority: trustme.CA) -> Iterator[Callable[..., Post]]:
    """Starts mail servers on loopback."""
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # the server's log is not ours
    running: list[Controller] = []

    def start(**options: Any) -> Post:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        if options.pop("tls", False):
            options["ssl_context"] = context
        if options.pop("starttls", False):
            options |= {"tls_context": context, "require_starttls": True}
        if options.pop("password", False):
            options |= {"authenticator": _only_city, "auth_required": True}
        box = Letterbox()
        controller = Controller(box, hostname="127.0.0.1", port=_free_port(), **options)
        controller.start()
        running.append(controller)
        return Post(box, controller.port)

    yield start
    for controller in running:
        controller.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _only_city(_: SMTP, __: Session, ___: Envelope, ____: str, data: Any) -> AuthResult:
    """Let in whoever knows the password."""
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"city", b"canary-password")
    return AuthResult(success=known, handled=True)


@pytest.fixture
def rude() -> Iterator[Callable[[bytes], int]]:
    """Starts servers that greet with these bytes and then, byte by byte, go on for ever."""
    stopping = threading.Event()
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def serve_one(connection: socket.socket, greeting: bytes) -> None:
        with connection, contextlib.suppress(OSError):
            connection.sendall(greeting)
            while not stopping.wait(0.05):
                if greeting:
                    connection.sendall(b"x")

    def accept(listener: socket.socket, greeting: bytes) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threads.append(threading.Thread(target=serve_one, args=(connection, greeting), daemon=True))
                threads[-1].start()

    def start(greeting: bytes) -> int:
        listeners.append(socket.create_server(("127.0.0.1", 0)))
        threads.append(threading.Thread(target=accept, args=(listeners[-1], greeting), daemon=True))
        threads[-1].start()
        port: int = listeners[-1].getsockname()[1]
        return port

    yield start
    stopping.set()
    for listener in listeners:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join()
