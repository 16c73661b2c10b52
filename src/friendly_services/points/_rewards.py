"""What points are exchanged for: asked for, collected, given up, given back."""

from datetime import timedelta
from typing import assert_never

from ..decider import Context, Decision
from ..errors import Invalid
from ..ids import RedemptionId
from ._book import Book
from ._commands import (
    Cancel,
    Collect,
    Lapse,
    MarkReady,
    Redeem,
    Refund,
    Spend,
)
from ._errors import (
    AlreadyPurchased,
    HoldLapsed,
    HoldRunning,
    InsufficientPoints,
    OutOfStock,
    RedemptionEnded,
    RewardWithdrawn,
)
from ._events import After, Held, Purchased, Refunded, Spent
from ._known import (
    States,
    check_spending,
    leave_to_others,
    speak_for,
    the_account,
    the_item,
    the_redemption,
    the_reward,
)
from ._reward_events import (
    Cancelled,
    Collected,
    Freed,
    HandedOver,
    Lapsed,
    MadeReady,
    Requested,
    Reserved,
    Returned,
    Waited,
)
from ._rules import LARGEST_AMOUNT, Rules
from ._values import OPEN, Account, Redemption

__all__ = ["collect", "give_up", "mark_ready", "redeem", "refund", "spend"]


def redeem(states: States, command: Redeem, context: Context[Rules]) -> Decision:
    today = context.today
    speak_for(command.worker, context)
    reward = the_reward(states, command.reward)
    item = the_item(reward.item, context.rules)
    if reward.withdrawn is not None:
        raise RewardWithdrawn(item.title, reward.host, reward.withdrawn)
    if reward.free(today) < 1:
        raise OutOfStock(item.title, reward.host, reward.next_free(today))
    account: Account = states.get(("account", command.worker)) or Account(command.worker)
    check_spending(account, context.rules)
    book = Book(account, today)
    if book.balance < item.price:
        raise InsufficientPoints(item.price, book.balance)
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


def spend(states: States, command: Spend, context: Context[Rules]) -> Decision:
    """Exchange points for an item on the spot."""
    speak_for(command.worker, context)
    item = the_item(command.item, context.rules)
    price = item.price * command.quantity
    if price > LARGEST_AMOUNT:
        high = LARGEST_AMOUNT // item.price
        raise Invalid.at("quantity", "number.too_large", value=command.quantity, high=high)
    today = context.today
    account: Account = states.get(("account", command.worker)) or Account(command.worker)
    check_spending(account, context.rules)
    book = Book(account, today)
    if book.balance < price:
        raise InsufficientPoints(price, book.balance)
    for old in account.purchases:
        if old.ref == command.ref and not old.reversed_by:
            raise AlreadyPurchased(item.title, command.ref, old.entry, old.on)
    taken, _, after = book.debit(price)
    kept_from = today - timedelta(days=context.rules.reversible_days)
    book.enter(
        Purchased(
            entry=book.next,
            on=today,
            item=command.item,
            quantity=command.quantity,
            points=price,
            ref=command.ref,
            taken=taken,
            kept_from=kept_from,
            after=after,
        )
    )
    return book.decision()


def collect(states: States, command: Collect, context: Context[Rules]) -> Decision:
    redemption = _held(states, command)
    today = context.today
    if redemption.until < today:
        raise HoldLapsed(redemption.id, redemption.until)
    account = the_account(states, command.worker)
    check_spending(account, context.rules)
    book = Book(account, today)
    after = After(book.balance, book.debt)
    book.enter(Spent(book.next, today, redemption.id, redemption.points, after))
    reward = the_reward(states, command.reward)
    waited = (today - redemption.on).days if redemption.ready_on is None else None
    return (
        (("redemption", redemption.id), Collected(today)),
        *book.decision(),
        (("reward", reward.id), HandedOver(redemption.id, reward.stock - 1, waited)),
    )


def mark_ready(states: States, command: MarkReady, context: Context[Rules]) -> Decision:
    redemption = _held(states, command)
    today = context.today
    if redemption.until < today:
        raise HoldLapsed(redemption.id, redemption.until)
    if redemption.ready_on is not None:
        raise RedemptionEnded(redemption.id, redemption.status)
    waited = Waited(redemption.id, (today - redemption.on).days)
    return (("redemption", redemption.id), MadeReady(today)), (("reward", redemption.reward), waited)


def give_up(states: States, command: Cancel | Lapse, context: Context[Rules]) -> Decision:
    redemption = _held(states, command)
    today = context.today
    book = Book(states["account", command.worker], today)  # which may be closed by now
    ended: Cancelled | Lapsed
    match command:
        case Cancel():
            speak_for(command.worker, context)
            if redemption.until < today:
                raise HoldLapsed(redemption.id, redemption.until)
            for hold in book.holds:
                if hold.redemption == redemption.id:
                    book.release(hold, lapsed=False)
            ended = Cancelled(today)
        case Lapse():
            if redemption.until >= today:
                raise HoldRunning(redemption.id, redemption.until)
            ended = Lapsed(today)
        case _:
            assert_never(command)
    reward = the_reward(states, command.reward)
    return (
        (("redemption", redemption.id), ended),
        *book.decision(),
        (("reward", reward.id), Freed(redemption.id)),
    )


def refund(states: States, command: Refund, context: Context[Rules]) -> Decision:
    redemption = the_redemption(states, command)
    if redemption.status != "collected":
        raise RedemptionEnded(redemption.id, redemption.status)
    leave_to_others(command.worker, context)
    today = context.today
    book = Book(the_account(states, command.worker), today)
    settled, after = book.credit(redemption.lots)
    book.enter(Refunded(book.next, today, redemption.id, redemption.points, settled, command.ref, after))
    return ((("redemption", redemption.id), Returned(today, command.ref)), *book.decision())


def _held(states: States, command: Collect | Cancel | Lapse | MarkReady) -> Redemption:
    redemption = the_redemption(states, command)
    if redemption.status not in OPEN:
        raise RedemptionEnded(redemption.id, redemption.status)
    return redemption
