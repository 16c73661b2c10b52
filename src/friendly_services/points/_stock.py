"""What there is of a reward at a host: offered, brought in, counted, withdrawn."""

from typing import Final

from ..decider import Context, Decision
from ..ids import RewardId
from ._commands import CountStock, OfferReward, StockReward, WithdrawReward
from ._errors import RewardWithdrawn, SetAside
from ._known import States, the_item, the_reward
from ._reward_events import Counted, Offered, Stocked, Withdrawn
from ._rules import Rules
from ._values import Reward

__all__ = ["count_stock", "offer", "stock", "withdraw"]

_NAMED: Final = 20
"""Redemptions that a refusal names."""


def offer(command: OfferReward, context: Context[Rules]) -> Decision:
    the_item(command.item, context.rules)
    reward = RewardId(context.new("reward"))
    return ((("reward", reward), Offered(reward, command.item, command.host, command.quantity)),)


def stock(states: States, command: StockReward, context: Context[Rules]) -> Decision:
    reward = _on_offer(states, command.reward, context.rules)
    return ((("reward", reward.id), Stocked(command.quantity, reward.stock + command.quantity)),)


def count_stock(states: States, command: CountStock, context: Context[Rules]) -> Decision:
    """A count stands, but what was promised to somebody is not counted away."""
    reward = the_reward(states, command.reward)
    held = reward.open(context.today)
    if command.counted < len(held):
        raise SetAside(command.counted, len(held), held[:_NAMED])
    counted = Counted(context.today, command.counted, command.counted - reward.stock, command.ref)
    return ((("reward", reward.id), counted),)


def withdraw(states: States, command: WithdrawReward, context: Context[Rules]) -> Decision:
    reward = _on_offer(states, command.reward, context.rules)
    return ((("reward", reward.id), Withdrawn(context.today)),)


def _on_offer(states: States, id_: RewardId, rules: Rules) -> Reward:
    reward = the_reward(states, id_)
    if reward.withdrawn is not None:
        title = rules.rewards[reward.item].title if reward.item in rules.rewards else reward.item
        raise RewardWithdrawn(title, reward.host, reward.withdrawn)
    return reward
