"""Arrays: a population's columns for numpy (the extra `fast`).

What numpy compares here is exact: whole numbers up to 2**53, dates as days, texts and choices as places in
one vocabulary. Types are as narrow as the values allow, so that less memory is read.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from ._facts import LARGEST, Fact, FactType, Known

__all__ = ["Arrays", "Column", "Flags", "fits"]

Flags = NDArray[np.bool_]
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_EPOCH: Final = date(1970, 1, 1).toordinal()
_KINDS: Final[Mapping[FactType, str]] = {"bool": "b", "int": "iu", "number": "iuf", "date": "M"}
"""The kinds of arrays that can be taken as they are."""


@attrs.frozen(eq=False)
class Items:
    """Lists, one after the other."""

    ends: NDArray[np.int64]
    """Where each one's items begin, and at last where they end."""
    fields: Mapping[str, "Column"]


@attrs.frozen(eq=False)
class Column:
    """The values of a fact."""

    values: NDArray[Any]
    """Anything where it is not known."""
    missing: Flags | None = None
    """Whose is not known; None if all are."""
    days: tuple[NDArray[Any], NDArray[Any]] | None = None
    """The first and the last day on which it counts."""
    items: Items | None = None
    """Of a list, whose values are how many items there are."""
    given: Sequence[Any] | None = None
    """The values before they became floats, where whole numbers were among them."""
    largest: float = 0
    """The largest of the whole numbers."""


@attrs.frozen(eq=False)
class Arrays:
    """All columns of a population."""

    size: int
    columns: Mapping[str, Column]
    vocabulary: Mapping[str, int]
    """The number that stands for a text."""

    @classmethod
    def of(
        cls, facts: Mapping[str, Fact], columns: Mapping[str, Any], dated: frozenset[str], size: int
    ) -> "Arrays":
        """From columns that have been checked."""
        words: dict[str, int] = {}
        for fact in facts.values():
            for choice in (*fact.choices, *(choice for field in fact.fields for choice in field.choices)):
                words.setdefault(choice, len(words))
        made = {
            name: _column(facts[name], column, words, dated=name in dated) for name, column in columns.items()
        }
        nothing = Column(np.zeros(size, np.int8), np.ones(size, np.bool_))
        return cls(size, {name: made.get(name, nothing) for name in facts}, words)


def fits(fact: Fact, column: Any) -> bool:
    """Whether an array can be taken as it is: of its fact's type, finite, not too large for a float."""
    if not isinstance(column, np.ndarray) or column.dtype.kind not in _KINDS.get(fact.type, ""):
        return False
    told = column.compressed() if isinstance(column, np.ma.MaskedArray) else column
    match column.dtype.kind:
        case "f":
            return bool(np.isfinite(told).all())
        case "i" | "u":
            return not told.size or (int(told.max()) <= LARGEST and int(told.min()) >= -LARGEST)
        case "M":
            return bool(column.dtype == np.dtype("M8[D]"))
        case _:
            return True


def _column(fact: Fact, column: Any, words: dict[str, int], *, dated: bool) -> Column:
    if isinstance(column, np.ndarray):
        return _from_array(column)
    if dated:
        bare = [value.value if isinstance(value, Known) else value for value in column]
        found = _column(fact, bare, words, dated=False)
        known = [value if isinstance(value, Known) else None for value in column]
        since = (_FIRST if one is None else one.on.toordinal() for one in known)
        last = (_LAST if one is None else fact.last_day(one).toordinal() for one in known)
        return attrs.evolve(
            found, days=(np.fromiter(since, np.int32, len(known)), np.fromiter(last, np.int32, len(known)))
        )
    missing = np.fromiter((value is None for value in column), np.bool_, len(column))
    gaps = missing if missing.any() else None
    match fact.type:
        case "list":
            return _from_lists(fact, column, gaps, words)
        case "bool":
            return Column(np.array([value is True for value in column], np.bool_), gaps)
        case "text" | "choice":
            places = [0 if text is None else words.setdefault(text, len(words)) for text in column]
            return Column(_narrow(np.array(places, np.int64)), gaps)
        case "date":
            first = min((day for day in column if day is not None), default=date.min)
            days = ((day or first).toordinal() for day in column)
            return Column(np.fromiter(days, np.int32, len(column)), gaps)
        case "int":
            return _from_whole(np.array([value or 0 for value in column], np.int64), gaps)
        case _:
            values = np.array([value or 0 for value in column], np.float64)
            whole = [abs(value) for value in column if type(value) is int]
            return Column(values, gaps, given=column if whole else None, largest=max(whole, default=0))


def _from_array(column: NDArray[Any]) -> Column:
    values: NDArray[Any] = np.asarray(column)
    missing: Flags | None = None
    if isinstance(column, np.ma.MaskedArray):
        missing = np.ma.getmaskarray(column)
        values = np.where(missing, np.zeros((), values.dtype), values)
    if values.dtype.kind == "M":
        gone = np.isnat(values) if missing is None else missing | np.isnat(values)
        days = np.where(gone, values[~gone][:1] if not gone.all() else np.datetime64(0, "D"), values)
        return Column((days.astype(np.int64) + _EPOCH).astype(np.int32), gone)
    if values.dtype.kind == "f":
        return Column(values.astype(np.float64), missing)
    return Column(values, missing) if values.dtype.kind == "b" else _from_whole(values, missing)


def _from_whole(values: NDArray[Any], missing: Flags | None) -> Column:
    largest = max(abs(int(values.max())), abs(int(values.min()))) if values.size else 0
    return Column(_narrow(values.astype(np.int64)), missing, largest=largest)


def _narrow(values: NDArray[np.int64]) -> NDArray[Any]:
    """Whole numbers in as few bytes as they take."""
    low, high = (int(values.min()), int(values.max())) if values.size else (0, 0)
    for kind in (np.int8, np.int16, np.int32):
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return values.astype(kind)
    return values


def _from_lists(fact: Fact, column: Iterable[Any], missing: Flags | None, words: dict[str, int]) -> Column:
    lists = [items or () for items in column]
    sizes = np.array([len(items) for items in lists], np.int64)
    ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    rows = [row for items in lists for row in items]
    fields = {
        field.name: _column(field, [row[n] for row in rows], words, dated=False)
        for n, field in enumerate(fact.fields)
    }
    return Column(sizes, missing, items=Items(ends, fields), largest=int(sizes.max(initial=0)))
