"""What riders report at the door: when reports flag a station, and what the map says of it."""

from datetime import datetime, timedelta
from typing import Final

import attrs

from ..cases import term
from ..decider import Context
from ..text import Reason
from ._commands import ReportStatus
from ._events import Event, Flagged, StatusReported
from ._evolve import evolve
from ._rules import Rules
from ._values import SEEN, Flag, Seen, Station, StatusReport

__all__ = ["OFF_THE_MAP", "flag_reason", "reported"]

OFF_THE_MAP: Final = frozenset[Seen]({"locked", "broken"})
"""A full station is open; one that is found locked or broken is not shown until somebody has answered."""


def reported(station: Station, command: ReportStatus, context: Context[Rules]) -> tuple[Event, ...]:
    """A rider's report, and the flag if it is the one that was still wanting."""
    rule, now = context.rules.reports, context.now
    report = StatusReport(context.actor.id, command.seen, now)
    if any(_same_hour(one, report) for one in station.reports):
        return ()
    event = StatusReported(report, now - timedelta(hours=rule.within_hours))
    found = evolve(station, event).reports
    riders = sum(one.seen == report.seen for one in found)
    if report.seen == "open" or riders < rule.matching or not _graver(station.flag, report.seen):
        return (event,)
    if station.flag is not None:  # full so far: the answer that is owed is the same
        return (event, Flagged(attrs.evolve(station.flag, seen=report.seen, riders=riders)))
    owed = term(rule.answer, now, context.calendar)
    return (event, Flagged(Flag(report.seen, riders, context.today, owed)))


def flag_reason(flag: Flag) -> Reason:
    """What riders found, and until when the keeper has to answer, or that nobody did."""
    code = "stations.flagged_overdue" if flag.overdue else "stations.flagged"
    return Reason(code, riders=flag.riders, seen=SEEN[flag.seen], on=flag.on, day=flag.term.day)


def _same_hour(one: StatusReport, other: StatusReport) -> bool:
    """Whether the same rider has said the same within one hour of the clock."""
    return (one.rider, one.seen) == (other.rider, other.seen) and _hour(one, other) == _hour(other, other)


def _hour(report: StatusReport, zone: StatusReport) -> datetime:
    return report.at.astimezone(zone.at.tzinfo).replace(minute=0, second=0, microsecond=0)


def _graver(flag: Flag | None, seen: Seen) -> bool:
    """Whether what was seen takes the station off the map, or nothing was flagged so far."""
    return flag is None or (flag.seen not in OFF_THE_MAP and seen in OFF_THE_MAP)
