"""A process that writes to SQLite is killed at any moment: what it acknowledged is there, once, and whole."""

import os
import select
import signal
import warnings
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

import pytest

from friendly_services import points
from friendly_services.city import City, Done
from friendly_services.ids import WorkerId
from friendly_services.storage import Batch, MemoryStore, SQLiteStore
from friendly_services.testing import StandingClock
from tests.budget import count
from tests.city.town import CLERK, MONDAY, OWNER, application, pack
from tests.faults.batches import PARTITION, PATIENCE, drawn, state
from tests.faults.seeds import Lost, check_seeds
from tests.laws.programs import journal
from tests.storage.test_agreement import everything

KILLS: Final = 5
"""In one run, on one file."""

Say = Callable[[], object]
"""Tells the parent that one more was acknowledged."""

if not hasattr(os, "fork"):
    pytest.skip("this system cannot fork", allow_module_level=True)


def killed(write: Callable[[Say], None], choose: Random) -> int:
    """Let a child write, kill it after some acknowledgements and a moment, and count what it acknowledged.

    The child is a fork: it begins to write at once, and has all that the parent had in memory.
    """
    told, tell = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of other threads, which the child does not need
        child = os.fork()
    if child == 0:
        try:
            write(lambda: os.write(tell, b"."))
        finally:
            os._exit(1)
    os.close(tell)
    wanted, acknowledged = choose.randrange(8), 0
    moment = choose.random() * choose.choice((0.0005, 0.005, 0.02))
    while acknowledged < wanted and (heard := os.read(told, 1)):
        acknowledged += len(heard)
    select.select([], [], [], moment)
    os.kill(child, signal.SIGKILL)
    _, ended = os.waitpid(child, 0)
    while heard := os.read(told, 99):
        acknowledged += len(heard)
    os.close(told)
    assert os.WTERMSIG(ended) == signal.SIGKILL, "the child did not live to be killed: it failed by itself"
    return acknowledged


def test_a_killed_writer(tmp_path: Path) -> None:
    """Killed between any two instructions of a child that writes through a store, or through a City."""

    def one(seed: int) -> int:
        (through_city if seed % 2 else through_store)(seed, tmp_path)
        return KILLS

    check_seeds("kill", count(10, 200, 5_000), one)


def through_store(seed: int, folder: Path) -> None:
    """Batches of all shapes: after a kill the file holds those acknowledged, and perhaps one more."""
    path = folder / f"{seed}.db"
    choose, model, done = Random(seed), MemoryStore(), 0

    def batch(n: int) -> Batch:
        return drawn(Random(f"{seed} {n}"), f"{n}", model)

    def write(say: Say) -> None:
        store, n = SQLiteStore(path), done
        while True:
            sent = batch(n)
            store.commit(sent, PATIENCE)
            say()
            model.commit(sent, PATIENCE)
            n += 1

    for _ in range(KILLS):
        acknowledged = killed(write, choose)
        store = SQLiteStore(path)
        for _ in range(acknowledged):
            sent = batch(done)
            if store.load(PARTITION, (), (sent.commands[0].token,)).committed == (None,):
                raise Lost(f"commit {done} of seed {seed}")
            model.commit(sent, PATIENCE)
            done += 1
        sent = batch(done)
        before = state(model, sent)
        receipt = model.commit(sent, PATIENCE)
        assert state(store, sent) in (before, state(model, sent)), f"commit {done} is there by halves"
        again = store.commit(sent, PATIENCE)
        assert (again.first, again.at, again.results) == (receipt.first, receipt.at, receipt.results)
        done += 1
        assert everything(store) == everything(model)
        store.close()


def through_city(seed: int, folder: Path) -> None:
    """Commands with keys: after each kill the acknowledged ones are there, and sent again none is doubled."""
    url = f"sqlite:///{folder / f'{seed}.db'}"
    choose, done = Random(seed), 0
    worker = WorkerId("rider-1")

    def opened() -> City:
        return City.open(url, city="small", pack=pack(), clock=StandingClock(MONDAY))

    def send(city: City, n: int) -> Done:
        if n % 3 != 2:
            return city.do(points.Earn(worker, "lead"), by=CLERK, once=f"{n}")
        return city.do(application(n), by=OWNER, once=f"{n}")

    def write(say: Say) -> None:
        city, n = opened(), done
        while True:
            send(city, n)
            say()
            n += 1

    for _ in range(KILLS):
        acknowledged = killed(write, choose)
        with opened() as city:
            for n in range(done, done + acknowledged):
                if not send(city, n).replayed:
                    raise Lost(f"command {n} of seed {seed}")
            done += acknowledged
            send(city, done)  # the one that was in flight
            done += 1
            ours = {entry.command.token for entry in journal(city) if entry.command.by != "system"}
            assert len(ours) == done, "a command was doubled"
            assert city.points.get(worker).balance == 50 * len([n for n in range(done) if n % 3 != 2])
            assert city.verify(full=True).problems == ()
