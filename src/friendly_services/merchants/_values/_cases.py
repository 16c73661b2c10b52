"""What is decided on: an application with its objections, and a case for revocation with its appeal."""

from datetime import date
from typing import Literal

import attrs

from ...cases import Case, Term
from ...ids import CaseId, MerchantId
from ._facts import Evidence
from ._naming import Ruling

__all__ = ["Application", "Hearing", "Objection", "Revocation"]


@attrs.frozen
class Objection:
    """What somebody put forward against a naming during the public notice, and the answer."""

    number: int
    by: str
    on: date
    text: str
    answer: str | None = None
    upheld: bool | None = None


@attrs.frozen
class Application:
    """A merchant's application on its route; it has its merchant's id, since there is one for each."""

    id: MerchantId
    applicant: str
    case: Case
    asked: tuple[str, ...] = ()
    """What was to be corrected when it was last returned."""
    outside_confirmed: bool = False
    ruling: Ruling | None = None
    objections: tuple[Objection, ...] = ()
    outcome: Literal["named", "rejected", "lapsed", "withdrawn"] | None = None


@attrs.frozen
class Hearing:
    """The hearing that a merchant asked for (听证)."""

    asked_by: str
    """Who asked: the applicant, or somebody on its behalf."""
    asked_on: date
    hold_by: Term
    record: str | None = None
    """What was put forward and shown; none while it was not held."""
    presided_by: str | None = None
    held_on: date | None = None


@attrs.frozen
class Revocation:
    """A case for revoking a merchant's naming: ground, evidence, statement of case, outcome."""

    id: CaseId
    merchant: MerchantId
    ground: str
    evidence: tuple[Evidence, ...]
    findings: str
    """The facts the merchant is told, in the notice's own words."""
    opened_by: str
    opened_on: date
    heard: Term
    """Until when the merchant may count on being heard first (陈述申辩)."""
    mended: Term | None
    """Until when it may mend what the ground names, where the ground allows that."""
    statement: str | None = None
    stated_on: date | None = None
    stated_by: str | None = None
    """Who put the statement on record: the applicant, or somebody on its behalf."""
    outcome: Literal["revoked", "dismissed"] | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    hidden_by: str | None = None
    """Who had taken the merchant off the map while the matter was looked into."""
    appeal: str | None = None
    """What the merchant put forward against the revocation."""
    appealed_by: str | None = None
    """Who put the appeal on record: the applicant, or somebody on its behalf."""
    appealed_on: date | None = None
    stayed_by: str | None = None
    overturned: bool | None = None
    """Whether the revocation fell; none while no appeal is decided."""
    judged_by: str | None = None
    judged_on: date | None = None
    ask_by: Term | None = None
    """Until when the merchant may ask for a hearing; none where the pack had none when notice was given."""
    waived: bool = False
    """Whether its last statement says that it wants no hearing."""
    hearing: Hearing | None = None
