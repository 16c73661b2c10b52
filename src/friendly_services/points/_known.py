"""What a decision looks up: the records that a command names, and who may touch them."""

from collections.abc import Mapping
from typing import Any

from ..decider import Context
from ..errors import Invalid, NotFound
from ..ids import Key, RewardId, SpotId, WorkerId
from ._commands import (
    Cancel,
    Collect,
    Lapse,
    MarkReady,
    Refund,
)
from ._errors import (
    NotYours,
    OwnAccount,
    RewardUnknown,
)
from ._rules import Item, Rules
from ._values import Account, Redemption, Reward, Spot

__all__ = [
    "States",
    "leave_to_others",
    "speak_for",
    "the_account",
    "the_item",
    "the_redemption",
    "the_reward",
    "the_spot",
]

States = Mapping[Key, Any]


def the_account(states: States, worker: WorkerId) -> Account:
    account: Account | None = states.get(("account", worker))
    if account is None:
        raise NotFound("account", worker)
    return account


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
        raise RewardUnknown(code, tuple(rules.rewards))
    return item
