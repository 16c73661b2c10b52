"""What can be asked of the register of persons: commands, and questions that are put on record."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
from attrs.validators import optional

from ..errors import Invalid
from ..fields import a_name, an_id
from ..ids import PersonId
from ..private import Private, as_private
from ._values import Agreement, ErasureReason

__all__ = [
    "Command",
    "Consent",
    "Correct",
    "Erase",
    "EraseAgain",
    "EraseFields",
    "Export",
    "Find",
    "HoldBack",
    "Keep",
    "Question",
    "Read",
    "Record",
    "Release",
    "Review",
    "WithdrawConsent",
]


def _some(_: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    if not value:
        raise Invalid.at(attribute.name, "value.missing")


@attrs.frozen
class Record:
    """Put a person on record: by a reference of the host, and by private fields if the pack lists any."""

    ref: str | None = attrs.field(default=None, validator=optional(an_id))
    """The host's opaque reference: never a name or a phone number, nor a digest of one."""
    fields: Mapping[str, Private] = attrs.field(factory=dict, converter=as_private)
    """Texts by the names of the pack's `persons.fields`; they go into the private record alone."""
    consents: tuple[Agreement, ...] = ()
    """What the person agreed to."""


@attrs.frozen
class Correct:
    """Add or replace private fields; those not named stay."""

    person: PersonId = attrs.field(validator=an_id)
    """The id of the person."""
    fields: Mapping[str, Private] = attrs.field(converter=as_private, validator=_some)
    """Texts by name, as in `Record`."""


@attrs.frozen
class Consent:
    """Put a consent on record; a later one for the same purpose takes its place."""

    person: PersonId = attrs.field(validator=an_id)
    """The id of the person."""
    agreement: Agreement
    """What was agreed to."""


@attrs.frozen
class WithdrawConsent:
    """Withdraw a consent: what rests on it is not used from now on, and erased within the pack's time."""

    person: PersonId = attrs.field(validator=an_id)
    """The id of the person."""
    purpose: str = attrs.field(validator=an_id)
    """What it was given for."""


@attrs.frozen
class HoldBack:
    """Forbid every erasure for a time (legal hold)."""

    person: PersonId = attrs.field(validator=an_id)
    """The id of the person."""
    basis: str = attrs.field(validator=a_name)
    """The law, the order or the file that it rests on."""
    until: date
    """The last day of it."""


@attrs.frozen
class Release:
    """End a hold before its day."""

    person: PersonId = attrs.field(validator=an_id)
    """The id of the person."""
    hold: int
    """Its number."""


@attrs.frozen
class Keep:
    """Keep fields beyond their retention: a person has looked at them and says why."""

    person: PersonId = attrs.field(validator=an_id)
    """The id of the person."""
    fields: frozenset[str] = attrs.field(validator=_some)
    """Their names."""
    until: date
    """The last day on which they are kept now."""
    basis: str = attrs.field(validator=a_name)
    """What that rests on."""


@attrs.frozen
class EraseFields:
    """Erase some of a person's private fields."""

    person: PersonId = attrs.field(validator=an_id)
    """The id of the person."""
    fields: frozenset[str] = attrs.field(validator=_some)
    """Their names."""
    reason: ErasureReason
    """Why."""


@attrs.frozen
class Erase:
    """Erase all that is private of a person; where a hold or an open case forbids it, as soon as that ends.

    Certifications, points and votes stay, without a person behind them.
    """

    person: PersonId = attrs.field(validator=an_id)
    """The id of the person."""
    reason: ErasureReason
    """Why."""
    basis: str = attrs.field(validator=a_name)
    """The article or the request that it rests on."""


@attrs.frozen
class EraseAgain:
    """Erase a person whom a restored backup has brought back; sent by City as it opens, by nobody else."""

    person: PersonId = attrs.field(validator=an_id)
    """The id of the person."""


@attrs.frozen
class Read:
    """Read private fields of one person."""

    person: str
    fields: tuple[str, ...]
    why: Private


@attrs.frozen
class Find:
    """Look a person up by a private field."""

    field: str
    why: Private


@attrs.frozen
class Export:
    """Hand over everything that is kept about one person."""

    person: str
    why: Private


@attrs.frozen
class Review:
    """Look at who read what, or at what is past its retention."""


Command = (
    Record
    | Correct
    | Consent
    | WithdrawConsent
    | HoldBack
    | Release
    | Keep
    | EraseFields
    | Erase
    | EraseAgain
)
Question = Read | Find | Export | Review
