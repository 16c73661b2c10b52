"""When re-reviews are: due on the anniversary, and each on a day before it, so that no day is crowded."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Final, TypeVar

from dateutil.relativedelta import relativedelta

from ..decider import Context
from ..workdays import Calendar
from ._rules import Rules
from ._values import Review

__all__ = ["first_day", "next_review", "schedule"]

M = TypeVar("M", bound=str)

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


def next_review(number: int, anchor: date, context: Context[Rules]) -> Review:
    """The n-th re-review, counted from the naming: after 29 February it is the 28th in most years."""
    on = anchor + relativedelta(months=number * context.rules.review.every_months)
    return Review(number, on, datetime.combine(on, time.min, context.now.tzinfo))


def first_day(due: date, days: int) -> date:
    """The first of so many days before a due day, on which an appointment for it may be."""
    return due - days * _DAY


def schedule(
    due: Mapping[M, date],
    *,
    calendar: Calendar,
    days: int = 90,
    first: date | None = None,
    taken: Iterable[date] = (),
) -> dict[M, date]:
    """A day for each re-review, a working day of the `days` before it is due, so that no day is crowded.

    No plan has a lower busiest day: it is the least that the due days and what is taken allow. So whenever
    any plan keeps the busiest day within 1.3 times the mean, or the mean rounded up, this one does. One that
    has no working day left before it is due gets its due day.

    Why: days are filled in order, up to a level, with what is due first. The level is the lowest at which all
    that is left can still be done in time. It only rises after a day on which all that could be done was
    done: then what is left could not have been begun before, and fills the days to its last one up to it.

    Args:
        due: the due day of each merchant.
        calendar: says which days are worked; in a year that it does not hold, Monday to Friday are.
        days: how long before the due day an appointment may be.
        first: the first day that can be given.
        taken: a day for each appointment that stays as it is, of whoever shares these days. Give those of
            earlier plans, and a merchant that joins or leaves moves nobody else's. Without them, the plan of
            the same merchants is the same, and one more or fewer may move many, mostly by a day.

    >>> plan = schedule({f"m{n}": date(2026, 6, 1) for n in range(100)}, calendar=Calendar())
    >>> len(set(plan.values())), min(plan.values()), max(Counter(plan.values()).values())
    (50, datetime.date(2026, 3, 3), 2)
    """
    if not due:
        return {}
    earliest = {day: max(first or date.min, first_day(day, days)) for day in set(due.values())}
    worked = _worked(min(earliest.values()), max(earliest), calendar)
    opening, closing = [0] * len(worked), [0] * len(worked)
    plan: dict[M, date] = {}
    waiting: list[M] = []
    for merchant in sorted(due, key=lambda merchant: (due[merchant], merchant)):
        day = due[merchant]
        opens, closes = bisect_left(worked, earliest[day]), bisect_left(worked, day) - 1
        if opens > closes:
            plan[merchant] = day
        else:
            waiting.append(merchant)
            opening[opens] += 1
            closing[closes] += 1
    booked = Counter(taken)
    loads = _loads([*accumulate(opening)], [*accumulate(closing)], [booked[day] for day in worked])
    in_order = (day for day, load in zip(worked, loads, strict=True) for _ in range(load))
    return plan | dict(zip(waiting, in_order, strict=True))


def _worked(first: date, due: date, calendar: Calendar) -> list[date]:
    """The days before the last due day on which somebody may come."""
    found = (first + n * _DAY for n in range((due - first).days))
    return [day for day in found if _is_worked(day, calendar)]


def _is_worked(day: date, calendar: Calendar) -> bool:
    known = calendar.is_workday(day)
    return day.weekday() < _SATURDAY if known is None else known


def _loads(may: Sequence[int], must: Sequence[int], taken: Sequence[int]) -> Iterator[int]:
    """How many to do on each day: `may` and `must` count those that can and have to be done by its end."""
    done, level, until = 0, 0, -1
    for i, (most, booked) in enumerate(zip(may, taken, strict=True)):
        if done < most and until < i:
            level, until = _level(i, done, must, taken)
        room = max(0, level - booked)
        load = min(room, most - done)
        if load < room:
            until = i  # all that could be done is done: what comes next may need more
        done += load
        yield load


def _level(start: int, done: int, must: Sequence[int], taken: Sequence[int]) -> tuple[int, int]:
    """The lowest level from a day on at which nothing is late, and the day that allows no lower one."""
    low, high, until = 0, max(taken[start:]) + must[-1] - done, start  # too low; high enough
    while high - low > 1:
        level = (low + high) // 2
        late = _late(level, start, done, must, taken)
        if late is None:
            high = level
        else:
            low, until = level, late
    return high, until


def _late(level: int, start: int, done: int, must: Sequence[int], taken: Sequence[int]) -> int | None:
    """The first day by whose end too few are done if each day is filled up to a level."""
    for i in range(start, len(must)):
        done += max(0, level - taken[i])
        if done < must[i]:
            return i
    return None
