"""A message on its way, and what becomes of it."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Literal, Protocol, runtime_checkable

import attrs

from ..errors import Invalid
from ..ids import check_id
from ..standards import Scalar
from ..text import Language

__all__ = [
    "Accepted",
    "Address",
    "Message",
    "Notifier",
    "Outcome",
    "Postponed",
    "Recipient",
    "Rejected",
    "delivery_id",
]

LONGEST_TITLE: Final = 120
LONGEST_TEXT: Final = 2_000
_LONGEST_ADDRESS: Final = 2_000
_BREAKS: Final = frozenset({"Cc", "Zl", "Zp"})
"""Categories of characters that end a line or steer a terminal: in a header they begin another header."""

_NUMBER: Final = re.compile("[0-9]{6}")
"""More digits than the codes of any protocol have: a telephone number, or the number of a person."""


def _id(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    check_id(field.name, value)


def _code(_: object, field: "attrs.Attribute[Any]", value: str) -> None:
    check_id(field.name, value)
    if _NUMBER.search(value):
        raise Invalid.at(field.name, "messages.number_in_code")


def _at_most(longest: int) -> Callable[[Any, "attrs.Attribute[Any]", str], None]:
    def check(_: object, field: "attrs.Attribute[Any]", value: str) -> None:
        if len(value) > longest:
            raise Invalid.at(field.name, "name.too_long", length=len(value), high=longest)

    return check


def _one_line(_: object, field: "attrs.Attribute[Any]", value: str) -> None:
    for place, character in enumerate(value, 1):
        if unicodedata.category(character) in _BREAKS:
            raise Invalid.at(field.name, "messages.break", character=f"U+{ord(character):04X}", place=place)


@attrs.frozen
class Recipient:
    """Whom a message is for, as the city knows them: never a name or an address.

    >>> Recipient("person", "u17")
    Recipient(kind='person', id='u17')
    """

    kind: Literal["person", "area"]
    id: str
    """The host's own reference to a person, or the name of an area whose desk is meant."""


@attrs.frozen
class Address:
    """Where a channel finds a recipient, as the host resolved it for this one message."""

    to: str = attrs.field(validator=[_at_most(_LONGEST_ADDRESS), _one_line], repr=False)
    """What the channel asks for: a mail address, the name of an endpoint, an id in an app."""
    language: Language = "zh"


@attrs.frozen
class Message:
    """One message to one recipient over one channel."""

    id: str = attrs.field(validator=_id)
    """The same at every try, so that the far end can tell a second copy from a second message."""
    template: str = attrs.field(validator=_id)
    """Its key in the pack: what a provider with templates of its own maps to one of them."""
    values: Mapping[str, Scalar]
    """What the template is filled with, by name."""
    recipient: Recipient
    address: str | None = attrs.field(validator=attrs.validators.optional(_one_line), repr=False)
    """None if the host resolves no recipients: a channel that needs an address then rejects the message."""
    language: Language
    title: str = attrs.field(validator=[_at_most(LONGEST_TITLE), _one_line])
    """One line of text, for channels without templates."""
    text: str = attrs.field(validator=_at_most(LONGEST_TEXT))
    """The same in several."""
    at: datetime
    """When it happened."""
    use_by: datetime
    """After this nobody wants to know any more."""


@attrs.frozen
class Accepted:
    """The far end has it."""

    reference: str = ""
    """How the far end calls it."""


@attrs.frozen
class Rejected:
    """It can never be delivered: there is no such address, or no such template."""

    why: str = attrs.field(validator=_code)
    """A code such as `smtp.550`, no longer number in it. Not a sentence: servers repeat addresses there."""


@attrs.frozen
class Postponed:
    """Not now: it is tried again later."""

    why: str = attrs.field(validator=_code)
    """A code such as `http.503`."""
    seconds: int | None = None
    """How long to wait at least, if the far end said so."""


Outcome = Accepted | Rejected | Postponed


@runtime_checkable
class Notifier(Protocol):
    """A channel to people. It is called from several threads, and has ten seconds for a message.

    - **N1** What it accepted, the far end has.
    - **N2** The message's id goes with it, the same at every try.
    - **N3** Title and text arrive letter for letter.
    - **N4** What it is given cannot add a header, a recipient or a command.
    - **N5** What the far end did not take is `Postponed` or `Rejected`, or an exception.
    - **N6** It comes back in time, however slow the far end is.
    - **N7** Threads may share it.
    - **N8** It goes on once the far end does.
    - **N9** Neither its `repr` nor a log holds an address or a secret.
    """

    def send(self, message: Message) -> Outcome:
        """Bring the message to the far end; called again with the same id if that failed."""
        ...


def delivery_id(partition: str, position: int, at: int, token: bytes, notifier: str, template: str) -> str:
    """What the far end knows a message by: SHA-256 of the city, the entry, the channel and the template.

    The entry is its position, its time in microseconds and the token of its command: once an old backup was
    put back, another entry stands at that position, perhaps of the same command, which was sent again and
    done later. The far end must not take its message for one that it has seen.

    >>> delivery_id("banan", 7, 1_772_413_200_000_000, b"0123456789abcdef", "email", "merchant-named")[:16]
    'b150cf2987146d18'
    """
    entry = position.to_bytes(8, "big") + at.to_bytes(8, "big") + token
    parts = (partition.encode(), entry, notifier.encode(), template.encode())
    return hashlib.sha256(b"".join(len(part).to_bytes(2, "big") + part for part in parts)).hexdigest()
