"""Flat tables on a real server: the rows that SQLite has, typed, and the same laws."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from tests.budget import count
from tests.city.town import MONDAY
from tests.flat_laws import STEPS, Killed, busy, content, never_of_two_histories, nothing_doubled

from friendly_services.flat_tables import TABLES, Column, FlatTables, _flat
from friendly_services.testing import StandingClock

from .server import Postgres


@pytest.fixture
def connections(server: Postgres, schema: str) -> Iterator[list["psycopg.Connection[Any]"]]:
    """Two to a schema's tables, and one for tables beside them."""
    with ExitStack() as stack:
        yield [stack.enter_context(psycopg.connect(server.url())) for _ in range(3)]
    for each in (schema, f"{schema}_fresh"):
        server.execute(f"DROP SCHEMA IF EXISTS {each} CASCADE")


def test_the_same_rows_as_on_sqlite(connections: "list[psycopg.Connection[Any]]", schema: str) -> None:
    """PostgreSQL keeps the same rows by the same SQL, typed, in a schema of their own."""
    city = busy(StandingClock(MONDAY))
    tables = FlatTables(connections[0], schema=schema)
    with closing(sqlite3.connect(":memory:")) as database:
        FlatTables(database).follow(city)
        assert tables.follow(city) == FlatTables(database).rebuild(city)
        assert tables.rebuild(city).entries == tables.reached(city)
        plain = content(database)
    assert tables.rejudge(city) == len(plain["verdict"])
    found = content(connections[0], schema)
    for table in TABLES:
        shown = [tuple(str(v) if isinstance(v, date) else v for v in row) for row in found[table.name]]
        typed = [
            tuple(_typed(c, v) for c, v in zip(table.columns, row, strict=True)) for row in plain[table.name]
        ]
        assert sorted(shown, key=repr) == sorted(typed, key=repr)


def _typed(column: Column, value: Any) -> Any:
    """What SQLite keeps as a number, as the truth that it is."""
    return bool(value) if column.type == "BOOLEAN" else value


@settings(max_examples=count(4, 30, 300), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_tables_are_never_of_two_histories(
    connections: "list[psycopg.Connection[Any]]", schema: str, steps: list[str]
) -> None:
    """After a restore of the city, too, rows are the journal's or nothing is written."""
    own, _, beside = connections
    own.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE".encode())
    own.commit()
    tables, killed = FlatTables(own, schema=schema), Killed(own, schema=schema)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_flat, "_AT_ONCE", 3)
        fresh = FlatTables(beside, schema=f"{schema}_fresh")
        assert never_of_two_histories(tables, killed, fresh, steps) <= steps.count("restore")


def test_two_workers_at_once_double_nothing(
    connections: "list[psycopg.Connection[Any]]", schema: str
) -> None:
    """Each change is written by one of them, and each row is there once."""
    one, other = (FlatTables(connection, schema=schema) for connection in connections[:2])
    fresh = FlatTables(connections[2], schema=f"{schema}_fresh")
    counted, reached = nothing_doubled(one, other, fresh, rounds=count(15, 60))
    assert counted == reached
