"""A merchant of the register, with where it stands and what keeps it there."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Literal

import attrs

from ...cases import Term
from ...hours import Hours
from ...ids import CaseId, MerchantId, NominationId
from ...standards import Scalar
from ._business import Licence, Photo, Premises, Ref, Source
from ._facts import Evidence, Fact, latest
from ._naming import Naming, Plaque

__all__ = [
    "IN_CASE",
    "Closing",
    "Hiding",
    "Loss",
    "Merchant",
    "Standing",
    "Suspension",
    "TakenFrom",
    "facts_on",
]

Standing = Literal[
    "form_check",
    "returned",
    "site_check",
    "decision",
    "notice",
    "objected",
    "named",
    "suspended",
    "revoking",
    "rejected",
    "lapsed",
    "withdrawn",
    "revoked",
    "appealed",
    "ended",
    "hearing",
]
"""Where a merchant stands: one state of the lifecycle. The first six are an application under way."""

IN_CASE: Final[tuple[Standing, ...]] = ("revoking", "hearing")
"""The standings in which a case for revocation is pending."""

_GONE: Final = frozenset({"rejected", "lapsed", "withdrawn", "revoked", "ended"})
"""The standings in which a merchant holds no claim, but for one that was revoked and may yet keep it."""


@attrs.frozen
class Hiding:
    """An interim measure: off the map at once, until shown again or until a case is opened in time."""

    ground: str
    by: str
    on: date
    evidence: tuple[Evidence, ...]
    term: Term
    """By when a case for revocation must be open, or the merchant is shown again."""


@attrs.frozen
class Suspension:
    """Why and until when a named merchant rests."""

    why: str
    by: str
    on: date
    term: Term


@attrs.frozen
class Closing:
    """The notice of a merchant that closes for good."""

    by: str
    """Who gave it: the applicant, or somebody on its behalf."""
    on: date
    ref: str
    """Its signed notice, where somebody else gave it."""
    term: Term
    """To the end of its last day of business."""


@attrs.frozen
class Loss:
    """What a revocation took, for as long as it may still fall."""

    case: CaseId
    on: date
    """The day of the revocation."""
    appeal_by: Term
    """Until when the merchant may appeal."""
    cool_off: Term | None
    """How long nobody may apply anew, once the revocation is final."""
    listed_on: date | None
    """Since when the map had shown it."""
    suspension: Suspension | None
    """The rest that it was taking."""
    stayed_on: date | None = None
    """Since when the decision waits for the appeal, and the merchant stands as before."""


@attrs.frozen
class TakenFrom:
    """The older file that a merchant was entered from, without the steps of this register."""

    file: Ref
    on: date
    """The day on which it was entered."""
    by: str
    reviews_from: date
    """The day of its first re-review here, from which the others count."""
    digest: bytes
    """Of all that was stated, so that the same file again is told from another one."""


@attrs.frozen
class Merchant:
    """A merchant of the register, from its application on."""

    id: MerchantId
    name: str
    licence: Licence
    trade: str
    """Empty where nobody has said it."""
    premises: Premises
    services: frozenset[str]
    hours: Hours | None
    facts: tuple[Fact, ...]
    refs: tuple[Ref, ...]
    applicant: str
    """Who applied, by the host's id; it may act for the merchant, never judge it."""
    applied_on: date | None
    """None where it was taken over from an older register."""
    standing: Standing
    term: Term | None
    """The term of whoever the present standing waits for."""
    outside: bool
    """Whether the point lies outside the city's outline, which a person must confirm on the spot."""
    filed_by: frozenset[str]
    """Who sent the application and its corrections, itself or on its behalf: nobody who judges it."""
    reminded: Term | None = None
    """After an overdue term: the next reminder."""
    naming: Naming | None = None
    listed_on: date | None = None
    hidden: Hiding | None = None
    suspension: Suspension | None = None
    revocation: CaseId | None = None
    ground: str | None = None
    """The ground on which it was revoked."""
    claimed_until: Term | None = None
    """After a revocation: until when nobody may apply for the same licence and premises."""
    lost: Loss | None = None
    """What a revocation took that is not final yet."""
    taken_from: TakenFrom | None = None
    """Where it was entered from, if it was named before this register."""
    source: Source | None = None
    """What its application goes back to; None where that is not on record."""
    nomination: NominationId | None = None
    """The nomination that it followed."""
    photos: tuple[Photo, ...] = ()
    """Photographs of the premises that came with its application."""
    closing: Closing | None = None
    """Its notice that it closes for good."""
    void_plaques: tuple[Plaque, ...] = ()
    """Those that another one replaced."""
    may_ask_hearing: bool = False
    """Whether it has yet to ask for the hearing that it may have in its pending case."""

    @property
    def plaques(self) -> tuple[Plaque, ...]:
        """Every plaque that it ever had, the present one last."""
        return (*self.void_plaques, self.naming.plaque) if self.naming else ()

    @property
    def alive(self) -> bool:
        """Whether it holds its claim to its licence and premises."""
        return self.standing not in _GONE or bool(self.claimed_until)


def facts_on(merchant: Merchant | Iterable[Fact], on: date) -> Mapping[str, Scalar]:
    """Each fact's value as of a day: of those that were so on or before it, the latest."""
    facts = merchant.facts if isinstance(merchant, Merchant) else merchant
    return {name: fact.value for name, fact in latest(facts, on).items()}
