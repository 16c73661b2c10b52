"""The rows of a register as somebody writes them by hand to one SQLite file, unchecked."""

import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import attrs

from friendly_services.storage.sqlite._schema import MIGRATIONS
from tests.bench.register_work import Page

__all__ = ["Bare", "Hand", "Rows", "Written"]

_HEADER: Final = struct.Struct(">I?H")
_RECORD: Final = "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_COMMAND: Final = "INSERT INTO command VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ENTRY: Final = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)"
_KEY: Final = "INSERT INTO key VALUES (?, ?, ?, ?, ?, ?, ?)"
_NO_KEY: Final = "DELETE FROM key WHERE partition = ? AND word = ? AND key = ? AND kind = ? AND name = ?"
_Row = tuple[Any, ...]


@attrs.frozen
class Rows:
    """What one commit wrote."""

    records: list[_Row]
    """Those that it made or changed, as they are after it."""
    commands: list[_Row]
    entries: list[_Row]
    head: _Row
    """The partition's last position and the time of its last commit, and its id."""

    def keys(self) -> list[_Row]:
        """The index entries of the records."""
        return [
            (row[1], word, key, row[2], row[3], sole, row[0])
            for row in self.records
            for word, sole, key in entries_of(row[9])
        ]


def entries_of(packed: bytes) -> Iterator[tuple[int, bool, bytes]]:
    """The index entries that a record's row names."""
    start = 0
    while start < len(packed):
        word, sole, size = _HEADER.unpack_from(packed, start)
        start += _HEADER.size + size
        yield word, sole, packed[start - size : start]


class Written:
    """Reads from the library's own file what its last commit wrote, for others to write the same."""

    def __init__(self, path: Path) -> None:
        self.db = _connect(path)
        self._reached = (0, 0)

    def rows(self) -> Rows:
        """All that was written since this was last asked."""
        command, entry = self._reached
        select = self.db.execute
        commands = select("SELECT * FROM command WHERE id > ? ORDER BY id", (command,)).fetchall()
        entries = select("SELECT * FROM entry WHERE id > ? ORDER BY id", (entry,)).fetchall()
        records = [
            select("SELECT * FROM record WHERE id = ?", (id_,)).fetchone()
            for id_ in sorted({row[1] for row in entries})
        ]
        (head,) = select("SELECT head, at, id FROM partition").fetchall()
        self._reached = (commands[-1][0], entries[-1][0])
        return Rows(records, commands, entries, head)

    def one_by_one(self) -> list[Rows]:
        """The same, command by command, where each changed one record that no other one did."""
        rows = self.rows()
        record = {row[0]: row for row in rows.records}
        return [
            Rows([record[entry[1]]], [command], [entry], (command[9], *rows.head[1:]))
            for command, entry in zip(rows.commands, rows.entries, strict=True)
        ]

    def ids(self, kind: str, standing: str) -> list[str]:
        """The records of this kind whose index by area begins or goes on with this standing."""
        sql = """SELECT DISTINCT k.name FROM word w JOIN key k ON k.partition = 1 AND k.word = w.id
            WHERE w.text = ? AND instr(k.key, ?) ORDER BY k.record"""
        text = standing.encode() + b"\0\0"
        return [name for (name,) in self.db.execute(sql, (f"{kind}.by_area.1", text))]

    def page(self, page: Page) -> list[_Row]:
        """The rows of a page, as they lie there."""
        sql = """SELECT k.key, k.kind, k.name, r.version, r.at, r.body
            FROM word w JOIN key k ON k.partition = 1 AND k.word = w.id JOIN record r ON r.id = k.record
            WHERE w.text = ? AND (k.key, k.kind, k.name) > (?, ?, ?) AND k.key < ?
            ORDER BY k.key, k.kind, k.name LIMIT 200"""
        return self.db.execute(sql, (page.index, *page.after, page.below)).fetchall()

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()


def _connect(path: Path) -> sqlite3.Connection:
    """As durable as the store: a commit that returned survives a loss of power."""
    db = sqlite3.connect(path, isolation_level=None, cached_statements=256)
    db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;")
    return db


class Hand:
    """The tables of the store, written and read with nothing between the statements and sqlite3."""

    def __init__(self, path: Path) -> None:
        self.db = _connect(path)
        for statement in MIGRATIONS[0]:
            self.db.execute(statement)
        self.db.execute("INSERT INTO partition VALUES (1, 'banan', 0, 0)")

    def insert(self, rows: Rows) -> None:
        """Write a batch of new records."""
        many = self.db.executemany
        self.db.execute("BEGIN IMMEDIATE")
        many(_COMMAND, rows.commands)
        many(_RECORD, rows.records)
        many(_ENTRY, rows.entries)
        many(_KEY, rows.keys())
        self.db.execute("UPDATE partition SET head = ?, at = ? WHERE id = ?", rows.head)
        self.db.execute("COMMIT")

    def change(self, rows: Rows) -> None:
        """One command on one record: read what it needs, write what it changes, durably."""
        (record,), (command,), (entry,) = rows.records, rows.commands, rows.entries
        run = self.db.execute
        where, token = command[1], command[2]
        run("BEGIN")
        run("SELECT id, head, at FROM partition WHERE name = 'banan'").fetchone()
        find = "SELECT version, body, at FROM record WHERE partition = ? AND kind = ? AND name = ?"
        run(find, (where, "register", "pack")).fetchone()
        version, _, _ = run(find, record[1:4]).fetchone()
        assert not run("SELECT 1 FROM command WHERE partition = ? AND token = ?", (where, token)).fetchall()
        run("ROLLBACK")
        run("BEGIN IMMEDIATE")
        find = "SELECT id, version, last, keys FROM record WHERE partition = ? AND kind = ? AND name = ?"
        id_, now, _, keys = run(find, record[1:4]).fetchone()
        assert (id_, now, now + 1) == (record[0], version, record[4])
        run(_COMMAND, command)
        run(_ENTRY, entry)
        sql = "UPDATE record SET version = ?, last = ?, at = ?, body = ?, keys = ? WHERE id = ?"
        run(sql, (record[4], record[5], record[6], record[8], record[9], id_))
        old, new = set(entries_of(keys)), set(entries_of(record[9]))
        key = record[2:4]
        self.db.executemany(_NO_KEY, [(where, word, value, *key) for word, _, value in old - new])
        self.db.executemany(_KEY, [(where, word, value, *key, sole, id_) for word, sole, value in new - old])
        run("UPDATE partition SET head = ?, at = ? WHERE id = ?", rows.head)
        run("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()


class Bare:
    """What an application keeps that has neither index nor token nor guard: one row each, and a log."""

    def __init__(self, path: Path) -> None:
        self.db = _connect(path)
        self.db.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, body BLOB)")
        self.db.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, record INTEGER NOT NULL, event BLOB)")

    def insert(self, rows: Rows) -> None:
        """Write a batch of new records."""
        self.db.execute("BEGIN IMMEDIATE")
        self.db.executemany(
            "INSERT INTO record VALUES (?, ?, ?)", [(row[0], row[4], row[8]) for row in rows.records]
        )
        self.db.execute("COMMIT")

    def change(self, rows: Rows) -> None:
        """Replace one record and log one event, durably."""
        (record,), (entry,) = rows.records, rows.entries
        self.db.execute("BEGIN IMMEDIATE")
        sql = "UPDATE record SET version = ?, body = ? WHERE id = ?"
        self.db.execute(sql, (record[4], record[8], record[0]))
        self.db.execute("INSERT INTO entry VALUES (NULL, ?, ?)", (record[0], entry[5]))
        self.db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()
