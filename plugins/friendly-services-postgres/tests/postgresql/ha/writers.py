"""The processes that write, and what they were told."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import attrs

from friendly_services.testing import token
from friendly_services_postgres import PostgresStore

from ..server import until
from .writer import CITY

HOW_MANY = 4
PATIENCE = 120.0
"""Seconds for writers to find the new primary: far more than they need."""


@attrs.define(eq=False)
class Writers:
    """Some processes that write, and every answer they had so far."""

    processes: list["subprocess.Popen[str]"]
    acknowledged: dict[str, int] = attrs.Factory(dict)
    """Each key with the position it was told."""
    replayed: list[str] = attrs.Factory(list)
    """Those of them that turned out to have been committed before."""
    indeterminate: list[str] = attrs.Factory(list)
    times: list[float] = attrs.Factory(list)
    """When each acknowledgement came, by the monotonic clock."""
    _threads: list[threading.Thread] = attrs.Factory(list)

    def listen(self) -> None:
        """Take down what each of them prints."""
        for process in self.processes:
            thread = threading.Thread(target=self._listen, args=(process,))
            thread.start()
            self._threads.append(thread)
        names = {f"w{n}" for n in range(len(self.processes))}
        until(lambda: {once.partition("-")[0] for once in list(self.acknowledged)} == names, "every writer")

    def until_more(self, count: int) -> None:
        """Wait until so many more commits are acknowledged."""
        wanted = len(self.acknowledged) + count
        until(lambda: len(self.acknowledged) >= wanted or self._ended(), f"{count} commits", PATIENCE)
        assert not self._ended(), "a writer ended by itself"

    def stop(self) -> None:
        """Have every command that is under way answered, and end."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(PATIENCE)
        for thread in self._threads:
            thread.join()

    def kill(self) -> None:
        """End them, if they have not ended."""
        for process in self.processes:
            process.kill()
            process.communicate()

    def _ended(self) -> bool:
        return any(process.poll() is not None for process in self.processes)

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            match line.split():
                case ["acknowledged" | "replayed" as answer, once, position, seconds]:
                    self.acknowledged[once] = int(position)
                    if answer == "replayed":
                        self.replayed.append(once)
                    self.times.append(float(seconds))
                case ["indeterminate", once]:
                    self.indeterminate.append(once)


@contextmanager
def writers(url: str, count: int = HOW_MANY) -> Iterator[Writers]:
    """Processes that write until the context ends."""
    program = [sys.executable, str(Path(__file__).parent / "writer.py"), url]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    running = Writers(
        [
            subprocess.Popen([*program, f"w{n}"], stdout=subprocess.PIPE, text=True, env=environment)
            for n in range(count)
        ]
    )
    try:
        running.listen()
        yield running
        running.stop()
    finally:
        running.kill()


@attrs.frozen
class Count:
    """What became of every commit that somebody was told of."""

    lost: tuple[str, ...]
    """Keys that were acknowledged at a position where the journal has something else, or nothing."""
    doubled: tuple[str, ...]
    """Keys under which the journal has anything but the entries of one commit, one after the other."""
    untold: int
    """Commands in the journal that nobody has been told of so far."""
    head: int


def counted(url: str, acknowledged: Mapping[str, int], begin: int) -> Count:
    """Hold the whole journal against what was acknowledged; `begin` is where it ended before the writers."""
    with opened(url) as store:
        entries = store.read(CITY, 0, store.load(CITY, ()).head)
        told = {token(once): once for once in acknowledged}
        found: dict[bytes, list[int]] = {}
        for entry in entries[begin:]:
            found.setdefault(entry.command.token, []).append(entry.position)
        tokens = tuple(found.keys() | told.keys())
        receipts = {
            key: done.receipt
            for key, done in zip(tokens, store.load(CITY, (), tokens).committed, strict=True)
            if done is not None
        }
    gaps = [entry.position for n, entry in enumerate(entries, start=1) if entry.position != n]
    assert gaps == [], "the journal has a gap"
    assert receipts.keys() == found.keys(), "a command without its entries, or entries without their command"
    return Count(
        lost=tuple(
            once
            for key, once in told.items()
            if key not in receipts or receipts[key].first != acknowledged[once]
        ),
        doubled=tuple(
            told.get(key, "untold")
            for key, done in receipts.items()
            if found[key] != list(range(done.first, done.last + 1))
        ),
        untold=len(found.keys() - told.keys()),
        head=len(entries),
    )


def head(url: str) -> int:
    """Where the city's journal ends."""
    with opened(url) as store:
        return store.load(CITY, ()).head


@contextmanager
def opened(url: str) -> Iterator[PostgresStore]:
    """The store below the city."""
    store = PostgresStore(url)
    try:
        yield store
    finally:
        store.close()
