"""Values that tell their type themselves: the facts inside reasons and errors.

None, booleans, numbers, text and bytes stand as they are; a date, a time, a label, a reason, a problem and a
tuple stand behind their name.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

import attrs

from ..errors import Problem
from ..text import Label, Reason
from ._containers import fixed, mapping, optional, series
from ._leaves import PLAIN, Kind, wrong

__all__ = ["FACTS", "LOOSE", "REASON"]

_TELLING: Final = (bool, int, float, str, bytes)


def _encode(value: Any) -> Any:
    cls = value.__class__
    if value is None:
        return None
    if cls in _TELLING:
        return PLAIN[cls].encode(value)
    if cls in _NAMED:
        return [cls.__name__, _NAMED[cls].encode(value)]
    return wrong(value, "a plain value", "简单的值")


def _decode(found: Any) -> Any:
    match found:
        case None:
            return None
        case bool() | int() | float() | str() | bytes():
            return PLAIN[found.__class__].decode(found)
        case [str(name), inner] if name in _READ:
            return _READ[name](inner)
        case _:
            return wrong(found, "a plain value", "简单的值")


def _made_of(
    cls: type[Any], parts: Callable[[Any], tuple[Any, ...]], build: Callable[..., Any], kind: Kind
) -> Kind:
    """A class as a tuple of its parts."""

    def encode(value: Any) -> Any:
        return (
            kind.encode(parts(value)) if value.__class__ is cls else wrong(value, cls.__name__, cls.__name__)
        )

    return Kind(encode, lambda found: build(*kind.decode(found)))


LOOSE: Final = Kind(_encode, _decode)
"""Any value that may stand as a fact in a reason or an error."""
_TEXT: Final = PLAIN[str]
_PERHAPS_INT: Final = optional(PLAIN[int])
FACTS: Final = mapping(_TEXT, LOOSE)
"""Such values by name."""
REASON: Final = _made_of(
    Reason,
    lambda why: (why.code, why.values),
    lambda code, values: Reason(code, **values),
    fixed(_TEXT, FACTS),
)
_NAMED: Final[dict[type, Kind]] = {
    date: PLAIN[date],
    datetime: PLAIN[datetime],
    tuple: series(LOOSE),
    Label: _made_of(Label, lambda label: (label.en, label.zh), Label, fixed(_TEXT, _TEXT)),
    Reason: REASON,
    Problem: _made_of(
        Problem,
        lambda problem: attrs.astuple(problem, recurse=False),
        Problem,
        fixed(_TEXT, REASON, optional(_TEXT), _PERHAPS_INT, _PERHAPS_INT),
    ),
}
_READ: Final[dict[str, Callable[[Any], Any]]] = {cls.__name__: kind.decode for cls, kind in _NAMED.items()}
