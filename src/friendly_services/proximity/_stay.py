"""Whether a place is open when the worker comes, and for as long as the worker stays."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import attrs

from ..hours import Hours, Openness, status
from ..places import Place
from ..text import Reason
from ..workdays import Calendar


def after(at: datetime, time: timedelta) -> datetime:
    """So much later, by the clock of the same zone, which may be put on or back meanwhile."""
    return (at.astimezone(UTC) + time).astimezone(at.tzinfo)


def between(one: datetime, other: datetime) -> timedelta:
    """How much time passes from one instant to another; of one zone, its clock may be set in between."""
    return other.astimezone(UTC) - one.astimezone(UTC)


def later(one: datetime, other: datetime) -> bool:
    """Whether one instant is after another, whatever their clocks show."""
    return one.astimezone(UTC) > other.astimezone(UTC)


@attrs.frozen
class Stay:
    """How somebody wants to stay somewhere, whenever they come."""

    services: frozenset[str]
    dwell: timedelta
    patience: timedelta
    """How long they wait at a closed door."""
    calendar: Calendar | None

    def openness(self, place: Place, begins: datetime) -> Openness:
        """Whether the place is open to who comes at an instant, and stays open for as long as the stay lasts.

        Closed if it is closed before that is over; else unknown if it may be; else open.
        """
        found = self._at(place, begins)
        if found.answer == "closed" or not self.dwell:
            return found
        leaves = after(begins, self.dwell)
        inside = (own for name, own in place.service_hours if name in self.services & place.services)
        for hours in (place.hours, *inside):
            for moment, then in _turns(hours, begins, leaves, self.calendar):
                if then.answer == "closed":
                    told = Reason("proximity.closes_meanwhile", closes=moment, begins=begins, leaves=leaves)
                    return Openness("closed", None, then.next, told, then.changes)
                if then.answer == "unknown" and found.answer == "open":
                    found = then
        return found

    def begins(self, place: Place, comes: datetime) -> datetime | None:
        """When the stay can begin: at once, or when it opens soon; None if it cannot."""
        if self.openness(place, comes).answer != "closed":
            return comes
        now = self._at(place, comes)
        if now.answer != "closed" or now.next is None or later(now.next, after(comes, self.patience)):
            return None
        return None if self.openness(place, now.next).answer == "closed" else now.next

    def _at(self, place: Place, instant: datetime) -> Openness:
        return place.openness(instant, self.calendar, self.services)


def _turns(
    hours: Hours | None, begins: datetime, leaves: datetime, calendar: Calendar | None
) -> Iterator[tuple[datetime, Openness]]:
    """What becomes of hours while one stays: that nobody else is let in any more is no change."""
    now = status(hours, begins, calendar)
    while (moment := now.until if now.answer == "open" else now.changes) and later(leaves, moment):
        now = status(hours, moment, calendar)
        yield moment, now
