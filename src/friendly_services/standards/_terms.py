"""Terms: the two sides of a comparison, once their types are known."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final, assert_never

import attrs

from ..text import Label, Reason
from ._days import Unit, shift
from ._facts import Fact, FactValue

if TYPE_CHECKING:
    from ._checks import Check

__all__ = [
    "Asked",
    "Constant",
    "Count",
    "Later",
    "Scaled",
    "Shown",
    "Term",
    "Today",
    "Values",
    "amount",
    "fact_of",
    "is_date",
    "name_of",
    "rank",
    "reads_today",
    "root_of",
    "showing",
    "shown_unit",
]

Values = Mapping[str, FactValue]
"""Every fact of the standard by name, None for those not known."""


@attrs.frozen
class Asked:
    """The value of a fact."""

    fact: Fact

    def value(self, values: Values, _: date) -> FactValue:
        return values[self.fact.name]


@attrs.frozen
class Constant:
    """A value written in the condition, or given by the version under a name."""

    fixed: bool | int | float | str | date
    name: str | None = None

    def value(self, _: Values, __: date) -> FactValue:
        return self.fixed


@attrs.frozen
class Today:
    """The day on which the question is asked."""

    def value(self, _: Values, on: date) -> FactValue:
        return on


@attrs.frozen
class Later:
    """A date moved by a duration, back if `n` is below 0."""

    base: "Term"
    n: int
    unit: Unit

    def value(self, values: Values, on: date) -> FactValue:
        day = self.base.value(values, on)
        return shift(day, self.n, self.unit) if isinstance(day, date) else None


@attrs.frozen
class Scaled:
    """A number times a fixed one, kept as a fraction: so 0.29 of 100 is 29, which floats would miss."""

    base: "Term"
    times: int
    over: int
    name: str | None = None

    @classmethod
    def by(cls, base: "Term", factor: float, name: str | None) -> "Scaled":
        """The term times a number as written in decimals."""
        exact = Fraction(repr(factor))
        return cls(base, exact.numerator, exact.denominator, name)

    @property
    def factor(self) -> int | float:
        """The number as written."""
        return self.times if self.over == 1 else self.times / self.over

    def value(self, values: Values, on: date) -> FactValue:
        value = self.base.value(values, on)
        if not isinstance(value, int | float):
            return None
        return value * self.times if self.over == 1 else value * self.times / self.over


@attrs.frozen
class Count:
    """How many items of a list there are, or how many of which a check of their fields holds."""

    fact: Fact
    where: "Check | None" = None
    text: str = ""
    """The check as written."""

    def value(self, values: Values, on: date) -> FactValue:
        """The number; None where the list is not known, or whether one of its items counts."""
        items = values[self.fact.name]
        if not isinstance(items, tuple):
            return None
        if self.where is None:
            return len(items)
        names = [field.name for field in self.fact.fields]
        n = 0
        for item in items:
            holds = self.where.ask(dict(zip(names, item, strict=True)), on)
            if holds is None:
                return None
            n += holds
        return n


Term = Asked | Constant | Today | Later | Scaled | Count
Shown = Callable[[Term], object]
"""What a sentence shows of a term: its value, or what holds the place of any."""


def root_of(term: Term) -> "Asked | Constant | Today | Count":
    """What a term reads, before anything is added or multiplied."""
    while isinstance(term, Later | Scaled):
        term = term.base
    return term


def fact_of(term: Term) -> Fact | None:
    """The fact that a term reads, if it reads one."""
    root = root_of(term)
    return root.fact if isinstance(root, Asked | Count) else None


def reads_today(term: Term) -> bool:
    """Whether the clock alone can change the term's value."""
    root = root_of(term)
    if isinstance(root, Count):
        return root.where is not None and root.where.reads_today()
    return isinstance(root, Today)


def rank(term: Term) -> int:
    """0 for what reads a fact, 1 for the clock, 2 for what never changes: so comparisons read well."""
    return {Asked: 0, Count: 0, Today: 1, Constant: 2}[type(root_of(term))]


def is_date(term: Term) -> bool:
    """Whether the term's values are dates."""
    root = root_of(term)
    return root.fact.type == "date" if isinstance(root, Asked) else isinstance(root, Today)


def amount(term: Term, value: FactValue) -> FactValue | Label | Reason:
    """A term's value as it is shown: with its unit, by its label, and quoted where a stranger wrote it."""
    if isinstance(value, tuple):
        return Reason("standards.items", n=len(value))
    if value is None or not isinstance(term, Asked):
        return value
    if term.fact.type == "text":
        return Reason("standards.quoted", text=value)
    if isinstance(value, str):
        return term.fact.label(value) or value
    unit = shown_unit(term.fact)
    return Reason("standards.amount", value=value, unit=unit) if unit else value


def shown_unit(fact: Fact) -> Label | None:
    """A fact's unit, unless its title names it, as in *seats workers may use: 1*."""
    unit = fact.unit
    return None if unit is None or re.search(rf"\b{re.escape(unit.en)}\b", fact.title.en) else unit


def showing(values: Values, on: date) -> Shown:
    """Shows the values that terms have."""
    return lambda term: amount(term, term.value(values, on))


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
        case Scaled():
            return Reason("standards.times", factor=term.factor, base=name_of(term.base))
        case Count(where=None):
            return Reason("standards.count", list=term.fact.title)
        case Count():
            return Reason("standards.count_where", list=term.fact.title, where=term.text)
        case Later():
            unit = term.unit if abs(term.n) != 1 else _WORD[term.unit]
            direction = "before" if term.n < 0 else "after"
            return Reason(f"standards.{unit}_{direction}", n=abs(term.n), anchor=name_of(term.base))
        case _:
            assert_never(term)
