"""A store in a PostgreSQL database, offered to friendly-services under `postgresql:`."""

from collections.abc import Callable

from friendly_services.hookspecs import StoreOpener, hookimpl

from . import _words as _words
from ._purge import purge
from ._schema import SCHEMA, ddl
from ._store import PostgresStore

__all__ = ["SCHEMA", "PostgresStore", "ddl", "purge", "register_stores"]


@hookimpl
def register_stores(register: Callable[[StoreOpener], None]) -> None:
    """Offer this store under `postgresql:`."""
    register(StoreOpener("postgresql", PostgresStore, protocol=1))
