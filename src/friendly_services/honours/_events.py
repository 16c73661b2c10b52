"""What happened to an honour, to the places of its quota, and what was commended."""

from datetime import date

import attrs

from ..cases import Term
from ..text import Label
from ._values import BonusId, CommendationId, HonourId, QuotaId, Seat

__all__ = [
    "AppealDecided",
    "AppealLapsed",
    "Appealed",
    "BonusStated",
    "CaseStated",
    "Commended",
    "Declined",
    "Dismissed",
    "Expired",
    "Granted",
    "HonourEvent",
    "Nominated",
    "Objected",
    "ObjectionAnswered",
    "PutOnNotice",
    "Reminded",
    "RevocationOpened",
    "Revoked",
    "SeatsChanged",
    "Withdrawn",
]


@attrs.frozen
class Nominated:
    """Somebody was nominated for a title."""

    id: HonourId
    title: str
    name: Label
    subject: str
    area: str
    period: str
    cases: tuple[str, ...]
    score: int | None
    ref: str
    by: str
    on: date
    speaker: str | None
    term: Term
    """By when it is to be decided."""


@attrs.frozen
class PutOnNotice:
    """The nomination was approved: the name is on public notice, and has its place of the quota."""

    by: str
    on: date
    note: str
    term: Term


@attrs.frozen
class Declined:
    """The title was not given."""

    by: str
    on: date
    note: str


@attrs.frozen
class Objected:
    """Somebody objected to the name on public notice."""

    number: int
    by: str
    on: date
    text: str
    term: Term
    """By when it is to be answered."""


@attrs.frozen
class ObjectionAnswered:
    """An objection was answered."""

    number: int
    by: str
    on: date
    upheld: bool
    answer: str


@attrs.frozen
class Granted:
    """The title was given, to the end of a day."""

    on: date
    until: Term


@attrs.frozen
class RevocationOpened:
    """A case for taking the title away was opened, and its holder told."""

    ground: str
    evidence: tuple[str, ...]
    findings: str
    by: str
    on: date
    heard: Term
    decide_by: Term


@attrs.frozen
class CaseStated:
    """The holder's statement was put on record."""

    statement: str
    by: str
    on: date


@attrs.frozen
class Revoked:
    """The title was taken away; it can be appealed against."""

    decision: str
    by: str
    on: date
    appeal_by: Term


@attrs.frozen
class Dismissed:
    """The case was closed, and the title stays."""

    decision: str
    by: str
    on: date


@attrs.frozen
class Appealed:
    """The holder appealed."""

    text: str
    by: str
    on: date
    decide_by: Term


@attrs.frozen
class AppealDecided:
    """The appeal was decided."""

    overturned: bool
    decision: str
    by: str
    on: date


@attrs.frozen
class AppealLapsed:
    """Nobody appealed in time: the revocation is final."""

    on: date


@attrs.frozen
class Expired:
    """The title's term ran out: it is kept as history."""

    on: date


@attrs.frozen
class Withdrawn:
    """Its nominee or holder gave it up."""

    ref: str
    by: str
    on: date


@attrs.frozen
class Reminded:
    """A term had passed, and whoever it waits for was reminded."""

    following: Term


@attrs.frozen
class SeatsChanged:
    """These are the places of a quota that are taken."""

    id: QuotaId
    title: str
    area: str
    period: str
    seats: tuple[Seat, ...]


@attrs.frozen
class Commended:
    """Somebody was commended."""

    id: CommendationId
    subject: str
    ground: str
    name: Label
    text: str
    ref: str
    on: date
    by: str


@attrs.frozen
class BonusStated:
    """What a merchant counts for in a rating was stated."""

    id: BonusId
    merchant: str
    scheme: str
    name: Label
    item: Label
    points: int
    of: int
    period: str
    on: date
    named_on: date
    months: int
    reviewed_on: date | None
    pack: int


HonourEvent = (
    Nominated
    | PutOnNotice
    | Declined
    | Objected
    | ObjectionAnswered
    | Granted
    | RevocationOpened
    | CaseStated
    | Revoked
    | Dismissed
    | Appealed
    | AppealDecided
    | AppealLapsed
    | Expired
    | Withdrawn
    | Reminded
)
