"""How single values are written and read back: one pair of functions a type."""

import math
import reprlib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple, NoReturn

from ..errors import Invalid
from ..text import Label
from ._bytes import HIGH, LOW

__all__ = ["PLAIN", "Kind", "brief", "days", "micros", "wrong"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_LONGEST_KEPT: Final = 200
_PRINTABLE_BITS: Final = 128


class Kind(NamedTuple):
    """The two directions of one type."""

    encode: Callable[[Any], Any]
    """Value to what `pack` writes of it; `Invalid` if it is not of the type."""
    decode: Callable[[Any], Any]
    """What `unpack` gave to the value; `Invalid` if it is not of the type."""


def brief(value: object) -> Any:
    """Make a stranger's value small and plain enough to be kept in an error.

    >>> brief("x" * 1_000_000)[-3:], brief([1, [2]]), brief(7)
    ('xx…', '[1, [2]]', 7)
    """
    match value:
        case None | bool() | float() | datetime() | date():
            return value
        case int():
            return value if value.bit_length() <= _PRINTABLE_BITS else f"{hex(value)[:20]}…"
        case str():
            cut = value if len(value) <= _LONGEST_KEPT else value[:_LONGEST_KEPT] + "…"
            return cut.encode("utf-8", "backslashreplace").decode()
        case _:
            return reprlib.repr(value)


def wrong(value: object, english: str, chinese: str) -> NoReturn:
    """Refuse a value that is not of the type its field has."""
    raise Invalid.at("", "codec.wrong_type", value=brief(value), kind=Label(english, chinese))


def _int(value: Any) -> int:
    if value.__class__ is not int:
        wrong(value, "a whole number", "整数")
    if not LOW <= value <= HIGH:
        raise Invalid.at("", "codec.too_large")
    number: int = value
    return number


def _float(value: Any) -> float:
    if value.__class__ is int and LOW <= value <= HIGH:
        value = float(value)
    if value.__class__ is not float or not math.isfinite(value):
        wrong(value, "a finite number", "有限的数")
    number: float = value + 0.0  # minus zero becomes zero, since equal values have equal bytes
    return number


def _text(value: Any) -> str:
    if value.__class__ is not str:
        wrong(value, "text", "文字")
    text: str = value
    try:
        text.encode()
    except UnicodeEncodeError:
        wrong(value, "whole characters", "完整的字符")
    return text


def days(value: Any) -> int:
    """Count a date from 1970-01-01."""
    if value.__class__ is not date:
        wrong(value, "a date", "日期")
    ordinal: int = value.toordinal()
    return ordinal - _EPOCH_DAY


def micros(value: Any) -> int:
    """Count an instant in microseconds from 1970-01-01 00:00 UTC."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        wrong(value, "a time with its offset from UTC", "带时差的时刻")
    since = value - _EPOCH
    count = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    if not _FIRST <= count <= _LAST:
        wrong(value, "a time in the years 1 to 9999 UTC", "公元 1 至 9999 年（UTC）的时刻")
    return count


def _itself(cls: type, english: str, chinese: str) -> Callable[[Any], Any]:
    """Write or read a value that stands on disk as itself."""

    def same(value: Any) -> Any:
        return value if value.__class__ is cls else wrong(value, english, chinese)

    return same


def _unfloat(found: Any) -> float:
    if found.__class__ is not float or not math.isfinite(found) or (not found and str(found) == "-0.0"):
        wrong(found, "a number", "数")
    number: float = found
    return number


def _undays(found: Any) -> date:
    if found.__class__ is not int or not 1 <= found + _EPOCH_DAY <= date.max.toordinal():
        wrong(found, "a count of days", "天数")
    return date.fromordinal(found + _EPOCH_DAY)


def _unmicros(found: Any) -> datetime:
    if found.__class__ is not int or not _FIRST <= found <= _LAST:
        wrong(found, "a count of microseconds", "微秒数")
    return _EPOCH + timedelta(0, *divmod(found, 1_000_000))


_MICRO: Final = timedelta(microseconds=1)
_FIRST: Final = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // _MICRO
_LAST: Final = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MICRO

_BOOL: Final = _itself(bool, "true or false", "真假值")
_BINARY: Final = _itself(bytes, "bytes", "字节串")

PLAIN: Final[Mapping[Any, Kind]] = {
    bool: Kind(_BOOL, _BOOL),
    int: Kind(_int, _int),
    float: Kind(_float, _unfloat),
    str: Kind(_text, _itself(str, "text", "文字")),
    bytes: Kind(_BINARY, _BINARY),
    date: Kind(days, _undays),
    datetime: Kind(micros, _unmicros),
}
