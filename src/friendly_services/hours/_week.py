"""A week of opening hours, and what it says of an instant."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, Self

import attrs

from ..errors import Invalid, Problem
from ..text import Reason
from ..workdays import Calendar
from ._spans import ALL_DAY, MINUTES, Day, Span, clock, intersection, union
from ._tokens import spans

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONDAY: Final = 0
_SATURDAY: Final = 5
_SUNDAY: Final = 6


def _week(given: Iterable[Iterable[Span]]) -> tuple[Day, ...]:
    return tuple(union(day) for day in given)


def _exceptions(
    given: Mapping[date, Iterable[Span]] | Iterable[tuple[date, Iterable[Span]]],
) -> tuple[tuple[date, Day], ...]:
    pairs = given.items() if isinstance(given, Mapping) else given
    return tuple(sorted((day, union(open_)) for day, open_ in pairs))


@attrs.frozen
class Hours:
    """A week of opening hours, and the days that differ from it.

    >>> Hours.weekly(mon="08:30-12:00, 14:30-18:00", sat="20:00-02:00").week[0]
    (Span(opens=510, closes=720), Span(opens=870, closes=1080))
    """

    week: tuple[tuple[Span, ...], ...] = attrs.field(converter=_week)
    """Seven days, Monday first; a day without spans is closed."""
    exceptions: tuple[tuple[date, tuple[Span, ...]], ...] = attrs.field(converter=_exceptions, default=())
    """Days with hours of their own, in order."""
    follow_workdays: bool = False
    """Whether a make-up Saturday or Sunday has Monday's hours, and a public holiday Sunday's."""

    def __attrs_post_init__(self) -> None:
        if len(self.week) != len(DAYS):
            raise Invalid.at("week", "hours.not_a_week", value=len(self.week))

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
        **days: str,
    ) -> Self:
        """Hours from a text a day, by keyword or as a mapping; days left out are closed.

        >>> Hours.weekly({"mon": "08:30-12:00, 14:30-18:00"}) == Hours.weekly(mon="8:30-12:00/14:30-18:00")
        True
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
        if problems:
            raise Invalid(tuple(problems))
        return cls(usual, special, follow_workdays)

    def __repr__(self) -> str:
        parts = [repr(_said(self.week))]
        if self.exceptions:
            parts.append(f"exceptions: {len(self.exceptions)}")
        if self.follow_workdays:
            parts.append("follow_workdays=True")
        return f"Hours({', '.join(parts)})"

    def on(self, day: date, calendar: Calendar | None = None) -> tuple[tuple[Span, ...], ...]:
        """What opens that day; two answers where a calendar that lacks the year cannot tell which."""
        for special, open_ in self.exceptions:
            if special == day:
                return (open_,)
        usual = self.week[day.weekday()]
        if not self.follow_workdays:
            return (usual,)
        weekend = day.weekday() >= _SATURDAY
        otherwise = self.week[_MONDAY if weekend else _SUNDAY]
        works = calendar.is_workday(day) if calendar is not None else None
        if works is None:
            return (usual,) if usual == otherwise else (usual, otherwise)
        return (otherwise if works is weekend else usual,)


def _said(week: tuple[Day, ...]) -> str:
    """A week as people write it and `read` reads it: days with the same hours in a row stand together."""
    if all(day == (ALL_DAY,) for day in week):
        return "24/7"
    runs: list[tuple[int, int]] = []
    for n, day in enumerate(week):
        if runs and day == week[n - 1]:
            runs[-1] = (runs[-1][0], n)
        else:
            runs.append((n, n))
    names = [name[:2].title() for name in DAYS]
    rules = (
        f"{names[first]}-{names[last]} {_spans_text(week[first])}"
        if last > first
        else f"{names[first]} {_spans_text(week[first])}"
        for first, last in runs
        if week[first]
    )
    return "; ".join(rules) or "closed"


def _spans_text(day: Day) -> str:
    return ", ".join(f"{clock(span.opens)}-{clock(span.closes)}" for span in day)


def week_text(hours: Hours) -> dict[str, str]:
    """The week as `Hours.weekly` reads it, a text a day; closed days and exceptions are left out.

    >>> week_text(Hours.weekly(mon="8:30-12:00, 14:30-18:00", sat="20:00-02:00"))
    {'mon': '08:30-12:00, 14:30-18:00', 'sat': '20:00-02:00'}
    """
    return {name: _spans_text(day) for name, day in zip(DAYS, hours.week, strict=True) if day}


@attrs.frozen
class Openness:
    """Whether a place is open at an instant, until when, and from when next."""

    answer: Literal["open", "closed", "unknown"]
    until: datetime | None
    """When an open place closes; None if it is not open, or stays so for as long as is looked ahead."""
    next: datetime | None
    """When a closed place opens; None if it is not closed, or stays so for as long as is looked ahead."""
    reason: Reason


_AHEAD: Final = 15
"""Days looked ahead for the next change."""


def status(hours: Hours | None, at: datetime, calendar: Calendar | None = None) -> Openness:
    """Whether a place with these hours is open at that instant, by the clock of the zone `at` is given in.

    >>> from datetime import UTC
    >>> night = Hours.weekly(sat="20:00-02:00")
    >>> status(night, datetime(2026, 3, 1, 1, 30, tzinfo=UTC)).answer  # Sunday, under Saturday's hours
    'open'
    """
    if at.tzinfo is None:
        raise Invalid.at("at", "hours.naive_time", value=at)
    if hours is None:
        return Openness("unknown", None, None, Reason("hours.unknown"))
    midnight = datetime.combine(at.date(), time(), at.tzinfo)
    now = at.hour * 60 + at.minute
    for opens, closes in _stretches(hours, at.date(), calendar, sure=True):
        if opens <= now < closes:
            if closes >= _AHEAD * MINUTES:
                return Openness("open", None, None, Reason("hours.open_throughout", days=_AHEAD))
            until = midnight + timedelta(minutes=closes)
            return Openness("open", until, None, Reason("hours.open", until=until))
        if opens > now:
            following = midnight + timedelta(minutes=opens)
            break
    else:
        following = None
    if any(opens <= now < closes for opens, closes in _stretches(hours, at.date(), calendar, sure=False)):
        return Openness("unknown", None, None, Reason("hours.holiday_unknown", year=at.year))
    if following is None:
        return Openness("closed", None, None, Reason("hours.closed_throughout", days=_AHEAD))
    return Openness("closed", None, following, Reason("hours.closed", next=following))


def _stretches(
    hours: Hours, today: date, calendar: Calendar | None, *, sure: bool
) -> Iterator[tuple[int, int]]:
    """Open times in minutes from today's midnight, from yesterday's on, in order, joined where they meet.

    Where the calendar leaves a day two ways, `sure` keeps what both ways have; otherwise either will do.
    """
    running: tuple[int, int] | None = None
    for n in range(-1, _AHEAD):
        ways = hours.on(today + timedelta(days=n), calendar)
        day = ways[0]
        for way in ways[1:]:
            day = intersection(day, way) if sure else union(day + way)
        for span in day:
            opens, closes = span.opens + n * MINUTES, span.closes + n * MINUTES
            if running is None:
                running = opens, closes
            elif opens <= running[1]:
                running = running[0], max(running[1], closes)
            else:
                yield running
                running = opens, closes
    if running is not None:
        yield running
