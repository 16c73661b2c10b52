"""The mapping file itself: its tables and keys, read strictly."""

import operator
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, Self, TypeVar

import attrs

from ... import wire
from ...errors import Invalid, Problem
from ...packs import read_toml
from ...standards import Fact, Scalar
from ...text import Reason
from ..tables import Layout
from ._cells import unknown
from ._dates import ISO, DateFormat
from ._fit import table_of

__all__ = [
    "GEOMETRY",
    "Column",
    "DayColumn",
    "FactColumn",
    "MerchantColumns",
    "MerchantMapping",
    "MerchantTable",
    "Nulls",
    "PointColumns",
    "RiderColumns",
    "RiderMapping",
    "ServicesColumn",
    "Test",
    "misfits",
    "read_mapping",
]

M = TypeVar("M", "MerchantMapping", "RiderMapping")

GEOMETRY: Final = "geometry"
"""What `point` says where the features of a GeoJSON file have the positions themselves."""

_TEST: Final = re.compile(r"(<=|>=|<|>|==|!=)\s*(on|-?\d+(?:\.\d+)?|\d{4}-\d\d-\d\d)", re.ASCII)
_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


@attrs.frozen
class Test:
    """A comparison that makes a yes or no of a date or a number: `<= on`, `>= 2024-01-01`, `> 30`.

    >>> from datetime import date
    >>> Test.written("<= on").holds(date(2026, 3, 1), on=date(2026, 3, 2))
    True
    """

    __test__ = False  # not a test of pytest's

    comparison: str
    with_: date | float | Literal["on"]

    @classmethod
    def written(cls, plain: Any) -> Self:
        """The comparison that a mapping file writes."""
        match = _TEST.fullmatch(plain.strip()) if isinstance(plain, str) else None
        if match is None:
            raise Invalid.at("", "mapping.test", value=str(plain))
        comparison, anchor = match.groups()
        if anchor == "on":
            return cls(comparison, "on")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", anchor):
            return cls(comparison, wire.read(date, anchor))
        return cls(comparison, float(anchor))

    @property
    def of_dates(self) -> bool:
        """Whether it compares days; otherwise it compares numbers."""
        return not isinstance(self.with_, float)

    def holds(self, value: Any, on: date) -> bool:
        """Whether it is so, on a day."""
        return _OPERATORS[self.comparison](value, on if self.with_ == "on" else self.with_)


@attrs.frozen
class Nulls:
    """Words that stand for no value. An empty cell is unknown where nothing else is said."""

    none: tuple[str, ...] = ()
    """There is none, and that is known: 无, —."""
    unknown: tuple[str, ...] = ()
    """Nobody knows: 不详, N/A."""

    def __attrs_post_init__(self) -> None:
        for word in set(self.none) & set(self.unknown):
            raise Invalid.at("unknown", "mapping.none_and_unknown", value=word)


@attrs.frozen
class _Named:
    """A column and the words in it that stand for no value."""

    column: str
    none: tuple[str, ...] | None = attrs.field(default=None, kw_only=True)
    """Instead of the file's own `[nulls]`."""
    unknown: tuple[str, ...] | None = attrs.field(default=None, kw_only=True)

    def nulls(self, general: Nulls) -> Nulls:
        """The words that stand for no value in this column."""
        return Nulls(
            none=general.none if self.none is None else self.none,
            unknown=general.unknown if self.unknown is None else self.unknown,
        )


@attrs.frozen
class DayColumn(_Named):
    """A column of dates; a mere name in the file means one of `YYYY-MM-DD`."""

    date: DateFormat = attrs.field(default=ISO, kw_only=True)


@attrs.frozen
class Column(_Named):
    """A column of words; a mere name in the file means one taken as it is."""

    values: Mapping[str, bool | int | float | str] = attrs.field(factory=dict, kw_only=True)
    """What each word of the column means. Other words are refused, unless the fact is a number or a date."""
    others: Literal["refuse", "unknown"] = attrs.field(default="refuse", kw_only=True)
    """What becomes of such a word: with `unknown` the row is kept and the word listed."""


@attrs.frozen
class ServicesColumn(Column):
    """A column that lists services, each word one of them."""

    separator: str = attrs.field(default="、", kw_only=True)


@attrs.frozen
class FactColumn(Column):
    """A column that states a fact of the standard, and since when it does."""

    column: str = ""
    date: DateFormat | None = attrs.field(default=None, kw_only=True)
    """How its dates are written; `YYYY-MM-DD` if left out."""
    constant: bool | int | float | str | None = attrs.field(default=None, kw_only=True)
    """Instead of a column: what holds for every row."""
    test: Test | None = attrs.field(default=None, kw_only=True)
    """Makes a yes or no of the column's date or number."""
    timeless: bool = attrs.field(default=False, kw_only=True)
    """It does not change with time, as a date of approval: without this it holds from the table's `as_of`."""
    since: DayColumn | None = attrs.field(default=None, kw_only=True)
    """The column of the day from which it holds."""
    recorded: DayColumn | None = attrs.field(default=None, kw_only=True)
    """The column of the day on which the register came to know it; the table's `as_of` if left out."""

    def __attrs_post_init__(self) -> None:
        if bool(self.column) == (self.constant is not None):
            raise Invalid.at("column", "mapping.column_or_constant")
        if self.timeless and self.since is not None:
            raise Invalid.at("since", "mapping.timeless_since")


@attrs.frozen
class PointColumns:
    """Where the position stands: in two columns of degrees, in one as text, or as a feature's geometry."""

    lat: str
    lon: str

    @property
    def names(self) -> tuple[str, ...]:
        """The columns it needs: one where that holds both, as well-known text."""
        return () if self.lat == GEOMETRY else tuple(dict.fromkeys((self.lat, self.lon)))


@attrs.frozen
class _Wkt:
    wkt: str


@attrs.frozen
class MerchantTable(Layout):
    """Where the table of merchants stands in its file, and of what day it is."""

    as_of: date = attrs.field(kw_only=True)
    """The day the table was drawn up: what has no date of its own holds, and was known, from this day on."""


@attrs.frozen
class MerchantColumns:
    """Which columns say what a merchant is."""

    name: Column
    point: PointColumns
    id: Column | None = None
    """The register's own number; without it merchants are known by their row."""
    licence: Column | None = None
    """The unified social credit code, which is checked."""
    trade: Column | None = None
    """Also the standard's fact `trade`, where it declares one and `[facts.trade]` does not say otherwise."""
    area: Column | None = None
    hours: Column | None = None
    services: ServicesColumn | None = None
    received: DayColumn | None = None
    """The day the application or the record came in: before it the merchant had not applied."""


@attrs.frozen
class MerchantMapping:
    """A mapping file for merchants."""

    table: MerchantTable
    merchant: MerchantColumns
    nulls: Nulls = attrs.field(factory=Nulls)
    facts: Mapping[str, FactColumn] = attrs.field(factory=dict)

    def columns(self) -> tuple[tuple[str, str], ...]:
        """Every column it names, with the key that names it."""
        return (*_named("merchant", self.merchant), *_facts(self.facts))

    def trade_is_fact(self, declared: Container[str]) -> bool:
        """Whether the merchant's trade is what the standard calls `trade`."""
        return "trade" in declared and "trade" not in self.facts

    def check_facts(self, declared: Iterable[Fact]) -> None:
        """Refuse facts that the standard does not ask about, and values that they cannot have."""
        problems = tuple(_misfits(self.facts, self.merchant.trade, declared))
        if problems:
            raise Invalid(problems)


@attrs.frozen
class RiderColumns:
    """Which columns say where a rider asks, and for what."""

    point: PointColumns
    id: Column | None = None
    needs: ServicesColumn | None = None
    """The services asked for."""


@attrs.frozen
class RiderMapping:
    """A mapping file for riders who ask."""

    rider: RiderColumns
    table: Layout = attrs.field(factory=Layout)
    nulls: Nulls = attrs.field(factory=Nulls)

    def columns(self) -> tuple[tuple[str, str], ...]:
        """Every column it names, with the key that names it."""
        return _named("rider", self.rider)


def read_mapping(
    path: Path, kind: type[M], fit: Callable[[Mapping[str, Any]], Iterable[Problem]] = lambda _: ()
) -> M:
    """A mapping file, checked: every problem is listed at once, with its line and key.

    `fit` is asked what else is wrong with what the file says, also where the file itself is not in order.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Invalid(
            (Problem("", Reason("table.no_file", error=error.strerror or str(error)), path.name),)
        ) from error
    source = read_toml(data, path.name)
    problems: list[Problem] = []
    mapping = None
    try:
        mapping = wire.read(kind, source.plain, hooks=_HOOKS)
    except Invalid as error:
        problems += error.problems
    told = {problem.field for problem in problems}
    problems += [problem for problem in fit(source.plain) if problem.field not in told]
    if mapping is None or problems:
        raise Invalid(
            tuple(
                p if p.file else attrs.evolve(p, file=path.name, line=source.line(tuple(p.field.split("."))))
                for p in problems
            )
        )
    return mapping


_C = TypeVar("_C", Column, ServicesColumn, DayColumn, FactColumn)


def _short(cls: type[_C], hooks: wire.Hooks) -> Callable[[Any], _C]:
    """A column may be written as its mere name."""

    def read(plain: Any) -> _C:
        return cls(column=plain) if isinstance(plain, str) and plain else wire.read(cls, plain, hooks=hooks)

    return read


def _point(plain: Any) -> PointColumns:
    match plain:
        case "geometry":
            return PointColumns(GEOMETRY, GEOMETRY)
        case {"wkt": _}:
            column = wire.read(_Wkt, plain).wkt
            return PointColumns(column, column)
        case _:
            return wire.read(PointColumns, plain)


_DATES: Final[wire.Hooks] = {DateFormat: DateFormat.written}
_FACTS: Final[wire.Hooks] = {**_DATES, Test: Test.written, DayColumn: _short(DayColumn, _DATES)}
_HOOKS: Final[wire.Hooks] = {
    Column: _short(Column, {}),
    ServicesColumn: _short(ServicesColumn, {}),
    DayColumn: _short(DayColumn, _DATES),
    FactColumn: _short(FactColumn, _FACTS),
    PointColumns: _point,
}


def _named(where: str, columns: MerchantColumns | RiderColumns) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for field in attrs.fields(type(columns)):
        match getattr(columns, field.name):
            case Column(column=name) | DayColumn(column=name):
                found.append((f"{where}.{field.name}", name))
            case PointColumns() as point:
                found += [(f"{where}.{field.name}", name) for name in point.names]
    return tuple(found)


def _facts(facts: Mapping[str, FactColumn]) -> Iterable[tuple[str, str]]:
    for name, fact in facts.items():
        if fact.column:
            yield f"facts.{name}.column", fact.column
        for key, dated in (("since", fact.since), ("recorded", fact.recorded)):
            if dated is not None:
                yield f"facts.{name}.{key}", dated.column


def misfits(plain: Mapping[str, Any], declared: Iterable[Fact]) -> Iterator[Problem]:
    """What a mapping file states of facts and the standard does not have, told of what can be read of it."""

    def read(cls: type[_C], stated: Any) -> _C | None:
        try:
            return _HOOKS[cls](stated)  # type: ignore[no-any-return] # each hook makes its class
        except Invalid:
            return None

    facts = {name: read(FactColumn, stated) for name, stated in table_of(plain, "facts").items()}
    trade = table_of(plain, "merchant").get("trade")
    yield from _misfits(facts, None if trade is None else read(Column, trade), declared)


def _misfits(
    facts: Mapping[str, FactColumn | None], trade: Column | None, declared: Iterable[Fact]
) -> Iterator[Problem]:
    known = {fact.name: fact for fact in declared}
    for name, column in facts.items():
        where = f"facts.{name}"
        if name not in known:
            yield Problem(where, unknown("mapping.fact", name, tuple(known)))
        elif column is not None:
            yield from (attrs.evolve(p, field=f"{where}.{p.field}") for p in _misfit(column, known[name]))
    if trade is not None and "trade" in known and "trade" not in facts:
        for word, value in trade.values.items():
            if wrong := known["trade"].refuse(str(value)):
                yield Problem(f"merchant.trade.values.{word}", wrong)


def _misfit(column: FactColumn, fact: Fact) -> Iterable[Problem]:
    """What keeps a column from being this fact."""
    if column.test is not None and fact.type != "bool":
        yield Problem("test", Reason("mapping.test_of", type=fact.type))
    if column.date is not None and fact.type != "date" and not (column.test and column.test.of_dates):
        yield Problem("date", Reason("mapping.date_of", type=fact.type))
    if fact.type == "bool" and column.column and not column.values and column.test is None:
        yield Problem("values", Reason("mapping.bool_words"))
    stated: dict[str, Scalar] = {f"values.{word}": value for word, value in column.values.items()}
    for where, value in (*stated.items(), ("constant", column.constant)):
        wrong = fact.refuse(value)
        if wrong is not None:
            yield Problem(where, wrong)
