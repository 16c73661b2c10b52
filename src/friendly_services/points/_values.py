"""What the ledger holds."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from math import ceil
from statistics import median
from typing import Final, Literal

import attrs

from ..cases import Term
from ..ids import FunderId, RedemptionId, RewardId, SpotId, TransitId, WorkerId
from ..places import Point
from ._lots import Lots, last_day, pairs

__all__ = [
    "OPEN",
    "Account",
    "Award",
    "Closing",
    "Deduction",
    "Freezing",
    "Fund",
    "Grant",
    "Hold",
    "Lot",
    "OpenAppeal",
    "Purchase",
    "Redemption",
    "Reward",
    "Sighting",
    "Spot",
    "Status",
    "Transit",
    "Unwanted",
]

Status = Literal["held", "collected", "cancelled", "lapsed", "refunded", "ready"]
"""Where a redemption stands; `held`, `ready` and `collected` are not final."""
OPEN: Final[tuple[Status, ...]] = ("held", "ready")
"""Where it can still be collected or given up."""
Unwanted = Literal["city_unknown", "balance_too_large", "account_closed"]
"""Why a city refuses points: its pack does not name where they come from, or no balance may be so large."""


@attrs.frozen
class Lot:
    """Points that expire together."""

    expires: date
    """The last day on which they count."""
    points: int


@attrs.frozen
class Hold:
    """Points set aside for a reward that is not collected yet, or on their way to another city."""

    redemption: RedemptionId
    """What they are set aside for; the id of their transit where they are on their way."""
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
    hours: int = 0
    """The volunteer hours that it brought."""
    funder: str = ""
    """Whose fund it came out of, and goes back to; empty where there is no limit."""


@attrs.frozen
class OpenAppeal:
    """An appeal that waits for its decision."""

    on: date
    ref: str
    by: str
    """Who lodged it, by the host's id."""
    term: Term
    """Until when it is to be decided."""
    reminded: Term | None = None
    """Once that is over: until when somebody is reminded again."""

    @property
    def waits(self) -> Term:
        """The term that runs."""
        return self.reminded or self.term


@attrs.frozen
class Deduction:
    """Points taken away lately by a decision: kept as long as it can be reversed."""

    entry: int
    on: date
    points: int
    lots: Lots
    """What was taken from the balance; the rest became debt."""
    reversed_by: int = 0
    ref: str = ""
    by: str = ""
    """Who decided it, by the host's id."""
    appeal_by: Term | None = None
    """Until when it can be appealed against; None once it cannot."""
    appeal: OpenAppeal | None = None


@attrs.frozen
class Purchase:
    """Points exchanged on the spot lately: kept as long as it can be reversed."""

    entry: int
    on: date
    points: int
    lots: Lots
    """Where the points came from, and go back to."""
    ref: str
    reversed_by: int = 0


@attrs.frozen
class Freezing:
    """A decision that nothing is spent from an account for the time being."""

    on: date
    ground: str
    """Its code in the pack."""
    ref: str
    by: str
    """Who decided it, by the host's id."""
    appeal_by: Term | None = None
    """Until when it can be appealed against; None once it cannot."""
    appeal: OpenAppeal | None = None


@attrs.frozen
class Closing:
    """The end of an account: nothing moves in it any more."""

    on: date
    ref: str


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
    purchases: tuple[Purchase, ...] = ()
    notice_days: tuple[int, ...] = ()
    """How many days before an expiry the worker is told."""
    noticed: Lots = ()
    """By month of expiry, of which of those days the worker was told last."""
    hours: int = 0
    """Volunteer hours, a unit of their own: spending and expiry of points leave them as they are."""
    standing: Freezing | Closing | None = None
    """What stops it; None while it is in use."""

    @property
    def by_expiry(self) -> tuple[Lot, ...]:
        """The lots with their dates, earliest first."""
        return tuple(Lot(last_day(month), points) for month, points in pairs(self.lots))

    @property
    def corrigible(self) -> tuple[Award | Deduction | Purchase, ...]:
        """The awards, deductions and purchases that the account still keeps: only such can be reversed."""
        return (*self.awards, *self.deductions, *self.purchases)

    @property
    def contestable(self) -> Mapping[int, Deduction | Freezing]:
        """The decisions against the worker that are kept: deductions by their entry, the freeze as 0."""
        found: dict[int, Deduction | Freezing] = {old.entry: old for old in self.deductions}
        return found | {0: self.standing} if isinstance(self.standing, Freezing) else found

    @property
    def appeals(self) -> Mapping[int, OpenAppeal]:
        """The appeals that wait for a decision, by the entry of the deduction; 0 for the freeze."""
        return {entry: old.appeal for entry, old in self.contestable.items() if old.appeal is not None}


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
    waits: tuple[int, ...] = ()
    """The days that the last 20 waited from their request until it lay ready, or was collected."""
    withdrawn: date | None = None
    """Since when nobody can ask for it any more."""

    def open(self, on: date) -> tuple[RedemptionId, ...]:
        """What is set aside that day, and can still be collected."""
        return tuple(redemption for redemption, until in self.holds if until >= on)

    def free(self, on: date) -> int:
        """How many can be asked for; what nobody collected in time is free again."""
        return 0 if self.withdrawn else self.stock - len(self.open(on))

    def next_free(self, on: date) -> date | None:
        """The first day on which one more is free if nothing set aside is collected; None if nothing is."""
        ends = [until for _, until in self.holds if until >= on]
        return min(ends) + timedelta(days=1) if ends and not self.withdrawn else None

    @property
    def wait(self) -> int | None:
        """How many days one waits for it: the median of the last 20, rounded up; None before the first.

        >>> Reward(RewardId("reward-1"), "helmet", "station-1", waits=(0, 2, 5, 9)).wait
        4
        """
        return ceil(median(self.waits)) if self.waits else None


@attrs.frozen
class Sighting:
    """Something that an award was made for: kept as long as another can be for the same."""

    action: str
    place: Point
    """In GCJ-02, into which every datum can be converted."""
    seen: datetime
    ref: str
    first: str
    """The reference of the award that was entered first for the same; empty: this one was."""
    mark: str
    """Tells one worker from another on this piece of ground, and on no other."""
    until: date
    """The last day on which an award can be entered that is for the same."""


@attrs.frozen
class Spot:
    """A piece of ground, some hundred metres wide, and what was lately seen there."""

    id: SpotId
    sightings: tuple[Sighting, ...] = ()


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
    ready_on: date | None = None
    """Since when it lies ready, where that was said."""


@attrs.frozen
class Grant:
    """What put points into a fund, by its reference."""

    ref: str
    on: date


@attrs.frozen
class Fund:
    """The points that a funder has granted, and what is left of them."""

    id: FunderId
    granted: int = 0
    left: int = 0
    grants: tuple[Grant, ...] = ()
    """Each of them, so that none is entered twice."""


@attrs.frozen
class Transit:
    """Points between two cities, as one of the two has them on record: both under the same id."""

    id: TransitId
    worker: WorkerId
    """Whose account in this city they leave or reach."""
    receiver: WorkerId
    """Whose account in the other city they are to reach."""
    origin: str
    """The city that sends."""
    to: str
    """The city that receives."""
    points: int
    lots: Lots
    """As they left their lots; in the city that received them, as they were credited."""
    at: datetime
    """When this city set them aside, credited or refused them."""
    status: Literal["sent", "received", "refused", "delivered", "returned"] = "sent"
    """`sent`, then `delivered` or `returned` where they come from; `received` or `refused` where they go."""
    why: Unwanted | None = None
    """Why they were refused."""
