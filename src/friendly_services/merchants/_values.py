"""The nouns of the register: a merchant, its application, a case for revocation, and what they consist of."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final, Literal

import attrs

from ..cases import Case, Term
from ..errors import Invalid
from ..fields import a_name, if_given
from ..hours import Hours
from ..ids import CaseId, MerchantId, NominationId, credit_code
from ..names import check_name, folded
from ..places import Point
from ..standards import Scalar

__all__ = [
    "Application",
    "Closing",
    "Correction",
    "Evidence",
    "Fact",
    "Hiding",
    "Licence",
    "Loss",
    "Merchant",
    "Naming",
    "Objection",
    "Photo",
    "Plaque",
    "PlaqueState",
    "Premises",
    "Ref",
    "Review",
    "ReviewSignature",
    "Revocation",
    "Ruling",
    "Source",
    "Standing",
    "Suspension",
    "TakenFrom",
    "check_photos",
    "facts",
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
]
"""Where a merchant stands: one state of the lifecycle. The first six are an application under way."""

_GONE: Final = frozenset({"rejected", "lapsed", "withdrawn", "revoked", "ended"})
"""The standings in which a merchant holds no claim, but for one that was revoked and may yet keep it."""

Source = Literal["self", "recruited", "nominated"]
"""What an application goes back to: nobody but the shop, the office's letter (倡议书), or a nomination."""

_REGISTRATION_NUMBER: Final = re.compile(r"[0-9]{15}", re.ASCII)
"""What old stalls still carry instead of a credit code."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


@attrs.frozen
class Evidence:
    """What a statement rests on: the kind of proof and where it can be looked up."""

    kind: str
    """For facts one of document, registry, site_check, pledge; for a ground the kinds its pack lists."""
    reference: str = attrs.field(default="", validator=if_given(a_name))
    """A file number, a digest, an address in another system."""


@attrs.frozen
class Fact:
    """What somebody found to be so on a day, where they have it from and what it rests on."""

    name: str
    """As the standard declares it."""
    value: Scalar
    """Of the type that the standard declares; null for what was looked at and could not be told."""
    on: date
    """The day on which it was so, which may be long before it was recorded."""
    source: str
    """Where it comes from, in a few words."""
    evidence: Evidence
    """The proof."""
    by: str = ""
    """Who checked it, by the host's id; left empty, whoever records it."""
    recorded_by: str = ""
    """Who put it on record: the register enters it, whatever a command says. Both had a hand in it."""


def facts(
    *, on: date, source: str, evidence: Evidence | str, by: str = "", **values: Scalar
) -> tuple[Fact, ...]:
    """What one look at a registry, a document or the premises found: each name with its value.

    Args:
        on: the day on which it was so.
        source: where it comes from.
        evidence: what it rests on, or the kind of that alone.
        by: who checked it, by the host's id; left out, whoever records it.
        values: the facts, by the names that the standard gives them.

    >>> for fact in facts(on=date(2026, 3, 4), source="visit", evidence="site_check", free_seats=2):
    ...     print(fact.name, fact.value, fact.evidence.kind)
    free_seats 2 site_check
    """
    rests_on = Evidence(evidence) if isinstance(evidence, str) else evidence
    return tuple(Fact(name, value, on, source, rests_on, by) for name, value in values.items())


@attrs.frozen
class Photo:
    """A photograph: what proves which file it is. The file itself stays with the host.

    >>> Photo("9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08", date(2026, 3, 4)).digest[:8]
    '9f86d081'
    """

    digest: str = attrs.field()
    """SHA-256 of the file: 64 hexadecimal digits."""
    taken_on: date
    """The day on which it was taken."""
    point: Point | None = None
    """Where, if the camera says."""

    @digest.validator
    def _check_digest(self, _: object, value: object) -> None:
        if not isinstance(value, str) or not _DIGEST.fullmatch(value.lower()):
            raise Invalid.at("digest", "merchants.digest", value=value)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "digest", self.digest.lower())


def check_photos(photos: Iterable[Photo], today: date) -> None:
    """Refuse, by field, a photograph of a day to come."""
    for i, photo in enumerate(photos):
        if photo.taken_on > today:
            raise Invalid.at(f"photos.{i}.taken_on", "merchants.not_taken", value=photo.taken_on, today=today)


@attrs.frozen
class Licence:
    """The licence a merchant trades under.

    >>> Licence("92500113ma00000018").number
    '92500113MA00000018'
    """

    number: str = attrs.field()
    """As printed; a credit code is checked by its last character."""
    kind: Literal["credit_code", "registration", "other"] = "credit_code"
    """A unified social credit code, an old 15-digit registration number, or another authority's number."""

    @number.validator
    def _check_number(self, _: object, value: str) -> None:
        check_name("number", value, longest=64)

    def __attrs_post_init__(self) -> None:
        if self.kind == "credit_code":
            object.__setattr__(self, "number", credit_code(self.number, "number"))  # as it is printed
        elif self.kind == "registration" and not _REGISTRATION_NUMBER.fullmatch(self.number):
            raise Invalid.at("number", "merchants.registration_number", value=self.number)


@attrs.frozen
class Premises:
    """The room a merchant trades in: one licence may have several, each its own record."""

    address: str = attrs.field()
    """As people write it."""
    area: str = attrs.field()
    """The district or street: one of the pack's, where it lists any."""
    point: Point
    """Where the door is."""
    code: str = attrs.field(default="")
    """The host's own number for the room, if it has one; otherwise the address tells rooms apart."""

    @address.validator
    def _check_address(self, _: object, value: str) -> None:
        check_name("address", value)

    @area.validator
    def _check_area(self, _: object, value: str) -> None:
        check_name("area", value, longest=64)

    @code.validator
    def _check_code(self, _: object, value: str) -> None:
        if value:
            check_name("code", value, longest=64)

    @property
    def claim(self) -> str:
        """What tells this room from another under the same licence, short enough for an index."""
        return hashlib.sha256(folded(self.code or self.address).encode()).hexdigest()[:32]


@attrs.frozen
class Ref:
    """A merchant's number in another system, such as the 12345 hotline or the host's own tables."""

    system: str = attrs.field()
    """Which system."""
    number: str = attrs.field()
    """The merchant's number there."""

    @system.validator
    @number.validator
    def _check(self, field: "attrs.Attribute[str]", value: str) -> None:
        check_name(field.name, value, longest=64)


@attrs.frozen
class Ruling:
    """What the standard said when a decision was taken, and under which published rules."""

    approved: bool
    by: str
    at: datetime
    standard: str
    version: int
    pack: int
    applied: date
    """The day whose version of the standard was used: of the application or of the decision."""
    answers: tuple[tuple[str, str], ...]
    """Every condition's code with its answer: met, unmet, unknown or not_applicable."""


PlaqueState = Literal["issued", "recalled", "returned", "void"]
"""Of a plaque: it hangs; it is to come back; it came back; nobody may show it any more, wherever it is."""


@attrs.frozen
class Plaque:
    """The sign a named merchant puts up."""

    number: str
    """Empty where an older register did not say."""
    template: str
    """The version of the artwork it is printed from."""
    issued: date
    """The day of the naming, where an older register did not say."""
    recalled: date | None = None
    return_by: Term | None = None
    """Until when it is to be brought back, once it is recalled."""
    returned: date | None = None
    voided: date | None = None

    @property
    def state(self) -> PlaqueState:
        """Where it is."""
        if self.voided is not None:
            return "void"
        if self.returned is not None:
            return "returned"
        return "issued" if self.recalled is None else "recalled"


@attrs.frozen
class ReviewSignature:
    """A party to a joint re-review has signed what the standard says of the merchant."""

    party: str
    """One of the pack's `merchants.review.parties`."""
    by: str
    on: date
    answers: tuple[tuple[str, str], ...]
    """Every condition's code with its answer, as it was signed: once another is given, it is signed anew."""


@attrs.frozen
class Correction:
    """What a merchant has to mend, or somebody to find out, before its re-review can be passed."""

    by: str
    on: date
    conditions: tuple[tuple[str, str], ...]
    """The code of each condition that is in the way, with its answer: unmet, or unknown."""


@attrs.frozen
class Review:
    """The next re-review of a named merchant: nothing is granted for life."""

    number: int
    """Counted from the naming; 0 is the first after a take-over, from which the others count."""
    on: date
    """The day it is due: the anniversary."""
    opens: datetime
    """The first instant at which it begins, in the city's zone: of its appointment, or of its due day."""
    term: Term | None = None
    """Once it has been opened: until when it must be done; in a correction, until when that is to be made."""
    appointed: date | None = None
    """The day that was appointed for it, of those before it is due."""
    signatures: tuple[ReviewSignature, ...] = ()
    """The latest signature of each party."""
    correction: Correction | None = None
    """What is to be corrected first. Plaque and point on the map stay the merchant's meanwhile."""

    @property
    def begins(self) -> date:
        """The day on which it begins: that of its appointment, or else its due day."""
        return self.appointed or self.on

    @property
    def to_be_done_by(self) -> date:
        """The last day of its term; while it is not open, its due day."""
        return self.term.day if self.term else self.on


@attrs.frozen
class Naming:
    """When and by which ruling a merchant was named, its plaque and its next re-review."""

    on: date
    ruling: Ruling | None
    """None where it was named before this register, until its first re-review here."""
    plaque: Plaque
    review: Review


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

    @property
    def plaques(self) -> tuple[Plaque, ...]:
        """Every plaque that it ever had, the present one last."""
        return (*self.void_plaques, self.naming.plaque) if self.naming else ()

    @property
    def alive(self) -> bool:
        """Whether it holds its claim to its licence and premises."""
        return self.standing not in _GONE or bool(self.claimed_until)


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


def facts_on(merchant: Merchant | Iterable[Fact], on: date) -> Mapping[str, Scalar]:
    """Each fact's value as of a day: of those that were so on or before it, the latest."""
    facts = merchant.facts if isinstance(merchant, Merchant) else merchant
    return {name: fact.value for name, fact in latest(facts, on).items()}


def latest(facts: Iterable[Fact], on: date) -> Mapping[str, Fact]:
    """By name: of the facts that were so on a day or before it, the latest."""
    return {fact.name: fact for fact in sorted(facts, key=lambda fact: fact.on) if fact.on <= on}


def with_facts(old: tuple[Fact, ...], new: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts with newer findings in place of those about the same day."""
    found = {(fact.name, fact.on): fact for fact in (*old, *new)}
    return tuple(sorted(found.values(), key=lambda fact: (fact.name, fact.on)))
