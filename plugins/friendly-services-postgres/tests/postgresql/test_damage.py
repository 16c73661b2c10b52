"""A city in PostgreSQL: a full verification finds what somebody changed in its tables, a rebuild mends it."""
# ruff: noqa: S608 # the schemas and columns that are put into SQL are the tests' own

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import attrs
import psycopg
import pytest
from tests.budget import count
from tests.city.damage import another, lived, observed
from tests.city.town import MONDAY, small
from tests.delivery.post import Box, Plug, later, resolve, usual

import friendly_services_postgres
from friendly_services.city import City
from friendly_services.errors import FriendlyServicesError
from friendly_services.ids import Key
from friendly_services.storage import Row
from friendly_services.testing import StandingClock
from friendly_services_postgres import PostgresStore

from .server import TABLES, Postgres

NOTHING_READS = {
    "command.number": "of the last commit: with any higher one the order stays as it is",
    "entry.previous": "of a record's first entry: any number up to its position ends the history",
    "head.commands": "how many commands there were, until the next one is written",
    "key": "an entry of a record that there is not",
    "private_key": "as above",
    "record.last": "of a record without entries: any number that is no position",
}
"""Where damage may change nothing that the store tells of the city, and why."""


@pytest.fixture
def city(url: str) -> Iterator[City]:
    """The small city, which has done all it can do."""
    clock = StandingClock(MONDAY)
    plugins = (Plug(box=Box(later)), friendly_services_postgres)
    with small(clock, url, pack=usual(), plugins=plugins, resolve=resolve, trust_clock=True) as city:
        lived(city, clock)
        yield city


def store_of(city: City) -> PostgresStore:
    """Where it is kept."""
    assert isinstance(city._store, PostgresStore)
    return city._store


def rows(city: City) -> list[Row]:
    """Every record but seals, which a verification may write, as the store lists it."""
    return [row for row in store_of(city).rows("small", None, 10_000) if row.record.key[0] != "seal"]


@attrs.frozen
class Damage:
    """One value that was changed, or one row that was deleted."""

    what: str
    table: str
    row: dict[str, Any]
    place: str
    """Where the changed row is; empty if there is none any more."""

    def undo(self, db: psycopg.Connection[Any]) -> None:
        """Put the row back as it was."""
        if self.place:
            db.execute(f"DELETE FROM {self.table} WHERE ctid = %s::tid".encode(), (self.place,))
        marks = ", ".join(["%s"] * len(self.row))
        db.execute(f"INSERT INTO {self.table} VALUES ({marks})".encode(), list(self.row.values()))


def changed(value: Any, random: Random) -> Any:
    """The value with one bit changed, as its column takes it."""
    match value:
        case bool():
            return not value
        case int():
            return value ^ 1 << random.randrange(63)
        case []:
            return [b"\0"]
        case list():
            n = random.randrange(len(value))
            return [another(each, random) if n == m else each for m, each in enumerate(value)]
        case "":
            return "x"
        case str():
            n = random.randrange(len(value))
            return value[:n] + chr(ord(value[n]) ^ 1 << random.randrange(7)) + value[n + 1 :]
        case _:
            return another(value, random)


def damaged(db: psycopg.Connection[Any], schema: str, random: Random) -> Damage:
    """Do one damage that the tables allow."""
    while True:
        name = random.choice(TABLES)
        table = f"{schema}.{name}"
        cursor = db.execute(f"SELECT ctid::text, t.* FROM {table} t ORDER BY t::text".encode())
        titles = [column.name for column in cursor.description or ()]
        found = cursor.fetchall()
        if not found:
            continue
        place, *values = random.choice(found)
        row = dict(zip(titles[1:], values, strict=True))
        if random.random() < 0.2:
            db.execute(f"DELETE FROM {table} WHERE ctid = %s::tid".encode(), (place,))
            return Damage(f"delete {name}", table, row, "")
        column = random.choice(list(row))
        sql = f"UPDATE {table} SET {column} = %s WHERE ctid = %s::tid RETURNING ctid::text"
        try:
            told = db.execute(sql.encode(), (changed(row[column], random), place)).fetchone()
        except (
            psycopg.IntegrityError,
            psycopg.DataError,
            psycopg.errors.DatatypeMismatch,
        ):  # the tables refuse it
            continue
        assert told is not None
        return Damage(f"bit {name}.{column}", table, row, told[0])


def is_found(city: City) -> bool:
    """Whether a full verification tells that something is wrong."""
    try:
        return not city.verify(full=True).clean
    except FriendlyServicesError:
        return True


def told(store: PostgresStore, keys: list[Key], names: list[str]) -> list[Any]:
    """All that the store tells of the city; of the commits' numbers only their order."""
    found = observed(store, keys, names)
    found[2] = [attrs.evolve(commit, number=n) for n, commit in enumerate(found[2])]
    return found


def test_every_damage_is_found(server: Postgres, schema: str, city: City) -> None:
    """Single bits and single rows of every table: found, or nothing that the store tells is any different."""
    store = store_of(city)
    keys = [row.record.key for row in store.rows("small", None, 10_000)]
    names = sorted({entry.name for row in rows(city) for entry in row.index})
    before = told(store, keys, names)
    same: Counter[str] = Counter()
    missed = []
    cases = count(20, 100, 1_000)

    def tells_the_same() -> bool:
        try:
            return told(store, keys, names) == before
        except (FriendlyServicesError, UnicodeError):
            return False

    with server.connection() as db:
        for seed in range(cases):
            damage = damaged(db, schema, Random(seed))
            if not is_found(city):
                if tells_the_same():
                    same[damage.what] += 1
                else:
                    missed.append((seed, damage.what))
            damage.undo(db)
    found = cases - sum(same.values()) - len(missed)
    print(f"\n{cases} damages: {found} found, {len(missed)} missed, nothing reads {dict(same)}")
    assert missed == []
    assert {what.split()[1] for what in same} <= set(NOTHING_READS)
    assert told(store, keys, names) == before


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM {s}.key WHERE kind = 'merchant'",
        "UPDATE {s}.key SET id = id || 'x' WHERE sole",
        "UPDATE {s}.key SET sole = NOT sole WHERE kind = 'merchant'",
        "UPDATE {s}.key SET entry = entry || '\\x00' WHERE kind = 'station'",
        "UPDATE {s}.record SET keys = '{{}}' WHERE kind = 'merchant'",
        "UPDATE {s}.record SET body = '\\x00' WHERE kind = 'merchant'",
    ],
)
def test_rebuilding_mends_index_and_records(server: Postgres, schema: str, city: City, damage: str) -> None:
    """Whatever the record says of its entries, the index is what the journal makes it."""
    before = rows(city)
    server.execute(damage.format(s=schema))
    assert not city.verify(full=True).clean
    assert city.rebuild().changed >= 1
    assert city.verify(full=True).problems == ()
    assert rows(city) == before
