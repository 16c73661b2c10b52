"""The most value for a sum, with at most one option of each class: the multiple-choice knapsack.

Its linear relaxation gives the sum a price: p of value for every q of cost. At that price each option loses
so much against the best of its class, and a choice is worth no more than the bound less what its options
lose. So only options that lose no more than the bound leaves over the best choice so far are tried, the least
loss first; and a choice that costs no less than another for no more value is dropped. Everything is in whole
numbers, so that no rounding brings a bound below the truth.

H. Kellerer, U. Pferschy, D. Pisinger: Knapsack Problems, 2004, chapter 11.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

__all__ = ["WORK", "Choice", "best_choice"]

WORK: Final = 400_000
"""Choices looked at before the best so far is given with its bound: about a second."""


class Choice(NamedTuple):
    """The options taken, what they come to, and what no choice exceeds."""

    picks: tuple[int | None, ...]
    """For each class the place of its option; None for none of them."""
    cost: int
    value: int
    bound: int
    """No choice has more value; equal to `value` where this one is proved to be the best."""


class _Option(NamedTuple):
    cost: int
    value: int
    place: int | None


class _Tried(NamedTuple):
    """A choice that departs from the best of each class, at the price, in some of them."""

    cost: int
    value: int
    departures: Any
    """The last one as (class, option, those before it); None if there is none."""


def best_choice(classes: Sequence[Sequence[tuple[int, int]]], budget: int, work: int = WORK) -> Choice:
    """Options of the most value that cost no more than the budget together, at most one of each class.

    Args:
        classes: of each option its cost and its value, whole numbers from 0 on.
        budget: what they may cost together.
        work: how many choices to look at. If it takes more, the bound is the relaxation's.
    """
    fronts = [_front(options, budget) for options in classes]
    taken, (p, q) = _greedy([_hull(front) for front in fronts], budget)
    search = _Search(fronts, _filled(fronts, taken, budget), p, q, budget)
    exact = search.run(work)
    taken = _filled(fronts, search.best(), budget)
    value = sum(option.value for option in taken)
    return Choice(
        picks=tuple(option.place for option in taken),
        cost=sum(option.cost for option in taken),
        value=value,
        bound=value if exact else search.most // q,
    )


class _Search:
    """A search for what is better than a choice that is known."""

    def __init__(
        self, fronts: list[list[_Option]], known: list[_Option], p: int, q: int, budget: int
    ) -> None:
        self.fronts = fronts
        self.known = known
        self.value = sum(option.value for option in known)
        self.p, self.q, self.budget = p, q, budget
        self.base = [max(front, key=self._worth) for front in fronts]
        self.most = p * budget + sum(map(self._worth, self.base))
        """The bound, times q."""
        self.better: _Tried | None = None

    def run(self, work: int) -> bool:
        """Look at so many choices; whether there are no others that could be better."""
        start = _Tried(sum(one.cost for one in self.base), sum(one.value for one in self.base), None)
        self._note([start])
        choices = [start]
        for least, n, losses in self._core():
            if least > self._room():
                break
            here = self.base[n]
            new = [
                _Tried(
                    one.cost + option.cost - here.cost,
                    one.value + option.value - here.value,
                    (n, option, one.departures),
                )
                for loss, option in losses
                if loss <= self._room()
                for one in choices
            ]
            self._note(new)
            work -= len(new)
            if work < 0:
                return False
            choices = self._worth_keeping(choices + new)
        return True

    def best(self) -> list[_Option]:
        """The best choice found, an option for each class."""
        if self.better is None:
            return self.known
        found = self.base.copy()
        departures = self.better.departures
        while departures is not None:
            n, option, departures = departures
            found[n] = option
        return found

    def _worth(self, option: _Option) -> int:
        return self.q * option.value - self.p * option.cost

    def _room(self) -> int:
        """What a better choice may lose at most."""
        return self.most - self.q * (self.value + 1)

    def _core(self) -> list[tuple[int, int, list[tuple[int, _Option]]]]:
        """The classes of which another option than the best could be taken, the least loss first."""
        core = []
        for n, (front, here) in enumerate(zip(self.fronts, self.base, strict=True)):
            losses = [(self._worth(here) - self._worth(one), one) for one in front if one is not here]
            least = min((loss for loss, _ in losses), default=self.most)
            if least <= self._room():
                core.append((least, n, losses))
        return sorted(core)

    def _note(self, choices: list[_Tried]) -> None:
        for one in choices:
            if one.cost <= self.budget and one.value > self.value:
                self.value, self.better = one.value, one

    def _worth_keeping(self, choices: list[_Tried]) -> list[_Tried]:
        """Those that nothing costs less than for as much, and that could still lead to a better one."""
        enough = self.q * (self.value + 1) - self.p * self.budget
        kept: list[_Tried] = []
        highest = -1
        for one in sorted(choices, key=lambda one: (one.cost, -one.value)):
            if one.value > highest:
                highest = one.value
                if self.q * one.value - self.p * one.cost >= enough:
                    kept.append(one)
        return kept


def _front(options: Sequence[tuple[int, int]], budget: int) -> list[_Option]:
    """None at all and the options that can be paid: each costs and is worth more than the one before."""
    every = [_Option(0, 0, None), *(_Option(cost, value, n) for n, (cost, value) in enumerate(options))]
    front: list[_Option] = []
    for option in sorted(every, key=lambda one: (one.cost, -one.value)):
        if option.cost <= budget and (not front or option.value > front[-1].value):
            front.append(option)
    return front


def _hull(front: list[_Option]) -> list[_Option]:
    """Those of a front that mixtures of two others do not exceed: each step is worth less for its cost."""
    hull: list[_Option] = []
    for option in front:
        while len(hull) > 1 and _slope_rises(hull[-2], hull[-1], option):
            hull.pop()
        hull.append(option)
    return hull


def _slope_rises(a: _Option, b: _Option, c: _Option) -> bool:
    return (c.value - b.value) * (b.cost - a.cost) >= (b.value - a.value) * (c.cost - b.cost)


def _greedy(hulls: list[list[_Option]], budget: int) -> tuple[list[_Option], tuple[int, int]]:
    """The relaxation without its last fraction, and the price: the value and cost of the first step left out.

    Any price gives a true bound, so that it may be told by rounded quotients; this one gives the lowest.
    """
    steps = [(n, a, b) for n, hull in enumerate(hulls) for a, b in pairwise(hull)]
    steps.sort(key=lambda step: (step[1].value - step[2].value) / (step[2].cost - step[1].cost))
    taken = [hull[0] for hull in hulls]
    left = budget - sum(option.cost for option in taken)
    price = None
    for n, a, b in steps:
        cost = b.cost - a.cost
        if taken[n] is a and cost <= left:
            taken[n] = b
            left -= cost
        elif price is None:
            price = (b.value - a.value, cost)
    return taken, price or (0, 1)


def _filled(fronts: list[list[_Option]], taken: list[_Option], budget: int) -> list[_Option]:
    """The choice with whatever still fits into what is left of the budget, class by class."""
    left = budget - sum(option.cost for option in taken)
    filled = []
    for front, here in zip(fronts, taken, strict=True):
        best = max(
            (one for one in front if one.cost - here.cost <= left), key=lambda one: one.value
        )  # `here` itself is one of them
        left -= best.cost - here.cost
        filled.append(best)
    return filled
