"""What the counts of several days say together: sums, and whether a place is used."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

import attrs

from ..text import Reason
from ._values import NOBODY, Hourly, Use

__all__ = ["Counted", "Usage", "counted", "usage"]


@attrs.frozen
class Counted:
    """How often a place was used from one day to another, both counted, as far as that is known."""

    place: str
    since: date
    until: date
    by_hour: Hourly
    days: int
    """The days of which there is a count; of the others nothing is known, which is not that nobody came."""

    @property
    def total(self) -> int:
        """All hours together."""
        return sum(self.by_hour)

    @property
    def unknown(self) -> int:
        """The days of which there is no count."""
        return (self.until - self.since).days + 1 - self.days

    def published(self, hide_below: int) -> tuple[int | None, ...]:
        """The hours as a table for the public may show them: small counts, but not 0, are None.

        Where the total would tell what is hidden, since it is one number or all of it is little, the next
        smallest are hidden too. Two tables of overlapping spans can still be held against each other:
        publish whole weeks or months.

        >>> day = date(2026, 3, 2)
        >>> Counted("station-1", day, day, (0,) * 12 + (40, 3, 25) + (0,) * 9, days=1).published(10)[11:16]
        (0, 40, None, None, 0)
        """
        rising = sorted((count, hour) for hour, count in enumerate(self.by_hour) if count)
        small = [hour for count, hour in rising if count < hide_below]
        most = len(small)
        while 0 < most < len(rising) and (most == 1 or sum(n for n, _ in rising[:most]) < hide_below):
            most += 1
        hidden = {hour for _, hour in rising[:most]}
        return tuple(None if hour in hidden else count for hour, count in enumerate(self.by_hour))


def counted(place: str, since: date, until: date, uses: Iterable[Use]) -> Counted:
    """The sum of a place's days; `uses` are its own within the span."""
    by_hour, days = NOBODY, 0
    for use in uses:
        by_hour, days = tuple(map(sum, zip(by_hour, use.by_hour, strict=True))), days + 1
    return Counted(place, since, until, by_hour, days)


@attrs.frozen
class Usage:
    """Whether a place was used lately, and why that is said."""

    place: str
    on: date
    answer: Literal["used", "dormant", "unknown"]
    last_used: date | None
    why: Reason


def usage(place: str, first: date | None, last_used: date | None, on: date, dormant_days: int) -> Usage:
    """Whether a place was used within so many days to a day, that day counted.

    Who was never counted is unknown, and so is who has been counted for fewer days and not used yet.

    Args:
        place: its id.
        first: the first day of which there is a count by then, None if there is none.
        last_used: the last day by then with somebody there, None if there is none.
        on: the day.
        dormant_days: the pack's.

    >>> usage("station-1", date(2026, 1, 1), date(2026, 1, 20), date(2026, 3, 2), dormant_days=30).answer
    'dormant'
    """
    begins = on - timedelta(days=dormant_days - 1)
    if last_used is not None and last_used >= begins:
        return Usage(place, on, "used", last_used, Reason("visits.used", last=last_used))
    if last_used is not None:
        why = Reason("visits.dormant", last=last_used, days=dormant_days)
        return Usage(place, on, "dormant", last_used, why)
    if first is None:
        return Usage(place, on, "unknown", None, Reason("visits.not_counted"))
    if first <= begins:
        return Usage(place, on, "dormant", None, Reason("visits.never_used", first=first))
    why = Reason("visits.counted_since", first=first, days=dormant_days)
    return Usage(place, on, "unknown", None, why)
