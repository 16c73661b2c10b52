"""E-mail: the letter arrives as written, at one address, and a mail server can neither hold nor fool us."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from friendly_services.errors import Invalid
from friendly_services.messages import Accepted, Postponed, Rejected
from friendly_services.plugins import Plugins
from friendly_services.testing import Arrival, NotifierContract, NotifierLab, a_message
from friendly_services_email import Email

SENDER = "city@example.org"
SOMEBODY = "u1@example.org"
TO_SOMEBODY = a_message(address=SOMEBODY)


def plain(port: int, **changed: Any) -> Email:
    """Mail in clear, to a server on this machine."""
    return Email("127.0.0.1", port, **{"sender": SENDER, "security": "none", **changed})


class TestEmail(NotifierContract):
    @pytest.fixture
    def lab(self, serve: Callable[..., Any], rude: Callable[[bytes], int]) -> NotifierLab:
        """A mail server that keeps what it is sent."""
        post = serve()
        email = plain(post.port, time_limit=2, user=None, password="canary-password")  # noqa: S106 # made up

        def arrived() -> list[Arrival]:
            return [
                Arrival(letter["Message-ID"][1:65], str(letter["Subject"]), letter.get_content(), to)
                for to, letter in post.box.letters
            ]

        def fail(down: bool) -> None:
            post.box.refuse_data = "451 not now" if down else None

        def stall() -> None:
            object.__setattr__(email, "port", rude(b""))

        return NotifierLab(
            lambda: email,
            arrived,
            address=SOMEBODY,
            nobody="nobody@example.org",
            fail=fail,
            stall=stall,
            seconds=2,
            secrets=("canary-password",),
        )


class TestLetter:
    """What the reader gets."""

    def test_a_letter_says_who_what_and_that_a_machine_wrote_it(self, serve: Callable[..., Any]) -> None:
        """Sender, recipient, subject, language, a Message-ID made of the delivery id, no answer expected."""
        post = serve()
        outcome = plain(post.port).send(TO_SOMEBODY)
        ((to, letter),) = post.box.letters
        assert to == (SOMEBODY,)
        assert (letter["From"], letter["To"], letter["Subject"]) == (SENDER, SOMEBODY, TO_SOMEBODY.title)
        assert letter["Message-ID"] == f"<{TO_SOMEBODY.id}@example.org>"
        assert outcome == Accepted(letter["Message-ID"])
        assert (letter["Auto-Submitted"], letter["Content-Language"]) == ("auto-generated", "zh")
        assert letter.get_content_type() == "text/plain"
        assert set(letter.keys()) == {
            "Message-ID", "Date", "From", "To", "Subject", "Content-Language", "Auto-Submitted",
            "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
        } | ({"X-Peer"} & set(letter.keys()))  # fmt: skip

    @pytest.mark.parametrize(
        "address",
        [
            "", " ", "a", "a@", "@b", "a@b@c", "a b@c", "a@b c", "a@b,c@d", "a@b;c@d", "<a@b>", "x <a@b>",
            '"a b"@c', "a(x)@b", "a@[127.0.0.1]", "a@b\\c", "a@b>", "@x:a@b", "a" * 65 + "@b",
            "a@" + "b" * 254, "..@", "用户@example.org", "a@例子.cn",
        ],
    )  # fmt: skip
    def test_what_is_no_single_address_is_rejected(self, address: str, serve: Callable[..., Any]) -> None:
        """Row 57: names, lists, routes, comments, quotes and literals are not sent to."""
        post = serve()
        assert plain(post.port).send(a_message(address=address)) == Rejected("address.malformed")
        assert post.box.letters == []


class TestServer:
    """What a mail server can do."""

    @pytest.mark.parametrize(
        ("refuse", "outcome"),
        [
            ("550 no such user", Rejected("smtp.550")),
            ("553 bad name", Rejected("smtp.553")),
            ("450 busy", Postponed("smtp.450")),
            ("421 closing", Postponed("smtp.421")),
        ],
    )
    def test_a_refused_recipient_is_refused_as_long_as_the_server_says(
        self, refuse: str, outcome: Any, serve: Callable[..., Any]
    ) -> None:
        """5xx is for good, 4xx is for now."""
        post = serve()
        post.box.refuse = refuse
        assert plain(post.port).send(TO_SOMEBODY) == outcome

    def test_a_refused_letter_is_tried_again(self, serve: Callable[..., Any]) -> None:
        """What the server has against a letter, or against us, may be mended within the hour."""
        post = serve()
        post.box.refuse_data = "554 spam"
        assert plain(post.port).send(TO_SOMEBODY) == Postponed("smtp.554")

    @pytest.mark.parametrize("greeting", [b"", b"220-slow\r\n220-", b"220 x\r\n"])
    def test_a_server_that_dawdles_is_left(self, greeting: bytes, rude: Callable[[bytes], int]) -> None:
        """Silent, endless or trickling: the letter is tried again, and the limit holds."""
        start = time.monotonic()
        outcome = plain(rude(greeting), time_limit=0.3).send(TO_SOMEBODY)
        assert isinstance(outcome, Postponed)
        assert time.monotonic() - start < 5

    @pytest.mark.parametrize("greeting", [b"554 go away\r\n", b"SSH-2.0\r\n", b"\xff\xfe\r\n", b"x" * 20_000])
    def test_a_server_that_is_none_is_left(self, greeting: bytes, rude: Callable[[bytes], int]) -> None:
        """Whatever it says instead of a greeting, the letter is tried again."""
        assert isinstance(plain(rude(greeting), time_limit=2).send(TO_SOMEBODY), Postponed)

    def test_nobody_listening_is_a_failed_try(self) -> None:
        """A refused connection postpones the letter."""
        assert plain(1).send(TO_SOMEBODY) == Postponed("failed.ConnectionRefusedError")


class TestSecurity:
    """In clear only if the operator says so."""

    def test_starttls_is_used_and_the_certificate_checked(self, serve: Callable[..., Any], ca: str) -> None:
        """By default the connection is secured first; a stranger's authority or name is not enough."""
        post = serve(starttls=True)
        assert isinstance(Email("localhost", post.port, sender=SENDER, ca=ca).send(TO_SOMEBODY), Accepted)
        unknown = Email("localhost", post.port, sender=SENDER).send(TO_SOMEBODY)
        other = Email("127.0.0.1", post.port, sender=SENDER, ca=ca).send(TO_SOMEBODY)
        assert unknown == other == Postponed("failed.SSLCertVerificationError")
        assert len(post.box.letters) == 1

    def test_a_server_without_starttls_gets_no_letter(self, serve: Callable[..., Any], ca: str) -> None:
        """Who strips the offer of STARTTLS from the wire gets nothing in clear."""
        post = serve()
        assert not isinstance(Email("localhost", post.port, sender=SENDER, ca=ca).send(TO_SOMEBODY), Accepted)
        assert post.box.letters == []

    def test_tls_from_the_first_byte(self, serve: Callable[..., Any], ca: str) -> None:
        """`security="tls"` speaks TLS at once, and checks as well."""
        post = serve(tls=True)
        asked: dict[str, Any] = {"sender": SENDER, "security": "tls"}
        assert isinstance(Email("localhost", post.port, ca=ca, **asked).send(TO_SOMEBODY), Accepted)
        assert Email("localhost", post.port, **asked).send(TO_SOMEBODY) == Postponed(
            "failed.SSLCertVerificationError"
        )

    @pytest.mark.parametrize(("password", "accepted"), [("canary-password", True), ("other-password", False)])
    def test_it_says_who_it_is(
        self, password: str, accepted: bool, serve: Callable[..., Any], ca: str
    ) -> None:
        """User and password are given to the server that asks for them; refused, the letter waits."""
        post = serve(starttls=True, password=True)
        email = Email(
            "localhost",
            post.port,
            sender=SENDER,
            ca=ca,
            user="city",
            password=password,
            time_limit=4 if accepted else 1,
        )
        assert isinstance(email.send(TO_SOMEBODY), Accepted if accepted else Postponed)
        assert password not in repr(email)


class TestPlugin:
    """How a city gets it."""

    def test_an_operator_gives_it_in_code(self) -> None:
        """The object is a plugin and offers one channel."""
        assert list(Plugins((plain(25),)).channels) == ["email"]

    def test_by_name_it_is_configured_by_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Host, port, sender, user and password come from variables; without a host there is no channel."""
        name = ("friendly_services_email",)
        monkeypatch.delenv("FRIENDLY_SERVICES_EMAIL_HOST", raising=False)
        assert dict(Plugins(name).channels) == {}
        monkeypatch.setenv("FRIENDLY_SERVICES_EMAIL_HOST", "mail.example.org")
        assert "FRIENDLY" not in str(Plugins(name).channels)
        assert len(Plugins(name).failures) == 1
        monkeypatch.setenv("FRIENDLY_SERVICES_EMAIL_SENDER", SENDER)
        notifier = Plugins(name).channels["email"].notifier
        assert isinstance(notifier, Email)
        assert (notifier.host, notifier.port, notifier.security) == ("mail.example.org", 587, "starttls")
        monkeypatch.setenv("FRIENDLY_SERVICES_EMAIL_PORT", "x")
        assert len(Plugins(name).failures) == 1

    @pytest.mark.parametrize("sender", ["", "city", "City <city@example.org>", "a@b\nc"])
    def test_the_sender_is_an_address(self, sender: str) -> None:
        """A sender that no server would take is refused when the plugin is made."""
        with pytest.raises(Invalid, match="cannot be used: write city@example"):
            Email("mail.example.org", sender=sender)
