"""What happened to what belongs to no worker: spots, funds, points on their way to another city."""

from datetime import date, datetime
from typing import Literal

import attrs

from ..ids import FunderId, SpotId, TransitId, WorkerId
from ..places import Point
from ._lots import Lots
from ._values import Unwanted

__all__ = [
    "Accepted",
    "Departed",
    "Drawn",
    "Forgotten",
    "FundEvent",
    "Funded",
    "GivenBack",
    "Marked",
    "Settled",
    "Sighted",
    "SpotEvent",
    "TransitEvent",
    "TurnedAway",
]

# --- of a spot -------------------------------------------------------------------------------------------


@attrs.frozen
class Marked:
    """Something was seen for the first time on a piece of ground."""

    id: SpotId


@attrs.frozen
class Sighted:
    """An award was made for something that was seen there."""

    action: str
    place: Point
    seen: datetime
    ref: str
    first: str
    """The reference of the award that was entered first for the same; empty: this one was."""
    mark: str
    """Tells one worker from another on this piece of ground, and on no other."""
    until: date
    """The last day on which an award can be entered that is for the same."""
    kept_from: date
    """What no award can be for any more on that day is dropped."""


@attrs.frozen
class Forgotten:
    """What no award can be for any more was dropped."""

    kept_from: date


SpotEvent = Marked | Sighted | Forgotten

# --- of a fund -------------------------------------------------------------------------------------------


@attrs.frozen
class Funded:
    """Points were granted to the programme."""

    id: FunderId
    on: date
    points: int
    ref: str
    by: str
    left: int


@attrs.frozen
class Drawn:
    """An award came out of the fund."""

    on: date
    worker: WorkerId
    entry: int
    """The number of the award in the worker's account."""
    points: int
    left: int


@attrs.frozen
class GivenBack:
    """An award was undone, and its points are back in the fund."""

    on: date
    worker: WorkerId
    entry: int
    """The number of the award in the worker's account."""
    points: int
    left: int


FundEvent = Funded | Drawn | GivenBack

# --- of a transit, in either city -------------------------------------------------------------------------


@attrs.frozen
class Departed:
    """Points are to go to another city."""

    id: TransitId
    worker: WorkerId
    receiver: WorkerId
    origin: str
    to: str
    points: int
    lots: Lots
    at: datetime


@attrs.frozen
class Accepted:
    """Points that another city sent are credited here: it can let go of them."""

    id: TransitId
    worker: WorkerId
    origin: str
    to: str
    points: int
    lots: Lots
    """As they were credited, longer validity cut to this city's."""
    at: datetime


@attrs.frozen
class TurnedAway:
    """Points that another city sent are refused for good: it can give them back."""

    id: TransitId
    worker: WorkerId
    origin: str
    to: str
    points: int
    why: Unwanted
    at: datetime


@attrs.frozen
class Settled:
    """The other city's answer is entered where the points came from."""

    on: date
    status: Literal["delivered", "returned"]
    why: Unwanted | None = None


TransitEvent = Departed | Accepted | TurnedAway | Settled
