"""What happened to a reward, and to what was asked for, with the values after it."""

from datetime import date

import attrs

from ..ids import RedemptionId, RewardId, WorkerId
from ._lots import Lots

__all__ = [
    "Cancelled",
    "Collected",
    "Counted",
    "Freed",
    "HandedOver",
    "Lapsed",
    "MadeReady",
    "Offered",
    "RedemptionEvent",
    "Requested",
    "Reserved",
    "Returned",
    "RewardEvent",
    "Stocked",
    "Waited",
    "Withdrawn",
]

# --- of a reward -----------------------------------------------------------------------------------------


@attrs.frozen
class Offered:
    """An item of the catalogue is on offer at a host."""

    id: RewardId
    item: str
    host: str
    stock: int


@attrs.frozen
class Stocked:
    """Items came in."""

    quantity: int
    stock: int


@attrs.frozen
class Reserved:
    """One item was set aside."""

    redemption: RedemptionId
    until: date


@attrs.frozen
class HandedOver:
    """One item that was set aside was collected."""

    redemption: RedemptionId
    stock: int
    waited: int | None = None
    """Days from the request to this; None where they were counted when it lay ready."""


@attrs.frozen
class Freed:
    """One item that was set aside is free again."""

    redemption: RedemptionId


@attrs.frozen
class Waited:
    """What was asked for lay ready after so many days."""

    redemption: RedemptionId
    days: int


@attrs.frozen
class Withdrawn:
    """The reward is on offer no more; what was set aside is still collected."""

    on: date


@attrs.frozen
class Counted:
    """The stock is what was counted, whatever the ledger thought it was."""

    on: date
    stock: int
    change: int
    """What the count found more; below 0, what was missing."""
    ref: str


RewardEvent = Offered | Stocked | Reserved | HandedOver | Freed | Waited | Withdrawn | Counted

# --- of a redemption -------------------------------------------------------------------------------------


@attrs.frozen
class Requested:
    """A worker asked for a reward."""

    id: RedemptionId
    account: WorkerId
    reward: RewardId
    item: str
    points: int
    lots: Lots
    on: date
    until: date


@attrs.frozen
class Collected:
    """It was handed over."""

    on: date


@attrs.frozen
class Cancelled:
    """It was given up."""

    on: date


@attrs.frozen
class Lapsed:
    """Nobody collected it in time."""

    on: date


@attrs.frozen
class Returned:
    """Its points were given back after it had been collected."""

    on: date
    ref: str


@attrs.frozen
class MadeReady:
    """It lies ready for its worker."""

    on: date


RedemptionEvent = Requested | Collected | Cancelled | Lapsed | Returned | MadeReady
