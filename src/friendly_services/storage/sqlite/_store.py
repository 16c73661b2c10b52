"""The seven methods of the store in one SQLite file."""

import os
import sqlite3
from collections.abc import Mapping
from itertools import islice, takewhile
from typing import Final

from ...ids import Key
from ...text import Reason, say
from .._contract import (
    EVERY_RECORD,
    Batch,
    Entry,
    IndexKey,
    Limits,
    Loaded,
    Page,
    Receipt,
    Record,
    StoreInfo,
)
from .._dump import Commit as Past
from .._dump import Row
from .._rules import check_batch, cursor, cursor_at
from ._file import SQLiteFile
from ._known import Known
from ._read import (
    BODY,
    commits,
    committed_under,
    entries_of,
    history_rows,
    journal_rows,
    partition_row,
    record_rows,
    scan_index,
    scan_records,
    whole_rows,
    word_number,
)
from ._write import Commit, broken_keys, unpacked

__all__ = ["SQLiteStore"]

_LIMITS: Final = Limits()
_LOADED: Final = f"r.version, {BODY}, r.at"
_MENDED: Final = (3, 51, 3)
"""The SQLite in which a race of several writers for the write-ahead log is mended."""


class SQLiteStore:
    """Records, journal and commands of any number of cities in one file on a local disk.

    Threads and processes may share the file. Every commit is on the disk before it returns (write-ahead log,
    synchronous FULL); writers take turns in the order in which they asked; readers wait for nobody.

    Args:
        path: the file, made if it does not exist. Beside it lie its write-ahead log (`-wal`, `-shm`) and the
            lock (`-lock`): back them up together, or use SQLite's own backup.

    Raises:
        Unavailable: the folder does not exist or is on a network file system, the file is something else's or
            was written by a newer version of this library.
        Corrupt: the file was left behind by a crash and does not pass SQLite's check.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._file = SQLiteFile(path)
        self._known = Known()

    def describe(self) -> StoreInfo:
        """What this store is, promises and takes at most."""
        notes = []
        if sqlite3.sqlite_version_info < _MENDED:
            notes.append(say(Reason("storage.old_engine", version=sqlite3.sqlite_version)))
        if not self._file.lock.between_processes:
            notes.append(say(Reason("storage.no_lock")))
        erasure = Reason("storage.erased_sqlite")
        return StoreInfo("sqlite", durability="power", notes=tuple(notes), erasure=erasure)

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        """Records and past commands, in one snapshot."""
        with self._file.reading() as db:
            where, head, at = partition_row(db, partition)
            rows = record_rows(db, where, keys, _LOADED)
            committed = committed_under(db, partition, where, tokens)
        records = tuple([Record(key, *rows[key]) if key in rows else None for key in keys])
        return Loaded(records, tuple([committed.get(token) for token in tokens]), head, at)

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        """Write all of the batch or nothing of it."""
        size = check_batch(batch, _LIMITS)
        erases = any(put.body is None or (put.private and put.base) for put in batch.puts)
        return self._file.write(deadline, size, erases, Commit(batch, self._known).done)

    def scan(
        self,
        partition: str,
        index: str,
        lo: bytes,
        hi: bytes | None,
        limit: int,
        reverse: bool = False,
        after: bytes | None = None,
    ) -> Page:
        """Records with `lo <= key < hi` in that index, by key and then by record."""
        place = None if after is None else cursor_at(after)
        with self._file.reading() as db:
            where, _, _ = partition_row(db, partition)
            if index == EVERY_RECORD:
                found = scan_records(db, where, lo, hi, limit + 1, reverse, place)
            else:
                word = word_number(db, index)
                found = scan_index(db, where, word, lo, hi, limit + 1, reverse, place)
            items = tuple(
                (IndexKey(index, key, bool(sole)), Record((kind, name), version, body, at))
                for key, kind, name, sole, version, at, body in found
            )
        more = len(items) > limit > 0
        last = items[limit - 1] if more else None
        return Page(items[:limit], cursor(last[0].key, last[1].key) if last else None)

    def read(
        self,
        partition: str,
        after: int,
        limit: int,
        key: Key | None = None,
        kind: str | None = None,
        upto: int | None = None,
    ) -> tuple[Entry, ...]:
        """Journal entries at positions above `after`, in order."""
        with self._file.reading() as db:
            where, head, _ = partition_row(db, partition)
            if after > head:  # whatever damage has put there: who reads on to the end would never reach it
                return ()
            start, most = max(after, 0), max(limit, 0)
            if key is None:
                rows = journal_rows(db, where, start, most, kind)
            else:
                rows = islice(history_rows(db, where, start, key) if kind in (None, key[0]) else (), most)
            if upto is not None:
                rows = takewhile(lambda row: row[5] <= upto, rows)
            return tuple(entries_of(rows))

    def partitions(self, after: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Names above `after`, in order, each with its head."""
        with self._file.reading() as db:
            sql = "SELECT name, head FROM partition WHERE name > ? ORDER BY name LIMIT ?"
            return tuple(db.execute(sql, (after, limit)).fetchall())

    def commits(self, partition: str, after: int, limit: int) -> tuple[Past, ...]:
        """Commits numbered above `after`, in their order, those without an event too."""
        with self._file.reading() as db:
            where, _, _ = partition_row(db, partition)
            return tuple(commits(db, where, after, limit))

    def rows(self, partition: str, after: Key | None, limit: int) -> tuple[Row, ...]:
        """Records behind this key, by kind and id, erased ones too."""
        with self._file.reading() as db:
            where, _, _ = partition_row(db, partition)
            words = dict(db.execute("SELECT id, text FROM word"))
            return tuple(
                Row(
                    Record((kind, name), version, body, at),
                    frozenset(
                        IndexKey(_name(words, (kind, name), word), key, sole)
                        for word, sole, key in unpacked((kind, name), keys)
                    ),
                    bool(private),
                )
                for kind, name, version, body, at, private, keys in whole_rows(db, where, after, limit)
            )

    def purge(self, deadline: float) -> bool:
        """Carry the write-ahead log into the database and cut it off; False while a reader needs it."""
        return self._file.purge(deadline)

    def close(self) -> None:
        """Let go of the file; twice is fine."""
        self._file.close()


def _name(words: Mapping[int, str], key: Key, word: int) -> str:
    """The name of an index by its number, as a record's own list gives it."""
    if word not in words:
        raise broken_keys(key)
    return words[word]
