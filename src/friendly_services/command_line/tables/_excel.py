"""Excel files, by openpyxl where it is installed."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

from ...errors import Invalid
from ._table import Cell, Limits

__all__ = ["rows_of"]

_LAST_ROW: Final = 1_048_576
"""Of an Excel sheet; a row numbered beyond it is an attack, not a table."""
_SMALL: Final = 1024 * 1024
"""Bytes that a part may have whatever it was packed into."""


def rows_of(data: bytes, *, sheet: str | None, limits: Limits) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Each row of the sheet with its number there, empty ones included."""
    _check_packing(data, limits)
    try:
        import openpyxl  # noqa: PLC0415 # an extra: only who reads Excel files needs it
    except ImportError as error:
        raise Invalid.at("", "excel.library") from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl raises whatever the XML below it meets
            raise Invalid.at("", "excel.unreadable", error=str(error)) from error
        try:
            for number, row in enumerate(_sheet(book, sheet).iter_rows(values_only=True), start=1):
                if number > _LAST_ROW:
                    raise Invalid.at("", "table.too_many_rows", limit=_LAST_ROW)
                yield number, tuple(_cell(value) for value in row)
        finally:
            book.close()


def _check_packing(data: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            infos = parts.infolist()
    except zipfile.BadZipFile as error:
        raise Invalid.at("", "excel.not_a_workbook") from error
    for info in infos:
        if info.file_size > _SMALL and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise Invalid.at("", "excel.bomb", part=info.filename, limit=limits.ratio)
    if (unpacked := sum(info.file_size for info in infos)) > limits.unpacked:
        raise Invalid.at("", "table.too_large", size=unpacked, limit=limits.unpacked)


def _sheet(book: Any, name: str | None) -> Any:
    names = tuple(sheet.title for sheet in book.worksheets)
    if name is not None and name not in names:
        raise Invalid.at("table.sheet", "excel.no_sheet", sheet=name, sheets=names)
    sheet = book[name] if name is not None else book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its own size is often wrong
    return sheet


def _cell(value: object) -> Cell:
    match value:
        case None | str() | bool() | int() | float() | datetime() | date():
            return value
        case time():
            return value.isoformat("minutes")
        case _:
            return str(value)
