"""The catalogue as a worker sees it: what there is, where, how soon, and whether the points suffice."""

from collections.abc import Callable, Iterable
from datetime import date

import attrs

from ..ids import RewardId
from ..text import Label, Reason
from ._rules import Rules
from ._values import Reward

__all__ = ["Offer", "catalogue"]


@attrs.frozen
class Offer:
    """One item that points can be exchanged for, at one host."""

    reward: RewardId
    """What `Redeem` asks for."""
    item: str
    """Its code in the pack's catalogue."""
    title: Label
    host: str
    """The station or merchant where it is collected."""
    price: int
    free: int
    """How many can be asked for."""
    next_free: date | None
    """With none free, the first day on which one may be, if what is set aside is not collected."""
    wait: int | None
    """How many days one waited for it lately, as `Reward.wait` tells; None before the first."""
    missing: int | None = None
    """The points that a worker lacks for it, 0 if none; None where the catalogue is nobody's."""
    closed: Reason | None = None
    """Why nothing is had there now: its host is off the map, say, or the account frozen; else None."""

    @property
    def possible(self) -> bool:
        """Whether it can be asked for now, by the worker whose catalogue it is."""
        return self.free > 0 and not self.missing and self.closed is None


def catalogue(
    rewards: Iterable[Reward],
    rules: Rules,
    on: date,
    balance: int | None = None,
    closed: Callable[[str], Reason | None] = lambda _: None,
) -> tuple[Offer, ...]:
    """What is on offer, by the order of the pack's catalogue and the host; without what was withdrawn.

    >>> from friendly_services import packs
    >>> rules = packs.load("points-default").rules["points"]
    >>> gloves = Reward(RewardId("reward-1"), "gloves", "union-hall", stock=3)
    >>> for offer in catalogue([gloves], rules, date(2026, 3, 2), balance=50):
    ...     print(offer.title, offer.price, offer.free, offer.missing, offer.possible)
    gloves 80 3 30 False

    Args:
        rewards: in any order.
        rules: a reward that they do not name is left out: nobody can ask for it.
        on: the day.
        balance: the points that somebody can spend that day.
        closed: why nothing is had at a host now, if that is so.
    """
    places = {code: n for n, code in enumerate(rules.rewards)}
    found = [reward for reward in rewards if reward.withdrawn is None and reward.item in places]
    found.sort(key=lambda reward: (places[reward.item], reward.host))
    return tuple(_offer(reward, rules, on, balance, closed(reward.host)) for reward in found)


def _offer(reward: Reward, rules: Rules, on: date, balance: int | None, closed: Reason | None) -> Offer:
    item = rules.rewards[reward.item]
    free = reward.free(on)
    return Offer(
        reward=reward.id,
        item=reward.item,
        title=item.title,
        host=reward.host,
        price=item.price,
        free=free,
        next_free=None if free else reward.next_free(on),
        wait=reward.wait,
        missing=None if balance is None else max(0, item.price - balance),
        closed=closed,
    )
