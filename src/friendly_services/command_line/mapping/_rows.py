"""Rows of a table to merchants and riders: each whole, or refused with all that is wrong with it."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, TypeVar

import attrs

from ... import hours as opening
from ...errors import Invalid, Problem
from ...hours import Hours
from ...merchants import Licence
from ...names import check_name, folded
from ...places import Box, Datum, Point, check_in_box, distance
from ...standards import Fact
from ...text import Reason
from ..tables import Cell, Problems, Row, Table
from ._cells import Null, date_in, fact_in, number_in, text_in, unknown, words_in, written
from ._fit import misplaced
from ._form import (
    Column,
    DayColumn,
    FactColumn,
    MerchantMapping,
    PointColumns,
    RiderMapping,
    ServicesColumn,
)
from ._values import MerchantRow, RiderRow, Stated

__all__ = ["Reading", "read_merchants", "read_riders"]

T = TypeVar("T")

_LONGEST_ID: Final = 64
_SAME_PLACE: Final = 30.0
"""Metres within which two rows of one name are taken for one shop."""
_SQUARE: Final = 0.0005
"""Degrees of the squares in which such rows are looked for; everywhere but at the poles wider than that."""


@attrs.frozen
class Reading:
    """What rows are read with, besides their mapping."""

    datum: Datum
    box: Box | None
    """The city's, in its own datum: outside is marked, swapped is refused."""
    services: Collection[str]
    """The codes that there are; any word is taken where none are listed."""
    problems: Problems
    """Takes what is wrong with rows that are refused."""
    notes: list[Problem]
    """Takes what a person should look at in rows that are kept."""
    convert: Callable[[Point], Point] = lambda point: point
    """To the city's datum, for the box."""


class _Reader:
    """The columns of one table, and what is wrong with the row at hand."""

    def __init__(self, table: Table, mapping: MerchantMapping | RiderMapping, reading: Reading) -> None:
        self.table = table
        self.nulls = mapping.nulls
        self.reading = reading
        self.places = _places(table, mapping.columns())
        self.found: list[Problem] = []
        self.noted: list[Problem] = []

    def cell(self, row: Row, column: str) -> Cell:
        return row.cells[self.places[column]]

    def rows(self, read: Callable[[Row], T | None]) -> Iterator[T]:
        """Each row read whole; one with problems is refused with all of them, and all that is odd."""
        for row in self.table.rows:
            self.found, self.noted = [], []
            value = read(row)
            if value is None or self.found:
                self.reading.problems.add(*self.found, *self.noted)
            else:
                self.reading.notes.extend(self.noted)
                yield value

    def part(self, row: Row, field: str, read: Callable[[], T]) -> T | None:
        """One field; what is wrong with it is noted against the row."""
        try:
            return read()
        except Invalid as error:
            for problem in error.problems:
                path = f"{field}.{problem.field}" if problem.field and problem.field != field else field
                self.found.append(self.table.where(row, path, problem.reason))
            return None

    def text(self, row: Row, field: str, column: Column | None, longest: int = 200) -> str | None:
        if column is None:
            return None

        def read() -> str | None:
            cell = self.cell(row, column.column)
            text = text_in(cell, column, self.nulls)
            if isinstance(text, str):
                return check_name("", text, longest)
            self.listed(row, field, column, cell)
            return None

        return self.part(row, field, read)

    def listed(self, row: Row, field: str, column: Column, cell: Cell) -> None:
        """Note a word that was taken as unknown because its meaning is not stated."""
        nulls = column.nulls(self.nulls)
        if (word := written(cell)) and word not in (*nulls.none, *nulls.unknown):
            self.note(row, field, Reason("run.word_unknown", value=word))

    def day(self, row: Row, field: str, column: DayColumn | None) -> date | None:
        if column is None:
            return None

        def read() -> date | None:
            day = date_in(self.cell(row, column.column), column, self.nulls)
            return None if isinstance(day, Null) else day

        return self.part(row, field, read)

    def services(self, row: Row, field: str, column: ServicesColumn | None) -> frozenset[str] | None:
        if column is None:
            return None

        def read() -> frozenset[str] | None:
            cell = self.cell(row, column.column)
            words = words_in(cell, column, self.nulls, column.separator)
            if isinstance(words, Null):
                return frozenset() if words is Null.NONE else None
            strange = sorted(
                word for word in words if self.reading.services and word not in self.reading.services
            )
            if strange:
                reasons = (unknown("mapping.service", word, self.reading.services) for word in strange)
                raise Invalid(tuple(Problem("", reason) for reason in reasons))
            return words

        return self.part(row, field, read)

    def point(self, row: Row, columns: PointColumns) -> Point | None:
        def read() -> Point:
            if columns.names:
                cells = tuple(self.cell(row, name) for name in columns.names)
                if not any(written(cell) for cell in cells):
                    raise Invalid.at("", "mapping.no_point")
                lat, lon = _degrees(*cells) if len(cells) == 2 else _wkt(*cells)
            elif row.position is None:
                raise Invalid.at("", "mapping.no_point")
            else:
                lon, lat = row.position
            return Point(lat, lon, self.reading.datum)

        return self.part(row, "point", read)

    def outside(self, row: Row, point: Point | None) -> bool:
        """Whether the point lies outside the city; swapped coordinates are refused."""
        box = self.reading.box
        if point is None or box is None:
            return False
        inside = self.part(row, "point", lambda: check_in_box(self.reading.convert(point), box))
        if inside is False:
            self.note(row, "point", Reason("run.outside", lat=point.lat, lon=point.lon))
        return inside is False

    def note(self, row: Row, field: str, reason: Reason) -> None:
        self.noted.append(self.table.where(row, field, reason))


def read_merchants(
    table: Table, mapping: MerchantMapping, declared: Iterable[Fact], reading: Reading
) -> tuple[MerchantRow, ...]:
    """The merchants of a table; `Invalid` where the mapping does not fit it at all."""
    facts = {fact.name: fact for fact in declared}
    reader = _Reader(table, mapping, reading)
    twins = _Twins(reader)
    columns = mapping.merchant

    def read(row: Row) -> MerchantRow | None:
        name = reader.text(row, "name", columns.name)
        if name is None and not reader.found:
            reader.found.append(table.where(row, "name", Reason("value.missing")))
        point = reader.point(row, columns.point)
        outside = reader.outside(row, point)
        rest = _rest(reader, row, mapping, facts)
        if name is None or point is None or reader.found:
            return None
        merchant = MerchantRow(name=name, point=point, outside=outside, **rest)
        twins.check(row, merchant)
        return merchant

    return tuple(reader.rows(read))


def read_riders(table: Table, mapping: RiderMapping, reading: Reading) -> tuple[RiderRow, ...]:
    """Those who ask; `Invalid` where the mapping does not fit the table at all."""
    reader = _Reader(table, mapping, reading)
    columns = mapping.rider

    def read(row: Row) -> RiderRow | None:
        point = reader.point(row, columns.point)
        id_ = reader.text(row, "id", columns.id, _LONGEST_ID) or f"row-{row.number}"
        needs = reader.services(row, "needs", columns.needs)
        if point is None:
            return None
        reader.outside(row, point)
        return RiderRow(row.number, row.line, id_, point, needs or frozenset())

    return tuple(reader.rows(read))


def _rest(
    reader: _Reader, row: Row, mapping: MerchantMapping, declared: Mapping[str, Fact]
) -> dict[str, Any]:
    """All that a row may leave unknown."""
    columns = mapping.merchant
    hours, hours_text = _hours(reader, row, columns.hours)
    trade = reader.text(row, "trade", columns.trade)
    facts = [
        _stated(reader, row, declared[name], column, mapping.table.as_of)
        for name, column in mapping.facts.items()
    ]
    if mapping.trade_is_fact(declared) and trade is not None:
        if wrong := declared["trade"].refuse(trade):
            reader.found.append(reader.table.where(row, "trade", wrong))
        facts.append(Stated("trade", trade, None, mapping.table.as_of, mapping.table.as_of))
    return {
        "number": row.number,
        "line": row.line,
        "id": reader.text(row, "id", columns.id, _LONGEST_ID) or f"row-{row.number}",
        "licence": _licence(reader, row, columns.licence),
        "trade": trade,
        "area": reader.text(row, "area", columns.area),
        "hours": hours,
        "hours_text": hours_text,
        "services": reader.services(row, "services", columns.services),
        "received": reader.day(row, "received", columns.received),
        "facts": tuple(facts),
    }


def _places(table: Table, columns: Iterable[tuple[str, str]]) -> Mapping[str, int]:
    """Where each column stands; refuses names that the table lacks or has twice."""
    named = tuple(columns)
    problems = tuple(attrs.evolve(p, file=table.file) for p in misplaced(named, table.columns))
    if problems:
        raise Invalid(problems)
    return {name: table.columns.index(name) for _, name in named}


def _degrees(*cells: Cell) -> tuple[float, ...]:
    """Latitude and longitude, or what is wrong with either."""
    found: list[float] = []
    problems: list[Problem] = []
    for field, cell in zip(("lat", "lon"), cells, strict=True):
        try:
            found.append(float(number_in(cell)))
        except Invalid as error:
            problems += error.inside(field).problems
    if problems:
        raise Invalid(tuple(problems))
    return tuple(found)


_DEGREES: Final = r"(-?\d+(?:\.\d+)?)"
_WKT: Final = re.compile(rf"\s*POINT\s*\(\s*{_DEGREES}\s+{_DEGREES}\s*\)\s*", re.ASCII | re.IGNORECASE)


def _wkt(cell: Cell) -> tuple[float, float]:
    """Latitude and longitude of a point in well-known text, which has the longitude first."""
    match = _WKT.fullmatch(cell) if isinstance(cell, str) else None
    if match is None:
        raise Invalid.at("", "mapping.not_wkt", value=cell)
    return float(match[2]), float(match[1])


def _licence(reader: _Reader, row: Row, column: Column | None) -> str | None:
    text = reader.text(row, "licence", column)
    if text is None:
        return None
    try:
        return Licence(text).number
    except Invalid as error:
        reader.found += [reader.table.where(row, "licence", problem.reason) for problem in error.problems]
        return None


def _hours(reader: _Reader, row: Row, column: Column | None) -> tuple[Hours | None, str]:
    """Hours as far as they are sure; what could not be read is listed, and the text kept."""
    if column is None:
        return None, ""
    text = reader.text(row, "hours", column, longest=500)
    if text is None:
        return None, ""
    found = opening.understand(text)
    for reason in found.unread:
        reader.note(row, "hours", reason)
    return found.hours, text


def _stated(reader: _Reader, row: Row, fact: Fact, column: FactColumn, as_of: date) -> Stated:
    field = f"facts.{fact.name}"
    since = None if column.timeless else reader.day(row, f"{field}.since", column.since) or as_of
    recorded = reader.day(row, f"{field}.recorded", column.recorded) or as_of
    if column.constant is not None:
        return Stated(fact.name, column.constant, None, since, recorded)
    cell = reader.cell(row, column.column)
    value = reader.part(row, field, lambda: fact_in(cell, column, fact, reader.nulls))
    match value:
        case Null.NONE:
            return Stated(fact.name, False, None, since, recorded)
        case Null.UNKNOWN:
            reader.listed(row, field, column, cell)
            return Stated(fact.name, None, None, since, recorded)
        case bool():
            return Stated(fact.name, value, None, since, recorded)
        case _:
            return Stated(fact.name, value, column.test, since, recorded)


class _Twins:
    """Rows that state one merchant twice: the first is kept, the others are told."""

    def __init__(self, reader: _Reader) -> None:
        self.reader = reader
        self.ids: dict[str, MerchantRow] = {}
        self.near: dict[tuple[str, int, int], MerchantRow] = {}

    def check(self, row: Row, merchant: MerchantRow) -> None:
        """Refuse the row if an earlier one is surely the same, mark it if one may be."""
        first = self.ids.setdefault(folded(merchant.id), merchant)
        if first is not merchant:
            self.refuse(row, "id", "run.id_twice", merchant.id, first)
            return
        same_licence = self._beside(merchant.licence, merchant) if merchant.licence else None
        same_name = self._beside(folded(merchant.name), merchant)
        if same_licence:
            self.refuse(row, "licence", "run.licence_twice", str(merchant.licence), same_licence)
        elif same_name and merchant.licence is None and merchant.id == f"row-{merchant.number}":
            self.refuse(row, "name", "run.name_twice", merchant.name, same_name)
        elif same_name:
            reason = Reason("run.name_near", value=merchant.name, first=same_name.number, line=same_name.line)
            self.reader.note(row, "name", reason)

    def refuse(self, row: Row, field: str, code: str, value: str, first: MerchantRow) -> None:
        reason = Reason(code, value=value, first=first.number, line=first.line)
        self.reader.found.append(self.reader.table.where(row, field, reason))

    def _beside(self, word: str, merchant: MerchantRow) -> MerchantRow | None:
        """An earlier merchant known by that word within a few steps; otherwise this one is remembered."""
        x, y = int(merchant.point.lon // _SQUARE), int(merchant.point.lat // _SQUARE)
        for square in ((word, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
            first = self.near.get(square)
            if first and distance(first.point, merchant.point) <= _SAME_PLACE:
                return first
        self.near.setdefault((word, x, y), merchant)
        return None
