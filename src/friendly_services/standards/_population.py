"""Populations: the facts of many merchants, stations or workers, a column for each fact, checked once."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from ..errors import Invalid, Problem
from ..text import Reason
from ._facts import CLASSES, LARGEST, Fact, Given, Known
from ._frames import columns_of
from ._standard import Standard, Version
from ._types import nearest

if TYPE_CHECKING:
    from ._arrays import Arrays

__all__ = ["Population", "asked_of"]

Column = Sequence[Any]
_TOLD: Final = 100
"""The most problems that are told of one population."""


@attrs.frozen(slots=False)
class Population:
    """The facts of many, each checked against its declaration; `Population.of` makes one.

    It is made once and asked as often as one likes: on several days, by several versions.
    """

    facts: tuple[Fact, ...]
    size: int
    """How many there are."""
    columns: Mapping[str, Column] = attrs.field(repr=False)
    """The values of each fact that was given."""
    dated: frozenset[str] = attrs.field(repr=False)
    """The facts of which some values have a day of their own."""
    arrays: "Arrays | None" = attrs.field(default=None, repr=False, eq=False)
    """The same for numpy; None if that is not used."""

    @classmethod
    def of(
        cls, rules: Version | Standard, given: object, columns: Literal["numpy", "lists"] | None = None
    ) -> "Population":
        """The facts in columns by name, in rows, or in a frame.

        Args:
            rules: what declares the facts.
            given: a mapping with a column for each fact; an iterable of mappings with the facts of one each;
                or a data frame of pandas, polars or pyarrow. A fact may be left out; None, and what a frame
                calls missing, is not known. In rows and lists a value may have a day of its own (`Known`).
            columns: keep them as numpy arrays (the extra `fast`) or as lists; left out, as arrays where numpy
                is installed.

        Raises:
            Invalid: names each value that is not of its fact's type as `rows.N.fact`, N from 0: at most 100.
            ImportError: arrays were asked for, and numpy is not installed.
        """
        declared = {fact.name: fact for fact in rules.facts}
        found, size = columns_of(given, declared)
        arrays = _numpy(required=columns == "numpy") if columns != "lists" else None
        if arrays is None:
            found = {name: _listed(column) for name, column in found.items()}
        else:
            found = {
                name: column if name in declared and arrays.fits(declared[name], column) else _listed(column)
                for name, column in found.items()
            }
        problems = tuple(islice(_problems(rules, declared, found, size), _TOLD))
        if problems:
            raise Invalid(problems)
        dated = frozenset(name for name, column in found.items() if _bears_days(column))
        kept = {name: _kept(declared[name], column) for name, column in found.items()}
        return cls(
            rules.facts, size, kept, dated, arrays.Arrays.of(declared, kept, dated, size) if arrays else None
        )

    def refuse_other(self, rules: Version) -> None:
        """Refuse a version that asks for facts of which this population was not made.

        Raises:
            Invalid: names each of them.
        """
        own = {fact.name: (fact.type, fact.choices, fact.fields) for fact in self.facts}
        other = [
            fact.name for fact in rules.facts if own.get(fact.name) != (fact.type, fact.choices, fact.fields)
        ]
        if other:
            reason = Reason("standards.other_population", standard=rules.standard, number=rules.number)
            raise Invalid(tuple(Problem(name, reason) for name in other))

    def row(self, n: int) -> dict[str, Given]:
        """The facts of one, without those that are not known.

        Raises:
            IndexError: there are not so many.
        """
        place = range(self.size)[n]
        found = {name: _listed(column[place : place + 1])[0] for name, column in self.columns.items()}
        return {name: value for name, value in found.items() if value is not None}

    def values(self, fact: Fact, on: date) -> list[Any]:
        """The values that a fact has on a day."""
        column = self.columns.get(fact.name)
        if column is None:
            return [None] * self.size
        values = _listed(column)
        if fact.name not in self.dated:
            return values
        return [_on(fact, value, on) if isinstance(value, Known) else value for value in values]


def asked_of(population: object, on: date, *versions: Version) -> Population:
    """The population, made if it is not one yet, for versions to be asked of it on a day.

    Raises:
        Invalid: no day, a value that is not of its fact's type, or versions that ask for other facts.
    """
    if type(on) is not date:
        raise Invalid.at("on", "standards.not_date", value=repr(on))
    asked = population if isinstance(population, Population) else Population.of(versions[-1], population)
    for version in versions:
        asked.refuse_other(version)
    return asked


def _on(fact: Fact, known: Known, on: date) -> Any:
    return known.value if known.on <= on <= fact.last_day(known) else None


def _numpy(*, required: bool) -> Any:
    """The module that needs numpy; None if that is neither installed nor required."""
    try:
        from . import _arrays  # noqa: PLC0415 # numpy is an extra
    except ImportError:
        if required:
            raise
        return None
    return _arrays


def _listed(column: Column) -> list[Any]:
    """A column as a list of plain values; of an array, what is masked is None."""
    return column if isinstance(column, list) else _tolist(column)


def _tolist(column: Any) -> list[Any]:
    return list(column.tolist() if hasattr(column, "dtype") else column)


def _bears_days(column: Column) -> bool:
    return isinstance(column, list) and Known in set(map(type, column))


def _kept(fact: Fact, column: Column) -> Column:
    """A list's items as verdicts keep them."""
    if fact.type != "list":
        return column
    return [
        attrs.evolve(value, value=fact.kept(value.value)) if isinstance(value, Known) else fact.kept(value)
        for value in column
    ]


def _problems(
    rules: Version | Standard, declared: Mapping[str, Fact], columns: Mapping[str, Column], size: int
) -> Iterator[Problem]:
    names = rules.standard if isinstance(rules, Version) else rules.id
    for name, column in columns.items():
        if name not in declared:
            meant = nearest(name, declared)
            code = "standards.undeclared_near" if meant else "standards.undeclared"
            yield Problem(name[:64], Reason(code, standard=names, nearest=meant))
        elif len(column) != size:
            yield Problem(name, Reason("standards.other_length", length=len(column), size=size))
        elif isinstance(column, list) and not _plainly(declared[name], column):
            yield from _of_column(declared[name], column)


def _of_column(fact: Fact, column: Column) -> Iterator[Problem]:
    for n, value in enumerate(column):
        if reason := fact.refuse(value.value if isinstance(value, Known) else value):
            yield Problem(f"rows.{n}.{fact.name}", reason)


def _plainly(fact: Fact, column: list[Any]) -> bool:
    """Whether all values are of the fact's type, as far as a short look tells."""
    kinds = set(map(type, column)) - {type(None)}
    if fact.type == "list" or not kinds <= set(CLASSES[fact.type]):
        return False
    match fact.type:
        case "choice":
            return set(column) <= {*fact.choices, None}
        case "int" | "number":
            told = list(filter(None, column))
            finite = float not in kinds or all(map(math.isfinite, told))
            return finite and max(map(abs, told), default=0) <= LARGEST
        case _:
            return True
