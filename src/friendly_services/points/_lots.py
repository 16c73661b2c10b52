"""Lots: points kept apart by the month in which they expire.

A lot is known by its month of expiry alone, so that points of one month merge and an account stays small:
`Lots` is (month, points, month, points, …), earliest expiry first. The month counts from the year 0.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import Final

__all__ = [
    "Lots",
    "added",
    "fold_in",
    "last_day",
    "minus",
    "month_of",
    "pairs",
    "plus",
    "take",
    "taken_away",
    "total",
]

Lots = tuple[int, ...]
"""(month of expiry, points, month of expiry, points, …), earliest first; no lot holds 0."""

_MONTHS: Final = 12


def month_of(day: date) -> int:
    """The month of a day, counted from the year 0.

    >>> month_of(date(2026, 3, 15)) - month_of(date(2025, 3, 1))
    12
    """
    return day.year * _MONTHS + day.month - 1


def last_day(month: int) -> date:
    """The last day on which points of a lot still count.

    >>> last_day(month_of(date(2028, 2, 1)))
    datetime.date(2028, 2, 29)
    """
    year, month0 = divmod(month, _MONTHS)
    return date(year, month0 + 1, monthrange(year, month0 + 1)[1])


def pairs(lots: Lots) -> Iterable[tuple[int, int]]:
    """Each lot as (month, points)."""
    return zip(lots[::2], lots[1::2], strict=True)


def total(lots: Lots) -> int:
    """The points of all lots."""
    return sum(lots[1::2])


def take(lots: Lots, points: int, first: int | None = None) -> Lots:
    """Which points leave when this many are spent: from the lot `first`, then earliest expiry first.

    What the lots do not hold is not taken.

    >>> take((24315, 10, 24316, 10), 15)
    (24315, 10, 24316, 5)
    """
    taken: dict[int, int] = {}
    for month, held in sorted(pairs(lots), key=lambda lot: lot[0] != first):
        part = min(points, held)
        if part:
            taken[month] = part
            points -= part
    return _flat(taken)


def added(lots: Lots, more: Lots) -> Lots:
    """The lots touched when `more` comes in, with their points after it."""
    held = dict(pairs(lots))
    return _flat({month: held.get(month, 0) + points for month, points in pairs(more)})


def taken_away(lots: Lots, less: Lots) -> Lots:
    """The lots touched when `less` goes out, with their points after it; an empty one shows 0."""
    held = dict(pairs(lots))
    return _flat({month: held[month] - points for month, points in pairs(less)})


def plus(lots: Lots, more: Lots) -> Lots:
    """Both together, lot by lot."""
    return fold_in(lots, added(lots, more))


def minus(lots: Lots, less: Lots) -> Lots:
    """What is left of `lots` without those of `less`."""
    return fold_in(lots, taken_away(lots, less))


def fold_in(lots: Lots, touched: Lots) -> Lots:
    """The lots with the touched ones replaced, empty ones gone.

    >>> fold_in((24315, 10, 24316, 10), (24315, 0, 24317, 7))
    (24316, 10, 24317, 7)
    """
    after = dict(pairs(lots)) | dict(pairs(touched))
    return _flat({month: points for month, points in after.items() if points})


def _flat(lots: dict[int, int]) -> Lots:
    return tuple(number for lot in sorted(lots.items()) for number in lot)
