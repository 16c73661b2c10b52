"""What a decision looks up: the records that a command names, and who may touch them."""

from collections.abc import Mapping
from typing import Any, Final, assert_never

from ..cases import Term, term
from ..decider import Context
from ..errors import Invalid, NotFound
from ..ids import Key, RewardId, SpotId, WorkerId
from ..text import Label
from ._commands import (
    Cancel,
    Collect,
    Lapse,
    MarkReady,
    Refund,
    Reverse,
)
from ._errors import (
    AccountClosed,
    AccountFrozen,
    NotYours,
    OwnAccount,
    RewardUnknown,
)
from ._rules import Item, Rules
from ._values import Account, Award, Closing, Deduction, Freezing, Purchase, Redemption, Reward, Spot

__all__ = [
    "States",
    "check_in_use",
    "check_spending",
    "leave_to_others",
    "named",
    "speak_for",
    "stopped",
    "the_account",
    "the_item",
    "the_redemption",
    "the_reward",
    "the_spot",
    "time_to_appeal",
]

States = Mapping[Key, Any]

_TOLD: Final = 40
"""Items of the catalogue that a refusal names: it is kept under its key, and has to be short."""


def the_account(states: States, worker: WorkerId) -> Account:
    account: Account | None = states.get(("account", worker))
    if account is None:
        raise NotFound("account", worker)
    check_in_use(account)
    return account


def stopped(account: Account, rules: Rules | None = None) -> AccountClosed | AccountFrozen | None:
    """Why an account is not in full use; without rules, a freeze by the code of its ground."""
    match account.standing:
        case None:
            return None
        case Closing(on, ref):
            return AccountClosed(account.id, on, ref)
        case Freezing(on, code, ref):
            ground = rules.freezes.get(code) if rules else None
            return AccountFrozen(account.id, ground.title if ground else Label(code, code), on, ref)
        case _:
            assert_never(account.standing)


def check_in_use(account: Account) -> None:
    """Refuse whatever would move points of an account that was closed."""
    if account.standing is not None and isinstance(stop := stopped(account), AccountClosed):
        raise stop


def check_spending(account: Account, rules: Rules) -> None:
    """Refuse whatever would spend points of an account that is frozen or closed."""
    if (stop := stopped(account, rules)) is not None:
        raise stop


def named(account: Account, command: Reverse) -> list[Award | Deduction | Purchase]:
    """What the command may mean: an entry or its reversal; by a reference, first the latest that stands."""
    found = [
        old
        for old in account.corrigible
        if command.entry in (None, old.entry, old.reversed_by) and command.of in ("", old.ref)
    ]
    return sorted(found, key=lambda old: (old.reversed_by > 0, -old.entry))


def time_to_appeal(context: Context[Rules]) -> Term | None:
    """Until when a decision of today can be appealed against."""
    rule = context.rules.appeal
    return term(rule.within, context.now, context.calendar) if rule else None


def the_reward(states: States, reward: RewardId) -> Reward:
    found: Reward | None = states.get(("reward", reward))
    if found is None:
        raise NotFound("reward", reward)
    return found


def the_redemption(states: States, command: Collect | Cancel | Lapse | Refund | MarkReady) -> Redemption:
    """The redemption, once it is sure that the command names its account and its reward."""
    found: Redemption | None = states.get(("redemption", command.redemption))
    if found is None:
        raise NotFound("redemption", command.redemption)
    if found.account != command.worker:
        raise Invalid.at("worker", "points.not_its_account", value=command.worker, redemption=found.id)
    if not isinstance(command, Refund) and found.reward != command.reward:
        raise Invalid.at("reward", "points.not_its_reward", value=command.reward, redemption=found.id)
    return found


def the_spot(states: States, spot: SpotId) -> Spot:
    found: Spot | None = states.get(("spot", spot))
    if found is None:
        raise NotFound("spot", spot)
    return found


def speak_for(worker: WorkerId, context: Context[Rules]) -> None:
    """Refuse whoever is neither the worker nor somebody who may act on a worker's behalf."""
    roles = context.rules.on_behalf
    if context.actor.id != worker and not context.actor.may(roles):
        raise NotYours(context.actor.id, worker, roles)


def leave_to_others(worker: WorkerId, context: Context[Rules]) -> None:
    """Refuse whoever would credit or correct an account of their own."""
    if context.actor.id == worker:
        raise OwnAccount(worker)


def the_item(code: str, rules: Rules) -> Item:
    item = rules.rewards.get(code)
    if item is None:
        raise RewardUnknown(code, tuple(rules.rewards)[:_TOLD])
    return item
