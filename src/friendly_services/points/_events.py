"""What happened, with the values after it.

Every entry of an account says what moved (`points`), and how the account stood after it (`after`).
"""

from datetime import date

import attrs

from ..cases import Term
from ..ids import RedemptionId, TransitId, WorkerId
from ._lots import Lots
from ._values import Unwanted

__all__ = [
    "AccountEvent",
    "After",
    "AppealDecided",
    "Appealed",
    "Closed",
    "Deducted",
    "Delivered",
    "Earned",
    "Entry",
    "Expired",
    "Frozen",
    "Held",
    "NoticeDaysSet",
    "Noticed",
    "Opened",
    "Particulars",
    "PurchaseReversed",
    "Purchased",
    "Received",
    "Refunded",
    "Released",
    "Reminded",
    "Restored",
    "Reversed",
    "Sent",
    "SentBack",
    "Spent",
    "StandingEvent",
    "Thawed",
]

# --- of an account ---------------------------------------------------------------------------------------


@attrs.frozen
class After:
    """How an account stands after an entry."""

    balance: int
    debt: int
    lots: Lots = ()
    """The lots that the entry touched, with what they hold now; 0 for one that is gone."""


@attrs.frozen
class Opened:
    """A worker's first entry opened the account."""

    id: WorkerId
    on: date
    notice_days: tuple[int, ...] = ()
    """How many days before an expiry the worker is told, by the pack."""


@attrs.frozen
class Particulars:
    """What came with an award besides its points: kept apart, since most awards bring nothing else."""

    hours: int = 0
    """Volunteer hours."""
    first: str = ""
    """The reference of the award for the same thing that was entered first, where this is a second."""
    confirmed_by: tuple[str, ...] = ()
    """Who said the same."""
    funder: str = ""
    """Whose fund it came out of."""


@attrs.frozen
class Earned:
    """Points were awarded by a rule."""

    entry: int
    on: date
    """The local day of the act."""
    action: str
    quantity: int
    points: int
    settled: int
    """What of them went to settle a debt."""
    month: int
    """The month in which the rest expires."""
    ref: str
    in_totals: bool
    ever: bool
    """Whether its cap counts for ever, so that the award is never forgotten."""
    kept_from: date
    """No cap or reversal asks for awards of earlier days any more, but for those that count for ever."""
    after: After
    particulars: Particulars | None = None
    """What came with it besides; None of most."""

    @property
    def hours(self) -> int:
        """The volunteer hours that came with it."""
        return self.particulars.hours if self.particulars else 0

    @property
    def first(self) -> str:
        """The reference of the award for the same thing that was entered first; empty: this one was."""
        return self.particulars.first if self.particulars else ""

    @property
    def funder(self) -> str:
        """Whose fund it came out of; empty where there is no limit."""
        return self.particulars.funder if self.particulars else ""


@attrs.frozen
class Reversed:
    """An award was undone; what was already spent became debt."""

    entry: int
    on: date
    of: int
    """The entry undone."""
    points: int
    owed: int
    """What of them became debt."""
    ref: str
    after: After
    hours: int = 0
    """The volunteer hours that went with it."""


@attrs.frozen
class Deducted:
    """Points were taken away by a decision; what the balance did not hold became debt."""

    entry: int
    on: date
    ground: str
    points: int
    owed: int
    ref: str
    taken: Lots
    """What came out of which lot: a won appeal puts it back there."""
    kept_from: date
    """Deductions of earlier days can no longer be reversed."""
    after: After
    by: str = ""
    """Who decided it, by the host's id."""
    appeal_by: Term | None = None
    """Until when it can be appealed against."""


@attrs.frozen
class Restored:
    """A deduction was undone: its points are back, or settled what was owed."""

    entry: int
    on: date
    of: int
    points: int
    settled: int
    ref: str
    after: After


@attrs.frozen
class Held:
    """Points were set aside for a reward."""

    entry: int
    on: date
    redemption: RedemptionId
    until: date
    points: int
    taken: Lots
    """What came out of which lot."""
    after: After


@attrs.frozen
class Spent:
    """The reward was collected: the points set aside for it are spent."""

    entry: int
    on: date
    redemption: RedemptionId
    points: int
    after: After


@attrs.frozen
class Released:
    """Points set aside came back to their lots: cancelled, or not collected in time."""

    entry: int
    on: date
    redemption: RedemptionId
    points: int
    settled: int
    lapsed: bool
    after: After


@attrs.frozen
class Refunded:
    """The points of a collected reward came back to their lots."""

    entry: int
    on: date
    redemption: RedemptionId
    points: int
    settled: int
    ref: str
    after: After


@attrs.frozen
class Expired:
    """Points were not spent in time."""

    entry: int
    on: date
    points: int
    after: After


@attrs.frozen
class Purchased:
    """Points were exchanged on the spot."""

    entry: int
    on: date
    item: str
    quantity: int
    points: int
    ref: str
    taken: Lots
    """What came out of which lot: a reversal puts it back there."""
    kept_from: date
    """Purchases of earlier days can no longer be reversed."""
    after: After


@attrs.frozen
class PurchaseReversed:
    """A purchase was undone: its points are back in their lots, or settled what was owed."""

    entry: int
    on: date
    of: int
    points: int
    settled: int
    ref: str
    after: After


@attrs.frozen
class Sent:
    """Points were set aside for the way to another city."""

    entry: int
    on: date
    transit: TransitId
    to: str
    points: int
    taken: Lots
    """What came out of which lot."""
    after: After


@attrs.frozen
class Delivered:
    """The other city has credited the points that were on their way to it."""

    entry: int
    on: date
    transit: TransitId
    to: str
    points: int
    after: After


@attrs.frozen
class SentBack:
    """The other city has refused the points: they are back in their lots."""

    entry: int
    on: date
    transit: TransitId
    to: str
    points: int
    settled: int
    why: Unwanted
    after: After


@attrs.frozen
class Received:
    """Points came from another city, each lot with its month of expiry."""

    entry: int
    on: date
    transit: TransitId
    origin: str
    points: int
    lots: Lots
    """As they count here."""
    settled: int
    """What of them went to settle a debt."""
    cut: int
    """What of them would have counted longer there than points count here, and now counts as long."""
    after: After


Entry = (
    Earned
    | Reversed
    | Deducted
    | Restored
    | Held
    | Spent
    | Released
    | Refunded
    | Expired
    | Purchased
    | PurchaseReversed
    | Sent
    | Delivered
    | SentBack
    | Received
)
"""An event that moves points."""


@attrs.frozen
class NoticeDaysSet:
    """The pack tells of expiry on other days than the account knew of."""

    days: tuple[int, ...]
    """So many days before it."""


@attrs.frozen
class Noticed:
    """The worker is told of points that expire."""

    on: date
    expires: date
    """The last day on which they count."""
    points: int
    days: int
    """Which of the pack's notices it is: that of so many days before."""
    balance: int


@attrs.frozen
class Frozen:
    """Nothing is spent from the account for the time being."""

    on: date
    ground: str
    ref: str
    by: str
    appeal_by: Term | None = None
    """Until when it can be appealed against."""


@attrs.frozen
class Thawed:
    """The account spends again."""

    on: date
    ref: str
    by: str


@attrs.frozen
class Closed:
    """Nothing moves in the account any more."""

    on: date
    ref: str
    by: str


@attrs.frozen
class Appealed:
    """Somebody else is asked to look at a decision again."""

    on: date
    of: int
    """The entry of the deduction; 0 for the freeze."""
    ref: str
    by: str
    term: Term
    """Until when it is to be decided."""


@attrs.frozen
class AppealDecided:
    """A decision fell, or is final; what follows for the points is an event of its own."""

    on: date
    of: int
    overturned: bool
    ref: str
    by: str


@attrs.frozen
class Reminded:
    """The term of an appeal had passed, and whoever it waits for was reminded."""

    on: date
    of: int
    following: Term


StandingEvent = Frozen | Thawed | Closed | Appealed | AppealDecided | Reminded
"""An event that moves no points, and says which can be."""

AccountEvent = Opened | Entry | NoticeDaysSet | Noticed | StandingEvent
