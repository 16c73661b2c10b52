"""The SQLite store with one column of one table written wrongly, or one statement left out."""

import re
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import attrs

from friendly_services.storage.sqlite._schema import MIGRATIONS
from friendly_services.testing import Fault, Lab
from tests.storage.labs import WatchedStore

from ._run import clauses_of
from ._wrong import Bench, Wrong

TABLE: Final = re.compile(r"CREATE TABLE (\w+) \((.*)\)", re.DOTALL)
WRITE: Final = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) (\w+)")


def columns() -> dict[str, list[str]]:
    """The columns of every table, as the schema makes them."""
    found = {}
    for step in MIGRATIONS:
        for statement in step:
            made = TABLE.match(statement)
            if made:
                parts = re.split(r",\s*(?![^(]*\))", made[2])
                names = [part.split()[0] for part in parts]
                found[made[1]] = [name for name in names if name.islower()]
    return found


COLUMNS: Final = columns()


def written(sql: str) -> tuple[str, str, list[str]] | None:
    """Of a statement that writes: its verb, its table, and the columns of its first parameters."""
    found = WRITE.match(sql.strip())
    if found is None:
        return None
    verb, table = found[1].split()[0], found[2]
    listed = re.match(r"INSERT INTO \w+ \(([^)]*)\) VALUES", sql)
    if listed:
        return verb, table, listed[1].split(", ")
    if verb == "UPDATE":
        return verb, table, re.findall(r"(\w+) = \?", sql.partition(" WHERE ")[0])
    return verb, table, COLUMNS[table] if verb == "INSERT" else []


@attrs.define
class Spoilt:
    """A connection that spoils what it is told to write."""

    connection: sqlite3.Connection
    table: str
    what: str
    """A column, or the verb of a statement that is left out."""
    seen: Callable[[], None]

    def execute(self, sql: str, values: Iterable[Any] = ()) -> Any:
        """One statement."""
        row = self.spoilt(sql, values)
        return (
            self.connection.execute("SELECT 1 WHERE 0") if row is None else self.connection.execute(sql, row)
        )

    def executemany(self, sql: str, rows: Iterable[Iterable[Any]]) -> Any:
        """One statement for many rows."""
        spoilt = [self.spoilt(sql, row) for row in rows]
        return self.connection.executemany(sql, [row for row in spoilt if row is not None])

    def spoilt(self, sql: str, values: Iterable[Any]) -> list[Any] | None:
        """The values to bind instead, None to leave the statement out."""
        row, found = list(values), written(sql)
        if found is None or found[1] != self.table:
            return row
        verb, _, names = found
        if verb == self.what:
            self.seen()
            return None
        if self.what in names:
            self.seen()
            place = names.index(self.what)
            row[place] = other(row[place])
        return row

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


def other(value: Any) -> Any:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case bytes():
            return value[:-1] + bytes([value[-1] ^ 1]) if value else b"x"
        case str():
            return value + "x"
        case _:
            return value


def in_haste(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A connection that waits for no disk: no power is cut here."""
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def nothing() -> None:
    """What is done when nobody wants to know."""


def not_visited(at: int, visitor: Callable[[], None]) -> None:
    """Nobody comes between two statements of these stores."""
    raise NotImplementedError(f"call {at}, {visitor}")


def bench_of(table: str, what: str, seen: Callable[[], None] = nothing) -> Callable[[Path], Bench]:
    """The laboratory of the SQLite store that writes this wrongly."""

    def made(folder: Path) -> Bench:
        path = folder / "city.db"

        def open_anew() -> WatchedStore:
            return WatchedStore(path, lambda connection: Spoilt(in_haste(connection), table, what, seen))

        return Bench(Lab(open=open_anew, files=folder.iterdir), not_visited, Fault())

    return made


SPOILT: Final = (
    ("migration", "number", "test_is_there_after_it_was_reopened"),
    ("migration", "checksum", "test_is_there_after_it_was_reopened"),
    ("partition", "name", "test_creates_a_record"),
    ("partition", "head", "test_rewrites_a_record"),
    ("partition", "at", "test_keeps_its_promises_after_it_was_reopened"),
    ("word", "text", "test_keeps_every_byte"),
    ("record", "id", "test_keeps_every_byte"),
    ("record", "partition", "test_creates_a_record"),
    ("record", "kind", "test_creates_a_record"),
    ("record", "name", "test_creates_a_record"),
    ("record", "version", "test_creates_a_record"),
    ("record", "last", "test_reads_what_is_asked_for"),
    ("record", "at", "test_creates_a_record"),
    ("record", "private", "test_creates_a_record"),
    ("record", "body", "test_creates_a_record"),
    ("record", "keys", "test_moves_to_another_store"),
    ("private", "record", "test_leaves_no_byte_of_it"),
    ("private", "body", "test_leaves_no_byte_of_it"),
    ("command", "id", "test_keeps_every_byte"),
    ("command", "partition", "test_keeps_every_byte"),
    ("command", "token", "test_keeps_every_byte"),
    ("command", "digest", "test_keeps_the_command"),
    ("command", "actor", "test_keeps_the_command"),
    ("command", "pack", "test_keeps_the_command"),
    ("command", "now", "test_keeps_the_command"),
    ("command", "result", "test_keeps_every_byte"),
    ("command", "first", "test_finds_commands_with_their_receipt"),
    ("command", "last", "test_finds_commands_with_their_receipt"),
    ("command", "at", "test_finds_commands_with_their_receipt"),
    ("command", "place", "test_finds_commands_with_their_receipt"),
    ("command", "size", "test_is_there_after_it_was_reopened"),
    ("entry", "id", "test_reads_what_is_asked_for"),
    ("entry", "record", "test_keeps_the_command"),
    ("entry", "version", "test_tells_a_batch_command_by_command"),
    ("entry", "previous", "test_reads_what_is_asked_for"),
    ("entry", "command", "test_keeps_every_byte"),
    ("entry", "event", "test_keeps_every_byte"),
    ("key", "partition", "test_keeps_every_byte"),
    ("key", "word", "test_keeps_every_byte"),
    ("key", "key", "test_keeps_every_byte"),
    ("key", "kind", "test_follows_its_records"),
    ("key", "name", "test_follows_its_records"),
    ("key", "sole", "test_follows_its_records"),
    ("key", "record", "test_rewrites_a_record"),
    ("partition", "INSERT", "test_creates_a_record"),
    ("partition", "UPDATE", "test_reads_what_is_asked_for"),
    ("word", "INSERT", "test_keeps_every_byte"),
    ("record", "INSERT", "test_creates_a_record"),
    ("record", "UPDATE", "test_updates_a_record"),
    ("private", "INSERT", "test_lists_every_record"),
    ("private", "DELETE", "test_leaves_no_byte_of_it"),
    ("command", "INSERT", "test_keeps_every_byte"),
    ("entry", "INSERT", "test_keeps_every_byte"),
    ("key", "INSERT", "test_keeps_every_byte"),
    ("key", "DELETE", "test_rewrites_a_record"),
)
"""Table, column that is written wrongly or verb that is left out, and a test of the kit that fails then."""

UNWRITTEN: Final = {("partition", "id"), ("word", "id")}
"""Columns that SQLite fills by itself."""


def spoilt_tables() -> dict[str, Wrong]:
    """The wrong stores of this listing."""
    found = {}
    for table, what, test in SPOILT:
        name = f"{table}.{what}"
        story = (
            f"`{what}` on `{table}` is left out" if what.isupper() else f"`{table}.{what}` is written wrongly"
        )
        found[name] = Wrong(name, story, clauses_of(test)[0], "always", test, bench_of(table, what))
    return found
