"""What it takes to bring a station to a level, item by item, at the prices that the caller gives."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Final, Literal

import attrs

from ..errors import Invalid
from ..fields import check_listed, whole
from ..ids import StationId
from ..standards import Answer, FactValue, Repair, Scheme, Verdict
from ..text import Label, Reason
from ._judging import Windows, judge, standard_of
from ._values import Station

__all__ = ["MOST_YUAN", "Item", "Price", "Upgrade", "UpgradeState", "upgrade"]

MOST_YUAN: Final = 10**12

UpgradeState = Literal["met", "priced", "unpriced", "unknown", "out_of_reach"]


@attrs.frozen
class Price:
    """What it costs to change a fact: for the change as a whole, or for each unit of it.

    >>> Price(800), Price(60, each=True)
    (Price(yuan=800, each=False), Price(yuan=60, each=True))
    """

    yuan: int = attrs.field(validator=whole(high=MOST_YUAN))
    each: bool = False
    """For each piece, seat or square metre by which the fact has to change; parts of a yuan count as one."""

    def of(self, now: FactValue, becomes: FactValue) -> int:
        """What a change costs.

        >>> Price(60, each=True).of(3, 8)
        300
        """
        if not self.each or not isinstance(now, int | float) or not isinstance(becomes, int | float):
            return self.yuan
        return ceil(self.yuan * abs(Fraction(str(+becomes)) - Fraction(str(+now))))


@attrs.frozen
class Item:
    """One fact that has to change, and its price."""

    fact: str
    title: Label
    now: FactValue
    becomes: FactValue
    """Enough for the level, together with the other items."""
    yuan: int | None
    """None where the caller gave no price: that is never taken as free."""

    @property
    def reason(self) -> Reason:
        """The item in one line."""
        code = "stations.item_unpriced" if self.yuan is None else "stations.item"
        return Reason(code, fact=self.title, now=self.now, becomes=self.becomes, yuan=self.yuan)


@attrs.frozen
class Upgrade:
    """What stands between a station and a level, what that costs, and whom it serves."""

    station: StationId
    name: str
    level: str
    answer: Answer
    """What the level's standard says of the station as it is."""
    items: tuple[Item, ...] = ()
    """What has to change: of the ways to meet the standard the cheapest."""
    find_out: Mapping[str, Label] = attrs.field(factory=dict)
    """The facts that have to be known before anybody can say what is missing, each with its title."""
    riders: int | None = attrs.field(default=None, validator=attrs.validators.optional(whole(high=10**9)))
    """How many riders a day it would serve; None where nobody has counted."""
    complete: bool = True
    """Whether every way was looked at; if not, there may be a cheaper one."""

    @property
    def state(self) -> UpgradeState:
        """Whether it is met already, priced, or why it has no price."""
        if self.answer == "met":
            return "met"
        if self.find_out:
            return "unknown"
        if not self.items:
            return "out_of_reach"
        return "unpriced" if self.unpriced else "priced"

    @property
    def unpriced(self) -> tuple[str, ...]:
        """The facts that have to change and have no price."""
        return tuple(item.fact for item in self.items if item.yuan is None)

    @property
    def cost(self) -> int | None:
        """What all items cost, in yuan; None unless each has a price."""
        if self.state != "priced":
            return None
        return sum(item.yuan or 0 for item in self.items)

    @property
    def per_rider(self) -> float | None:
        """Yuan for each rider a day; None where cost or riders are not known, or nobody is served."""
        return self.cost / self.riders if self.cost is not None and self.riders else None

    @property
    def reason(self) -> Reason:
        """The upgrade in one sentence: what it costs, or what is in the way of saying so."""
        about = {"station": self.name, "level": self.level}
        match self.state:
            case "met":
                return Reason("stations.upgrade_met", **about)
            case "unknown":
                return Reason("stations.upgrade_unknown", **about, facts=tuple(self.find_out.values()))
            case "out_of_reach" if self.complete:
                return Reason("stations.upgrade_out_of_reach", **about)
            case "out_of_reach":
                return Reason("stations.upgrade_not_found", **about)
            case "unpriced":
                titles = tuple(item.title for item in self.items if item.yuan is None)
                return Reason("stations.upgrade_unpriced", **about, facts=titles)
        if self.riders is None:
            return Reason("stations.upgrade_uncounted", **about, yuan=self.cost)
        if self.per_rider is None:
            return Reason("stations.upgrade_for_nobody", **about, yuan=self.cost)
        each = shown(self.per_rider)
        return Reason("stations.upgrade", **about, yuan=self.cost, riders=self.riders, each=each)

    def reasons(self) -> tuple[Reason, ...]:
        """The sentence, then each item."""
        return (self.reason, *(item.reason for item in self.items))


def shown(yuan: float) -> float:
    """A price as a sentence says it: to a hundredth."""
    return round(yuan, 2)


def upgrade(
    station: Station,
    scheme: Scheme,
    level: str,
    on: date,
    prices: Mapping[str, Price],
    *,
    riders: int | None = None,
    windows: Windows | None = None,
) -> Upgrade:
    """What a station is missing for a level as of a day, and what that costs.

    Of the ways to meet the level's standard (`Verdict.repairs`) the cheapest at these prices; one of which
    every item has a price goes before one that lacks some. A way through a fact that is not known is none:
    where there is no other, or it is not known whether the level is met, `find_out` says what to look at.

    Args:
        station: as it stands.
        scheme: the levels.
        level: one of them.
        on: the day.
        prices: by fact, as the scheme's standards name them: kinds of equipment, seats, area_m2.
        riders: how many a day it would serve there, if somebody has counted.
        windows: as for `judge`.

    Raises:
        Invalid: no such level, no `Price`, or a price of what no level asks for.
    """
    check_prices(prices, scheme)
    verdict = judge(station, standard_of(scheme, level), on, windows)
    made = Upgrade(station.id, station.name, level, verdict.answer, riders=riders)
    titles = {fact.name: fact.title for fact in verdict.rules.facts}
    if verdict.answer == "met":
        return made
    if verdict.answer == "unknown":
        return attrs.evolve(made, find_out={name: titles[name] for name in verdict.needs()})
    now = dict(zip(titles, verdict.values, strict=True))
    repairs = verdict.repairs()
    known = [way for way in repairs if None not in map(now.get, way.facts)]
    made = attrs.evolve(made, complete=repairs.complete)
    if not known:
        first = next((way.facts for way in repairs), None)
        lacking = _immovable(verdict) if first is None else first
        return attrs.evolve(made, find_out={name: titles[name] for name in lacking if now[name] is None})
    every = [tuple(_items(way, now, titles, prices)) for way in known]
    return attrs.evolve(made, items=min(every, key=_dear))


def check_prices(prices: Mapping[str, Price], scheme: Scheme) -> None:
    """Refuse what is no price, or one of something that no level asks for: misspelt, it would do nothing."""
    for name, price in prices.items():
        if not isinstance(price, Price):
            raise Invalid.at(f"prices.{name}", "stations.no_price", value=price)
    asked = {name for _, standard in scheme.levels for name in standard.fact_names}
    for name in prices.keys() - asked:
        check_listed(f"prices.{name}", name, asked)


def _items(
    way: Repair, now: Mapping[str, FactValue], titles: Mapping[str, Label], prices: Mapping[str, Price]
) -> Iterable[Item]:
    for name, becomes in way.example:
        price = prices.get(name)
        yuan = None if price is None else price.of(now[name], becomes)
        yield Item(name, titles[name], now[name], becomes, yuan)


def _dear(items: tuple[Item, ...]) -> tuple[int, int]:
    return sum(item.yuan is None for item in items), sum(item.yuan or 0 for item in items)


def _immovable(verdict: Verdict) -> Iterable[str]:
    """What nobody can change, in conditions of which it is not known whether they are met."""
    fixed = {fact.name for fact in verdict.rules.facts if fact.immovable}
    asked = {name for finding in verdict.findings if finding.answer == "unknown" for name, _ in finding.facts}
    return sorted(fixed & asked)
