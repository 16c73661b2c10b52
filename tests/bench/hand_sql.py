"""The commit of work.py as somebody writes it by hand for one SQLite file, one process and one shape."""

import sqlite3
import struct
from pathlib import Path
from typing import Any, Final

from friendly_services.storage.sqlite._schema import MIGRATIONS, POSITIONS
from tests.bench.work import BODY, EVENT, GUARD, NOON, Change

__all__ = ["HandSQL"]

_HEADER: Final = struct.Struct(">I?H")
_AREA, _LICENCE, _NAME, _STANDING, _TRADE = range(1, 6)


class HandSQL:
    """The tables of the store, written with nothing between the statements and sqlite3.

    The write-ahead log is written as durably as the store's. There is no lock, no second process, no second
    shape of commit, and no error is told apart.
    """

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        self.db.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;"
        )
        for statement in MIGRATIONS[0]:
            self.db.execute(statement)
        self.db.execute("INSERT INTO partition VALUES (1, 'banan', 0, 0)")
        names = ("area", "licence", "name", "standing", "trade")
        self.db.executemany("INSERT INTO word VALUES (?, ?)", enumerate(names, start=1))
        row = (1, 1, *GUARD, 1, 0, NOON, 0, b"", b"")
        self.db.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def commit(self, change: Change) -> int:
        """Write one commit, and answer with its position."""
        run = self.db.execute
        run("BEGIN IMMEDIATE")
        where, head, at = run("SELECT id, head, at FROM partition WHERE name = ?", ("banan",)).fetchone()
        token = change.token
        assert not run("SELECT 1 FROM command WHERE partition = ? AND token = ?", (where, token)).fetchall()
        find = """SELECT id, version, last, private, keys FROM record
            WHERE partition = ? AND kind = ? AND name = ?"""
        assert run(find, (where, *GUARD)).fetchone()[1] == 1
        old = run(find, (where, "merchant", change.id)).fetchone()
        licence = change.keys[1]
        sql = "SELECT kind, name FROM key WHERE partition = ? AND word = ? AND key = ? AND sole = 1"
        assert run(sql, (where, _LICENCE, licence)).fetchone() in (None, ("merchant", change.id))
        head, at = head + 1, max(at, NOON)
        run("UPDATE partition SET head = ?, at = ? WHERE id = ?", (head, at, where))
        row: tuple[Any, ...] = (where, token, token, "officer-1", 1, NOON, b"", head, head, at)
        command = run("INSERT INTO command VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1)", row).lastrowid
        now = [(word, word == _LICENCE, key) for word, key in enumerate(change.keys, start=1)]
        keys = b"".join(_HEADER.pack(word, sole, len(key)) + key for word, sole, key in now)
        gone: list[tuple[int, bool, bytes]] = []
        if old is None:
            row = (where, "merchant", change.id, head, at, BODY, keys)
            sql = "INSERT INTO record VALUES (NULL, ?, ?, ?, 1, ?, ?, 0, ?, ?)"
            record, last = run(sql, row).lastrowid, 0
        else:
            record, version, last, private, before = old
            assert (version, private) == (change.base, 0)
            sql = "UPDATE record SET version = ?, last = ?, at = ?, body = ?, keys = ? WHERE id = ?"
            run(sql, (version + 1, head, at, BODY, keys, record))
            start = 0
            while start < len(before):
                word, sole, size = _HEADER.unpack_from(before, start)
                start += _HEADER.size + size
                gone.append((word, sole, before[start - size : start]))
            now, gone = (
                [entry for entry in now if entry not in gone],
                [entry for entry in gone if entry not in now],
            )
        entry = (where << POSITIONS | head, record, change.base + 1, last, command, EVENT)
        run("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", entry)
        if gone:
            sql = "DELETE FROM key WHERE partition = ? AND word = ? AND key = ? AND kind = ? AND name = ?"
            self.db.executemany(sql, [(where, word, key, "merchant", change.id) for word, _, key in gone])
        sql = "INSERT INTO key VALUES (?, ?, ?, ?, ?, ?, ?)"
        self.db.executemany(
            sql, [(where, word, key, "merchant", change.id, sole, record) for word, sole, key in now]
        )
        run("COMMIT")
        return int(head)

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()
