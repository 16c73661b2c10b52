"""The consumer that keeps the tables, in the database of a DB-API connection."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Final, Protocol

import attrs

from ..city import City
from ..delivery import Feed
from ..errors import FriendlyServicesError, Invalid, NotFound
from ._columns import TABLES, Row, Table, row_of, verdict_rows

__all__ = ["AnotherCity", "AnotherHistory", "FlatTables", "Followed", "Overtaken"]

_FORMAT: Final = 2
"""Goes up when a column changes: tables of another format are made anew."""
_CONSUMER: Final = "flat-tables"
_AT_ONCE: Final = 1_000
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)
_TABLE_OF: Final = {"merchant": "merchant", "station": "station", "account": "balance"}
"""Kind of record to the table with its rows."""
_JUDGED: Final = ("merchant", "station")
_FORGET: Final = {
    "merchant": "DELETE FROM {table} WHERE id = {mark}",
    "station": "DELETE FROM {table} WHERE id = {mark}",
    "account": "DELETE FROM {table} WHERE worker = {mark}",
}
_VERDICT: Final = next(table for table in TABLES if table.name == "verdict")
_PROGRESS: Final = (
    "city TEXT PRIMARY KEY, reached BIGINT NOT NULL, format INTEGER NOT NULL, "
    "seen BIGINT NOT NULL, entry TEXT NOT NULL"
)
"""The first three since format 1."""


class Cursor(Protocol):
    """What is used of a DB-API cursor."""

    @property
    def rowcount(self) -> int:
        """Rows that the last statement changed."""
        ...

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Any:
        """Run a statement."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Any:
        """Run a statement for every row."""
        ...

    def fetchall(self) -> Sequence[Any]:
        """What the last query found."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


class Connection(Protocol):
    """What is used of a DB-API connection."""

    def cursor(self) -> Any:
        """A cursor."""
        ...

    def commit(self) -> None:
        """Keep."""
        ...

    def rollback(self) -> None:
        """Undo."""
        ...


@attrs.define(slots=False)
class AnotherCity(FriendlyServicesError):
    """These tables are another city's: give each city a schema or a file of its own."""

    code: ClassVar[str] = "flat_tables.another_city"

    city: str
    """Whose tables were to be kept."""
    kept: str
    """Whose tables these are."""


@attrs.define(slots=False)
class AnotherHistory(FriendlyServicesError):
    """The tables were filled from another journal than the city has now, as after a restore: rebuild them."""

    code: ClassVar[str] = "flat_tables.another_history"

    city: str
    table: str
    """The table that holds how far they have come, with its schema."""
    position: int
    """Where the tables have seen another entry, or where the journal has none any more."""


@attrs.define(slots=False)
class Overtaken(FriendlyServicesError):
    """Another worker keeps these tables and was faster: nothing was written."""

    code: ClassVar[str] = "flat_tables.overtaken"

    reached: int
    """The position from which this worker went on."""


@attrs.frozen
class Followed:
    """How far the tables have come, and what it took."""

    reached: int
    """The position of the journal that the tables have reached."""
    entries: int
    rows: int
    """Rows written, those of verdicts included."""


@attrs.frozen
class _Progress:
    """How far the tables have come, and in which history."""

    reached: int = 0
    seen: int = 0
    """The end of the journal when rows were last written: they show nothing that happened later."""
    entry: str = ""
    """The mark of the entry there."""


class FlatTables:
    """Keeps the tables of one city.

    >>> import sqlite3
    >>> from friendly_services import City
    >>> city = City.open("memory://", city="banan", pack="points-default")
    >>> FlatTables(sqlite3.connect(":memory:")).follow(city)
    Followed(reached=2, entries=2, rows=0)

    Rows and the position reached are written in one transaction, so a crash leaves neither half a batch nor
    a gap; a row shows its record as it stood when the row was written, at that position or later.

    Args:
        connection: of sqlite3, psycopg or another DB-API driver for these two engines, not in autocommit, and
            used for nothing else meanwhile. It is the host's to open and to close.
        schema: on PostgreSQL the schema of these tables alone, made if it is not there; on SQLite the name
            under which a file of their own is attached, or nothing for the connection's main file.
        create: make schema and tables; without it a DBA has run what `ddl` prints.
    """

    def __init__(self, connection: Connection, *, schema: str = "", create: bool = True) -> None:
        if schema and _NAME.fullmatch(schema) is None:
            raise Invalid.at("schema", "flat_tables.schema", value=schema)
        self._connection = connection
        self._schema = schema
        self._create = create
        if _commits_by_itself(connection):
            raise Invalid.at("connection", "flat_tables.autocommit")
        driver = _driver(connection)
        self._sqlite = driver.__name__ == "sqlite3"
        self._mark = "?" if driver.paramstyle == "qmark" else "%s"

    def ddl(self) -> str:
        """The SQL that makes schema and tables, for a DBA to read and to run."""
        return ";\n".join(self._statements()) + ";\n"

    def reached(self, city: City) -> int:
        """The position of the journal that the tables have reached; 0 if there are none yet."""
        with self._transaction() as cursor:
            return self._begin(cursor, city).reached

    def follow(self, city: City) -> Followed:
        """Bring the tables up to the end of the journal.

        Raises:
            AnotherCity: these are the tables of a city of another name.
            AnotherHistory: the city was restored from a backup that had not come as far: `rebuild`.
            Overtaken: another worker was faster.
        """
        entries = rows = 0
        feed = city.feed(_CONSUMER)
        while True:
            with self._transaction() as cursor:
                reached = self._continued(cursor, city, feed)
                batch = feed.read(limit=_AT_ONCE, after=reached)
                if not batch:
                    return Followed(reached, entries, rows)
                self._move(cursor, city, reached, batch.last)
                touched = dict.fromkeys((e.kind, e.id) for e in batch if e.kind in _TABLE_OF)
                repacked = any(entry.kind == "packs" for entry in batch)
                rows += self._write(cursor, city, touched, judge=not repacked)
                rows += self._rejudge(cursor, city) if repacked else 0
                self._see(cursor, city, feed, batch.last)
                entries += len(batch)

    def rebuild(self, city: City) -> Followed:
        """Make the tables anew from the whole journal; until that is done readers see the old ones.

        Call it after the city was restored from a backup.
        """
        feed = city.feed(_CONSUMER)
        with self._transaction() as cursor:
            reached = self._begin(cursor, city).reached
            for table in TABLES:
                self._run(cursor, "DELETE FROM {table}", table.name)
            self._move(cursor, city, reached, 0)
            entries = rows = last = 0
            while batch := feed.read(limit=_AT_ONCE, after=last):
                touched = dict.fromkeys((e.kind, e.id) for e in batch if e.kind in _TABLE_OF)
                rows += self._write(cursor, city, touched, judge=True)
                entries, last = entries + len(batch), batch.last
            self._move(cursor, city, 0, last)
            self._see(cursor, city, feed, last)
        return Followed(last, entries, rows)

    def rejudge(self, city: City) -> int:
        """Ask the standards again, as of today: what was met expires, what was unknown is looked up.

        Run it once a day. After a pack is published `follow` does it by itself.

        Returns:
            Rows written.

        Raises:
            AnotherCity, AnotherHistory, Overtaken: as `follow` does.
        """
        feed = city.feed(_CONSUMER)
        with self._transaction() as cursor:
            reached = self._continued(cursor, city, feed)
            self._move(cursor, city, reached, reached)
            rows = self._rejudge(cursor, city)
            self._see(cursor, city, feed, reached)
            return rows

    # -- within a transaction

    @contextmanager
    def _transaction(self) -> Iterator[Cursor]:
        cursor: Cursor = self._connection.cursor()
        try:
            yield cursor
            self._connection.commit()
        except BaseException:
            self._connection.rollback()
            raise
        finally:
            cursor.close()

    def _begin(self, cursor: Cursor, city: City) -> _Progress:
        """Make what is missing; how far the tables have come."""
        if self._create and not self._is_made(cursor):
            self._make(cursor)
        found = self._ask(cursor, "SELECT * FROM {table}", "progress")
        if found:
            ((kept, reached, format_, *seen),) = found
            if kept != city.name:
                raise AnotherCity(city.name, kept)
            if format_ == _FORMAT:
                return _Progress(reached, *seen)
            if self._create:
                for name in ("progress", *(table.name for table in TABLES)):
                    self._run(cursor, "DROP TABLE {table}", name)
                self._make(cursor)
            else:  # a DBA has replaced them already
                self._run(cursor, "DELETE FROM {table}", "progress")
        start = _Progress()
        values = (city.name, start.reached, _FORMAT, start.seen, start.entry)
        sql = "INSERT INTO {table} VALUES ({values}) ON CONFLICT (city) DO NOTHING"
        self._run(cursor, sql, "progress", values)
        return start

    def _continued(self, cursor: Cursor, city: City, feed: Feed) -> int:
        """The position reached, if the journal is still the one that the rows come from."""
        progress = self._begin(cursor, city)
        if progress.seen:
            entry = feed.entry(progress.seen)
            if entry is None or entry.mark != progress.entry:
                raise AnotherHistory(city.name, self._name("progress"), progress.seen)
        return progress.reached

    def _see(self, cursor: Cursor, city: City, feed: Feed, reached: int) -> None:
        """Keep what identifies the journal once rows were written: they may show more than its batch did."""
        newest = feed.newest()
        if newest is None or newest.position < reached:
            raise AnotherHistory(city.name, self._name("progress"), reached)
        sql = "UPDATE {table} SET seen = {mark}, entry = {mark} WHERE city = {mark}"
        self._run(cursor, sql, "progress", (newest.position, newest.mark, city.name))

    def _is_made(self, cursor: Cursor) -> bool:
        """Whether the last of the tables is there: to make what is there would lock PostgreSQL's tables."""
        if self._sqlite:
            where = f"{self._name('sqlite_master')} WHERE name = 'progress'"
        else:
            schema = f"'{self._schema}'" if self._schema else "current_schema()"
            where = f"pg_tables WHERE tablename = 'progress' AND schemaname = {schema}"
        cursor.execute(f"SELECT 1 FROM {where}")  # noqa: S608 # the schema is a plain name
        return bool(cursor.fetchall())

    def _make(self, cursor: Cursor) -> None:
        for statement in self._statements():
            cursor.execute(statement)

    def _move(self, cursor: Cursor, city: City, reached: int, to: int) -> None:
        """Move the position: its row is locked from here on, and nobody moves it twice."""
        sql = "UPDATE {table} SET reached = {mark} WHERE city = {mark} AND reached = {mark}"
        self._run(cursor, sql, "progress", (to, city.name, reached))
        if cursor.rowcount != 1:
            raise Overtaken(reached)

    def _write(self, cursor: Cursor, city: City, touched: Iterable[tuple[str, str]], *, judge: bool) -> int:
        """Write the rows of these records anew; of one that was erased there is none any more."""
        rules, today = city.pack.rules, city.now().date()
        rows: dict[str, list[Row]] = {table.name: [] for table in TABLES}
        for kind, id_ in touched:
            self._run(cursor, _FORGET[kind], _TABLE_OF[kind], (id_,))
            if kind in _JUDGED:
                self._run(cursor, "DELETE FROM {table} WHERE subject = {mark}", "verdict", (id_,))
            record = _record(city, kind, id_)
            if record is not None:
                rows[_TABLE_OF[kind]].append(row_of(_TABLE_OF[kind], record))
                rows["verdict"] += verdict_rows(kind, record, rules, today) if judge else ()
        return sum(self._insert(cursor, table, rows[table.name]) for table in TABLES)

    def _rejudge(self, cursor: Cursor, city: City) -> int:
        rules, today = city.pack.rules, city.now().date()
        self._run(cursor, "DELETE FROM {table}", "verdict")
        subjects = [
            (kind, id_) for kind in _JUDGED for (id_,) in self._ask(cursor, "SELECT id FROM {table}", kind)
        ]
        records = ((kind, _record(city, kind, id_)) for kind, id_ in subjects)
        rows = [
            row
            for kind, record in records
            if record is not None
            for row in verdict_rows(kind, record, rules, today)
        ]
        return self._insert(cursor, _VERDICT, rows)

    def _insert(self, cursor: Cursor, table: Table, rows: Sequence[Row]) -> int:
        if rows:
            sql = self._sql("INSERT INTO {table} VALUES ({values})", table.name, len(table.columns))
            cursor.executemany(sql, rows)
        return len(rows)

    # -- SQL

    def _statements(self) -> list[str]:
        schema = [f"CREATE SCHEMA IF NOT EXISTS {self._schema}"] if self._schema and not self._sqlite else []
        tables = [self._table(table) for table in TABLES]
        index = f"{self._schema}." if self._schema and self._sqlite else ""
        on = "verdict" if self._sqlite else self._name("verdict")
        return [
            *schema,
            *tables,
            f"CREATE INDEX IF NOT EXISTS {index}verdict_subject ON {on} (subject)",
            f"CREATE TABLE IF NOT EXISTS {self._name('progress')} ({_PROGRESS})",
        ]

    def _table(self, table: Table) -> str:
        key, *others = table.columns
        columns = [f"{key.name} {key.type} PRIMARY KEY", *(f"{c.name} {c.type}" for c in others)]
        return f"CREATE TABLE IF NOT EXISTS {self._name(table.name)} ({', '.join(columns)})"

    def _name(self, table: str) -> str:
        return f"{self._schema}.{table}" if self._schema else table

    def _sql(self, sql: str, table: str, values: int = 0) -> str:
        """A statement with a table's name and the driver's marks in it; values never are."""
        marks = ", ".join([self._mark] * values)
        return sql.format(table=self._name(table), mark=self._mark, values=marks)

    def _run(self, cursor: Cursor, sql: str, table: str, values: Sequence[Any] = ()) -> None:
        cursor.execute(self._sql(sql, table, len(values)), values)

    def _ask(self, cursor: Cursor, sql: str, table: str) -> Sequence[Any]:
        cursor.execute(self._sql(sql, table))
        return cursor.fetchall()


def _record(city: City, kind: str, id_: str) -> Any:
    """The record as it stands; None if it was erased."""
    desk: Any = {"merchant": city.merchants, "station": city.stations, "account": city.points}[kind]
    try:
        return desk.get(id_)
    except NotFound:
        return None


def _driver(connection: Connection) -> Any:
    """The module of the DB-API driver whose connection this is, or one made after it."""
    for cls in type(connection).__mro__:
        module = sys.modules.get(cls.__module__.partition(".")[0])
        if hasattr(module, "paramstyle"):
            return module
    raise Invalid.at("connection", "flat_tables.no_driver", kind=type(connection).__qualname__)


def _commits_by_itself(connection: Connection) -> bool:
    """Whether every statement would be a transaction of its own."""
    asked: Any = connection
    if getattr(asked, "autocommit", False) is True:
        return True
    return getattr(asked, "isolation_level", "") is None and getattr(asked, "autocommit", None) is not False
