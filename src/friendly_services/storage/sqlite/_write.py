"""One commit: the checks and the writes, in the transaction that holds them together."""
# ruff: noqa: S608 # statements are put together from column names and question marks; every value is a parameter

import sqlite3
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import attrs

from ...ids import Key
from .._contract import Batch, Conflict, IndexKey, Put, Receipt
from .._rules import changed, check_claims, check_privacy, journal_of, new_version, replay_of
from ._read import committed_under, entry_id, marks, partition_row, record_rows, word_number

__all__ = ["Commit", "unpacked"]


@attrs.define
class _Old:
    """A record as a commit finds it."""

    id: int
    version: int
    last: int
    private: bool
    keys: bytes


@attrs.define
class Commit:
    """One commit, inside the transaction that writes it."""

    db: sqlite3.Connection
    batch: Batch
    known_words: dict[str, int]
    new_words: dict[str, int] = attrs.Factory(dict)
    where: int = 0
    head: int = 0
    at: int = 0

    def __attrs_post_init__(self) -> None:
        self.where, self.head, self.at = partition_row(self.db, self.batch.partition)

    def replay(self) -> Receipt | None:
        """The first receipt, if this batch was committed before."""
        tokens = [command.token for command in self.batch.commands]
        committed = committed_under(self.db, self.batch.partition, self.where, tokens)
        return replay_of(self.batch, [committed.get(token) for token in tokens])

    def write(self) -> Receipt:
        """Check what was read against what is there, and write."""
        batch = self.batch
        keys = {*(put.key for put in batch.puts), *(key for key, _ in batch.expect)}
        found = record_rows(self.db, self.where, tuple(keys), "r.id, r.version, r.last, r.private, r.keys")
        old = {key: _Old(*row) for key, row in found.items()}
        stale = changed(batch, lambda key: old[key].version if key in old else 0)
        if stale:
            raise Conflict(stale)
        check_privacy(batch, lambda key: bool(old[key].private))
        check_claims(batch, self._holder)
        first = self.head + 1
        self.at = max(self.at, *(command.now for command in batch.commands))
        entries = journal_of(batch)
        self.head += len(entries)
        self._write_head()
        command = self._write_commands(first)
        ids = self._write_records(old, first, entries)
        self._write_bodies(ids)
        self._write_journal(old, ids, first, command, entries)
        self._write_index(old, ids)
        results = tuple(command.result for command in batch.commands)
        return Receipt(batch.partition, first, self.head, self.at, results)

    def _holder(self, name: str, key: bytes) -> Key | None:
        sql = "SELECT kind, name FROM key WHERE partition = ? AND word = ? AND key = ? AND sole = 1"
        row = self.db.execute(sql, (self.where, self._number(name), key)).fetchone()
        return row and (row[0], row[1])

    def _write_head(self) -> None:
        if self.where:
            sql = "UPDATE partition SET head = ?, at = ? WHERE id = ?"
            self.db.execute(sql, (self.head, self.at, self.where))
        else:
            sql = "INSERT INTO partition (name, head, at) VALUES (?, ?, ?) RETURNING id"
            (self.where,) = self.db.execute(sql, (self.batch.partition, self.head, self.at)).fetchone()

    def _write_commands(self, first: int) -> int:
        """Write the commands and answer with the id of the first; the others follow it."""
        lead = _next_id(self.db, "command")
        size = len(self.batch.commands)
        self.db.executemany(
            f"INSERT INTO command VALUES ({marks(13)})",
            [
                (lead + n, self.where, *attrs.astuple(c, recurse=False), first, self.head, self.at, n, size)
                for n, c in enumerate(self.batch.commands)
            ],
        )
        return lead

    def _write_records(self, old: dict[Key, _Old], first: int, entries: Sequence[Any]) -> dict[Key, int]:
        """Write the records and answer with their ids."""
        last = {put.key: position for position, (put, *_) in enumerate(entries, start=first)}
        lead = _next_id(self.db, "record")
        ids: dict[Key, int] = {}
        made: list[tuple[Any, ...]] = []
        moved: list[tuple[Any, ...]] = []
        rewritten: list[tuple[Any, ...]] = []
        for put in self.batch.puts:
            body = None if put.private else put.body
            keys = self._packed(put.index)
            version = new_version(put)
            before = old.get(put.key)
            if before is None:
                ids[put.key] = id_ = lead + len(made)
                position = last.get(put.key, 0)
                made.append((id_, self.where, *put.key, version, position, self.at, put.private, body, keys))
                continue
            ids[put.key] = before.id
            if put.rewrite:
                rewritten.append((body, keys, before.id))
            else:
                moved.append((version, last.get(put.key, before.last), self.at, body, keys, before.id))
        self.db.executemany(f"INSERT INTO record VALUES ({marks(10)})", made)
        sql = "UPDATE record SET version = ?, last = ?, at = ?, body = ?, keys = ? WHERE id = ?"
        self.db.executemany(sql, moved)
        self.db.executemany("UPDATE record SET body = ?, keys = ? WHERE id = ?", rewritten)
        return ids

    def _write_bodies(self, ids: dict[Key, int]) -> None:
        """Write the bodies of private records, apart from all others."""
        for put in self.batch.puts:
            if put.private and put.body is None:
                self.db.execute("DELETE FROM private WHERE record = ?", (ids[put.key],))
            elif put.private:
                sql = "INSERT INTO private VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"
                self.db.execute(sql, (ids[put.key], put.body))

    def _write_journal(
        self, old: dict[Key, _Old], ids: dict[Key, int], first: int, command: int, entries: Sequence[Any]
    ) -> None:
        previous = {key: row.last for key, row in old.items()}
        rows = []
        for position, (put, version, place, event) in enumerate(entries, start=first):
            row = (entry_id(self.where, position), ids[put.key], version, previous.get(put.key, 0))
            rows.append((*row, command + place, event))
            previous[put.key] = position
        self.db.executemany(f"INSERT INTO entry VALUES ({marks(6)})", rows)

    def _write_index(self, old: dict[Key, _Old], ids: dict[Key, int]) -> None:
        """Write the index entries that differ; all that go first, since another record may claim them."""
        gone, come = [], []
        self._drop_index([put for put in self.batch.puts if put.rewrite], ids)
        for put in self.batch.puts:
            known = put.key in old and not put.rewrite
            before = set(unpacked(old[put.key].keys)) if known else set()
            now = {(self._number(entry.name), entry.unique, entry.key) for entry in put.index}
            gone += [(self.where, word, key, *put.key) for word, _, key in before - now]
            come += [
                (self.where, word, key, *put.key, sole, ids[put.key]) for word, sole, key in now - before
            ]
        where = "partition = ? AND word = ? AND key = ? AND kind = ? AND name = ?"
        self.db.executemany(f"DELETE FROM key WHERE {where}", gone)
        self.db.executemany(f"INSERT INTO key VALUES ({marks(7)})", come)

    def _drop_index(self, puts: Sequence[Put], ids: dict[Key, int]) -> None:
        """Delete every index entry of records that are rewritten, also those that they should not have."""
        for start in range(0, len(puts), _AT_ONCE):
            part = [put.key for put in puts[start : start + _AT_ONCE]]
            own = f"record IN ({marks(len(part))})"
            named = f"(kind, name) IN (VALUES {', '.join(['(?, ?)'] * len(part))})"
            values = [*(ids[key] for key in part), *(word for key in part for word in key)]
            sql = f"DELETE FROM key WHERE partition = ? AND ({own} OR {named})"
            self.db.execute(sql, (self.where, *values))

    def _number(self, name: str) -> int:
        """The number of an index, given to its name on first use."""
        number = self.known_words.get(name) or self.new_words.get(name) or word_number(self.db, name)
        if not number:
            sql = "INSERT INTO word (text) VALUES (?) RETURNING id"
            (number,) = self.db.execute(sql, (name,)).fetchone()
        if name not in self.known_words:
            self.new_words[name] = number
        return number

    def _packed(self, index: Iterable[IndexKey]) -> bytes:
        entries = sorted((self._number(entry.name), entry.unique, entry.key) for entry in index)
        return b"".join(_HEADER.pack(word, sole, len(key)) + key for word, sole, key in entries)


_AT_ONCE: Final = 256
"""Records whose index entries one statement deletes, since each one reads the whole index."""
_HEADER: Final = struct.Struct(">I?H")


def unpacked(keys: bytes) -> Iterator[tuple[int, bool, bytes]]:
    """The packed index entries of a record: number of the name, whether unique, key."""
    start = 0
    while start < len(keys):
        word, sole, size = _HEADER.unpack_from(keys, start)
        start += _HEADER.size + size
        yield word, sole, keys[start - size : start]


def _next_id(db: sqlite3.Connection, table: str) -> int:
    (last,) = db.execute(f"SELECT max(id) FROM {table}").fetchone()
    return (last or 0) + 1
