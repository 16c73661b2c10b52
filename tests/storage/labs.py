"""What the kit is given to try the stores that come with the library."""

import os
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from friendly_services.storage import FileLock, SQLiteStore
from friendly_services.storage.sqlite._file import SQLiteFile
from friendly_services.storage.sqlite._known import Known
from friendly_services.testing import Fault, Lab, no_room

Watch = Callable[[str, Callable[[], Any]], Any]
"""What is called instead of a statement, with its SQL and with what executes it."""


class WatchedConnection:
    """A connection of which somebody sees, and may spoil, every statement."""

    def __init__(self, connection: sqlite3.Connection, watch: Watch) -> None:
        self._connection = connection
        self._watch = watch

    def execute(self, sql: str, *values: Any) -> Any:
        """One statement."""
        return self._watch(sql, lambda: self._connection.execute(sql, *values))

    def executemany(self, sql: str, rows: Any) -> Any:
        """One statement for many rows."""
        return self._watch(sql, lambda: self._connection.executemany(sql, rows))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class WatchedFile(SQLiteFile):
    """An SQLite file with such connections."""

    def __init__(self, path: Path, wrap: Callable[[sqlite3.Connection], Any]) -> None:
        self._wrap = wrap
        super().__init__(path)

    def _connect(self) -> sqlite3.Connection:
        wrapped: sqlite3.Connection = self._wrap(super()._connect())
        return wrapped


class WatchedStore(SQLiteStore):
    """The SQLite store as it is, on such a file."""

    def __init__(self, path: Path, wrap: Callable[[sqlite3.Connection], Any]) -> None:
        self._file = WatchedFile(path, wrap)
        self._known = Known()


def breakable(path: Path, says: str = "SQLITE_IOERR") -> Callable[[Fault], SQLiteStore]:
    """The SQLite store whose statements may fail as they do when a disk breaks, or with another error."""

    def opened(fault: Fault) -> SQLiteStore:
        def watch(_: str, do: Callable[[], Any]) -> Any:
            return fault.around(do, engine_error(says))

        return WatchedStore(path, lambda connection: WatchedConnection(connection, watch))

    return opened


def engine_error(says: str) -> sqlite3.Error:
    """An error that SQLite knows by this name."""
    error = sqlite3.OperationalError(says)
    error.sqlite_errorname = says
    return error


def sqlite_lab(folder: Path) -> Lab:
    """A city in one SQLite file in this folder."""
    path = folder / "city.db"

    def make_newer() -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA user_version = 999")

    return Lab(
        open=lambda: SQLiteStore(path),
        url=f"sqlite:///{path}",
        files=folder.iterdir,
        breakable=breakable(path),
        hold=lambda: FileLock(f"{path}-lock").held(10),
        fill_disk=no_room,
        read_only=locked_if_possible(folder),
        make_newer=make_newer,
    )


def locked_if_possible(folder: Path) -> Callable[[], Any] | None:
    """A context in which nobody may write in this folder; None if the superuser cannot be stopped."""
    probe = folder / "probe"
    probe.touch()
    with locked(folder):
        stopped = not os.access(probe, os.W_OK) or not can_write(probe)
    probe.unlink()
    return (lambda: locked(folder)) if stopped else None


def can_write(path: Path) -> bool:
    """Whether the file can be opened for writing."""
    try:
        os.close(os.open(path, os.O_WRONLY))
    except OSError:
        return False
    return True


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The folder and its files without the right to write; the superuser needs the file system's help."""
    paths = [*folder.iterdir(), folder]
    modes = [stat.S_IMODE(path.stat().st_mode) for path in paths]
    for path, mode in zip(paths, modes, strict=True):
        path.chmod(mode & ~0o222)
    set_immutable(paths, True)
    try:
        yield
    finally:
        set_immutable(paths, False)
        for path, mode in zip(paths, modes, strict=True):
            path.chmod(mode)


def set_immutable(paths: list[Path], on: bool) -> None:
    """Ask the file system, if it knows how, to keep files as they are."""
    chattr = shutil.which("chattr")
    if chattr is not None:
        subprocess.run([chattr, "+i" if on else "-i", *paths], check=False, capture_output=True)
