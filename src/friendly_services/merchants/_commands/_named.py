"""What can be asked of a named merchant: on the map and off it, resting."""

from datetime import date

import attrs

from ...ids import MerchantId
from .._values import Evidence

__all__ = ["Hide", "List", "Restore", "Show", "Suspend"]


@attrs.frozen
class List:
    """Put a named merchant on the map."""

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
