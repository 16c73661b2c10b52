"""The rules of the ledger: what a command does, or why not."""

from typing import assert_never

from ..decider import Context, Decision, NewId
from ..ids import Key
from ._awards import deduct, earn, reverse
from ._book import Book
from ._commands import (
    Cancel,
    Collect,
    Command,
    CountStock,
    Deduct,
    Earn,
    Expire,
    ForgetSightings,
    Lapse,
    MarkReady,
    Notify,
    OfferReward,
    Receive,
    Redeem,
    Refund,
    Reverse,
    Send,
    Settle,
    Spend,
    StockReward,
    WithdrawReward,
)
from ._known import States, the_account
from ._notices import notify
from ._rewards import collect, give_up, mark_ready, redeem, refund, spend
from ._rules import Rules
from ._sightings import forget, spots
from ._stock import count_stock, offer, stock, withdraw
from ._transit import receive, send, settle

__all__ = ["decide", "subjects"]


def subjects(command: Command, new: NewId) -> tuple[Key, ...]:
    """The records that a command reads, with those that it makes."""
    match command:
        case Earn(place=place) if place is not None:
            return ("account", command.worker), *spots(place)
        case Earn() | Reverse() | Deduct() | Expire() | Spend() | Notify():
            return (("account", command.worker),)
        case ForgetSightings():
            return (("spot", command.spot),)
        case OfferReward():
            return (("reward", new("reward")),)
        case StockReward() | WithdrawReward() | CountStock():
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
        case MarkReady():
            return ("redemption", command.redemption), ("reward", command.reward)
        case Send():
            return ("account", command.worker), ("transit", new("transit"))
        case Receive() | Settle():
            return ("account", command.worker), ("transit", command.transit)
        case _:
            assert_never(command)


def decide(states: States, command: Command, context: Context[Rules]) -> Decision:
    """What a command does to accounts, rewards and redemptions, or why it is refused."""
    match command:
        case Earn():
            return earn(states, command, context)
        case Reverse():
            return reverse(states, command, context)
        case Deduct():
            return deduct(states, command, context)
        case Expire():
            return Book(the_account(states, command.worker), context.today).decision()
        case OfferReward():
            return offer(command, context)
        case StockReward():
            return stock(states, command, context)
        case Redeem():
            return redeem(states, command, context)
        case Collect():
            return collect(states, command, context)
        case Cancel() | Lapse():
            return give_up(states, command, context)
        case Refund():
            return refund(states, command, context)
        case Spend():
            return spend(states, command, context)
        case MarkReady():
            return mark_ready(states, command, context)
        case WithdrawReward():
            return withdraw(states, command, context)
        case CountStock():
            return count_stock(states, command, context)
        case Notify():
            return notify(states, command, context)
        case ForgetSightings():
            return forget(states, command, context)
        case Send():
            return send(states, command, context)
        case Receive():
            return receive(states, command, context)
        case Settle():
            return settle(states, command, context)
        case _:
            assert_never(command)
