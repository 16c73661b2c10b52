"""What can be asked of the ledger."""

from datetime import date, datetime
from typing import Any

import attrs
from attrs.validators import optional

from ..errors import Invalid
from ..fields import a_name, an_id, an_instant, if_given, whole
from ..ids import FunderId, ProposalId, RedemptionId, RewardId, SpotId, TransitId, WorkerId, check_id
from ..places import Point
from ._rules import LARGEST_AMOUNT, LARGEST_CONFIRMATIONS

__all__ = [
    "Appeal",
    "Cancel",
    "CloseAccount",
    "Collect",
    "Command",
    "Confirm",
    "CountStock",
    "DecideAppeal",
    "Decline",
    "Deduct",
    "Earn",
    "Expire",
    "ForgetSightings",
    "Freeze",
    "FundProgramme",
    "Lapse",
    "LapseProposal",
    "MarkReady",
    "Notify",
    "OfferReward",
    "Receive",
    "Redeem",
    "Refund",
    "Remind",
    "Reverse",
    "Send",
    "Settle",
    "Spend",
    "StockReward",
    "Thaw",
    "WithdrawReward",
]


def _others(earn: "Earn", attribute: "attrs.Attribute[Any]", given: tuple[str, ...]) -> None:
    """Each other than the worker, and none twice."""
    if len(given) > LARGEST_CONFIRMATIONS:
        raise Invalid.at(attribute.name, "number.too_large", value=len(given), high=LARGEST_CONFIRMATIONS)
    for n, one in enumerate(given):
        check_id(f"{attribute.name}.{n}", one)
        if one == earn.worker:
            raise Invalid.at(f"{attribute.name}.{n}", "points.confirmed_by_self", value=one)
        if one in given[:n]:
            raise Invalid.at(f"{attribute.name}.{n}", "points.confirmed_twice", value=one)


@attrs.frozen
class Earn:
    """Award points to a worker for an action, by the pack's rule for it.

    >>> Earn("rider-7", "hazard", ref="report-12", on=date(2026, 3, 1)).quantity
    1
    """

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system\'s id: never a name or a phone number."""
    action: str = attrs.field(validator=a_name)
    """One of the pack's `points.actions`."""
    ref: str = attrs.field(default="", validator=if_given(a_name))
    """The evidence by its reference in the host's system: it earns once for an action of a worker's.

    An account remembers it for as long as the award could be capped or reversed, and for ever where the
    action's cap counts for ever.
    """
    on: date | None = None
    """The local day of the act; left out: today."""
    quantity: int = attrs.field(default=1, validator=whole(1, LARGEST_AMOUNT))
    """How many times, or how many hours."""
    place: Point | None = None
    """Where it was: asked for by some actions, and what tells whether somebody earned for the same before."""
    seen: datetime | None = attrs.field(default=None, validator=optional(an_instant))
    """When it was, where it has a place; left out: now. It says the day, too."""
    confirmed_by: tuple[str, ...] = attrs.field(default=(), validator=_others)
    """Who said the same, by the host system's ids of other workers or of places: never names."""


@attrs.frozen
class Reverse:
    """Undo an award, a deduction or something spent, by a counter entry: once, and for good.

    >>> Reverse("rider-7", None, "decision-9", of="report-12").of
    'report-12'
    """

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system\'s id: never a name or a phone number."""
    entry: int | None = attrs.field(validator=optional(whole(1, LARGEST_AMOUNT)))
    """The number of the entry, as the statement shows it; None where `of` names it."""
    ref: str = attrs.field(validator=a_name)
    """The decision it rests on."""
    of: str = attrs.field(default="", validator=if_given(a_name))
    """The reference it was entered under; of several entries, the latest that stands."""

    @of.validator
    def _check_of(self, _: object, of: str) -> None:
        if self.entry is None and not of:
            raise Invalid.at("of", "points.entry_or_reference")


@attrs.frozen
class Deduct:
    """Take points away on one of the pack's grounds, by a decision that can be appealed.

    >>> Deduct("rider-7", "bad_faith", ref="decision-9")
    Deduct(worker='rider-7', ground='bad_faith', ref='decision-9')
    """

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system\'s id: never a name or a phone number."""
    ground: str
    """One of the pack's `points.deductions`."""
    ref: str = attrs.field(validator=a_name)
    """The decision it rests on."""


@attrs.frozen
class Expire:
    """Enter what time has done to an account: lots that expired, holds that lapsed.

    Nothing depends on its being sent in time: every other command decides the same first.
    """

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system\'s id: never a name or a phone number."""


@attrs.frozen
class OfferReward:
    """Put an item of the catalogue on offer at a host, with its first stock.

    The ledger does not know the register: a host that does not exist is found out when somebody redeems
    there with `friendly_services.Redeem`.
    """

    item: str = attrs.field(validator=a_name)
    """One of the pack's `points.rewards`."""
    host: str = attrs.field(validator=an_id)
    """The id of the merchant or station that hands it out."""
    quantity: int = attrs.field(validator=whole(1, LARGEST_AMOUNT))
    """How many there are at first."""


@attrs.frozen
class StockReward:
    """Add to the stock of a reward."""

    reward: RewardId = attrs.field(validator=an_id)
    """The id that `OfferReward` gave."""
    quantity: int = attrs.field(validator=whole(1, LARGEST_AMOUNT))
    """How many come on top."""


@attrs.frozen
class Redeem:
    """Ask for a reward: its points and one item are set aside until it is collected.

    For a reward that no place on the map hands out, such as one sent by post. Where a merchant or a station
    does, `friendly_services.Redeem` asks in the same commit whether that host is on the map.

    >>> Redeem("rider-7", "reward-1")
    Redeem(worker='rider-7', reward='reward-1')
    """

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system\'s id: never a name or a phone number."""
    reward: RewardId = attrs.field(validator=an_id)
    """The id that `OfferReward` gave."""


@attrs.frozen
class Collect:
    """Hand over what was set aside; the points are spent.

    For a reward that no place on the map hands out. Where a merchant or a station does,
    `friendly_services.Collect` asks in the same commit whether that host may hand anything out.
    """

    redemption: RedemptionId = attrs.field(validator=an_id)
    """The id that asking for the reward gave."""
    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system\'s id: never a name or a phone number."""
    reward: RewardId = attrs.field(validator=an_id)
    """The id that `OfferReward` gave."""


@attrs.frozen
class Cancel:
    """Give up what was set aside: the points go back to their lots, the item to the stock."""

    redemption: RedemptionId = attrs.field(validator=an_id)
    """The id that asking for the reward gave."""
    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system\'s id: never a name or a phone number."""
    reward: RewardId = attrs.field(validator=an_id)
    """The id that `OfferReward` gave."""


@attrs.frozen
class Lapse:
    """Enter that nobody collected in time: as `Cancel`, but by the date alone."""

    redemption: RedemptionId = attrs.field(validator=an_id)
    """The id that asking for the reward gave."""
    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system\'s id: never a name or a phone number."""
    reward: RewardId = attrs.field(validator=an_id)
    """The id that `OfferReward` gave."""


@attrs.frozen
class Refund:
    """Give the points of a collected reward back, to the lots they came from: it was faulty, say."""

    redemption: RedemptionId = attrs.field(validator=an_id)
    """The id that asking for the reward gave."""
    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system\'s id: never a name or a phone number."""
    ref: str = attrs.field(validator=a_name)
    """The decision it rests on."""


@attrs.frozen
class Spend:
    """Exchange points on the spot for an item that nobody sets aside: a battery swap, a code by message.

    What is collected later, or runs out of stock, is asked for with `Redeem`.

    >>> Spend("rider-7", "battery_swap", "swap-4471").quantity
    1
    """

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system\'s id: never a name or a phone number."""
    item: str = attrs.field(validator=a_name)
    """One of the pack's `points.rewards`."""
    ref: str = attrs.field(validator=a_name)
    """What was given for the points, by its reference in the host's system."""
    quantity: int = attrs.field(default=1, validator=whole(1, LARGEST_AMOUNT))
    """How many."""


@attrs.frozen
class MarkReady:
    """Say that what was asked for lies ready: its worker need not come in vain.

    A stage that may be left out, for rewards that have to be fetched or made first. The last day for
    collecting stays what it was.
    """

    redemption: RedemptionId = attrs.field(validator=an_id)
    """The id that asking for the reward gave."""
    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system's id: never a name or a phone number."""
    reward: RewardId = attrs.field(validator=an_id)
    """The id that `OfferReward` gave."""


@attrs.frozen
class WithdrawReward:
    """Take a reward off the catalogue: nobody can ask for it any more; what is set aside is still collected.

    The item can be offered anew at the same host.
    """

    reward: RewardId = attrs.field(validator=an_id)
    """The id that `OfferReward` gave."""


@attrs.frozen
class CountStock:
    """Set the stock of a reward to what was counted on the shelf."""

    reward: RewardId = attrs.field(validator=an_id)
    """The id that `OfferReward` gave."""
    counted: int = attrs.field(validator=whole(0, LARGEST_AMOUNT))
    """How many there are, those set aside included."""
    ref: str = attrs.field(validator=a_name)
    """The record of the count, by its reference in the host's system."""


@attrs.frozen
class Notify:
    """Tell a worker of points that expire, on the days before it that the pack names.

    `City.tick` sends it; each notice is given once. An account that was opened under other days takes over
    those of the pack in force.
    """

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system\'s id: never a name or a phone number."""


@attrs.frozen
class ForgetSightings:
    """Drop what was seen at a place so long ago that no award can be for the same any more.

    Nothing depends on its being sent in time: every award at the place drops the same first.
    """

    spot: SpotId = attrs.field(validator=an_id)
    """The record of the place."""


@attrs.frozen
class Freeze:
    """Stop all spending from an account, on one of the pack's grounds, by a decision that can be appealed.

    Points still come in and still expire, and a decision can still take them away; what is set aside can be
    given up, and lapses, but is not handed over.

    >>> Freeze("rider-7", "suspected_fraud", ref="decision-10")
    Freeze(worker='rider-7', ground='suspected_fraud', ref='decision-10')
    """

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system's id: never a name or a phone number."""
    ground: str
    """One of the pack's `points.freezes`."""
    ref: str = attrs.field(validator=a_name)
    """The decision it rests on."""


@attrs.frozen
class Thaw:
    """Let a frozen account spend again."""

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system's id: never a name or a phone number."""
    ref: str = attrs.field(validator=a_name)
    """The decision it rests on."""


@attrs.frozen
class CloseAccount:
    """End an account for good, once nothing is left in it: no points, none set aside, none owed."""

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system's id: never a name or a phone number."""
    ref: str = attrs.field(validator=a_name)
    """The request or decision it rests on."""


@attrs.frozen
class Appeal:
    """Appeal against a deduction or a freeze: somebody else looks at it again.

    >>> Appeal("rider-7", ref="letter-3", entry=5)
    Appeal(worker='rider-7', ref='letter-3', entry=5)
    """

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system's id: never a name or a phone number."""
    ref: str = attrs.field(validator=a_name)
    """The letter with the grounds, by its reference in the host's system: its words are not kept here."""
    entry: int | None = attrs.field(default=None, validator=optional(whole(1, LARGEST_AMOUNT)))
    """The number of the deduction, as the statement shows it; left out, the freeze."""


@attrs.frozen
class DecideAppeal:
    """Decide an appeal, as somebody who had no hand in the decision: it falls, or it is final."""

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system's id: never a name or a phone number."""
    overturned: bool
    """Whether the decision falls: points deducted are back in their lots, a freeze is lifted."""
    ref: str = attrs.field(validator=a_name)
    """The decision on the appeal, by its reference."""
    entry: int | None = attrs.field(default=None, validator=optional(whole(1, LARGEST_AMOUNT)))
    """The number of the deduction; left out, the freeze."""


@attrs.frozen
class Remind:
    """Remind whoever has let the term of an appeal pass; `tick` sends it."""

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system's id: never a name or a phone number."""
    entry: int | None = attrs.field(default=None, validator=optional(whole(1, LARGEST_AMOUNT)))
    """The number of the deduction; left out, the freeze."""


@attrs.frozen
class FundProgramme:
    """Grant points to the programme: what a funder's rules can pay until more are granted.

    >>> FundProgramme("city", 50_000, ref="budget-2026")
    FundProgramme(funder='city', points=50000, ref='budget-2026')
    """

    funder: FunderId = attrs.field(validator=an_id)
    """One of the pack's `points.funders` that has a budget."""
    points: int = attrs.field(validator=whole(1, LARGEST_AMOUNT))
    """How many come on top."""
    ref: str = attrs.field(validator=a_name)
    """The grant, by its reference: the same one is entered once."""


@attrs.frozen
class Confirm:
    """Confirm an award that somebody else proposed: it is made."""

    proposal: ProposalId = attrs.field(validator=an_id)
    """The id that asking for the award gave."""
    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system's id: never a name or a phone number."""


@attrs.frozen
class Decline:
    """Decline an award that was proposed, or take it back."""

    proposal: ProposalId = attrs.field(validator=an_id)
    """The id that asking for the award gave."""
    ref: str = attrs.field(validator=a_name)
    """The note with the reason, by its reference."""


@attrs.frozen
class LapseProposal:
    """Enter that nobody confirmed an award in time; `tick` sends it."""

    proposal: ProposalId = attrs.field(validator=an_id)
    """The id that asking for the award gave."""


@attrs.frozen
class Send:
    """Send points to a worker's account in another city: they are set aside until that city has answered.

    `City.carry` takes them there, as often as it is called, once. Nothing gives them back by time: they are
    the other city's, or the worker's again if it has refused them.

    >>> Send("rider-7", 40, to="hechi")
    Send(worker='rider-7', points=40, to='hechi', receiver='')
    """

    worker: WorkerId = attrs.field(validator=an_id)
    """The worker, by the host system's id: never a name or a phone number."""
    points: int = attrs.field(validator=whole(1, LARGEST_AMOUNT))
    """How many."""
    to: str = attrs.field(validator=an_id)
    """One of the pack's `points.cities`."""
    receiver: WorkerId = attrs.field(default=WorkerId(""), validator=if_given(an_id))
    """The same worker, by the id that the other city's host has; left out: it has the same."""


@attrs.frozen
class Receive:
    """Credit what another city has sent, or refuse it for good; `City.carry` sends this and nobody else."""

    transit: TransitId = attrs.field(validator=an_id)
    """The id that `Send` gave."""
    worker: WorkerId = attrs.field(validator=an_id)
    """The worker to whom the points were sent."""


@attrs.frozen
class Settle:
    """Enter what the other city has answered: points received are gone, points refused are back.

    `City.carry` sends this, with the answer as the other city has it on record; nobody's word will do.
    """

    transit: TransitId = attrs.field(validator=an_id)
    """The id that `Send` gave."""
    worker: WorkerId = attrs.field(validator=an_id)
    """The worker who sent them."""


Command = (
    Earn
    | Reverse
    | Deduct
    | Expire
    | OfferReward
    | StockReward
    | Redeem
    | Collect
    | Cancel
    | Lapse
    | Refund
    | Spend
    | MarkReady
    | WithdrawReward
    | CountStock
    | Notify
    | ForgetSightings
    | Send
    | Receive
    | Settle
    | Freeze
    | Thaw
    | CloseAccount
    | Appeal
    | DecideAppeal
    | Remind
    | FundProgramme
    | Confirm
    | Decline
    | LapseProposal
)
