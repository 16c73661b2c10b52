"""At which minutes of the clock hours change, from a minute on."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise, product
from typing import Final

from ..workdays import Calendar
from ._seasons import DAYS
from ._spans import MINUTES, Day
from ._week import Hours

CLOSED: Final = 0
OPEN: Final = 1
UNSTATED: Final = 2
"""Nobody knows whether it is open."""
UNTOLD: Final = 3
"""It depends on holidays that the calendar lacks."""
LATE: Final = 4
"""Still open, and nobody is let in any more."""

Change = tuple[int, int]
"""A minute, and the state from then on."""

_WEEK: Final = len(DAYS) * MINUTES
_DAY: Final = timedelta(days=1)


def changes(hours: Hours, wall: datetime, last: date, calendar: Calendar | None) -> Iterator[Change]:
    """The state at a time of the clock, then each change until a day, in minutes from that midnight."""
    now = wall.hour * 60 + wall.minute
    if hours.exceptions or hours.seasons or hours.follow_workdays or hours.holidays is not None:
        found = _from(now, _day_by_day(hours, wall.date(), last, calendar))
    else:
        found = _round_the_week(hours, wall.weekday() * MINUTES, now)
    return _let_in(found, hours.last_entry) if hours.last_entry else found


def minute_by_minute(hours: Hours, first: date, last: date, calendar: Calendar) -> Iterator[Change]:
    """The state at the first midnight, then each change until the end of the last day."""
    return _from(0, _day_by_day(hours, first, last, calendar))


def _round_the_week(hours: Hours, today: int, now: int) -> Iterator[Change]:
    """Of a week like any other, which has said everything once it is round."""
    starts, states = _compiled(hours)
    here = bisect_right(starts, today + now) - 1
    state = states[here]
    yield now, state
    for n in range(here + 1, here + 1 + len(starts)):
        turns, at = divmod(n, len(starts))
        if states[at] != state:
            state = states[at]
            yield starts[at] + turns * _WEEK - today, state


@lru_cache(maxsize=65_536)
def _compiled(hours: Hours) -> tuple[list[int], list[int]]:
    """Where the state changes in a week, which begins with one, and what it is from then on."""
    found: list[Change] = []
    for n, (before, today) in enumerate(pairwise((hours.week[-1], *hours.week))):
        for minute, state in _timeline((before,), (today,)):
            if not found or found[-1][1] != state:
                found.append((n * MINUTES + minute, state))
    return [minute for minute, _ in found], [state for _, state in found]


def _day_by_day(hours: Hours, today: date, last: date, calendar: Calendar | None) -> Iterator[Change]:
    before = hours.on(today - _DAY, calendar)
    for n in range((last - today).days + 1):
        ways = hours.on(today + n * _DAY, calendar)
        for minute, state in _timeline(before, ways):
            yield n * MINUTES + minute, state
        before = ways


def _from(now: int, found: Iterable[Change]) -> Iterator[Change]:
    """The state at a minute, then what is a change."""
    state = CLOSED
    begun = False
    for minute, following in found:
        if minute > now and not begun:
            begun = True
            yield now, state
        if begun and following != state:
            yield minute, following
        state = following
    if not begun:
        yield now, state


def _let_in(found: Iterator[Change], minutes: int) -> Iterator[Change]:
    """The same where nobody is let in so many minutes before it closes."""
    here, state = next(found)
    for minute, following in found:
        if state == OPEN:
            if minute - minutes > here:
                yield here, OPEN
                here = minute - minutes
            yield here, LATE if following == CLOSED else following
        else:
            yield here, state
        here, state = minute, following
    yield here, state


@lru_cache(maxsize=65_536)
def _timeline(befores: tuple[Day, ...], todays: tuple[Day, ...]) -> tuple[Change, ...]:
    """A day's changes, its first minute among them, under what began on it and on the day before.

    Where the calendar leaves either two ways, what both ways have in common is known.
    """
    lines = [_line(before, today) for before, today in product(befores, todays)]
    if len(lines) == 1:
        return lines[0]
    cuts = sorted({minute for line in lines for minute, _ in line})
    found: list[Change] = []
    for cut in cuts:
        states = {_at(line, cut) for line in lines}
        state = states.pop() if len(states) == 1 else UNTOLD
        if not found or found[-1][1] != state:
            found.append((cut, state))
    return tuple(found)


def _at(line: tuple[Change, ...], cut: int) -> int:
    return next(state for minute, state in reversed(line) if minute <= cut)


def _line(before: Day, today: Day) -> tuple[Change, ...]:
    spans = [(span.opens, span.closes, span.sure) for span in today]
    spans += [(span.opens - MINUTES, span.closes - MINUTES, span.sure) for span in before]
    cuts = sorted({0, *(edge for span in spans for edge in span[:2] if 0 < edge < MINUTES)})
    found: list[Change] = []
    for cut in cuts:
        covering = {sure for opens, closes, sure in spans if opens <= cut < closes}
        state = OPEN if True in covering else UNSTATED if covering else CLOSED
        if not found or found[-1][1] != state:
            found.append((cut, state))
    return tuple(found)
