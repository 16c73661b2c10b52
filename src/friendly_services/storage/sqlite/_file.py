"""One SQLite file as this process sees it: its connections, its lock, its first opening and its forks."""

import os
import sqlite3
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Condition, RLock
from typing import Final, TypeVar

from ...errors import FriendlyServicesError
from ...text import Reason
from .._contract import Corrupt, Indeterminate, Unavailable
from .._lock import FileLock
from .._place import check_place
from ._schema import APPLICATION, MIGRATIONS, checksum

__all__ = ["SQLiteFile"]

_Answer = TypeVar("_Answer")

_PATIENCE: Final = 5.0
"""Seconds to wait for others where the caller gives no deadline: opening, reading, closing."""
_WAL_LIMIT: Final = 16 * 1024 * 1024
"""Bytes the write-ahead log keeps on disk once all of it is in the database."""
_COMMITS: Final = 256
_BYTES: Final = 4 * 1024 * 1024
"""After so many commits, or bytes of them, the write-ahead log is carried into the database."""

_LOST: Final = {"SQLITE_FULL", "SQLITE_READONLY", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN"}
"""Failures after which SQLite has surely not committed."""

_ALIVE: "weakref.WeakSet[SQLiteFile]" = weakref.WeakSet()
_LEFT_BEHIND: Final[list[sqlite3.Connection]] = []
"""Connections of a parent process: SQLite forbids the child to use them, and even to close them."""


class SQLiteFile:
    """Connections to one file, handed to one thread at a time and kept for the next.

    No connection lives through a fork: before one, this process closes its own, and both sides open anew.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path).absolute()
        check_place(self.path)
        self.lock = FileLock(f"{self.path}-lock")
        self._mutex = RLock()
        self._done = Condition(self._mutex)
        self._forking = False
        self._readers: list[sqlite3.Connection] = []
        self._writers: list[sqlite3.Connection] = []
        self._busy = 0
        self._closed = False
        self._pid = os.getpid()
        self._commits = self._bytes = 0
        self._to_purge = True  # who erased something before us may have ended before the log was purged
        try:
            self._open_first()
        except BaseException:
            self.lock.close()
            raise
        _watch_forks(self)

    def _open_first(self) -> None:
        with _telling(), self.lock.held(_PATIENCE):
            self._look_before_opening()
            connection = self._connect()
            try:
                _migrate(connection)
            except BaseException:
                connection.close()
                raise
            self._readers.append(connection)

    @contextmanager
    def reading(self, begin: bool = True) -> Iterator[sqlite3.Connection]:
        """A connection in one snapshot, or in none; one that failed is not handed out again."""
        connection = None
        self._enter()
        try:
            connection = self._readers.pop() if self._readers else self._connect()
            if begin:
                connection.execute("BEGIN")
            try:
                yield connection
            finally:
                _roll_back(connection)
        except BaseException as error:
            if connection is not None:
                connection.close()  # a statement not read to its end would hold its snapshot for ever
                connection = None
            if isinstance(error, sqlite3.Error | OSError):
                raise _told(error) from error
            raise
        finally:
            if connection is not None:
                self._readers.append(connection)
            self._leave()

    def write(
        self, seconds: float, size: int, erases: bool, work: Callable[[sqlite3.Connection], _Answer]
    ) -> _Answer:
        """What this work answers, in the only transaction that writes; committed unless it raises.

        Args:
            seconds: how long to wait for other writers.
            size: bytes that are going to be written, roughly.
            erases: whether something is erased, of which no file may keep a trace.
            work: reads and writes, given a connection.
        """
        until = time.monotonic() + seconds
        try:
            self._enter()
            try:
                self.lock.acquire(seconds)
                try:
                    return self._transact(until, size, erases, work)
                finally:
                    self.lock.release()
            finally:
                self._leave()
        except (sqlite3.Error, OSError) as error:
            raise _told(error) from error

    def _transact(
        self, until: float, size: int, erases: bool, work: Callable[[sqlite3.Connection], _Answer]
    ) -> _Answer:
        connection = self._writers.pop() if self._writers else self._connect_to_write()
        as_good_as_before = False
        try:
            _begin(connection, until)
            try:
                answer = work(connection)
            except FriendlyServicesError:
                _roll_back(connection)
                as_good_as_before = True
                raise
            _commit(connection)
            self._tidy(connection, size, erases)
            as_good_as_before = True
        finally:
            if as_good_as_before:
                self._writers.append(connection)
            else:
                connection.close()
        return answer

    def _tidy(self, connection: sqlite3.Connection, size: int, erases: bool) -> None:
        """Carry the write-ahead log into the database when it is time; the commit stands whatever happens.

        What was erased is still in the log: then at once, and down to nothing, or with the next commit if a
        reader still needs it.
        """
        self._commits, self._bytes = self._commits + 1, self._bytes + size
        self._to_purge = self._to_purge or erases
        if not self._to_purge and self._commits < _COMMITS and self._bytes < _BYTES:
            return
        self._commits = self._bytes = 0
        with suppress(sqlite3.Error):
            if not self._to_purge:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                return
            connection.execute("PRAGMA busy_timeout = 100")
            held_up, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._to_purge = bool(held_up)
            connection.execute("PRAGMA busy_timeout = 0")

    def purge(self, seconds: float) -> bool:
        """Leave nothing in the write-ahead log, so that no file holds what was overwritten or erased."""
        until = time.monotonic() + seconds
        with self.reading(begin=False) as connection, self.lock.held(seconds):
            left = max(until - time.monotonic(), 0)
            connection.execute(f"PRAGMA busy_timeout = {int(left * 1000)}")
            held_up, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute(f"PRAGMA busy_timeout = {int(_PATIENCE * 1000)}")
            self._to_purge = self._to_purge and bool(held_up)
            return not held_up

    def close(self) -> None:
        """Let go of the file; the last one to do so anywhere leaves it without a write-ahead log."""
        with self._mutex:
            self._closed = True
            self._close_idle()

    def _enter(self) -> None:
        with self._mutex:
            while self._forking:  # or the fork would wait for ever while others come and go
                self._done.wait()
            if self._closed:
                raise Unavailable(Reason("storage.closed"))
            if self._pid != os.getpid():
                self._wake_in_child()
            self._busy += 1

    def _leave(self) -> None:
        with self._mutex:
            self._busy -= 1
            if self._closed:
                self._close_idle()
            if self._forking:
                self._done.notify_all()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path,
            timeout=_PATIENCE,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            if mode != "wal":
                message = f"journal_mode is {mode}"
                raise Unavailable(Reason("storage.engine", message=message))  # closed below
            connection.executescript(f"""
                PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
                PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = {_WAL_LIMIT};
                PRAGMA secure_delete = ON; PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF;
                PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;""")
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect_to_write(self) -> sqlite3.Connection:
        connection = self._connect()
        connection.execute("PRAGMA busy_timeout = 0")  # writers take turns by our lock; see `_begin`
        return connection

    def _close_idle(self) -> None:
        """Close what nobody uses; the last connection of all writes into the database, hence the lock."""
        if self._readers or self._writers:
            try:
                with self.lock.held(_PATIENCE):
                    self._close_each()
            except Unavailable:  # somebody else holds it, who has the file open: ours is not the last
                self._close_each()
        if not self._busy:
            self.lock.close()

    def _close_each(self) -> None:
        for idle in (self._writers, self._readers):
            while idle:
                idle.pop().close()

    def _look_before_opening(self) -> None:
        """Refuse a file that is not ours or newer than we are; have SQLite check it after an unclean end."""
        if not self.path.exists() or self.path.stat().st_size == 0:
            return
        path, log = str(self.path), Path(f"{self.path}-wal")
        if log.exists():  # left behind, unless somebody else has the file open
            with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
                if _is_alone(connection):
                    _identify(connection, path)
                    _check(connection, path)
                    return
        with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as connection:
            _identify(connection, path)

    def before_fork(self) -> None:
        """Wait until no thread uses a connection, and close them all: a child must not inherit one."""
        self._forking = True
        self._mutex.acquire()
        while self._busy:
            self._done.wait()
        self._close_idle()
        self.lock.close()

    def after_fork(self, child: bool) -> None:
        """Go on, in both processes, with connections still to be opened."""
        self._forking = False
        if child:
            self._mutex = RLock()
            self._done = Condition(self._mutex)
            self.lock.forget()
            self._pid = os.getpid()
        else:
            self._done.notify_all()
            self._mutex.release()

    def _wake_in_child(self) -> None:
        """Start anew in a process forked behind Python's back."""
        _LEFT_BEHIND.extend((*self._readers, *self._writers))
        self._readers, self._writers = [], []
        self._busy = 0
        self.lock.forget()
        self._pid = os.getpid()


def _begin(connection: sqlite3.Connection, until: float) -> None:
    """Begin to write; only somebody who knows no lock of ours can be in the way, and is waited for."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if _group(error) != "SQLITE_BUSY":
            raise
        left = max(until - time.monotonic(), 0)
        connection.execute(f"PRAGMA busy_timeout = {int(left * 1000)}")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA busy_timeout = 0")


def _commit(connection: sqlite3.Connection) -> None:
    """Commit; what fails here may be on disk all the same."""
    try:
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        _roll_back(connection)
        if _group(error) in _LOST:
            raise
        raise Indeterminate(Reason("storage.engine", message=str(error))) from error


def _roll_back(connection: sqlite3.Connection) -> None:
    """End the transaction, unless SQLite has done so already, as it does when a disk is full."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _group(error: sqlite3.Error) -> str:
    """The primary code: SQLITE_IOERR for SQLITE_IOERR_FSYNC."""
    return "_".join(getattr(error, "sqlite_errorname", "SQLITE_ERROR").split("_")[:2])


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise _told(error) from error


def _told(error: sqlite3.Error | OSError) -> Corrupt | Unavailable:
    """What SQLite or the operating system says, as one of the store's own errors."""
    if isinstance(error, OSError):
        return Unavailable(Reason("storage.system", message=str(error)))
    why = Reason("storage.engine", message=str(error))
    match _group(error):
        case "SQLITE_BUSY" | "SQLITE_LOCKED":
            return Unavailable(Reason("storage.busy"))
        case "SQLITE_CORRUPT" | "SQLITE_NOTADB" | "SQLITE_ERROR" | "SQLITE_CONSTRAINT":
            return Corrupt(why)
        case _:
            return Unavailable(why)


def _identify(connection: sqlite3.Connection, path: str) -> None:
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (number,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError as error:
        if _group(error) == "SQLITE_NOTADB":
            raise Unavailable(Reason("storage.other_schema", path=path)) from error
        raise
    if application != APPLICATION and (application or number or tables):
        raise Unavailable(Reason("storage.other_schema", path=path))
    if number > len(MIGRATIONS):
        known = len(MIGRATIONS)
        raise Unavailable(Reason("storage.newer_schema", path=path, found=number, known=known))
    steps = {step: checksum(step) for step in range(1, number + 1)}
    found = dict(connection.execute("SELECT number, checksum FROM migration")) if number else {}
    for step in sorted({*steps, *found}):
        if found.get(step) != steps.get(step):
            raise Corrupt(Reason("storage.migration_changed", number=step, path=path))


def _is_alone(connection: sqlite3.Connection) -> bool:
    """Whether nobody else, in any process, has the file open."""
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError as error:
        if _group(error) == "SQLITE_BUSY":
            return False
        raise
    return True


def _check(connection: sqlite3.Connection, path: str) -> None:
    (message,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if message != "ok":
        raise Corrupt(Reason("storage.check_failed", path=path, message=message))


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables up to date, each step in a transaction of its own."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    for step in range(number + 1, len(MIGRATIONS) + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in MIGRATIONS[step - 1]:
                connection.execute(statement)
            connection.execute("INSERT INTO migration VALUES (?, ?)", (step, checksum(step)))
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {step}")
            connection.execute("COMMIT")
        except BaseException:
            _roll_back(connection)
            raise


_watching: list[Callable[[], None]] = []


def _watch_forks(file: SQLiteFile) -> None:
    """Let a fork find no connection open; asked of the operating systems that know forks."""
    _ALIVE.add(file)
    if _watching or not hasattr(os, "register_at_fork"):
        return
    forking: list[SQLiteFile] = []

    def before() -> None:
        forking.extend(_ALIVE)
        for each in forking:
            each.before_fork()

    def after(child: bool) -> None:
        while forking:
            forking.pop().after_fork(child)

    os.register_at_fork(
        before=before,
        after_in_parent=lambda: after(child=False),
        after_in_child=lambda: after(child=True),
    )
    _watching.append(before)
