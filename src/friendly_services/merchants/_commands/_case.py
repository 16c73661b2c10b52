"""What can be asked of a case for revocation."""

import attrs

from ...fields import a_text
from ...ids import CaseId, MerchantId
from .._values import Evidence

__all__ = [
    "AskHearing",
    "CaseCommand",
    "Dismiss",
    "EndCoolOff",
    "HoldHearing",
    "OpenRevocation",
    "Revoke",
    "StateCase",
]


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
    waives_hearing: bool = False
    """Whether it says that it wants no hearing, so that nobody waits for it to ask for one."""


@attrs.frozen
class AskHearing:
    """Ask for a hearing before the case is decided (听证): once, within the term that the notice gave."""

    merchant: MerchantId
    """The id of the merchant."""
    case: CaseId
    """The id of the case that `OpenRevocation` gave."""


@attrs.frozen
class HoldHearing:
    """Put on record the hearing that was held, as whoever presided; others decide on its record."""

    merchant: MerchantId
    """The id of the merchant."""
    case: CaseId
    """The id of the case that `OpenRevocation` gave."""
    record: str = attrs.field(validator=a_text)
    """What was put forward and shown (听证笔录)."""


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
class EndCoolOff:
    """Free licence and premises of a revoked merchant for a new application."""

    merchant: MerchantId
    """The id of the merchant."""


CaseCommand = StateCase | AskHearing | HoldHearing | Revoke | Dismiss
"""About a case that is open."""
