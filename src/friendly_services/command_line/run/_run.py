"""From files to files: read, refuse, judge, search, write."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import attrs

from ... import packs, wire
from ...errors import FriendlyServicesError, Invalid, Problem
from ...packs import Pack
from ...places import Datum, Place, convert
from ...proximity import Index, Query, rank
from ...proximity import Rules as Reach
from ...standards import Fact, Standard
from ..mapping import (
    MerchantMapping,
    Reading,
    RiderMapping,
    RiderRow,
    misfits,
    misplaced,
    named_columns,
    read_mapping,
    read_merchants,
    read_riders,
    table_of,
)
from ..tables import Layout, Limits, Problems, Stopped, Table, read_columns, read_table
from ._judge import Judged, judge, missing_facts
from ._options import RunOptions
from ._report import FileRead, RunReport
from ._write import FILES, Asked, Results, write, write_errors

__all__ = ["run"]

T = TypeVar("T")

_LAYOUT: Final = frozenset(field.name for field in attrs.fields(Layout))


def run(options: RunOptions) -> RunReport:
    """Judge every merchant of a file as of a day, answer every rider, and write it all into a folder.

    Raises:
        Invalid: the pack, a mapping file or a table as a whole cannot be used; every problem is listed, and
            the folder holds no results, not even an earlier run's.
        Stopped: too many rows are wrong; those found are in `errors.csv`, and nothing else is written.
    """
    for name in FILES:
        (options.out / name).unlink(missing_ok=True)
    pack, columns, riders_columns = _rules(options)
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        return _run(options, pack, columns, riders_columns)
    except Stopped as error:
        write_errors(options.out, error.problems, ())
        raise


def _rules(options: RunOptions) -> tuple[Pack, MerchantMapping, RiderMapping | None]:
    """Everything that says how to read and judge; its problems are told together."""
    problems: list[Problem] = []

    def part(read: Any) -> Any:
        try:
            return read()
        except Invalid as error:
            problems.extend(error.problems)
        except FriendlyServicesError as error:
            problems.append(Problem("--pack", error.reason))
        return None

    pack = part(partial(packs.load, options.pack))
    facts: tuple[Fact, ...] | None = pack.rules["merchants"].standard.facts if pack else None
    fit = partial(_fit, table=options.merchants, facts=facts)
    columns = part(partial(read_mapping, options.columns, MerchantMapping, fit))
    riders = None
    if options.riders is not None and options.riders_columns is not None:
        fit = partial(_fit, table=options.riders, facts=None)
        riders = part(partial(read_mapping, options.riders_columns, RiderMapping, fit))
    if problems:
        raise Invalid(tuple(problems))
    return pack, columns, riders


def _fit(plain: Mapping[str, Any], *, table: Path, facts: tuple[Fact, ...] | None) -> Iterator[Problem]:
    """What a mapping file says that the standard does not ask about, or that the table does not have."""
    if facts is not None:
        yield from misfits(plain, facts)
    try:
        layout = wire.read(Layout, {k: v for k, v in table_of(plain, "table").items() if k in _LAYOUT})
        there = read_columns(table, layout=layout)
    except Invalid as error:
        yield from (problem for problem in error.problems if problem.file)
    else:
        yield from misplaced(named_columns(plain), there)


def _run(
    options: RunOptions, pack: Pack, columns: MerchantMapping, riders_columns: RiderMapping | None
) -> RunReport:
    rules = pack.rules["merchants"]
    standard: Standard = rules.standard
    version = standard.in_force(options.on)
    limits = Limits(problems=options.max_errors)
    refused, notes = Problems(options.max_errors), list[Problem]()
    table = read_table(options.merchants, refused, layout=columns.table, limits=limits)
    reading = Reading(
        datum=options.datum,
        box=pack.city.box,
        services=tuple(rules.services),
        problems=refused,
        notes=notes,
        convert=partial(convert, datum=pack.city.datum, approximate=True),
    )
    merchants = read_merchants(table, columns, standard.facts, reading)
    files = [_read(table, refused, len(merchants), options.datum)]
    judged = tuple(judge(row, standard, options.on, options.known) for row in _slowly(merchants, "judge"))

    working = _working(options)
    move = partial(convert, datum=working, approximate=options.to_wgs84)
    places = tuple(_place(one, move) for one in judged)
    asked: tuple[Asked, ...] = ()
    refused_riders = Problems(options.max_errors)
    if options.riders is not None and riders_columns is not None and options.riders_datum is not None:
        table = read_table(options.riders, refused_riders, layout=riders_columns.table, limits=limits)
        reading = attrs.evolve(reading, datum=options.riders_datum, problems=refused_riders)
        riders = read_riders(table, riders_columns, reading)
        files.append(_read(table, refused_riders, len(riders), options.riders_datum))
        asked = tuple(_search(options, pack, places, riders, working))

    titles = {fact.name: fact.title for fact in standard.facts}
    report = RunReport(
        standard=version.title,
        standard_id=standard.id,
        version=version.number,
        on=options.on,
        known=options.known,
        working=working,
        files=tuple(files),
        answers=Counter(one.answer for one in judged),
        missing=tuple((name, titles[name], count) for name, count in missing_facts(judged)),
        refused=(*_in_order(refused), *_in_order(refused_riders)),
        noted=tuple(notes),
        searches=len(asked),
        found=sum(bool(one.nearby.hits) for one in asked),
        written=tuple(options.out / name for name in FILES if asked or not name.startswith("nearby")),
    )
    write(options.out, Results(judged, places, asked, report, options.language))
    return report


def _read(table: Table, refused: Problems, kept: int, datum: Datum) -> FileRead:
    rows = kept + len({problem.row for problem in refused.all()})
    return FileRead(table.file, table.encoding, rows, kept, table.empty, datum)


def _in_order(refused: Problems) -> list[Problem]:
    """By row: what cannot be read at all is found before what makes no sense."""
    return sorted(refused.all(), key=lambda problem: problem.row or 0)


def _working(options: RunOptions) -> Datum:
    """What distances are measured in: the files' own datum, or GCJ-02 where they differ."""
    if options.to_wgs84:
        return "wgs84"
    datums = {options.datum, options.riders_datum or options.datum}
    return "wgs84" if datums == {"wgs84"} else "gcj02"


def _place(one: Judged, move: Any) -> Place:
    row = one.row
    return Place(row.id, "merchant", row.name, move(row.point), row.services or frozenset(), row.hours)


def _search(
    options: RunOptions, pack: Pack, places: Sequence[Place], riders: Sequence[RiderRow], working: Datum
) -> Iterator[Asked]:
    index = Index(places, datum=working, approximate=options.to_wgs84)
    at = datetime.combine(options.on, options.at, ZoneInfo(pack.city.zone))
    reach: Reach = pack.rules["proximity"]
    for rider in _slowly(riders, "search"):
        query = Query(
            convert(rider.point, working, approximate=options.to_wgs84),
            at=at,
            services=rider.needs,
            within=options.within,
            limit=options.limit,
        )
        found = rank(index, query, rules=reach, calendar=pack.calendar)
        yield Asked(rider, found)


def _slowly(items: Sequence[T], what: str) -> Iterable[T]:
    """The items, with a progress bar on a terminal where tqdm is installed."""
    try:
        from tqdm import tqdm  # noqa: PLC0415 # an extra, for those who wait
    except ImportError:
        return items
    return tqdm(items, desc=what, unit="", leave=False, file=sys.stderr, disable=None)
