"""Webhooks: signed by the scheme, only to where the operator says, and never longer or more than agreed."""

import json
import socket
import time
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from standardwebhooks import Webhook
from tests.budget import data

from friendly_services.errors import Invalid
from friendly_services.messages import Accepted, Postponed, Rejected
from friendly_services.plugins import PluginError, Plugins
from friendly_services.testing import Arrival, NotifierContract, NotifierLab, a_message
from friendly_services_webhooks import Endpoint, Forbidden, Guard, Webhooks

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 # the published example
LOOPBACK = ("127.0.0.0/8", "::1/128")


def hooks(far_end: Any, authority: str, **changed: Any) -> Webhooks:
    """Webhooks to the server on loopback, relaxed in the two ways there are."""
    endpoint = Endpoint(f"https://localhost:{far_end.port}/city?x=1", SECRET)
    usual = {"hosts": [endpoint.host], "allow_networks": LOOPBACK, "ca": authority, "time_limit": 0.5}
    return Webhooks({"app": endpoint}, **{**usual, **changed})


def two(webhooks: Webhooks) -> Webhooks:
    """The same with a second endpoint, so that an address is needed."""
    return attrs.evolve(webhooks, endpoints={**webhooks.endpoints, "other": webhooks.endpoints["app"]})


class TestWebhooks(NotifierContract):
    @pytest.fixture
    def lab(self, far_end: Any, ca: str) -> NotifierLab:
        """A far end that reads what was posted."""

        def arrived() -> list[Arrival]:
            return [
                Arrival(
                    headers["webhook-id"], json.loads(body)["data"]["title"], json.loads(body)["data"]["text"]
                )
                for headers, body in far_end.requests
            ]

        def fail(down: bool) -> None:
            far_end.does("refuses" if down else "ok")

        def stall() -> None:
            far_end.does("stalls")

        return NotifierLab(
            lambda: two(hooks(far_end, ca, time_limit=3)),
            arrived,
            address="app",
            nobody="elsewhere",
            fail=fail,
            stall=stall,
            seconds=3,
            secrets=(SECRET, SECRET.removeprefix("whsec_")),
        )


class TestScheme:
    """What the receiver gets."""

    def test_the_published_vector_is_signed_as_published(self) -> None:
        """Id, time, payload and secret of the scheme's own vector give its own signature."""
        vector = json.loads(next(data("standard_webhooks").glob("*.json")).read_text(encoding="utf-8"))
        at = datetime.fromtimestamp(vector["timestamp"], UTC)
        signed = Webhook(vector["secret"]).sign(vector["msg_id"], at, vector["payload"])
        assert signed == vector["expected_signature"]

    def test_a_receiver_verifies_what_arrives(self, far_end: Any, ca: str) -> None:
        """The scheme's own library accepts headers and body, and refuses them with one bit changed."""
        assert hooks(far_end, ca).send(a_message(address="app")) == Accepted()
        ((headers, body),) = far_end.requests
        assert Webhook(SECRET).verify(body, headers)["type"] == "merchant-named"
        assert headers[":request"] == "POST /city?x=1 HTTP/1.1"
        assert headers["host"] == f"localhost:{far_end.port}"
        with pytest.raises(Exception, match="No matching signature"):
            Webhook(SECRET).verify(body.replace(b"5", b"6"), headers)

    def test_values_stay_typed(self, far_end: Any, ca: str) -> None:
        """Numbers are numbers and dates are ISO: the far end fills its own template."""
        hooks(far_end, ca).send(a_message(address=None))
        (posted,) = far_end.bodies()
        assert posted["data"]["values"] == {
            "name": "老王热饭铺",
            "on": "2026-03-02",
            "points": 5,
            "until": None,
        }
        assert posted["data"]["recipient"] == {"kind": "person", "id": "u17"}
        assert posted["timestamp"] == "2026-03-02T12:00:00+00:00"

    def test_of_several_endpoints_the_address_says_which(self, far_end: Any, ca: str) -> None:
        """Without an address, with an unknown one, there is none to send to."""
        endpoint = Endpoint(f"https://localhost:{far_end.port}/", SECRET)
        both = Webhooks({"a": endpoint, "b": endpoint}, hosts=[endpoint.host], allow_networks=LOOPBACK, ca=ca)
        assert both.send(a_message(address=None)) == Rejected("address.unknown")
        assert both.send(a_message(address="c")) == Rejected("address.unknown")
        assert both.send(a_message(address="b")) == Accepted()

    @pytest.mark.parametrize(
        ("answer", "outcome"),
        [
            (b"HTTP/1.1 200 OK\r\n\r\n", Accepted()),
            (b"HTTP/1.0 202 Accepted\r\n\r\nbody", Accepted()),
            (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", Accepted()),
            (b"HTTP/1.1 410 Gone\r\n\r\n", Rejected("http.410")),
            (b"HTTP/1.1 429 Too Many\r\nRetry-After: 120\r\n\r\n", Postponed("http.429", 120)),
            (b"HTTP/1.1 503 No\r\nRetry-After: 999999999999\r\n\r\n", Postponed("http.503", 86_400)),
            (b"HTTP/1.1 503 No\r\nRetry-After: %s\r\n\r\n" % (b"9" * 5_000), Postponed("http.503", 86_400)),
            (b"HTTP/1.1 503 No\r\nRetry-After: Mon, 2 Mar 2026\r\n\r\n", Postponed("http.503")),
            (b"HTTP/1.1 404 Not Found\r\n\r\n", Postponed("http.404")),
            (b"HTTP/1.1 500 Oops\r\n\r\n", Postponed("http.500")),
            (b"HTTP/1.1 304 Same\r\n\r\n", Postponed("http.304")),
            (b"SSH-2.0-OpenSSH\r\n", Postponed("failed.BadStatusLine")),
            (b"HTTP/1.1 abc\r\n\r\n", Postponed("failed.BadStatusLine")),
            (b"\r\n", Postponed("failed.BadStatusLine")),
            (b"", Postponed("failed.RemoteDisconnected")),
        ],
        ids=lambda value: value[9:12].decode() if isinstance(value, bytes) else "",
    )
    def test_an_answer_means_what_the_scheme_says(
        self, answer: bytes, outcome: Any, far_end: Any, ca: str
    ) -> None:
        """2xx is taken, 410 is never again, all else is tried again; what is no HTTP too."""
        far_end.answers(answer)
        assert hooks(far_end, ca, time_limit=5).send(a_message(address="app")) == outcome


class TestInside:
    """Row by row of what a webhook could be talked into."""

    @pytest.mark.parametrize(
        "url",
        [
            "http://hooks.example.org/",
            "http://169.254.169.254/latest/meta-data",
            "https://169.254.169.254/",
            "https://127.0.0.1/",
            "https://10.0.0.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0x7f.1/",
            "https://017700000001/",
            "https://127.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://user@hooks.example.org/",
            "https://user:password@hooks.example.org/",
            "https://hooks.example.org@evil.example.org/",
            "https://hooks.example.org\\@evil.example.org/",
            "https://hooks.example.org/\r\nHost: evil",
            "https://hooks.example.org /",
            "https://hooks.example.org/#fragment",
            "https://hooks.example.org:0/",
            "https://hooks.example.org:99999/",
            "https://хуки.example.org/",
            "https://hooks.example.org./",
            "https://-a.example.org/",
            "https:///path",
            "https://",
            "ftp://hooks.example.org/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "//hooks.example.org/",
            "",
        ],
    )
    def test_no_endpoint_is_made_of_such_a_url(self, url: str) -> None:
        """Row 54: only HTTPS, only a name, nobody's user name; and the error repeats no password."""
        with pytest.raises(Invalid) as refused:
            Endpoint(url, SECRET)
        assert "password" not in str(refused.value)

    @pytest.mark.parametrize(
        "url", ["https://localhost/", "https://evil.example.org/", "https://hooks.example.org:444/"]
    )
    def test_a_host_that_is_not_listed_is_refused(self, url: str) -> None:
        """Row 54: the list holds whole hosts with their ports; nothing matches by its end."""
        with pytest.raises(Invalid, match=r"hooks\.example\.org"):
            Webhooks({"app": Endpoint(url, SECRET)}, hosts=["hooks.example.org", "example.org"])

    @pytest.mark.parametrize("secret", ["", "whsec_", "whsec_x", "whsec_ü", "whsec_AAAA", "AAAA" * 8])
    def test_a_secret_must_be_one(self, secret: str) -> None:
        """What cannot sign is refused when the endpoint is made, and not repeated."""
        with pytest.raises(Invalid, match="24 to 64 random bytes"):
            Endpoint("https://hooks.example.org/", secret)

    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "127.9.9.9", "0.0.0.0",  # noqa: S104 # never bound to
            "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
            "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
            "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
            "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1",
            "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "100::1",
            "64:ff9b::7f00:1", "not an address", "", "127.0.0.1.example.org",
        ],
    )  # fmt: skip
    def test_no_address_inside_is_dialled(self, address: str) -> None:
        """Row 54: this machine, its neighbours, a cloud's metadata, and IPv6 that leads to any of them."""
        assert not Guard().allows(address)

    @pytest.mark.parametrize(
        "address", ["1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450::1"]
    )
    def test_addresses_of_the_world_are_dialled(self, address: str) -> None:
        """The guard lets the rest of the world through."""
        assert Guard().allows(address)

    def test_loopback_is_refused_unless_the_operator_says_otherwise(self, far_end: Any, ca: str) -> None:
        """Row 54: by default nothing is even connected to; with `allow_networks` and that alone it is."""
        assert hooks(far_end, ca, allow_networks=()).send(a_message(address="app")) == Postponed(
            "address.inside"
        )
        assert hooks(far_end, ca, allow_networks=["10.0.0.0/8"]).send(a_message()) == Postponed(
            "address.inside"
        )
        assert far_end.connections == 0
        assert hooks(far_end, ca).send(a_message(address="app")) == Accepted()

    def test_only_the_named_authority_is_trusted(self, far_end: Any, ca: str) -> None:
        """Without `ca` the system's authorities count, and the server on loopback has none of them."""
        refused = hooks(far_end, ca, ca=None).send(a_message(address="app"))
        assert refused == Postponed("failed.SSLCertVerificationError")
        assert far_end.requests == []

    def test_a_certificate_of_another_host_is_refused(self, serve: Any, ca: str) -> None:
        """The certificate must be the named host's, whoever is found at its address."""
        other = serve("other.example.org")
        assert hooks(other, ca).send(a_message(address="app")) == Postponed("failed.SSLCertVerificationError")
        assert other.requests == []

    def test_a_name_is_resolved_once_and_that_address_dialled(self, far_end: Any, ca: str) -> None:
        """Row 54: a resolver that answers otherwise the second time is not asked a second time."""
        asked: list[str] = []

        def changes(host: str, port: int, **_: Any) -> list[Any]:
            asked.append(host)
            address = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        webhooks = hooks(far_end, ca)
        object.__setattr__(webhooks, "guard", Guard(["127.0.0.1/32"], changes))
        assert webhooks.send(a_message(address="app")) == Accepted()
        assert asked == ["localhost"]
        assert webhooks.send(a_message(address="app")) == Postponed("address.inside")
        assert far_end.connections == 1

    @pytest.mark.parametrize("others", [["10.0.0.1"], ["::1"], []])
    def test_a_name_that_also_leads_inside_is_refused(self, others: list[str]) -> None:
        """Row 54: one address inside among good ones, or none at all, and nothing is dialled."""
        found = ["1.1.1.1", *others] if others else []
        guard = Guard([], lambda _, port, **__: [(0, 0, 0, "", (each, port)) for each in found])
        with pytest.raises(Forbidden):
            guard.resolve("hooks.example.org", 443)

    def test_a_name_that_cannot_be_resolved_is_tried_again(self, far_end: Any, ca: str) -> None:
        """The resolver's trouble postpones the message."""

        def fails(*_: Any, **__: Any) -> list[Any]:
            raise socket.gaierror(-2, "no such name")

        webhooks = hooks(far_end, ca)
        object.__setattr__(webhooks, "guard", Guard([], fails))
        assert webhooks.send(a_message(address="app")) == Postponed("failed.gaierror")

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_no_redirect_is_followed(self, status: int, far_end: Any, ca: str) -> None:
        """Row 54: wherever an answer points, outside or inside, nobody goes there."""
        location = f"Location: https://localhost:{far_end.port}/inside"
        far_end.answers(f"HTTP/1.1 {status} Moved\r\n{location}\r\n\r\n".encode())
        assert hooks(far_end, ca).send(a_message(address="app")) == Postponed(f"http.{status}")
        assert far_end.connections == 1


class TestLimits:
    """Seconds and bytes."""

    @pytest.mark.parametrize("handler", ["stalls", "stalls_before_tls", "trickles"])
    def test_a_request_ends_in_time(self, handler: str, far_end: Any, ca: str) -> None:
        """Row 55: silent before TLS or after the request, or a byte now and then: it ends at the limit."""
        far_end.does(handler)
        start = time.monotonic()
        outcome = hooks(far_end, ca, time_limit=0.3).send(a_message(address="app"))
        assert outcome == Postponed("failed.TimeoutError")
        assert time.monotonic() - start < 5

    @pytest.mark.parametrize(
        ("handler", "outcome"),
        [
            ("pours", Accepted()),
            ("pours_headers", Postponed("failed.OSError")),
            ("pours_lines", Postponed("failed.OSError")),
        ],
    )
    def test_ten_gigabytes_are_not_taken(self, handler: str, outcome: Any, far_end: Any, ca: str) -> None:
        """Row 55: of ten gigabytes no more than fits a few buffers leaves the server, and none is kept."""
        far_end.does(handler)
        tracemalloc.start()
        assert hooks(far_end, ca, time_limit=5).send(a_message(address="app")) == outcome
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        far_end.stop()
        print(f"{far_end.poured:,} bytes left the server, {peak:,} were held")
        assert far_end.poured < 32 * 2**20
        assert peak < 4 * 2**20

    def test_nobody_listening_is_a_failed_try(self, far_end: Any, ca: str) -> None:
        """A refused connection postpones the message."""
        webhooks = hooks(far_end, ca)
        far_end.stop()
        assert webhooks.send(a_message(address="app")) == Postponed("failed.ConnectionRefusedError")


class TestPlugin:
    """How a city gets it."""

    def test_an_operator_gives_it_in_code(self, far_end: Any, ca: str) -> None:
        """The object is a plugin and offers one channel."""
        assert list(Plugins((hooks(far_end, ca),)).channels) == ["webhooks"]

    def test_by_name_it_takes_its_endpoints_from_the_environment(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A variable names endpoints; their hosts are the only ones, and no network inside is allowed."""
        settings = {"app": {"url": "https://hooks.example.org/x", "secret": SECRET}}
        monkeypatch.setenv("FRIENDLY_SERVICES_WEBHOOKS", json.dumps(settings))
        notifier = Plugins(("friendly_services_webhooks",)).channels["webhooks"].notifier
        assert isinstance(notifier, Webhooks)
        assert notifier.hosts == {"hooks.example.org"}
        assert notifier.guard.networks == ()

    def test_without_endpoints_there_is_no_channel(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An installed plugin that is not configured does nothing."""
        monkeypatch.delenv("FRIENDLY_SERVICES_WEBHOOKS", raising=False)
        assert dict(Plugins(("friendly_services_webhooks",)).channels) == {}

    @pytest.mark.parametrize(
        "settings",
        ["", "[]", '{"a": 1}', '{"a": {"url": "x"}}', '{"a": {"url": "http://x/", "secret": "y"}}'],
    )
    def test_what_cannot_be_read_is_a_failure_of_the_plugin(
        self, settings: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A mistake in the variable stops this plugin and no other, and repeats no secret."""
        monkeypatch.setenv("FRIENDLY_SERVICES_WEBHOOKS", settings)
        plugins = Plugins(("friendly_services_webhooks",))
        (failure,) = plugins.failures.values()
        assert isinstance(failure, PluginError)
        assert plugins.channels == {}


def test_the_secret_is_in_no_repr() -> None:
    """Neither an endpoint nor the plugin shows its secrets."""
    endpoint = Endpoint("https://hooks.example.org/", SECRET)
    shown = repr(Webhooks({"app": endpoint}, hosts=["hooks.example.org"])) + repr(endpoint)
    assert SECRET not in shown
