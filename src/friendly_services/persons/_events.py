"""What can happen to a person's record; none of it says who the person is."""

from collections.abc import Mapping
from datetime import date

import attrs

from ..ids import PersonId
from ._values import Agreement, Erasing, ErasureReason, Hold, Kept

__all__ = [
    "ConsentWithdrawn",
    "Consented",
    "ContactChanged",
    "Erased",
    "ErasurePostponed",
    "Event",
    "FieldsErased",
    "HeldBack",
    "Recorded",
    "Released",
    "RetentionExtended",
]


@attrs.frozen
class Recorded:
    """A person came on record."""

    id: PersonId
    on: date
    ref: str | None


@attrs.frozen
class ContactChanged:
    """Private fields were given: only their names are told, and what proves them while they are kept."""

    fields: Mapping[str, Kept]
    """Those that were given now."""
    seal: bytes
    """Of all private fields as they are from now on."""


@attrs.frozen
class Consented:
    """A person agreed to something."""

    agreement: Agreement
    on: date


@attrs.frozen
class ConsentWithdrawn:
    """A consent was withdrawn."""

    purpose: str
    on: date
    fields: Mapping[str, Kept]
    """What rested on it: no longer used, and until when it is there."""


@attrs.frozen
class HeldBack:
    """Nothing may be erased for a time."""

    hold: Hold
    by: str


@attrs.frozen
class Released:
    """A hold ended before its day."""

    hold: int
    by: str


@attrs.frozen
class RetentionExtended:
    """Fields are kept longer: somebody has looked at them."""

    fields: tuple[str, ...]
    until: date
    basis: str
    by: str


@attrs.frozen
class FieldsErased:
    """Some private fields are gone."""

    fields: tuple[str, ...]
    on: date
    reason: ErasureReason
    seal: bytes
    """Of those that are left; empty if none is."""


@attrs.frozen
class ErasurePostponed:
    """A person is to be erased as soon as nothing forbids it; until then nothing of theirs is used."""

    erasing: Erasing
    by: str


@attrs.frozen
class Erased:
    """All that was private of a person is gone."""

    on: date
    reason: ErasureReason
    basis: str


Event = (
    Recorded
    | ContactChanged
    | Consented
    | ConsentWithdrawn
    | HeldBack
    | Released
    | RetentionExtended
    | FieldsErased
    | ErasurePostponed
    | Erased
)
