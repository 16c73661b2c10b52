"""Single values as strangers write them, taken only when they are exactly what was asked for."""

import base64
import binascii
import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from ..codec import brief
from ..errors import Invalid

__all__ = ["INT_HIGH", "INT_LOW", "LEAVES", "nearest", "refuse"]

INT_LOW: Final = -(2**63)
INT_HIGH: Final = 2**63 - 1
_LONGEST_GUESSED: Final = 100
"""Characters of a stranger's word that are compared with the known ones."""

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?"
    r"(?P<zone>Z|[+-]([01]\d|2[0-3]):[0-5]\d)?",
    re.ASCII,
)


def refuse(code: str, value: object, /, **more: Any) -> Invalid:
    """The error that says why this value is not taken."""
    return Invalid.at("", code, value=brief(value), **more)


def nearest(word: str, known: tuple[str, ...]) -> str | None:
    """What the writer most likely meant."""
    import difflib  # noqa: PLC0415 # needed only once something is wrong

    close = difflib.get_close_matches(word[:_LONGEST_GUESSED], known, 1)
    return close[0] if close else None


def _bool(value: object) -> bool:
    if type(value) is not bool:
        raise refuse("wire.not_bool", value)
    return value


def _int(value: object) -> int:
    if type(value) is not int:
        raise refuse("wire.not_int", value)
    if value < INT_LOW:
        raise refuse("number.too_small", value, low=INT_LOW)
    if value > INT_HIGH:
        raise refuse("number.too_large", value, high=INT_HIGH)
    return value


def _float(value: object) -> float:
    if type(value) is int:
        return float(_int(value))
    if type(value) is not float:
        raise refuse("wire.not_number", value)
    if not math.isfinite(value):
        raise refuse("wire.not_finite", value)
    return value


def _str(value: object) -> str:
    if type(value) is not str:
        raise refuse("wire.not_text", value)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise refuse("wire.broken_text", value) from None
    return value


def _bytes(value: object) -> bytes:
    if type(value) is bytes:
        return value
    try:
        return base64.b64decode(_str(value), validate=True)
    except (binascii.Error, ValueError):
        raise refuse("wire.not_base64", value) from None


def _date(value: object) -> date:
    if type(value) is date:
        return value
    if type(value) is str and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise refuse("wire.no_such_date", value) from None
    raise refuse("wire.not_date", value)


def _instant(value: object) -> datetime:
    if type(value) is str and (match := _INSTANT.fullmatch(value)):
        if match["zone"] is None:
            raise refuse("wire.no_offset", value)
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            raise refuse("wire.no_such_date", value) from None
    if not isinstance(value, datetime):
        raise refuse("wire.not_instant", value)
    if value.utcoffset() is None:
        raise refuse("wire.no_offset", value)
    return value


LEAVES: Final[Mapping[Any, Callable[[object], Any]]] = {
    bool: _bool,
    int: _int,
    float: _float,
    str: _str,
    bytes: _bytes,
    date: _date,
    datetime: _instant,
}
"""How a value of each plain type is read: nothing is converted that its writer did not mean."""
