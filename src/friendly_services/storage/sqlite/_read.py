"""What the tables answer: rows of records, commands, indexes and the journal."""
# ruff: noqa: S608 # statements are put together from column names and question marks; every value is a parameter

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final

import attrs

from ...ids import Key
from ...text import Reason
from .._contract import Command, Committed, Corrupt, Entry, Receipt
from .._dump import Commit
from .._rules import record_key
from ._schema import POSITIONS

__all__ = [
    "BODY",
    "commits",
    "committed_under",
    "entries_of",
    "entry_id",
    "history_rows",
    "in_groups",
    "journal_rows",
    "marks",
    "partition_row",
    "record_rows",
    "scan_index",
    "scan_records",
    "whole_rows",
    "word_number",
]

BODY: Final = "CASE r.private WHEN 0 THEN r.body ELSE (SELECT body FROM private WHERE record = r.id) END"
_Found = Iterable[tuple[Any, ...]]
_COMMAND: Final = "c.id, c.token, c.digest, c.actor, c.pack, c.now, c.result"
_UNDER: Final = f"""SELECT {_COMMAND}, c.first, c.last, c.at, c.place, c.size
    FROM command c WHERE c.partition = ? AND c.token """
_ENTRY: Final = f"e.id & {(1 << POSITIONS) - 1}, e.version, e.event, r.kind, r.name, c.at, {_COMMAND}"
_TOLD: Final = "FROM entry e CROSS JOIN record r ON r.id = e.record CROSS JOIN command c ON c.id = e.command"
_blank: Final = object.__new__
_FEW: Final = 4
"""Records that are looked up one by one."""
_AT_ONCE: Final = 256
"""Values one statement looks up at most."""


def marks(count: int) -> str:
    return ", ".join("?" * count)


def entry_id(partition: int, position: int) -> int:
    return partition << POSITIONS | position


@cache
def _among(count: int) -> str:
    return f"IN ({marks(count)})"


def partition_row(db: sqlite3.Connection, name: str) -> tuple[int, int, int]:
    """Its id, head and time: zeros before its first commit."""
    row = db.execute("SELECT id, head, at FROM partition WHERE name = ?", (name,)).fetchone()
    return row or (0, 0, 0)


def word_number(db: sqlite3.Connection, name: str) -> int:
    row = db.execute("SELECT id FROM word WHERE text = ?", (name,)).fetchone()
    return row[0] if row else 0


def in_groups(values: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Values with their `IN (…)`, in a few sizes so that statements stay prepared."""
    for start in range(0, len(values), _AT_ONCE):
        part = [*values[start : start + _AT_ONCE]]
        size = 1 << (len(part) - 1).bit_length()
        yield _among(size), part + [part[-1]] * (size - len(part))


def record_rows(
    db: sqlite3.Connection, where: int, keys: Sequence[Key], columns: str
) -> dict[Key, tuple[Any, ...]]:
    rows: dict[Key, tuple[Any, ...]] = {}
    if len(keys) <= _FEW:
        sql = _one_record(columns)
        for key in keys:
            kind, name = key
            if kind.isascii() and name.isascii():  # no other can have been stored
                row = db.execute(sql, (where, kind, name)).fetchone()
                if row is not None:
                    rows[key] = row
        return rows
    names: defaultdict[str, list[str]] = defaultdict(list)
    for kind, name in keys:
        if kind.isascii() and name.isascii():
            names[kind].append(name)
    for kind, group in names.items():
        for among, values in in_groups(group):
            condition = f"r.partition = ? AND r.kind = ? AND r.name {among}"
            sql = f"SELECT r.name, {columns} FROM record r WHERE {condition}"
            rows.update(((kind, name), row) for name, *row in db.execute(sql, (where, kind, *values)))
    return rows


@cache
def _one_record(columns: str) -> str:
    return f"SELECT {columns} FROM record r WHERE r.partition = ? AND r.kind = ? AND r.name = ?"


def committed_under(
    db: sqlite3.Connection, partition: str, where: int, tokens: Sequence[bytes]
) -> dict[bytes, Committed]:
    found = {}
    results: dict[int, tuple[bytes, ...]] = {}
    for among, values in in_groups(tokens):
        sql = _UNDER + among
        for id_, *told, first, last, at, place, size in db.execute(sql, (where, *values)).fetchall():
            command = Command(*told)
            lead = id_ - place
            if lead not in results:
                sql = "SELECT result FROM command WHERE id >= ? AND id < ? ORDER BY id"
                results[lead] = tuple(result for (result,) in db.execute(sql, (lead, lead + size)))
            receipt = Receipt(partition, first, last, at, results[lead], replayed=True)
            found[command.token] = Committed(command, receipt)
    return found


def commits(db: sqlite3.Connection, where: int, after: int, limit: int) -> Iterator[Commit]:
    """Commits by the id of their last command, in the order of these ids."""
    told: list[Command] = []
    columns = f"{_COMMAND}, c.first, c.last, c.at, c.size"
    sql = f"SELECT {columns} FROM command c WHERE +c.partition = ? AND c.id > ? ORDER BY c.id"
    for id_, *command, first, last, at, size in db.execute(sql, (where, after)):
        told.append(Command(*command))
        if len(told) == size:
            yield Commit(id_, tuple(told), first, last, at)
            told.clear()
            limit -= 1
        if not limit:
            return


def whole_rows(db: sqlite3.Connection, where: int, after: Key | None, limit: int) -> _Found:
    """Records behind a key, with whether they are private and their packed index entries."""
    sql = f"""SELECT r.kind, r.name, r.version, {BODY}, r.at, r.private, r.keys FROM record r
        WHERE r.partition = ? AND (r.kind, r.name) > (?, ?) ORDER BY r.kind, r.name LIMIT ?"""
    return db.execute(sql, (where, *(after or ("", "")), limit))


def _ordered(columns: str, reverse: bool) -> str:
    return ", ".join(f"{column} DESC" if reverse else column for column in columns.split(", "))


def _between(columns: str, lo: Sequence[Any], hi: Sequence[Any] | None) -> tuple[str, list[Any]]:
    """The condition for entries at or above `lo` and below `hi`, and its values."""
    place = f"({marks(len(lo))})"
    if hi is None:
        return f"({columns}) >= {place}", [*lo]
    return f"({columns}) >= {place} AND ({columns}) < {place}", [*lo, *hi]


def scan_index(
    db: sqlite3.Connection,
    where: int,
    word: int,
    lo: bytes,
    hi: bytes | None,
    limit: int,
    reverse: bool,
    place: tuple[bytes, Key] | None,
) -> _Found:
    low: tuple[bytes, str, str] = (lo, "", "")
    high = None if hi is None else (hi, "", "")
    if place is not None:
        key, (kind, name) = place
        if reverse:
            high = (key, kind, name) if high is None else min(high, (key, kind, name))
        else:
            low = max(low, (key, kind, name + "\0"))
    columns = "k.key, k.kind, k.name"
    condition, values = _between(columns, low, high)
    sql = f"""SELECT {columns}, k.sole = 1, r.version, r.at, {BODY}
        FROM key k CROSS JOIN record r ON r.id = k.record
        WHERE k.partition = ? AND k.word = ? AND {condition} ORDER BY {_ordered(columns, reverse)} LIMIT ?"""
    return db.execute(sql, (where, word, *values, limit))


def scan_records(
    db: sqlite3.Connection,
    where: int,
    lo: bytes,
    hi: bytes | None,
    limit: int,
    reverse: bool,
    place: tuple[bytes, Key] | None,
) -> _Found:
    if place is not None and reverse:
        hi = place[0] if hi is None else min(hi, place[0])
    elif place is not None:
        lo = max(lo, place[0] + b"\0")
    columns = "r.kind, r.name"
    condition, values = _between(columns, _kind_and_name(lo), None if hi is None else _kind_and_name(hi))
    sql = f"""SELECT {columns}, r.version, r.at, {BODY} FROM record r
        WHERE r.partition = ? AND {condition} ORDER BY {_ordered(columns, reverse)} LIMIT ?"""
    for kind, name, version, at, body in db.execute(sql, (where, *values, limit)):
        yield record_key((kind, name)), kind, name, False, version, at, body


def _kind_and_name(key: bytes) -> tuple[str, str]:
    """Where a place among all records lies, in the order of our two columns."""
    kind, _, name = key.decode("latin-1").partition("\0")
    return kind, name


def journal_rows(
    db: sqlite3.Connection, where: int, after: int, limit: int, kind: str | None
) -> Iterator[tuple[Any, ...]]:
    """Entries with their records and commands, in order."""
    condition, kinds = ("", ()) if kind is None else (" AND r.kind = ?", (kind,))
    sql = f"SELECT {_ENTRY} {_TOLD} WHERE e.id > ? AND e.id < ?{condition} ORDER BY e.id LIMIT ?"
    values = (entry_id(where, after), entry_id(where + 1, 0), *kinds, limit)
    found: Iterator[tuple[Any, ...]] = db.execute(sql, values)
    return found


def history_rows(db: sqlite3.Connection, where: int, after: int, key: Key) -> Iterator[tuple[Any, ...]]:
    """Entries of one record with their commands, in order: from its last one back to `after`."""
    sql = "SELECT last FROM record WHERE partition = ? AND kind = ? AND name = ?"
    (position,) = db.execute(sql, (where, *key)).fetchone() or (0,)
    rows: list[tuple[Any, ...]] = []
    sql = f"SELECT e.previous, {_ENTRY} {_TOLD} WHERE e.id = ?"
    while position > after:
        found = db.execute(sql, (entry_id(where, position),)).fetchone()
        if found is None or found[4:6] != key:
            break  # what is missing is told by `verify`, which reads the whole journal
        if not 0 <= found[0] < position:
            raise Corrupt(Reason("storage.broken_history", kind=key[0], id=key[1], position=position))
        position, *row = found
        rows.append(tuple(row))
    return iter(rows[::-1])


# A frozen value's own `__init__` takes longer than SQLite does to find the row: its slots are set directly.


def _setters(cls: type) -> tuple[Callable[[object, object], None], ...]:
    return tuple(getattr(cls, field.name).__set__ for field in attrs.fields(cls))


_position, _at, _key, _version, _event, _command = _setters(Entry)
_token, _digest, _by, _pack, _now, _result = _setters(Command)


def entries_of(rows: Iterable[tuple[Any, ...]]) -> list[Entry]:
    """Entries, those of one command with the same command: they lie side by side."""
    last, entries = None, []
    for position, version, event, kind, name, at, id_, token, digest, by, pack, now, result in rows:
        if id_ != last:
            last, command = id_, _blank(Command)
            _token(command, token)
            _digest(command, digest)
            _by(command, by)
            _pack(command, pack)
            _now(command, now)
            _result(command, result)
        entry = _blank(Entry)
        _position(entry, position)
        _at(entry, at)
        _key(entry, (kind, name))
        _version(entry, version)
        _event(entry, event)
        _command(entry, command)
        entries.append(entry)
    return entries
