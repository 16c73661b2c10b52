"""What can be asked of what the register holds of a merchant."""

from datetime import date

import attrs

from ...fields import a_name, if_given
from ...hours import Hours
from ...ids import MerchantId
from ...names import words
from .._values import Fact, Licence, Premises, Ref

__all__ = ["AddRef", "RecordFacts", "Remind", "TakeOver"]


@attrs.frozen
class TakeOver:
    """Enter a merchant that was named before this register began, as its old file states it."""

    file: Ref
    """The old file: its register, and its number there. The same file is the same merchant."""
    name: str = attrs.field(validator=a_name)
    """As on the sign over the door."""
    licence: Licence
    """The licence it trades under."""
    trade: str
    """One of the pack's `merchants.trades`."""
    premises: Premises
    """The room, with its area and point."""
    services: frozenset[str] = attrs.field(converter=words)
    """What it offers workers: keys of the pack's `merchants.services`."""
    named_on: date
    """The day of its naming."""
    listed_on: date | None = None
    """The day since which a map has shown it; left out, it is to be put on the map."""
    plaque: str = attrs.field(default="", validator=if_given(a_name))
    """The number on its plaque; left out, unknown."""
    hours: Hours | None = None
    """Left out, they are unknown: not closed, not always open."""
    facts: tuple[Fact, ...] = ()
    """What the file proves, each with day and evidence; what it does not prove stays unknown."""
    refs: tuple[Ref, ...] = ()
    """Its numbers in other systems."""
    applicant: str = attrs.field(default="", validator=if_given(a_name))
    """Who speaks for it, by the host's id; left out, only those who may act on behalf."""


@attrs.frozen
class RecordFacts:
    """Put on record what was found about a merchant, with day, source and evidence."""

    merchant: MerchantId
    """The id of the merchant."""
    facts: tuple[Fact, ...]
    """What was found; `facts` makes those of one look."""


@attrs.frozen
class AddRef:
    """Note a merchant's number in another system; the one it has already changes nothing."""

    merchant: MerchantId
    """The id of the merchant."""
    ref: Ref
    """The system and its number there: no other merchant has it."""


@attrs.frozen
class Remind:
    """Remind whoever is overdue with this merchant."""

    merchant: MerchantId
    """The id of the merchant."""
