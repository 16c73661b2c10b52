"""Values as bytes that compare as the values do: what indexes are made of."""

from datetime import date, datetime

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
    return b"".join([_one(value) for value in values])


def _one(value: object) -> bytes:
    if type(value) is str:
        try:
            return value.encode().replace(b"\0", b"\0\xff") + b"\0\0"
        except UnicodeEncodeError:
            wrong(value, "whole characters", "完整的字符")
    if type(value) is int:
        count = value
    elif isinstance(value, datetime):
        count = micros(value)
    elif isinstance(value, date):
        count = days(value)
    else:
        wrong(value, "text, a whole number, a date or a time", "文字、整数、日期或时刻")
    if not LOW <= count <= HIGH:
        raise Invalid.at("", "codec.too_large")
    return (count - LOW).to_bytes(8, "big")
