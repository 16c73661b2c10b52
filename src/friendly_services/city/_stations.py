"""The register of stations: what they lack for a level, and which upgrades a sum should pay for."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from itertools import chain

import attrs

from .. import stations
from ..standards import Verdict
from ._desk import Desk

__all__ = ["Stations"]


@attrs.frozen(eq=False, repr=False)
class Stations(Desk[stations.Station]):
    """The register of stations."""

    def verdicts(
        self,
        id: str,
        *,
        on: date | None = None,
        known: datetime | None = None,
    ) -> Mapping[str, Verdict]:
        """What each level's standard says of a station, for itself: see `Merchants.verdict`."""
        rules: stations.Rules = self._reader.rules("stations", known)
        day = self._reader.day(on)
        return stations.verdicts(self.get(id, known=known), rules.scheme, day, rules.spans)

    def missing_for(
        self,
        id: str,
        level: str,
        *,
        on: date | None = None,
        known: datetime | None = None,
    ) -> stations.Missing:
        """What a station lacks for a level, or what has to be found out first."""
        rules: stations.Rules = self._reader.rules("stations", known)
        day = self._reader.day(on)
        return stations.missing_for(self.get(id, known=known), rules.scheme, level, day, rules.spans)

    def upgrade(
        self,
        id: str,
        level: str,
        *,
        prices: Mapping[str, stations.Price],
        riders: int | None = None,
        on: date | None = None,
        known: datetime | None = None,
    ) -> stations.Upgrade:
        """What a station lacks for a level, priced item by item: see `stations.upgrade`."""
        rules: stations.Rules = self._reader.rules("stations", known)
        day, station = self._reader.day(on), self.get(id, known=known)
        return stations.upgrade(station, rules.scheme, level, day, prices, riders=riders, windows=rules.spans)

    def plan_budget(
        self,
        budget: int,
        *,
        prices: Mapping[str, stations.Price],
        riders: Mapping[str, int | Mapping[str, int]],
        area: str | None = None,
        levels: Collection[str] | None = None,
        on: date | None = None,
    ) -> stations.BudgetPlan:
        """Which upgrades of all stations serve the most riders a day for a sum: see `stations.plan_budget`.

        Stations that are closed for good are left aside, and so is what the scheme is not for, such as a
        battery cabinet.

        Args:
            budget: yuan.
            prices: by fact, as the scheme's standards name them.
            riders: by station, how many a day it would serve: one number, or one for each level. A station
                or level left out is one that nobody has counted.
            area: only its stations.
            levels: only these; every level of the scheme if left out.
            on: the day; the city's today if left out.

        Raises:
            NotFound: riders of a station that there is not.
        """
        rules: stations.Rules = self._reader.rules("stations", None)
        day, windows = self._reader.day(on), rules.spans
        pages = tuple(self._pages(**({} if area is None else {"area": area})))
        every = tuple(chain.from_iterable(pages))
        for id_ in riders.keys() - {station.id for station in every}:
            self.get(id_)
        asked = rules.scheme.codes if levels is None else levels
        graded = {name for name, kind in rules.kinds.items() if kind.graded}
        upgrades = [
            stations.upgrade(
                station,
                rules.scheme,
                level,
                day,
                prices,
                riders=_served(riders, station, level),
                windows=windows,
            )
            for station in every
            for level in asked
            if station.standing != "closed" and station.kind in graded
        ]
        damaged = tuple(chain.from_iterable(page.damaged for page in pages))
        return attrs.evolve(stations.plan_budget(upgrades, budget), damaged=damaged)


def _served(
    riders: Mapping[str, int | Mapping[str, int]], station: stations.Station, level: str
) -> int | None:
    """How many riders a day a station would serve at a level, if somebody has counted."""
    served = riders.get(station.id)
    return served.get(level) if isinstance(served, Mapping) else served
