"""What a store's author gives the kit, and what the kit makes of it."""

import base64
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import attrs
import pytest

from ...storage import Record, Store, StoreError
from .._worker import CANNOT_OPEN
from ._card import not_tried, show_card

__all__ = [
    "PATIENCE",
    "Fault",
    "Lab",
    "Size",
    "StoreFixtures",
    "given",
    "holds",
    "is_sound",
    "its_errors",
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
    Nearly all tests write to the partition `banan`, and a store is empty when a test begins.
    """

    open: Callable[[], Store]
    """Opens the store in this process; called again, it opens the same data once more, beside the first."""
    url: str | None = None
    """How another process, which tests start and kill, opens the same data. Without it no test forks."""
    plugins: tuple[str, ...] = ()
    """The plugins that the other process must name to understand the URL; it imports what this one can."""
    files: Callable[[], Iterable[Path]] | None = None
    """Gives the paths of all files that the data lie in, anew at each call, for they come and go. A private
    record is looked for in them, before it is erased and after, as it is, in hex and in base64; so leave it
    out for a store that compresses or encrypts, and show in a test of yours that what it erased is gone."""
    breakable: Callable[[Fault], Store] | None = None
    """Opens the same data so that each call it makes to keep data (a statement, a write) goes through
    `fault.around`, with the error that the driver or the system would raise. Tests let the first call of a
    commit fail, then the second, and so on until a commit meets no fault any more."""
    hold: Callable[[], AbstractContextManager[object]] | None = None
    """Keeps every writer of `banan` waiting while the context lasts; a test commits in it with a deadline."""
    fill_disk: Callable[[], AbstractContextManager[object]] | None = None
    """Leaves an open store no room for another commit of 200,000 bytes while the context lasts, but enough
    to be read."""
    read_only: Callable[[], AbstractContextManager[object]] | None = None
    """Lets nobody write to the data while the context lasts. A test opens the store anew in it, so it must
    not only hold for the store that was open."""
    make_newer: Callable[[], object] | None = None
    """Marks the data as written by a later version of the store, which must not open them; no store is open
    when a test calls it, and `banan` has one commit."""
    address: tuple[str, int] | None = None
    """Host and port of the server that keeps the data, for the kit's proxy that cuts connections."""
    open_at: Callable[[str, int], Store] | None = None
    """Opens the same data through another host and port: the proxy's."""
    kill: Callable[[], None] | None = None
    """Kills the server without warning and starts it again; a test calls it while two threads write."""

    @contextmanager
    def worker(self, name: str, count: int = 0) -> "Iterator[subprocess.Popen[str]]":
        """Another process that adds one to the counter, `count` times or until it is killed.

        It prints a line for each acknowledged commit: its number, its position, and 1 if it was a replay.
        If it cannot open the store, whatever the test made of that, the test fails with its error.
        """
        url = given(self.url, "another process", "url")
        plugins = [f"--plugin={plugin}" for plugin in self.plugins]
        program = [sys.executable, "-m", "friendly_services.testing._worker", url, name]
        path = os.pathsep.join(filter(None, sys.path))
        with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
            try:
                with subprocess.Popen(  # noqa: S603 # our own worker
                    [*program, f"--count={count}", *plugins],
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    text=True,
                    env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
                ) as process:
                    yield process
            finally:
                errors.seek(0)
                told = errors.read()
                sys.stderr.write(told)  # for pytest to show
                if process.returncode == CANNOT_OPEN:
                    pytest.fail(told.strip())


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

    def __init_subclass__(cls) -> None:
        """Refuse a tier that there is not."""
        super().__init_subclass__()
        if cls.tier not in SIZES:
            raise ValueError(f"{cls.__name__}.tier is {cls.tier!r}: write one of {', '.join(SIZES)}")

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


@contextmanager
def its_errors() -> Iterator[None]:
    """Fail if something else comes through than the errors that a store raises."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        pytest.fail(f"E1: a store raises its seven errors; this came through: {error!r}")


def holds(content: bytes, mark: bytes) -> bool:
    """Whether bytes are in a file: as they are, in hex, or in base64 at any place of what was coded."""
    text = mark.hex().encode()
    coded = [
        base64.b64encode(bytes(skip) + mark)[(0, 2, 3)[skip] : (skip + len(mark)) // 3 * 4]
        for skip in range(3)
    ]
    return any(each in content for each in (mark, text, text.upper(), *coded))


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
