"""Points between two cities: whatever call fails, whoever dies, they are carried once and none is lost."""

import itertools
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any, Final

from friendly_services import points
from friendly_services.city import City
from friendly_services.errors import FriendlyServicesError
from friendly_services.storage import Indeterminate, MemoryStore, SQLiteStore, Store, Unavailable
from friendly_services.testing import Fault, StandingClock
from friendly_services.text import Reason
from tests.budget import count
from tests.city.test_between import PACK
from tests.city.test_faulty_stores import Plug
from tests.city.town import CLERK, MONDAY, RIDER, WORKER
from tests.faults.seeds import Lost, check_seeds
from tests.faults.test_kills import Say, killed
from tests.storage.labs import breakable

BEGIN: Final = 50 * 1_000
"""Points that the rider has in each city at first."""
NAMES: Final = "small", "large", "far"
WAYS: Final = (("small", "large"), ("large", "small"), ("small", "far"))
"""From where to where; the pack of the last does not name the others, so it refuses what comes."""
Way = tuple[str, str]
KILLS: Final = 10
"""In one run, on three files."""

WHY: Final = Reason("storage.unavailable")


class Death(Fault):
    """A fault after which the process does nothing any more, until the next one begins."""

    dies = False
    """Whether it is one, and not an error alone."""

    def around(self, call: Callable[[], Any], error: Exception) -> Any:
        """Make the call, unless it is the one to fail, or comes after it."""
        if self.dies and self.happened:
            raise Unavailable(WHY)
        return super().around(call, error)

    def rest(self) -> None:
        """Let every call pass."""
        super().rest()
        self.happened = False


class Breakable(MemoryStore):
    """A store of which every call may fail, or be done and not heard of."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self._fault = fault

    def load(self, *what: Any, **more: Any) -> Any:
        """Records and commands."""
        return self._fault.around(lambda: MemoryStore.load(self, *what, **more), Unavailable(WHY))

    def scan(self, *what: Any, **more: Any) -> Any:
        """A page of an index."""
        return self._fault.around(lambda: MemoryStore.scan(self, *what, **more), Unavailable(WHY))

    def read(self, *what: Any, **more: Any) -> Any:
        """Entries of the journal."""
        return self._fault.around(lambda: MemoryStore.read(self, *what, **more), Unavailable(WHY))

    def commit(self, *what: Any, **more: Any) -> Any:
        """A batch."""
        error = Indeterminate(WHY) if self._fault.done else Unavailable(WHY)
        return self._fault.around(lambda: MemoryStore.commit(self, *what, **more), error)


class Country:
    """Three cities, the last of which refuses points, and what the rider should have in each."""

    def __init__(self, stores: Mapping[str, Store], patience: float = 10) -> None:
        clock = StandingClock(MONDAY)
        self.cities = {
            name: City.open(
                "held://",
                city=name,
                pack="points-default" if name == "far" else PACK,
                plugins=[Plug(store)],
                clock=clock,
                patience=patience,
            )
            for name, store in stores.items()
        }
        self.wanted = {name: 0 if name == "far" else BEGIN for name in stores}
        self.sent = 0
        for name in ("small", "large"):
            self.cities[name].do(points.Earn(WORKER, "lead", quantity=BEGIN // 50), by=CLERK, once="begin")

    def carry(self, way: Way, amount: int, once: str) -> str:
        """Send and carry, as a host does; what became of it."""
        here, there = (self.cities[name] for name in way)
        return here.carry(self.send(way, amount, once), there).status

    def send(self, way: Way, amount: int, once: str) -> str:
        """The points set aside, now or before."""
        return self.cities[way[0]].do(points.Send(WORKER, amount, way[1]), by=RIDER, once=once).id

    def check(self, way: Way, amount: int, once: str) -> None:
        """Do all of it again, and again: it is done, once, and every city has what it should have."""
        ended = "returned" if way[1] == "far" else "delivered"
        assert [self.carry(way, amount, once) for _ in range(2)] == [ended] * 2
        if ended == "delivered":
            self.wanted[way[0]] -= amount
            self.wanted[way[1]] += amount

    def check_balances(self) -> None:
        """No point more or less, none set aside, nothing on its way."""
        for name, city in self.cities.items():
            found, wanted = city.points.balance(WORKER), self.wanted[name]
            if found < wanted:
                raise Lost(f"{wanted - found} points of {name}")
            assert found == wanted, f"points doubled in {name}"
            assert not any(account.holds for account in city.points.find())
            assert len(city.transits.underway()) == 0

    def close(self) -> None:
        """Verify each journal, and that both sides of every way are even."""
        held: Counter[frozenset[str]] = Counter()
        for name, city in self.cities.items():
            assert city.verify(full=True).problems == ()
            journal = [] if name == "far" else city.points.history(WORKER)
            entries = [(WORKER, line.event) for line in journal]
            for (_, account), amount in points.totals(entries).items():
                if account.startswith("transit/"):
                    held[frozenset({name, account.removeprefix("transit/")})] += amount
            city.close()
        assert not any(held.values())


def test_a_fault_at_any_call_of_either_store() -> None:
    """An error, a lost answer or a death at the k-th call, for all k, each way."""

    def one(seed: int) -> int:
        fault = Death()
        return broken(seed, fault, Country({name: Breakable(fault) for name in NAMES}, patience=0.05), WAYS)

    check_seeds("transit-calls", count(100, 2_000, 20_000), one, of="ledger")


def test_a_fault_at_any_statement_of_either_file(tmp_path: Path) -> None:
    """The same of every statement on SQLite, each city in a file of its own."""

    def one(seed: int) -> int:
        fault = Death()
        stores = {name: breakable(tmp_path / f"{seed}-{name}.db")(fault) for name in NAMES}
        return broken(seed, fault, Country(stores, patience=0.05), WAYS[seed % len(WAYS) :][:1])

    check_seeds("transit-statements", count(100, 2_000, 20_000), one, of="ledger")


def broken(seed: int, fault: Death, country: Country, ways: tuple[Way, ...]) -> int:
    """Points on each way broken at its first call, its second, and so on until there is none to break."""
    choose, made, sent = Random(seed), 0, 0
    for way, done, fault.dies in itertools.product(ways, (False, True), (False, True)):
        happened, at = True, 0
        while happened:
            at += 1
            sent += 1
            asked = way, choose.randint(1, 9), f"{seed} {sent}"
            fault.arm(at, done)
            with suppress(FriendlyServicesError):
                country.carry(*asked)
            happened = fault.happened
            fault.rest()
            country.check(*asked)
            country.check_balances()
            made += happened
    country.close()
    return made


def test_a_killed_carrier(tmp_path: Path) -> None:
    """Killed between any two instructions: what it had done stands, whoever comes next does the rest."""

    def one(seed: int) -> int:
        choose, done = Random(seed), 0
        country = Country({name: SQLiteStore(tmp_path / f"{seed}-{name}.db") for name in NAMES})

        def asked(n: int) -> tuple[Way, int, str]:
            return WAYS[(n + seed) % len(WAYS)], 1 + n % 9, f"{n}"

        def write(say: Say) -> None:
            n = done
            while True:
                country.carry(*asked(n))
                say()
                n += 1

        for _ in range(KILLS):
            acknowledged = killed(write, choose)
            if sum(len(city.transits.underway()) for city in country.cities.values()) > 1:
                raise Lost(f"a settled transit of seed {seed}")  # one alone was in flight
            for n in range(done, done + acknowledged + 1):
                country.check(*asked(n))
            country.check_balances()
            done += acknowledged + 1
        country.close()
        return KILLS

    check_seeds("transit-kill", count(10, 100, 2_000), one, of="ledger")
