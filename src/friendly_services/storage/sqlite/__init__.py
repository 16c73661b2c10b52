"""The store in one SQLite file: what a city embeds when it has no database server."""

from ._store import SQLiteStore

__all__ = ["SQLiteStore"]
