"""What targets are measured by: pure functions over the registers as they are, or were, on a day."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final, Literal

import attrs

from .. import merchants, stations, targets
from ..hours import ALL_DAY, Hours, Span
from ._progress import Share

__all__ = ["MEASURES", "Measured", "Registers", "measured", "reached"]

_DAY: Final = 24 * 60
_WEEK: Final = 7 * _DAY


@attrs.frozen
class Registers:
    """The registers of a city or an area on a day."""

    on: date
    merchants: tuple[merchants.Merchant, ...]
    stations: tuple[stations.Station, ...]
    uses: Callable[[str, int], int | None]
    """How often a place was used in so many days up to that day; None where it was not counted."""


@attrs.frozen
class Measured:
    """A metric's value, with what it is a share of and of how many it is not known."""

    value: Fraction | None
    """None where there is nothing that it could be a share or a mean of."""
    share: Share


def _named(registers: Registers) -> list[merchants.Merchant]:
    return [merchant for merchant in registers.merchants if merchant.standing == "named"]


def _kept(registers: Registers) -> list[stations.Station]:
    """The stations that are not closed for good."""
    return [station for station in registers.stations if station.standing != "closed"]


def _merchants_named(registers: Registers, _: targets.Metric) -> Measured:
    return _count(Share(len(_named(registers)), of=len(registers.merchants)))


def _merchants_on_map(registers: Registers, _: targets.Metric) -> Measured:
    shown = sum(merchants.place(merchant).absent is None for merchant in registers.merchants)
    return _count(Share(shown, of=len(registers.merchants)))


def _reviews_in_time(registers: Registers, _: targets.Metric) -> Measured:
    """A review that should have begun and has not is not known to be late: it has no term yet."""
    answers = []
    for merchant in _named(registers):
        review = merchant.naming.review if merchant.naming else None
        late = review is not None and review.term is not None and review.term.day < registers.on
        waits = review is None or (review.term is None and review.on <= registers.on)
        answers.append(None if waits else not late)
    return _rate(answers)


def _stations_open(registers: Registers, _: targets.Metric) -> Measured:
    """One that riders found locked or broken is neither open nor shut until its keeper has answered."""
    kept = _kept(registers)
    flagged = sum(station.standing == "flagged" for station in kept)
    return _count(Share(sum(station.standing == "open" for station in kept), len(kept), flagged))


def _stations_of_level(registers: Registers, metric: targets.Metric) -> Measured:
    kept = _kept(registers)
    levels = [station.level for station in kept if station.level is not None]
    held = sum(level.code in metric.levels and level.until >= registers.on for level in levels)
    return _count(Share(held, of=len(kept)))


def _stations_round_the_clock(registers: Registers, _: targets.Metric) -> Measured:
    return _rate(None if s.hours is None else _always(s.hours) for s in _kept(registers))


def _use_per_place(registers: Registers, metric: targets.Metric) -> Measured:
    """The mean over the places on the map of which there is a count."""
    places = [merchants.place(merchant) for merchant in registers.merchants]
    places += [stations.place(station) for station in registers.stations]
    counts = [registers.uses(place.id, metric.window_days) for place in places if place.absent is None]
    known = [count for count in counts if count is not None]
    share = Share(sum(known), len(known), len(counts) - len(known))
    return Measured(share.rate, share)


Measure = Callable[[Registers, targets.Metric], Measured]

MEASURES: Final[Mapping[targets.Measure, Measure]] = {
    "merchants_named": _merchants_named,
    "merchants_on_map": _merchants_on_map,
    "reviews_in_time": _reviews_in_time,
    "stations_open": _stations_open,
    "stations_of_level": _stations_of_level,
    "stations_round_the_clock": _stations_round_the_clock,
    "use_per_place": _use_per_place,
}
"""Each by the name that packs call it by."""


def measured(registers: Registers, metric: targets.Metric) -> Measured:
    """The value of a metric."""
    return MEASURES[metric.measure](registers, metric)


def reached(found: Measured, metric: targets.Metric, value: int) -> Literal["met", "unmet", "unknown"]:
    """Whether a value is reached; unknown where what is not known decides it."""
    if found.value is None:
        return "unknown"
    share = found.share
    most = found.value
    if metric.measure in targets.PERCENT:
        most = 100 * Fraction(share.count + share.unknown, share.of)
    elif metric.measure != "use_per_place":
        most += share.unknown
    if found.value >= value:
        return "met"
    return "unmet" if most < value else "unknown"


def _count(share: Share) -> Measured:
    return Measured(Fraction(share.count), share)


def _rate(answers: Iterable[bool | None]) -> Measured:
    """In percent; of nothing there is none."""
    every = list(answers)
    share = Share(every.count(True), len(every), every.count(None))
    return Measured(None if share.rate is None else 100 * share.rate, share)


def _always(hours: Hours) -> bool | None:
    """Whether no week and no holiday leaves a minute out, spans over midnight and Sunday night included.

    None where the hours leave that open.
    """
    if not hours.sure:
        return None
    if not all(map(_whole, hours.weeks)):
        return False
    holidays = hours.holidays
    if holidays is None or all(span.sure for span in holidays):
        return holidays in {None, (ALL_DAY,)}
    return None


def _whole(week: tuple[tuple[Span, ...], ...]) -> bool:
    spans = sorted(
        (day * _DAY + span.opens + turn, day * _DAY + span.closes + turn)
        for turn in (-_WEEK, 0)
        for day, day_spans in enumerate(week)
        for span in day_spans
    )
    covered = 0
    for opens, closes in spans:
        if opens > covered:
            return False
        covered = max(covered, closes)
    return covered >= _WEEK
