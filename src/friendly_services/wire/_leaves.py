"""Single values as strangers write them, taken only when they are exactly what was asked for."""

import base64
import binascii
import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, Literal

from ..codec import brief
from ..errors import Invalid
from ..private import Private
from ..text import Reason

__all__ = [
    "DATE",
    "DATE_TAG",
    "HIGH",
    "INSTANT",
    "LEAVES",
    "LOW",
    "TAG",
    "Hooks",
    "bare",
    "refuse",
    "unknown",
]

Hooks = Mapping[Any, Callable[[Any], Any]]
"""How values of certain classes are written, for one call of `read`: class to function of the plain value."""

TAG: Final = "type"
"""The key that says which class of a union a table is."""
DATE_TAG: Final = "date"
"""The key of a date where a text may stand as well: `{"date": "2026-03-01"}`."""
LOW: Final = -(2**63)
HIGH: Final = 2**63 - 1
_LONGEST_GUESSED: Final = 100
"""Characters of a stranger's word that are compared with the known ones."""

DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK: Final = r"\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?"
_WITHOUT_OFFSET: Final = re.compile(_CLOCK, re.ASCII)
INSTANT: Final = re.compile(_CLOCK + r"(Z|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII)


def refuse(code: str, value: object, /, **more: Any) -> Invalid:
    """The error that says why this value is not taken."""
    return Invalid.at("", code, value=brief(value), **more)


def unknown(name: object, known: tuple[str, ...], of: Literal["field", "command"] = "field") -> Reason:
    """Why a name is not taken, with the one its writer most likely meant."""
    import difflib  # noqa: PLC0415 # needed only once something is wrong

    close = difflib.get_close_matches(str(name)[:_LONGEST_GUESSED], known, 1)
    if close:
        return Reason(f"wire.unknown_{of}_near", value=brief(name), nearest=close[0])
    return Reason(f"wire.unknown_{of}", value=brief(name), known=known)


def bare(annotation: Any) -> Any:
    """Look through NewType to the type that values really have."""
    while hasattr(annotation, "__supertype__"):
        annotation = annotation.__supertype__
    return annotation


def _bool(value: object) -> bool:
    if type(value) is not bool:
        raise refuse("wire.not_bool", value)
    return value


def _int(value: object) -> int:
    if type(value) is not int:
        raise refuse("wire.not_int", value)
    if value < LOW:
        raise refuse("number.too_small", value, low=LOW)
    if value > HIGH:
        raise refuse("number.too_large", value, high=HIGH)
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
    if type(value) is str and DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise refuse("wire.no_such_date", value) from None
    raise refuse("wire.not_date", value)


def _instant(value: object) -> datetime:
    if type(value) is str and _WITHOUT_OFFSET.fullmatch(value):
        raise refuse("wire.no_offset", value)
    if type(value) is str and INSTANT.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            raise refuse("wire.no_such_date", value) from None
    if not isinstance(value, datetime):
        raise refuse("wire.not_instant", value)
    if value.utcoffset() is None:
        raise refuse("wire.no_offset", value)
    return value


def _private(value: object) -> Private:
    """A text that an error must not repeat, whatever is wrong with it."""
    private = value if isinstance(value, Private) else Private(value)  # type: ignore[arg-type] # it refuses others
    try:
        private.text.encode()
    except UnicodeEncodeError:
        raise Invalid.at("", "wire.broken_private") from None
    return private


LEAVES: Final[Mapping[Any, Callable[[object], Any]]] = {
    bool: _bool,
    int: _int,
    float: _float,
    str: _str,
    bytes: _bytes,
    date: _date,
    datetime: _instant,
    Private: _private,
}
"""How a value of each plain type is read: nothing is converted that its writer did not mean."""
