"""The tables of the SQLite store, step by step as they came to be."""

import hashlib
from typing import Final

__all__ = ["APPLICATION", "MIGRATIONS", "POSITIONS", "checksum"]

APPLICATION: Final = 0x66735F31
"""SQLite's application_id of our files: `fs_1`."""

POSITIONS: Final = 40
"""Bits of an entry's id below the partition's: a trillion entries for each of four million partitions."""

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        "CREATE TABLE migration (number INTEGER PRIMARY KEY, checksum BLOB NOT NULL)",
        # A partition with its last position and the time of its last commit.
        """CREATE TABLE partition (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, head INTEGER NOT NULL, at INTEGER NOT NULL)""",
        # Names of indexes, which every entry of an index would repeat.
        "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
        # `last`: position of its last entry in the journal; `keys`: its index entries, packed, so that a
        # commit writes only those that differ.
        """CREATE TABLE record (
            id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
            version INTEGER NOT NULL, last INTEGER NOT NULL, at INTEGER NOT NULL, private INTEGER NOT NULL,
            body BLOB, keys BLOB NOT NULL, UNIQUE (partition, kind, name))""",
        # Bodies of private records, apart from all others.
        "CREATE TABLE private (record INTEGER PRIMARY KEY, body BLOB NOT NULL)",
        # `place` of `size`: where the command stood in its batch, whose commands have consecutive ids.
        """CREATE TABLE command (
            id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, token BLOB NOT NULL, digest BLOB NOT NULL,
            actor TEXT NOT NULL, pack INTEGER NOT NULL, now INTEGER NOT NULL, result BLOB NOT NULL,
            first INTEGER NOT NULL, last INTEGER NOT NULL, at INTEGER NOT NULL,
            place INTEGER NOT NULL, size INTEGER NOT NULL, UNIQUE (partition, token))""",
        # The journal. `id`: partition and position in one number; `previous`: position of the record's entry
        # before this one, so that its history needs no index.
        """CREATE TABLE entry (
            id INTEGER PRIMARY KEY, record INTEGER NOT NULL, version INTEGER NOT NULL,
            previous INTEGER NOT NULL, command INTEGER NOT NULL, event BLOB NOT NULL)""",
        """CREATE TABLE key (
            partition INTEGER NOT NULL, word INTEGER NOT NULL, key BLOB NOT NULL, kind TEXT NOT NULL,
            name TEXT NOT NULL, sole INTEGER NOT NULL, record INTEGER NOT NULL,
            PRIMARY KEY (partition, word, key, kind, name)) WITHOUT ROWID""",
    ),
)
"""Forward only: a step, once released, never changes; the next one is added at the end."""


def checksum(number: int) -> bytes:
    """What the file remembers of a step, the first being 1."""
    return hashlib.sha256("\0".join(MIGRATIONS[number - 1]).encode()).digest()
