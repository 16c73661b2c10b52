"""Several hours that all must run at once: a door's and those of the services behind it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import attrs

from ..text import Reason
from ..workdays import Calendar
from ._status import AHEAD, Answer, Openness, never_surely, status
from ._week import Hours

_STEPS: Final = 64
"""Changes that are followed; hours that agree do so sooner."""


def together(
    layers: Sequence[Hours | None], at: datetime, calendar: Calendar | None = None
) -> tuple[Openness, int]:
    """Whether all of them are open at an instant, and which of them decides that, by its number.

    >>> from datetime import UTC
    >>> door, warm = Hours.weekly(mon="08:00-20:00"), Hours.weekly(mon="11:00-14:00")
    >>> monday, decides = together((door, warm), datetime(2026, 3, 2, 9, tzinfo=UTC))
    >>> monday.answer, monday.next.hour, decides
    ('closed', 11, 1)
    """
    found = [status(one, at, calendar) for one in layers]
    answer = _answer(found)
    of_it = [n for n, one in enumerate(found) if one.answer == answer]
    if answer == "open":
        first = min(of_it, key=lambda n: _early(found[n].until))
        until = found[first].until
        early = min((one.last_entry for one in found), key=_early)
        changes = min((one.changes for one in found), key=_early)
        if _early(early) >= _early(until):  # who comes so late finds another of them shut
            return attrs.evolve(found[first], last_entry=None, changes=changes), first
        reason = Reason("hours.open_last_entry", until=until, last=early)
        return attrs.evolve(found[first], last_entry=early, changes=changes, reason=reason), first
    if answer == "unknown":
        return attrs.evolve(found[of_it[0]], changes=_other(layers, at, calendar)), of_it[0]
    last = max(of_it, key=lambda n: _early(found[n].next))
    changes = _when(layers, at, calendar, {"open", "unknown"})
    opens = _when(layers, at, calendar, {"open"})
    if opens == found[last].next:
        return attrs.evolve(found[last], changes=changes), last
    reason = never_surely(changes, AHEAD) if opens is None else Reason("hours.closed", next=opens)
    return attrs.evolve(found[last], next=opens, changes=changes, reason=reason), last


def _answer(found: Sequence[Openness]) -> Answer:
    answers = {one.answer for one in found}
    return "closed" if "closed" in answers else "unknown" if "unknown" in answers else "open"


def _early(moment: datetime | None) -> tuple[bool, float]:
    """To sort by; never comes last."""
    return moment is None, 0 if moment is None else moment.timestamp()


def _when(
    layers: Sequence[Hours | None], at: datetime, calendar: Calendar | None, wanted: set[Answer]
) -> datetime | None:
    """The first instant at which each has one of these answers."""
    for _ in range(_STEPS):
        found = [status(one, at, calendar) for one in layers]
        waiting = [one.changes for one in found if one.answer not in wanted]
        if not waiting:
            return at
        late = max(waiting, key=_early)
        if late is None:
            break
        at = late
    return None


def _other(layers: Sequence[Hours | None], at: datetime, calendar: Calendar | None) -> datetime | None:
    """The first instant at which it is known whether all are open."""
    for _ in range(_STEPS):
        found = [status(one, at, calendar) for one in layers]
        if _answer(found) != "unknown":
            return at
        early = min((one.changes for one in found), key=_early)
        if early is None:
            break
        at = early
    return None
