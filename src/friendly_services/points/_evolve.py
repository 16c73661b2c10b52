"""What an event makes of the record it belongs to: it assigns what the event states."""

from datetime import date
from typing import Any, Final, assert_never, cast

import attrs

from ..ids import RedemptionId
from ._events import (
    AccountEvent,
    AppealDecided,
    Appealed,
    Closed,
    Deducted,
    Delivered,
    Earned,
    Entry,
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
from ._lots import fold_in, month_of, pairs
from ._programme_events import Forgotten, Marked, Sighted, SpotEvent
from ._reward_events import (
    Cancelled,
    Collected,
    Counted,
    Freed,
    HandedOver,
    Lapsed,
    MadeReady,
    Offered,
    RedemptionEvent,
    Requested,
    Reserved,
    Returned,
    RewardEvent,
    Stocked,
    Waited,
    Withdrawn,
)
from ._values import (
    Account,
    Award,
    Closing,
    Deduction,
    Freezing,
    Hold,
    OpenAppeal,
    Purchase,
    Redemption,
    Reward,
    Sighting,
    Spot,
)

__all__ = ["evolve_account", "evolve_redemption", "evolve_reward", "evolve_spot"]

_LATEST: Final = 20
"""Redemptions by which a reward tells how long one waits for it."""


def evolve_account(account: Account | None, event: AccountEvent) -> Account:
    """The account after one of its events."""
    if isinstance(event, Opened):
        return Account(event.id, notice_days=event.notice_days)
    assert account is not None  # noqa: S101 # a journal begins with `Opened`
    match event:
        case Earned():
            award = Award(
                entry=event.entry,
                on=event.on,
                action=event.action,
                quantity=event.quantity,
                points=event.points,
                month=event.month,
                ref=event.ref,
                in_totals=event.in_totals,
                ever=event.ever,
                hours=event.hours,
                funder=event.funder,
            )
            kept = [old for old in account.awards if old.ever or old.on >= event.kept_from]
            return _entered(account, event, awards=(*kept, award), hours=event.hours)
        case Deducted():
            deduction = Deduction(
                entry=event.entry,
                on=event.on,
                points=event.points,
                lots=event.taken,
                ref=event.ref,
                by=event.by,
                appeal_by=event.appeal_by,
            )
            recent = [old for old in account.deductions if old.on >= event.kept_from or _open(old, event.on)]
            return _entered(account, event, deductions=(*recent, deduction))
        case Reversed():
            awards = tuple(
                attrs.evolve(award, reversed_by=event.entry) if award.entry == event.of else award
                for award in account.awards
            )
            return _entered(account, event, awards=awards, hours=-event.hours)
        case Restored():
            deductions = tuple(
                attrs.evolve(old, reversed_by=event.entry, appeal_by=None, appeal=None)
                if old.entry == event.of
                else old
                for old in account.deductions
            )
            return _entered(account, event, deductions=deductions)
        case Held():
            hold = Hold(event.redemption, event.until, event.taken)
            return _entered(account, event, holds=(*account.holds, hold))
        case Spent() | Released():
            holds = tuple(hold for hold in account.holds if hold.redemption != event.redemption)
            return _entered(account, event, holds=holds)
        case Purchased():
            purchase = Purchase(event.entry, event.on, event.points, event.taken, event.ref)
            lately = [old for old in account.purchases if old.on >= event.kept_from]
            return _entered(account, event, purchases=(*lately, purchase))
        case PurchaseReversed():
            purchases = tuple(
                attrs.evolve(old, reversed_by=event.entry) if old.entry == event.of else old
                for old in account.purchases
            )
            return _entered(account, event, purchases=purchases)
        case Sent():
            hold = Hold(RedemptionId(event.transit), date.max, event.taken)
            return _entered(account, event, holds=(*account.holds, hold))
        case Delivered() | SentBack():
            holds = tuple(hold for hold in account.holds if hold.redemption != RedemptionId(event.transit))
            return _entered(account, event, holds=holds)
        case Refunded() | Expired() | Received():
            return _entered(account, event)
        case NoticeDaysSet():
            return attrs.evolve(account, notice_days=event.days)
        case Noticed():
            month = month_of(event.on)
            told = tuple(n for lot in pairs(account.noticed) if lot[0] >= month for n in lot)
            return attrs.evolve(account, noticed=fold_in(told, (month_of(event.expires), event.days)))
        case Frozen():
            return attrs.evolve(account, standing=_freezing(event))
        case Thawed():
            return attrs.evolve(account, standing=None)
        case Closed():
            return attrs.evolve(account, standing=Closing(event.on, event.ref))
        case Appealed():
            lodged = OpenAppeal(event.on, event.ref, event.by, event.term)
            return _contested(account, event.of, appeal=lodged)
        case AppealDecided():
            return _contested(account, event.of, appeal=None, appeal_by=None)
        case Reminded():
            waiting = attrs.evolve(account.appeals[event.of], reminded=event.following)
            return _contested(account, event.of, appeal=waiting)
        case _:
            assert_never(event)


def _freezing(event: Frozen) -> Freezing:
    return Freezing(event.on, event.ground, event.ref, event.by, event.appeal_by)


def _open(deduction: Deduction, on: date) -> bool:
    """Whether an appeal against it can still be lodged or decided."""
    last = deduction.appeal_by
    return deduction.appeal is not None or (last is not None and not last.over(on))


def _contested(account: Account, of: int, **changes: Any) -> Account:
    """The account with a deduction, or the freeze if `of` is 0, as an appeal has changed it."""
    if of:
        changed = (attrs.evolve(old, **changes) if old.entry == of else old for old in account.deductions)
        return attrs.evolve(account, deductions=tuple(changed))
    return attrs.evolve(account, standing=attrs.evolve(cast("Freezing", account.standing), **changes))


def _entered(
    account: Account,
    event: Entry,
    *,
    holds: tuple[Hold, ...] | None = None,
    awards: tuple[Award, ...] | None = None,
    deductions: tuple[Deduction, ...] | None = None,
    purchases: tuple[Purchase, ...] | None = None,
    hours: int = 0,
) -> Account:
    after = event.after
    return Account(
        id=account.id,
        entry=event.entry,
        balance=after.balance,
        debt=after.debt,
        lots=fold_in(account.lots, after.lots),
        holds=account.holds if holds is None else holds,
        awards=account.awards if awards is None else awards,
        deductions=account.deductions if deductions is None else deductions,
        purchases=account.purchases if purchases is None else purchases,
        notice_days=account.notice_days,
        noticed=account.noticed,
        hours=account.hours + hours,
        standing=account.standing,
    )


def evolve_reward(reward: Reward | None, event: RewardEvent) -> Reward:
    """The reward after one of its events."""
    if isinstance(event, Offered):
        return Reward(event.id, event.item, event.host, event.stock)
    assert reward is not None  # noqa: S101 # a journal begins with `Offered`
    match event:
        case Stocked() | Counted():
            return attrs.evolve(reward, stock=event.stock)
        case Reserved():
            return attrs.evolve(reward, holds=(*reward.holds, (event.redemption, event.until)))
        case HandedOver():
            holds, waits = _without(reward, event.redemption), _waits(reward, event.waited)
            return attrs.evolve(reward, stock=event.stock, holds=holds, waits=waits)
        case Freed():
            return attrs.evolve(reward, holds=_without(reward, event.redemption))
        case Waited():
            return attrs.evolve(reward, waits=_waits(reward, event.days))
        case Withdrawn():
            return attrs.evolve(reward, withdrawn=event.on)
        case _:
            assert_never(event)


def _without(reward: Reward, redemption: str) -> tuple[tuple[RedemptionId, date], ...]:
    return tuple(hold for hold in reward.holds if hold[0] != redemption)


def _waits(reward: Reward, days: int | None) -> tuple[int, ...]:
    return reward.waits if days is None else (*reward.waits, days)[-_LATEST:]


def evolve_spot(spot: Spot | None, event: SpotEvent) -> Spot:
    """The spot after one of its events."""
    if isinstance(event, Marked):
        return Spot(event.id)
    assert spot is not None  # noqa: S101 # a journal begins with `Marked`
    kept = tuple(old for old in spot.sightings if old.until >= event.kept_from)
    match event:
        case Forgotten():
            return attrs.evolve(spot, sightings=kept)
        case Sighted():
            sighting = Sighting(
                action=event.action,
                place=event.place,
                seen=event.seen,
                ref=event.ref,
                first=event.first,
                mark=event.mark,
                until=event.until,
            )
            return attrs.evolve(spot, sightings=(*kept, sighting))
        case _:
            assert_never(event)


def evolve_redemption(redemption: Redemption | None, event: RedemptionEvent) -> Redemption:
    """The redemption after one of its events."""
    if isinstance(event, Requested):
        return Redemption(
            id=event.id,
            account=event.account,
            reward=event.reward,
            item=event.item,
            points=event.points,
            lots=event.lots,
            on=event.on,
            until=event.until,
        )
    assert redemption is not None  # noqa: S101 # a journal begins with `Requested`
    match event:
        case Collected():
            return attrs.evolve(redemption, status="collected")
        case Cancelled():
            return attrs.evolve(redemption, status="cancelled")
        case Lapsed():
            return attrs.evolve(redemption, status="lapsed")
        case Returned():
            return attrs.evolve(redemption, status="refunded")
        case MadeReady():
            return attrs.evolve(redemption, status="ready", ready_on=event.on)
        case _:
            assert_never(event)
