"""How the ledger's records are found, what they need next, and what can be done with them now."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, get_args

from ..decider import Capability, Due, Index, Keyed, Kind
from ..text import Reason
from ._commands import (
    Appeal,
    Cancel,
    CloseAccount,
    Collect,
    Confirm,
    CountStock,
    DecideAppeal,
    Decline,
    Deduct,
    Earn,
    Expire,
    ForgetSightings,
    Freeze,
    FundProgramme,
    Lapse,
    LapseProposal,
    MarkReady,
    Notify,
    OfferReward,
    Receive,
    Redeem,
    Refund,
    Remind,
    Reverse,
    Send,
    Settle,
    Spend,
    StockReward,
    Thaw,
    WithdrawReward,
)
from ._decide import also, decide, subjects
from ._errors import AccountClosed, NoAppeal, NotFrozen, ProposalEnded, RedemptionEnded, RewardWithdrawn
from ._events import (
    AppealDecided,
    Appealed,
    Closed,
    Deducted,
    Delivered,
    Earned,
    Expired,
    Frozen,
    Held,
    Noticed,
    NoticeDaysSet,
    Opened,
    Purchased,
    PurchaseReversed,
    Received,
    Refunded,
    Released,
    Reminded,
    Restored,
    Reversed,
    Sent,
    SentBack,
    Spent,
    Thawed,
)
from ._evolve import evolve_account, evolve_redemption, evolve_reward, evolve_spot
from ._flaws import flaws
from ._funds import evolve_fund
from ._known import stopped
from ._lots import last_day
from ._notices import next_notice
from ._programme_events import Drawn, Forgotten, Funded, GivenBack, Marked, Sighted
from ._proposed import Proposal, ProposalEvent, evolve_proposal
from ._reward_events import (
    Cancelled,
    Collected,
    Counted,
    Freed,
    HandedOver,
    Lapsed,
    MadeReady,
    Offered,
    Requested,
    Reserved,
    Returned,
    Stocked,
    Waited,
    Withdrawn,
)
from ._rules import Rules
from ._standing import left
from ._transit import TRANSIT
from ._values import OPEN, Account, Fund, Redemption, Reward, Spot

__all__ = ["CAPABILITY"]


@lru_cache(1_024)  # a city's accounts expire at the ends of a few months
def _over(day: date) -> datetime:
    """Noon in UTC after a day: by then it is over in every zone.

    Nothing waits for it: what a day decides, it decides by the city's own date, whenever somebody looks.
    """
    return datetime.combine(day + timedelta(days=1), time(12), UTC)


# --- accounts --------------------------------------------------------------------------------------------


def _account_keys(account: Account) -> Iterable[Keyed]:
    if account.lots:
        yield "by_expiry", (last_day(account.lots[0]),)


def _account_dues(account: Account) -> Iterable[Due]:
    if (expiry := _expiry(account)) is not None:
        yield expiry
    for entry, open_appeal in account.appeals.items():
        yield Due(open_appeal.waits.ends, Remind(account.id, entry or None))


def _account_due(account: Account) -> Due | None:
    if not account.deductions and account.standing is None:
        return _expiry(account)
    return min(_account_dues(account), key=lambda due: due.at, default=None)


def _expiry(account: Account) -> Due | None:
    """When the oldest points expire, or their worker is told of it first."""
    if not account.lots:
        return None
    over = _over(last_day(account.lots[0]))
    if account.notice_days and (day := next_notice(account)) is not None:
        begun = _over(day - timedelta(days=1))
        if begun < over:
            return Due(begun, Notify(account.id))
    return Due(over, Expire(account.id))


_OF_ACCOUNTS: Final = (
    "Spend",
    "Earn",
    "Reverse",
    "Deduct",
    "Expire",
    "Redeem",
    "Send",
    "Notify",
    "Freeze",
    "Thaw",
    "CloseAccount",
    "Appeal",
    "DecideAppeal",
    "Remind",
)


def _account_possible(account: Account) -> Mapping[str, Reason | None]:
    standing = [old for old in account.corrigible if not old.reversed_by]
    stop = stopped(account)
    if isinstance(stop, AccountClosed):
        return dict.fromkeys(_OF_ACCOUNTS, stop.reason)
    in_the_way = stop or left(account.id, account.balance, account.holds, account.debt)
    open_to_appeal = any(old.appeal_by and not old.appeal for old in account.contestable.values())
    undecided = None if account.appeals else NoAppeal(account.id).reason
    empty = Reason("points.nothing_to_spend", debt=account.debt)
    return {
        "Earn": None,
        "Reverse": None if standing else Reason("points.nothing_to_reverse"),
        "Deduct": None,
        "Expire": None if account.lots or account.holds else Reason("points.nothing_to_expire"),
        "Send": stop.reason if stop else None if account.balance or account.holds else empty,
        "Notify": None if account.lots or account.holds else Reason("points.nothing_to_expire"),
        "Redeem": stop.reason if stop else None if account.balance or account.holds else empty,
        "Spend": stop.reason if stop else None if account.balance or account.holds else empty,
        "Freeze": stop.reason if stop else None,
        "Thaw": None if stop else NotFrozen(account.id).reason,
        "Appeal": None if open_to_appeal else Reason("points.nothing_to_appeal"),
        "DecideAppeal": undecided,
        "Remind": undecided,
        "CloseAccount": in_the_way.reason if in_the_way else None,
    }


# --- rewards ---------------------------------------------------------------------------------------------


def _reward_keys(reward: Reward) -> Iterable[Keyed]:
    if reward.withdrawn is None:
        yield "by_item", (reward.item, reward.host)
    yield "by_host", (reward.host,)


def _reward_possible(reward: Reward) -> Mapping[str, Reason | None]:
    empty = None if reward.stock else Reason("points.stock_empty", host=reward.host)
    withdrawn = None
    if reward.withdrawn is not None:
        withdrawn = RewardWithdrawn(reward.item, reward.host, reward.withdrawn).reason
    return {
        "StockReward": withdrawn,
        "Redeem": withdrawn or empty,
        "WithdrawReward": withdrawn,
        "CountStock": None,
    }


# --- redemptions -----------------------------------------------------------------------------------------


def _redemption_keys(redemption: Redemption) -> Iterable[Keyed]:
    yield "by_account", (redemption.account, redemption.status, redemption.until)
    yield "by_reward", (redemption.reward, redemption.status, redemption.until)


def _redemption_due(redemption: Redemption) -> Due | None:
    if redemption.status not in OPEN:
        return None
    return Due(_over(redemption.until), Lapse(redemption.id, redemption.account, redemption.reward))


def _redemption_possible(redemption: Redemption) -> Mapping[str, Reason | None]:
    held = redemption.status in OPEN
    ended = RedemptionEnded(redemption.id, redemption.status).reason
    refund = None if redemption.status == "collected" else ended
    return {
        "Collect": None if held else ended,
        "Cancel": None if held else ended,
        "Lapse": None if held else ended,
        "Refund": refund,
        "MarkReady": None if redemption.status == "held" else ended,
    }


# --- spots -----------------------------------------------------------------------------------------------


def _spot_due(spot: Spot) -> Due | None:
    if not spot.sightings:
        return None
    return Due(_over(min(old.until for old in spot.sightings)), ForgetSightings(spot.id))


_ACCOUNT: Final = Kind(
    name="account",
    state=Account,
    events=(
        Opened,
        Earned,
        Reversed,
        Deducted,
        Restored,
        Held,
        Spent,
        Released,
        Refunded,
        Expired,
        Purchased,
        PurchaseReversed,
        NoticeDaysSet,
        Noticed,
        Sent,
        Delivered,
        SentBack,
        Received,
        Frozen,
        Thawed,
        Closed,
        Appealed,
        AppealDecided,
        Reminded,
    ),
    evolve=evolve_account,
    indexes=(Index("by_expiry", ("expires",)),),
    keys=_account_keys,
    due=_account_due,
    dues=_account_dues,
    possible=_account_possible,
)
_REWARD: Final = Kind(
    name="reward",
    state=Reward,
    events=(Offered, Stocked, Reserved, HandedOver, Freed, Waited, Withdrawn, Counted),
    evolve=evolve_reward,
    indexes=(Index("by_item", ("item", "host"), unique=True), Index("by_host", ("host",))),
    keys=_reward_keys,
    possible=_reward_possible,
)
_REDEMPTION: Final = Kind(
    name="redemption",
    state=Redemption,
    events=(Requested, Collected, Cancelled, Lapsed, Returned, MadeReady),
    evolve=evolve_redemption,
    indexes=(
        Index("by_account", ("account", "status", "until")),
        Index("by_reward", ("reward", "status", "until")),
    ),
    keys=_redemption_keys,
    due=_redemption_due,
    possible=_redemption_possible,
)
_FUND: Final = Kind(
    name="fund",
    state=Fund,
    events=(Funded, Drawn, GivenBack),
    evolve=evolve_fund,
    possible=lambda _: {"FundProgramme": None},
)

_SPOT: Final = Kind(
    name="spot", state=Spot, events=(Marked, Sighted, Forgotten), evolve=evolve_spot, due=_spot_due
)


def _proposal_possible(proposal: Proposal) -> Mapping[str, Reason | None]:
    ended = None if proposal.status == "open" else ProposalEnded(proposal.id, proposal.status).reason
    return dict.fromkeys(("Confirm", "Decline", "LapseProposal"), ended)


def _proposal_due(proposal: Proposal) -> Due | None:
    return Due(proposal.term.ends, LapseProposal(proposal.id)) if proposal.status == "open" else None


_PROPOSAL: Final = Kind(
    name="proposal",
    state=Proposal,
    events=get_args(ProposalEvent),
    evolve=evolve_proposal,
    indexes=(Index("by_status", ("status", "worker")), Index("by_worker", ("worker",))),
    keys=lambda p: (("by_status", (p.status, p.earn.worker)), ("by_worker", (p.earn.worker,))),
    due=_proposal_due,
    possible=_proposal_possible,
)

CAPABILITY: Final = Capability(
    name="points",
    kinds=(_ACCOUNT, _REWARD, _REDEMPTION, _SPOT, TRANSIT, _FUND, _PROPOSAL),
    commands=(
        Earn,
        Reverse,
        Deduct,
        Expire,
        OfferReward,
        StockReward,
        Redeem,
        Collect,
        Cancel,
        Lapse,
        Refund,
        Spend,
        MarkReady,
        WithdrawReward,
        CountStock,
        Notify,
        ForgetSightings,
        Send,
        Receive,
        Settle,
        Freeze,
        Thaw,
        CloseAccount,
        Appeal,
        DecideAppeal,
        Remind,
        FundProgramme,
        Confirm,
        Decline,
        LapseProposal,
    ),
    subjects=subjects,
    decide=decide,
    rules=Rules,
    remembers_refusals=True,
    flaws=flaws,
    also=also,
)
