"""What happened to a named merchant: on the map and off it, resting."""

from datetime import date

import attrs

from ...cases import Term
from .._values import Hiding, Suspension

__all__ = ["Hidden", "Listed", "Restored", "Shown", "Suspended"]


@attrs.frozen
class Listed:
    """The merchant was put on the map."""

    on: date
    by: str


@attrs.frozen
class Hidden:
    """The merchant was taken off the map at once."""

    hiding: Hiding


@attrs.frozen
class Shown:
    """The merchant was put back on the map."""

    by: str
    on: date


@attrs.frozen
class Suspended:
    """The merchant rests."""

    suspension: Suspension


@attrs.frozen
class Restored:
    """The merchant is back from its rest."""

    by: str
    on: date
    term: Term | None
    """What it waits for again: to be listed, or the end of a re-review."""
