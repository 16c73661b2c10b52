"""The words and times that hours are written with, in English and Chinese."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import attrs

from ..errors import Invalid
from ._spans import ALL_DAY, MINUTES, Day, Span, union

_LONGEST: Final = 500
"""Characters of a text that is still taken for hours."""

_TOKEN: Final = re.compile(
    r"""
      (?P<space>\s+|营业时间|(?<=小时)营业|(?<=天)(?:营业|开放))
    | (?P<always>24/7|24\s*小时|24\s*hours|全天候?)
    | (?P<closed>off\b|closed\b|休息|闭馆|不开放?|不营业|停业)
    | (?P<every>每[天日]|daily\b|every\s?day\b)
    | (?P<workdays>工作日)
    | (?P<weekend>周末)
    | (?P<day>(?:周|星期|礼拜)[一二三四五六日天]
        |(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?\b
        |(?:mo|tu|we|th|fr|sa|su)\b)
    | (?P<half>上午|早上|凌晨|下午|晚上)
    | (?P<next>次日|翌日|第二天)
    | (?P<time>\d{1,2}(?:[:.]\d{2}|[点时](?:\d{2}分?|半)?)?\s*(?:[ap]\.?m\b\.?)?)
    | (?P<to>[-–—~]+|至|到|to\b)
    | (?P<colon>:)
    | (?P<list>[,/、&和及])
    | (?P<rule>[;。\n])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TIME: Final = re.compile(r"(\d+)(?P<sign>[:.点时])?(\d{2}|半)?分?\s*([ap])?")


@attrs.frozen
class Token:
    """One word or time and what it is."""

    kind: str
    text: str


class Unreadable(Exception):
    """The text is not hours in any way that is known."""


def tokens(text: object) -> list[Token]:
    """The text taken apart; full-width signs and figures count as their plain ones."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise Unreadable
    plain = unicodedata.normalize("NFKC", text).strip()
    found: list[Token] = []
    at = 0
    while at < len(plain):
        match = _TOKEN.match(plain, at)
        if match is None:
            raise Unreadable
        if match.lastgroup is not None and match.lastgroup != "space":
            found.append(Token(match.lastgroup, match[0].lower()))
        at = match.end()
    return found


class Reader:
    """Takes tokens one by one."""

    def __init__(self, found: list[Token]) -> None:
        self._left = found[::-1]

    def peek(self, ahead: int = 0) -> str:
        """The kind of the next token; empty at the end."""
        return self._left[-1 - ahead].kind if len(self._left) > ahead else ""

    def take(self, *kinds: str) -> Token | None:
        """The next token if it is one of these."""
        return self._left.pop() if self._left and self._left[-1].kind in kinds else None

    def need(self, *kinds: str) -> Token:
        """The next token, which must be one of these."""
        token = self.take(*kinds)
        if token is None:
            raise Unreadable
        return token

    def end(self) -> None:
        """Nothing may be left."""
        if self._left:
            raise Unreadable

    def span(self) -> Span:
        """`08:30-12:00`, `8PM-2AM`, `下午2点至6点`, `18:00-次日2:00`."""
        half = self._half()
        opening = self.need("time").text
        self.need("to")
        following = self.take("next") is not None
        closing_half = self._half()
        closing = self.need("time").text
        opens = _minutes(opening, half)
        closes = _minutes(closing, closing_half or (half if half in _AFTERNOON else ""))
        if following:
            closes += MINUTES
        elif closes < opens:
            if opens < MINUTES // 2 and not closing_half and _TWELVE_HOUR.fullmatch(closing):
                raise Unreadable  # 9:00-5:00 is nine to five or until the next morning: nobody can tell
            closes += MINUTES
        return Span(opens, closes)

    def span_list(self) -> Iterator[Span]:
        """Spans as far as they go; a list sign before a day's name starts the next rule."""
        yield self.span()
        while self.peek() == "list" and self.peek(1) in {"time", "half"}:
            self.take("list")
            yield self.span()

    def _half(self) -> str:
        token = self.take("half")
        return token.text if token else ""


_HOUR: Final = 60
_NOON: Final = 12
_AFTERNOON: Final = frozenset({"下午", "晚上"})
_TWELVE_HOUR: Final = re.compile(r"[1-9](?:[:.点时](?:\d{2}分?|半)?)?")
"""A time that does not say which half of the day it means."""


def _minutes(text: str, half: str) -> int:
    match = _TIME.match(text)
    if match is None or not (match["sign"] or match[4]):
        raise Unreadable
    hour, minute = int(match[1]), 30 if match[3] == "半" else int(match[3] or 0)
    marked = match[4]
    if marked and not 1 <= hour <= _NOON:
        raise Unreadable
    if marked:
        hour = hour % _NOON + (_NOON if marked == "p" else 0)
    elif half in _AFTERNOON and hour < _NOON:
        hour += _NOON
    if minute >= _HOUR or hour * _HOUR + minute > MINUTES:
        raise Unreadable
    return hour * _HOUR + minute


def spans(text: str) -> Day:
    """The spans of one day as people write them; none for a day that is closed.

    >>> spans("08:30-12:00, 14:30-18:00")
    (Span(opens=510, closes=720), Span(opens=870, closes=1080))
    >>> spans("全天"), spans("closed")
    ((Span(opens=0, closes=1440),), ())
    """
    try:
        reader = Reader(tokens(text))
        if reader.take("always"):
            day: Day = (ALL_DAY,)
        elif reader.take("closed"):
            day = ()
        else:
            day = union(reader.span_list())
        reader.end()
    except Unreadable:
        raise Invalid.at("", "hours.unreadable_day", value=text) from None
    return day
