"""What a process knows of a file without asking: what its own last commits left there."""

import sqlite3
from typing import Final

import attrs

from ...ids import Key
from .._contract import IndexKey

__all__ = ["Here", "Indexed", "Known", "Old"]

_MOST: Final = 4_096
"""Records that are remembered at most."""

Indexed = tuple[int, bool, bytes]
"""An index entry: number of the index's name, whether it is unique, key."""

Old = tuple[int, int, int, bool, frozenset[Indexed]]
"""A record as a commit finds it: version, id, position of its last entry, whether private, index entries."""


@attrs.define
class Here:
    """A partition."""

    id: int = 0
    """0 before its first commit."""
    head: int = 0
    at: int = 0
    records: dict[Key, Old] = attrs.Factory(dict)


@attrs.define
class Known:
    """Good as long as nobody but one connection writes, which SQLite tells (`PRAGMA data_version`)."""

    connection: sqlite3.Connection | None = None
    version: int = 0
    commands: int = 0
    """The highest id of a command."""
    records: int = 0
    """The highest id of a record."""
    partitions: dict[str, Here] = attrs.Factory(dict)
    words: dict[str, int] = attrs.Factory(dict)
    """Numbers of the names of indexes; they never change."""
    packed: dict[frozenset[IndexKey], tuple[frozenset[Indexed], bytes]] = attrs.Factory(dict)
    """Index entries by their numbers, and packed: records that are written often seldom change theirs."""
    _size: int = 0

    def look(self, connection: sqlite3.Connection, partition: str) -> Here:
        """The partition as it is now, asked for in a transaction; what became doubtful is forgotten."""
        if connection is not self.connection:  # the one before failed, perhaps while a name was new
            self.words.clear()
            self.packed.clear()
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        if version != self.version or connection is not self.connection or self._size > _MOST:
            self.partitions.clear()
            self._size = 0
            sql = "SELECT (SELECT max(id) FROM command), (SELECT max(id) FROM record)"
            commands, records = connection.execute(sql).fetchone()
            self.commands, self.records = commands or 0, records or 0
            self.connection, self.version = connection, version
        here = self.partitions.get(partition)
        if here is None:
            sql = "SELECT id, head, at FROM partition WHERE name = ?"
            here = Here(*(connection.execute(sql, (partition,)).fetchone() or ()))
        return here

    def learn(
        self,
        partition: str,
        here: Here,
        records: dict[Key, Old],
        highest: tuple[int, int],
        words: dict[str, int],
    ) -> None:
        """Remember what is about to be committed: if that fails, the connection is not used again."""
        self.partitions[partition] = here
        self._size -= len(here.records)
        here.records |= records
        self._size += len(here.records)
        if len(self.packed) > _MOST:
            self.packed.clear()
        self.commands, self.records = highest
        self.words |= words
