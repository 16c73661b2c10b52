"""What the kit is given to try the store in PostgreSQL, with a real server in its hands."""
# ruff: noqa: S608 # the schemas that are put into SQL are the tests' own

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

import attrs
import psycopg
import pytest
from psycopg.pq.abc import PGconn, PGresult

from friendly_services.plugins import open_store
from friendly_services.storage import Store
from friendly_services.testing import Fault, Lab
from friendly_services_postgres import _store, purge
from friendly_services_postgres._connections import Server
from friendly_services_postgres._round_trip import round_trip

from .server import Postgres

__all__ = ["PLUGIN", "postgres_lab"]

EXECUTE: Final = Server.execute
PLUGIN: Final = "friendly_services_postgres"
SENDING: Final = ("send_prepare", "send_query_prepared", "pipeline_sync")
WATCHED: Final = (*SENDING, "get_result")
"""The calls to libpq that a commit's round trip consists of."""
CHUNK: Final = 1996
"""Bytes in which PostgreSQL keeps a long value, four to a page."""
ROOM: Final = 512 * 1024


def postgres_lab(server: Postgres, schema: str, patch: pytest.MonkeyPatch) -> Lab:
    """A city in a schema of its own on this server."""
    url = server.url(schema=schema, create="yes")
    plain = {"schema": schema, "create": "yes", "sslmode": "disable"}
    return Lab(
        open=lambda: open_store(url, (PLUGIN,)),
        url=url,
        plugins=(PLUGIN,),
        files=lambda: purged(server, url),
        breakable=partial(breakable, url, patch),
        hold=lambda: held(server, schema),
        fill_disk=partial(full_disk, server, schema) if shutil.which("prlimit") else None,
        read_only=lambda: read_only(server),
        make_newer=partial(newer, server, schema),
        address=("127.0.0.1", server.port),
        open_at=lambda _, port: open_store(server.url(port=port, **plain), (PLUGIN,)),
        kill=server.restart,
    )


def purged(server: Postgres, url: str) -> Iterator[Path]:
    """Every file of the server once the operator has purged what was erased."""
    purge(url)
    return (path for path in server.data.rglob("*") if path.is_file())


@attrs.frozen
class Watched:
    """A connection of which some calls to libpq may fail as they do when the network does."""

    server: Server
    fault: Fault

    @property
    def pgconn(self) -> "Watched":
        """What stands in for libpq."""
        return self

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.server.pgconn, name)
        return partial(self._call, name, call) if name in WATCHED else call

    def _call(self, name: str, call: Callable[..., Any], *values: Any) -> Any:
        def do() -> Any:
            result = call(*values)
            if self.fault.at == 0 and name in SENDING:  # it is sent, and only its answer is lost
                self.server.pgconn.flush()
            return result

        return lose(self.server.pgconn, self.fault, do)


def lose(libpq: PGconn, fault: Fault, call: Callable[[], Any]) -> Any:
    """Make the call; if it is the one to fail, the connection is lost with it."""
    error = psycopg.OperationalError("server closed the connection unexpectedly")
    try:
        return fault.around(call, error)
    except psycopg.OperationalError:
        if fault.happened and fault.at == 0:
            libpq.finish()
        raise


def breakable(url: str, patch: pytest.MonkeyPatch, fault: Fault) -> Store:
    """The store, connected, whose calls to the driver go through the fault."""

    def watched_execute(server: Server, *asked: Any, **how: Any) -> Any:
        return lose(server.pgconn, fault, lambda: EXECUTE(server, *asked, **how))

    def watched_round_trip(server: Any, *asked: Any) -> PGresult:
        return round_trip(cast(Server, Watched(server, fault)), *asked)

    patch.setattr(Server, "execute", watched_execute)
    patch.setattr(_store, "round_trip", watched_round_trip)
    store = open_store(url, (PLUGIN,))
    store.load("nowhere", ())
    return store


@contextmanager
def held(server: Postgres, schema: str) -> Iterator[None]:
    """The row of every partition, locked by somebody else."""
    with server.connection() as other, other.transaction():
        other.execute(f"SELECT FROM {schema}.head FOR UPDATE".encode())
        yield


@contextmanager
def read_only(server: Postgres) -> Iterator[None]:
    """A server that takes no writes, as a standby would be."""
    server.execute("ALTER ROLE city SET default_transaction_read_only = on")
    try:
        yield
    finally:
        with server.connection() as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute("ALTER ROLE city RESET default_transaction_read_only")


def newer(server: Postgres, schema: str) -> None:
    """Tables that a later version has brought on."""
    server.execute(f"INSERT INTO {schema}.migration VALUES (999, 'x')")


@contextmanager
def full_disk(server: Postgres, schema: str) -> Iterator[None]:
    """Tables that cannot grow: they are larger already than any file that the store's backends may write.

    A disk that is full where the log is written is another matter: PostgreSQL then stops and starts again.
    """
    with server.connection() as connection:
        values = ("ballast", "merchant", "m-1", 1, 0, 0, False, os.urandom(4 * CHUNK * 100), None)
        marks = ", ".join(["%s"] * len(values))
        connection.execute(f"INSERT INTO {schema}.record VALUES ({marks})".encode(), values)
        connection.execute("SELECT pg_switch_wal()")  # the log goes on in a file that is short as yet
    ours = server.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'friendly-services'")
    for (pid,) in ours:
        server.run("prlimit", f"--pid={pid}", f"--fsize={ROOM}:")
    try:
        yield
    finally:
        for (pid,) in ours:
            server.run("prlimit", f"--pid={pid}", "--fsize=unlimited:")
