"""What holds of flat tables on whatever engine they lie: laws that take connections to it."""

import threading
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from hypothesis import strategies as st

from friendly_services.city import City
from friendly_services.flat_tables import TABLES, AnotherHistory, FlatTables, Overtaken
from friendly_services.hookspecs import StoreOpener, hookimpl
from friendly_services.ids import WorkerId
from friendly_services.storage import MemoryStore, dump, load
from friendly_services.testing import StandingClock
from tests.city.town import MONDAY, applied, at_decision, paid, shown, small, station, voucher

STEPS = st.lists(
    st.sampled_from(
        ["earn", "apply", "name", "back up", "restore", "follow", "killed", "rejudge", "rebuild"]
    ),
    max_size=14,
)
"""What may happen to a city and its tables, in any order."""


def content(connection: Any, schema: str = "") -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in an order of their own."""
    cursor, found = connection.cursor(), {}
    for table in TABLES:
        cursor.execute(f"SELECT * FROM {f'{schema}.' if schema else ''}{table.name}")  # noqa: S608 # our own names
        found[table.name] = sorted(cursor.fetchall(), key=repr)
    connection.commit()
    return found


def busy(clock: StandingClock, **options: Any) -> City:
    """A city in which everything has happened once."""
    city = small(clock, **options)
    shown(city, clock)
    at_decision(city, 2, seats=1)
    applied(city, 3)
    here = station(city)
    paid(city, times=2)
    voucher(city, here)
    return city


class Kept:
    """A city whose store can be put back to a backup, as an operator does it."""

    name = "kept"

    def __init__(self) -> None:
        self.clock = StandingClock(MONDAY)
        self.store = MemoryStore()
        self.city = self.opened()
        self.backup = self.dumped()

    @hookimpl
    def register_stores(self, register: Callable[[StoreOpener], None]) -> None:
        """Under its own scheme."""
        register(StoreOpener("kept", lambda _: self.store, protocol=1))

    def opened(self) -> City:
        """The city on the store as it is."""
        return small(self.clock, "kept://", plugins=[self])

    def dumped(self) -> bytes:
        """A backup."""
        file = BytesIO()
        dump(self.store, "small", file)
        return file.getvalue()

    def restore(self) -> None:
        """Forget whatever happened since the backup."""
        self.store = MemoryStore()
        load(BytesIO(self.backup), self.store)
        self.city = self.opened()

    def journal(self) -> tuple[str, ...]:
        """The mark of every entry."""
        return tuple(entry.mark for batch in self.city.feed("test") for entry in batch)

    def act(self, step: str, n: int) -> None:
        """Let one thing happen."""
        self.clock.forward(seconds=1)
        match step:
            case "earn":
                paid(self.city, WorkerId(f"rider-{n % 3}"))
            case "apply":
                applied(self.city, n)
            case "name":
                at_decision(self.city, n)
            case "back up":
                self.backup = self.dumped()
            case "restore":
                self.restore()


class Killed(FlatTables):
    """A worker that is killed in its second batch."""

    batches = 0

    def _move(self, *arguments: Any) -> None:
        self.batches += 1
        if self.batches == 2:
            raise KeyboardInterrupt
        super()._move(*arguments)


def never_of_two_histories(
    tables: FlatTables, killed: Killed, fresh: FlatTables, steps: Sequence[str]
) -> int:
    """Tables go on in the history their rows come from, and refuse every other until they are rebuilt.

    Returns:
        How often they refused.
    """
    kept, refused = Kept(), 0
    seen: tuple[str, ...] = ()
    for n, step in enumerate([*steps, "follow"], 1):
        kept.act(step, n)
        if step not in {"follow", "killed", "rejudge", "rebuild"}:
            continue
        same = kept.journal()[: len(seen)] == seen
        tables.reached(kept.city)
        before = content(tables._connection, tables._schema)
        try:
            match step:
                case "follow":
                    tables.follow(kept.city)
                case "killed":
                    killed.batches = 0
                    killed.follow(kept.city)
                case "rejudge":
                    tables.rejudge(kept.city)
                case "rebuild":
                    tables.rebuild(kept.city)
                    same = True
        except KeyboardInterrupt:
            assert killed.batches == 2
        except AnotherHistory as error:
            refused += 1
            assert (same, error.position) == (False, len(seen))  # noqa: PT017 # of several ways to end
            assert content(tables._connection, tables._schema) == before
            tables.rebuild(kept.city)
            same = True
        assert same, "of two histories"
        seen = kept.journal()
        if step in {"follow", "rebuild"}:
            fresh.rebuild(kept.city)
            assert content(tables._connection, tables._schema) == content(fresh._connection, fresh._schema)
    return refused


def nothing_doubled(one: FlatTables, other: FlatTables, fresh: FlatTables, rounds: int) -> tuple[int, int]:
    """Two workers that follow one city at once leave each row once, and each change counted by one of them.

    Returns:
        Entries that either has counted, and the position that both have reached.
    """
    city, together = small(), threading.Barrier(2, timeout=30)
    counted = [one.follow(city).entries]
    wrong: list[Exception] = []

    def work(tables: FlatTables) -> None:
        together.wait()
        try:
            counted.append(tables.follow(city).entries)
        except Overtaken:
            pass
        except Exception as error:  # a thread's own would be lost
            wrong.append(error)

    for n in range(rounds):
        paid(city, WorkerId(f"rider-{n % 3}"))
        applied(city, n + 1)
        threads = [threading.Thread(target=work, args=(tables,)) for tables in (one, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for error in wrong:
        raise error
    assert one.follow(city).entries == 0
    fresh.rebuild(city)
    assert content(one._connection, one._schema) == content(fresh._connection, fresh._schema)
    return sum(counted), one.reached(city)
