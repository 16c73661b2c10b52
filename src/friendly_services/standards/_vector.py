"""Vectors: a version asked of many at once by numpy, a block of rows after the other.

What is known of a check is two flags for each row: whether it surely holds, and whether it may. Where both
are the same it is known. They go through `and`, `or`, counts and scores with no rule for what is unknown.
The blocks are small, so that what is worked out in between stays in the processor's own memory.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, assert_never

import attrs
import numpy as np
from numpy.typing import NDArray

from ._arrays import Column, Flags
from ._checks import COMPARED, All, AnyOf, Check, Compare, Listed
from ._days import Unit, shift
from ._standard import Condition
from ._terms import Asked, Constant, Count, Later, Scaled, Term, Today

__all__ = ["BLOCK", "Block", "Part"]

BLOCK: Final = 1 << 16
_EXACT: Final = 2**53
_FEW: Final = 8


@attrs.frozen(eq=False)
class Part:
    """What is known of a condition for each row: met for sure, met or not known, and whom it is not for."""

    sure: Flags
    may: Flags
    gone: Flags | None = None

    def of(self, rows: NDArray[np.intp]) -> "Part":
        """The same for some of the rows."""
        return Part(self.sure[rows], self.may[rows], None if self.gone is None else self.gone[rows])


@attrs.frozen(eq=False)
class Valued:
    """A term's values for each row, or one for all."""

    values: Any
    missing: Flags | None = None
    largest: float = 0
    """No whole number among them is larger."""
    given: Callable[[], NDArray[Any]] | None = None
    """The values as Python's own, where arrays would round."""


class Block:
    """Some rows of a population, on one day."""

    def __init__(
        self, columns: Mapping[str, Column], words: Mapping[str, int], rows: slice, on: date
    ) -> None:
        self.columns = columns
        self.words = words
        self.rows = rows
        self.on = on
        self.parts: dict[tuple[int, int], Part] = {}
        self.valued: dict[str, Valued] = {}
        self.exact = True
        """Whether numpy sufficed since this was last set."""

    def part(self, condition: Condition) -> Part:
        """What is known of a condition; asked again of the same checks, it is not worked out again."""
        key = id(condition.scope), id(condition.check)
        if key not in self.parts:
            sure, may = self.ask(condition.check)
            gone = None
            if condition.scope is not None:
                applies, may_apply = self.ask(condition.scope)
                # unmet for sure only where it surely applies; what may apply may still be met
                sure, may, gone = sure & applies, (may | ~applies) & may_apply, ~may_apply
            self.parts[key] = Part(sure, may, gone)
        return self.parts[key]

    def ask(self, check: Check) -> tuple[Flags, Flags]:
        """Whether it surely holds, and whether it may."""
        match check:
            case All(parts) | AnyOf(parts):
                join = np.logical_and if isinstance(check, All) else np.logical_or
                flags = [self.ask(part) for part in parts]
                sure, may = flags[0]
                for more, other in flags[1:]:
                    sure, may = join(sure, more), join(may, other)
                return sure, may
            case Listed(left, values, negated):
                term = self.term(left)
                found = self._among(term.values, [self._fixed(value) for value in values])
                return _known(~found if negated else found, term.missing)
            case Compare(left, "==", Constant(bool(value))):
                term = self.term(left)
                return _known(term.values if value else ~term.values, term.missing)
            case Compare(left, sign, right):
                term, than = self.term(left), self.term(right)
                holds = COMPARED[sign](term.values, than.values)
                return _known(self._spread(holds), _either(term.missing, than.missing))
            case _:
                assert_never(check)

    def term(self, term: Term) -> Valued:
        """A term's values."""
        match term:
            case Asked(fact):
                return self._column(fact.name)
            case Constant(fixed):
                return Valued(self._fixed(fixed))
            case Today():
                return Valued(self.on.toordinal())
            case Later(base, n, unit):
                days = self.term(base)
                return Valued(_moved(days.values, n, unit), days.missing)
            case Scaled(base, times, over):
                return self._scaled(self.term(base), times, over)
            case Count():
                return self._counted(term)
            case _:
                assert_never(term)

    def _column(self, name: str) -> Valued:
        if name not in self.valued:
            column = self.columns[name]
            missing = None if column.missing is None else column.missing[self.rows]
            if column.days is not None:
                first, last = (days[self.rows] for days in column.days)
                day = self.on.toordinal()
                missing = _either(missing, (first > day) | (last < day))
            given = column.given
            objects = None if given is None else lambda: np.array([x or 0 for x in given[self.rows]], object)
            self.valued[name] = Valued(column.values[self.rows], missing, column.largest, objects)
        return self.valued[name]

    def _fixed(self, value: object) -> Any:
        if isinstance(value, str):
            return self.words.get(value, -1)
        return value.toordinal() if isinstance(value, date) else value

    def _spread(self, holds: Any) -> Flags:
        """One answer for all rows as one for each."""
        size = self.rows.stop - self.rows.start
        return holds if isinstance(holds, np.ndarray) else np.full(size, bool(holds))

    def _among(self, values: Any, listed: list[Any]) -> Flags:
        if len(listed) > _FEW and isinstance(values, np.ndarray):
            return np.isin(values, np.array(listed))
        found = self._spread(values == listed[0])
        for one in listed[1:]:
            found = found | (values == one)
        return found

    def _scaled(self, base: Valued, times: int, over: int) -> Valued:
        """As Python does it: whole numbers without rounding, then one division."""
        if max(times, over) <= _EXACT and base.largest * times <= _EXACT:
            scaled = base.values * np.float64(times)
            whole = base.largest * times if over == 1 else 0
            return Valued(scaled if over == 1 else scaled / np.float64(over), base.missing, whole)
        self.exact = False
        values = base.values.astype(object) if base.given is None else base.given()
        scaled = values * times
        return Valued(scaled if over == 1 else scaled / over, base.missing)

    def _counted(self, term: Count) -> Valued:
        counted = self._column(term.fact.name)
        column = self.columns[term.fact.name]
        if term.where is None or column.items is None:
            return counted
        ends = column.items.ends[self.rows.start : self.rows.stop + 1]
        inner = Block(column.items.fields, self.words, slice(int(ends[0]), int(ends[-1])), self.on)
        sure, may = inner.ask(term.where)
        self.exact &= inner.exact
        places = ends - ends[0]
        numbers = _sums(sure, places)
        return Valued(
            numbers, _either(counted.missing, _sums(may, places) != numbers), int(numbers.max(initial=0))
        )


def _known(holds: Flags, missing: Flags | None) -> tuple[Flags, Flags]:
    holds = holds if holds.dtype == np.bool_ else holds.astype(np.bool_)
    return (holds, holds) if missing is None else (holds > missing, holds | missing)


def _either(one: Flags | None, other: Flags | None) -> Flags | None:
    return other if one is None else one if other is None else one | other


def _sums(flags: Flags, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many are set between each place and the next."""
    sums: NDArray[np.int64] = np.concatenate((np.zeros(1, np.int64), np.cumsum(flags, dtype=np.int64)))
    return sums[places[1:]] - sums[places[:-1]]


def _moved(days: Any, n: int, unit: Unit) -> Any:
    """Days moved by the calendar, each that occurs once."""
    if not isinstance(days, np.ndarray):
        return shift(date.fromordinal(days), n, unit).toordinal()
    if not days.size:
        return days
    low = int(days.min())
    occurs = np.zeros(int(days.max()) - low + 1, np.bool_)
    occurs[days - low] = True
    table = np.zeros(len(occurs), np.int32)
    found = np.flatnonzero(occurs)
    table[found] = [shift(date.fromordinal(low + int(day)), n, unit).toordinal() for day in found]
    return table[days - low]
