"""Excel files as offices keep them: typed cells, no formula, and the same bytes for the same content."""

import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final
from unicodedata import east_asian_width

import attrs

from ..errors import Invalid
from ..text import guarded
from .output import replacing

__all__ = ["SheetOf", "write_xlsx"]

_ROWS: Final = 1_048_576
"""Of one Excel sheet; a longer table goes on in another one."""
_LOOKED_AT: Final = 200
"""Rows by which the columns are made as wide as they need be."""
_WIDEST: Final = 48
_NO_TIME: Final = datetime(1980, 1, 1)  # noqa: DTZ001 # the format's own beginning, which has no zone


@attrs.frozen
class SheetOf:
    """One sheet: its name on the tab, its header, its rows."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


def write_xlsx(path: Path, sheets: Iterable[SheetOf], *, longest: int = _ROWS) -> int:
    """Write tables as one Excel file, row by row, and give the number of their rows.

    Texts stay texts, whatever they look like: nothing is a formula, and no long number is rounded. The header
    stays in sight. The file bears no time of its own, so that the same content is the same file.

    Args:
        path: the file; it takes its name once it is complete.
        sheets: at least one.
        longest: rows of a sheet, its header among them; what is left over goes on in a further sheet.

    Raises:
        Invalid: openpyxl is not installed, which is the extra `excel`.
    """
    try:
        from openpyxl import Workbook  # noqa: PLC0415 # an extra: only who writes Excel files needs it
        from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415 # as above
    except ImportError as error:
        raise Invalid.at("", "excel.not_written", file=path.name) from error
    book, count = Workbook(write_only=True), 0
    book.properties.created = book.properties.modified = _NO_TIME
    book.properties.creator = "friendly-services"
    for sheet in sheets:
        rows, part = iter(sheet.rows), 1
        while (first := list(islice(rows, min(_LOOKED_AT, longest - 1)))) or part == 1:
            title = sheet.title if part == 1 else f"{sheet.title} {part}"
            count += _fill(book.create_sheet(title), sheet.columns, first, rows, longest - 1)
            part += 1
    with replacing(path) as whole:
        ExcelWriter(book, _Undated(whole, "w", zipfile.ZIP_DEFLATED)).save()
    return count


def _fill(page: Any, columns: Sequence[str], first: list[Any], rows: Iterator[Any], most: int) -> int:
    from openpyxl.styles import Font  # noqa: PLC0415 # as above
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415 # as above

    for n, name in enumerate(columns):
        widths = (_width(row[n]) for row in ((name,) * len(columns), *first))
        page.column_dimensions[_letters(n)].width = min(max(widths), _WIDEST) + 2
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0  # as many pages as it needs, each as wide as the table
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    header = [_cell(page, name) for name in columns]
    for cell in header:
        cell.font = Font(bold=True)
    page.append(header)
    count = 0
    for row in islice(chain(first, rows), most):
        page.append([_cell(page, value) for value in row])
        count += 1
    return count


def _cell(page: Any, value: object) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 # as above

    match value:
        case None | bool() | int() | float():
            return value
        case date():
            cell = WriteOnlyCell(page)
            cell.value = value
            cell.number_format = "yyyy-mm-dd"
            return cell
        case _:
            text = str(value)
            cell = WriteOnlyCell(page, text)
            cell.data_type = "s"  # or what begins with = would be a formula, and #N/A an error
            if guarded(text) != text:
                cell.number_format = "@"
                cell.quotePrefix = True  # so it stays a text when somebody edits the cell
            return cell


def _width(value: object) -> int:
    return sum(1 + (east_asian_width(sign) in "WF") for sign in str("" if value is None else value))


def _letters(n: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 # as above

    return str(get_column_letter(n + 1))


class _Undated(zipfile.ZipFile):
    """An archive whose parts bear no time."""

    def writestr(self, part: Any, data: Any, *_: Any) -> None:
        """Put a part into the archive."""
        super().writestr(_part(part), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any) -> None:
        """Put a file into the archive."""
        with Path(filename).open("rb") as source, self.open(_part(arcname), "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name)  # of 1980-01-01
    part.compress_type = zipfile.ZIP_DEFLATED
    return part
