"""The rules of the ledger: what a command does, or why not."""

from typing import assert_never

from ..decider import Context, Decision, NewId
from ..ids import Key
from ._appeals import appeal, decide_appeal, remind
from ._awards import deduct, reverse
from ._book import Book
from ._commands import (
    Appeal,
    Cancel,
    CloseAccount,
    Collect,
    Command,
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
from ._funds import fund_programme, funds_of
from ._known import States, the_account
from ._notices import notify
from ._proposals import award, confirm, decline, lapse_proposal, needs_second
from ._proposed import Proposal
from ._rewards import collect, give_up, mark_ready, redeem, refund, spend
from ._rules import Rules
from ._sightings import forget, spots
from ._standing import close, freeze, thaw
from ._stock import count_stock, offer, stock, withdraw
from ._transit import receive, send, settle

__all__ = ["also", "decide", "subjects"]


def subjects(command: Command, new: NewId) -> tuple[Key, ...]:
    """The records that a command reads, with those that it makes."""
    match command:
        case Earn(place=place) if place is not None:
            return ("account", command.worker), *spots(place)
        case Earn() | Reverse() | Deduct() | Expire() | Spend() | Notify():
            return (("account", command.worker),)
        case ForgetSightings():
            return (("spot", command.spot),)
        case Freeze() | Thaw() | CloseAccount():
            return (("account", command.worker),)
        case Appeal() | DecideAppeal() | Remind():
            return (("account", command.worker),)
        case FundProgramme():
            return (("fund", command.funder),)
        case Confirm():
            return ("proposal", command.proposal), ("account", command.worker)
        case Decline() | LapseProposal():
            return (("proposal", command.proposal),)
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


def also(states: States, command: Command, context: Context[Rules]) -> tuple[Key, ...]:
    """What a command cannot name: the fund of an award, and what an award needs that is now confirmed."""
    match command:
        case Earn():
            found = funds_of(states, command, context.rules)
            return (
                (*found, ("proposal", context.new("proposal"))) if needs_second(command, context) else found
            )
        case Reverse():
            return funds_of(states, command, context.rules)
        case Confirm():
            proposal: Proposal | None = states.get(("proposal", command.proposal))
            if proposal is None:
                return ()
            return (*subjects(proposal.earn, context.new), *funds_of(states, proposal.earn, context.rules))
        case _:
            return ()


def decide(states: States, command: Command, context: Context[Rules]) -> Decision:
    """What a command does to accounts, rewards and redemptions, or why it is refused."""
    match command:
        case Earn():
            return award(states, command, context)
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
        case Freeze():
            return freeze(states, command, context)
        case Thaw():
            return thaw(states, command, context)
        case CloseAccount():
            return close(states, command, context)
        case Appeal():
            return appeal(states, command, context)
        case DecideAppeal():
            return decide_appeal(states, command, context)
        case Remind():
            return remind(states, command, context)
        case FundProgramme():
            return fund_programme(states, command, context)
        case Confirm():
            return confirm(states, command, context)
        case Decline():
            return decline(states, command, context)
        case LapseProposal():
            return lapse_proposal(states, command, context)
        case _:
            assert_never(command)
