"""What a store's author gives the kit, and what the kit makes of it."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import attrs
import pytest

from ...storage import Record, Store

__all__ = ["PATIENCE", "Lab", "StoreFixtures", "is_sound", "race", "record_of"]

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds a commit of the kit may take: far more than it needs, so that a slow machine fails no test."""


@attrs.frozen
class Lab:
    """How the kit gets at the store under test; each test has a lab, and data, of its own."""

    open: Callable[[], Store]
    """Opens the store in this process; called again, it opens the same data once more."""
    url: str | None = None
    """How another process opens the same data; None if it cannot."""
    plugins: tuple[str, ...] = ()
    """The plugins that the other process must name to understand the URL."""
    files: Callable[[], Iterable[Path]] | None = None
    """Every file the data lies in, to be searched for what was erased; None if nobody can look."""

    def worker(self, name: str, count: int = 0) -> "subprocess.Popen[str]":
        """Another process that adds one to the counter, `count` times or until it is killed.

        It prints a line for each acknowledged commit: its number, its position, and 1 if it was a replay.
        """
        if self.url is None:
            pytest.skip("not tried: another process, since the lab gives no url")
        plugins = [f"--plugin={plugin}" for plugin in self.plugins]
        program = [sys.executable, "-m", "friendly_services.testing._worker", self.url, name]
        path = os.pathsep.join(filter(None, sys.path))
        return subprocess.Popen(  # noqa: S603 # our own worker
            [*program, f"--count={count}", *plugins],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )


class StoreFixtures:
    """The fixture to override, and the one that follows from it."""

    races = 50
    """Rounds of each race between threads."""
    kills = 20
    """Times that a writing process is killed."""

    @pytest.fixture
    def lab(self) -> Lab:
        """Override this: how to get at the store under test."""
        raise NotImplementedError(
            f"override the fixture `lab` in {type(self).__name__}: "
            "let it return a friendly_services.testing.Lab that opens your store"
        )

    @pytest.fixture
    def store(self, lab: Lab) -> Iterator[Store]:
        """The store under test, open and empty."""
        store = lab.open()
        yield store
        store.close()


def record_of(store: Store, name: str, kind: str = "merchant") -> Record | None:
    """The record as it stands."""
    return store.load("banan", ((kind, name),)).records[0]


def race(calls: Iterable[Callable[[], T]]) -> list[T | Exception]:
    """Let threads make these calls at the same moment; what each returned or raised."""
    waiting = list(calls)
    start = threading.Barrier(len(waiting))
    results: list[Any] = [None] * len(waiting)

    def run(n: int, call: Callable[[], T]) -> None:
        start.wait()
        try:
            results[n] = call()
        except Exception as error:  # the test looks at it
            results[n] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(waiting)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def is_sound(store: Store) -> bool:
    """Whether the journal has no gap, and every record stands where the journal leaves it."""
    journal = store.read("banan", 0, 1_000_000)
    loaded = store.load("banan", tuple(dict.fromkeys(entry.key for entry in journal)))
    versions = {record.key: record.version for record in loaded.records if record}
    return [entry.position for entry in journal] == list(range(1, loaded.head + 1)) and {
        entry.key: entry.version for entry in journal
    } == versions
