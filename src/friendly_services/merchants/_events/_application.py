"""What happened to an application, and to its merchant on the way."""

from datetime import date
from typing import Literal

import attrs

from ...cases import Case, Term
from ...hours import Hours
from ...ids import MerchantId, NominationId
from .._values import Fact, Licence, Naming, Objection, Photo, Premises, Ref, Ruling, Source, Standing

__all__ = [
    "ApplicationClosed",
    "ApplicationOpened",
    "Applied",
    "CheckCompleted",
    "Corrected",
    "Decided",
    "Moved",
    "Named",
    "Objected",
    "ObjectionAnswered",
    "Resubmitted",
    "ReturnedForCorrection",
]


@attrs.frozen
class Applied:
    """A merchant asked to be named."""

    id: MerchantId
    name: str
    licence: Licence
    trade: str
    premises: Premises
    services: frozenset[str]
    hours: Hours | None
    facts: tuple[Fact, ...]
    refs: tuple[Ref, ...]
    applicant: str
    on: date
    standing: Standing
    term: Term
    outside: bool
    filed_by: str
    """Who sent it: the applicant, or somebody on its behalf."""
    source: Source | None = None
    nomination: NominationId | None = None
    photos: tuple[Photo, ...] = ()


@attrs.frozen
class Moved:
    """The application brought the merchant to another standing; its own journal says how."""

    standing: Standing
    term: Term | None


@attrs.frozen
class Corrected:
    """The merchant mended what it had stated."""

    name: str
    licence: Licence
    trade: str
    premises: Premises
    services: frozenset[str]
    hours: Hours | None
    outside: bool
    filed_by: str
    """Who sent the corrections: the applicant, or somebody on its behalf."""
    photos: tuple[Photo, ...] | None = None
    """None where they stay as they were."""


@attrs.frozen
class Named:
    """The merchant was named and given a plaque."""

    naming: Naming
    term: Term
    """By when it is to be on the map."""


@attrs.frozen
class ApplicationOpened:
    """An application set out on its route."""

    id: MerchantId
    applicant: str
    case: Case


@attrs.frozen
class ReturnedForCorrection:
    """A post sent the application back."""

    case: Case
    items: tuple[str, ...]
    by: str


@attrs.frozen
class Resubmitted:
    """The applicant answered."""

    case: Case
    by: str
    moved: bool = False
    """Whether it names another room, which nobody has seen."""


@attrs.frozen
class CheckCompleted:
    """A check was done and the application passed on."""

    case: Case
    photos: tuple[str, ...]
    outside_confirmed: bool


@attrs.frozen
class Decided:
    """The application was approved or rejected."""

    case: Case
    ruling: Ruling
    note: str


@attrs.frozen
class Objected:
    """Somebody objected during the public notice; naming waits for the answer."""

    objection: Objection


@attrs.frozen
class ObjectionAnswered:
    """An objection was answered."""

    objection: Objection
    by: str
    case: Case


@attrs.frozen
class ApplicationClosed:
    """The application is at its end."""

    outcome: Literal["named", "rejected", "lapsed", "withdrawn"]
    on: date
    by: str
