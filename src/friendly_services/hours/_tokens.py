"""The words and times that hours are written with, in English and Chinese."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import attrs

from ..errors import Invalid
from ._spans import ALL_DAY, MINUTES, UNKNOWN_DAY, Day, Span, union

_LONGEST: Final = 2_000
"""Characters of a text that is still taken for hours."""

_HOLIDAYS: Final = (
    r"(?:(?:国家|国定)?(?:法定)?(?:节假日|节日|假日|假期)(?:期间|当天)?|public\s+holidays?\b|PH\b)"
)
_ENTRY: Final = r"(?:入馆|入场|入园|入内|进馆|进场|进园|进入|检票|售票|领票|换票|取票|接待)"
_MONTH: Final = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_NEXT_YEAR: Final = r"(?:次年|翌年|第二年|来年)?\s*"

_TOKEN: Final = re.compile(
    rf"""
      (?P<space>[^\S\n]+|[()\[\]【】「」"]
        |(?:对外)?(?:营业|开放|开馆|开园|参观|服务|工作|办公|接待)(?:时间|时段)\s*[为是]?\s*:?)
    | (?P<remark>(?:无?需|须|请|可|凭)?(?:提前|在线|网上|电话|实名)*预约(?:参观|入馆)?
        |免费(?:开放|参观|入馆)?|风雨无阻|北京时间|(?:联系|服务|咨询)?(?:电话|热线)\s*:?\s*\d[\d\s-]{{5,}}\d)
    | (?P<otherwise>(?:其余|其他)(?:时间|日期)?(?:均|都)?(?:闭馆|休息|不开放|不营业|关闭))
    | (?P<pause>(?:中午|午间|午)(?:休息?|关门|闭馆)(?:时间)?\s*[为是]?)
    | (?P<notice>(?:具体)?(?:营业|开放)?(?:时间)?[以按][^,;。\n:()]{{0,16}}为准
        |(?:另行|临时)(?:通知|通告|公告|安排)|待定|不固定)
    | (?P<unknown>unknown\b)
    | (?P<proviso>(?:(?:如|若)?[遇有](?:特殊|临时|恶劣|极端|重大|变动|调整|变化)
        |特殊(?:情况|时期))[^,;。\n\d]*)
    | (?P<always>24/7|7\s*天?\s*[*x×/,]?\s*24\s*(?:小时|h\b)|24\s*小时|24\s*hours|24\s*h\b|全天候?)
    | (?P<norest>全年无休|全年不休|年中无休|无休息日|无休)
    | (?P<notholiday>除\s*{_HOLIDAYS}\s*以?外|(?:除外|不含|不包括|except)\s*{_HOLIDAYS}
        |{_HOLIDAYS}\s*(?:除外|例外|不含))
    | (?P<with_holidays>(?:包括|包含|含)\s*{_HOLIDAYS})
    | (?P<restdays>(?:休息|闭馆|休馆|公休|店休|闭园)日\s*[为是]?)
    | (?P<before>(?:闭馆|关门|闭园|结束)?前\s*(?:\d+\s*分钟|半个?小时|[1一]个?小时)\s*
        (?:停止|截止|谢绝){_ENTRY}|last\s+entry\s+\d+\s+min\s+before\s+closing)
    | (?P<closed>off\b|closed\b|休息|闭馆|闭园|休馆|关闭|歇业|店休|公休|停业
        |不开[放门馆]?|不对外开放|不营业|不上班|不办公)
    | (?P<usual>(?:照常|正常|均|都|也)+(?:营业|开放|开馆|开门)?|不休息?)
    | (?P<every>每[天日晚]|天天|全年(?:开放)?|daily\b|every\s?day\b)
    | (?P<workdays>工作日)
    | (?P<weekend>周末|双休日)
    | (?P<holiday>{_HOLIDAYS})
    | (?P<lunar>(?:农历|除夕|春节|大年|正月|腊月|初[一二三四五六七八九十]+|小年)(?:期间|当天|假期|夜)?)
    | (?P<feast>(?:元旦|清明|五一|劳动|端午|中秋|国庆|十一(?![月点时]))节?(?:期间|当天|假期|长假|黄金周)?)
    | (?P<season>[夏冬春秋]+(?:季|令时?|时)(?:时间|间|制)?|旺季|淡季)
    | (?P<usually>通常|一般)
    | (?P<day>[每逢]?(?:周|星期|礼拜)(?:[一二三四五六日天]|[1-7](?![\d:.点时]))
        |(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?\b
        |(?:mo|tu|we|th|fr|sa|su)\b)
    | (?P<half>上午|早上|早晨|早(?=\d)|凌晨|下午|午后|晚上|晚(?=\d))
    | (?P<next>次日|翌日|第二天|next\s+day\b)
    | (?P<follow>by\s+the\s+calendar\s+of\s+workdays|按调休安排)
    | (?P<entry>(?:[以之]?[后起])?\s*(?:停止|截止|谢绝|最晚|最后|不再)\s*{_ENTRY}(?:时间)?\s*[为是]?)
    | (?P<iso>\d{{4}}-\d\d-\d\d(?!\d))
    | (?P<months>\d{{1,2}}\s*月?\s*[-–—~至到]+\s*{_NEXT_YEAR}\d{{1,2}}\s*月份?(?!\s*\d+\s*[日号]))
    | (?P<date>(?:\d{{4}}\s*年\s*)?{_NEXT_YEAR}\d{{1,2}}\s*月份?(?:\s*\d{{1,2}}\s*[日号])?
        |(?:\d{{4}}\s+)?{_MONTH}(?:\s*\d{{1,2}}\b(?![:.]\d))?
        |\d{{1,2}}/\d{{1,2}}(?=\s*[-–—~至到]+\s*\d{{1,2}}/\d)|(?<=\d[-–—~至到])\d{{1,2}}/\d{{1,2}}(?!\d))
    | (?P<time>\d{{1,2}}(?:[:.]\d{{2}}|[点时](?:整|\d{{2}}分?|半)?)?\s*(?:[ap]\.?m\b\.?)?)
    | (?P<doubt>\?)
    | (?P<to>[-–—~〜]+|至|到|to\b)
    | (?P<colon>:)
    | (?P<list>以及|[,/、&和及与])
    | (?P<rule>[;。\n|])
    | (?P<filler>营业|开放|开馆|对外|期间)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SHORT_DAYS: Final = re.compile(
    r"(周|星期|礼拜)([一二三四五六日天])(\s*(?:[-–—~至到、,和及]|以及)?\s*)"
    r"(?=[一二三四五六日天](?![月号点时楼层个年般起律定直]))"
)
"""周一至五, 周六日: the later days are written without their first character."""
_TIME: Final = re.compile(r"(\d+)(?P<sign>[:.点时])?整?(\d{2}|半)?分?\s*([ap])?")


@attrs.frozen
class Token:
    """One word or time and what it is."""

    kind: str
    text: str


class Unreadable(Exception):
    """The text is not hours in any way that is known."""


def tokens(text: object) -> list[Token]:
    """The text taken apart, full-width signs counting as their plain ones; what is not known is foreign."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise Unreadable
    plain = unicodedata.normalize("NFKC", text).strip()
    while plain != (longer := _SHORT_DAYS.sub(r"\1\2\3\1", plain)):
        plain = longer
    found: list[Token] = []
    at = 0
    foreign = ""
    while at < len(plain):
        match = _TOKEN.match(plain, at)
        if match is None:
            foreign += plain[at]
            at += 1
            continue
        if foreign:
            found.append(Token("foreign", foreign))
            foreign = ""
        kind = match.lastgroup or ""
        if kind not in {"space", "filler"}:
            found.append(Token(kind, match[0].strip().lower()))
        at = match.end()
    if foreign:
        found.append(Token("foreign", foreign))
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

    def span(self, last: Span | None = None) -> Span:
        """`08:30-12:00`, `8PM-2AM`, `下午2点至6点`, `18:00-次日2:00`; `17:00-18:00?` if it may be open."""
        half = self._half()
        opening = self.need("time").text
        self.need("to")
        following = self.take("next") is not None
        closing_half = self._half()
        closing = self.need("time").text
        opens = minutes(opening, half)
        closes = minutes(closing, closing_half or (half if half in _AFTERNOON else ""))
        if self.take("next"):
            following = True
        if last and opens < last.opens and not half and _TWELVE_HOUR.fullmatch(opening):
            raise Unreadable  # 9:00-12:00, 1:00-5:00 may be the afternoon
        if following:
            closes += MINUTES
        elif closes < opens:
            if opens < MINUTES // 2 and not closing_half and _TWELVE_HOUR.fullmatch(closing):
                raise Unreadable  # 9:00-5:00 is nine to five or until the next morning: nobody can tell
            closes += MINUTES
        return Span(opens, closes, self.take("doubt") is None)

    def span_list(self) -> Iterator[Span]:
        """Spans as far as they go; a list sign before a day's name starts the next rule."""
        last = self.span()
        yield last
        while self.peek() == "list" and self.peek(1) in {"time", "half"}:
            self.take("list")
            last = self.span(last)
            yield last

    def _half(self) -> str:
        token = self.take("half")
        return token.text if token else ""


_HOUR: Final = 60
_NOON: Final = 12
_AFTERNOON: Final = frozenset({"下午", "午后", "晚上", "晚"})
_EVENING: Final = frozenset({"晚上", "晚"})
"""Twelve in the evening is midnight."""
_TWELVE_HOUR: Final = re.compile(r"[1-9](?:[:.点时](?:整|\d{2}分?|半)?)?")
"""A time that does not say which half of the day it means."""


def minutes(text: str, half: str = "") -> int:
    match = _TIME.match(text)
    if match is None or not (match["sign"] or match[4]):
        raise Unreadable
    hour, minute = int(match[1]), 30 if match[3] == "半" else int(match[3] or 0)
    marked = match[4]
    if marked and not 1 <= hour <= _NOON:
        raise Unreadable
    if marked:
        hour = hour % _NOON + (_NOON if marked == "p" else 0)
    elif half in _AFTERNOON and (hour < _NOON or (hour == _NOON and half in _EVENING)):
        hour += _NOON
    if minute >= _HOUR or hour * _HOUR + minute > MINUTES:
        raise Unreadable
    return hour * _HOUR + minute


def spans(text: str) -> Day:
    """The spans of one day as people write them; none for a day that is closed, `unknown` for one not stated.

    >>> spans("08:30-12:00, 14:30-18:00")
    (Span(opens=510, closes=720), Span(opens=870, closes=1080))
    >>> spans("全天"), spans("closed")
    ((Span(opens=0, closes=1440),), ())
    """
    try:
        reader = Reader(tokens(text))
        if reader.take("always"):
            day: Day = (ALL_DAY,)
        elif reader.take("unknown"):
            day = (UNKNOWN_DAY,)
        elif reader.take("closed"):
            day = ()
        else:
            day = union(reader.span_list())
        reader.end()
    except Unreadable:
        raise Invalid.at("", "hours.unreadable_day", value=text) from None
    return day
