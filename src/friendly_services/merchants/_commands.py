"""What can be asked of the register; each names its merchant."""

from datetime import date
from typing import Literal

import attrs
from attrs.validators import deep_iterable, optional

from ..fields import a_name, a_text, if_given
from ..hours import Hours
from ..ids import CaseId, MerchantId, NominationId
from ..names import words
from ._values import Evidence, Fact, Licence, Photo, Premises, Ref, Source

__all__ = [
    "AddRef",
    "AnswerObjection",
    "Appeal",
    "Apply",
    "AppointReview",
    "Command",
    "CompleteCheck",
    "Decide",
    "DecideAppeal",
    "Dismiss",
    "EndBusiness",
    "EndCoolOff",
    "Hide",
    "Lapse",
    "List",
    "Name",
    "Object",
    "OpenRevocation",
    "OrderCorrection",
    "OrderStay",
    "PassReview",
    "RecordFacts",
    "RecoverPlaque",
    "Remind",
    "ReplacePlaque",
    "Restore",
    "Resubmit",
    "ReturnForCorrection",
    "Revoke",
    "Show",
    "SignReview",
    "StartReview",
    "StateCase",
    "Suspend",
    "TakeOver",
    "VoidPlaque",
    "Withdraw",
]


@attrs.frozen
class Apply:
    """Ask to become a friendly merchant."""

    name: str = attrs.field(validator=a_name)
    """As on the sign over the door."""
    licence: Licence
    """The licence it trades under."""
    trade: str = attrs.field(default="", kw_only=True)
    """One of the pack's `merchants.trades`; left out, unknown until somebody finds out."""
    premises: Premises
    """The room, with its area and point."""
    services: frozenset[str] = attrs.field(converter=words)
    """What it offers workers: keys of the pack's `merchants.services`."""
    hours: Hours | None = None
    """Left out, they are unknown: not closed, not always open."""
    facts: tuple[Fact, ...] = ()
    """What the applicant states about itself, by document or pledge."""
    refs: tuple[Ref, ...] = ()
    """Its numbers in other systems."""
    applicant: str | None = None
    """Who applies, where an officer files it for them; left out, the actor."""
    nomination: NominationId | None = None
    """The nomination of this place that it follows, if there is one: it is answered by that."""
    source: Source | None = None
    """What it goes back to; left out, the nomination that it names, or nobody but the shop itself."""
    photos: tuple[Photo, ...] = ()
    """Photographs of the premises, by digest; the files stay with the host."""


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
class ReturnForCorrection:
    """Send the application back, once at each post, with everything that must be mended."""

    merchant: MerchantId
    """The id of the merchant."""
    items: tuple[str, ...]
    """What must be mended, one line each."""


@attrs.frozen
class Resubmit:
    """Answer a return: what is given replaces what was there."""

    merchant: MerchantId
    """The id of the merchant."""
    name: str | None = attrs.field(default=None, validator=optional(a_name))
    """Left out, as it was; so with all that follows."""
    licence: Licence | None = None
    """The licence, where its number was copied wrong."""
    trade: str | None = None
    """One of the pack's `merchants.trades`."""
    premises: Premises | None = None
    """The room, whole: address, area and point."""
    services: frozenset[str] | None = attrs.field(default=None, converter=attrs.converters.optional(words))
    """All that it offers, not only what is new."""
    hours: Hours | None = None
    """The whole week."""
    facts: tuple[Fact, ...] = ()
    """What it states anew, by document or pledge."""
    photos: tuple[Photo, ...] | None = None
    """All photographs of the premises, not only new ones."""


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
class CompleteCheck:
    """Pass the application on from the form check or the site check."""

    merchant: MerchantId
    """The id of the merchant."""
    beside: tuple[str, ...] = attrs.field(default=(), validator=deep_iterable(a_name))
    """Who else was there, by the host's ids."""
    photos: tuple[str, ...] = attrs.field(default=(), validator=deep_iterable(a_name))
    """Digests of photographs taken on the spot; enough of them stand in for a second person."""
    confirms_point: bool = False
    """That the point is right although it lies outside the city's outline."""


@attrs.frozen
class Decide:
    """Approve or reject, as the standard in force says."""

    merchant: MerchantId
    """The id of the merchant."""
    approve: bool
    """What the standard says: it is asked again, and the other way is refused."""
    note: str = attrs.field(default="", validator=if_given(a_text))
    """What whoever decides adds in words."""


@attrs.frozen
class Object:
    """Put something forward against a naming while it is on public notice."""

    merchant: MerchantId
    """The id of the merchant."""
    text: str = attrs.field(validator=a_text)
    """What is put forward."""


@attrs.frozen
class AnswerObjection:
    """Answer an objection: upheld, the premises are checked again; otherwise the notice goes on."""

    merchant: MerchantId
    """The id of the merchant."""
    objection: int
    """Its number, the first being 1."""
    upheld: bool
    """Whether it was right."""
    answer: str = attrs.field(validator=a_text)
    """What the one who objected is told."""


@attrs.frozen
class Name:
    """Name the merchant, with a plaque, once its public notice has run without an open objection."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class List:
    """Put a named merchant on the map."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class Lapse:
    """Close an application whose correction was not sent in time."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class Remind:
    """Remind whoever is overdue with this merchant."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class Hide:
    """Take a merchant off the map at once; a case must follow in time or it is shown again."""

    merchant: MerchantId
    """The id of the merchant."""
    ground: str
    """One of the pack's `merchants.grounds`."""
    evidence: tuple[Evidence, ...]
    """What it rests on, of the kinds that the ground takes."""


@attrs.frozen
class Show:
    """Put a hidden merchant back on the map."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class Suspend:
    """Let a named merchant rest for a reason that the pack lists."""

    merchant: MerchantId
    """The id of the merchant."""
    why: str
    """One of the pack's `merchants.suspensions`."""
    until: date | None = None
    """The last day; left out, the longest the pack allows."""


@attrs.frozen
class Restore:
    """End a suspension."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class AppointReview:
    """Appoint a day for the next re-review, or another day: it begins then, and not only when it is due."""

    merchant: MerchantId
    """The id of the merchant."""
    on: date
    """A day before it is due, no more of them than the pack's `merchants.review.ahead_days`; or that day."""


@attrs.frozen
class StartReview:
    """Open the re-review whose day has come."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class SignReview:
    """Sign, as one party to a joint re-review, what the standard says of the merchant now."""

    merchant: MerchantId
    """The id of the merchant."""
    party: str
    """One of the pack's `merchants.review.parties`: a role that the actor holds."""


@attrs.frozen
class OrderCorrection:
    """Give a merchant time to mend what its re-review found unmet; and all, to find out what is unknown."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class PassReview:
    """Close an open re-review whose standard is met, and which all parties signed, until the next one."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class OpenRevocation:
    """Open a case for revocation: give notice of ground, findings and evidence."""

    merchant: MerchantId
    """The id of the merchant."""
    ground: str
    """One of the pack's `merchants.grounds`."""
    evidence: tuple[Evidence, ...]
    """What it rests on, of the kinds that the ground takes."""
    findings: str = attrs.field(validator=a_text)
    """What was found, as the merchant is told."""


@attrs.frozen
class StateCase:
    """Record what the merchant says to the notice (陈述申辩)."""

    merchant: MerchantId
    """The id of the merchant."""
    case: CaseId
    """The id of the case that `OpenRevocation` gave."""
    statement: str = attrs.field(validator=a_text)
    """What the merchant says, in its own words."""


@attrs.frozen
class Revoke:
    """Revoke the naming in writing, after the merchant was heard or let its time to speak pass."""

    merchant: MerchantId
    """The id of the merchant."""
    case: CaseId
    """The id of the case that `OpenRevocation` gave."""
    decision: str = attrs.field(validator=a_text)
    """The reasons, as the merchant is told."""


@attrs.frozen
class Dismiss:
    """Close the case without revoking; the merchant stands where it stood, and is shown again."""

    merchant: MerchantId
    """The id of the merchant."""
    case: CaseId
    """The id of the case that `OpenRevocation` gave."""
    decision: str = attrs.field(validator=a_text)
    """The reasons, as the merchant is told."""


@attrs.frozen
class Appeal:
    """Appeal against a revocation; it stands meanwhile, unless the pack or the appeal's judge stays it."""

    merchant: MerchantId
    """The id of the merchant."""
    case: CaseId
    """The id of the case in which it was revoked."""
    text: str = attrs.field(validator=a_text)
    """What the merchant puts forward, in its own words."""


@attrs.frozen
class OrderStay:
    """Stay a revocation until its appeal is decided: the merchant stands as before it."""

    merchant: MerchantId
    """The id of the merchant."""
    case: CaseId
    """The id of the case in which it was revoked."""
    reasons: str = attrs.field(validator=a_text)
    """Why the decision should wait."""


@attrs.frozen
class DecideAppeal:
    """Decide an appeal in writing: the revocation falls, or is final."""

    merchant: MerchantId
    """The id of the merchant."""
    case: CaseId
    """The id of the case in which it was revoked."""
    overturned: bool
    """Whether the revocation falls."""
    decision: str = attrs.field(validator=a_text)
    """The reasons, as the merchant is told."""


@attrs.frozen
class EndCoolOff:
    """Free licence and premises of a revoked merchant for a new application."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class Withdraw:
    """Leave of one's own accord and without stain, unless a matter is being looked into."""

    merchant: MerchantId
    """The id of the merchant."""
    ref: str = attrs.field(default="", validator=if_given(a_name))
    """The merchant's signed request, where somebody else sends it: nobody is put out unheard."""


@attrs.frozen
class EndBusiness:
    """Give notice that the merchant closes for good: it leaves without stain once its last day has passed.

    Sent again before that, it moves the day. A case that is open is decided first.
    """

    merchant: MerchantId
    """The id of the merchant."""
    last_day: date
    """The last day of business; one that has passed, and it is gone at once."""
    ref: str = attrs.field(default="", validator=if_given(a_name))
    """The merchant's signed notice, where somebody else sends it."""


@attrs.frozen
class RecoverPlaque:
    """Put on record that the plaque of a merchant that left came back."""

    merchant: MerchantId
    """The id of the merchant."""


@attrs.frozen
class VoidPlaque:
    """Declare void the plaque of a merchant that left, which nobody brought back."""

    merchant: MerchantId
    """The id of the merchant."""
    why: str = attrs.field(default="", validator=if_given(a_text))
    """Why already now; may be left out once the term to bring it back has passed."""


@attrs.frozen
class ReplacePlaque:
    """Give a named merchant a plaque of a new number; the old one is void."""

    merchant: MerchantId
    """The id of the merchant."""
    why: Literal["lost", "damaged"]
    """What happened to the old one."""


Command = (
    Apply
    | ReturnForCorrection
    | Resubmit
    | RecordFacts
    | CompleteCheck
    | Decide
    | Object
    | AnswerObjection
    | Name
    | List
    | Lapse
    | Remind
    | Hide
    | Show
    | Suspend
    | Restore
    | StartReview
    | PassReview
    | OpenRevocation
    | StateCase
    | Revoke
    | Dismiss
    | EndCoolOff
    | Withdraw
    | Appeal
    | OrderStay
    | DecideAppeal
    | TakeOver
    | EndBusiness
    | RecoverPlaque
    | VoidPlaque
    | ReplacePlaque
    | AddRef
    | AppointReview
    | SignReview
    | OrderCorrection
)
