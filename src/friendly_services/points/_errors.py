"""Why the ledger says no, with the facts."""

from datetime import date, datetime
from typing import ClassVar

import attrs

from ..errors import Refused
from ..ids import ProposalId, RedemptionId, TransitId, WorkerId
from ..text import Label, Reason
from ._proposed import ProposalStatus
from ._rules import Period
from ._values import Status

__all__ = [
    "AccountClosed",
    "AccountFrozen",
    "AlreadyAwarded",
    "AlreadyGranted",
    "AlreadyPurchased",
    "AlreadyReversed",
    "AlreadySeen",
    "AppealOpen",
    "AwardedByOthers",
    "BudgetSpent",
    "CapReached",
    "DayAhead",
    "DayClosed",
    "EvidenceMissing",
    "HoldLapsed",
    "HoldRunning",
    "InsufficientPoints",
    "NeverAgain",
    "NoAppeal",
    "NotAppealable",
    "NotCarried",
    "NotEmpty",
    "NotFrozen",
    "NotReversible",
    "NotYours",
    "OutOfStock",
    "OwnAccount",
    "PlaceMissing",
    "ProposalEnded",
    "RedemptionEnded",
    "ReversalIsFinal",
    "RewardUnknown",
    "RewardWithdrawn",
    "SameHands",
    "SetAside",
    "TermRunning",
    "TooLate",
    "TotalReached",
    "TransitEnded",
    "Unconfirmed",
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

    @property
    def reason(self) -> Reason:
        """The error as a value, worded for the day or the month."""
        return Reason(f"{self.code}_{self.per}", left=max(0, self.cap - self.used), **self.facts)


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

    @property
    def reason(self) -> Reason:
        """The error as a value, worded for the day or the month."""
        return Reason(f"{self.code}_{self.per}", left=max(0, self.cap - self.used), **self.facts)


@attrs.define(slots=False)
class EvidenceMissing(Refused):
    """The rule asks for evidence, and the award names none."""

    code: ClassVar[str] = "points.evidence_missing"

    action: Label
    needs: Label | None

    @property
    def reason(self) -> Reason:
        """The error as a value; some rules do not say what is to be shown."""
        return Reason(self.code if self.needs else "points.reference_missing", **self.facts)


@attrs.define(slots=False)
class AlreadyAwarded(Refused):
    """This evidence has earned its points for this action."""

    code: ClassVar[str] = "points.already_awarded"

    action: Label
    ref: str
    entry: int
    on: date


@attrs.define(slots=False)
class AlreadyGranted(Refused):
    """The grant was entered before, under the same reference."""

    code: ClassVar[str] = "points.already_granted"

    funder: Label
    ref: str
    on: date


@attrs.define(slots=False)
class AlreadyPurchased(Refused):
    """Points were exchanged for this before, under the same reference."""

    code: ClassVar[str] = "points.already_purchased"

    item: Label
    ref: str
    entry: int
    on: date


@attrs.define(slots=False)
class AlreadySeen(Refused):
    """Points were awarded for the same: near there, and soon before or after."""

    code: ClassVar[str] = "points.already_seen"

    action: Label
    ref: str
    """The award that was entered before."""
    seen: datetime
    metres: int
    hours: int
    own: bool
    """Whether it was the same worker's."""

    @property
    def reason(self) -> Reason:
        """The error as a value, worded for the worker's own and for another's."""
        return Reason("points.already_seen_by_self" if self.own else self.code, **self.facts)


@attrs.define(slots=False)
class PlaceMissing(Refused):
    """The rule asks where it was, and the award does not say."""

    code: ClassVar[str] = "points.place_missing"

    action: Label


@attrs.define(slots=False)
class Unconfirmed(Refused):
    """The rule asks that others have said the same, and too few have."""

    code: ClassVar[str] = "points.unconfirmed"

    action: Label
    given: int
    asked: int
    enough_from: tuple[str, ...]

    @property
    def reason(self) -> Reason:
        """The error as a value; some rules let nobody's word suffice alone."""
        return Reason(f"{self.code}_or" if self.enough_from else self.code, **self.facts)


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
    """Nobody credits or corrects an account of their own."""

    code: ClassVar[str] = "points.own_account"

    worker: WorkerId


@attrs.define(slots=False)
class AwardedByOthers(Refused):
    """The rules leave this action to other roles."""

    code: ClassVar[str] = "points.awarded_by_others"

    action: Label
    actor: str
    roles: tuple[str, ...]


@attrs.define(slots=False)
class NotYours(Refused):
    """Only the worker, or a role that the pack lets act on behalf, spends a worker's points."""

    code: ClassVar[str] = "points.not_yours"

    actor: str
    worker: WorkerId
    roles: tuple[str, ...]

    @property
    def reason(self) -> Reason:
        """The error as a value; without a role there is nobody else to name."""
        return Reason(self.code if self.roles else "points.not_yours_alone", **self.facts)


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

    entry: int | str
    """Its number, or the reference by which it was named."""
    days: int
    found: bool = True
    """Whether it was named by its number, or has the reference."""

    @property
    def reason(self) -> Reason:
        """The error as a value; a reference that nothing has may be a slip of the pen."""
        return Reason(self.code if self.found else "points.nothing_entered", **self.facts)


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

    @property
    def reason(self) -> Reason:
        """The error as a value; with nothing set aside, only new stock helps."""
        return Reason(self.code if self.free_on else "points.sold_out", **self.facts)


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


@attrs.define(slots=False)
class RewardWithdrawn(Refused):
    """The reward is on offer no more."""

    code: ClassVar[str] = "points.reward_withdrawn"

    item: Label | str
    host: str
    since: date


@attrs.define(slots=False)
class SetAside(Refused):
    """The count is below what is set aside for workers, who may still come for it."""

    code: ClassVar[str] = "points.set_aside"

    counted: int
    held: int
    redemptions: tuple[RedemptionId, ...]
    """The first of them, 20 at most: a refusal is kept, and must be short."""


@attrs.define(slots=False)
class AccountFrozen(Refused):
    """By a decision, nothing is spent from the account for the time being."""

    code: ClassVar[str] = "points.account_frozen"

    worker: WorkerId
    ground: Label
    on: date
    ref: str


@attrs.define(slots=False)
class AccountClosed(Refused):
    """The account was closed: nothing moves in it any more."""

    code: ClassVar[str] = "points.account_closed"

    worker: WorkerId
    on: date
    ref: str


@attrs.define(slots=False)
class NotFrozen(Refused):
    """There is no freeze to lift."""

    code: ClassVar[str] = "points.not_frozen"

    worker: WorkerId


@attrs.define(slots=False)
class NotEmpty(Refused):
    """The account still holds or owes something, and cannot be closed."""

    code: ClassVar[str] = "points.not_empty"

    worker: WorkerId
    balance: int
    held: int
    """Set aside for rewards."""
    debt: int

    @property
    def reason(self) -> Reason:
        """The error as a value: for what is left, and for nothing else, how it comes to an end."""
        found = {name: getattr(self, name) for name in ("balance", "held", "debt")}
        rest = tuple(Reason(f"{self.code}_{name}", points=n) for name, n in found.items() if n)
        return Reason(f"{self.code}_yet", worker=self.worker, rest=rest)


@attrs.define(slots=False)
class NotAppealable(Refused):
    """There is no such decision, or it is final."""

    code: ClassVar[str] = "points.not_appealable"

    worker: WorkerId
    entry: int | None

    @property
    def reason(self) -> Reason:
        """The error as a value, worded for a deduction or a freeze."""
        return Reason(self.code if self.entry else "points.not_appealable_freeze", **self.facts)


@attrs.define(slots=False)
class TooLate(Refused):
    """The term within which this could be done has passed."""

    code: ClassVar[str] = "points.too_late"

    what: Label
    term: Reason


@attrs.define(slots=False)
class AppealOpen(Refused):
    """An appeal waits for its decision."""

    code: ClassVar[str] = "points.appeal_open"

    worker: WorkerId
    ref: str
    term: Reason


@attrs.define(slots=False)
class NoAppeal(Refused):
    """No appeal waits for a decision there."""

    code: ClassVar[str] = "points.no_appeal"

    worker: WorkerId


@attrs.define(slots=False)
class SameHands(Refused):
    """Whoever did the one duty may not do the other."""

    code: ClassVar[str] = "points.same_hands"

    actor: str
    did: Label
    duty: Label


@attrs.define(slots=False)
class TermRunning(Refused):
    """Something may only be done once a term has passed."""

    code: ClassVar[str] = "points.term_running"

    what: Label
    term: Reason


@attrs.define(slots=False)
class BudgetSpent(Refused):
    """The fund that the rule's points come out of does not hold as many."""

    code: ClassVar[str] = "points.budget_spent"

    funder: Label
    asked: int
    left: int
    fund: str = ""
    """The code of its funder in the pack, which `FundProgramme` takes."""


@attrs.define(slots=False)
class ProposalEnded(Refused):
    """The proposal was confirmed, declined or lapsed."""

    code: ClassVar[str] = "points.proposal_ended"

    proposal: ProposalId
    status: ProposalStatus

    @property
    def reason(self) -> Reason:
        """The error as a value, worded for how it ended."""
        return Reason(f"points.proposal_{self.status}", proposal=self.proposal)


@attrs.define(slots=False)
class NotCarried(Refused):
    """What the other city has on record of points between the two is not at hand."""

    code: ClassVar[str] = "points.not_carried"

    transit: TransitId


@attrs.define(slots=False)
class TransitEnded(Refused):
    """The points have arrived, or are back: nothing is on its way any more."""

    code: ClassVar[str] = "points.transit_ended"

    transit: TransitId
    status: str

    @property
    def reason(self) -> Reason:
        """The error as a value, worded for what became of the points."""
        return Reason(f"points.transit_{self.status}", transit=self.transit)
