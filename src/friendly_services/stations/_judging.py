"""What the standards of a scheme say of a station: facts taken from its record, verdicts, what is missing."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import attrs

from ..errors import Invalid
from ..hours import Hours, Span
from ..standards import Given, Known, Scalar, Scheme, Standard, Verdict, evaluate
from ..text import Reason
from ._values import Station, facts_in

__all__ = ["DERIVED", "Missing", "facts_of", "judge", "missing_for", "services_on", "standard_of", "verdicts"]

DERIVED: Final = (
    "host",
    "has_keeper",
    "area_m2",
    "seats",
    "hours_per_day",
    "days_per_week",
    "equipment_checked_on",
)
"""Facts that the record itself tells, besides one for each kind of equipment and each window of hours."""

_MINUTES: Final = 60

Windows = Mapping[str, tuple[Span, ...]]


def facts_of(station: Station, on: date, windows: Windows | None = None) -> Mapping[str, Given]:
    """What a standard can ask of a station as of a day; None where it is not known.

    What was found on a day is `Known` with that day, so that a standard's `life` counts from it: a recorded
    fact from its own, equipment from its check. What rests on a fact's `source` rests on evidence where that
    is the name of a kind of evidence.

    Each kind of equipment is a fact of its own name: how many can be used that day. Hours are `hours_per_day`
    (of the shortest day on which it opens, in whatever season), `days_per_week`, and for each window whether
    all of it is covered on every such day; not known where the hours leave any time open.
    `equipment_checked_on` is the oldest check of all.
    """
    derived: dict[str, Scalar] = {
        "host": station.host,
        "has_keeper": True if station.keeper else None,
        "area_m2": station.area_m2,
        "seats": station.seats,
        "equipment_checked_on": min((one.checked_on for one in station.equipment.values()), default=None),
        **_hours(station.hours, windows or {}),
    }
    counts = {kind: Known(found.working(on), found.checked_on) for kind, found in station.equipment.items()}
    found = {fact.name: Known(fact.value, fact.on, fact.source) for fact in facts_in(station.facts, on)}
    return {**found, **counts, **derived}


def _hours(hours: Hours | None, windows: Windows) -> dict[str, Scalar]:
    if hours is None or not hours.sure:
        return dict.fromkeys(("hours_per_day", "days_per_week", *windows))
    days = [day for week in hours.weeks for day in week if day]
    shortest = min((sum(span.closes - span.opens for span in day) for day in days), default=0)
    return {
        "hours_per_day": shortest / _MINUTES,
        "days_per_week": min(sum(map(bool, week)) for week in hours.weeks),
        **{
            name: bool(days) and all(_covers(day, window) for day in days) for name, window in windows.items()
        },
    }


def _covers(day: tuple[Span, ...], window: tuple[Span, ...]) -> bool:
    return all(
        any(span.opens <= part.opens and part.closes <= span.closes for span in day) for part in window
    )


def judge(station: Station, standard: Standard, on: date, windows: Windows | None = None) -> Verdict:
    """What one standard says of a station as of a day; facts it does not declare are left aside."""
    facts = facts_of(station, on, windows)
    asked = {name: value for name, value in facts.items() if name in standard.fact_names}
    return evaluate(standard.in_force(on), asked, on)


def verdicts(
    station: Station, scheme: Scheme, on: date, windows: Windows | None = None
) -> Mapping[str, Verdict]:
    """What every level's standard says: each for itself, since no level includes another."""
    return {code: judge(station, standard, on, windows) for code, standard in scheme.levels}


@attrs.frozen
class Missing:
    """What stands between a station and a level."""

    level: str
    verdict: Verdict
    changes: tuple[Reason, ...]
    """What would have to become so, in the standard's words; none if the level is met."""
    facts: tuple[str, ...]
    """Facts that are not known and could decide it."""


def missing_for(
    station: Station, scheme: Scheme, level: str, on: date, windows: Windows | None = None
) -> Missing:
    """What is missing for a level, or what has to be found out first."""
    verdict = judge(station, standard_of(scheme, level), on, windows)
    return Missing(level, verdict, verdict.changes(), verdict.needs())


def standard_of(scheme: Scheme, level: str) -> Standard:
    """The standard of a level."""
    for code, standard in scheme.levels:
        if code == level:
            return standard
    raise Invalid.at("level", "value.not_one_of", value=level, choices=scheme.codes)


def services_on(station: Station, on: date) -> frozenset[str]:
    """What a station can offer that day: without what needs equipment that is broken or out of date.

    Equipment of which nothing is known takes no service away.
    """
    unusable = {kind for kind, equipment in station.equipment.items() if not equipment.working(on)}
    return frozenset(service for service, needs in station.services.items() if unusable.isdisjoint(needs))
