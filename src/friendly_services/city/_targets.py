"""How far targets are reached: asked of the registers, never kept."""

from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import Literal

import attrs

from .. import targets
from ..text import Reason
from ._desk import Desk
from ._measures import Registers, measured, reached
from ._progress import Share, known_on, records
from ._visits import Visits

__all__ = ["Progress", "Targets"]


@attrs.frozen
class Progress:
    """How far a target was reached on a day."""

    target: targets.Target
    on: date
    value: Fraction | None
    """What is reached, exactly: a number, or percent; None where there is nothing to measure."""
    share: Share
    """What it was counted from, and of how many it is not known."""
    answer: Literal["met", "unmet", "unknown"]
    """Whether that is enough; unknown where what is not known decides it."""
    why: Reason
    """It in words."""
    damaged: tuple[Reason, ...] = ()
    """Records that cannot be read, and are in none of the numbers."""

    @property
    def overdue(self) -> bool:
        """Whether its last day has passed, and it is neither reached nor closed."""
        due, closed = self.target.goal.due.day, self.target.closed_on
        return self.on > due and closed is None and self.answer != "met"


@attrs.frozen(eq=False, repr=False)
class Targets(Desk[targets.Target]):
    """What the programme has undertaken to reach."""

    uses: Visits
    """Where the counts of use are asked for."""

    def progress(self, id: str, *, on: date | None = None) -> Progress:
        """How far a target is reached.

        >>> city.targets.progress(target).answer    # doctest: +SKIP

        Args:
            id: the target.
            on: the day; the city's today if left out. An earlier one is answered as it was on record then,
                but for use: that day's is counted by all that is on record now.

        Raises:
            NotFound: there is no such target, or there was none on that day.
        """
        day = self._reader.day(on)
        known = known_on(self._reader, day)
        target = self.get(id, known=known)
        rules: targets.Rules = self._reader.rules("targets", None)
        metric = rules.metrics.get(target.metric)
        if metric is None:  # the pack in force has dropped it
            why = Reason("progress.no_metric", metric=target.metric)
            return Progress(target, day, None, Share(0, 0), "unknown", why)
        damaged: list[Reason] = []
        found = measured(self._registers(target.area, day, damaged), metric)
        answer = reached(found, metric, target.goal.value)
        why = _why(metric, target, found.value, found.share)
        return Progress(target, day, found.value, found.share, answer, why, tuple(damaged))

    def _registers(self, area: str | None, on: date, damaged: list[Reason]) -> Registers:
        known = known_on(self._reader, on)
        areas = None if area is None else self._reader.areas(area)
        shops = (one for _, one in records(self._reader, "merchant.in_area.1", known, damaged))
        hosts = (one for _, one in records(self._reader, "station.by_area.1", known, damaged))
        return Registers(
            on,
            tuple(shop for shop in shops if areas is None or shop.premises.area in areas),
            tuple(host for host in hosts if areas is None or host.area in areas),
            partial(self._used, on),
        )

    def _used(self, on: date, place: str, days: int) -> int | None:
        counted = self.uses.use(place, on - timedelta(days=days - 1), on)
        return counted.total if counted.days else None


def _why(metric: targets.Metric, target: targets.Target, value: Fraction | None, share: Share) -> Reason:
    if value is None:
        return Reason("progress.nothing", metric=metric.title, unknown=share.unknown)
    return Reason(
        "progress.value",
        metric=metric.title,
        value=int(value) if value.denominator == 1 else round(float(value), 1),
        goal=target.goal.value,
        due=target.goal.due.day,
        count=share.count,
        of=share.of,
        unknown=share.unknown,
    )
