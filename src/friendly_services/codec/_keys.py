"""Values as bytes that compare as the values do: what indexes are made of."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from ..errors import Invalid
from ._bytes import HIGH, LOW
from ._leaves import days, micros, wrong

__all__ = ["key_bytes"]


def key_bytes(*values: str | int | date | datetime) -> bytes:
    """Write values so that the order of the bytes is the order of the values, first value first.

    Whole numbers are 64 bits, big-endian, sign flipped; dates count days and times microseconds in the same
    form; text is UTF-8 with 00 written 00 FF, ended by 00 00. One place of a key always holds one type.

    >>> key_bytes("name", 5) < key_bytes("named", -1) < key_bytes("named", 2)
    True
    """
    return b"".join([_FORMS.get(value.__class__, _other)(value) for value in values])


def _text(value: str) -> bytes:
    try:
        return value.encode().replace(b"\0", b"\0\xff") + b"\0\0"
    except UnicodeEncodeError:
        wrong(value, "whole characters", "完整的字符")


def _whole(count: int) -> bytes:
    if not LOW <= count <= HIGH:
        raise Invalid.at("", "codec.too_large")
    return (count - LOW).to_bytes(8, "big")


def _other(value: object) -> bytes:
    if not isinstance(value, datetime):
        wrong(value, "text, a whole number, a date or a time", "文字、整数、日期或时刻")
    return _whole(micros(value))


_FORMS: Final[Mapping[type, Callable[[Any], bytes]]] = {
    str: _text,
    int: _whole,
    date: lambda value: _whole(days(value)),
}
