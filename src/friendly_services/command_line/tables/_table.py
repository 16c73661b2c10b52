"""What a file holds once it is read: columns, rows with their places, and what could not be read."""

from datetime import date, datetime
from typing import ClassVar, Final, Literal

import attrs

from ...errors import Invalid, Problem
from ...text import Reason

__all__ = ["Cell", "Format", "Layout", "Limits", "Problems", "Row", "Stopped", "Table"]

Cell = str | int | float | bool | date | datetime | None
"""What one cell holds: text in a CSV; also numbers and yes or no in GeoJSON and Excel, and dates in Excel."""

Format = Literal["csv", "geojson", "xlsx"]

_MIB: Final = 1024 * 1024


@attrs.frozen
class Limits:
    """What a file may ask of this machine; beyond it the file is refused before it is read on."""

    rows: int = 200_000
    size: int = 64 * _MIB
    """Bytes of the file."""
    cell: int = 131_072
    """Characters of one cell: four times what Excel can hold."""
    ratio: int = 100
    """How many times its packed size a part of an Excel file may have."""
    unpacked: int = 1024 * _MIB
    """Bytes of an Excel file once unpacked."""
    depth: int = 64
    """Levels of nesting in a GeoJSON file."""
    problems: int = 100
    """Rows refused before the whole file is."""


def _from_one(_: object, field: "attrs.Attribute[int]", value: int) -> None:
    if value < 1:
        raise Invalid.at(field.name, "number.too_small", value=value, low=1)


@attrs.frozen
class Layout:
    """Where in the file the table stands."""

    sheet: str | None = None
    """The sheet of an Excel file; its first if left out."""
    header: int = attrs.field(default=1, validator=_from_one)
    """The line, or the row of the sheet, that holds the names of the columns."""
    separator: Literal[",", ";", "\t"] = ","
    """What stands between the fields of a CSV."""


@attrs.frozen
class Row:
    """One data row."""

    number: int
    """The first data row is 1; empty rows are not counted."""
    line: int
    """The line of the file it starts on; in an Excel file, the row of the sheet."""
    cells: tuple[Cell, ...]
    """As many as the table has columns."""
    position: tuple[float, float] | None = None
    """Longitude and latitude of a GeoJSON point, as written."""


@attrs.frozen
class Table:
    """A file as read."""

    file: str
    format: Format
    encoding: str
    """How its bytes were read as text; empty for Excel, which says so itself."""
    digest: str
    """SHA-256 of the file, in hex."""
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: int = 0
    """Rows without a single value, passed over."""

    def where(self, row: Row, field: str, reason: Reason) -> Problem:
        """What is wrong with one cell of this file."""
        return Problem(field, reason, file=self.file, line=row.line, row=row.number)


@attrs.define(slots=False)
class Stopped(Invalid):
    """So many rows are wrong that the file as a whole is not taken."""

    code: ClassVar[str] = "table.stopped"

    limit: int


@attrs.define
class Problems:
    """What was refused of one file so far, in its order; one wrong row too many stops the reading."""

    limit: int
    _found: list[Problem] = attrs.field(factory=list, init=False)
    _rows: set[int | None] = attrs.field(factory=set, init=False)

    def add(self, *problems: Problem) -> None:
        """Note what is wrong with one row; raises `Stopped` where more rows are wrong than the limit."""
        self._found.extend(problems)
        self._rows.update(problem.row for problem in problems)
        if len(self._rows) > self.limit:
            raise Stopped(self.all(), limit=self.limit)

    def all(self) -> tuple[Problem, ...]:
        """Everything noted, in order."""
        return tuple(self._found)
