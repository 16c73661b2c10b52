"""A lock among the threads and processes that share a file: writers wait in turn, and not for ever."""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import attrs

from ..text import Reason
from ._contract import Unavailable

__all__ = ["FileLock"]

_POLL: Final = 0.002
"""Seconds between two tries, where the operating system cannot be asked to wait its turn."""


class FileLock:
    """At most one holder among all threads and processes that lock the same path.

    The file is only locked, never read or written: use a file of its own beside the data. Threads of one
    process come in the order in which they asked; processes wait in the operating system's queue. Where the
    operating system has no locks that we know, only threads are kept apart (`between_processes` tells).
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._system = _system()
        self._turn = _Turn()
        self._fd: int | None = None
        self._release: Callable[[], None] = _nothing

    @property
    def between_processes(self) -> bool:
        """Whether other processes are kept apart too."""
        return self._system is not None

    @contextmanager
    def held(self, seconds: float) -> Iterator[None]:
        """Hold the lock; `Unavailable` if it is not ours after so many seconds, or has no file."""
        self.acquire(seconds)
        try:
            yield
        finally:
            self.release()

    def acquire(self, seconds: float) -> None:
        """Take the lock, to be released by this thread; `Unavailable` as in `held`."""
        until = time.monotonic() + seconds
        if not self._turn.acquire(seconds):
            raise Unavailable(Reason("storage.busy"))
        try:
            self._release = self._lock_file(until)
        except BaseException:
            self._turn.release()
            raise

    def release(self) -> None:
        """Give the lock to the next. What was done under it is done: this raises nothing."""
        try:
            self._release()
        except OSError:  # the system lets go of what is closed
            self.close()
        finally:
            self._turn.release()

    def close(self) -> None:
        """Let go of the file; the lock can be used again."""
        fd, self._fd = self._fd, None
        if fd is not None:
            with suppress(OSError):
                os.close(fd)

    def forget(self) -> None:
        """Start anew, as in a child after a fork: whoever held or awaited the lock is in the parent."""
        self._turn = _Turn()
        self._fd = None

    def _lock_file(self, until: float) -> Callable[[], None]:
        """Lock the file and answer with what unlocks it."""
        system = self._system
        if system is None:
            return _nothing
        try:
            if self._fd is None:
                self._fd = _opened(self._path)
            if system.take(self._fd):
                return self._drop
            if system.wait is None:
                while time.monotonic() < until:
                    time.sleep(_POLL)
                    if system.take(self._fd):
                        return self._drop
                raise Unavailable(Reason("storage.busy"))
            waiter = _Waiter(self._path, system.wait)
            mine = waiter.fd_before(until)
        except OSError as error:
            raise Unavailable(Reason("storage.system", message=str(error))) from error
        return lambda: self._end(mine)

    def _end(self, fd: int) -> None:
        """Unlock before closing: a child forked meanwhile has the file open too, and would keep it locked."""
        try:
            if self._system is not None:
                self._system.drop(fd)
        finally:
            os.close(fd)

    def _drop(self) -> None:
        if self._system is not None and self._fd is not None:
            self._system.drop(self._fd)


def _nothing() -> None:
    pass


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)


class _Turn:
    """A lock that threads get in the order in which they asked for it."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, seconds: float) -> bool:
        with self._mutex:
            if not self._held:
                self._held = True
                return True
            ticket = threading.Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        try:
            if ticket.acquire(timeout=max(seconds, 0)):
                return True
        except BaseException:  # an interrupt: what was handed over to us must go on to the next
            if not self._leave(ticket):
                self.release()
            raise
        return not self._leave(ticket)

    def _leave(self, ticket: threading.Lock) -> bool:
        """Stop waiting; False if the lock was handed over in this very moment."""
        with self._mutex:
            waiting = ticket in self._waiting
            if waiting:
                self._waiting.remove(ticket)
        return waiting

    def release(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


class _Waiter(threading.Thread):
    """Waits in the operating system's queue, which knows no deadline, with a file handle of its own."""

    def __init__(self, path: Path, wait: Callable[[int], None]) -> None:
        super().__init__(name="friendly-services-lock", daemon=True)
        self._fd = _opened(path)
        self._wait = wait
        self._mutex = threading.Lock()
        self._wanted = True
        self._done = threading.Event()
        self._error: OSError | None = None
        self.start()

    def run(self) -> None:
        try:
            self._wait(self._fd)
        except OSError as error:
            self._error = error
        with self._mutex:
            self._done.set()
            if not self._wanted:
                os.close(self._fd)

    def fd_before(self, until: float) -> int:
        """The handle that holds the lock; closing it gives the lock back."""
        try:
            self._done.wait(max(until - time.monotonic(), 0))
            with self._mutex:
                if self._done.is_set() and self._error is None:
                    return self._fd
            error = self._error or Unavailable(Reason("storage.busy"))
            raise error  # leaving is the same whatever ended the wait
        except BaseException:
            self._leave()
            raise

    def _leave(self) -> None:
        """Stop waiting: whoever comes last, this or the thread, closes the handle."""
        with self._mutex:
            self._wanted = False
            if self._done.is_set():
                os.close(self._fd)


@attrs.frozen
class _System:
    """How this operating system locks a file."""

    take: Callable[[int], bool]
    drop: Callable[[int], None]
    wait: Callable[[int], None] | None
    """Blocks until the lock is ours, if the system keeps a queue."""


def _system() -> _System | None:
    for name, locks in (("fcntl", _flock), ("msvcrt", _locking)):
        with suppress(ImportError):
            return locks(import_module(name))
    return None


def _flock(fcntl: Any) -> _System:
    """Unix: the lock belongs to the open file, so every handle is a holder of its own."""

    def take(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    return _System(
        take=take,
        drop=lambda fd: fcntl.flock(fd, fcntl.LOCK_UN),
        wait=lambda fd: fcntl.flock(fd, fcntl.LOCK_EX),
    )


def _locking(msvcrt: Any) -> _System:
    """Windows: the first byte is locked; there is no queue to wait in, so we ask again and again."""

    def take(fd: int) -> bool:
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    return _System(take=take, drop=lambda fd: msvcrt.locking(fd, msvcrt.LK_UNLCK, 1), wait=None)
