"""Opening hours of OpenStreetMap, in the reading of opening-hours-py.

Its engine is asked what it says of every day of twelve years, in which each day of the year falls on each day
of the week. From that the week, its seasons and its holidays follow; they are taken only if they say the same
of every minute of those years, with the public holidays of several countries in between.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

import attrs

from ..errors import Invalid
from ..text import Reason
from ..workdays import Calendar, Year
from ._changes import CLOSED, OPEN, UNSTATED, Change, minute_by_minute
from ._read import Understood
from ._seasons import MonthDay, Season
from ._spans import MINUTES, Day, Span, union
from ._tokens import Unreadable
from ._week import Hours

if TYPE_CHECKING:
    from opening_hours import OpeningHours, State

_ASKED_AGAIN: Final = 1_000
"""Spells of which single minutes are asked as well."""
_YEARS: Final = 12
_FIRST: Final = 2024
_COUNTRIES: Final = ("CN", "CO", "JP", "MT")
"""Whose public holidays fall on every day of the week and into every month."""
_LONGEST: Final = 1_000
"""Characters; OpenStreetMap itself takes 255."""
_MOST_EXCEPTIONS: Final = 100
_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)
_UNHELD: Final = {
    "sun": r"sunrise|sunset|dawn|dusk",
    "weeks": r"\bweek\s*\d",
    "nth": r"\[-?\d",
    "fallback": r"\|\|",
    "easter": r"\beaster\b",
    "school": r"\bSH\b",
    "beside_holidays": r"\bPH\s*[-+]?\s*\d+\s*days?",
}
"""What hours cannot hold, and how it is written; some of it, opening-hours-py would take for something."""


def from_osm(text: str) -> Understood:
    """What an OpenStreetMap `opening_hours` says, as opening-hours-py reads it.

    `PH` are the public holidays of the calendar that `status` is given: in China the days off by the notice,
    where opening-hours-py has the days of the law alone. `Mo-Fr` are these days whatever the calendar says.
    What a week with seasons cannot hold (by the sun, by weeks, the first Monday of a month) makes it unknown.

    Raises:
        Invalid: opening-hours-py is not installed; it comes with the extra `osm`.

    >>> from_osm("Mo-Fr 08:00-12:00,13:00-17:30; Sa off; PH off").hours
    Hours('Mo-Fr 08:00-12:00, 13:00-17:30; PH closed')
    >>> from_osm("sunrise-sunset").unread
    (Reason('hours.osm_sun', text='sunrise-sunset'),)
    """
    return _from_osm(text)


@lru_cache(maxsize=4_096)
def _from_osm(text: str) -> Understood:
    try:
        from opening_hours import OpeningHours, validate  # noqa: PLC0415 # who reads no map needs no engine
    except ImportError:
        raise Invalid.at("text", "hours.no_opening_hours") from None
    given: object = text
    if not isinstance(given, str) or len(given) > _LONGEST or not validate(given):
        return Understood(None, (Reason("hours.osm_syntax", text=text),))
    written = str(OpeningHours(text))
    bare = re.sub(r'"[^"]*"', "", written)
    unheld = [Reason(f"hours.osm_{why}", text=text) for why, how in _UNHELD.items() if re.search(how, bare)]
    comments = tuple(
        Reason("hours.osm_comment", text=comment) for comment in re.findall(r'"([^"]*)"', written)
    )
    if "+" in bare:
        comments = (*comments, Reason("hours.osm_open_end", text=text))
    if unheld:
        return Understood(None, (*unheld, *comments))
    named = sorted({int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", bare)})
    for over_midnight in (True, False):
        try:
            return Understood(_Engine(text, over_midnight).hours(named, holidays="PH" in bare), comments)
        except Unreadable:
            continue
    return Understood(None, (Reason("hours.osm_unheld", text=text), *comments))


@lru_cache(maxsize=8)
def _calendar(country: str | None, first: int, years: int) -> Calendar:
    """The public holidays that the engine has for a country, none for no country, as a calendar."""
    begin = date(first, 1, 1)
    off: dict[int, list[date]] = {year: [] for year in range(first - 1, first + years + 1)}
    for day in _Engine("PH", True, country).days(first, years):
        off[(begin + day * _DAY).year].append(begin + day * _DAY)
    return Calendar(Year(year, days, [], "official", "opening-hours-py") for year, days in off.items())


def _engine(text: str, country: str | None) -> tuple["OpeningHours", Mapping["State", int]]:
    from opening_hours import OpeningHours, State  # noqa: PLC0415 # as above

    states = {State.OPEN: OPEN, State.CLOSED: CLOSED, State.UNKNOWN: UNSTATED}
    return OpeningHours(text, country=country), states


@attrs.frozen
class _Engine:
    """What opening-hours-py says of a text."""

    text: str
    over_midnight: bool
    """Whether a time that runs past midnight is taken for one of the day before, or for one of each day."""
    country: str | None = None

    def changes(self, first: int, years: int, *, more: int = 0) -> Iterator[Change]:
        """The states over so many years and days before and after, in minutes, each change once."""
        engine, states = _engine(self.text, self.country)
        begin = datetime.combine(date(first, 1, 1), time())
        end = datetime.combine(date(first + years, 1, 1), time())
        around = begin - more * _DAY, end + more * _DAY
        said = None
        for starts, _, state, _ in engine.intervals(*around):
            if states[state] != said:
                said = states[state]
                yield (starts - begin) // _MINUTE, said

    def agrees(self, said: Sequence[Change], first: int) -> bool:
        """Whether it says the same when it is asked of single minutes: where spells begin and end."""
        engine, states = _engine(self.text, self.country)
        begin = datetime.combine(date(first, 1, 1), time())
        return all(
            states[engine.state(begin + minute * _MINUTE)[0]] == state
            for (starts, state), (ends, _) in pairwise(said)
            for minute in (starts, ends - 1)
        )

    def days(self, first: int, years: int) -> Mapping[int, Day]:
        """What starts on each day on which anything does, by its number from the first."""
        days: dict[int, list[Span]] = {}
        count = (date(first + years, 1, 1) - date(first, 1, 1)).days
        found = chain(self.changes(first, years, more=2), [((count + 2) * MINUTES, CLOSED)])
        for (begins, state), (closes, _) in pairwise(found):
            opens = begins
            while state != CLOSED and opens < closes:
                day, minute = divmod(opens, MINUTES)
                whole = self.over_midnight and closes - opens <= MINUTES
                until = closes if whole else min(closes, (day + 1) * MINUTES)
                days.setdefault(day, []).append(Span(minute, minute + until - opens, state == OPEN))
                opens = until
        return {day: union(spans) for day, spans in days.items() if 0 <= day < count}

    def hours(self, named: Sequence[int], *, holidays: bool) -> Hours:
        """Hours that say the same of every minute, or `Unreadable`."""
        first = max(_FIRST, named[-1] + 2) if named else _FIRST
        spells = [(first, _YEARS)]
        usual, seasons = _seasons(self.days(first, _YEARS), date(first, 1, 1))
        hours = Hours(usual, seasons=seasons)
        if holidays:
            hours = attrs.evolve(hours, holidays=self.on_holidays(hours, first))
        if named:
            spells.append((named[0] - 2, named[-1] - named[0] + 4))
            hours = attrs.evolve(hours, exceptions=self.exceptions(hours, *spells[-1]))
        for country in (None, *_COUNTRIES) if holidays else (None,):
            engine = attrs.evolve(self, country=country)
            for year, years in spells:
                calendar = _calendar(country, year, years) if country else _NO_HOLIDAYS
                found = minute_by_minute(hours, date(year, 1, 1), date(year + years, 1, 1) - _DAY, calendar)
                said = list(engine.changes(year, years))
                if list(found) != said or not engine.agrees(said[:_ASKED_AGAIN], year):
                    raise Unreadable
        return hours

    def on_holidays(self, hours: Hours, first: int) -> Day | None:
        """The hours of public holidays, if all have the same; None if each has those of its day."""
        begin = date(first, 1, 1)
        found = set()
        as_usual = True
        for country in _COUNTRIES:
            days = attrs.evolve(self, country=country).days(first, _YEARS)
            for year in _calendar(country, first, _YEARS).years.values():
                for day in year.off:
                    found.add(days.get((day - begin).days, ()))
                    as_usual = as_usual and days.get((day - begin).days, ()) == hours.on(day)[0]
        if as_usual:
            return None
        if len(found) > 1:
            raise Unreadable
        return found.pop()

    def exceptions(self, hours: Hours, first: int, years: int) -> Mapping[date, Day]:
        """The days of these years that are not as in other years."""
        begin = date(first, 1, 1)
        days = self.days(first, years)
        every = range((date(first + years, 1, 1) - begin).days)
        found = {
            n: days.get(n, ())
            for n in every
            if days.get(n, ()) != hours.on(begin + n * _DAY, _NO_HOLIDAYS)[0]
        }
        if len(found) > _MOST_EXCEPTIONS:
            raise Unreadable
        return {begin + n * _DAY: day for n, day in found.items()}


_NO_HOLIDAYS: Final = Calendar(Year(year, [], [], "official", "none") for year in range(1900, 2200))
_A_YEAR: Final = tuple(date(2024, 1, 1) + n * _DAY for n in range(366))

_Spell = tuple[int, int, dict[int, Day]]
"""From a day of the year to another, by their numbers, and what is known of the days of the week."""


def _seasons(days: Mapping[int, Day], begin: date) -> tuple[Sequence[Day], list[Season]]:
    """The week that most days of the year have, and the times of the year with another."""
    known: dict[MonthDay, dict[int, Day]] = {(day.month, day.day): {} for day in _A_YEAR}
    for n in range((date(begin.year + _YEARS, 1, 1) - begin).days):
        day = begin + n * _DAY
        open_ = days.get(n, ())
        if known[day.month, day.day].setdefault(day.weekday(), open_) != open_:
            raise Unreadable  # not by the day of the week and of the year alone
    spells: list[_Spell] = []
    for n, week in enumerate(known.values()):
        if spells and _alike(spells[-1][2], week):
            spells[-1] = spells[-1][0], n, spells[-1][2] | week
        else:
            spells.append((n, n, week))
    if len(spells) > 1 and _alike(spells[0][2], spells[-1][2]):
        (_, end, week), (start, _, more) = spells[0], spells.pop()
        spells[0] = start, end, week | more
    lengths: Counter[tuple[Day, ...]] = Counter()
    for start, end, week in spells:
        lengths[_whole(week)] += (end - start) % len(_A_YEAR) + 1
    usual = lengths.most_common(1)[0][0]
    dates = list(known)
    others = [Season(dates[s], dates[e], _whole(week)) for s, e, week in spells if _whole(week) != usual]
    return usual, others


def _alike(one: dict[int, Day], other: dict[int, Day]) -> bool:
    return all(one[day] == other[day] for day in one.keys() & other.keys())


def _whole(week: dict[int, Day]) -> tuple[Day, ...]:
    """All seven; 29 February has not had them all, and they must be the same then."""
    if len(week) < 7 and len(set(week.values())) > 1:
        raise Unreadable
    return tuple(week.get(day, next(iter(week.values()))) for day in range(7))
