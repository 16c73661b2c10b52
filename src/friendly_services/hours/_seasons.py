"""Times of the year with a week of their own."""

from collections.abc import Iterable
from datetime import date
from typing import Final

import attrs

from ..errors import Invalid
from ._spans import Day, Span, union

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

MonthDay = tuple[int, int]
"""A day of any year: month and day, 29 February among them."""


def week_of(given: Iterable[Iterable[Span]]) -> tuple[Day, ...]:
    """Seven days, each written one way."""
    return tuple(union(day) for day in given)


@attrs.frozen(cache_hash=True)
class Season:
    """From one day of the year to another, both included, with a week of its own.

    A season whose last day comes before its first runs over the New Year.

    >>> from datetime import date
    >>> winter = Season((11, 1), (3, 31), [()] * 7)
    >>> winter.holds(date(2026, 1, 15)), winter.holds(date(2026, 7, 15))
    (True, False)
    """

    first: MonthDay
    last: MonthDay
    week: tuple[tuple[Span, ...], ...] = attrs.field(converter=week_of)
    """Seven days, Monday first; a day without spans is closed."""
    year: int | None = None
    """The one year in which it begins; None if it recurs each year."""

    def __attrs_post_init__(self) -> None:
        if len(self.week) != len(DAYS):
            raise Invalid.at("week", "hours.not_a_week", value=len(self.week))
        for field, (month, day) in (("first", self.first), ("last", self.last)):
            if not (1 <= month <= 12 and 1 <= day <= _LONGEST_MONTHS[month - 1]):
                raise Invalid.at(field, "hours.no_such_day", month=month, day=day)
        if self.year is not None and not date.min.year < self.year < date.max.year:
            raise Invalid.at("year", "hours.no_such_year", value=self.year)

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        there = day.month, day.day
        if self.first <= self.last:
            return self.first <= there <= self.last and self.year in {None, day.year}
        begun = day.year if there >= self.first else day.year - 1
        return (there >= self.first or there <= self.last) and self.year in {None, begun}
