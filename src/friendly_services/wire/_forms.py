"""Classes that are written in a form of their own, the one in which people write them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import attrs

from ..hours import DAYS, Hours, week_text
from ._leaves import refuse
from ._read import read

__all__ = ["FORMS", "Form", "WeekForm"]

ALWAYS: Final = "24/7"


@attrs.frozen
class Form:
    """One class's own form."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    choices: tuple[type[Any] | str, ...]
    """What may stand there: a constant, or a table with the fields of this class."""


@attrs.frozen
class WeekForm:
    """A week of opening hours as people write it: `"08:30-12:00, 14:30-18:00"`, a day left out is closed."""

    mon: str | None = None
    tue: str | None = None
    wed: str | None = None
    thu: str | None = None
    fri: str | None = None
    sat: str | None = None
    sun: str | None = None
    exceptions: Mapping[date, str] = attrs.field(factory=dict)
    """Dates that differ; `closed` for a day without hours."""
    follow_workdays: bool = False


def _read_hours(plain: Any) -> Hours:
    if plain == ALWAYS:
        return Hours.always()
    if not isinstance(plain, Mapping):
        raise refuse("wire.not_hours", plain)
    form = read(WeekForm, plain)
    days = {day: text for day in DAYS if (text := getattr(form, day)) is not None}
    return Hours.weekly(exceptions=form.exceptions, follow_workdays=form.follow_workdays, **days)


def _write_hours(hours: Hours) -> str | dict[str, Any]:
    if hours == Hours.always():
        return ALWAYS
    plain: dict[str, Any] = dict(week_text(hours))
    if hours.exceptions:
        plain["exceptions"] = {day.isoformat(): _one_day(spans) for day, spans in hours.exceptions}
    if hours.follow_workdays:
        plain["follow_workdays"] = True
    return plain


def _one_day(spans: tuple[Any, ...]) -> str:
    monday = Hours((spans, *((),) * (len(DAYS) - 1)))
    return week_text(monday).get(DAYS[0], "closed")


FORMS: Final[Mapping[type[Any], Form]] = {Hours: Form(_read_hours, _write_hours, (ALWAYS, WeekForm))}
"""Every such class of the library."""
