"""What a store's author gives the kit, and what the kit makes of it."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import attrs
import pytest

from ...storage import Record, Store
from ._card import not_tried, show_card

__all__ = [
    "PATIENCE",
    "Fault",
    "Lab",
    "Size",
    "StoreFixtures",
    "given",
    "is_sound",
    "no_room",
    "race",
    "record_of",
]

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds a commit of the kit may take: far more than it needs, so that a slow machine fails no test."""


@attrs.define
class Fault:
    """One call of a store to whatever keeps its data, made to fail: before it is done, or its answer lost."""

    at: int = 0
    """Which call from now on, the first being 1; 0 lets all of them pass."""
    done: bool = False
    """Whether the call is done all the same, so that only its answer is lost."""
    happened: bool = False

    def around(self, call: Callable[[], T], error: Exception) -> T:
        """Make the call; or, if it is the one to fail, raise the error."""
        self.at -= 1
        if self.at != 0:
            return call()
        self.happened = True
        if self.done:
            call()
        raise error

    def arm(self, at: int, done: bool) -> None:
        """Let the n-th call from now on fail."""
        self.at, self.done, self.happened = at, done, False

    def rest(self) -> None:
        """Let every call pass."""
        self.at = 0


@attrs.frozen
class Lab:
    """How the kit gets at the store under test; each test has a lab, and data, of its own.

    Only `open` is needed. Whatever else is None, the tests that need it are skipped, and the card names them.
    """

    open: Callable[[], Store]
    """Opens the store in this process; called again, it opens the same data once more."""
    url: str | None = None
    """How another process opens the same data."""
    plugins: tuple[str, ...] = ()
    """The plugins that the other process must name to understand the URL."""
    files: Callable[[], Iterable[Path]] | None = None
    """Every file the data lies in, to be searched for what was erased."""
    breakable: Callable[[Fault], Store] | None = None
    """Opens the store so that each call it makes to keep data (a statement, a write) goes through
    `fault.around`, with the error that the driver or the system would raise."""
    hold: Callable[[], AbstractContextManager[object]] | None = None
    """Keeps every writer waiting while the context lasts."""
    fill_disk: Callable[[], AbstractContextManager[object]] | None = None
    """Leaves no room for another commit of 200,000 bytes while the context lasts."""
    read_only: Callable[[], AbstractContextManager[object]] | None = None
    """Lets nobody write to the data while the context lasts; the kit opens the store inside it."""
    make_newer: Callable[[], object] | None = None
    """Marks the data as written by a later version of the store, which this one must not touch."""
    address: tuple[str, int] | None = None
    """Host and port of the server that keeps the data, for the kit's proxy that cuts connections."""
    open_at: Callable[[str, int], Store] | None = None
    """Opens the same data through another host and port: the proxy's."""
    kill: Callable[[], None] | None = None
    """Kills the server without warning and starts it again."""

    def worker(self, name: str, count: int = 0) -> "subprocess.Popen[str]":
        """Another process that adds one to the counter, `count` times or until it is killed.

        It prints a line for each acknowledged commit: its number, its position, and 1 if it was a replay.
        """
        url = given(self.url, "another process", "url")
        plugins = [f"--plugin={plugin}" for plugin in self.plugins]
        program = [sys.executable, "-m", "friendly_services.testing._worker", url, name]
        path = os.pathsep.join(filter(None, sys.path))
        return subprocess.Popen(  # noqa: S603 # our own worker
            [*program, f"--count={count}", *plugins],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )


def given(part: T | None, what: str, name: str) -> T:
    """A part of the lab, or a skip that says what is not tried without it."""
    if part is None:
        not_tried(what, f"the lab gives no {name}")
    return part


@attrs.frozen
class Size:
    """How often a tier repeats what chance decides."""

    races: int
    """Rounds of each race between threads."""
    kills: int
    """Times that a writing process is killed."""
    writers: int
    commits: int
    """Of each of the writers that a reader follows."""
    openings: int


SIZES: Final = {
    "quick": Size(races=20, kills=6, writers=4, commits=25, openings=20),
    "full": Size(races=200, kills=200, writers=8, commits=1_250, openings=100),
}


class StoreFixtures:
    """The fixture to override, what follows from it, and how thorough the kit is."""

    tier: Literal["quick", "full"] = "quick"
    """`quick` takes less than a minute; `full`, before a release of the store, what it takes."""

    @property
    def size(self) -> Size:
        """How often the tier repeats what chance decides."""
        return SIZES[self.tier]

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

    @pytest.fixture(autouse=True)
    def card(self, request: pytest.FixtureRequest) -> None:
        """The line at the end of the run that says what was tried."""
        show_card(request)


@contextmanager
def no_room(size: int = 100_000) -> Iterator[None]:
    """Let no file of this process grow beyond this size: what a full disk looks like, for `Lab.fill_disk`."""
    try:
        resource = import_module("resource")
    except ImportError:
        not_tried("a full disk", "this system cannot limit the size of files")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


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
