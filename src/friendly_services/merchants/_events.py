"""What happened, in the past tense; each carries the values that now hold, so that folding needs no rule."""

from datetime import date
from typing import Literal

import attrs

from ..cases import Case, Term
from ..hours import Hours
from ..ids import CaseId, MerchantId, NominationId
from ._values import (
    Closing,
    Correction,
    Evidence,
    Fact,
    Hiding,
    Licence,
    Naming,
    Objection,
    Photo,
    Plaque,
    Premises,
    Ref,
    Review,
    ReviewSignature,
    Ruling,
    Source,
    Standing,
    Suspension,
    TakenFrom,
)

__all__ = [
    "AppealDecided",
    "AppealLodged",
    "Appealed",
    "ApplicationClosed",
    "ApplicationEvent",
    "ApplicationOpened",
    "Applied",
    "CaseStated",
    "CheckCompleted",
    "ClosingAnnounced",
    "CoolOffEnded",
    "Corrected",
    "CorrectionOrdered",
    "Decided",
    "Ended",
    "FactsRecorded",
    "Hidden",
    "Listed",
    "MerchantEvent",
    "Moved",
    "Named",
    "Objected",
    "ObjectionAnswered",
    "PlaqueRecovered",
    "PlaqueReplaced",
    "PlaqueVoided",
    "RefAdded",
    "Reminded",
    "Restored",
    "Resubmitted",
    "ReturnedForCorrection",
    "ReviewAppointed",
    "ReviewPassed",
    "ReviewSigned",
    "ReviewStarted",
    "RevocationDecided",
    "RevocationDismissed",
    "RevocationEvent",
    "RevocationNotified",
    "RevocationOpened",
    "RevocationOverturned",
    "RevocationStayed",
    "RevocationUpheld",
    "Revoked",
    "Shown",
    "StayOrdered",
    "Suspended",
    "TakenOver",
    "Withdrawn",
]


# of a merchant


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
class FactsRecorded:
    """Facts were put on record, each with who checked it and who recorded it."""

    facts: tuple[Fact, ...]


@attrs.frozen
class Named:
    """The merchant was named and given a plaque."""

    naming: Naming
    term: Term
    """By when it is to be on the map."""


@attrs.frozen
class Listed:
    """The merchant was put on the map."""

    on: date
    by: str


@attrs.frozen
class Reminded:
    """Whoever is overdue was reminded."""

    next: Term


@attrs.frozen
class Hidden:
    """The merchant was taken off the map at once."""

    hiding: Hiding


@attrs.frozen
class Shown:
    """The merchant was put back on the map."""

    by: str
    on: date


@attrs.frozen
class Suspended:
    """The merchant rests."""

    suspension: Suspension


@attrs.frozen
class Restored:
    """The merchant is back from its rest."""

    by: str
    on: date
    term: Term | None
    """What it waits for again: to be listed, or the end of a re-review."""


@attrs.frozen
class ReviewAppointed:
    """A day was appointed for the next re-review."""

    review: Review


@attrs.frozen
class ReviewStarted:
    """The re-review that had come due was opened."""

    review: Review


@attrs.frozen
class ReviewSigned:
    """A party to the re-review signed what the standard says."""

    signature: ReviewSignature


@attrs.frozen
class CorrectionOrdered:
    """The merchant was told what is in the way of its re-review, and given time to mend it."""

    correction: Correction
    term: Term


@attrs.frozen
class ReviewPassed:
    """The merchant still meets the standard; the next re-review is set."""

    ruling: Ruling
    review: Review
    term: Term | None
    """What it waits for still: to be listed."""


@attrs.frozen
class RevocationOpened:
    """A case for revocation is pending against the merchant."""

    case: CaseId
    ground: str
    term: Term


@attrs.frozen
class RevocationDismissed:
    """The case came to nothing: the merchant stands where it stood, and is shown again."""

    case: CaseId
    standing: Standing
    on: date
    term: Term | None
    """What it waits for again: to be listed, the end of a re-review, or that of its suspension."""


@attrs.frozen
class Revoked:
    """The naming was revoked; plaque and point on the map are gone with it."""

    case: CaseId
    ground: str
    by: str
    on: date
    claimed_until: Term | None
    """Until when licence and premises stay taken: the later of the two that follow."""
    appeal_by: Term | None = None
    """Until when the merchant may appeal; none, and the revocation is final."""
    cool_off: Term | None = None
    """How long nobody may apply anew."""
    return_by: Term | None = None
    """Until when the plaque is to be brought back."""


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
class CoolOffEnded:
    """Licence and premises are free again."""

    on: date


@attrs.frozen
class Withdrawn:
    """The merchant left of its own accord."""

    by: str
    on: date
    ref: str
    """Its signed request, where somebody else sent it."""
    return_by: Term | None = None
    """Until when its plaque is to be brought back, if it had one."""


@attrs.frozen
class ClosingAnnounced:
    """The merchant gave notice of its last day."""

    closing: Closing


@attrs.frozen
class Ended:
    """The merchant's business came to its end."""

    by: str
    """Who gave notice."""
    on: date
    ref: str
    """Its signed notice, where somebody else gave it."""
    last_day: date
    return_by: Term | None = None
    """Until when its plaque is to be brought back."""


@attrs.frozen
class PlaqueRecovered:
    """The plaque of a merchant that left came back."""

    on: date
    by: str


@attrs.frozen
class PlaqueVoided:
    """The plaque of a merchant that left was declared void."""

    on: date
    by: str
    why: str
    """Empty where its term to come back had passed."""


@attrs.frozen
class PlaqueReplaced:
    """A named merchant was given another plaque, and the old one is void."""

    plaque: Plaque
    why: Literal["lost", "damaged"]
    by: str


@attrs.frozen
class RefAdded:
    """The merchant has a number in another system."""

    ref: Ref


# of an application


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


# of a case for revocation


@attrs.frozen
class RevocationNotified:
    """The merchant was given notice of ground, findings and evidence."""

    id: CaseId
    merchant: MerchantId
    ground: str
    evidence: tuple[Evidence, ...]
    findings: str
    by: str
    on: date
    heard: Term
    mended: Term | None


@attrs.frozen
class CaseStated:
    """The merchant stated its case."""

    statement: str
    by: str
    on: date


@attrs.frozen
class RevocationDecided:
    """The case was decided in writing."""

    outcome: Literal["revoked", "dismissed"]
    decision: str
    by: str
    on: date
    hidden_by: str | None = None
    """Who had taken the merchant off the map while the matter was looked into."""


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


MerchantEvent = (
    Applied
    | Moved
    | Corrected
    | FactsRecorded
    | Named
    | Listed
    | Reminded
    | Hidden
    | Shown
    | Suspended
    | Restored
    | ReviewStarted
    | ReviewPassed
    | RevocationOpened
    | RevocationDismissed
    | Revoked
    | CoolOffEnded
    | Withdrawn
    | Appealed
    | RevocationStayed
    | RevocationUpheld
    | RevocationOverturned
    | TakenOver
    | ClosingAnnounced
    | Ended
    | PlaqueRecovered
    | PlaqueVoided
    | PlaqueReplaced
    | RefAdded
    | ReviewAppointed
    | ReviewSigned
    | CorrectionOrdered
)
ApplicationEvent = (
    ApplicationOpened
    | ReturnedForCorrection
    | Resubmitted
    | CheckCompleted
    | Decided
    | Objected
    | ObjectionAnswered
    | ApplicationClosed
)
RevocationEvent = (
    RevocationNotified | CaseStated | RevocationDecided | AppealLodged | StayOrdered | AppealDecided
)
