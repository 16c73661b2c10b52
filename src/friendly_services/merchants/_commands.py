"""What can be asked of the register; each names its merchant."""

from datetime import date

import attrs
from attrs.validators import optional

from ..fields import a_name, a_text, if_given
from ..hours import Hours
from ..ids import CaseId, MerchantId
from ..names import words
from ._values import Evidence, Fact, Licence, Premises, Ref

__all__ = [
    "AnswerObjection",
    "Apply",
    "Command",
    "CompleteCheck",
    "Decide",
    "Dismiss",
    "EndCoolOff",
    "Hide",
    "Lapse",
    "List",
    "Name",
    "Object",
    "OpenRevocation",
    "PassReview",
    "RecordFacts",
    "Remind",
    "Restore",
    "Resubmit",
    "ReturnForCorrection",
    "Revoke",
    "Show",
    "StartReview",
    "StateCase",
    "Suspend",
    "Withdraw",
]


@attrs.frozen
class Apply:
    """Ask to become a friendly merchant."""

    name: str = attrs.field(validator=a_name)
    licence: Licence
    trade: str
    premises: Premises
    services: frozenset[str] = attrs.field(converter=words)
    hours: Hours | None = None
    """Left out, they are unknown: not closed, not always open."""
    facts: tuple[Fact, ...] = ()
    """What the applicant states about itself, by document or pledge."""
    refs: tuple[Ref, ...] = ()
    applicant: str | None = None
    """Who applies, where an officer files it for them; left out, the actor."""


@attrs.frozen
class ReturnForCorrection:
    """Send the application back, once at each post, with everything that must be mended."""

    merchant: MerchantId
    items: tuple[str, ...]


@attrs.frozen
class Resubmit:
    """Answer a return: what is given replaces what was there."""

    merchant: MerchantId
    name: str | None = attrs.field(default=None, validator=optional(a_name))
    licence: Licence | None = None
    trade: str | None = None
    premises: Premises | None = None
    services: frozenset[str] | None = attrs.field(default=None, converter=attrs.converters.optional(words))
    hours: Hours | None = None
    facts: tuple[Fact, ...] = ()


@attrs.frozen
class RecordFacts:
    """Put on record what was found about a merchant, with day, source and evidence."""

    merchant: MerchantId
    facts: tuple[Fact, ...]


@attrs.frozen
class CompleteCheck:
    """Pass the application on from the form check or the site check."""

    merchant: MerchantId
    beside: tuple[str, ...] = ()
    """Who else was there, by the host's ids."""
    photos: tuple[str, ...] = ()
    """Digests of photographs taken on the spot; enough of them stand in for a second person."""
    confirms_point: bool = False
    """That the point is right although it lies outside the city's outline."""


@attrs.frozen
class Decide:
    """Approve or reject, as the standard in force says."""

    merchant: MerchantId
    approve: bool
    note: str = attrs.field(default="", validator=if_given(a_text))


@attrs.frozen
class Object:
    """Put something forward against a naming while it is on public notice."""

    merchant: MerchantId
    text: str = attrs.field(validator=a_text)


@attrs.frozen
class AnswerObjection:
    """Answer an objection: upheld, the premises are checked again; otherwise the notice goes on."""

    merchant: MerchantId
    objection: int
    upheld: bool
    answer: str = attrs.field(validator=a_text)


@attrs.frozen
class Name:
    """Name the merchant, with a plaque, once its public notice has run without an open objection."""

    merchant: MerchantId


@attrs.frozen
class List:
    """Put a named merchant on the map."""

    merchant: MerchantId


@attrs.frozen
class Lapse:
    """Close an application whose correction was not sent in time."""

    merchant: MerchantId


@attrs.frozen
class Remind:
    """Remind whoever is overdue with this merchant."""

    merchant: MerchantId


@attrs.frozen
class Hide:
    """Take a merchant off the map at once; a case must follow in time or it is shown again."""

    merchant: MerchantId
    ground: str
    evidence: tuple[Evidence, ...]


@attrs.frozen
class Show:
    """Put a hidden merchant back on the map."""

    merchant: MerchantId


@attrs.frozen
class Suspend:
    """Let a named merchant rest for a reason that the pack lists."""

    merchant: MerchantId
    why: str
    until: date | None = None
    """The last day; left out, the longest the pack allows."""


@attrs.frozen
class Restore:
    """End a suspension."""

    merchant: MerchantId


@attrs.frozen
class StartReview:
    """Open the re-review that has come due."""

    merchant: MerchantId


@attrs.frozen
class PassReview:
    """Close an open re-review whose standard is met, until the next anniversary."""

    merchant: MerchantId


@attrs.frozen
class OpenRevocation:
    """Open a case for revocation: give notice of ground, findings and evidence."""

    merchant: MerchantId
    ground: str
    evidence: tuple[Evidence, ...]
    findings: str = attrs.field(validator=a_text)


@attrs.frozen
class StateCase:
    """Record what the merchant says to the notice (陈述申辩)."""

    merchant: MerchantId
    case: CaseId
    statement: str = attrs.field(validator=a_text)


@attrs.frozen
class Revoke:
    """Revoke the naming in writing, after the merchant was heard or let its time to speak pass."""

    merchant: MerchantId
    case: CaseId
    decision: str = attrs.field(validator=a_text)


@attrs.frozen
class Dismiss:
    """Close the case without revoking; the merchant stands where it stood, and is shown again."""

    merchant: MerchantId
    case: CaseId
    decision: str = attrs.field(validator=a_text)


@attrs.frozen
class EndCoolOff:
    """Free licence and premises of a revoked merchant for a new application."""

    merchant: MerchantId


@attrs.frozen
class Withdraw:
    """Leave of one's own accord and without stain, unless a matter is being looked into."""

    merchant: MerchantId
    ref: str = attrs.field(default="", validator=if_given(a_name))
    """The merchant's signed request, where somebody else sends it: nobody is put out unheard."""


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
)
