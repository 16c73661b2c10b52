"""JSON texts into plain values, refusing what parsers differ on."""

import json
import math
import re
from typing import Any, Final, TypeVar

from ..codec import brief
from ..errors import Invalid, Problem
from ..text import Reason
from ._leaves import Hooks
from ._read import DEEPEST, read

__all__ = ["LARGEST", "from_json", "read_json"]

T = TypeVar("T")

LARGEST: Final = 1024 * 1024
"""Bytes of a text that is read unless the caller says otherwise; the longest command has some thousands."""
MOST_DIGITS: Final = 20
"""Digits of a whole number: one more than 64 bits can hold, so that the message can still show it."""

_STRING_OR_BRACKET: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)


def read_json(cls: type[T], text: str | bytes, *, hooks: Hooks | None = None, largest: int = LARGEST) -> T:
    """Build a value of an attrs class from a JSON text; see `from_json` and `read`.

    >>> from friendly_services.text import Label
    >>> read_json(Label, '{"en": "water", "zh": "水"}')
    Label(en='water', zh='水')
    """
    return read(cls, from_json(text, largest=largest), hooks=hooks)


def from_json(text: str | bytes, *, largest: int = LARGEST) -> Any:
    """Parse JSON, refusing what parsers differ on.

    NaN, infinities, numbers too large for a float, minus zero, whole numbers of more than 20 digits, a key
    given twice, more than 64 levels and text that is not UTF-8 are all refused.

    Raises:
        Invalid: with the line, where the text is no JSON at all.

    >>> from_json('{"amount": 30, "amount": 3000}')
    Traceback (most recent call last):
        ...
    friendly_services.errors.Invalid: amount: is given twice: which one holds?
    """
    source = _decoded(text, largest)
    _check_brackets(source)
    try:
        return json.loads(
            source,
            object_pairs_hook=_table,
            parse_int=_int,
            parse_float=_float,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        reason = Reason("wire.not_json", why=error.msg, column=error.colno)
        raise Invalid((Problem("", reason, line=error.lineno),)) from None


def _decoded(text: str | bytes, largest: int) -> str:
    if len(text) > largest:
        raise Invalid.at("", "wire.too_large", size=len(text), high=largest)
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid.at("", "wire.not_utf8", at=error.start) from None


def _check_brackets(source: str) -> None:
    """Count levels before the parser, which would recurse into them."""
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(source):
        first = match[0][0]
        depth += (first in "[{") - (first in "]}")
        if depth > DEEPEST:
            raise Invalid.at("", "wire.too_deep", high=DEEPEST)


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise Invalid(tuple(Problem(str(brief(key)), Reason("wire.key_twice")) for key in twice))
    return table


def _int(digits: str) -> int:
    if digits == "-0":
        raise Invalid.at("", "wire.minus_zero")
    if len(digits.lstrip("-")) > MOST_DIGITS:
        raise Invalid.at("", "wire.too_many_digits", digits=len(digits.lstrip("-")), high=MOST_DIGITS)
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise Invalid.at("", "wire.not_finite", value=value)  # its digits may be a number of somebody's
    if value == 0 and digits.startswith("-"):
        raise Invalid.at("", "wire.minus_zero")
    return value


def _constant(name: str) -> Any:
    raise Invalid.at("", "wire.not_finite", value=name)
