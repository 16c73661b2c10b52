"""What can be asked of an appeal against a revocation."""

import attrs

from ...fields import a_text
from ...ids import CaseId, MerchantId

__all__ = ["Appeal", "AppealCommand", "DecideAppeal", "OrderStay"]


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


AppealCommand = Appeal | OrderStay | DecideAppeal
"""About a case in which the naming was revoked."""
