"""What `find` is asked, as a span of one index and what is left to test of each record in it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import Any

import attrs

from ..codec import key_bytes
from ..decider import Index, Kind
from ..errors import Invalid
from ._answers import NoIndex
from ._times import a_day, aware

__all__ = ["Question", "after_all", "ask"]


@attrs.frozen(eq=False)
class Question:
    """A span of an index, and the tests of what the index does not answer."""

    index: Index
    lo: bytes
    hi: bytes | None
    tests: tuple[Callable[[Any], bool], ...] = ()

    def holds(self, state: Any) -> bool:
        """Whether a record of the span is one that was asked for."""
        return all(test(state) for test in self.tests)


def ask(kind: Kind[Any], where: Mapping[str, Any], now: datetime) -> tuple[Question, ...]:
    """The questions, by the index that answers most of it; a unique one first, which leaves one record.

    There is one, unless a frozen set says that any of its values will do: then one for each, in their order.

    Raises:
        NoIndex: a name that is neither a field of an index nor a filter.
        Invalid: a value that no index holds.
    """
    fields: dict[str, Index] = {}
    for index in kind.indexes:
        for field in index.fields:
            fields.setdefault(field, index)
    names = tuple(dict.fromkeys((*fields, *kind.filters, "due_before")))
    if unknown := tuple(name for name in where if name not in names) or (() if kind.indexes else ("",)):
        known = tuple(f"{index.name}({', '.join(index.fields)})" for index in kind.indexes)
        raise NoIndex(kind.name, unknown, known, names)
    ranges = {name for name, value in where.items() if isinstance(value, tuple)}
    best = max(kind.indexes, key=lambda index: _rank(index, where, ranges))
    answered = _answered(best, where, ranges)
    tests: list[Callable[[Any], bool]] = []
    for name in (name for name in where if name not in answered):
        value = where[name]
        if name in fields:
            spans = [_bounds(fields[name], name, one) for one in _each(value)]
            tests.append(partial(_has, kind, fields[name], name, spans))
        elif name == "due_before":
            tests.append(partial(_due, kind, _midnight(name, value, now)))
        else:
            tests.append(partial(_passes, kind.filters[name], _a_text(name, value), now.date()))
    asked: list[tuple[bytes, bytes | None]] = [(b"", None)]
    for name in answered:
        bounds = [_bounds(best, name, one) for one in _each(where[name])]
        asked = [
            (lo + low, after_all(lo) if high is None else lo + high)
            for lo, _ in asked
            for low, high in bounds
        ]
    return tuple(Question(best, lo, hi, tuple(tests)) for lo, hi in asked)


def after_all(prefix: bytes) -> bytes | None:
    """The first key after every key with this prefix; None if there is no end."""
    kept = prefix.rstrip(b"\xff")
    return kept[:-1] + bytes([kept[-1] + 1]) if kept else None


def _answered(index: Index, where: Mapping[str, Any], ranges: set[str]) -> tuple[str, ...]:
    """The first fields of the index that are asked for: equal values, and a range after them.

    Not one of several values where a range is asked too: its order would begin anew with each of them.
    """
    answered: list[str] = []
    for field in index.fields:
        if field not in where or (isinstance(where[field], frozenset) and ranges):
            break
        answered.append(field)
        if field in ranges:
            break
    return tuple(answered)


def _rank(index: Index, where: Mapping[str, Any], ranges: set[str]) -> tuple[bool, int]:
    answered = _answered(index, where, ranges)
    return index.unique and answered == index.fields and not ranges & set(answered), len(answered)


def _each(value: Any) -> Sequence[Any]:
    return sorted(value) if isinstance(value, frozenset) else (value,)


def _bounds(index: Index, field: str, value: Any) -> tuple[bytes, bytes | None]:
    """From which key on and up to which a field of an index has the value, or lies in the range."""
    if not isinstance(value, tuple):
        low = _bound(index, field, value)
        return low, after_all(low)
    if len(value) != 2:
        raise Invalid.at(field, "city.no_range", value=value)
    first, last = value
    return (
        b"" if first is None else _bound(index, field, first),
        None if last is None else _bound(index, field, last),
    )


def _bound(index: Index, field: str, value: str | int | date | datetime) -> bytes:
    if isinstance(value, str) and field in index.forms:
        value = index.forms[field](value)
    try:
        return key_bytes(aware(field, value) if isinstance(value, datetime) else value)
    except Invalid as error:
        raise error if error.problems[0].field else error.inside(field) from None


def _has(
    kind: Kind[Any], index: Index, field: str, spans: Sequence[tuple[bytes, bytes | None]], state: Any
) -> bool:
    """Whether one of the record's own entries in the index lies in one of the spans."""
    place = index.fields.index(field)
    found = (key_bytes(values[place]) for name, values in kind.keys(state) if name == index.name)
    return any(lo <= key and (hi is None or key < hi) for key in found for lo, hi in spans)


def _due(kind: Kind[Any], midnight: datetime, state: Any) -> bool:
    due = kind.due(state)
    return due is not None and due.at <= midnight


def _midnight(field: str, day: object, now: datetime) -> datetime:
    return datetime.combine(a_day(field, day), time(), now.tzinfo)


def _passes(test: Callable[[Any, Any, date], bool], asked: str, today: date, state: Any) -> bool:
    return test(state, asked, today)


def _a_text(field: str, asked: object) -> str:
    if not isinstance(asked, str):
        raise Invalid.at(field, "name.not_text", kind=type(asked).__name__)
    return asked
