"""Erasing for good: what an operator runs from time to time."""

from typing import Final

from psycopg import errors

from friendly_services.storage import Unavailable
from friendly_services.text import Reason

from ._connections import connect, telling
from ._schema import in_schema
from ._url import Place, place_of

__all__ = ["purge", "purge_at"]

_STEPS: Final = (
    "VACUUM FULL {schema}.private",
    "VACUUM FULL {schema}.private_key",
    "VACUUM {schema}.private",  # counts the dead rows that are still there
    "VACUUM {schema}.private_key",
    "SELECT pg_switch_wal()",
    "CHECKPOINT",
)
_DEAD_ROWS: Final = """
    SELECT coalesce(sum(pg_stat_get_dead_tuples(oid)), 0) FROM pg_class
    WHERE oid IN ('{schema}.private'::regclass, '{schema}.private_key'::regclass)
"""
_OLD_LOG: Final = """
    SELECT count(*) FROM pg_ls_waldir(), pg_control_checkpoint()
    WHERE name ~ '^[0-9A-F]{24}'
    AND (name < redo_wal_file OR name > redo_wal_file AND current_setting('wal_recycle')::boolean)
"""
"""Log files behind the last checkpoint, and those that may be old ones kept under a name of the future."""


def purge(url: str, seconds: float = 600.0) -> bool:
    """Take the bytes of private records that were erased or replaced from the server's files.

    No table has them, but dead rows and the write-ahead log do. This rewrites the two private tables,
    for which it waits until nobody uses them, starts a new log file, and lets the server drop the files that
    it needs no more. Standbys drop theirs when they come to do so; archives and backups are the operator's to
    expire.

    Args:
        url: as the store takes it, for an owner of the tables who may run pg_switch_wal() and CHECKPOINT.
        seconds: how long to wait for each lock.

    Returns:
        Whether nothing is left in this server's files. False while a transaction that began before may still
        see it, while a slot, an archive or `wal_keep_size` keeps log files, with `wal_recycle = on`, which
        keeps some for reuse, and for a role that may not list them (`pg_monitor`).

    Raises:
        Unavailable: no server answers, the role may not, or a table was in use for all that time.
    """
    return purge_at(place_of(url), seconds)


def purge_at(place: Place, seconds: float) -> bool:
    """The same, for whoever has read the URL already."""
    with telling(), connect(place) as connection:
        milliseconds = str(max(int(seconds * 1000), 1))
        connection.execute(
            "SELECT set_config('lock_timeout', %s, false), set_config('statement_timeout', '0', false)",
            [milliseconds],
        )
        for step in _STEPS:
            connection.execute(in_schema(step, place.schema), prepare=False)
            if connection.warning:  # of a table that is not one's own, VACUUM only warns
                raise Unavailable(Reason("postgres.engine", message=connection.warning))
        left = connection.execute(in_schema(_DEAD_ROWS, place.schema)).fetchall()
        try:
            left += connection.execute(_OLD_LOG).fetchall()
        except errors.InsufficientPrivilege:
            return False
    return not any(count for (count,) in left)
