"""Terms: the two sides of a comparison, once their types are known."""

import functools
import re
from collections.abc import Mapping
from datetime import date
from typing import Final, assert_never

import attrs
from dateutil.relativedelta import relativedelta

from ..text import Label, Reason
from ._facts import Fact, Scalar
from ._syntax import Unit

__all__ = [
    "Asked",
    "Constant",
    "Known",
    "Later",
    "Term",
    "Today",
    "amount",
    "fact_of",
    "is_date",
    "name_of",
    "reads_today",
    "shift",
]

Known = Mapping[str, Scalar]
"""Every fact of the standard by name, None for those not known."""


@attrs.frozen
class Asked:
    """The value of a fact."""

    fact: Fact

    def value(self, known: Known, _: date) -> Scalar:
        return known[self.fact.name]


@attrs.frozen
class Constant:
    """A value written in the condition."""

    fixed: bool | int | float | str | date

    def value(self, _: Known, __: date) -> Scalar:
        return self.fixed


@attrs.frozen
class Today:
    """The day on which the question is asked."""

    def value(self, _: Known, on: date) -> Scalar:
        return on


@attrs.frozen
class Later:
    """A date moved by a duration, back if `n` is below 0."""

    base: "Term"
    n: int
    unit: Unit

    def value(self, known: Known, on: date) -> Scalar:
        day = self.base.value(known, on)
        return shift(day, self.n, self.unit) if isinstance(day, date) else None


Term = Asked | Constant | Today | Later

_ONE: Final[Mapping[Unit, relativedelta]] = {
    "days": relativedelta(days=1),
    "months": relativedelta(months=1),
    "years": relativedelta(years=1),
}


@functools.lru_cache(maxsize=4096)
def shift(day: date, n: int, unit: Unit) -> date:
    """The date so many days, months or years later: a shorter month ends it, and so does the calendar.

    >>> shift(date(2026, 5, 31), -3, "months").isoformat()
    '2026-02-28'
    """
    try:
        return day + n * _ONE[unit]
    except (OverflowError, ValueError):
        return date.max if n > 0 else date.min


def fact_of(term: Term) -> Fact | None:
    """The fact that a term reads, if it reads one."""
    while isinstance(term, Later):
        term = term.base
    return term.fact if isinstance(term, Asked) else None


def reads_today(term: Term) -> bool:
    """Whether the clock alone can change the term's value."""
    while isinstance(term, Later):
        term = term.base
    return isinstance(term, Today)


def is_date(term: Term) -> bool:
    """Whether the term's values are dates."""
    return term.fact.type == "date" if isinstance(term, Asked) else not isinstance(term, Constant)


def amount(term: Term, value: Scalar) -> Scalar | Reason:
    """A term's value as it is shown: with its unit, and quoted where a stranger wrote it.

    The unit is left out where the title names it, as in *seats workers may use: 1*.
    """
    if value is None or not isinstance(term, Asked):
        return value
    if term.fact.type == "text":
        return Reason("standards.quoted", text=value)
    unit = term.fact.unit
    if unit is None or re.search(rf"\b{re.escape(unit.en)}\b", term.fact.title.en):
        return value
    return Reason("standards.amount", value=value, unit=unit)


_WORD: Final = {"days": "day", "months": "month", "years": "year"}


def name_of(term: Term) -> Label | Reason:
    """What a term is called."""
    match term:
        case Asked():
            return term.fact.title
        case Today():
            return Reason("standards.today")
        case Constant():
            return Reason("standards.fixed_value", value=term.fixed)
        case Later():
            unit = term.unit if abs(term.n) != 1 else _WORD[term.unit]
            direction = "before" if term.n < 0 else "after"
            return Reason(f"standards.{unit}_{direction}", n=abs(term.n), anchor=name_of(term.base))
        case _:
            assert_never(term)
