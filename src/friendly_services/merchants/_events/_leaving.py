"""What happened to a merchant that left without stain."""

from datetime import date

import attrs

from ...cases import Term
from .._values import Closing

__all__ = ["ClosingAnnounced", "Ended", "Withdrawn"]


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
