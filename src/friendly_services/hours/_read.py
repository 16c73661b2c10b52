"""Hours as people write them: strictly, or with what could not be read."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import attrs

from ..errors import Invalid
from ..text import Reason
from ._rules import Range, Rule, Rules, rules
from ._seasons import Season
from ._spans import MINUTES, UNKNOWN_DAY, Day, Span, union
from ._tokens import Unreadable
from ._week import Hours

Week = tuple[Day, ...]
_UNKNOWN_WEEK: Final[Week] = ((UNKNOWN_DAY,),) * 7
_PAIRS: Final = ("夏冬", "旺淡")
"""Named times of the year that make up a whole one."""
_NEW_YEAR: Final = (1, 20), (3, 10)
"""Between what days the days around the Chinese New Year lie."""
_A_YEAR: Final = tuple(date(2024, 1, 1) + timedelta(n) for n in range(366))


@attrs.frozen
class Understood:
    """What a text says of opening hours, and what of it could not be read."""

    hours: Hours | None
    """As far as it is sure: unknown at times on which an unread part bears; None if it bears on all."""
    unread: tuple[Reason, ...] = ()
    """What could not be read, or is not held by `hours`; none if all is."""


def read(text: str) -> Hours:
    """The hours a text states; what cannot be read for certain is refused, never guessed.

    Rules are joined by `;`, days by `/`, `,` or a range, spans by `/` or `,`. Rules for the same day add up;
    a rule that closes a day wins. A day that no rule names is closed. `工作日` follows the calendar.

    >>> weekdays = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "07:00-08:00, 10:00-11:00")
    >>> read("Mo-Fr:7AM-8AM/10AM-11AM") == Hours.weekly(weekdays)
    True
    >>> read("24/7") == read("全天") == Hours.always()
    True
    >>> read("以现场公告为准")
    Traceback (most recent call last):
        ...
    friendly_services.errors.Invalid: hours: '以现场公告为准' cannot be read as hours: ...
    """
    try:
        found = _made(text)
    except Unreadable:
        raise Invalid.at("hours", "hours.unreadable", value=text) from None
    except Invalid as error:
        raise error.inside("hours") from None
    if found.hours is None or found.unread:
        raise Invalid.at("hours", "hours.unreadable", value=text)
    return found.hours


def understand(text: str) -> Understood:
    """What a text of a shop, a museum or a map says of its hours, and what of it could not be read.

    Nothing is guessed. A part that could not be read makes those times unknown on which it bears, and all of
    them where that cannot be told.

    >>> from friendly_services.text import say
    >>> museum = understand("周二至周日 9:00—17:00（16:30停止入馆），周一闭馆")
    >>> museum.hours, museum.unread
    (Hours('Tu-Su 09:00-17:00; last entry 30 min before closing'), ())
    >>> office = understand("周一至周五 9:00-17:00，节假日另行通知")
    >>> print(office.hours, *map(say, office.unread))
    Hours('Mo-Fr 09:00-17:00; PH 00:00-24:00?') '另行通知': they are announced elsewhere
    """
    try:
        return _made(text)
    except Unreadable:
        return Understood(None, (Reason("hours.unreadable", value=text),))
    except Invalid as error:
        return Understood(None, tuple(problem.reason for problem in error.problems))


def _made(text: str) -> Understood:
    found = rules(text)
    if found.unread:
        return Understood(None, (*found.unread, *found.notes))
    maker = _Maker(found)
    hours = maker.hours()
    return Understood(hours, tuple(dict.fromkeys(maker.notes)))


Key = tuple[Range, ...] | str
"""The times of the year of a rule, or the name of one without dates; none for the usual week."""


class _Maker:
    """Makes hours from rules."""

    def __init__(self, found: Rules) -> None:
        self.found = found
        self.notes = list(found.notes)
        self.groups: dict[Key, list[Rule]] = {}
        self.closings: list[Rule] = []
        """Of days of the week, whatever the season."""
        self.last_entry = found.before_closing

    def hours(self) -> Hours:
        """All of it, or `Unreadable`."""
        self.settle_entries()
        self.sort()
        weeks = {key: self.week(key, group) for key, group in self.groups.items()}
        usual, seasons = self.seasons(weeks)
        holidays = self.holidays(weeks)
        if self.found.never_rests and (
            holidays == () or not all(day for week in weeks.values() for day in week)
        ):
            raise Unreadable
        usual, seasons, holidays = self.doubt_new_year(usual, seasons, holidays)
        return Hours(
            usual,
            {day: union(rule.spans) for rule in self.found.rules for day in rule.dates},
            self.found.follow_workdays or any(rule.workdays for rule in self.found.rules),
            seasons,
            holidays,
            self.last_entry,
        )

    # --- which rule holds when ----------------------------------------------------------------

    def sort(self) -> None:
        """Rules by the time of the year in which they hold."""
        current: Key = ()
        for rule in self.found.rules:
            own: Key = tuple(rule.ranges) or rule.season
            if rule.special:
                if own or (rule.dates and (rule.holiday or rule.feasts or rule.lunar)):
                    raise Unreadable
                continue
            if not own and rule.closed and rule.days is not None:
                self.closings.append(rule)
                continue
            if own:
                current = own
            elif current and all(one.closed and one.days is None for one in self.groups[current]):
                current = ()  # 10月1日闭馆；9:00-17:00
            elif current and not self.continues(rule, current):
                raise Unreadable
            self.groups.setdefault(current if own or current else (), []).append(rule)
        if not self.groups and (self.closings or self.found.never_rests or self.found.rules):
            self.groups[()] = []
        if not self.groups:
            raise Unreadable

    def continues(self, rule: Rule, key: Key) -> bool:
        """Whether a rule without a season speaks of other days of the one before."""
        given = [one.days for one in self.groups[key]]
        return rule.days is not None and all(days is not None and not days & rule.days for days in given)

    def week(self, key: Key, group: Sequence[Rule]) -> Week:
        """The hours of each day under the rules of one time of the year."""
        opened: dict[int, list[Span]] = {}
        closed = {day for rule in (*self.closings, *group) if rule.closed for day in rule.days or range(7)}
        opening = [rule for rule in group if not rule.closed]
        if len({rule.days is None for rule in opening}) > 1:
            raise Unreadable  # a rule without days beside one with days: whose days does it mean?
        if opening and any(rule.closed and rule.days is None for rule in group):
            raise Unreadable
        for rule in opening:
            if rule.usual:
                raise Unreadable
            for day in range(7) if rule.days is None else sorted(rule.days):
                opened.setdefault(day, []).extend(self.spans(rule))
        if not opening and len(closed) < len(_UNKNOWN_WEEK):
            self.note("hours.times_unstated")
            opened = {day: [UNKNOWN_DAY] for day in range(7)}
        if key and () in self.groups and not (closed | opened.keys()) >= set(range(7)):
            raise Unreadable  # are the others as usual, or closed?
        return tuple(() if day in closed else union(opened.get(day, ())) for day in range(7))

    def spans(self, rule: Rule) -> list[Span]:
        """When it opens; unknown where it says that it does and not when."""
        if rule.pauses:
            return list(_without(rule.spans, rule.pauses))
        if not rule.spans and not rule.closed:
            if not rule.unstated:
                self.note("hours.times_unstated")
            return [UNKNOWN_DAY]
        return rule.spans

    def note(self, code: str) -> None:
        self.notes.append(Reason(code))

    # --- seasons ------------------------------------------------------------------------------

    def seasons(self, weeks: dict[Key, Week]) -> tuple[Week, list[Season]]:
        """The usual week, and those of the times of the year."""
        dated = [(key, week) for key, week in weeks.items() if key and not isinstance(key, str)]
        named = {key[0]: week for key, week in weeks.items() if key and isinstance(key, str)}
        made = [(Season(first, last, week, year), key) for key, week in dated for first, last, year in key]
        recurring = [(season, key) for season, key in made if season.year is None]
        holding = [sum(season.holds(day) for season, _ in recurring) for day in _A_YEAR]
        if max(holding) > 1:
            raise Unreadable  # two seasons for one day
        usual = weeks.get(())
        if named:
            if dated and (usual is not None or len(named) > 1):
                raise Unreadable
            if usual is None:
                usual = self.undated(named, alone=not dated)
            else:
                usual = self.shared((usual, *named.values()))
        elif usual is None and all(holding):  # the seasons make up the year
            usual, first = dated[0][1], dated[0][0]
            made = [(season, key) for season, key in made if key != first]
        elif usual is None:
            self.note("hours.rest_of_year")
            usual = _UNKNOWN_WEEK
        return usual, [season for season, _ in made]

    def undated(self, named: dict[str, Week], *, alone: bool) -> Week:
        """What holds whenever the seasons begin; or the rest of the year, beside seasons with dates."""
        if not alone:
            return next(iter(named.values()))
        if not any(set(named) == set(pair) for pair in _PAIRS):
            raise Unreadable
        return self.shared(named.values())

    def shared(self, weeks: Iterable[Week]) -> Week:
        """What is sure whichever of these holds."""
        self.note("hours.season_undated")
        return tuple(_agreed(days) for days in zip(*weeks, strict=True))

    # --- holidays -----------------------------------------------------------------------------

    def holidays(self, weeks: dict[Key, Week]) -> Day | None:
        """The hours of public holidays; None if they are days like others."""
        stated: list[Day] = []
        for rule in self.found.rules:
            if rule.holiday and not rule.usual:
                stated.append(() if rule.closed else union(self.spans(rule)))
            elif rule.holiday and self.found.not_holidays:
                raise Unreadable
        if stated and any(rule.not_holidays for rule in self.found.rules):
            raise Unreadable
        if not stated:
            stated = list(self.left_out(weeks))
        if not stated and any(rule.holiday for rule in self.found.rules):
            every = [day for week in weeks.values() for day in week]
            stated = every if () in every else []  # 周一闭馆，节假日照常: on such a Monday too?
        holidays = _agreed(stated) if stated else None
        if len(set(stated)) > 1:
            self.note("hours.holidays_differ")
        for rule in self.found.rules:
            if rule.feasts and not (rule.usual and holidays is None) and not (rule.closed and holidays == ()):
                self.notes += [Reason("hours.some_holidays", name=name) for name in rule.feasts]
                holidays = (UNKNOWN_DAY,)
        return holidays

    def left_out(self, weeks: dict[Key, Week]) -> Iterator[Day]:
        """What each day of the week is on a holiday, where some rule leaves holidays out."""
        if not (self.found.not_holidays or any(rule.not_holidays for rule in self.found.rules)):
            return
        for key, group in self.groups.items():
            week = weeks[key]
            for day in range(7):
                said = [rule for rule in (*self.closings, *group) if rule.days is None or day in rule.days]
                free = any(rule.not_holidays for rule in said) or (
                    self.found.not_holidays and bool(week[day])
                )
                if not free:
                    yield week[day]
                elif week[day]:
                    yield ()
                else:
                    yield from sorted({open_ for open_ in week if open_})

    def doubt_new_year(
        self, usual: Week, seasons: list[Season], holidays: Day | None
    ) -> tuple[Week, list[Season], Day | None]:
        """What is said of the Chinese New Year holds on days that move: around them nothing is sure."""
        said = [rule for rule in self.found.rules if rule.lunar and not rule.usual]
        if not said:
            return usual, seasons, holidays
        self.notes += [Reason("hours.lunar", name=name) for rule in said for name in rule.lunar]
        around = Season(*_NEW_YEAR, usual)
        days = [day for day in _A_YEAR if around.holds(day)]
        then = {tuple(season for season in seasons if season.holds(day)) for day in days}
        if len(then) > 1:
            raise Unreadable
        week = next((season.week for season in then.pop()), usual)
        shut = all(rule.closed for rule in said)

        def doubted(day: Day) -> Day:
            if not shut:
                return (UNKNOWN_DAY,)
            return tuple(attrs.evolve(span, sure=False) for span in day)

        around = attrs.evolve(around, week=map(doubted, week))
        return usual, [around, *seasons], None if holidays is None else doubted(holidays)

    # --- last entry ---------------------------------------------------------------------------

    def settle_entries(self) -> None:
        """One time before every closing; where that differs, nothing is sure between the two."""
        opening = [rule for rule in self.found.rules if rule.spans]
        if not any(rule.entries for rule in self.found.rules):
            return
        if self.last_entry or any(rule.entries and not rule.spans for rule in self.found.rules):
            raise Unreadable
        before = {n for rule in opening for n in _before_closing(rule)}
        if len(before) == 1 and None not in before:
            self.last_entry = before.pop() or 0
            return
        self.note("hours.entries_differ")
        for rule in opening:
            for entry in rule.entries:
                rule.spans = list(_cut(rule.spans, entry))


def _before_closing(rule: Rule) -> Iterator[int | None]:
    if len(rule.entries) != len(rule.spans):
        yield None
        return
    for span, entry in zip(rule.spans, rule.entries, strict=True):
        minute = entry if entry > span.opens else entry + MINUTES
        if not span.opens < minute <= span.closes:
            raise Unreadable
        yield span.closes - minute


def _cut(spans: Iterable[Span], entry: int) -> Iterator[Span]:
    """The same with nothing sure between the last entry and the closing that it comes before."""
    found = False
    for span in spans:
        minute = entry if entry > span.opens else entry + MINUTES
        if span.opens < minute < span.closes and minute < MINUTES:
            found = True
            yield Span(span.opens, minute)
            yield Span(minute, span.closes, sure=False)
        else:
            yield span
    if not found:
        raise Unreadable


def _without(spans: Iterable[Span], pauses: Sequence[Span]) -> Iterator[Span]:
    """The same but for the pauses, each of which must lie in one of them."""
    left = list(spans)
    for pause in pauses:
        around = next((s for s in left if s.opens < pause.opens and pause.closes < s.closes), None)
        if around is None or pause.closes >= MINUTES:
            raise Unreadable
        left.remove(around)
        left += [Span(around.opens, pause.opens), Span(pause.closes, around.closes)]
    yield from left


def _agreed(days: Iterable[Day]) -> Day:
    """What all of them have is sure, what some have is not."""
    given = list(dict.fromkeys(days))
    if len(given) == 1:
        return given[0]
    edges = sorted({edge for day in given for span in day for edge in (span.opens, span.closes)})
    found: list[Span] = []
    for opens, closes in pairwise(edges):
        has = [[s.sure for s in day if s.opens <= opens and closes <= s.closes] for day in given]
        if opens < MINUTES and any(has):
            found.append(Span(opens, closes, all(True in sure for sure in has)))
    return union(found)
