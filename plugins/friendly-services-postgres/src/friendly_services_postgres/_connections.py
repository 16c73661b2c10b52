"""Connections to the server: a pool of them in each process, and what their failures mean."""

import os
import select
import time  # noqa: TID251 # as the store: a caller waits until a deadline
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool

from friendly_services.storage import Corrupt, Unavailable
from friendly_services.text import Reason

from ._arrays import register
from ._url import Place

__all__ = ["OLDEST", "Connections", "Server", "connect", "telling", "unavailable", "words"]

OLDEST: Final = 15
"""The oldest PostgreSQL this store was tested with."""
PATIENCE: Final = 10.0
"""Seconds to wait for a connection where the caller gives no deadline."""
_SETTINGS: Final = {
    "default_transaction_isolation": "read committed",
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_memoize": "off",
    "jit": "off",
    "idle_in_transaction_session_timeout": "60s",
    "statement_timeout": "60s",  # of what only reads; a commit has its own
}
"""Plans are made once a connection, when a table may still be empty: no table is ever read but by its key."""
_SET: Final = f"SELECT {', '.join(['set_config(%s, %s, false)'] * len(_SETTINGS))}"


class Server(psycopg.Connection[Any]):
    """A connection that remembers what it was told and what it was warned of."""

    lock_timeout: int = -1
    """Milliseconds, as last set and not rolled back; -1 if that is not known."""
    warning: str = ""
    ready: set[bytes]
    """Names of the statements of a commit that it has prepared."""

    def note(self, notice: errors.Diagnostic) -> None:
        """Keep a warning until somebody looks; lesser notices say nothing about a commit."""
        if notice.severity_nonlocalized == "WARNING":
            self.warning = notice.message_primary or "a warning without words"

    def is_alive(self) -> bool:
        """Whether the server has kept quiet, as it does on a connection that is idle and whole."""
        if self.closed:
            return False
        if hasattr(select, "poll"):
            poll = select.poll()
            poll.register(self.fileno(), select.POLLIN)
            return not poll.poll(0)
        return not select.select([self], [], [], 0)[0]


def _configure(connection: Server) -> None:
    connection.autocommit = True
    connection.prepare_threshold = 0
    connection.prepared_max = 64
    connection.add_notice_handler(connection.note)
    register(connection.adapters)
    connection.ready = set()
    connection.execute(_SET, [part for setting in _SETTINGS.items() for part in setting])


def _alive(pool: "ConnectionPool[Server]", seconds: float) -> Server:
    """A connection that the server has not given up while nobody looked, so that no commit is sent into it.

    After a failover all that are idle are dead. The pool's own check pauses at each, longer every time.
    """
    until = time.monotonic() + seconds
    while True:
        connection = pool.getconn(timeout=max(until - time.monotonic(), 0.001))
        if connection.is_alive():
            return connection
        connection.close()
        pool.putconn(connection)


def connect(place: Place) -> Server:
    """A connection of its own, for opening."""
    connection = Server.connect(**place.parameters)
    try:
        _configure(connection)
    except BaseException:
        connection.close()
        raise
    return connection


class Connections:
    """The connections of one store, handed to one thread at a time.

    None lives through a fork: the child leaves its parent's alone and makes its own when it needs one.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._closed = False
        self._lock = Lock()
        self._pool: ConnectionPool[Server] | None = None
        _watch_forks(self)

    @contextmanager
    def one(self, seconds: float = PATIENCE) -> Iterator[Server]:
        """A connection, in no transaction; one that failed is not handed out again."""
        with telling():
            pool = self._ready()
            connection = _alive(pool, seconds)
            try:
                yield connection
            except BaseException:
                if connection.info.transaction_status != TransactionStatus.IDLE:
                    connection.close()
                raise
            finally:
                pool.putconn(connection)

    def close(self) -> None:
        """Close them all, and hand out no more."""
        with self._lock:
            self._closed = True
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def after_fork(self) -> None:
        """Start anew in a child: sockets and threads of the pool are the parent's."""
        self._lock = Lock()
        if self._pool is not None:
            _LEFT_BEHIND.append(self._pool)
            self._pool = None

    def _ready(self) -> "ConnectionPool[Server]":
        pool = self._pool
        if pool is not None:
            return pool
        with self._lock:
            if self._closed:
                raise Unavailable(Reason("storage.closed"))
            if self._pool is None:
                self._pool = ConnectionPool(
                    kwargs=self._place.parameters,
                    connection_class=Server,
                    configure=_configure,
                    min_size=0,
                    max_size=self._place.connections,
                    reconnect_timeout=PATIENCE / 2,
                    name="friendly-services",
                    open=True,
                )
            return self._pool


_ALIVE: "weakref.WeakSet[Connections]" = weakref.WeakSet()
_LEFT_BEHIND: Final[list[ConnectionPool[Server]]] = []
"""Pools of a parent process: a child must not even close them, for the parent's server would hear it."""
_watching: list[int] = []


def _watch_forks(connections: Connections) -> None:
    _ALIVE.add(connections)
    if not _watching and hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_after_fork)
        _watching.append(os.getpid())


def _after_fork() -> None:
    for connections in list(_ALIVE):
        connections.after_fork()


@contextmanager
def telling() -> Iterator[None]:
    """Say what the server says in the store's own errors, where nothing can have been committed."""
    try:
        yield
    except psycopg.Error as error:
        raise unavailable(error) from error


def unavailable(error: psycopg.Error) -> Unavailable | Corrupt:
    """What an error means that rolled back whatever was going on."""
    match error:
        case errors.LockNotAvailable() | errors.QueryCanceled() | errors.SerializationFailure():
            return Unavailable(Reason("storage.busy"))
        case errors.DataCorrupted() | errors.IndexCorrupted() | errors.UniqueViolation():
            return Corrupt(Reason("postgres.engine", message=words(error)))
        case _:
            return Unavailable(Reason("postgres.engine", message=words(error)))


def words(error: psycopg.Error) -> str:
    """What the server or libpq says, in one line; details are left out, since they repeat stored values."""
    return " ".join((error.diag.message_primary or str(error)).split())
