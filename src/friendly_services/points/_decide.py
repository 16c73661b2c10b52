"""The rules of the ledger: what a command does, or why not."""

from typing import assert_never

from ..decider import Context, Decision, NewId
from ..ids import Key, RewardId
from ._awards import deduct, earn, reverse
from ._book import Book
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
    Spend,
    StockReward,
)
from ._events import (
    Offered,
    Stocked,
)
from ._known import States, the_account, the_item, the_reward
from ._rewards import collect, give_up, redeem, refund, spend
from ._rules import Rules

__all__ = ["decide", "subjects"]


def subjects(command: Command, new: NewId) -> tuple[Key, ...]:
    """The records that a command reads, with those that it makes."""
    match command:
        case Earn() | Reverse() | Deduct() | Expire() | Spend():
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
            return earn(states, command, context)
        case Reverse():
            return reverse(states, command, context)
        case Deduct():
            return deduct(states, command, context)
        case Expire():
            return Book(the_account(states, command.worker), context.today).decision()
        case OfferReward():
            the_item(command.item, context.rules)
            reward = RewardId(context.new("reward"))
            event = Offered(reward, command.item, command.host, command.quantity)
            return ((("reward", reward), event),)
        case StockReward():
            stock = the_reward(states, command.reward).stock + command.quantity
            return ((("reward", command.reward), Stocked(command.quantity, stock)),)
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
        case _:
            assert_never(command)
