"""The ledger of a period as files: for Excel, and as CSV for other programs."""

import argparse
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..errors import Invalid
from ..text import Reason
from .output import write_csv
from .workbook import SheetOf, write_xlsx

if TYPE_CHECKING:
    from ..city import City, PeriodLedger

__all__ = ["add_arguments", "export"]

FORMATS: Final = ("csv", "xlsx")
_BOOK: Final = "ledger.xlsx"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `export` takes to a parser that names a city already."""
    add = parser.add_argument
    add("--from", dest="first", required=True, metavar="DATE", help="the first day, YYYY-MM-DD")
    add("--to", dest="last", required=True, metavar="DATE", help="the last day")
    add("--area", help="only what lies in this district or street")
    add(
        "--known",
        metavar="TIME",
        help="count only what was recorded by this time, such as 2026-12-31T18:00+08:00, or by this day",
    )
    add(
        "--format",
        choices=FORMATS,
        action="append",
        help="may be repeated (default: what can be written)",
    )
    add("--out", required=True, type=Path, metavar="DIR", help="the folder for the files")


def export(city: "City", options: argparse.Namespace) -> tuple[Reason, ...]:
    """Write the files, and say what is in them and how to have the very same again."""
    first = _part("--from", date.fromisoformat, options.first)
    last = _part("--to", date.fromisoformat, options.last)
    ledger = city.ledger(
        first, last, area=options.area, language=options.language, known=_known(options.known, city)
    )
    options.out.mkdir(parents=True, exist_ok=True)
    written: dict[str, int] = {}
    formats: Sequence[str] = options.format or FORMATS
    unwritten: tuple[Reason, ...] = ()
    if "csv" in formats:
        for sheet in (ledger.decisions, ledger.register):
            path = options.out / f"{sheet.name}.csv"
            written[path.name] = write_csv(path, [column.title for column in sheet.columns], sheet.rows)
    if options.format is None and find_spec("openpyxl") is None:  # nobody asked for the workbook by name
        unwritten = (Reason("excel.not_written", file=_BOOK),)
    elif "xlsx" in formats:
        written[_BOOK] = _workbook(options.out / _BOOK, ledger)
    told = (Reason("command_line.exported", file=name, rows=rows) for name, rows in written.items())
    return (*told, Reason("command_line.export_again", known=ledger.known.isoformat()), *unwritten)


def _workbook(path: Path, ledger: "PeriodLedger") -> int:
    sheets = (ledger.decisions, ledger.register)
    return write_xlsx(
        path,
        (SheetOf(sheet.title, [column.title for column in sheet.columns], sheet.rows) for sheet in sheets),
    )


def _known(text: str | None, city: "City") -> datetime | None:
    """The time; of a day alone its end, in the city's zone."""
    if text is None:
        return None
    at: datetime = _part("--known", datetime.fromisoformat, text)
    if len(text) > len("2026-12-31"):
        return at
    tomorrow = datetime.combine(at.date() + timedelta(days=1), time(), city.now().tzinfo)
    return tomorrow - timedelta(microseconds=1)


def _part(field: str, read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except ValueError as error:
        raise Invalid.at(field, "command_line.no_date", value=text) from error
