"""Facts: what a standard asks about, each declared with its type before any condition may name it."""

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

import attrs

from ..text import Label, Reason

__all__ = ["FACT_NAME", "RESERVED", "Fact", "FactType", "Scalar"]

Scalar = bool | int | float | str | date | None
"""The value of a fact; None is not known."""

FactType = Literal["bool", "int", "number", "text", "date", "choice"]

FACT_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
RESERVED: Final = frozenset(
    [
        "all",
        "and",
        "any",
        "between",
        "count",
        "days",
        "false",
        "in",
        "is",
        "months",
        "not",
        "null",
        "or",
        "sum",
        "today",
        "true",
        "unknown",
        "weeks",
        "within",
        "where",
        "years",
    ]
)
"""Words that the language of conditions uses or keeps for itself, so that no fact may be called by them."""

_CLASSES: Final[Mapping[FactType, tuple[type, ...]]] = {
    "bool": (bool,),
    "int": (int,),
    "number": (int, float),
    "text": (str,),
    "date": (date,),
    "choice": (str,),
}


@attrs.frozen
class Fact:
    """Something to be known about a merchant, a station or a worker.

    >>> seats = Fact("seats", "int", Label(en="seats workers may use", zh="可用座位"))
    >>> seats.refuse(2) is None, seats.refuse(2.5) is None, seats.refuse(None) is None
    (True, False, True)
    """

    name: str
    type: FactType
    title: Label
    unit: Label | None = None
    choices: tuple[str, ...] = ()
    """Every value that a `choice` can have."""
    immovable: bool = False
    """Nobody can change it in order to qualify: a date of opening, an address."""

    def accepts(self, value: Scalar) -> bool:
        """Whether this can be the fact's value: exactly of its type, so True is not 1, nor "2" 2."""
        if value is None:
            return True
        if type(value) not in _CLASSES[self.type]:
            return False
        if isinstance(value, float):
            return math.isfinite(value)
        return self.type != "choice" or value in self.choices

    def refuse(self, value: Scalar) -> Reason | None:
        """Why this cannot be the fact's value, or None if it can."""
        if self.accepts(value):
            return None
        if self.type == "choice":
            return Reason("value.not_one_of", value=_plain(value), choices=self.choices)
        return Reason(f"standards.not_{self.type}", value=_plain(value))


def _plain(value: object) -> Scalar:
    """A value that an error can carry: a stranger's object becomes its text."""
    return value if isinstance(value, bool | int | float | str | date | None) else repr(value)[:200]
