"""What the tables answer: rows of records, commands, indexes and the journal."""
# ruff: noqa: S608 # statements are put together from column names and question marks; every value is a parameter

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from ...ids import Key
from .._contract import Command, Committed, Receipt
from .._dump import Commit
from .._rules import record_key
from ._schema import POSITIONS

__all__ = [
    "BODY",
    "commits",
    "committed_under",
    "entry_id",
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
_AT_ONCE: Final = 256
"""Values one statement looks up at most."""


def marks(count: int) -> str:
    return ", ".join("?" * count)


def entry_id(partition: int, position: int) -> int:
    return partition << POSITIONS | position


def partition_row(db: sqlite3.Connection, name: str) -> tuple[int, int, int]:
    """Its id, head and time: zeros before its first commit."""
    row = db.execute("SELECT id, head, at FROM partition WHERE name = ?", (name,)).fetchone()
    return row or (0, 0, 0)


def word_number(db: sqlite3.Connection, name: str) -> int:
    row = db.execute("SELECT id FROM word WHERE text = ?", (name,)).fetchone()
    return row[0] if row else 0


def _in_groups(values: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Values with their `IN (…)`, in a few sizes so that statements stay prepared."""
    for start in range(0, len(values), _AT_ONCE):
        part = list(values[start : start + _AT_ONCE])
        size = 1 << (len(part) - 1).bit_length()
        yield f"IN ({marks(size)})", part + [part[-1]] * (size - len(part))


def record_rows(
    db: sqlite3.Connection, where: int, keys: Sequence[Key], columns: str
) -> dict[Key, tuple[Any, ...]]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for kind, name in keys:
        if kind.isascii() and name.isascii():  # no other can have been stored
            names[kind].append(name)
    rows: dict[Key, tuple[Any, ...]] = {}
    for kind, group in names.items():
        for among, values in _in_groups(group):
            condition = f"r.partition = ? AND r.kind = ? AND r.name {among}"
            sql = f"SELECT r.name, {columns} FROM record r WHERE {condition}"
            rows.update(((kind, name), row) for name, *row in db.execute(sql, (where, kind, *values)))
    return rows


def committed_under(
    db: sqlite3.Connection, partition: str, where: int, tokens: Sequence[bytes]
) -> dict[bytes, Committed]:
    found = {}
    results: dict[int, tuple[bytes, ...]] = {}
    for among, values in _in_groups(tokens):
        columns = f"{_COMMAND}, c.first, c.last, c.at, c.place, c.size"
        sql = f"SELECT {columns} FROM command c WHERE c.partition = ? AND c.token {among}"
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


def journal_rows(db: sqlite3.Connection, where: int, after: int, key: Key | None, kind: str | None) -> _Found:
    """Entries with their records and commands, in order; read as far as they are needed."""
    base = entry_id(where, 0)
    start = max(after, 0)
    columns = f"e.id - {base}, e.version, e.event, r.kind, r.name, c.at, {_COMMAND}"
    joined = "CROSS JOIN record r ON r.id = e.record CROSS JOIN command c ON c.id = e.command"
    if key is None:
        condition = "" if kind is None else "AND r.kind = ?"
        sql = f"SELECT {columns} FROM entry e {joined} WHERE e.id > ? AND e.id < ? {condition} ORDER BY e.id"
        bounds = (base + start, entry_id(where + 1, 0))
        return db.execute(sql, bounds if kind is None else (*bounds, kind))
    if kind not in (None, key[0]):
        return ()
    sql = f"""WITH RECURSIVE chain (position) AS (
            SELECT last FROM record WHERE partition = ? AND kind = ? AND name = ?
            UNION ALL
            SELECT e.previous FROM chain CROSS JOIN entry e ON e.id = {base} + chain.position
            WHERE e.previous > ? AND e.previous < chain.position)
        SELECT {columns} FROM chain CROSS JOIN entry e ON e.id = {base} + chain.position {joined}
        WHERE chain.position > ? ORDER BY chain.position"""
    return db.execute(sql, (where, *key, start, start))
