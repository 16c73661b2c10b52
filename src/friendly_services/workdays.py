"""Working days: which days offices work, and until when a deadline of so many working days runs.

China publishes its public holidays and make-up workdays each November for the next year alone, so a
calendar is data with a source, and a year it does not hold is "no data", never "no holidays": deadlines that
reach into it are still computed, Monday to Friday, and say so.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import chain
from typing import Any, Final, Literal, Self, get_args

import attrs

from .errors import Invalid, Problem
from .text import Label, Reason

__all__ = ["Calendar", "Count", "Deadline", "Reliability", "Status", "Year"]

Status = Literal["official", "provisional"]
"""official: from the published notice. provisional: expected, before the notice is out."""

Reliability = Literal["official", "provisional", "no_data"]
"""How far an answer can be relied on: the weakest of the years it counts through."""

_WORST_LAST: Final[tuple[Reliability, ...]] = get_args(Reliability)
_SATURDAY: Final = 5
_LONGEST: Final = 3_660
"""Working days that a deadline may be away: some 14 years, far beyond any rule's."""
_DAY: Final = timedelta(days=1)


def _dates(given: Iterable[date]) -> frozenset[date]:
    return frozenset(given)


@attrs.frozen
class Year:
    """One year's holidays and make-up workdays, with where they come from."""

    year: int
    off: frozenset[date] = attrs.field(converter=_dates)
    """Days off by the notice, weekends among them or not."""
    work: frozenset[date] = attrs.field(converter=_dates)
    """Saturdays and Sundays on which offices work."""
    status: Status
    source: str
    names: Mapping[date, Label] = attrs.field(factory=dict)
    """The holiday that a day off, or a make-up workday, belongs to."""

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Self:
        """A year from the plain values of a calendar file; every problem is listed at once.

        >>> year = Year.read({
        ...     "year": 2026, "status": "official", "source": "the notice",
        ...     "holidays": [{
        ...         "name": {"en": "New Year", "zh": "元旦"},
        ...         "first": date(2026, 1, 1), "last": date(2026, 1, 3), "work": [date(2026, 1, 4)],
        ...     }],
        ... })
        >>> len(year.off), year.names[date(2026, 1, 4)].zh
        (3, '元旦')
        """
        reader = _Reader()
        number = reader.take(plain, "year", int, "")
        status = reader.take(plain, "status", str, "")
        source = reader.take(plain, "source", str, "")
        if isinstance(status, str) and status not in get_args(Status):
            reader.wrong("status", "value.not_one_of", value=status, choices=get_args(Status))
        for key in plain.keys() - {"year", "status", "source", "address", "read", "holidays"}:
            reader.wrong(str(key), "workdays.unknown_key")
        off: set[date] = set()
        work: set[date] = set()
        names: dict[date, Label] = {}
        for n, holiday in enumerate(reader.take(plain, "holidays", list, "") or ()):
            reader.holiday(holiday, f"holidays.{n}", number, off, work, names)
        for day in sorted(off & work):
            reader.wrong("holidays", "workdays.both", day=day)
        if reader.problems:
            raise Invalid(tuple(reader.problems))
        return cls(number, frozenset(off), frozenset(work), status, source, names)


class _Reader:
    """Takes a calendar's plain values apart and remembers what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, field: str, code: str, **values: Any) -> None:
        self.problems.append(Problem(field, Reason(code, **values)))

    def take(self, plain: Mapping[str, Any], key: str, kind: type, where: str) -> Any:
        """The value, or None if it is missing or of another kind, which is then a problem."""
        field = f"{where}.{key}" if where else key
        if key not in plain:
            self.wrong(field, "value.missing")
            return None
        if type(plain[key]) is not kind:
            self.wrong(field, "workdays.wrong_kind", value=plain[key], kind=kind.__name__)
            return None
        return plain[key]

    def holiday(
        self,
        plain: Any,
        where: str,
        year: int | None,
        off: set[date],
        work: set[date],
        names: dict[date, Label],
    ) -> None:
        if not isinstance(plain, Mapping):
            self.wrong(where, "workdays.wrong_kind", value=plain, kind="table")
            return
        for key in plain.keys() - {"name", "first", "last", "work"}:
            self.wrong(f"{where}.{key}", "workdays.unknown_key")
        name = self.take(plain, "name", dict, where)
        label = None
        if name is not None:
            en, zh = (self.take(name, key, str, f"{where}.name") for key in ("en", "zh"))
            label = Label(en, zh) if en and zh else None
        first = self.take(plain, "first", date, where)
        last = self.take(plain, "last", date, where) if "last" in plain else first
        makeup = self.take(plain, "work", list, where) if "work" in plain else []
        days: list[date] = []
        if first is not None and last is not None:
            if not first <= last <= first + 30 * _DAY:
                self.wrong(f"{where}.last", "workdays.span", first=first, last=last)
            else:
                days = [first + n * _DAY for n in range((last - first).days + 1)]
                off.update(days)
        for n, day in enumerate(makeup or ()):
            if type(day) is not date:
                self.wrong(f"{where}.work.{n}", "workdays.wrong_kind", value=day, kind="date")
            elif day.weekday() < _SATURDAY:
                self.wrong(f"{where}.work.{n}", "workdays.makeup_on_weekday", day=day)
            else:
                work.add(day)
                days.append(day)
        for day in days:
            if year is not None and abs(day.year - year) > 1:
                self.wrong(where, "workdays.other_year", day=day, year=year)
            if label is not None:
                names[day] = label


@attrs.frozen
class Deadline:
    """The last day of a term, and how far it can be relied on."""

    day: date
    status: Reliability
    reason: Reason | None
    """Why it may still move; None if it counts through published years alone."""


@attrs.frozen
class Count:
    """A number of working days, and how far it can be relied on."""

    days: int
    status: Reliability
    reason: Reason | None


def _by_year(years: Mapping[int, Year] | Iterable[Year]) -> dict[int, Year]:
    return {year.year: year for year in (years.values() if isinstance(years, Mapping) else years)}


@attrs.frozen
class Calendar:
    """The working days of the years that are known."""

    years: Mapping[int, Year] = attrs.field(converter=_by_year, factory=dict)
    _off: frozenset[date] = attrs.field(init=False, eq=False, repr=False)
    _work: frozenset[date] = attrs.field(init=False, eq=False, repr=False)

    @_off.default
    def _all_off(self) -> frozenset[date]:
        return frozenset(chain.from_iterable(year.off for year in self.years.values()))

    @_work.default
    def _all_work(self) -> frozenset[date]:
        return frozenset(chain.from_iterable(year.work for year in self.years.values()))

    def is_workday(self, day: date) -> bool | None:
        """Whether offices work that day; None if the calendar has no data for its year.

        >>> Calendar().is_workday(date(2027, 1, 4)) is None
        True
        """
        return self._counts(day) if day.year in self.years else None

    def is_holiday(self, day: date) -> bool | None:
        """Whether the notice makes it a day off; None if the calendar has no data for its year.

        An ordinary Saturday or Sunday is none, one in the midst of a holiday is.
        """
        return day in self._off if day.year in self.years else None

    def name(self, day: date) -> Label | None:
        """The holiday that a day off or a make-up workday belongs to."""
        for year in (day.year, day.year + 1, day.year - 1):
            if year in self.years and day in self.years[year].names:
                return self.years[year].names[day]
        return None

    def after(self, start: date, n: int) -> Deadline:
        """The `n`-th working day after `start`, which is not counted itself; `start` for 0.

        >>> deadline = Calendar().after(date(2027, 1, 1), 5)
        >>> deadline.day, deadline.status
        (datetime.date(2027, 1, 8), 'no_data')
        """
        if type(n) is not int or not 0 <= n <= _LONGEST:
            raise Invalid.at("n", "workdays.term", value=n, high=_LONGEST)
        day = start
        left = n
        while left:
            day += _DAY
            left -= self._counts(day)
        status, reason = self._reliability(start, day)
        return Deadline(day, status, reason)

    def until(self, start: date, day: date) -> Count:
        """How many working days follow `start` up to and including `day`: the `n` that `after` takes."""
        if day < start:
            raise Invalid.at("day", "workdays.backwards", start=start, day=day)
        count = sum(self._counts(start + n * _DAY) for n in range(1, (day - start).days + 1))
        status, reason = self._reliability(start, day)
        return Count(count, status, reason)

    def _counts(self, day: date) -> bool:
        return day in self._work or (day.weekday() < _SATURDAY and day not in self._off)

    def _reliability(self, start: date, day: date) -> tuple[Reliability, Reason | None]:
        if start == day:
            return "official", None
        touched = range((start + _DAY).year, day.year + 1)
        status_of: dict[int, Reliability] = {
            year: self.years[year].status if year in self.years else "no_data" for year in touched
        }
        worst = max(status_of.values(), key=_WORST_LAST.index)
        if worst == "official":
            return worst, None
        return worst, Reason(f"workdays.{worst}", years=tuple(y for y, s in status_of.items() if s == worst))
