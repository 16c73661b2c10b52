"""What the ledger holds, and the part of a pack that it lives by."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, Literal

import attrs
from attrs.validators import optional

from ..fields import whole
from ..ids import RedemptionId, RewardId, WorkerId
from ..text import Label
from ._lots import Lots, last_day, pairs

__all__ = [
    "LARGEST_AMOUNT",
    "LARGEST_BALANCE",
    "Account",
    "Action",
    "Award",
    "Cap",
    "Deduction",
    "Expiry",
    "Ground",
    "Hold",
    "Item",
    "Lot",
    "Period",
    "Redemption",
    "Reward",
    "Rules",
    "Status",
    "Totals",
]

LARGEST_AMOUNT: Final = 10**12
"""Points that one entry can move."""
LARGEST_BALANCE: Final = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exact."""
_LONGEST_VALIDITY: Final = 36
"""Months: with it an account never holds more than 37 lots."""

Source = Literal["stated", "found", "proposed"]
"""How well a rule is founded: stated by a source document, found in another city, or proposed here."""
Period = Literal["day", "month"]
Status = Literal["held", "collected", "cancelled", "lapsed", "refunded"]
"""Where a redemption stands; all but `held` and `collected` are final."""


# --- rules -----------------------------------------------------------------------------------------------


@attrs.frozen
class Cap:
    """How often an action earns: so many times a day, a month, or ever."""

    times: int = attrs.field(validator=whole(1, LARGEST_AMOUNT))
    per: Period | Literal["ever"] = "day"


@attrs.frozen
class Action:
    """Something a worker does for the city, and what it earns."""

    title: Label
    points: int = attrs.field(validator=whole(1, LARGEST_AMOUNT))
    """For each time, or each hour where the action is counted in hours."""
    cap: Cap | None = None
    needs: Label | None = None
    """What has to be shown for it, in words."""
    evidence: bool = True
    """Whether an award must name a reference to it: a report, a sign-in sheet, a decision."""
    in_totals: bool = True
    """Whether it counts towards the caps on all actions together."""
    source: str = ""
    status: Source = "proposed"


@attrs.frozen
class Item:
    """Something that points are exchanged for."""

    title: Label
    price: int = attrs.field(validator=whole(1, LARGEST_AMOUNT))
    funder: Label
    """Who pays for it: a promise that nobody funds is not made."""
    source: str = ""
    status: Source = "proposed"


@attrs.frozen
class Ground:
    """A ground on which points are taken away by a decision that can be appealed."""

    title: Label
    points: int = attrs.field(validator=whole(1, LARGEST_AMOUNT))
    source: str = ""
    status: Source = "proposed"


@attrs.frozen
class Totals:
    """Caps on the points of all actions together that count towards them."""

    day: int | None = attrs.field(default=None, validator=optional(whole(1, LARGEST_AMOUNT)))
    month: int | None = attrs.field(default=None, validator=optional(whole(1, LARGEST_AMOUNT)))

    @property
    def by_period(self) -> tuple[tuple[Period, int], ...]:
        """The caps that are set."""
        caps: tuple[tuple[Period, int | None], ...] = (("day", self.day), ("month", self.month))
        return tuple((period, points) for period, points in caps if points is not None)


@attrs.frozen
class Expiry:
    """How long points count: so many months, to the end of that month."""

    months: int = attrs.field(validator=whole(1, _LONGEST_VALIDITY))
    notice_days: tuple[int, ...] = ()
    """How many days before it the worker is told."""
    source: str = ""
    status: Source = "proposed"


@attrs.frozen
class Rules:
    """The `[points]` section of a pack."""

    actions: Mapping[str, Action]
    rewards: Mapping[str, Item]
    expiry: Expiry
    hold_days: int = attrs.field(validator=whole(1, 366))
    """Days within which a reward is collected, the day of the request not counted."""
    late_days: int = attrs.field(validator=whole(high=366))
    """Days after which a day is closed: an award for an earlier one is refused."""
    reversible_days: int = attrs.field(validator=whole(high=366))
    """Days within which an award or a deduction can be reversed."""
    on_behalf: tuple[str, ...] = ()
    """Roles that may ask for a worker's rewards or give them up; others spend their own points alone."""
    deductions: Mapping[str, Ground] = attrs.field(factory=dict)
    totals: Totals = Totals()


# --- states ----------------------------------------------------------------------------------------------


@attrs.frozen
class Lot:
    """Points that expire together."""

    expires: date
    """The last day on which they count."""
    points: int


@attrs.frozen
class Hold:
    """Points set aside for a reward that is not collected yet."""

    redemption: RedemptionId
    until: date
    """The last day for collecting it; afterwards the points are back, whoever looks first."""
    lots: Lots
    """Where the points came from, and go back to."""


@attrs.frozen
class Award:
    """Points earned lately: kept as long as a cap or a reversal may ask for them."""

    entry: int
    on: date
    action: str
    quantity: int
    points: int
    month: int
    """The lot they went to."""
    ref: str = ""
    in_totals: bool = True
    ever: bool = False
    """Whether its cap counts for ever."""
    reversed_by: int = 0
    """The entry that reversed it; 0 while it stands."""


@attrs.frozen
class Deduction:
    """Points taken away lately by a decision: kept as long as it can be reversed."""

    entry: int
    on: date
    points: int
    lots: Lots
    """What was taken from the balance; the rest became debt."""
    reversed_by: int = 0


@attrs.frozen
class Account:
    """A worker's points.

    At every moment the lots sum to the balance, and balance or debt is 0. Readers ask
    [`friendly_services.points.available`][], which knows what has expired since the last entry.
    """

    id: WorkerId
    entry: int = 1
    """The number of the last entry."""
    balance: int = 0
    debt: int = 0
    """Points owed: reversed or deducted after they had been spent; the next points settle it first."""
    lots: Lots = ()
    holds: tuple[Hold, ...] = ()
    awards: tuple[Award, ...] = ()
    deductions: tuple[Deduction, ...] = ()

    @property
    def by_expiry(self) -> tuple[Lot, ...]:
        """The lots with their dates, earliest first."""
        return tuple(Lot(last_day(month), points) for month, points in pairs(self.lots))

    @property
    def corrigible(self) -> tuple[Award | Deduction, ...]:
        """The awards and deductions that the account still keeps: only such can be reversed."""
        return (*self.awards, *self.deductions)


@attrs.frozen
class Reward:
    """The stock of one item at one host."""

    id: RewardId
    item: str
    """Its code in the pack's catalogue."""
    host: str
    """The station or merchant where it is collected."""
    stock: int = 0
    """Items there, those set aside included."""
    holds: tuple[tuple[RedemptionId, date], ...] = ()
    """What is set aside, each until when."""

    def free(self, on: date) -> int:
        """How many can be asked for; what nobody collected in time is free again."""
        return self.stock - sum(until >= on for _, until in self.holds)

    def next_free(self, on: date) -> date | None:
        """The first day on which one more is free if nothing set aside is collected; None if nothing is."""
        ends = [until for _, until in self.holds if until >= on]
        return min(ends) + timedelta(days=1) if ends else None


@attrs.frozen
class Redemption:
    """One exchange of points for a reward."""

    id: RedemptionId
    account: WorkerId
    reward: RewardId
    item: str
    points: int
    lots: Lots
    """Where the points came from."""
    on: date
    until: date
    """The last day for collecting it."""
    status: Status = "held"
