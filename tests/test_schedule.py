"""The plan of re-reviews: everyone in time, on a worked day, and no day more crowded than it must be."""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from friendly_services.merchants import schedule
from friendly_services.workdays import Calendar, Year
from tests.budget import count

DAY = timedelta(days=1)
MONDAY = date(2026, 6, 1)
HOLIDAY = Calendar([Year(2026, frozenset({MONDAY}), frozenset({MONDAY + 5 * DAY}), "official", "made up")])


def worked(day: date, calendar: Calendar) -> bool:
    """Whether somebody may come that day, said again."""
    known = calendar.is_workday(day)
    return day.weekday() < 5 if known is None else known


def window(due: date, days: int, first: date | None, calendar: Calendar) -> list[date]:
    """The worked days before a due day that can be given."""
    earliest = max(first or date.min, due - days * DAY)
    before = [due - n * DAY for n in range(1, days + 1)]
    return [day for day in before if day >= earliest and worked(day, calendar)]


def fits(level: int, windows: list[list[date]], taken: Mapping[date, int]) -> bool:
    """Whether all find a day with no day above a level: a matching, by augmenting paths."""
    held: dict[tuple[date, int], int] = {}

    def place(i: int, seen: set[tuple[date, int]]) -> bool:
        for day in windows[i]:
            for n in range(level - taken.get(day, 0)):
                slot = day, n
                if slot not in seen:
                    seen.add(slot)
                    if slot not in held or place(held[slot], seen):
                        held[slot] = i
                        return True
        return False

    return all(place(i, set()) for i in range(len(windows)))


dates = st.integers(0, 14).map(lambda n: MONDAY + n * DAY)


@given(
    st.lists(dates, max_size=10),
    st.lists(dates, max_size=8),
    st.integers(1, 8),
    st.none() | dates,
    st.sampled_from((Calendar(), HOLIDAY)),
)
def test_no_plan_has_a_lower_busiest_day(
    due: list[date], taken: list[date], days: int, first: date | None, calendar: Calendar
) -> None:
    """Each is on a worked day of its own window, or on its due day for want of one; and none fits lower."""
    asked = {f"m{n}": day for n, day in enumerate(due)}
    plan = schedule(asked, calendar=calendar, days=days, first=first, taken=taken)
    windows = {name: window(day, days, first, calendar) for name, day in asked.items()}
    assert plan.keys() == asked.keys()
    assert all(plan[name] in found if found else plan[name] == asked[name] for name, found in windows.items())
    placed = Counter(plan[name] for name, found in windows.items() if found)
    booked = Counter(taken)
    if placed:
        busiest = max(placed[day] + booked[day] for day in placed)
        assert not fits(busiest - 1, [found for found in windows.values() if found], booked)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), dates, min_size=1), st.data())
def test_the_same_merchants_have_the_same_plan_and_a_newcomer_moves_nobody(
    due: dict[str, date], choice: st.DataObject
) -> None:
    """The order in which they are given does not count; with the others' days taken, theirs stay."""
    plan = schedule(due, calendar=HOLIDAY)
    assert schedule(dict(reversed(due.items())), calendar=HOLIDAY) == plan
    newcomer = choice.draw(st.sampled_from(sorted(due)))
    others = [day for name, day in plan.items() if name != newcomer]
    (day,) = schedule({newcomer: due[newcomer]}, calendar=HOLIDAY, taken=others).values()
    assert Counter([*others, day])[day] <= max(Counter(plan.values()).values())


def spread(due: Iterable[date], calendar: Calendar = HOLIDAY) -> tuple[int, float]:
    """The busiest day of a plan, and the mean of the days that could be given."""
    asked = {f"m{n:06}": day for n, day in enumerate(due)}
    plan = schedule(asked, calendar=calendar)
    windows = (window(day, 90, None, calendar) for day in set(asked.values()))
    usable = set(itertools.chain.from_iterable(windows))
    return max(Counter(plan.values()).values()), len(asked) / len(usable)


@pytest.mark.parametrize("size", [1, 382, count(20_000, 100_000)])
def test_the_busiest_day_of_a_year_is_close_to_the_mean(size: int) -> None:
    """Due on every day of a year alike, more in one half, or all on one day: 1.3 times the mean at most."""
    year = [date(2027, 1, 1) + n % 365 * DAY for n in range(size)]
    halves = [date(2027, 1, 1) + (n % 365 if n % 4 else n % 180) * DAY for n in range(size)]
    for due in (year, halves, [date(2027, 6, 1)] * size):
        busiest, mean = spread(due)
        assert busiest <= max(math.ceil(mean), 1.3 * mean)


def test_nobody_to_plan_for_is_an_empty_plan() -> None:
    """Where nothing is due, nothing is planned."""
    assert schedule({}, calendar=Calendar()) == {}
