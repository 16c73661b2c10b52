"""What happened to a target, with the values after it."""

from datetime import date

import attrs

from ..cases import Term
from ..ids import TargetId
from ._values import Goal

__all__ = ["Closed", "Event", "Reminded", "Revised", "WasSet"]


@attrs.frozen
class WasSet:
    """A target was set."""

    id: TargetId
    metric: str
    area: str | None
    goal: Goal


@attrs.frozen
class Revised:
    """What is to be reached, or by when, was changed."""

    goal: Goal


@attrs.frozen
class Closed:
    """It was reached, or given up."""

    on: date
    source: str


@attrs.frozen
class Reminded:
    """Its day has passed, and it is not closed."""

    on: date
    next: Term


Event = WasSet | Revised | Closed | Reminded
