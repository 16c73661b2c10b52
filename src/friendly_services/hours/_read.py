"""Hours as people write them for a whole week."""

from ..errors import Invalid
from ._spans import ALL_DAY, Day, union
from ._tokens import Reader, Token, Unreadable, tokens
from ._week import DAYS, Hours

_CHINESE = "一二三四五六日"
_EVERY_DAY = tuple(range(7))
_WEEKEND = (5, 6)
_MONDAY_TO_FRIDAY = tuple(range(5))
_DAY_WORDS = ("day", "every", "workdays", "weekend")


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
        week, follow_workdays = _rules(Reader(tokens(text)))
    except Unreadable:
        raise Invalid.at("hours", "hours.unreadable", value=text) from None
    except Invalid as error:
        raise error.inside("hours") from None
    return Hours(week, follow_workdays=follow_workdays)


def _rules(reader: Reader) -> tuple[list[Day], bool]:
    opened: dict[int, Day] = {}
    closed: set[int] = set()
    follow_workdays = False
    bare: set[bool] = set()
    while True:
        named, workdays = _days(reader)
        follow_workdays = follow_workdays or workdays
        bare.add(named is None)
        days = _EVERY_DAY if named is None else named
        reader.take("colon")
        if reader.take("closed"):
            closed.update(days)
        else:
            open_: Day = (ALL_DAY,) if reader.take("always") else tuple(reader.span_list())
            for day in days:
                opened[day] = union(opened.get(day, ()) + open_)
        if not reader.take("rule", "list") or not reader.peek():
            break
    reader.end()
    if len(bare) > 1:  # a rule without days beside one with days: whose days does it mean?
        raise Unreadable
    return [() if day in closed else opened.get(day, ()) for day in _EVERY_DAY], follow_workdays


def _days(reader: Reader) -> tuple[tuple[int, ...] | None, bool]:
    """The days a rule names, or None if it names none, and whether it names them as workdays."""
    if reader.peek() not in _DAY_WORDS:
        return None, False
    days: list[int] = []
    workdays = False
    while True:
        token = reader.need(*_DAY_WORDS)
        if token.kind == "day":
            first = _number(token)
            last = _number(reader.need("day")) if reader.take("to") else first
            days += [n % 7 for n in range(first, first + (last - first) % 7 + 1)]
        elif token.kind == "every":
            days += _EVERY_DAY
        elif token.kind == "weekend":
            days += _WEEKEND
        else:
            days += _MONDAY_TO_FRIDAY
            workdays = True
        if not (reader.peek() == "list" and reader.peek(1) in _DAY_WORDS):
            return tuple(days), workdays
        reader.take("list")


def _number(day: Token) -> int:
    """Monday is 0."""
    last = "日" if day.text[-1] == "天" else day.text[-1]
    if last in _CHINESE:
        return _CHINESE.index(last)
    return next(n for n, name in enumerate(DAYS) if name.startswith(day.text[:2]))
