"""The notifier: endpoints with their secrets, and what their answers mean."""

import base64
import http.client
import json
import re
import ssl
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import attrs
from standardwebhooks import Webhook

from friendly_services.errors import Invalid
from friendly_services.hookspecs import Channel, hookimpl
from friendly_services.messages import Accepted, Message, Outcome, Postponed, Rejected
from friendly_services.standards import Scalar

from ._addresses import Forbidden, Guard
from ._transport import post

__all__ = ["Endpoint", "Webhooks"]

TIME_LIMIT: Final = 8.0
"""Seconds for a whole request: less than the ten that a notifier has for a message."""
_HOST: Final = re.compile(
    r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII
)
"""A name whose last part begins with a letter: nothing that could be read as a number."""
_PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = range(24, 65)
"""What the scheme takes as a key."""
_USER: Final = re.compile(r"//[^/]*@")
_EXAMPLE: Final = "https://hooks.example.org/city"
_GONE: Final = 410
_AGENT: Final = "friendly-services-webhooks"


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(names)


def _list(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(items)


@attrs.frozen
class Endpoint:
    """Where another system listens, and the secret it shares with the city."""

    url: str = attrs.field()
    secret: str = attrs.field(repr=False)
    """As the scheme writes it: `whsec_` and 24 to 64 bytes in base64."""

    @url.validator
    def _check_url(self, field: "attrs.Attribute[str]", url: str) -> None:
        try:
            parts = urlsplit(url)
            good = (
                parts.scheme == "https"
                and _HOST.fullmatch(parts.hostname or "") is not None
                and "@" not in parts.netloc
                and not parts.fragment
                and re.search(r"[\s\\\x00-\x1f\x7f-\U0010ffff]", url) is None
                and (parts.port is None or parts.port > 0)
            )
        except ValueError:
            good = False
        if not good:
            shown = _USER.sub("//…@", url)  # a password, perhaps
            raise Invalid.at(field.name, "plugins.url", url=shown, example=_EXAMPLE)

    @secret.validator
    def _check_secret(self, field: "attrs.Attribute[str]", secret: str) -> None:
        try:
            size = len(base64.b64decode(secret.removeprefix(_PREFIX), validate=True))
        except ValueError:
            size = 0
        if size not in _SECRET_BYTES or not secret.startswith(_PREFIX):
            raise Invalid.at(field.name, "plugins.webhook_secret")

    @property
    def host(self) -> str:
        """The host, with its port unless it is the usual one: what the list of allowed hosts holds."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port}" if parts.port not in (None, 443) else f"{parts.hostname}"


@attrs.frozen(eq=False)
class Webhooks:
    """A plugin, and the one channel that it offers: `webhooks`.

    A message goes to the endpoint that its address names; without an address, to the only one there is.

    Args:
        endpoints: by the name that `resolve` gives as the address.
        hosts: the hosts that may be called at all, `hooks.example.org` or `hooks.example.org:8443`.
        allow_networks: networks inside that may be dialled all the same, such as `10.1.0.0/16`. Without it
            only addresses of the world are: not this machine, not its neighbours, not a cloud's metadata.
        ca: a file with the certificates of an authority of your own, instead of the system's.
        time_limit: seconds for a request.
    """

    endpoints: Mapping[str, Endpoint] = attrs.field(repr=False)
    hosts: frozenset[str] = attrs.field(converter=_names, kw_only=True)
    allow_networks: tuple[str, ...] = attrs.field(converter=_list, default=(), kw_only=True)
    ca: str | None = attrs.field(default=None, kw_only=True)
    time_limit: float = attrs.field(default=TIME_LIMIT, kw_only=True)
    guard: Guard = attrs.field(init=False, repr=False)
    _context: ssl.SSLContext = attrs.field(init=False, repr=False)

    @guard.default
    def _guard(self) -> Guard:
        return Guard(self.allow_networks)

    @_context.default
    def _new_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.ca)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def __attrs_post_init__(self) -> None:
        for name, endpoint in self.endpoints.items():
            if endpoint.host not in self.hosts:
                raise Invalid.at(
                    f"endpoints.{name}.url",
                    "value.not_one_of",
                    value=endpoint.host,
                    choices=tuple(sorted(self.hosts)),
                )

    @hookimpl
    def register_notifiers(self, register: Callable[[Channel], None]) -> None:
        """Offer this channel."""
        register(Channel("webhooks", self, protocol=1))

    def send(self, message: Message) -> Outcome:
        """Post the message to its endpoint, once; what a redirect points to is never asked for."""
        endpoint = self._endpoint(message.address)
        if endpoint is None:
            return Rejected("address.unknown")
        parts = urlsplit(endpoint.url)
        host, port = parts.hostname or "", parts.port or 443
        body = json.dumps(payload(message), ensure_ascii=False, separators=(",", ":"))
        now = datetime.now(UTC)  # noqa: TID251 # the scheme signs the time of sending
        headers = {
            "Content-Type": "application/json",
            "User-Agent": _AGENT,
            "webhook-id": message.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(endpoint.secret).sign(message.id, now, body),
        }
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        try:
            address = self.guard.resolve(host, port)
            answer = post(address, host, port, path, body.encode(), headers, self._context, self.time_limit)
        except Forbidden:
            return Postponed("address.inside")
        except (OSError, http.client.HTTPException) as error:
            return Postponed(f"failed.{type(error).__name__}")
        return _meaning(*answer)

    def _endpoint(self, address: str | None) -> Endpoint | None:
        if address is None and len(self.endpoints) == 1:
            return next(iter(self.endpoints.values()))
        return self.endpoints.get(address or "")


def _meaning(status: int, retry_after: str | None) -> Outcome:
    """What an answer says, by the scheme: 2xx is taken, 410 is never again, all else may yet be."""
    if 200 <= status < 300:
        return Accepted()
    if status == _GONE:
        return Rejected(f"http.{status}")
    digits = retry_after if retry_after and retry_after.isascii() and retry_after.isdigit() else ""
    seconds = min(int(digits[:12]), 86_400) if digits else None  # Python reads no number of 5,000 digits
    return Postponed(f"http.{status}", seconds)


def payload(message: Message) -> dict[str, Any]:
    """What is posted: type, time and data, as the scheme recommends."""
    return {
        "type": message.template,
        "timestamp": message.at.isoformat(),
        "data": {
            "recipient": {"kind": message.recipient.kind, "id": message.recipient.id},
            "language": message.language,
            "values": {name: _plain(value) for name, value in message.values.items()},
            "title": message.title,
            "text": message.text,
            "use_by": message.use_by.isoformat(),
        },
    }


def _plain(value: Scalar) -> bool | int | float | str | None:
    return value.isoformat() if isinstance(value, date) else value
