"""What happened in a case for revocation, and by it to the merchant."""

from datetime import date
from typing import Literal

import attrs

from ...cases import Term
from ...ids import CaseId, MerchantId
from .._values import Evidence, Standing

__all__ = [
    "CaseStated",
    "CoolOffEnded",
    "HearingAsked",
    "HearingClosed",
    "HearingHeld",
    "HearingOpened",
    "RevocationDecided",
    "RevocationDismissed",
    "RevocationNotified",
    "RevocationOpened",
    "Revoked",
]


@attrs.frozen
class RevocationOpened:
    """A case for revocation is pending against the merchant."""

    case: CaseId
    ground: str
    term: Term
    hearing: bool = False
    """Whether it may ask for a hearing."""


@attrs.frozen
class HearingOpened:
    """The merchant waits for its hearing; the case is not decided against it before."""

    case: CaseId
    term: Term
    """By when it is to be held."""


@attrs.frozen
class HearingClosed:
    """The hearing was held: the case waits for its decision again."""

    case: CaseId
    term: Term
    """By when it is to be decided: the time to decide runs anew from the hearing."""


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
class CoolOffEnded:
    """Licence and premises are free again."""

    on: date


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
    ask_by: Term | None = None
    """Until when it may ask for a hearing; none where the pack has no hearing."""


@attrs.frozen
class CaseStated:
    """The merchant stated its case."""

    statement: str
    by: str
    on: date
    waives_hearing: bool = False


@attrs.frozen
class HearingAsked:
    """A hearing was asked for."""

    by: str
    on: date
    hold_by: Term


@attrs.frozen
class HearingHeld:
    """The hearing was held."""

    record: str
    by: str
    """Who presided."""
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
