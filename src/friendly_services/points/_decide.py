"""The rules of the ledger: what a command does, or why not."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, assert_never

from ..decider import Context, Decision, NewId
from ..errors import Invalid, NotFound
from ..ids import Key, RedemptionId, RewardId, WorkerId
from ._book import Book
from ._caps import check_caps, first_kept, first_open
from ._commands import (
    Cancel,
    Collect,
    Command,
    Deduct,
    Earn,
    Expire,
    Lapse,
    OfferReward,
    Redeem,
    Refund,
    Reverse,
    StockReward,
)
from ._errors import (
    AlreadyAwarded,
    AlreadyReversed,
    DayAhead,
    DayClosed,
    EvidenceMissing,
    HoldLapsed,
    HoldRunning,
    InsufficientPoints,
    NotReversible,
    NotYours,
    OutOfStock,
    OwnAccount,
    RedemptionEnded,
    ReversalIsFinal,
    RewardUnknown,
)
from ._events import (
    After,
    Cancelled,
    Collected,
    Deducted,
    Earned,
    Freed,
    HandedOver,
    Held,
    Lapsed,
    Offered,
    Opened,
    Refunded,
    Requested,
    Reserved,
    Restored,
    Returned,
    Reversed,
    Spent,
    Stocked,
)
from ._evolve import evolve_account
from ._lots import month_of, plus, total
from ._values import (
    LARGEST_AMOUNT,
    LARGEST_BALANCE,
    Account,
    Award,
    Deduction,
    Item,
    Redemption,
    Reward,
    Rules,
)

__all__ = ["decide", "subjects"]

States = Mapping[Key, Any]


def subjects(command: Command, new: NewId) -> tuple[Key, ...]:
    """The records that a command reads, with those that it makes."""
    match command:
        case Earn() | Reverse() | Deduct() | Expire():
            return (("account", command.worker),)
        case OfferReward():
            return (("reward", new("reward")),)
        case StockReward():
            return (("reward", command.reward),)
        case Redeem():
            redemption = new("redemption")
            return ("account", command.worker), ("reward", command.reward), ("redemption", redemption)
        case Collect() | Cancel() | Lapse():
            return (
                ("account", command.worker),
                ("reward", command.reward),
                ("redemption", command.redemption),
            )
        case Refund():
            return ("account", command.worker), ("redemption", command.redemption)
        case _:
            assert_never(command)


def decide(states: States, command: Command, context: Context[Rules]) -> Decision:
    """What a command does to accounts, rewards and redemptions, or why it is refused."""
    match command:
        case Earn():
            return _earn(states, command, context)
        case Reverse():
            return _reverse(states, command, context)
        case Deduct():
            return _deduct(states, command, context)
        case Expire():
            return Book(_account(states, command.worker), context.today).decision()
        case OfferReward():
            _item(command.item, context.rules)
            reward = RewardId(context.new("reward"))
            event = Offered(reward, command.item, command.host, command.quantity)
            return ((("reward", reward), event),)
        case StockReward():
            stock = _reward(states, command.reward).stock + command.quantity
            return ((("reward", command.reward), Stocked(command.quantity, stock)),)
        case Redeem():
            return _redeem(states, command, context)
        case Collect():
            return _collect(states, command, context)
        case Cancel() | Lapse():
            return _give_up(states, command, context)
        case Refund():
            return _refund(states, command, context)
        case _:
            assert_never(command)


# --- what is loaded --------------------------------------------------------------------------------------


def _account(states: States, worker: WorkerId) -> Account:
    account: Account | None = states.get(("account", worker))
    if account is None:
        raise NotFound("account", worker)
    return account


def _reward(states: States, reward: RewardId) -> Reward:
    found: Reward | None = states.get(("reward", reward))
    if found is None:
        raise NotFound("reward", reward)
    return found


def _redemption(states: States, command: Collect | Cancel | Lapse | Refund) -> Redemption:
    """The redemption, once it is sure that the command names its account and its reward."""
    found: Redemption | None = states.get(("redemption", command.redemption))
    if found is None:
        raise NotFound("redemption", command.redemption)
    if found.account != command.worker:
        raise Invalid.at("worker", "points.not_its_account", value=command.worker, redemption=found.id)
    if not isinstance(command, Refund) and found.reward != command.reward:
        raise Invalid.at("reward", "points.not_its_reward", value=command.reward, redemption=found.id)
    return found


def _speak_for(worker: WorkerId, context: Context[Rules]) -> None:
    """Refuse whoever is neither the worker nor somebody who may act on a worker's behalf."""
    roles = context.rules.on_behalf
    if context.actor.id != worker and not context.actor.may(roles):
        raise NotYours(context.actor.id, worker, roles)


def _leave_to_others(worker: WorkerId, context: Context[Rules]) -> None:
    """Refuse whoever would credit or correct an account of their own."""
    if context.actor.id == worker:
        raise OwnAccount(worker)


def _item(code: str, rules: Rules) -> Item:
    item = rules.rewards.get(code)
    if item is None:
        raise RewardUnknown(code, tuple(rules.rewards))
    return item


# --- awards and decisions --------------------------------------------------------------------------------


def _earn(states: States, command: Earn, context: Context[Rules]) -> Decision:
    rules, today = context.rules, context.today
    rule = rules.actions.get(command.action)
    if rule is None:
        choices = tuple(rules.actions)
        raise Invalid.at("action", "value.not_one_of", value=command.action, choices=choices)
    points = rule.points * command.quantity
    if points > LARGEST_AMOUNT:
        raise Invalid.at(
            "quantity", "number.too_large", value=command.quantity, high=LARGEST_AMOUNT // rule.points
        )
    on = command.on if command.on is not None else today
    if on > today:
        raise DayAhead(on, today)
    if on < first_open(rules, today):
        raise DayClosed(on, first_open(rules, today))
    _leave_to_others(command.worker, context)
    if rule.evidence and not command.ref:
        raise EvidenceMissing(rule.title, rule.needs)
    account = states.get(("account", command.worker))
    opening: Decision = ()
    if account is None:
        opened = Opened(command.worker, today)
        opening = ((("account", command.worker), opened),)
        account = evolve_account(None, opened)
    book = Book(account, today)
    for award in book.account.awards:
        same = award.action == command.action and award.ref == command.ref
        if command.ref and same and not award.reversed_by:
            raise AlreadyAwarded(rule.title, command.ref, award.entry, award.on)
    check_caps(book.account, command.action, command.quantity, on, rules)
    month = month_of(on) + rules.expiry.months
    settled, after = book.credit((month, points))
    if after.balance > LARGEST_BALANCE:
        raise Invalid.at("quantity", "points.balance_too_large", high=LARGEST_BALANCE)
    book.enter(
        Earned(
            entry=book.next,
            on=on,
            action=command.action,
            quantity=command.quantity,
            points=points,
            settled=settled,
            month=month,
            ref=command.ref,
            in_totals=rule.in_totals,
            ever=rule.cap is not None and rule.cap.per == "ever",
            kept_from=first_kept(rules, today),
            after=after,
        )
    )
    return (*opening, *book.decision())


def _reverse(states: States, command: Reverse, context: Context[Rules]) -> Decision:
    _leave_to_others(command.worker, context)
    book = Book(_account(states, command.worker), context.today)
    undone = _reversible(book.account, command.entry, context)
    match undone:
        case Award():
            _, owed, after = book.debit(undone.points, first=undone.month)
            book.enter(
                Reversed(book.next, context.today, undone.entry, undone.points, owed, command.ref, after)
            )
        case Deduction():
            month = month_of(context.today) + context.rules.expiry.months
            owed = undone.points - total(undone.lots)
            settled, after = book.credit(plus(undone.lots, (month, owed)), first=month)
            book.enter(
                Restored(book.next, context.today, undone.entry, undone.points, settled, command.ref, after)
            )
        case _:
            assert_never(undone)
    return book.decision()


def _reversible(account: Account, entry: int, context: Context[Rules]) -> Award | Deduction:
    """The award or deduction with this number, if it can still be undone."""
    days = context.rules.reversible_days
    for old in account.corrigible:
        if entry == old.reversed_by:
            raise ReversalIsFinal(entry, old.entry)
        if entry == old.entry:
            if old.reversed_by:
                raise AlreadyReversed(entry, old.reversed_by)
            expired = isinstance(old, Award) and old.month < month_of(context.today)
            if expired or old.on < context.today - timedelta(days=days):
                break
            return old
    raise NotReversible(entry, days)


def _deduct(states: States, command: Deduct, context: Context[Rules]) -> Decision:
    rules, today = context.rules, context.today
    ground = rules.deductions.get(command.ground)
    if ground is None:
        choices = tuple(rules.deductions)
        raise Invalid.at("ground", "value.not_one_of", value=command.ground, choices=choices)
    book = Book(_account(states, command.worker), today)
    taken, owed, after = book.debit(ground.points)
    book.enter(
        Deducted(
            entry=book.next,
            on=today,
            ground=command.ground,
            points=ground.points,
            owed=owed,
            ref=command.ref,
            taken=taken,
            kept_from=today - timedelta(days=rules.reversible_days),
            after=after,
        )
    )
    return book.decision()


# --- rewards ---------------------------------------------------------------------------------------------


def _redeem(states: States, command: Redeem, context: Context[Rules]) -> Decision:
    today = context.today
    _speak_for(command.worker, context)
    reward = _reward(states, command.reward)
    item = _item(reward.item, context.rules)
    if reward.free(today) < 1:
        raise OutOfStock(item.title, reward.host, reward.next_free(today))
    account: Account | None = states.get(("account", command.worker))
    book = Book(account if account is not None else Account(command.worker), today)
    if book.account.balance < item.price:
        raise InsufficientPoints(item.price, book.account.balance)
    redemption = RedemptionId(context.new("redemption"))
    until = today + timedelta(days=context.rules.hold_days)
    taken, _, after = book.debit(item.price)
    book.enter(Held(book.next, today, redemption, until, item.price, taken, after))
    requested = Requested(
        id=redemption,
        account=command.worker,
        reward=reward.id,
        item=reward.item,
        points=item.price,
        lots=taken,
        on=today,
        until=until,
    )
    return (
        (("redemption", redemption), requested),
        *book.decision(),
        (("reward", reward.id), Reserved(redemption, until)),
    )


def _collect(states: States, command: Collect, context: Context[Rules]) -> Decision:
    redemption = _held(states, command)
    today = context.today
    if redemption.until < today:
        raise HoldLapsed(redemption.id, redemption.until)
    book = Book(_account(states, command.worker), today)
    after = After(book.account.balance, book.account.debt)
    book.enter(Spent(book.next, today, redemption.id, redemption.points, after))
    reward = _reward(states, command.reward)
    return (
        (("redemption", redemption.id), Collected(today)),
        *book.decision(),
        (("reward", reward.id), HandedOver(redemption.id, reward.stock - 1)),
    )


def _give_up(states: States, command: Cancel | Lapse, context: Context[Rules]) -> Decision:
    redemption = _held(states, command)
    today = context.today
    book = Book(_account(states, command.worker), today)
    ended: Cancelled | Lapsed
    match command:
        case Cancel():
            _speak_for(command.worker, context)
            if redemption.until < today:
                raise HoldLapsed(redemption.id, redemption.until)
            for hold in book.account.holds:
                if hold.redemption == redemption.id:
                    book.release(hold, lapsed=False)
            ended = Cancelled(today)
        case Lapse():
            if redemption.until >= today:
                raise HoldRunning(redemption.id, redemption.until)
            ended = Lapsed(today)
        case _:
            assert_never(command)
    reward = _reward(states, command.reward)
    return (
        (("redemption", redemption.id), ended),
        *book.decision(),
        (("reward", reward.id), Freed(redemption.id)),
    )


def _refund(states: States, command: Refund, context: Context[Rules]) -> Decision:
    redemption = _redemption(states, command)
    if redemption.status != "collected":
        raise RedemptionEnded(redemption.id, redemption.status)
    _leave_to_others(command.worker, context)
    today = context.today
    book = Book(_account(states, command.worker), today)
    settled, after = book.credit(redemption.lots)
    book.enter(Refunded(book.next, today, redemption.id, redemption.points, settled, command.ref, after))
    return ((("redemption", redemption.id), Returned(today, command.ref)), *book.decision())


def _held(states: States, command: Collect | Cancel | Lapse) -> Redemption:
    redemption = _redemption(states, command)
    if redemption.status != "held":
        raise RedemptionEnded(redemption.id, redemption.status)
    return redemption
