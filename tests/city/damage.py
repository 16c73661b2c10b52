"""Damage to the tables of a city's SQLite file: one bit of one value, or one row."""
# ruff: noqa: S608 # statements are put together from the schema's own names; every value is a parameter

import sqlite3
from random import Random
from typing import Any

import attrs
import pytest

from friendly_services import points
from friendly_services.city import Actor, City, Redeem
from friendly_services.errors import Refused
from friendly_services.ids import Key, RedemptionId, WorkerId
from friendly_services.storage import EVERY_RECORD, Portable
from friendly_services.testing import StandingClock
from tests.city.town import CLERK, KEEPER, RIDER, applied, at_decision, paid, shown, station, voucher
from tests.storage.bits import flipped

PARTITION = "small"


def lived(city: City, clock: StandingClock) -> None:
    """Have the small city do all it can do: every capability, messages, consumers, refusals."""
    shown(city, clock, 1)
    at_decision(city, 2)
    host = station(city)
    worker, reward = paid(city, times=2), voucher(city, host)
    redemption = RedemptionId(city.do(Redeem(worker, reward, host), by=RIDER).id)
    city.do(points.Collect(redemption, worker, reward), by=KEEPER)
    with pytest.raises(Refused):
        city.do(Redeem(WorkerId("rider-2"), reward, host), by=Actor("rider-2", roles={"worker"}))
    city.do(points.Deduct(worker, "bad_faith", "decision 9"), by=CLERK)
    feed = city.feed("warehouse")
    feed.acknowledge(feed.read(limit=5))
    city.delivery.run()
    city.delivery.discard(city.delivery.waiting().items[0].id)
    clock.forward(minutes=1)
    city.tick()
    applied(city, 3)
    assert city.verify(full=True).clean


@attrs.frozen
class Table:
    """A table of the schema."""

    name: str
    columns: tuple[str, ...]
    place: tuple[str, ...]
    """The columns that find one of its rows."""

    def rows(self, db: sqlite3.Connection) -> list[tuple[Any, ...]]:
        """Every row."""
        return db.execute(f"SELECT {', '.join(self.columns)} FROM {self.name}").fetchall()

    def at(self, row: tuple[Any, ...]) -> tuple[str, list[Any]]:
        """The condition that finds a row, and its values."""
        values = [row[self.columns.index(column)] for column in self.place]
        return " AND ".join(f"{column} = ?" for column in self.place), values

    def put(self, db: sqlite3.Connection, row: tuple[Any, ...], column: str, value: Any) -> None:
        """Write one value."""
        where, values = self.at(row)
        sql = f"UPDATE {self.name} SET {column} = {_typed(value)} WHERE {where}"
        db.execute(sql, (_plain(value), *values))


@attrs.frozen
class Text:
    """Bytes that are stored as text, even if they are none."""

    content: bytes


def _typed(value: Any) -> str:
    return "CAST(? AS TEXT)" if isinstance(value, Text) else "?"


def _plain(value: Any) -> Any:
    return value.content if isinstance(value, Text) else value


def tables(db: sqlite3.Connection) -> list[Table]:
    """The tables that have rows."""
    found = []
    for (name,) in db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ):
        info = db.execute(f"SELECT name, pk FROM pragma_table_info('{name}')").fetchall()
        table = Table(name, tuple(column for column, _ in info), tuple(column for column, pk in info if pk))
        if table.rows(db):
            found.append(table)
    return found


def another(value: Any, random: Random) -> Any:
    """The value with one bit changed; something for nothing."""
    match value:
        case None | b"" | "":
            return b"\0"
        case int():
            changed = value ^ (1 << random.randrange(64))
            return changed - (1 << 64) if changed >= 1 << 63 else changed
        case str():
            content = value.encode()
            return Text(flipped(content, random.randrange(8 * len(content))))
        case _:
            return flipped(value, random.randrange(8 * len(value)))


def flip(db: sqlite3.Connection, table: Table, random: Random) -> str:
    """One bit of one value."""
    row, column = random.choice(table.rows(db)), random.choice(table.columns)
    value = row[table.columns.index(column)]
    changed = another(-1 if value is None else _signed(value), random)
    table.put(db, row, column, changed)
    return f"bit {table.name}.{column}"


def _signed(value: Any) -> Any:
    return value & (1 << 64) - 1 if isinstance(value, int) else value


def delete(db: sqlite3.Connection, table: Table, random: Random) -> str:
    """One row gone."""
    where, values = table.at(random.choice(table.rows(db)))
    db.execute(f"DELETE FROM {table.name} WHERE {where}", values)
    return f"delete {table.name}"


def duplicate(db: sqlite3.Connection, table: Table, random: Random) -> str:
    """One row twice, but for what must be different: there it is the next, or differs by a bit."""
    row = list(random.choice(table.rows(db)))
    for column in table.columns:
        n = table.columns.index(column)
        if table.place == (column,):
            (row[n],) = db.execute(f"SELECT max({column}) + 1 FROM {table.name}").fetchone()
    try:
        _insert(db, table, row)
    except sqlite3.IntegrityError:
        n = random.choice([n for n, column in enumerate(table.columns) if (column,) != table.place])
        row[n] = another(_signed(row[n]), random)
        _insert(db, table, row)
    return f"duplicate {table.name}"


def _insert(db: sqlite3.Connection, table: Table, row: list[Any]) -> None:
    db.execute(f"INSERT INTO {table.name} VALUES ({', '.join(map(_typed, row))})", [*map(_plain, row)])


def swap(db: sqlite3.Connection, table: Table, random: Random) -> str:
    """One value of two rows exchanged."""
    rows, column = table.rows(db), random.choice(table.columns)
    n = table.columns.index(column)
    one = random.choice(rows)
    others = [row for row in rows if row[n] != one[n]]
    if not others:
        return flip(db, table, random)
    other = random.choice(others)
    if column not in table.place:
        for row, value in ((one, b"between"), (other, one[n]), (one, other[n])):
            table.put(db, row, column, value)
    else:
        where, values = table.at(one)
        db.execute(f"DELETE FROM {table.name} WHERE {where}", values)
        table.put(db, other, column, one[n])
        _insert(db, table, [other[n] if m == n else value for m, value in enumerate(one)])
    return f"swap {table.name}.{column}"


def copy(db: sqlite3.Connection, table: Table, random: Random) -> str:
    """One value of a row replaced by that of another row."""
    rows, column = table.rows(db), random.choice(table.columns)
    n = table.columns.index(column)
    one = random.choice(rows)
    others = [row for row in rows if row[n] != one[n]]
    if not others:
        return flip(db, table, random)
    table.put(db, one, column, random.choice(others)[n])
    return f"copy {table.name}.{column}"


DAMAGES = (flip, flip, flip, delete, duplicate, swap, copy)


def damaged(db: sqlite3.Connection, random: Random) -> str:
    """Do one damage that the schema allows, and say what it was."""
    while True:
        table = random.choice(tables(db))
        db.execute("SAVEPOINT damage")
        try:
            return random.choice(DAMAGES)(db, table, random)
        except sqlite3.IntegrityError:  # the schema refuses it
            db.execute("ROLLBACK TO damage")
        finally:
            db.execute("RELEASE damage")


def observed(store: Portable, keys: list[Key], names: list[str]) -> list[Any]:
    """All that the store's methods tell of the city."""
    commits = store.commits(PARTITION, 0, 10_000)
    tokens = tuple(command.token for commit in commits for command in commit.commands)
    kinds = {kind for kind, _ in keys}
    return [
        [city for city in store.partitions("", 10) if city[0] == PARTITION],
        store.load(PARTITION, tuple(keys), tokens),
        commits,
        store.rows(PARTITION, None, 10_000),
        store.read(PARTITION, 0, 10_000),
        [store.read(PARTITION, 0, 10_000, key=key) for key in keys],
        [store.read(PARTITION, 0, 10_000, kind=kind) for kind in kinds],
        [store.scan(PARTITION, name, b"", None, 10_000) for name in (EVERY_RECORD, *names)],
    ]
