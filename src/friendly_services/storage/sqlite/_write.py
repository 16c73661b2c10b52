"""One commit: the checks and the writes, in the transaction that holds them together."""
# ruff: noqa: S608 # statements are put together from question marks; every value is a parameter

import sqlite3
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from ...ids import Key
from ...text import Reason
from .._contract import Batch, Conflict, Corrupt, IndexKey, Put, Receipt
from .._rules import changed, check_claims, check_privacy, journal_of, new_version, replay_of
from ._known import Indexed, Known, Old
from ._read import committed_under, entry_id, in_groups, marks, record_rows, word_number

__all__ = ["Commit", "broken_keys", "unpacked"]

_Row = tuple[Any, ...]
_HEADER: Final = struct.Struct(">I?H")
_AT_ONCE: Final = 256
"""Records whose index entries one statement deletes, since each one reads the whole index."""
_NOTHING: Final[frozenset[Indexed]] = frozenset()
_HEAD: Final = "UPDATE partition SET head = ?, at = ? WHERE id = ?"
_COMMAND: Final = f"INSERT INTO command VALUES ({marks(13)})"
_RECORD: Final = f"INSERT INTO record VALUES ({marks(10)})"
_MOVED: Final = "UPDATE record SET version = ?, last = ?, at = ?, body = ?, keys = ? WHERE id = ?"
_REWRITTEN: Final = "UPDATE record SET body = ?, keys = ? WHERE id = ?"
_PRIVATE: Final = "INSERT INTO private VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"
_ENTRY: Final = f"INSERT INTO entry VALUES ({marks(6)})"
_KEY: Final = f"INSERT INTO key VALUES ({marks(7)})"
_NO_KEY: Final = "DELETE FROM key WHERE partition = ? AND word = ? AND key = ? AND kind = ? AND name = ?"
_HOLDERS: Final = "SELECT key, kind, name FROM key WHERE partition = ? AND word = ? AND sole = 1 AND key "


@attrs.define
class Commit:
    """One commit, inside the transaction that writes it."""

    batch: Batch
    known: Known
    db: sqlite3.Connection = attrs.field(init=False)
    where: int = attrs.field(init=False)
    words: dict[str, int] = attrs.Factory(dict)
    """Names of indexes that were looked up or are new, with their numbers."""

    def done(self, db: sqlite3.Connection) -> Receipt:
        """Check and write, in a transaction that has begun; if that was done before, the first receipt."""
        self.db, batch, known = db, self.batch, self.known
        here = known.look(db, batch.partition)
        self.where = here.id or self._new_partition()
        first, lead = here.head + 1, known.commands + 1
        entries = journal_of(batch)
        last = here.head + len(entries)
        at = max(here.at, *[command.now for command in batch.commands])
        try:
            self._write_commands(lead, first, last, at)
        except sqlite3.IntegrityError as error:  # the tokens' own index knows one of them
            return self._replayed(error)
        old = self._found(here.records)
        ids, highest = {}, known.records
        for put in batch.puts:
            row = old.get(put.key)
            if row is None:
                highest += 1
            ids[put.key] = highest if row is None else row[1]
        reached = self._write_journal(old, ids, entries, first, lead)
        old |= self._write_puts(old, ids, reached, at)
        db.execute(_HEAD, (last, at, self.where))
        here.id, here.head, here.at = self.where, last, at
        known.learn(batch.partition, here, old, (known.commands + len(batch.commands), highest), self.words)
        return Receipt(
            batch.partition, first, last, at, tuple([command.result for command in batch.commands])
        )

    def _new_partition(self) -> int:
        sql = "INSERT INTO partition (name, head, at) VALUES (?, ?, ?) RETURNING id"
        (where,) = self.db.execute(sql, (self.batch.partition, 0, 0)).fetchone()
        return int(where)

    def _write_commands(self, lead: int, first: int, last: int, at: int) -> None:
        where, commands = self.where, self.batch.commands
        size = len(commands)
        rows = [
            (lead + n, where, c.token, c.digest, c.by, c.pack, c.now, c.result, first, last, at, n, size)
            for n, c in enumerate(commands)
        ]
        self.db.executemany(_COMMAND, rows)

    def _replayed(self, error: sqlite3.IntegrityError) -> Receipt:
        """The first receipt, if this batch was committed before; none of it is written again."""
        self.db.execute("ROLLBACK")
        self.db.execute("BEGIN")
        tokens = [command.token for command in self.batch.commands]
        committed = committed_under(self.db, self.batch.partition, self.where, tokens)
        receipt = replay_of(self.batch, [committed.get(token) for token in tokens])
        if receipt is None:
            raise error
        return receipt

    def _found(self, known: Mapping[Key, Old]) -> dict[Key, Old]:
        """The records that the batch names, none of which has changed since they were read."""
        batch = self.batch
        old: dict[Key, Old] = {}
        asked = []
        for key in [*[put.key for put in batch.puts], *[key for key, _ in batch.expect]]:
            row = known.get(key)
            if row is None:
                asked.append(key)
            else:
                old[key] = row
        if asked:
            columns = "r.version, r.id, r.last, r.private, r.keys"
            rows = record_rows(self.db, self.where, asked, columns)
            damaged = {put.key for put in batch.puts if put.rewrite}  # perhaps, so not looked at
            for key, (version, id_, last, private, keys) in rows.items():
                index = _NOTHING if key in damaged else unpacked(key, keys)
                old[key] = (version, id_, last, bool(private), index)
        stale = changed(batch, lambda key: old[key][0] if key in old else 0)
        if stale:
            raise Conflict(stale)
        check_privacy(batch, lambda key: old[key][3])
        return old

    def _write_journal(
        self,
        old: Mapping[Key, Old],
        ids: Mapping[Key, int],
        entries: Iterable[tuple[Put, int, int, bytes]],
        first: int,
        lead: int,
    ) -> dict[Key, int]:
        """Write the entries, each with its record's one before; the position of each record's last."""
        last = {key: row[2] for key, row in old.items()}
        lowest = entry_id(self.where, 0)
        rows = []
        for position, (put, version, place, event) in enumerate(entries, start=first):
            key = put.key
            rows.append((lowest + position, ids[key], version, last.get(key, 0), lead + place, event))
            last[key] = position
        self._run(_ENTRY, rows)
        return last

    def _write_puts(
        self, old: Mapping[Key, Old], ids: Mapping[Key, int], last: Mapping[Key, int], at: int
    ) -> dict[Key, Old]:
        """Write records, private bodies apart, and what differs in the index; the records after it."""
        where, puts = self.where, self.batch.puts
        before = {put.key: old[put.key][4] for put in puts if put.key in old and not put.rewrite}
        rewrites = [put.key for put in puts if put.rewrite]
        if rewrites:
            self._drop_index(rewrites, ids)  # in others' names too
        now: dict[Key, Old] = {}
        made: list[_Row] = []
        moved: list[_Row] = []
        rewritten: list[_Row] = []
        gone: list[_Row] = []
        come: list[_Row] = []
        claims: defaultdict[int, list[bytes]] = defaultdict(list)
        for put in puts:
            key, id_ = put.key, ids[put.key]
            version, position = new_version(put), last.get(key, 0)
            index, keys = self._indexed(put.index)
            now[key] = (version, id_, position, put.private, index)
            body = None if put.private else put.body
            if put.private:
                self._write_body(id_, put.body)
            if key not in old:
                made.append((id_, where, *key, version, position, at, put.private, body, keys))
            elif put.rewrite:
                rewritten.append((body, keys, id_))
            else:
                moved.append((version, position, at, body, keys, id_))
            was = before.get(key, _NOTHING)
            if was is index:
                continue
            gone += [(where, word, value, *key) for word, _, value in was - index]
            for word, sole, value in index - was:
                come.append((where, word, value, *key, sole, id_))
                if sole:
                    claims[word].append(value)
        if claims:  # what a record keeps, nobody else can hold
            self._check_claims(claims, before)
        self._run(_RECORD, made)
        self._run(_MOVED, moved)
        self._run(_REWRITTEN, rewritten)
        self._run(_NO_KEY, gone)  # first, since what goes may be claimed by another record
        self._run(_KEY, come)
        return now

    def _drop_index(self, keys: Sequence[Key], ids: Mapping[Key, int]) -> None:
        """Delete every index entry of records that are rewritten, also those that they should not have."""
        for start in range(0, len(keys), _AT_ONCE):
            part = keys[start : start + _AT_ONCE]
            own = f"record IN ({marks(len(part))})"
            named = f"(kind, name) IN (VALUES {', '.join(['(?, ?)'] * len(part))})"
            values = [*(ids[key] for key in part), *(word for key in part for word in key)]
            sql = f"DELETE FROM key WHERE partition = ? AND ({own} OR {named})"
            self.db.execute(sql, (self.where, *values))

    def _write_body(self, record: int, body: bytes | None) -> None:
        if body is None:
            self.db.execute("DELETE FROM private WHERE record = ?", (record,))
        else:
            self.db.execute(_PRIVATE, (record, body))

    def _run(self, sql: str, rows: list[_Row]) -> None:
        if rows:
            self.db.executemany(sql, rows)

    def _check_claims(
        self, claims: Mapping[int, Sequence[bytes]], before: Mapping[Key, frozenset[Indexed]]
    ) -> None:
        """Ask the index who holds what is newly claimed; what records of this batch hold is known."""
        held: dict[tuple[int, bytes], Key] = {}
        for word, keys in claims.items():
            for among, values in in_groups(keys):
                rows = self.db.execute(_HOLDERS + among, (self.where, word, *values))
                held |= {(word, key): (kind, name) for key, kind, name in rows}
        for whose, index in before.items():
            held |= {(word, key): whose for word, sole, key in index if sole}
        check_claims(self.batch, lambda name, key: held.get((self._number(name), key)))

    def _number(self, name: str) -> int:
        """The number of an index, given to its name on first use."""
        number = self.known.words.get(name) or self.words.get(name)
        if number is None:
            number = word_number(self.db, name)
            if not number:
                sql = "INSERT INTO word (text) VALUES (?) RETURNING id"
                (number,) = self.db.execute(sql, (name,)).fetchone()
            self.words[name] = number
        return number

    def _indexed(self, index: frozenset[IndexKey]) -> tuple[frozenset[Indexed], bytes]:
        """Index entries by the numbers of their names, and packed."""
        found = self.known.packed.get(index)
        if found is None:
            known = self.known.words
            numbered = frozenset(
                [(known.get(one.name) or self._number(one.name), one.unique, one.key) for one in index]
            )
            found = numbered, packed(numbered)
            if not self.words:  # else a number may be new, and another name's if this is rolled back
                self.known.packed[index] = found
        return found


def packed(index: Iterable[Indexed]) -> bytes:
    """The index entries of a record in one value, in their order."""
    return b"".join([_HEADER.pack(word, sole, len(value)) + value for word, sole, value in sorted(index)])


def unpacked(key: Key, keys: bytes) -> frozenset[Indexed]:
    """The packed index entries of a record."""
    try:
        return frozenset(_unpacked(keys))
    except struct.error as error:
        raise broken_keys(key) from error


def broken_keys(key: Key) -> Corrupt:
    """The error for a record whose packed index entries are not what was written."""
    return Corrupt(Reason("storage.broken_keys", kind=key[0], id=key[1]))


def _unpacked(keys: bytes) -> Iterator[Indexed]:
    start, size_of = 0, _HEADER.size
    while start < len(keys):
        word, sole, size = _HEADER.unpack_from(keys, start)
        start += size_of + size
        yield word, sole, keys[start - size : start]
