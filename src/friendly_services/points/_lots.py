"""Lots: points kept apart by the month in which they expire.

A lot is known by its month of expiry alone, so that points of one month merge and an account stays small:
`Lots` is (month, points, month, points, …), earliest expiry first. The month counts from the year 0.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
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


@lru_cache(1_024)
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
    >>> take((24315, 10, 24316, 10), 15, first=24316)
    (24315, 5, 24316, 10)
    """
    if first is not None:
        part = min(points, _held(lots, first))
        return fold_in(take(_with(lots, first, 0), points - part), (first, part))
    taken: Lots = ()
    for at in range(0, len(lots), 2):
        if points <= lots[at + 1]:
            return (*taken, lots[at], points) if points else taken
        taken += lots[at : at + 2]
        points -= lots[at + 1]
    return taken


def added(lots: Lots, more: Lots) -> Lots:
    """The lots touched when `more` comes in, with their points after it."""
    touched: Lots = ()
    for at in range(0, len(more), 2):
        touched += more[at], _held(lots, more[at]) + more[at + 1]
    return touched


def taken_away(lots: Lots, less: Lots) -> Lots:
    """The lots touched when `less` goes out, with their points after it; an empty one shows 0."""
    touched: Lots = ()
    for at in range(0, len(less), 2):
        touched += less[at], _held(lots, less[at]) - less[at + 1]
    return touched


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
    for at in range(0, len(touched), 2):
        lots = _with(lots, touched[at], touched[at + 1])
    return lots


# Lots are few, and every entry comes by here: a tuple that is cut is faster than a dictionary made of it.


def _held(lots: Lots, month: int) -> int:
    """The points of one lot."""
    for at in range(0, len(lots), 2):
        if lots[at] == month:
            return lots[at + 1]
    return 0


def _with(lots: Lots, month: int, points: int) -> Lots:
    """The lots where this one holds so many points."""
    at, end = 0, len(lots)
    while at < end and lots[at] < month:
        at += 2
    behind = lots[at + 2 :] if at < end and lots[at] == month else lots[at:]
    return (*lots[:at], month, points, *behind) if points else lots[:at] + behind
