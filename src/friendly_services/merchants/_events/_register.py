"""What happened to what the register holds of a merchant."""

from datetime import date

import attrs

from ...cases import Term
from ...hours import Hours
from ...ids import MerchantId
from .._values import Fact, Licence, Naming, Premises, Ref, TakenFrom

__all__ = ["FactsRecorded", "RefAdded", "Reminded", "TakenOver"]


@attrs.frozen
class TakenOver:
    """A merchant named before this register was entered as its old file states it."""

    id: MerchantId
    taken_from: TakenFrom
    name: str
    licence: Licence
    trade: str
    premises: Premises
    services: frozenset[str]
    hours: Hours | None
    facts: tuple[Fact, ...]
    refs: tuple[Ref, ...]
    applicant: str
    outside: bool
    naming: Naming
    listed_on: date | None
    term: Term | None
    """By when it is to be on the map, if it is not."""


@attrs.frozen
class FactsRecorded:
    """Facts were put on record, each with who checked it and who recorded it."""

    facts: tuple[Fact, ...]


@attrs.frozen
class Reminded:
    """Whoever is overdue was reminded."""

    next: Term


@attrs.frozen
class RefAdded:
    """The merchant has a number in another system."""

    ref: Ref
