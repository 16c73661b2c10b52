"""Classes that are written in a form of their own, the one in which people write them."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import attrs

from ..errors import Invalid, Problem
from ..hours import DAYS, Hours, Season, week_text
from ._leaves import refuse
from ._read import read

__all__ = ["FORMS", "Form", "SeasonForm", "WeekForm"]

ALWAYS: Final = "24/7"


@attrs.frozen
class Form:
    """One class's own form."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    choices: tuple[type[Any] | str, ...]
    """What may stand there: a constant, or a table with the fields of this class."""


@attrs.frozen
class SeasonForm:
    """A time of the year with a week of its own."""

    first: str
    """Its first day, as month and day: `07-01`."""
    last: str
    """Its last day, as month and day: `08-31`."""
    mon: str | None = None
    tue: str | None = None
    wed: str | None = None
    thu: str | None = None
    fri: str | None = None
    sat: str | None = None
    sun: str | None = None
    year: int | None = None
    """The one year in which it begins; left out, it recurs."""


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
    seasons: tuple[SeasonForm, ...] = ()
    """Times of the year with weeks of their own."""
    holidays: str | None = None
    """The hours of public holidays; left out, they are days like others."""
    last_entry: int = 0
    """Minutes before closing at which the last visitors are let in."""


def _read_hours(plain: Any) -> Hours:
    if plain == ALWAYS:
        return Hours.always()
    if not isinstance(plain, Mapping):
        raise refuse("wire.not_hours", plain)
    form = read(WeekForm, plain)
    problems: list[Problem] = []
    seasons = []
    for n, season in enumerate(form.seasons):
        try:
            seasons.append(_read_season(season))
        except Invalid as error:
            problems += error.inside(f"seasons.{n}").problems
    try:
        hours = Hours.weekly(
            exceptions=form.exceptions,
            follow_workdays=form.follow_workdays,
            seasons=seasons,
            holidays=form.holidays,
            last_entry=form.last_entry,
            **_days(form),
        )
    except Invalid as error:
        problems += error.problems
    if problems:
        raise Invalid(tuple(problems))
    return hours


def _days(form: WeekForm | SeasonForm) -> dict[str, str]:
    return {day: text for day in DAYS if (text := getattr(form, day)) is not None}


def _read_season(form: SeasonForm) -> Season:
    week = Hours.weekly(_days(form)).week
    return Season(_month_day("first", form.first), _month_day("last", form.last), week, form.year)


def _month_day(field: str, text: str) -> tuple[int, int]:
    if not re.fullmatch(r"[0-9]{2}-[0-9]{2}", text):
        raise Invalid.at(field, "wire.not_month_day", value=text)
    month, day = text.split("-")
    return int(month), int(day)


def _write_hours(hours: Hours) -> str | dict[str, Any]:
    if hours == Hours.always():
        return ALWAYS
    plain: dict[str, Any] = dict(week_text(hours))
    if hours.exceptions:
        plain["exceptions"] = {day.isoformat(): _one_day(spans) for day, spans in hours.exceptions}
    if hours.follow_workdays:
        plain["follow_workdays"] = True
    if hours.seasons:
        plain["seasons"] = [_write_season(season) for season in hours.seasons]
    if hours.holidays is not None:
        plain["holidays"] = _one_day(hours.holidays)
    if hours.last_entry:
        plain["last_entry"] = hours.last_entry
    return plain


def _write_season(season: Season) -> dict[str, Any]:
    first, last = (f"{month:02}-{day:02}" for month, day in (season.first, season.last))
    year = {} if season.year is None else {"year": season.year}
    return {"first": first, "last": last, **week_text(Hours(season.week)), **year}


def _one_day(spans: tuple[Any, ...]) -> str:
    monday = Hours((spans, *((),) * (len(DAYS) - 1)))
    return week_text(monday).get(DAYS[0], "closed")


FORMS: Final[Mapping[type[Any], Form]] = {Hours: Form(_read_hours, _write_hours, (ALWAYS, WeekForm))}
"""Every such class of the library."""
