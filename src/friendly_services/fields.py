"""Checks of single fields that several rooms share, as attrs calls them: what they refuse names the field."""

import difflib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from .errors import Invalid
from .ids import check_id
from .names import check_name, check_text

__all__ = [
    "LARGEST_COUNT",
    "Check",
    "a_name",
    "a_text",
    "an_id",
    "an_instant",
    "check_listed",
    "if_given",
    "whole",
]

Check = Callable[[Any, Any, Any], None]
"""What attrs takes as a validator: it is called with the instance, the attribute and the value."""

LARGEST_COUNT: Final = 1_000_000
"""Of things that people count: seats, months, photographs."""


def whole(low: int = 0, high: int = LARGEST_COUNT) -> Check:
    """A whole number within limits, and nothing that only looks like one: not True, 2.0 or "2"."""

    def check(_: Any, attribute: Any, value: Any) -> None:
        if type(value) is not int:
            raise Invalid.at(attribute.name, "number.not_whole", value=value)
        if value < low:
            raise Invalid.at(attribute.name, "number.too_small", value=value, low=low)
        if value > high:
            raise Invalid.at(attribute.name, "number.too_large", value=value, high=high)

    return check


def an_id(_: Any, attribute: Any, value: Any) -> None:
    """What a store takes as an id."""
    check_id(attribute.name, value)


def a_name(_: Any, attribute: Any, value: Any) -> None:
    """One line that people can read, as `names.check_name` has it."""
    check_name(attribute.name, value)


def an_instant(_: Any, attribute: Any, value: Any) -> None:
    """A moment that everybody understands alike: a date and time with its offset."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise Invalid.at(attribute.name, "time.naive", value=str(value))


def a_text(_: Any, attribute: Any, value: Any) -> None:
    """A text that says something, on one line or several."""
    if not check_text(attribute.name, value).strip():
        raise Invalid.at(attribute.name, "value.missing")


def check_listed(field: str, value: str, listed: Iterable[str]) -> None:
    """Refuse a word that is not on a list that says something, naming the nearest that is.

    >>> check_listed("area", "Huaxi Stret", {"Huaxi Street", "Riverside"})
    Traceback (most recent call last):
        ...
    friendly_services.errors.Invalid: area: 'Huaxi Stret' is not on the list: did you mean 'Huaxi Street'?
    """
    known = tuple(sorted(listed))
    if not known or value in known:
        return
    close = difflib.get_close_matches(value, known, 1)
    if close:
        raise Invalid.at(field, "value.not_listed_near", value=value, nearest=close[0])
    raise Invalid.at(field, "value.not_one_of", value=value, choices=known)


def if_given(check: Check) -> Check:
    """The same check for a text that may be left empty."""

    def checked(instance: Any, attribute: Any, value: Any) -> None:
        if value != "":
            check(instance, attribute, value)

    return checked
