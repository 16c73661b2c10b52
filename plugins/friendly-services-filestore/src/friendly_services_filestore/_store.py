"""The store: a journal of batches on the disk, and a store in memory that has been told all of them."""

import os
import sys
import time  # noqa: TID251 # a store waits for locks until a deadline
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal, TypeVar

from friendly_services.ids import Key
from friendly_services.storage import (
    Batch,
    Commit,
    Corrupt,
    Entry,
    FileLock,
    Indeterminate,
    Loaded,
    MemoryStore,
    Page,
    Receipt,
    Row,
    StoreInfo,
    Unavailable,
    check_place,
)
from friendly_services.text import Reason

from ._files import append, make, replace
from ._lines import PrivateId, batch_of, has_private, line_of, plain_of, private_id, private_lines, value_of

__all__ = ["FileStore"]

T = TypeVar("T")

FORMAT: Final = 1
NAME: Final = b"friendly-services-filestore"
HEADER: Final = b"%s %d\n" % (NAME, FORMAT)
PATIENCE: Final = 5.0
"""Seconds a reader waits for a writer of another process to finish."""
OPEN: Final = 0o644
PRIVATE: Final = 0o600


class FileStore:
    """Records, journal and commands of any number of cities in one append-only text file on a local disk.

    The memory answers; the file remembers. Before every answer the lines that others have added are read, and
    what does not reach the file is forgotten by the memory too.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path).absolute()
        self._private_path = Path(f"{self._path}.private")
        check_place(self._path)
        self._lock = FileLock(f"{self._path}.lock")
        self._closed = False
        self._start()
        self._answer(lambda _: None)

    def describe(self) -> StoreInfo:
        """What this store is, promises and takes at most."""
        durability: Literal["process", "power"] = "process" if sys.platform == "darwin" else "power"
        return StoreInfo("file", durability=durability, erasure=Reason("storage.erased_at_once"))

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        """Records and past commands, in one snapshot."""
        return self._answer(lambda memory: memory.load(partition, keys, tokens))

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        """Write all of the batch or nothing of it: the batch is committed once its line is on the disk."""
        until = time.monotonic() + deadline
        with self._mine(deadline), self._lock.held(until - time.monotonic()):
            self._read_on()
            receipt = self._memory.commit(batch, deadline)
            if not receipt.replayed:
                self._write(batch)
            return receipt

    def scan(
        self,
        partition: str,
        index: str,
        lo: bytes,
        hi: bytes | None,
        limit: int,
        reverse: bool = False,
        after: bytes | None = None,
    ) -> Page:
        """Records with `lo <= key < hi` in that index, by key and then by record."""
        return self._answer(lambda memory: memory.scan(partition, index, lo, hi, limit, reverse, after))

    def read(
        self,
        partition: str,
        after: int,
        limit: int,
        key: Key | None = None,
        kind: str | None = None,
        upto: int | None = None,
    ) -> tuple[Entry, ...]:
        """Journal entries at positions above `after`, in order."""
        return self._answer(lambda memory: memory.read(partition, after, limit, key, kind, upto))

    def partitions(self, after: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Names above `after`, in order, each with its head."""
        return self._answer(lambda memory: memory.partitions(after, limit))

    def commits(self, partition: str, after: int, limit: int) -> tuple[Commit, ...]:
        """Commits numbered above `after`, in their order, those without an event too."""
        return self._answer(lambda memory: memory.commits(partition, after, limit))

    def rows(self, partition: str, after: Key | None, limit: int) -> tuple[Row, ...]:
        """Records behind this key, by kind and id, erased ones too."""
        return self._answer(lambda memory: memory.rows(partition, after, limit))

    def purge(self, deadline: float) -> bool:
        """Write the private file anew, without what was erased or replaced, in case that failed before."""
        until = time.monotonic() + deadline
        with self._mine(deadline), self._lock.held(until - time.monotonic()):
            self._read_on()
            self._replace_private()
            return True

    def close(self) -> None:
        """Forget what is in memory; the files need nothing more."""
        with self._mine(PATIENCE, closing=True):
            self._closed = True
            self._forget()
            self._lock.close()

    def _start(self) -> None:
        """Share nothing with anybody: at first, and in a child after a fork."""
        self._mutex = Lock()
        self._pid = os.getpid()
        self._lock.forget()
        self._forget()

    def _forget(self) -> None:
        """Know nothing: what the files hold is read anew."""
        self._memory = MemoryStore()
        self._size = 0
        """Bytes of the journal that the memory has been told."""
        self._number = 0
        """Lines of it."""
        self._private: dict[tuple[str, Key], tuple[PrivateId, bytes]] = {}
        """The line of each private record as it stands, by partition and key."""

    @contextmanager
    def _mine(self, seconds: float, closing: bool = False) -> Iterator[None]:
        """One thread at a time: nobody sees in memory what is not yet on the disk."""
        if self._pid != os.getpid():
            self._start()
        mutex = self._mutex
        if not mutex.acquire(timeout=max(seconds, 0)):
            raise Unavailable(Reason("storage.busy"))
        try:
            if self._closed and not closing:
                raise Unavailable(Reason("storage.closed"))
            yield
        except OSError as error:
            self._forget()
            raise Unavailable(Reason("storage.system", message=str(error))) from error
        finally:
            mutex.release()

    def _answer(self, ask: Callable[[MemoryStore], T]) -> T:
        with self._mine(PATIENCE):
            if self._size == 0 or self._path.stat().st_size != self._size:
                with self._lock.held(PATIENCE):
                    self._read_on()
            return ask(self._memory)

    def _read_on(self) -> None:
        """Tell the memory what others have written; the lock is held, so nobody is writing."""
        if self._size == 0:
            self._open_files()
        with self._path.open("rb") as file:
            file.seek(self._size)
            lines = file.readlines()
        if lines and not lines[-1].endswith(b"\n"):  # cut short by a crash, so never acknowledged
            del lines[-1]
            os.truncate(self._path, self._size + sum(map(len, lines)))
        values = [self._checked(line, n) for n, line in enumerate(lines, start=self._number + 1)]
        private = self._read_private() if any(map(has_private, values)) else {}
        for value, line in zip(values, lines, strict=True):
            self._tell(value, private)
            self._size += len(line)
            self._number += 1
        for (_, key), (which, line) in self._private.items():
            if not line:
                raise self._corrupt(self._private_path, f"{'/'.join(key)} of {which[0]} is missing")

    def _open_files(self) -> None:
        """Read the journal's first line, or write it; erase private lines that no record stands in."""
        make(self._path, OPEN)
        make(self._private_path, PRIVATE)
        with self._path.open("rb") as file:
            first = file.readline()
        if HEADER.startswith(first) and first != HEADER:  # new, or cut short while it was made
            os.truncate(self._path, 0)
            append(self._path, [HEADER])
        elif first != HEADER:
            path, (name, _, number) = str(self._path), first.partition(b" ")
            if name == NAME and number.strip().isdigit():
                found = int(number)
                raise Unavailable(Reason("storage.newer_schema", path=path, found=found, known=FORMAT))
            raise Unavailable(Reason("storage.other_schema", path=path))
        self._size, self._number = len(HEADER), 1
        self._read_on()
        standing = [line for _, line in self._private.values()]
        if sorted(standing) != sorted(self._read_private().values()):
            self._replace_private()

    def _tell(self, value: Any, private: dict[PrivateId, bytes]) -> None:
        """Tell the memory one batch of the journal.

        A private body that is no longer there was erased or replaced by a later batch: until that one is
        told, an empty one stands in for it.
        """
        try:
            batch = batch_of(value, private)
            self._memory.commit(batch, PATIENCE)
        except Exception as error:
            raise self._corrupt(self._path, f"line {self._number + 1}: {error}") from error
        self._note(batch, private)

    def _note(self, batch: Batch, private: dict[PrivateId, bytes]) -> None:
        """Remember which line of the private file each private record stands in."""
        for put in batch.puts:
            which = private_id(batch, put)
            if put.private and put.body is not None:
                self._private[batch.partition, put.key] = which, private.get(which, b"")
            else:
                self._private.pop((batch.partition, put.key), None)

    def _write(self, batch: Batch) -> None:
        """Have the batch on the disk: the private file first, since the journal's line is what counts."""
        private = private_lines(batch)
        line = line_of(plain_of(batch))
        try:
            if private:
                append(self._private_path, private.values())
            append(self._path, [line])
        except OSError as error:
            self._forget()
            raise Indeterminate(Reason("storage.system", message=str(error))) from error
        except BaseException:
            self._forget()
            raise
        self._size += len(line)
        self._number += 1
        self._note(batch, private)
        if any(put.private and put.base for put in batch.puts):
            with suppress(OSError):  # the batch stands; whoever opens the file next erases
                self._replace_private()

    def _replace_private(self) -> None:
        """Keep what private records stand at, and no byte of what was erased or replaced."""
        replace(self._private_path, (line for _, line in self._private.values()), PRIVATE)

    def _read_private(self) -> dict[PrivateId, bytes]:
        """The lines of the private file; one that was cut short belongs to no batch of the journal."""
        with self._private_path.open("rb") as file:
            lines = [line for line in file if line.endswith(b"\n")]
        found = (self._checked(line, n, self._private_path) for n, line in enumerate(lines, start=1))
        return {tuple(value[:4]): line for value, line in zip(found, lines, strict=True)}

    def _checked(self, line: bytes, number: int, path: Path | None = None) -> Any:
        try:
            return value_of(line)
        except ValueError as error:
            raise self._corrupt(path or self._path, f"line {number}: {error}") from error

    def _corrupt(self, path: Path, message: str) -> Corrupt:
        self._forget()
        return Corrupt(Reason("storage.check_failed", path=str(path), message=message))
