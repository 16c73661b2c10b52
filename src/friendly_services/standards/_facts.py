"""Facts: what a standard asks about, each declared with its type before any condition may name it."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

import attrs

from ..errors import Invalid
from ..text import Label, Reason
from ._days import Duration

__all__ = [
    "CLASSES",
    "FACT_NAME",
    "LARGEST",
    "RESERVED",
    "Evidence",
    "Fact",
    "FactType",
    "FactValue",
    "Given",
    "Known",
    "Scalar",
]

Scalar = bool | int | float | str | date | None
"""The value of a fact that is no list; None is not known."""

FactValue = Scalar | tuple[tuple[Scalar, ...], ...]
"""The value of a fact as verdicts keep it: of a list, a row for each item in the order of its fields."""

FactType = Literal["bool", "int", "number", "text", "date", "choice", "list"]

Evidence = Literal["document", "registry", "site_check", "pledge"]

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

CLASSES: Final[Mapping[FactType, tuple[type, ...]]] = {
    "bool": (bool,),
    "int": (int,),
    "number": (int, float),
    "text": (str,),
    "date": (date,),
    "choice": (str,),
    "list": (list, tuple),
}
LARGEST: Final = 2**53
"""The whole numbers that a float keeps exactly, so that every engine compares them alike."""


def _a_day(_: object, field: "attrs.Attribute[date]", value: object) -> None:
    if type(value) is not date:
        raise Invalid.at(field.name, "standards.not_date", value=_plain(value))


@attrs.frozen
class Known:
    """A fact's value with the day on which it was so, and what that rests on.

    A value given without a day is taken as established on the day of the question.
    """

    value: "Scalar | Sequence[Mapping[str, Scalar] | Sequence[Scalar]]"
    on: date = attrs.field(validator=_a_day)
    """Before this day it is not known."""
    evidence: Evidence | str | None = None
    verify_by: date | None = attrs.field(default=None, validator=attrs.validators.optional(_a_day))
    """The last day on which it counts unless it is verified: what a pledge names."""


Given = Scalar | Known | Sequence[Mapping[str, Scalar] | Sequence[Scalar]]
"""What a caller may say of a fact: a value, a list of items by their fields' names, either with its day."""


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
    labels: tuple[Label, ...] = ()
    """What each of the choices is called, in their order; none if they have no names of their own."""
    fields: tuple["Fact", ...] = ()
    """What is known of each item of a `list`."""
    life: tuple[tuple[Evidence | None, Duration], ...] = ()
    """For how long it counts once established, by the evidence that it rests on; None is any other."""
    cost: int = 1
    """What it takes to change it, in the pack's own unit: ways to qualify are told the cheapest first."""

    def accepts(self, value: Any) -> bool:
        """Whether this can be the fact's value: exactly of its type, so True is not 1, nor "2" 2."""
        if value is None:
            return True
        if type(value) not in CLASSES[self.type]:
            return False
        match self.type:
            case "int":
                return bool(abs(value) <= LARGEST)
            case "number":
                return math.isfinite(value) if type(value) is float else bool(abs(value) <= LARGEST)
            case "choice":
                return value in self.choices
            case "list":
                return all(self._fits(item) for item in value)
            case _:
                return True

    def refuse(self, value: Any) -> Reason | None:
        """Why this cannot be the fact's value, or None if it can."""
        if self.accepts(value):
            return None
        if self.type == "choice":
            return Reason("value.not_one_of", value=_plain(value), choices=self.choices)
        if self.type == "list":
            return self._refuse_items(value)
        return Reason(f"standards.not_{self.type}", value=_plain(value))

    def kept(self, value: Any) -> FactValue:
        """An accepted value as verdicts keep it."""
        if self.type != "list" or value is None:
            return value  # type: ignore[no-any-return] # accepted, so a scalar
        return tuple(tuple(self._row(item)) for item in value)

    def last_day(self, known: Known) -> date:
        """The last day on which a dated value counts; after it, it is stale, and so not known."""
        ways = dict(self.life)
        life = next((ways[kind] for kind in (known.evidence, None) if kind in ways), None)
        last = life.after(known.on) if life else date.max
        return last if known.verify_by is None else min(last, known.verify_by)

    def label(self, value: str) -> Label | None:
        """What one of the choices is called."""
        return dict(zip(self.choices, self.labels, strict=False)).get(value)

    def _row(self, item: Any) -> Sequence[Scalar]:
        return [item.get(field.name) for field in self.fields] if isinstance(item, Mapping) else item

    def _fits(self, item: Any) -> bool:
        if isinstance(item, Mapping):
            if not item.keys() <= {field.name for field in self.fields}:
                return False
        elif not isinstance(item, list | tuple) or len(item) != len(self.fields):
            return False
        return all(field.accepts(value) for field, value in zip(self.fields, self._row(item), strict=True))

    def _refuse_items(self, value: Any) -> Reason:
        names = tuple(field.name for field in self.fields)
        if not isinstance(value, list | tuple):
            return Reason("standards.not_items", value=_plain(value), fields=names)
        n, item = next((n, item) for n, item in enumerate(value, 1) if not self._fits(item))
        row = self._row(item) if isinstance(item, Mapping | list | tuple) else ()
        if len(row) == len(self.fields):
            for field, part in zip(self.fields, row, strict=True):
                if reason := field.refuse(part):
                    return Reason("standards.bad_field", n=n, field=field.name, reason=reason)
        return Reason("standards.bad_item", n=n, value=_plain(item), fields=names)


def _plain(value: object) -> Scalar:
    """A value that an error can carry: a stranger's object becomes its text."""
    return value if isinstance(value, bool | int | float | str | date | None) else repr(value)[:200]
