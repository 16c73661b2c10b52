"""Why the ledger says no, with the facts."""

from datetime import date
from typing import ClassVar

import attrs

from ..errors import Refused
from ..ids import RedemptionId, WorkerId
from ..text import Label, Reason
from ._values import Period, Status

__all__ = [
    "AlreadyAwarded",
    "AlreadyReversed",
    "CapReached",
    "DayAhead",
    "DayClosed",
    "EvidenceMissing",
    "HoldLapsed",
    "HoldRunning",
    "InsufficientPoints",
    "NeverAgain",
    "NotReversible",
    "OutOfStock",
    "OwnAccount",
    "RedemptionEnded",
    "ReversalIsFinal",
    "RewardUnknown",
    "TotalReached",
]


@attrs.define(slots=False)
class InsufficientPoints(Refused):
    """The balance does not hold what the reward costs."""

    code: ClassVar[str] = "points.insufficient"

    asked: int
    balance: int


@attrs.define(slots=False)
class CapReached(Refused):
    """The action has earned as often as it may in that time."""

    code: ClassVar[str] = "points.cap_reached"

    action: Label
    asked: int
    used: int
    cap: int
    per: Period
    again_on: date
    """The first day for which it earns again."""


@attrs.define(slots=False)
class NeverAgain(Refused):
    """The action has earned as often as it ever may."""

    code: ClassVar[str] = "points.never_again"

    action: Label
    asked: int
    used: int
    cap: int


@attrs.define(slots=False)
class TotalReached(Refused):
    """All actions together have earned as much as they may in that time."""

    code: ClassVar[str] = "points.total_reached"

    asked: int
    used: int
    cap: int
    per: Period
    again_on: date


@attrs.define(slots=False)
class EvidenceMissing(Refused):
    """The rule asks for evidence, and the award names none."""

    code: ClassVar[str] = "points.evidence_missing"

    action: Label
    needs: Label | None


@attrs.define(slots=False)
class AlreadyAwarded(Refused):
    """This evidence has earned its points for this action."""

    code: ClassVar[str] = "points.already_awarded"

    action: Label
    ref: str
    entry: int
    on: date


@attrs.define(slots=False)
class DayClosed(Refused):
    """The day of the act is closed: nothing is entered for it any more."""

    code: ClassVar[str] = "points.day_closed"

    on: date
    first_open: date


@attrs.define(slots=False)
class DayAhead(Refused):
    """The day of the act has not come yet."""

    code: ClassVar[str] = "points.day_ahead"

    on: date
    today: date


@attrs.define(slots=False)
class OwnAccount(Refused):
    """Nobody awards points to themselves."""

    code: ClassVar[str] = "points.own_account"

    worker: WorkerId


@attrs.define(slots=False)
class AlreadyReversed(Refused):
    """The entry was reversed before."""

    code: ClassVar[str] = "points.already_reversed"

    entry: int
    by: int


@attrs.define(slots=False)
class ReversalIsFinal(Refused):
    """A reversal is not reversed: what was wrongly undone is decided anew."""

    code: ClassVar[str] = "points.reversal_is_final"

    entry: int
    of: int


@attrs.define(slots=False)
class NotReversible(Refused):
    """The entry is not one that can be reversed, or no longer."""

    code: ClassVar[str] = "points.not_reversible"

    entry: int
    days: int


@attrs.define(slots=False)
class RewardUnknown(Refused):
    """The published catalogue does not hold the item."""

    code: ClassVar[str] = "points.reward_unknown"

    item: str
    items: tuple[str, ...]


@attrs.define(slots=False)
class OutOfStock(Refused):
    """Every item there is set aside or gone."""

    code: ClassVar[str] = "points.out_of_stock"

    item: Label
    host: str
    free_on: date | None
    """The first day on which one may be free again, if what is set aside is not collected."""


@attrs.define(slots=False)
class HoldLapsed(Refused):
    """The time for collecting is over; the points are back."""

    code: ClassVar[str] = "points.hold_lapsed"

    redemption: RedemptionId
    until: date


@attrs.define(slots=False)
class HoldRunning(Refused):
    """The time for collecting is not over yet."""

    code: ClassVar[str] = "points.hold_running"

    redemption: RedemptionId
    until: date


@attrs.define(slots=False)
class RedemptionEnded(Refused):
    """The redemption has moved on, and this can no longer be done to it."""

    code: ClassVar[str] = "points.redemption_ended"

    redemption: RedemptionId
    status: Status

    @property
    def reason(self) -> Reason:
        """The error as a value, worded for where the redemption stands."""
        return Reason(f"points.redemption_{self.status}", redemption=self.redemption)
