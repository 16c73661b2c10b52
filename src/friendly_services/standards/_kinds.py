"""Values of every kind: for each fact, one of each sort that some comparison tells apart from the others.

Whatever facts may be, there are values among these for which every comparison answers alike: so a search
through them misses nothing. Where there are too many, some are left out, and the search is not complete.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from typing import Any, Final

import attrs

from ._checks import All, AnyOf, Check, Compare, Listed
from ._facts import Fact, FactValue
from ._terms import Constant, Count, Later, Scaled, Term, Values, fact_of, root_of

__all__ = ["Comparison", "Kinds", "comparisons"]

Comparison = Compare | Listed

_MOST: Final = 300
"""Values of one fact ..."""
_MOST_BOUND: Final = 120
"""... and of one that is compared with others."""
_LONGEST_CHAIN: Final = 4
"""Facts of which each is compared with the next."""
_MOST_ITEMS: Final = 2_000
_MOST_LISTS: Final = 1_000
_LARGEST: Final = 2**53
_DAY: Final = timedelta(days=1)


def comparisons(checks: Iterable[Check | None]) -> Iterator[Comparison]:
    """The comparisons that checks are made of."""
    for check in checks:
        match check:
            case Compare() | Listed():
                yield check
            case All(parts) | AnyOf(parts):
                yield from comparisons(parts)


@attrs.define
class Kinds:
    """The values of every kind that comparisons tell apart on one day."""

    facts: Sequence[Fact]
    comparisons: Sequence[Comparison]
    on: date
    now: Values
    """Values that the facts have already: each comes first among its own."""
    exact: bool = attrs.field(init=False, default=True)
    """Whether no kind is left out."""
    _sides: dict[str, list[tuple[Term, Term]]] = attrs.field(init=False, factory=dict)
    """For each fact, the terms that read it, with what they are compared with."""

    def values(self) -> dict[str, tuple[FactValue, ...]]:
        """The values of each fact that is read; of each list, with as few items as will do."""
        for one in self.comparisons:
            others = [one.right] if isinstance(one, Compare) else [Constant(value) for value in one.values]
            for right in others:
                self._side(one.left, right)
                self._side(right, one.left)
        read = [fact for fact in self.facts if fact.name in self._sides]
        found = {fact.name: self._with_now(fact, ()) for fact in read}
        found = {fact.name: self._all(fact, found) for fact in read}
        bound = self._bound()
        self.exact = self.exact and len(bound) <= _LONGEST_CHAIN
        for _ in range(min(len(bound), _LONGEST_CHAIN)):
            # what one must be can follow from another's: one step more along each chain
            found |= {fact.name: self._all(fact, found) for fact in read if fact.name in bound}
        return found

    def _side(self, term: Term, other: Term) -> None:
        fact = fact_of(term)
        if fact:
            self._sides.setdefault(fact.name, []).append((term, other))

    def _bound(self) -> set[str]:
        """The facts that are compared with facts."""
        return {name for name, sides in self._sides.items() if any(fact_of(other) for _, other in sides)}

    def _with_now(self, fact: Fact, values: Iterable[FactValue]) -> tuple[FactValue, ...]:
        if fact.name not in self.now:
            return tuple(values)
        now = self.now[fact.name]
        return (now, *(value for value in values if value != now))

    def _all(self, fact: Fact, found: Mapping[str, Sequence[FactValue]]) -> tuple[FactValue, ...]:
        values: Iterable[FactValue]
        match fact.type:
            case "bool":
                values = (False, True)
            case "choice":
                values = fact.choices
            case "text":
                values = self._texts(fact, found)
            case "list":
                values = self._lists(fact, found)
            case _:
                values = self._points(fact, found)
        kept = tuple(dict.fromkeys(values)) or (0,)  # any number will do where all that matter are too large
        most = _MOST_LISTS if fact.type == "list" else _MOST_BOUND if fact.name in self._bound() else _MOST
        if len(kept) > most:
            self.exact, kept = False, kept[:most]
        return self._with_now(fact, kept)

    def _reached(
        self, other: Term, found: Mapping[str, Sequence[FactValue]]
    ) -> Iterator[bool | int | float | str | date]:
        """The values that a term can have."""
        fact = fact_of(other)
        values = found[fact.name] if fact else (None,)
        for value in values:
            seen = other.value({fact.name: value} if fact else {}, self.on)
            if seen is not None and not isinstance(seen, tuple):
                yield seen

    def _texts(self, fact: Fact, found: Mapping[str, Sequence[FactValue]]) -> Iterator[str]:
        """Those that are named, and one more for each fact that might have to differ."""
        named = [str(value) for _, other in self._sides[fact.name] for value in self._reached(other, found)]
        yield from named
        new = (f"{fact.name}{'-' * n}" for n in range(len(named) + 1))
        yield next(text for text in new if text not in named)

    def _points(self, fact: Fact, found: Mapping[str, Sequence[FactValue]]) -> Iterator[FactValue]:
        """Where a comparison turns, what lies beside that, and what lies between."""
        edges = {
            edge
            for term, other in self._sides[fact.name]
            for value in self._reached(other, found)
            for edge in _edges(term, value)
        }
        if fact.type == "date":
            for day in sorted(edges or {self.on}):
                yield from (day, _moved(day, -1), _moved(day, 1))
            return
        numbers = sorted(edges or {Fraction(0)})
        if fact.type == "int":
            for edge in numbers:
                low, high = math.floor(edge), math.ceil(edge)
                yield from (n for n in (low, high, low - 1, high + 1) if abs(n) <= _LARGEST)
            return
        between = [(low + high) / 2 for low, high in pairwise(numbers)]
        edges = {*numbers, *between, numbers[0] - 1, numbers[-1] + 1}
        able = sorted(edge for edge in edges if abs(edge) <= _LARGEST)
        yield from (int(edge) if edge.denominator == 1 else float(edge) for edge in able)

    def _lists(self, fact: Fact, found: Mapping[str, Sequence[FactValue]]) -> Iterator[FactValue]:
        """For each way in which the counts can come out together, the shortest list."""
        highest: dict[Check | None, int] = {}
        sides = self._sides[fact.name]
        counted = ((count.where, *side) for side in sides if isinstance(count := root_of(side[0]), Count))
        for where, term, other in counted:
            highest.setdefault(where, 0)
            for value in self._reached(other, found):
                edge = max((math.floor(edge) for edge in _edges(term, value)), default=0)
                highest[where] = max(highest[where], edge + 1)
        wheres = tuple(highest)
        items = self._items(fact, wheres)
        caps = tuple(highest.values())
        start = (0,) * len(caps)
        reached: dict[tuple[int, ...], tuple[Any, ...]] = {start: ()}
        waiting = [start]
        for counts in waiting:
            for adds, item in items.items():
                more = tuple(min(n + add, cap) for n, add, cap in zip(counts, adds, caps, strict=True))
                if more not in reached:
                    reached[more] = (*reached[counts], item)
                    waiting.append(more)
            if len(waiting) > _MOST_LISTS:
                self.exact = False
                break
        yield from reached.values()

    def _items(self, fact: Fact, wheres: Sequence[Check | None]) -> dict[tuple[bool, ...], tuple[Any, ...]]:
        """For each way in which the checks of one item can come out together, such an item."""
        inner = Kinds(fact.fields, tuple(comparisons(wheres)), self.on, {})
        values = inner.values()
        fields = [values.get(field.name, (_any(field, self.on),)) for field in fact.fields]
        if math.prod(map(len, fields)) > _MOST_ITEMS or not inner.exact:
            self.exact = False
        names = [field.name for field in fact.fields]
        found: dict[tuple[bool, ...], tuple[Any, ...]] = {}
        for _, item in zip(range(_MOST_ITEMS), product(*fields), strict=False):
            row = dict(zip(names, item, strict=True))
            counted = tuple(where is None or where.ask(row, self.on) is True for where in wheres)
            found.setdefault(counted, item)
        return found


def _any(fact: Fact, on: date) -> FactValue:
    """Some value of a fact that nothing asks about."""
    values: Mapping[str, FactValue] = {"bool": False, "int": 0, "number": 0, "text": "", "date": on}
    return fact.choices[0] if fact.type == "choice" else values[fact.type]


def _edges(term: Term, value: Any) -> tuple[Any, ...]:
    """The values of what a term reads where it reaches another value, or passes it."""
    if isinstance(value, date):
        return _days(term, value)
    edge = Fraction(value)
    while isinstance(term, Scaled):
        edge, term = edge * term.over / term.times, term.base
    return (edge,)


def _days(term: Term, value: date) -> tuple[date, ...]:
    if not isinstance(term, Later):
        return (value,)
    name = getattr(fact_of(term), "name", "")

    def moved(day: int) -> date:
        return term.value({name: date.fromordinal(day)}, date.min)  # type: ignore[return-value] # of a date

    days = range(1, date.max.toordinal() + 1)
    first = bisect_left(days, value, key=moved)
    past = bisect_left(days, _moved(value, 1), lo=first, key=moved)
    return tuple(date.fromordinal(min(place + 1, len(days))) for place in (first, past))


def _moved(day: date, n: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + n, 1), date.max.toordinal()))
