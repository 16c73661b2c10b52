"""What the tables answer, as the contract's values."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from friendly_services.ids import Key, is_id
from friendly_services.storage import Command, Commit, Committed, Entry, Receipt, Record, Row

from ._arrays import Byteas, Texts
from ._commit import SOLE, entry_of, index_key_of
from ._connections import Server

__all__ = ["Snapshot", "can_be", "commits", "entries", "entry_bounds", "record", "record_bounds", "rows"]

_CHUNK: Final = 2_000
"""Entries of the journal that are asked for at once."""


class Snapshot:
    """What one statement tells of a partition."""

    def __init__(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...]) -> None:
        self.partition = partition
        self.keys = keys
        self.tokens = tokens
        self.head = self.at = 0
        self.records: dict[int, Record] = {}
        self.private: set[Key] = set()
        self.committed: dict[int, Committed] = {}
        self.holders: dict[bytes, Key] = {}

    @property
    def parameters(self) -> dict[str, Any]:
        keys = [key if can_be(key, None) else ("", "") for key in self.keys]
        return {
            "partition": self.partition,
            "kinds": Texts([kind for kind, _ in keys]),
            "ids": Texts([id_ for _, id_ in keys]),
            "tokens": Byteas(self.tokens),
        }

    def take(self, rows: Iterable[tuple[Any, ...]]) -> None:
        for n, x, y, body, private, at, actor, pack, now, result, results in rows:
            if n is None:
                self.holders[body] = actor.decode(), result.decode()
            elif n == 0:
                self.head, self.at = x, y
            elif n > 0:
                key = self.keys[n - 1]
                self.records[n] = Record(key, x, body, y)
                if private:
                    self.private.add(key)
            else:
                command = _command(self.tokens[-n - 1], body, actor, pack, now, result)
                given = tuple(results) if results else (result,)
                self.committed[-n] = Committed(
                    command, Receipt(self.partition, x, y, at, given, replayed=True)
                )


def record(kind: str, id_: str, version: int, at: int, body: bytes | None) -> Record:
    return Record((kind, id_), version, body, at)


def can_be(key: Key | None, kind: str | None) -> bool:
    """Whether a record can have this key and this kind: no other can have been stored."""
    if key is None:
        return kind is None or kind.isascii()
    return is_id(key[1]) and key[0].isascii() and kind in (None, key[0])


def entries(server: Server, sql: Any, asked: dict[str, Any], limit: int) -> Iterator[Entry]:
    """Entries of the journal, asked for as they are needed."""
    commands: dict[bytes, Command] = {}
    while limit > 0:
        chunk = min(limit, _CHUNK)
        rows = server.execute(sql, asked | {"limit": chunk}, binary=True).fetchall()
        for position, version, event, kind, id_, at, token, digest, actor, pack, now, result in rows:
            command = commands.get(token)
            if command is None:
                command = commands[token] = _command(token, digest, actor, pack, now, result)
            yield Entry(position, at, (kind, id_), version, event, command)
        if len(rows) < chunk:
            return
        limit -= chunk
        asked = asked | {"after": rows[-1][0]}


def commits(found: Iterable[tuple[Any, ...]]) -> tuple[Commit, ...]:
    """Commits from their commands, each command with its commit's number."""
    told = []
    for number, group in groupby(found, itemgetter(0)):
        commands = tuple(group)
        *_, first, last, at = commands[0]
        told.append(Commit(number, tuple(_command(*row[1:7]) for row in commands), first, last, at))
    return tuple(told)


def _command(token: bytes, digest: bytes, actor: bytes, pack: int, now: int, result: bytes) -> Command:
    return Command(token, digest, actor.decode(), pack, now, result)


def rows(found: Iterable[tuple[Any, ...]]) -> tuple[Row, ...]:
    """Records with all that is kept about them."""
    return tuple(
        Row(
            Record((kind, id_), version, body, at),
            frozenset(index_key_of(packed[1:], packed[:1] == SOLE) for packed in keys or ()),
            private,
        )
        for kind, id_, version, at, body, private, keys in found
    )


_AFTER: Final = "\x01"
"""Sorts before everything an id may hold: an id with this behind it comes right after the id."""
_END: Final = "\x7f"
"""Sorts after everything a kind may hold."""


def record_bounds(
    lo: bytes, hi: bytes | None, reverse: bool, place: tuple[bytes, Key] | None
) -> dict[str, Any]:
    """The range of records that a range of their index means."""
    low = _kind_and_id(lo)
    high = (_END, "") if hi is None else _kind_and_id(hi)
    if place is not None and reverse:
        high = min(high, _kind_and_id(place[0]))
    elif place is not None:
        low = max(low, _kind_and_id(place[0] + b"\0"))
    return {"lo_kind": low[0], "lo_id": low[1], "hi_kind": high[0], "hi_id": high[1]}


def _kind_and_id(key: bytes) -> tuple[str, str]:
    """Where a place among all records lies, in the order of our two columns."""
    kind, _, id_ = key.decode("latin-1").partition("\0")
    head, nul, _ = id_.partition("\0")
    return kind, head + _AFTER if nul else head


def entry_bounds(
    index: str, lo: bytes, hi: bytes | None, reverse: bool, place: tuple[bytes, Key] | None
) -> dict[str, Any]:
    """The range of entries between two keys of an index, or from where a page ended."""
    low = entry_of(index, lo), "", ""
    high = (index.encode() + b"\x01" if hi is None else entry_of(index, hi)), "", ""
    if place is not None:
        key, (kind, id_) = place
        id_, nul, _ = id_.partition("\0")
        if reverse:
            high = min(high, (entry_of(index, key), kind, id_ + _AFTER if nul else id_))
        else:
            low = max(low, (entry_of(index, key), kind, id_ + _AFTER))
    return {
        "lo_entry": low[0], "lo_kind": low[1], "lo_id": low[2],
        "hi_entry": high[0], "hi_kind": high[1], "hi_id": high[2],
    }  # fmt: skip
