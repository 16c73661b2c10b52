"""The Store contract, the rules every store shares, and the two stores that come with the library."""

from typing import TYPE_CHECKING

from ._checksums import Checksums
from ._contract import (
    EVERY_RECORD,
    PROTOCOL,
    Batch,
    Command,
    Committed,
    Conflict,
    Corrupt,
    Entry,
    Indeterminate,
    IndexKey,
    Limits,
    Loaded,
    Page,
    Purging,
    Put,
    Receipt,
    Record,
    Store,
    StoreError,
    StoreInfo,
    TokenReused,
    TooLarge,
    Unavailable,
    Unique,
)
from ._dump import Commit, Portable, Row, digest, dump, load
from ._eventless import Written, eventless, written_by
from ._lock import FileLock
from ._place import check_place
from ._rules import (
    changed,
    check_batch,
    check_claims,
    check_privacy,
    cursor,
    cursor_at,
    journal_of,
    new_version,
    record_key,
    replay_of,
    sorted_index,
)
from .memory import MemoryStore

if TYPE_CHECKING:
    from .sqlite import SQLiteStore

__all__ = [
    "EVERY_RECORD",
    "PROTOCOL",
    "Batch",
    "Checksums",
    "Command",
    "Commit",
    "Committed",
    "Conflict",
    "Corrupt",
    "Entry",
    "FileLock",
    "Indeterminate",
    "IndexKey",
    "Limits",
    "Loaded",
    "MemoryStore",
    "Page",
    "Portable",
    "Purging",
    "Put",
    "Receipt",
    "Record",
    "Row",
    "SQLiteStore",
    "Store",
    "StoreError",
    "StoreInfo",
    "TokenReused",
    "TooLarge",
    "Unavailable",
    "Unique",
    "Written",
    "changed",
    "check_batch",
    "check_claims",
    "check_place",
    "check_privacy",
    "cursor",
    "cursor_at",
    "digest",
    "dump",
    "eventless",
    "journal_of",
    "load",
    "new_version",
    "record_key",
    "replay_of",
    "sorted_index",
    "written_by",
]


def __getattr__(name: str) -> object:
    """Load the SQLite store on first use: it brings sqlite3, which a city on another store never needs."""
    if name == "SQLiteStore":
        from .sqlite import SQLiteStore  # noqa: PLC0415 # as the docstring says

        return SQLiteStore
    raise AttributeError(name)
