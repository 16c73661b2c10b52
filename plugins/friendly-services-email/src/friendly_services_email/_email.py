"""The notifier: one message, one letter, one connection."""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import Header
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from typing import Final, Literal

import attrs

from friendly_services.errors import Invalid
from friendly_services.hookspecs import Channel, hookimpl
from friendly_services.messages import Accepted, Message, Outcome, Postponed, Rejected

__all__ = ["Email"]

TIME_LIMIT: Final = 8.0
"""Seconds for a whole letter: less than the ten that a notifier has for a message."""
_ADDRESS: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,253}", re.ASCII)
"""One address and nothing around it: no name, no quotes, no route, no comment."""
_EXAMPLE: Final = "city@example.org"
_FOR_GOOD: Final = range(500, 600)
_READY: Final = 220
_POLICY: Final = compat32.clone(max_line_length=998)
"""Only the title is folded, and by ourselves: no reader likes a Message-ID on two lines."""
_LINE_END: Final = re.compile(r"\r?\n")

Security = Literal["starttls", "tls", "none"]


@attrs.frozen(eq=False)
class Email:
    """A plugin, and the one channel that it offers: `email`. A message's address is a mail address.

    Args:
        host: the mail server.
        port: 587 with `starttls`, 465 with `tls`.
        sender: the address that letters come from.
        user: for servers that ask who is there.
        password: as above.
        security: `none` sends in clear, for a server on this machine.
        ca: a file with the certificates of an authority of your own, instead of the system's.
        time_limit: seconds for a letter.
    """

    host: str
    port: int = 587
    sender: str = attrs.field(kw_only=True)
    user: str | None = attrs.field(default=None, kw_only=True, repr=False)
    password: str | None = attrs.field(default=None, kw_only=True, repr=False)
    security: Security = attrs.field(default="starttls", kw_only=True)
    ca: str | None = attrs.field(default=None, kw_only=True)
    time_limit: float = attrs.field(default=TIME_LIMIT, kw_only=True)
    _context: ssl.SSLContext = attrs.field(init=False, repr=False)

    @sender.validator
    def _check_sender(self, field: "attrs.Attribute[str]", sender: str) -> None:
        if not _is_address(sender):
            raise Invalid.at(field.name, "plugins.mail_setting", value=sender, example=_EXAMPLE)

    @_context.default
    def _new_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.ca)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    @hookimpl
    def register_notifiers(self, register: Callable[[Channel], None]) -> None:
        """Offer this channel."""
        register(Channel("email", self, protocol=1))

    def send(self, message: Message) -> Outcome:
        """Hand one letter to the mail server."""
        recipient = message.address or ""
        if not _is_address(recipient):
            return Rejected("address.malformed")
        letter = self._letter(message, recipient)
        try:
            with self._server() as server:
                server.send_message(letter, self.sender, [recipient])
        except smtplib.SMTPRecipientsRefused as refused:
            return _refused(*(code for code, _ in refused.recipients.values()))
        except (
            smtplib.SMTPResponseException
        ) as answer:  # the server's trouble, or ours with it: not the recipient's
            return Postponed(f"smtp.{answer.smtp_code}")
        except (OSError, ValueError, MessageError) as error:
            return Postponed(f"failed.{type(error).__name__}")
        return Accepted(str(letter["Message-ID"]))

    def _letter(self, message: Message, recipient: str) -> MIMEText:
        """The letter; whatever the title holds is its text, also what looks like an encoded one."""
        letter = MIMEText(_LINE_END.sub("\r\n", message.text), "plain", "utf-8", policy=_POLICY)
        letter["Message-ID"] = f"<{message.id}@{self._domain}>"
        letter["Date"] = format_datetime(datetime.now(UTC))  # noqa: TID251 # when it is sent
        letter["From"] = self.sender
        letter["To"] = recipient
        letter["Subject"] = Header(message.title, "utf-8", header_name="Subject").encode()
        letter["Content-Language"] = message.language
        letter["Auto-Submitted"] = "auto-generated"
        return letter

    @property
    def _domain(self) -> str:
        return self.sender.rpartition("@")[2]

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        """A connection that ends at the limit, whatever the server does with it."""
        server = (
            smtplib.SMTP_SSL(local_hostname=self._domain, timeout=self.time_limit, context=self._context)
            if self.security == "tls"
            else smtplib.SMTP(local_hostname=self._domain, timeout=self.time_limit)
        )
        watch = threading.Timer(self.time_limit, _hang_up, [server])
        watch.daemon = True
        watch.start()
        try:
            setattr(server, "_host", self.host)  # noqa: B010 # smtplib compares the certificate with it
            code, _ = server.connect(self.host, self.port)
            if code != _READY:
                raise smtplib.SMTPConnectError(code, b"")
            if self.security == "starttls":
                server.starttls(context=self._context)
            if self.user is not None and self.password is not None:
                server.login(self.user, self.password)
            yield server
            with suppress(
                smtplib.SMTPException, OSError
            ):  # it has the letter: how it says goodbye is all one
                server.quit()
        finally:
            watch.cancel()
            server.close()


def _hang_up(server: smtplib.SMTP) -> None:
    """Wake whoever waits for this server."""
    if server.sock is not None:
        with suppress(OSError):
            server.sock.shutdown(socket.SHUT_RDWR)


def _refused(*codes: int) -> Outcome:
    """What a server's answer to the recipient means: 5xx is for good."""
    code = max(codes, default=0)
    return Rejected(f"smtp.{code}") if code in _FOR_GOOD else Postponed(f"smtp.{code}")


def _is_address(text: str) -> bool:
    """Whether a text is one address."""
    return _ADDRESS.fullmatch(text) is not None
