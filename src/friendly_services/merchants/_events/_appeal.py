"""What happened in an appeal against a revocation, and by it to the merchant."""

from datetime import date

import attrs

from ...cases import Term
from ...ids import CaseId
from .._values import Plaque, Standing

__all__ = [
    "AppealDecided",
    "AppealLodged",
    "Appealed",
    "RevocationOverturned",
    "RevocationStayed",
    "RevocationUpheld",
    "StayOrdered",
]


@attrs.frozen
class Appealed:
    """The merchant appealed; its licence and premises stay taken until that is decided."""

    case: CaseId
    on: date
    term: Term
    """By when the appeal is to be decided."""


@attrs.frozen
class RevocationStayed:
    """The revocation waits for the appeal: the merchant stands as before it."""

    case: CaseId
    on: date
    plaque: Plaque | None = None
    """A new one, where the old one was declared void meanwhile."""


@attrs.frozen
class RevocationUpheld:
    """The appeal was lost: the revocation is final."""

    case: CaseId
    on: date
    claimed_until: Term | None
    return_by: Term | None = None
    """Until when a plaque that hung again is to be brought back."""


@attrs.frozen
class RevocationOverturned:
    """The appeal was won: the revocation fell, from the day it was pronounced."""

    case: CaseId
    on: date
    since: date
    """The day of the revocation."""
    standing: Standing
    term: Term | None
    """What it waits for again: to be listed, the end of a re-review, or that of its suspension."""
    plaque: Plaque | None = None
    """A new one, where the old one was declared void meanwhile."""


@attrs.frozen
class AppealLodged:
    """The merchant appealed against the decision."""

    text: str
    by: str
    on: date


@attrs.frozen
class StayOrdered:
    """The decision was made to wait for the appeal."""

    reasons: str
    by: str
    on: date


@attrs.frozen
class AppealDecided:
    """The appeal was decided in writing."""

    overturned: bool
    decision: str
    by: str
    on: date
