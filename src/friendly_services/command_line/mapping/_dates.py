"""Dates in the exact form a column has, so that nothing is guessed."""

import re
from datetime import date, datetime, timedelta
from typing import Any, Final, Self

import attrs

from ...errors import Invalid
from ..tables import Cell

__all__ = ["ISO", "DateFormat"]

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DIRECTIVES: Final = {
    "%Y": r"(?P<year>\d{4})",
    "%m": r"(?P<month>0[1-9]|1[0-2])",
    "%-m": r"(?P<month>[1-9]|1[0-2])",
    "%b": rf"(?P<month>{'|'.join(_MONTHS)})",
    "%d": r"(?P<day>0[1-9]|[12]\d|3[01])",
    "%-d": r"(?P<day>[1-9]|[12]\d|3[01])",
    "%H": r"(?:[01]\d|2[0-3])",
    "%-H": r"(?:\d|1\d|2[0-3])",
    "%I": r"(?:0[1-9]|1[0-2])",
    "%-I": r"(?:[1-9]|1[0-2])",
    "%M": r"[0-5]\d",
    "%S": r"[0-5]\d",
    "%p": r"(?:[AaPp][Mm])",
    "%%": "%",
}
"""What may stand in a format, written as for `strptime`; a hyphen says that there is no leading zero."""
_DIRECTIVE: Final = re.compile(r"%-?.?", re.DOTALL)
_SERIAL: Final = "excel"
_EXCEL_EPOCH: Final = date(1899, 12, 30)
_EXCEL_LAST: Final = 2_958_465
"""9999-12-31."""
_PARTS: Final = ("year", "month", "day")


@attrs.frozen
class DateFormat:
    """How a column writes its dates: directives of `strptime`, or `excel` for serial day numbers.

    >>> DateFormat("%m/%d/%Y %I:%M:%S %p").read("11/15/2022 12:00:00 AM")
    datetime.date(2022, 11, 15)
    >>> DateFormat("%Y年%-m月%-d日").read("2025年9月3日")
    datetime.date(2025, 9, 3)
    >>> DateFormat("excel").read(45903)
    datetime.date(2025, 9, 3)
    """

    text: str = attrs.field()
    _pattern: re.Pattern[str] | None = attrs.field(init=False, repr=False, eq=False)

    @_pattern.default
    def _compiled(self) -> re.Pattern[str] | None:
        if self.text == _SERIAL:
            return None
        pieces: list[str] = []
        end = 0
        for match in _DIRECTIVE.finditer(self.text):
            if match[0] not in _DIRECTIVES:
                raise Invalid.at("", "mapping.date_directive", value=match[0], known=tuple(_DIRECTIVES))
            pieces += [re.escape(self.text[end : match.start()]), _DIRECTIVES[match[0]]]
            end = match.end()
        pattern = "".join([*pieces, re.escape(self.text[end:])])
        if any(pattern.count(f"(?P<{part}>") != 1 for part in _PARTS):
            raise Invalid.at("", "mapping.date_parts", value=self.text)
        return re.compile(pattern, re.ASCII)

    @classmethod
    def written(cls, plain: Any) -> Self:
        """The format that a mapping file writes."""
        if not isinstance(plain, str):
            raise Invalid.at("", "wire.not_text", value=repr(plain))
        return cls(plain)

    def read(self, cell: Cell) -> date:
        """The day that a cell states; a date of Excel's own needs no format."""
        match cell:
            case datetime():
                return cell.date()
            case date():
                return cell
            case bool():
                raise self._refused(cell)
            case _ if self._pattern is None:
                return self._serial(cell)
            case str() if match := self._pattern.fullmatch(cell):
                month = match["month"]
                number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
                try:
                    return date(int(match["year"]), number, int(match["day"]))
                except ValueError as error:
                    raise Invalid.at("", "mapping.no_such_day", value=cell) from error
            case _:
                raise self._refused(cell)

    def _serial(self, cell: Cell) -> date:
        text = str(cell)
        days = int(float(text)) if re.fullmatch(r"\d{1,7}(\.\d{1,12})?", text, re.ASCII) else 0
        if not 0 < days <= _EXCEL_LAST:
            raise self._refused(cell)
        return _EXCEL_EPOCH + timedelta(days=days)

    def _refused(self, cell: Cell) -> Invalid:
        code = "mapping.not_iso" if self == ISO else "mapping.not_date"
        return Invalid.at("", code, value=cell, format=self.text)


ISO: Final = DateFormat("%Y-%m-%d")
"""What is read where a mapping names no format."""
