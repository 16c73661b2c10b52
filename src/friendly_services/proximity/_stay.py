"""Whether a place is open when the worker comes, and for as long as the worker stays."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import attrs

from ..hours import Openness
from ..places import Place
from ..text import Reason
from ..workdays import Calendar

MINUTE: Final = timedelta(minutes=1)


def after(at: datetime, time: timedelta) -> datetime:
    """So much later, by the clock of the same zone, which may be put on or back meanwhile."""
    return (at.astimezone(UTC) + time).astimezone(at.tzinfo)


@attrs.frozen
class Stay:
    """How somebody wants to stay somewhere, whenever they come."""

    services: Collection[str]
    dwell: timedelta
    patience: timedelta
    """How long they wait at a closed door."""
    calendar: Calendar | None

    def openness(self, place: Place, begins: datetime) -> Openness:
        """Whether the place is open from an instant on, for as long as the stay lasts.

        Closed if it is closed at any minute of it; else unknown if any is; else open.
        """
        found = self._at(place, begins)
        if found.answer == "closed" or not self.dwell:
            return found
        leaves = after(begins, self.dwell)
        steady = begins.utcoffset() == leaves.utcoffset()
        if steady and found.answer == "open" and (found.until is None or found.until >= leaves):
            return found
        for minute in _minutes(begins, leaves, found.until if steady else None):
            then = self._at(place, minute)
            if then.answer == "closed":
                told = Reason("proximity.closes_meanwhile", closes=minute, begins=begins, leaves=leaves)
                return Openness("closed", None, then.next, told)
            if then.answer == "unknown":
                found = then
                if place.hours is None and not place.service_hours:
                    break
        return found

    def begins(self, place: Place, comes: datetime) -> datetime | None:
        """When the stay can begin: at once, or when it opens soon; None if it cannot."""
        if self.openness(place, comes).answer != "closed":
            return comes
        opens = self._opens(place, comes)
        return None if opens is None or self.openness(place, opens).answer == "closed" else opens

    def _opens(self, place: Place, comes: datetime) -> datetime | None:
        """The first instant, while patience lasts, at which a place is open that is closed now."""
        now = self._at(place, comes)
        last = after(comes, self.patience)
        if now.answer != "closed":
            return None
        if comes.utcoffset() == last.utcoffset():
            while (opens := now.next) is not None and opens <= last:
                comes, now = opens, self._at(place, opens)
            return comes if now.answer == "open" else None
        minutes = _minutes(comes, after(last, MINUTE), None)
        return next((minute for minute in minutes if self._at(place, minute).answer == "open"), None)

    def _at(self, place: Place, instant: datetime) -> Openness:
        return place.openness(instant, self.calendar, self.services)


def _minutes(first: datetime, end: datetime, until: datetime | None) -> Iterator[datetime]:
    """The minutes from one instant, or one up to which nothing changes, to another."""
    minute = until or after(first.replace(second=0, microsecond=0), MINUTE)
    last = end.astimezone(UTC)
    while minute.astimezone(UTC) < last:
        yield minute
        minute = after(minute, MINUTE)
