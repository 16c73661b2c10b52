"""Rules of a text: when each holds, and what it says."""

import re
from datetime import date
from typing import Final

import attrs

from ..text import Reason
from ._seasons import DAYS, MonthDay
from ._spans import ALL_DAY, MINUTES, Span
from ._tokens import Reader, Token, Unreadable, minutes, tokens

_CHINESE: Final = "一二三四五六日"
_EVERY_DAY: Final = frozenset(range(7))
_WEEKEND: Final = frozenset((5, 6))
_MONDAY_TO_FRIDAY: Final = frozenset(range(5))
_WHEN: Final = ("day", "every", "workdays", "weekend", "holiday", "feast", "lunar", "iso")
_TIMES_OF_YEAR: Final = ("months", "date", "season")
_TIMES: Final = ("time", "half")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LAST_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

Range = tuple[MonthDay, MonthDay, int | None]
"""From a day of the year to another, of one year or of each."""


@attrs.define
class Rule:
    """What one part of a text says, and when that holds."""

    ranges: list[Range] = attrs.Factory(list)
    season: str = ""
    """A time of the year that is named, such as 夏季."""
    days: set[int] | None = None
    """Of the week; None if none is named."""
    dates: list[date] = attrs.Factory(list)
    workdays: bool = False
    holiday: bool = False
    feasts: list[str] = attrs.Factory(list)
    """Some public holidays alone."""
    lunar: list[str] = attrs.Factory(list)
    """Days of the Chinese calendar."""
    spans: list[Span] = attrs.Factory(list)
    entries: list[int] = attrs.Factory(list)
    """Until when people are let in, by the clock."""
    pauses: list[Span] = attrs.Factory(list)
    """When it shuts in between."""
    closed: bool = False
    usual: bool = False
    """As on other days."""
    unstated: bool = False
    not_holidays: bool = False
    """Public holidays are left out."""
    parted: bool = True
    """A sign stands between it and the rule before."""
    closes_first: bool = False
    """It says that it closes before it says when: 休息日：周六、周日."""

    @property
    def has_what(self) -> bool:
        """Whether it says anything."""
        return bool(self.spans) or self.closed or self.usual or self.unstated

    @property
    def undated(self) -> bool:
        """Whether it names a time of the year and not from when to when that is."""
        return bool(self.season) and not self.ranges

    @property
    def special(self) -> bool:
        """Whether it speaks of holidays or dates and of no day of the week."""
        return self.days is None and (self.holiday or bool(self.feasts or self.lunar or self.dates))

    @property
    def has_when(self) -> bool:
        """Whether it says when it holds."""
        return self.days is not None or self.special


@attrs.define
class Rules:
    """All that a text says."""

    rules: list[Rule] = attrs.Factory(list)
    before_closing: int = 0
    """Minutes before every closing at which the last are let in."""
    follow_workdays: bool = False
    never_rests: bool = False
    not_holidays: bool = False
    """Said of all rules at once."""
    notes: list[Reason] = attrs.Factory(list)
    """What changes nothing of it."""
    unread: list[Reason] = attrs.Factory(list)
    """What may change anything."""


def rules(text: str) -> Rules:
    """Take a text apart into rules."""
    return _Parser(tokens(text)).parse()


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.reader = Reader(found)
        self.all = Rules()
        self.rule = Rule()
        self.after_break = False
        """Whether a full stop or the like came just before."""
        self.parted = True
        """Whether any sign did."""
        self.after_span = False
        """Whether a time from opening to closing did."""

    def parse(self) -> Rules:
        while kind := self.reader.peek():
            broken, self.after_break = self.after_break, False
            parted = False
            if kind != "closed":
                self.after_span = False
            if kind in _TIMES_OF_YEAR:
                self.time_of_year()
            elif kind in _WHEN:
                self.begin_when()
                self.when(kind)
            elif kind in _TIMES or kind == "always":
                self.open(kind, broken)
            elif kind in {"rule", "list", "colon"}:
                self.reader.need(kind)
                self.after_break = broken or kind == "rule"
                parted = True
            else:
                self.say(kind, self.reader.need(kind).text, broken)
            self.parted = parted
        self.flush()
        return self.all

    def flush(self) -> None:
        """The rule is complete."""
        rule, self.rule = self.rule, Rule()
        if rule.days is None and not rule.season and all(y and a == b for a, b, y in rule.ranges):
            rule.dates += [_date(year or 0, *first) for first, _, year in rule.ranges]  # 2026年10月1日闭馆
            rule.ranges.clear()
        only = self.all.rules[0] if len(self.all.rules) == 1 else None
        if not rule.has_what and not rule.has_when:
            if rule != Rule(parted=rule.parted):
                raise Unreadable  # a time of the year, or a last entry, of which nothing is said
        elif rule.has_what or rule.special or rule.ranges or rule.season:
            self.all.rules.append(rule)
        elif only and only.spans and not only.has_when:  # 9:00-17:00，周一至周五
            only.days, only.workdays, only.holiday = rule.days, rule.workdays, rule.holiday
            only.not_holidays = only.not_holidays or rule.not_holidays
        elif rule.parted:
            self.all.rules.append(rule)
        else:
            raise Unreadable  # times that stand before their days, or days without times?

    def begin_when(self) -> None:
        if self.rule.closes_first:
            return
        if self.rule.has_what:
            self.flush()
            self.rule.parted = self.parted

    def time_of_year(self) -> None:
        """`夏季`, `7-8月`, `4月1日至10月31日`, `Jul 1-Aug 31`; several add up."""
        explains = (
            self.rule.has_what and self.rule.undated and self.reader.peek() != "season" and not self.parted
        )  # 夏季 8:30-17:30（7-8月）
        if self.rule.has_what and not explains:
            self.flush()
        if self.rule.has_when and not explains:
            raise Unreadable  # of which rule are the days?
        token = self.reader.need(*_TIMES_OF_YEAR)
        if token.kind == "season":
            self.rule.season = self.rule.season or token.text
        elif token.kind == "months":
            first, last = (int(n) for n in re.findall(r"\d+", token.text))
            self.rule.ranges.append((_first(first), _last(last), None))
        else:
            year, first_day, last_day = _month_day(token.text)
            if self.reader.peek() == "to" and self.reader.peek(1) == "date":
                self.reader.need("to")
                _, _, last_day = _month_day(self.reader.need("date").text)
            self.rule.ranges.append((first_day, last_day, year))
        if explains and self.reader.peek() in {*_WHEN, *_TIMES, "always", "closed"}:
            raise Unreadable  # does it end the rule before or begin the next?

    def when(self, kind: str) -> None:
        rule, token = self.rule, self.reader.need(kind)
        if kind == "iso":
            rule.dates.append(_date(*map(int, token.text.split("-"))))
        elif kind == "holiday":
            rule.holiday = True
        elif kind == "feast":
            rule.feasts.append(token.text)
        elif kind == "lunar":
            rule.lunar.append(token.text)
        else:
            rule.days = (rule.days or set()) | self.days(token)
            rule.workdays = rule.workdays or kind == "workdays"

    def days(self, token: Token) -> set[int]:
        if token.kind != "day":
            known = {"every": _EVERY_DAY, "weekend": _WEEKEND, "workdays": _MONDAY_TO_FRIDAY}
            return set(known[token.kind])
        first = _number(token)
        last = _number(self.reader.need("day")) if self.reader.take("to") else first
        return {n % 7 for n in range(first, first + (last - first) % 7 + 1)}

    def open(self, kind: str, broken: bool) -> None:
        reader = self.reader
        if "entry" in {reader.peek(1), reader.peek(2)} and reader.peek(1) != "to":  # 16:30停止入馆
            half = reader.take("half")
            self.rule.entries.append(minutes(reader.need("time").text, half.text if half else ""))
            reader.need("entry")
            return
        if kind == "always" and reader.peek(1) == "closed":  # 全天闭馆
            reader.need("always")
            return
        same = not broken or (kind == "half" and self.rule.has_when)
        if self.rule.has_what and not (self.rule.spans and same):
            self.flush()
        if kind == "always":
            reader.need("always")
            self.rule.spans.append(ALL_DAY)
        else:
            last = self.rule.spans[-1] if self.rule.spans else None
            self.rule.spans.append(reader.span(last))
            self.after_span = True

    def say(self, kind: str, text: str, broken: bool) -> None:
        rule = self.rule
        if kind in {"closed", "restdays"}:
            self.close(kind)
        elif kind == "usual":
            if self.reader.peek() not in {*_TIMES, "always"}:
                if rule.spans:
                    raise Unreadable
                rule.usual = True
        elif kind == "notice":
            if rule.special and not rule.has_what:
                rule.unstated = True
                self.all.notes.append(Reason("hours.as_announced", text=text))
            else:
                self.all.unread.append(Reason("hours.as_announced", text=text))
        elif kind == "unknown":
            if rule.has_what:
                raise Unreadable  # of which times?
            rule.unstated = True
        elif kind == "notholiday":
            if broken and rule.has_what:
                self.all.not_holidays = True
            else:
                rule.not_holidays = True
        elif kind == "with_holidays":
            rule.holiday = True
        elif kind == "pause":
            self.reader.take("colon")
            rule.pauses.append(self.reader.span())
        elif kind == "entry":
            self.reader.take("colon")
            rule.entries.append(minutes(self.reader.need("time").text))
        else:
            self.say_of_all(kind, text)

    def close(self, kind: str) -> None:
        """That it is closed: of the days before, of those after `休息日`, or of a time in between."""
        rule = self.rule
        if kind == "closed" and len(rule.spans) > 1 and self.after_span:
            rule.pauses.append(rule.spans.pop())  # 9:00-17:00（12:00-13:00休息）
            return
        if rule.spans and self.after_span:
            raise Unreadable  # 12:00-13:00休息, of what hours?
        if rule.spans:
            self.flush()
        self.rule.closed = True
        self.rule.closes_first = kind == "restdays"

    def say_of_all(self, kind: str, text: str) -> None:
        """What holds of every rule, or of none."""
        found = self.all
        match kind:
            case "norest":
                found.never_rests = True
            case "follow":
                found.follow_workdays = True
            case "before":
                found.before_closing = _before(text)
            case "remark" | "proviso" | "usually":
                found.notes.append(Reason(f"hours.{kind}", text=text))
            case "foreign":
                found.unread.append(Reason("hours.unread_part", text=text))
            case "otherwise":
                pass  # a day that no rule names is closed
            case _:
                raise Unreadable


def _number(day: Token) -> int:
    """Monday is 0."""
    last = "日" if day.text[-1] in "天7" else day.text[-1]
    if last in _CHINESE:
        return _CHINESE.index(last)
    if last.isdigit():
        return int(last) - 1
    return next(n for n, name in enumerate(DAYS) if name.startswith(day.text[:2]))


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable from None


def _first(month: int) -> MonthDay:
    return _day(month, 1)


def _last(month: int) -> MonthDay:
    return _day(month, _LAST_DAYS[month - 1] if 1 <= month <= 12 else 1)


def _day(month: int, day: int) -> MonthDay:
    if not (1 <= month <= 12 and 1 <= day <= _LAST_DAYS[month - 1]):
        raise Unreadable
    return month, day


def _month_day(text: str) -> tuple[int | None, MonthDay, MonthDay]:
    """The year, if any, and the first and the last day that are meant: those of a month differ."""
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    year = numbers.pop(0) if numbers and numbers[0] > 31 else None
    named = next((n for n, name in enumerate(_MONTHS, 1) if re.search(rf"(?<![a-z]){name}", text)), None)
    if named is None and not numbers:
        raise Unreadable  # 77月
    month = named if named is not None else numbers.pop(0)
    if numbers:
        return year, _day(month, numbers[0]), _day(month, numbers[0])
    return year, _first(month), _last(month)


def _before(text: str) -> int:
    number = re.search(r"\d+", text)
    if "半" in text:
        return 30
    found = int(number[0]) if number else 1
    found = found * 60 if "小时" in text else found
    if not 0 < found <= MINUTES // 2:
        raise Unreadable
    return found
