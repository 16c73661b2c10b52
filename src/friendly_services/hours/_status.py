"""Whether a place is open at an instant, until when, and when the answer becomes another."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final, Literal

import attrs

from ..errors import Invalid
from ..text import Reason
from ..workdays import Calendar
from ._changes import CLOSED, LATE, OPEN, UNSTATED, UNTOLD, changes
from ._week import Hours

Answer = Literal["open", "closed", "unknown"]
Moment = tuple[datetime, int]
"""An instant, and the state from then on."""


@attrs.frozen
class Openness:
    """Whether a place is open to who comes at an instant, until when, and from when next."""

    answer: Answer
    until: datetime | None
    """When an open place closes; None if it is not open, or stays so for as long as is looked ahead."""
    next: datetime | None
    """When a closed place opens; None if it is not closed, or stays so for as long as is looked ahead."""
    reason: Reason
    changes: datetime | None = None
    """The next instant with another answer, be it unknown; None if none comes while one looks ahead."""
    last_entry: datetime | None = None
    """Until when an open place lets people in, where that is before it closes."""
    closing_soon: bool = False
    """Whether an open place closes, or lets nobody in any more, within the minutes that were asked of."""


AHEAD: Final = 15
"""Days looked ahead for the next change."""
_AHEAD_OVER_SEASONS: Final = 367
_CLOSED: Final = (CLOSED, LATE)
_UNKNOWN: Final = (UNSTATED, UNTOLD)
_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)


def status(hours: Hours | None, at: datetime, calendar: Calendar | None = None, *, soon: int = 0) -> Openness:
    """Whether a place with these hours is open at that instant, by the clock of the zone `at` is given in.

    Give `at` in the zone of the place. Where its clock is put back, the hour that comes twice is read off the
    clock both times; where it is put forward, the hour that is skipped has no minute.

    Args:
        hours: None where nobody recorded them.
        at: aware.
        calendar: tells public holidays and make-up workdays.
        soon: minutes before closing from which on it is said that it closes soon.

    >>> night = Hours.weekly(sat="20:00-02:00")
    >>> sunday = status(night, datetime(2026, 3, 1, 1, 30, tzinfo=UTC), soon=45)  # under Saturday's hours
    >>> sunday.answer, sunday.closing_soon
    ('open', True)
    """
    if not isinstance(at, datetime):
        raise Invalid.at("at", "hours.not_a_time", value=at)
    if at.tzinfo is None:
        raise Invalid.at("at", "hours.naive_time", value=at)
    if hours is None:
        return Openness("unknown", None, None, Reason("hours.unknown"))
    ahead = _AHEAD_OVER_SEASONS if hours.seasons else AHEAD
    state, found = _moments(hours, at, at.tzinfo, calendar, ahead)
    if state == OPEN:
        return _open(found, at, ahead, soon)
    if state in _CLOSED:
        return _closed(found, state, ahead)
    until = next((moment for moment, other in found if other not in _UNKNOWN), None)
    why = "hours.unstated" if state == UNSTATED else "hours.holiday_unknown"
    return Openness("unknown", None, None, Reason(why, year=at.year), until)


def _open(found: Iterator[Moment], at: datetime, ahead: int, soon: int) -> Openness:
    first = until = last_entry = None
    for moment, state in found:
        first = first or moment
        if state == LATE:
            last_entry = last_entry or moment
        elif state != OPEN:
            until = moment
            break
    if first is None:
        return Openness("open", None, None, Reason("hours.open_throughout", days=ahead))
    left = first.astimezone(UTC) - at.astimezone(UTC)
    if last_entry is None:
        reason = Reason("hours.open", until=until)
    else:
        reason = Reason("hours.open_last_entry", until=until, last=last_entry)
    return Openness("open", until, None, reason, first, last_entry, left <= soon * _MINUTE)


def _closed(found: Iterator[Moment], state: int, ahead: int) -> Openness:
    first = None
    for moment, following in found:
        if following in _CLOSED:
            continue
        first = first or moment
        if following == OPEN:
            late = state == LATE
            reason = Reason("hours.no_more_entry" if late else "hours.closed", next=moment)
            return Openness("closed", None, moment, reason, first)
    return Openness("closed", None, None, never_surely(first, ahead), first)


def never_surely(changes: datetime | None, ahead: int) -> Reason:
    """Why a closed place has no next opening: it stays closed, or nobody knows whether it opens then."""
    if changes is None:
        return Reason("hours.closed_throughout", days=ahead)
    return Reason("hours.not_before", next=changes)


def _moments(
    hours: Hours, at: datetime, zone: tzinfo, calendar: Calendar | None, ahead: int
) -> tuple[int, Iterator[Moment]]:
    """The state at an instant, and each change, as the clock of the zone shows the minutes."""
    last = at.date() + ahead * _DAY
    if not _is_set(zone, at.year):
        found = changes(hours, at, last, calendar)
        _, state = next(found)
        midnight = datetime(at.year, at.month, at.day, tzinfo=zone)  # it has its zone
        return state, ((midnight + minute * _MINUTE, after) for minute, after in found)
    moments = _by_a_set_clock(hours, at.astimezone(UTC).astimezone(zone), zone, last, calendar)
    _, state = next(moments)
    return state, moments


def _by_a_set_clock(
    hours: Hours, at: datetime, zone: tzinfo, last: date, calendar: Calendar | None
) -> Iterator[Moment]:
    """The state at an instant, then each change, where the clock may be set in between."""
    turn: datetime | None = at
    said = None
    while turn is not None:
        before, turn = turn, None
        wall = before.replace(tzinfo=None)
        midnight = datetime.combine(wall.date(), time())
        offset = wall - before.astimezone(UTC).replace(tzinfo=None)
        for n, (minute, state) in enumerate(changes(hours, wall, last, calendar)):
            moment = before
            if n:
                moment = (midnight + minute * _MINUTE - offset).replace(tzinfo=UTC).astimezone(zone)
                turn = _turn(before, moment, zone)
                if turn is not None:
                    break
            if state != said:
                yield moment, state
            before, said = moment, state


@lru_cache(maxsize=1_024)
def _is_set(zone: tzinfo, year: int) -> bool:
    """Whether the clock of a zone is put forward or back in a year or the next."""
    new_year = datetime(min(max(year, 2), 9996), 1, 1, tzinfo=UTC)  # as far as dates go
    return len({_offset(new_year + n * _DAY, zone) for n in range(-1, 2 * 366 + 1)}) > 1


def _turn(after: datetime, until: datetime, zone: tzinfo) -> datetime | None:
    """The first instant at which the clock is set, if that is before it would show a time."""
    low, end = after.astimezone(UTC).replace(microsecond=0), until.astimezone(UTC)
    offset = after.utcoffset()
    while low < end:
        high = min(low + _DAY, end)
        if _offset(high, zone) != offset:
            seconds = range(1, (high - low) // _SECOND + 1)
            at = bisect_left(seconds, True, key=lambda n: _offset(low + n * _SECOND, zone) != offset)
            return (low + seconds[at] * _SECOND).astimezone(zone)
        low = high
    return None


def _offset(moment: datetime, zone: tzinfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()
