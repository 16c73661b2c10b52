"""Days: durations as standards write them, and what the calendar makes of them."""

import functools
import re
from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, cast

import attrs
from dateutil.relativedelta import relativedelta

__all__ = ["LONGEST", "Duration", "Unit", "shift"]

Unit = Literal["days", "months", "years"]

LONGEST: Final[Mapping[Unit, int]] = {"days": 73_000, "months": 2_400, "years": 200}
"""The longest duration of each unit: two hundred years."""

_ONE: Final[Mapping[Unit, relativedelta]] = {
    "days": relativedelta(days=1),
    "months": relativedelta(months=1),
    "years": relativedelta(years=1),
}
_WRITTEN: Final = re.compile(r"([1-9][0-9]{0,4}) (day|month|year)s?", re.ASCII)


@functools.lru_cache(maxsize=4096)
def shift(day: date, n: int, unit: Unit) -> date:
    """The date so many days, months or years later: a shorter month ends it, and so does the calendar.

    >>> shift(date(2026, 5, 31), -3, "months").isoformat()
    '2026-02-28'
    """
    try:
        return day + n * _ONE[unit]
    except (OverflowError, ValueError):
        return date.max if n > 0 else date.min


@attrs.frozen
class Duration:
    """So many days, months or years.

    >>> Duration.read("12 months"), Duration.read("a while")
    (Duration(n=12, unit='months'), None)
    """

    n: int
    unit: Unit

    @classmethod
    def read(cls, text: str) -> "Duration | None":
        """The duration that a text such as `12 months` names, if it names one."""
        match = _WRITTEN.fullmatch(text)
        if match is None:
            return None
        n, unit = int(match[1]), cast("Unit", f"{match[2]}s")
        return cls(n, unit) if n <= LONGEST[unit] else None

    def after(self, day: date) -> date:
        """The date this much later."""
        return shift(day, self.n, self.unit)
