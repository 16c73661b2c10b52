"""Erasing for good: what an operator runs from time to time."""

from friendly_services.storage import Unavailable
from friendly_services.text import Reason

from ._connections import connect, telling
from ._schema import in_schema
from ._url import place_of

__all__ = ["purge"]

_STEPS = (
    "VACUUM FULL {schema}.private",
    "VACUUM FULL {schema}.private_key",
    "SELECT pg_switch_wal()",
    "CHECKPOINT",
)


def purge(url: str) -> None:
    """Take the bytes of private records that were erased or replaced from the server's files.

    No table has them, but dead rows and the write-ahead log do. This rewrites the two private tables,
    for which it waits until nobody uses them, starts a new log file, and lets the server drop the files that
    it needs no more. With `wal_recycle = on` it keeps some of those for reuse. Standbys drop theirs when they
    come to do so; archives and backups are the operator's to expire.

    Args:
        url: as the store takes it, for an owner of the tables who may run pg_switch_wal() and CHECKPOINT.

    Raises:
        Unavailable: no server answers, or the role may not.
    """
    place = place_of(url)
    with telling(), connect(place) as connection:
        for step in _STEPS:
            connection.execute(in_schema(step, place.schema), prepare=False)
            if connection.warning:  # of a table that is not one's own, VACUUM only warns
                raise Unavailable(Reason("postgres.engine", message=connection.warning))
