"""Any table by its name's ending, within limits that are checked before the file is read on."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, assert_never

import attrs

from ...errors import Invalid
from ...text import Reason, unguarded
from . import _csv, _excel, _geojson
from ._table import Cell, Format, Layout, Limits, Problems, Row, Table
from ._text import decode

__all__ = ["read_columns", "read_table"]

_FORMATS: Final[dict[str, Format]] = {
    ".csv": "csv",
    ".geojson": "geojson",
    ".json": "geojson",
    ".txt": "csv",
    ".xlsm": "xlsx",
    ".xlsx": "xlsx",
}


@attrs.frozen
class _Found:
    """One row on its way: what it holds, or why that cannot be read."""

    line: int
    cells: tuple[Cell, ...] | Reason
    position: tuple[float, float] | None = None


def read_table(
    path: Path, problems: Problems, *, layout: Layout | None = None, limits: Limits | None = None
) -> Table:
    """The rows of a file.

    What is wrong with a single row goes to `problems`, and that row is left out of the table; `Invalid` where
    the file as a whole cannot be read, `Stopped` where too many of its rows cannot.
    """
    with _named(path):
        table, found = _opened(path, layout or Layout(), limits or Limits())
        return _collected(table, found, problems, limits or Limits())


def read_columns(
    path: Path, *, layout: Layout | None = None, limits: Limits | None = None
) -> tuple[str, ...]:
    """The names of a file's columns; `Invalid` where it cannot be read so far."""
    with _named(path):
        return _opened(path, layout or Layout(), limits or Limits())[0].columns


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Problems are those of this file."""
    try:
        yield
    except Invalid as error:
        raise attrs.evolve(
            error, problems=tuple(attrs.evolve(p, file=p.file or path.name) for p in error.problems)
        ) from error


def _opened(path: Path, layout: Layout, limits: Limits) -> tuple[Table, Iterator[_Found]]:
    """A table without rows yet, and the rows to come."""
    kind = _format(path)
    data = _bytes(path, limits)
    text, encoding = ("", "") if kind == "xlsx" else decode(data)
    match kind:
        case "csv":
            columns, found = _from_csv(text, layout, limits)
        case "geojson":
            columns, found = _from_geojson(text, limits)
        case "xlsx":
            columns, found = _from_excel(data, layout, limits)
        case _:
            assert_never(kind)
    return Table(path.name, kind, encoding, hashlib.sha256(data).hexdigest(), columns, ()), found


def _format(path: Path) -> Format:
    if path.suffix.lower() not in _FORMATS:
        raise Invalid.at("", "table.format", suffix=path.suffix, known=tuple(_FORMATS))
    return _FORMATS[path.suffix.lower()]


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        if (size := path.stat().st_size) > limits.size:
            raise Invalid.at("", "table.too_large", size=size, limit=limits.size)
        return path.read_bytes()
    except OSError as error:
        raise Invalid.at("", "table.no_file", error=error.strerror or str(error)) from error


def _from_csv(text: str, layout: Layout, limits: Limits) -> tuple[tuple[str, ...], Iterator[_Found]]:
    lines = _csv.lines_of(text, separator=layout.separator, header=layout.header, longest=limits.cell)
    heading = next(lines, None)
    if heading is None or not heading.fields:
        raise Invalid.at("table.header", "table.no_header", line=layout.header)
    if isinstance(heading.fields, Reason):
        raise Invalid.at(f"line {layout.header}", heading.fields.code, **heading.fields.values)
    columns = _headings(heading.fields)

    def found() -> Iterator[_Found]:
        for line in lines:
            if isinstance(line.fields, Reason):
                yield _Found(line.number, line.fields)
            elif len(line.fields) not in {0, len(columns)} and any(line.fields):
                yield _Found(line.number, _ragged(len(line.fields), len(columns)))
            else:
                yield _Found(line.number, tuple(unguarded(field) for field in line.fields))

    return columns, found()


def _from_excel(data: bytes, layout: Layout, limits: Limits) -> tuple[tuple[str, ...], Iterator[_Found]]:
    rows = _excel.rows_of(data, sheet=layout.sheet, limits=limits)
    heading = next((cells for number, cells in rows if number == layout.header), ())
    while heading and heading[-1] is None:
        heading = heading[:-1]
    if not heading:
        raise Invalid.at("table.header", "table.no_header", line=layout.header)
    columns = _headings("" if cell is None else str(cell) for cell in heading)

    def found() -> Iterator[_Found]:
        for number, cells in rows:
            kept, beyond = cells[: len(columns)], cells[len(columns) :]
            if any(cell is not None for cell in beyond):
                yield _Found(number, _ragged(len(cells), len(columns)))
            elif too_long := next((c for c in kept if isinstance(c, str) and len(c) > limits.cell), None):
                yield _Found(number, Reason("table.cell_too_long", length=len(too_long), longest=limits.cell))
            else:
                padding = (None,) * (len(columns) - len(kept))
                yield _Found(number, tuple(unguarded(c) if isinstance(c, str) else c for c in kept) + padding)

    return columns, found()


def _from_geojson(text: str, limits: Limits) -> tuple[tuple[str, ...], Iterator[_Found]]:
    features = tuple(_geojson.features_of(text, depth=limits.depth))
    columns = tuple(dict.fromkeys(name for feature in features for name in feature.properties))

    def found() -> Iterator[_Found]:
        for feature in features:
            cells = tuple(feature.properties.get(name) for name in columns)
            yield _Found(feature.line, feature.wrong or cells, feature.position)

    return columns, found()


def _headings(fields: Iterable[str]) -> tuple[str, ...]:
    return tuple(field.strip() for field in fields)


def _ragged(found: int, expected: int) -> Reason:
    return Reason("table.fields", found=found, expected=expected)


def _collected(table: Table, found: Iterator[_Found], problems: Problems, limits: Limits) -> Table:
    rows: list[Row] = []
    number = empty = 0
    for one in found:
        if (
            not isinstance(one.cells, Reason)
            and one.position is None
            and not any(_said(c) for c in one.cells)
        ):
            empty += 1
            continue
        number += 1
        if number > limits.rows:
            raise Invalid.at("", "table.too_many_rows", limit=limits.rows)
        row = Row(number, one.line, () if isinstance(one.cells, Reason) else one.cells, one.position)
        if isinstance(one.cells, Reason):
            problems.add(table.where(row, "", one.cells))
        else:
            rows.append(row)
    return attrs.evolve(table, rows=tuple(rows), empty=empty)


def _said(cell: Cell) -> bool:
    return cell is not None and cell != ""
