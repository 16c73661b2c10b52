"""Which upgrades serve the most riders for a sum, and how far from the best that can be at most."""

from collections.abc import Iterable

import attrs

from ..errors import Invalid, check_count
from ..ids import StationId
from ..text import Language, Reason, say
from ._knapsack import WORK, best_choice
from ._plans import MOST_YUAN, Upgrade, shown

__all__ = ["BudgetPlan", "LeftOut", "plan_budget"]


@attrs.frozen
class LeftOut:
    """A station that the plan leaves as it is."""

    upgrade: Upgrade
    """Of its upgrades that one which costs least for each rider a day."""
    why: Reason


@attrs.frozen
class BudgetPlan:
    """The upgrades to pay for, at most one for each station, and what was left out.

    `riders` is what the plan serves, and no plan for the sum can serve more than `bound`.
    """

    budget: int
    chosen: tuple[Upgrade, ...]
    """The cheapest for each rider a day first."""
    left_out: tuple[LeftOut, ...]
    """Stations that could be upgraded, but not for this sum; the one to pay for next first."""
    apart: tuple[Upgrade, ...]
    """Upgrades that could not be weighed: what is missing, a price or the number of riders is not known, or
    nothing makes the station meet the level. None of them is taken as free."""
    met: tuple[Upgrade, ...]
    """Levels that are met as it is: they have to be granted, and cost nothing."""
    bound: int
    """Riders a day that no plan exceeds."""
    damaged: tuple[Reason, ...] = ()
    """Stations left aside, since their records cannot be read."""

    @property
    def cost(self) -> int:
        """Yuan."""
        return sum(one.cost or 0 for one in self.chosen)

    @property
    def riders(self) -> int:
        """Riders a day whom the chosen upgrades serve."""
        return sum(one.riders or 0 for one in self.chosen)

    @property
    def left(self) -> int:
        """Yuan that are not spent."""
        return self.budget - self.cost

    @property
    def best(self) -> bool:
        """Whether it is proved that no plan serves more."""
        return self.riders == self.bound

    @property
    def gap(self) -> float:
        """The share of the bound that is not reached: 0 where the plan is proved to be the best."""
        return (self.bound - self.riders) / self.bound if self.bound else 0.0

    @property
    def reason(self) -> Reason:
        """The plan in one sentence, with how good it is."""
        values = {
            "count": len(self.chosen),
            "yuan": self.cost,
            "budget": self.budget,
            "riders": self.riders,
        }
        if self.best:
            return Reason("stations.budget_best", **values)
        return Reason(
            "stations.budget_within", **values, bound=self.bound, gap=float(f"{100 * self.gap:.2g}")
        )

    def reasons(self) -> tuple[Reason, ...]:
        """The sentence, each upgrade chosen, why others are left out, what could not be weighed."""
        chosen = (one.reason for one in self.chosen)
        left_out = (one.why for one in self.left_out)
        return (self.reason, *chosen, *left_out, *(one.reason for one in self.apart), *self.damaged)

    def text(self, language: Language = "en") -> str:
        """All of it, one line for each."""
        return "\n".join(say(reason, language) for reason in self.reasons())


def plan_budget(upgrades: Iterable[Upgrade], budget: int, *, work: int = WORK) -> BudgetPlan:
    """Of these upgrades those that serve the most riders a day for a sum, at most one for each station.

    Where it takes too long to prove that no other plan serves more, the plan says how far from the best it is
    at most.

    Args:
        upgrades: as `upgrade` makes them, any number for a station.
        budget: yuan for all of them together.
        work: how many choices to look at before it is left at that.

    Raises:
        Invalid: a sum that is none, or two upgrades of one station to the same level.
    """
    check_count("budget", budget, 0, MOST_YUAN)
    every = _by_station(upgrades)
    weighed = [[one for one in mine if one.state == "priced" and one.riders is not None] for mine in every]
    options = [[(one.cost or 0, one.riders or 0) for one in mine] for mine in weighed]
    choice = best_choice(options, budget, work)
    picked = zip(weighed, choice.picks, strict=True)
    chosen = sorted([mine[n] for mine, n in picked if n is not None], key=_each)
    dearest = _each(chosen[-1]) if chosen else 0.0
    left = budget - choice.cost
    left_out = [
        _left_out(mine, budget, left, dearest)
        for mine, n in zip(weighed, choice.picks, strict=True)
        if mine and n is None
    ]
    flat = [one for mine in every for one in mine]
    return BudgetPlan(
        budget=budget,
        chosen=tuple(chosen),
        left_out=tuple(sorted(left_out, key=lambda one: _each(one.upgrade))),
        apart=tuple(one for one in flat if one.state != "met" and (one.cost is None or one.riders is None)),
        met=tuple(one for one in flat if one.state == "met"),
        bound=choice.bound,
    )


def _by_station(upgrades: Iterable[Upgrade]) -> list[list[Upgrade]]:
    every: dict[StationId, dict[str, Upgrade]] = {}
    for n, one in enumerate(upgrades):
        mine = every.setdefault(one.station, {})
        if one.level in mine:
            raise Invalid.at(f"upgrades.{n}", "stations.upgrade_twice", station=one.name, level=one.level)
        mine[one.level] = one
    return [list(mine.values()) for mine in every.values()]


def _each(one: Upgrade) -> float:
    """Yuan for each rider a day; what serves nobody comes last."""
    return float("inf") if one.per_rider is None else one.per_rider


def _left_out(mine: list[Upgrade], budget: int, left: int, dearest: float) -> LeftOut:
    best = min(mine, key=_each)
    if best.per_rider is None:
        return LeftOut(best, best.reason)
    least = min(one.cost or 0 for one in mine if one.riders)
    values = {"station": best.name, "level": best.level, "yuan": best.cost, "each": shown(best.per_rider)}
    if least > budget:
        return LeftOut(best, Reason("stations.left_out_dear", **values, least=least, budget=budget))
    return LeftOut(best, Reason("stations.left_out", **values, dearest=shown(dearest), left=left))
