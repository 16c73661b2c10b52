"""A week of opening hours, with all that differs from it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, Self

import attrs

from ..errors import Invalid, Problem
from ..text import Reason
from ..workdays import Calendar
from ._seasons import DAYS, Season, week_of
from ._spans import ALL_DAY, MINUTES, UNKNOWN_DAY, Day, Span, clock, union
from ._tokens import spans

_MONDAY: Final = 0
_SATURDAY: Final = 5
_SUNDAY: Final = 6
_LONGEST: Final = 12 * 60
"""Minutes before closing."""


def _exceptions(
    given: Mapping[date, Iterable[Span]] | Iterable[tuple[date, Iterable[Span]]],
) -> tuple[tuple[date, Day], ...]:
    pairs = given.items() if isinstance(given, Mapping) else given
    return tuple(sorted((day, union(open_)) for day, open_ in pairs))


def _seasons(given: Iterable[Season]) -> tuple[Season, ...]:
    return tuple(sorted(given, key=lambda season: season.year is None))


def _holidays(given: Iterable[Span] | None) -> Day | None:
    return None if given is None else union(given)


@attrs.frozen(cache_hash=True)
class Hours:
    """A week of opening hours, and the days that differ from it.

    A day's hours are those of its exception; else, on a public holiday, `holidays`; else those of the week of
    its season, or of the usual one.

    >>> Hours.weekly(mon="08:30-12:00, 14:30-18:00", sat="20:00-02:00").week[0]
    (Span(opens=510, closes=720), Span(opens=870, closes=1080))
    """

    week: tuple[tuple[Span, ...], ...] = attrs.field(converter=week_of)
    """Seven days, Monday first; a day without spans is closed."""
    exceptions: tuple[tuple[date, tuple[Span, ...]], ...] = attrs.field(converter=_exceptions, default=())
    """Days with hours of their own, in order."""
    follow_workdays: bool = False
    """Whether a make-up Saturday or Sunday has Monday's hours, and a public holiday Sunday's."""
    seasons: tuple[Season, ...] = attrs.field(converter=_seasons, default=())
    """Times of the year with weeks of their own: of several, one of a single year counts, else the first."""
    holidays: tuple[Span, ...] | None = attrs.field(converter=_holidays, default=None)
    """The hours of public holidays, as the calendar has them; None where they are days like others."""
    last_entry: int = 0
    """Minutes before each closing at which the last visitors are let in."""

    def __attrs_post_init__(self) -> None:
        if len(self.week) != len(DAYS):
            raise Invalid.at("week", "hours.not_a_week", value=len(self.week))
        if type(self.last_entry) is not int or not 0 <= self.last_entry <= _LONGEST:
            raise Invalid.at("last_entry", "hours.last_entry", value=self.last_entry, high=_LONGEST)

    @classmethod
    def always(cls) -> Self:
        """Open round the clock: not the same as 00:00-00:00, which is no time at all."""
        return cls(((ALL_DAY,),) * len(DAYS))

    @classmethod
    def weekly(
        cls,
        week: Mapping[str, str] | None = None,
        /,
        *,
        exceptions: Mapping[date, str] | None = None,
        follow_workdays: bool = False,
        seasons: Iterable[Season] = (),
        holidays: str | None = None,
        last_entry: int = 0,
        **days: str,
    ) -> Self:
        """Hours from a text a day, by keyword or as a mapping; days left out are closed.

        >>> Hours.weekly({"mon": "08:30-12:00, 14:30-18:00"}) == Hours.weekly(mon="8:30-12:00/14:30-18:00")
        True
        >>> Hours.weekly(dict.fromkeys(DAYS, "09:00-17:00"), holidays="closed", last_entry=30)
        Hours('Mo-Su 09:00-17:00; PH closed; last entry 30 min before closing')
        """
        texts = {**(week or {}), **days}
        problems = [
            Problem(name, Reason("value.not_one_of", value=name, choices=DAYS))
            for name in texts
            if name not in DAYS
        ]

        def taken(field: str, text: str) -> Day:
            try:
                return spans(text)
            except Invalid as error:
                problems.extend(error.inside(field).problems)
                return ()

        usual = [taken(name, texts[name]) if name in texts else () for name in DAYS]
        special = {day: taken(f"exceptions.{day}", text) for day, text in (exceptions or {}).items()}
        free = None if holidays is None else taken("holidays", holidays)
        if problems:
            raise Invalid(tuple(problems))
        return cls(usual, special, follow_workdays, seasons, free, last_entry)

    def __repr__(self) -> str:
        rules = [*_rules(self), *([f"exceptions: {len(self.exceptions)}"] if self.exceptions else [])]
        return f"Hours({'; '.join(rules)!r})"

    @property
    def weeks(self) -> tuple[tuple[tuple[Span, ...], ...], ...]:
        """The usual week, then those of the seasons."""
        return (self.week, *(season.week for season in self.seasons))

    @property
    def sure(self) -> bool:
        """Whether every minute of every week is known to be open or closed."""
        return all(span.sure for week in self.weeks for day in week for span in day)

    def on(self, day: date, calendar: Calendar | None = None) -> tuple[tuple[Span, ...], ...]:
        """What opens that day; several answers where a calendar that lacks the year cannot tell which."""
        for special, open_ in self.exceptions:
            if special == day:
                return (open_,)
        week = next((season.week for season in self.seasons if season.holds(day)), self.week)
        usual = week[day.weekday()]
        if self.holidays is None and not self.follow_workdays:
            return (usual,)
        weekend = day.weekday() >= _SATURDAY
        worked = week[_MONDAY] if self.follow_workdays and weekend else usual
        off = (usual if weekend else week[_SUNDAY]) if self.holidays is None else self.holidays
        holiday = calendar.is_holiday(day) if calendar is not None else None
        if calendar is None or holiday is None:
            return tuple(dict.fromkeys((usual, worked, off)))
        if holiday:
            return (off,)
        return (worked if calendar.is_workday(day) else usual,)


def _rules(hours: Hours) -> Iterator[str]:
    """Hours as people write them and `read` reads them, without the exceptions."""
    yield _said(hours.week)
    for season in hours.seasons:
        time = "" if season.year is None else f"{season.year} "
        time += f"{_month_day(*season.first)}-{_month_day(*season.last)}"
        yield from (f"{time} {rule}" for rule in _all_days(season.week))
    if hours.holidays is not None:
        yield f"PH {_spans_text(hours.holidays) or 'closed'}"
    if hours.last_entry:
        yield f"last entry {hours.last_entry} min before closing"
    if hours.follow_workdays:
        yield "by the calendar of workdays"


def write(hours: Hours) -> str:
    """Hours in one text, which `read` reads back as the same hours.

    >>> write(Hours.weekly(mon="8:30-12:00, 14:30-18:00", exceptions={date(2026, 10, 1): "closed"}))
    'Mo 08:30-12:00, 14:30-18:00; 2026-10-01 closed'
    """
    special = (f"{day} {_spans_text(open_) or 'closed'}" for day, open_ in hours.exceptions)
    return "; ".join((*_rules(hours), *special))


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _month_day(month: int, day: int) -> str:
    return f"{_MONTHS[month - 1]} {day}"


def _said(week: tuple[Day, ...]) -> str:
    """A week as people write it and `read` reads it: days with the same hours in a row stand together."""
    if all(day == (ALL_DAY,) for day in week):
        return "24/7"
    if all(day == (UNKNOWN_DAY,) for day in week):
        return "unknown"
    return "; ".join(rule for rule in _all_days(week) if not rule.endswith("closed")) or "closed"


def _all_days(week: tuple[Day, ...]) -> Iterator[str]:
    """A rule for each run of days with the same hours."""
    runs: list[tuple[int, int]] = []
    for n, day in enumerate(week):
        if runs and day == week[n - 1]:
            runs[-1] = (runs[-1][0], n)
        else:
            runs.append((n, n))
    names = [name[:2].title() for name in DAYS]
    for first, last in runs:
        days = names[first] if first == last else f"{names[first]}-{names[last]}"
        yield f"{days} {_spans_text(week[first]) or 'closed'}"


def _spans_text(day: Day) -> str:
    return ", ".join(map(_span_text, day))


def _span_text(span: Span) -> str:
    following = "next day " if span.opens and span.closes == span.opens + MINUTES else ""
    return f"{clock(span.opens)}-{following}{clock(span.closes)}{'' if span.sure else '?'}"


def week_text(hours: Hours) -> dict[str, str]:
    """The usual week as `Hours.weekly` reads it, a text a day; closed days and all else are left out.

    >>> week_text(Hours.weekly(mon="8:30-12:00, 14:30-18:00", sat="20:00-02:00"))
    {'mon': '08:30-12:00, 14:30-18:00', 'sat': '20:00-02:00'}
    """
    return {name: _spans_text(day) for name, day in zip(DAYS, hours.week, strict=True) if day}
