"""The tables, column by column, and the rows that records make."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal

import attrs

from .. import merchants, points, stations
from ..errors import FriendlyServicesError
from ..standards import Standard, Verdict

__all__ = ["TABLES", "Column", "Row", "Table", "verdict_rows"]

Type = Literal["TEXT", "INTEGER", "BIGINT", "DOUBLE PRECISION", "BOOLEAN", "DATE"]
Value = str | int | float | bool | None
Row = tuple[Value, ...]


@attrs.frozen
class Column:
    """One column: its name, its SQL type, which SQLite and PostgreSQL both know, and what it holds."""

    name: str
    type: Type
    meaning: str


@attrs.frozen
class Table:
    """One table; its first column is its key."""

    name: str
    columns: tuple[Column, ...]
    meaning: str


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _codes(codes: Iterable[str]) -> str:
    return ",".join(sorted(codes))


_Maker = tuple[Column, Callable[[Any], Value]]


def _column(name: str, type_: Type, meaning: str, make: Callable[[Any], Value]) -> _Maker:
    return Column(name, type_, meaning), make


_MERCHANT: Final[tuple[_Maker, ...]] = (
    _column("id", "TEXT", "the merchant's id in the city", lambda m: m.id),
    _column("name", "TEXT", "the name on its sign", lambda m: m.name),
    _column("trade", "TEXT", "code of its trade", lambda m: m.trade or None),
    _column("area", "TEXT", "district or street", lambda m: m.premises.area),
    _column("address", "TEXT", "where its premises are", lambda m: m.premises.address),
    _column("licence", "TEXT", "number of its licence", lambda m: m.licence.number),
    _column("lat", "DOUBLE PRECISION", "latitude as given", lambda m: m.premises.point.lat),
    _column("lon", "DOUBLE PRECISION", "longitude as given", lambda m: m.premises.point.lon),
    _column(
        "datum", "TEXT", "of latitude and longitude: wgs84, gcj02, bd09", lambda m: m.premises.point.datum
    ),
    _column("services", "TEXT", "codes of what it offers, with commas", lambda m: _codes(m.services)),
    _column("standing", "TEXT", "where it stands, such as named", lambda m: m.standing),
    _column("listed", "BOOLEAN", "whether the map shows it", lambda m: merchants.place(m).absent is None),
    _column(
        "term", "DATE", "last day of whoever it waits for", lambda m: _day(m.term.day if m.term else None)
    ),
    _column("applied_on", "DATE", "day of the application", lambda m: _day(m.applied_on)),
    _column("named_on", "DATE", "day of the naming", lambda m: _day(m.naming.on if m.naming else None)),
    _column(
        "plaque",
        "TEXT",
        "number of its plaque",
        lambda m: (m.naming.plaque.number or None) if m.naming else None,
    ),
    _column(
        "standard",
        "TEXT",
        "standard it was named by",
        lambda m: m.naming.ruling.standard if m.naming and m.naming.ruling else None,
    ),
    _column(
        "version",
        "INTEGER",
        "and its version",
        lambda m: m.naming.ruling.version if m.naming and m.naming.ruling else None,
    ),
    _column(
        "review_on",
        "DATE",
        "day of the next re-review",
        lambda m: _day(m.naming.review.on if m.naming else None),
    ),
    _column("applicant", "TEXT", "the host's id of who applied", lambda m: m.applicant),
)

_STATION: Final[tuple[_Maker, ...]] = (
    _column("id", "TEXT", "the station's id in the city", lambda s: s.id),
    _column("code", "TEXT", "the number on its door", lambda s: s.code),
    _column("name", "TEXT", "its name", lambda s: s.name),
    _column("host", "TEXT", "code of its kind of host", lambda s: s.host),
    _column("area", "TEXT", "district or street", lambda s: s.area),
    _column("lat", "DOUBLE PRECISION", "latitude as given", lambda s: s.point.lat),
    _column("lon", "DOUBLE PRECISION", "longitude as given", lambda s: s.point.lon),
    _column("datum", "TEXT", "of latitude and longitude: wgs84, gcj02, bd09", lambda s: s.point.datum),
    _column("services", "TEXT", "codes of what it offers, with commas", lambda s: _codes(s.services)),
    _column("standing", "TEXT", "where it stands, such as open", lambda s: s.standing),
    _column("level", "TEXT", "the level it was granted", lambda s: s.level.code if s.level else None),
    _column(
        "level_until", "DATE", "last day of that level", lambda s: _day(s.level.until if s.level else None)
    ),
    _column("seats", "INTEGER", "seats, if known", lambda s: s.seats),
    _column("area_m2", "DOUBLE PRECISION", "floor in square metres, if known", lambda s: s.area_m2),
    _column("keeper", "TEXT", "the host's id of its keeper", lambda s: s.keeper),
)

_BALANCE: Final[tuple[_Maker, ...]] = (
    _column("worker", "TEXT", "the host's id of the worker", lambda a: a.id),
    _column("balance", "BIGINT", "points booked, those that expired today included", lambda a: a.balance),
    _column("debt", "BIGINT", "points owed", lambda a: a.debt),
    _column("held", "BIGINT", "points set aside for rewards", lambda a: sum(_held(a))),
    _column("next_expiry", "DATE", "last day of the points that expire first", lambda a: _day(_expiry(a)[0])),
    _column("expiring", "BIGINT", "how many those are", lambda a: _expiry(a)[1]),
)

_VERDICT: Final = (
    Column("id", "TEXT", "subject, standard and level, with slashes"),
    Column("kind", "TEXT", "merchant or station"),
    Column("subject", "TEXT", "id of the merchant or station"),
    Column("standard", "TEXT", "the standard asked"),
    Column("version", "INTEGER", "its version in force that day"),
    Column("level", "TEXT", "of a station: which level it is the standard of"),
    Column("answer", "TEXT", "met, unmet or unknown"),
    Column("met", "TEXT", "codes of the conditions that are met, with commas"),
    Column("unmet", "TEXT", "of those that are not"),
    Column("unknown", "TEXT", "of those that cannot be answered"),
    Column("judged_on", "DATE", "the day as of which it was asked"),
)

TABLES: Final[tuple[Table, ...]] = (
    Table("merchant", tuple(column for column, _ in _MERCHANT), "every merchant from its application on"),
    Table("station", tuple(column for column, _ in _STATION), "every station, closed ones too"),
    Table("verdict", _VERDICT, "what each standard says of each merchant and station"),
    Table("balance", tuple(column for column, _ in _BALANCE), "every worker's points"),
)
"""What is kept, in this order."""

_MAKERS: Final[Mapping[str, tuple[_Maker, ...]]] = {
    "merchant": _MERCHANT,
    "station": _STATION,
    "balance": _BALANCE,
}


def _held(account: points.Account) -> Iterator[int]:
    return (sum(hold.lots[1::2]) for hold in account.holds)


def _expiry(account: points.Account) -> tuple[date | None, int]:
    lots = account.by_expiry
    return (lots[0].expires, lots[0].points) if lots else (None, 0)


def row_of(table: str, record: Any) -> Row:
    """The row that a record makes."""
    return tuple(make(record) for _, make in _MAKERS[table])


def verdict_rows(kind: str, record: Any, rules: Mapping[str, Any], today: date) -> Iterator[Row]:
    """What the standards in force say of a record, a row each; one that is not in force says nothing."""
    for level, standard, judge in _standards(kind, rules):
        try:
            verdict = judge(record, standard, today)
        except FriendlyServicesError:
            continue
        asked = zip(verdict.rules.conditions, verdict.answers, strict=True)
        by_answer: dict[str, list[str]] = {"met": [], "unmet": [], "unknown": [], "not_applicable": []}
        for condition, answer in asked:
            by_answer[answer].append(condition.code)
        yield (
            "/".join(part for part in (record.id, standard.id, level) if part),
            kind,
            record.id,
            standard.id,
            verdict.version,
            level or None,
            verdict.answer,
            _codes(by_answer["met"]),
            _codes(by_answer["unmet"]),
            _codes(by_answer["unknown"]),
            today.isoformat(),
        )


_Judge = Callable[[Any, Standard, date], Verdict]


def _standards(kind: str, rules: Mapping[str, Any]) -> Iterator[tuple[str, Standard, _Judge]]:
    if kind == "merchant" and "merchants" in rules:
        yield "", rules["merchants"].standard, _of_merchant
    elif kind == "station" and "stations" in rules:
        section = rules["stations"]
        for code, standard in section.scheme.levels:
            yield code, standard, lambda s, asked, on: stations.judge(s, asked, on, section.spans)


def _of_merchant(merchant: merchants.Merchant, standard: Standard, on: date) -> Verdict:
    return merchants.judge(standard, merchant, on=on)
