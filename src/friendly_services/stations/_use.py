"""Whether a station is in use: where nobody was for long it is dormant, and says so on the map."""

from datetime import date, datetime, time, tzinfo

from ..cases import term
from ..decider import Context
from ..errors import Invalid
from ._commands import RecordVisit
from ._events import Event, FellDormant, Revived, Visited, Watched
from ._rules import Rules
from ._values import Station

__all__ = ["last_seen", "visited", "watched"]


def last_seen(station: Station, zone: tzinfo | None) -> date | None:
    """The last day on which somebody is known to have been there: a visitor, a keeper, whoever checked it."""
    days = [one.checked_on for one in station.equipment.values()]
    if station.seen_on is not None:
        days.append(station.seen_on)
    if station.confirmed_at is not None:
        days.append(station.confirmed_at.astimezone(zone).date())
    return max(days, default=None)


def visited(station: Station, command: RecordVisit, context: Context[Rules]) -> tuple[Event, ...]:
    """A visit that is later than what is known."""
    if command.on > context.today:
        raise Invalid.at("on", "stations.day_ahead", value=command.on, today=context.today)
    known = last_seen(station, context.now.tzinfo)
    return (Visited(command.on),) if known is None or command.on > known else ()


def watched(station: Station, context: Context[Rules]) -> tuple[Event, ...]:
    """What use, or none, means for a station as of today: dormant, in use again, or for longer.

    A station that was not watched so far is, from today.
    """
    rule, today, zone = context.rules.dormant, context.today, context.now.tzinfo
    if rule is None or station.standing not in {"open", "dormant"}:
        return ()
    seen = (station.watch and last_seen(station, zone)) or today
    until = term(rule, datetime.combine(seen, time(), zone), context.calendar)
    if until.over(today):
        return () if station.standing == "dormant" else (FellDormant(today, seen),)
    if station.standing == "dormant":
        return (Revived(today, until),)
    if station.watch is None or station.watch.over(today):
        return (Watched(seen, until),)
    return ()
