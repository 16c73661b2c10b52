"""What `run` is asked to do, from the command line or from a program."""

import argparse
import re
from datetime import date, time
from pathlib import Path
from typing import Any, Final

import attrs

from ... import wire
from ...errors import Invalid, Problem
from ...places import DATUMS, Datum
from ...text import Language, Reason

__all__ = ["RunOptions", "add_arguments", "options_from"]

_NOON: Final = time(12)
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


@attrs.frozen
class RunOptions:
    """One run over files."""

    merchants: Path
    columns: Path
    """The mapping file of the merchants."""
    datum: Datum
    """What the merchants' positions are measured in: no file says so itself."""
    pack: str
    """A built-in pack's name, or the path of a pack."""
    on: date
    """The day as of which is judged."""
    out: Path
    """The folder for the results."""
    known: date | None = None
    """Only what was recorded by this day counts; everything in the file if left out."""
    riders: Path | None = None
    riders_columns: Path | None = None
    riders_datum: Datum | None = None
    to_wgs84: bool = False
    """Work in WGS-84 although some positions are not: approximate, so only where it is asked for."""
    at: time = _NOON
    """The time of the day at which riders ask, in the city's zone."""
    within: float | None = None
    """Metres; the pack's own reach if left out."""
    limit: int | None = None
    """Answers for each rider; the pack's own number if left out."""
    max_errors: int = 100
    """Rows of a file that may be wrong before it is not read on."""
    language: Language = "en"
    """Of the reasons in the tables, and of the map until its reader changes it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `run` takes to a parser that has `--language` already, as every command."""
    add = parser.add_argument
    add(
        "--merchants", required=True, type=Path, metavar="FILE", help="a .csv, .geojson or .xlsx of merchants"
    )
    add("--columns", required=True, type=Path, metavar="MAP.toml", help="which of its columns means what")
    add("--datum", metavar="DATUM", help=f"what its positions are measured in: {', '.join(DATUMS)}")
    add("--pack", required=True, help="a built-in pack's name, or the path of a pack")
    add("--riders", type=Path, metavar="FILE", help="positions that each ask for the nearest merchants")
    add("--riders-columns", type=Path, metavar="MAP.toml", help="which of its columns means what")
    add("--riders-datum", metavar="DATUM", help="what its positions are measured in")
    add("--on", required=True, metavar="DATE", help="the day to judge as of, YYYY-MM-DD")
    add("--known", metavar="DATE", help="count only what was recorded by this day")
    add("--at", default="12:00", metavar="HH:MM", help="when riders ask, in the city's time (default: 12:00)")
    add("--within", type=float, metavar="METRES", help="how far riders search (default: the pack's reach)")
    add("--limit", type=int, metavar="N", help="answers for each rider (default: the pack's)")
    add("--to-wgs84", action="store_true", help="work in WGS-84: from GCJ-02 or BD-09 only approximate")
    add(
        "--max-errors",
        type=int,
        default=100,
        metavar="N",
        help="wrong rows of a file before it is not read on",
    )
    add("--out", required=True, type=Path, metavar="DIR", help="the folder for the results")


def options_from(arguments: argparse.Namespace) -> RunOptions:
    """The options that a command line states; `Invalid` lists everything wrong with them."""
    problems: list[Problem] = []

    def part(name: str, kind: type[Any], value: object) -> Any:
        try:
            return None if value is None else wire.read(kind, value)
        except Invalid as error:
            problems.extend(attrs.evolve(problem, field=f"--{name}") for problem in error.problems)
            return None

    def datum(name: str, of: Path | None, value: str | None) -> Any:
        if value is None and of is not None:
            problems.append(Problem(f"--{name}", Reason("run.no_datum", file=of.name)))
        elif value is not None and value not in DATUMS:
            problems.append(Problem(f"--{name}", Reason("value.not_one_of", value=value, choices=DATUMS)))
        return value

    given = vars(arguments)
    options = {
        "on": part("on", date, given["on"]),
        "known": part("known", date, given["known"]),
        "datum": datum("datum", given["merchants"], given["datum"]),
        "riders_datum": datum("riders-datum", given["riders"], given["riders_datum"]),
    }
    if _TIME.fullmatch(given["at"]):
        options["at"] = time.fromisoformat(given["at"])
    else:
        problems.append(Problem("--at", Reason("run.not_a_time", value=given["at"])))
    if (given["riders"] is None) != (given["riders_columns"] is None):
        missing = "--riders" if given["riders"] is None else "--riders-columns"
        problems.append(Problem(missing, Reason("value.missing")))
    if given["max_errors"] < 0:
        problems.append(Problem("--max-errors", Reason("number.too_small", value=given["max_errors"], low=0)))
    if problems:
        raise Invalid(tuple(problems))
    names = {field.name for field in attrs.fields(RunOptions)}
    return RunOptions(**{name: value for name, value in given.items() if name in names} | options)
