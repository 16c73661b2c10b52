"""Whatever call of a ledger's command fails, and whenever its process is killed: balances are exact.

A program of the model's is sent to a city on SQLite; the pure functions say what has to come of it.
"""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from friendly_services import packs
from friendly_services.city import City, Done, Indeterminate
from friendly_services.errors import Refused
from friendly_services.hookspecs import StoreOpener, hookimpl
from friendly_services.storage import SQLiteStore, Unavailable
from friendly_services.testing import Fault, StandingClock
from tests.budget import count
from tests.faults.seeds import Lost, check_seeds
from tests.faults.test_kills import Say, killed
from tests.faults.test_statements import BEFORE
from tests.models.ledger_twin import START, Triple, actor, pack, said, step
from tests.storage.labs import breakable

CALLS: Final = 24
"""More than a command of the ledger makes of its store, from reading the first record to the commit."""
COMMANDS: Final = 400
"""In one city, each with a fault at the next of these calls."""
KILLS: Final = 10
"""In one run, on one file."""


class Program:
    """Commands drawn from a seed, one after the other, with what the pure functions make of them."""

    def __init__(self, seed: int) -> None:
        """Begin with something to spend."""
        self.draw = Random(seed)
        self.triple = Triple()
        for n, verb in enumerate(("offer", "offer", "earn", "earn", "earn")):
            self.triple.take(verb, n, n % 2 if verb == "offer" else 3, 1)

    def command(self, n: int) -> tuple[Any, str, Any]:
        """The n-th command, by whom it is sent, and what has to come of it."""
        while len(self.triple.log) <= n:
            verb, *numbers = step(self.draw)
            if verb != "sweep":  # which would be several
                self.triple.take(verb, *numbers)
        return self.triple.log[n]

    def check(self, city: City, clock: StandingClock) -> None:
        """Every account, reward and redemption is what the pure functions made, and the books are sound."""
        clock.now = self.triple.clock.now
        for (kind, id_), state in self.triple.pure.states.items():
            assert city._reader.mended((kind, id_)) == state
        assert city.verify(full=True).problems == ()


class Opens:
    """A plugin that opens one store."""

    def __init__(self, store: SQLiteStore) -> None:
        self.store = store

    @hookimpl
    def register_stores(self, register: Callable[[StoreOpener], None]) -> None:
        """Hand it over."""
        register(StoreOpener("breakable", lambda _: self.store, protocol=1))


def test_a_fault_at_any_call_of_a_command(tmp_path: Path) -> None:
    """An error or a lost answer at every call of the ledger's commands: none is lost, doubled or halved."""
    check_seeds("faults", count(100, 10_000, 100_000), lambda seed: faults(seed, tmp_path), of="ledger")


def faults(seed: int, folder: Path) -> int:
    """The faults of one seed, on a file of its own; another handle sees what each has left."""
    path = folder / f"{seed}.db"
    choose, fault, program, clock = Random(seed), Fault(), Program(seed), StandingClock(START)
    made = 0
    store = breakable(path, choose.choice(BEFORE) if seed % 2 else "SQLITE_IOERR")(fault)
    opened: dict[str, Any] = {"city": "small", "pack": pack(), "clock": clock}
    with (
        City.open("breakable://", plugins=[Opens(store)], patience=0.02, **opened) as city,
        City.open(f"sqlite:///{path}", **opened) as other,
    ):
        for n in range(count(60, COMMANDS)):
            order, by, wanted = program.command(n)
            clock.now = program.triple.clock.now
            told: Any
            fault.arm(1 + n % CALLS, done=not seed % 2)
            try:
                (told,) = city.do_many([(order, str(n))], by=actor(by))
            except (Unavailable, Indeterminate) as error:
                told = error
            fault.rest()
            made += fault.happened
            (answer,) = other.do_many([(order, str(n))], by=actor(by))
            assert said(answer) == wanted, f"{order}: {told}, and then {answer}"
            if isinstance(told, Done) and not (isinstance(answer, Done) and answer.replayed):
                raise Lost(f"{order} was acknowledged")
            if isinstance(told, Unavailable) and isinstance(answer, Done):
                assert not answer.replayed, "committed, though surely not"
        program.check(other, clock)
    return made


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_killed_teller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between any two instructions: what was acknowledged is there, once."""
    monkeypatch.setattr(packs, "from_content", cache(packs.from_content))  # so that a child writes at once
    check_seeds("kills", count(10, 200, 2_000), lambda seed: kills(seed, tmp_path), of="ledger")


def kills(seed: int, folder: Path) -> int:
    """The kills of one seed, on one file."""
    url = f"sqlite:///{folder / f'{seed}-killed.db'}"
    choose, program, clock, done = Random(seed), Program(seed), StandingClock(START), 0

    def opened() -> City:
        return City.open(url, city="small", pack=pack(), clock=clock)

    def send(city: City, n: int) -> Any:
        order, by, _ = program.command(n)
        clock.now = program.triple.clock.now
        (answer,) = city.do_many([(order, str(n))], by=actor(by))
        return answer

    def write(say: Say) -> None:
        city, n = opened(), done
        while True:
            send(city, n)
            say()
            n += 1

    for _ in range(KILLS):
        acknowledged = killed(write, choose)
        program.command(done + acknowledged)  # the one that was in flight
        with opened() as city:
            for n in range(done, len(program.triple.log)):
                order, _, wanted = program.command(n)
                remembered = isinstance(wanted, set) or issubclass(wanted[0], Refused)
                if n < done + acknowledged and not remembered:
                    continue
                answer = send(city, n)
                assert said(answer) == wanted, order
                if isinstance(answer, Done) and not answer.replayed and n < done + acknowledged:
                    raise Lost(f"command {n} of seed {seed}")
            done = len(program.triple.log)
            program.check(city, clock)
    return KILLS
