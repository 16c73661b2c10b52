"""The year on SQLite: the library beside SQL by hand, and beside pyeventsourcing."""

import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from friendly_services.city import City
from friendly_services.testing import StandingClock
from tests.bench.points_city import CITY, CLERK, Kept, commands, noon, opened, worker
from tests.bench.points_hand import Hand
from tests.bench.points_turns import Run, in_turns, made
from tests.bench.points_work import DAYS, EARN, OUTCOMES, Intent, batches, expected, largest
from tests.bench.work import Side, ratio, take_turns

__all__ = ["aggregates", "earn_first", "year"]

ONE_BY_ONE: Final = 50
"""The last intents of the year, one of so many, are sent one by one."""


def year(folder: Path, count: int, accounts: int, rounds: int) -> list[str]:
    """The year at a thousand a commit, its end one by one, then what is read; the lines to print last."""
    work = made(count, accounts)
    size = min(1_000, largest(count))
    end = count - max(count // ONE_BY_ONE, 2 * rounds)
    most, rest = list(batches(work, size, 0, end)), list(batches(work, 1, end))
    url = f"sqlite:///{folder / 'city.db'}"
    with opened(url, folder) as kept, closing(Hand(folder / "hand.db")) as hand:
        runs = [Run("the library on SQLite", kept), Run("SQL by hand on SQLite", hand)]
        print(
            f"{count:,} intents of {accounts:,} workers; {size:,} a commit, the last {len(rest):,} one by one"
        )
        ours, theirs = in_turns(runs, most, rounds)
        lines = [ratio("sqlite-1000", ours, "handsql", theirs)]
        one, by_hand = in_turns(runs, rest, rounds)
        lines.append(ratio("sqlite-1", one, "handsql", by_hand))
        must = expected([*most, *rest])
        for run in runs:
            run.check(must)
        assert hand.postings() == must.postings
        print(f"outcomes and balances are the oracle's: {must.postings:,} postings, {told(must.counts)}")
        reads(kept, hand, rounds)
        lines.append(reconciled(kept, hand, rounds))
    sizes = [_size(folder / name) / must.postings for name in ("city.db", "hand.db")]
    times = sizes[0] / sizes[1]
    print(f"bytes a posting: {sizes[0]:.0f} the library, {sizes[1]:.0f} by hand; {times:.2f} times")
    first_posting(folder, min(rounds, 5))
    return lines


def told(counts: tuple[tuple[int, ...], ...]) -> str:
    """How many intents had which outcome."""
    return ", ".join(f"{sum(row[n] for row in counts):,} {name}" for n, name in enumerate(OUTCOMES))


def reads(kept: Kept, hand: Hand, rounds: int) -> None:
    """Print what a balance and a statement take beside the rows they rest on."""
    rng = random.Random(1)
    known = [account for account, _ in hand.balances()]
    asked = [[rng.choice(known) for _ in range(200)] for _ in range(rounds + 1)]
    points, do = kept.city.points, hand.db.execute
    raw_balance = "SELECT balance FROM account WHERE id = ?"
    raw_lines = "SELECT * FROM posting WHERE account = ? AND outcome = 0 ORDER BY id"
    ways: list[tuple[str, Callable[[int], object], str]] = [
        ("balance", lambda account: points.balance(worker(account)), raw_balance),
        ("statement", lambda account: points.statement(worker(account)), raw_lines),
    ]
    for what, ask, sql in ways:

        def select(account: int, sql: str = sql) -> object:
            return do(sql, (account,)).fetchall()

        ours, raw = _reading(what, ask, asked), _reading("its rows by SELECT", select, asked)
        take_turns((ours, raw), rounds)
        print(ratio(what, ours, "rawselect", raw))


def _reading(name: str, ask: Callable[[int], object], asked: list[list[int]]) -> Side:
    return Side(name, lambda turn: lambda: [ask(account) for account in asked[turn]], len(asked[0]))


def reconciled(kept: Kept, hand: Hand, rounds: int) -> str:
    """Every balance by its entries, by its lots, and all of them together; the line to print last."""
    reconcile = getattr(kept.city.points, "reconcile", None)

    def ours() -> None:
        found = kept.city.verify(full=True) if reconcile is None else reconcile()
        assert found.clean, found.problems

    def theirs() -> None:
        assert hand.reconcile()

    print(f"reconciled by {'city.verify(full=True)' if reconcile is None else 'city.points.reconcile()'}")
    sides = Side("all reconciled", lambda _: ours, 1), Side("three checks in SQL", lambda _: theirs, 1)
    take_turns(sides, min(rounds, 3))
    return ratio("reconcile", sides[0], "handsql", sides[1])


def _size(path: Path) -> int:
    """The size of a file once its log is carried over."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size


FIRST: Final = """
import sys
sys.path[:0] = sys.argv[3:]
from pathlib import Path
from tests.bench.points_sqlite import earn_first
earn_first(Path(sys.argv[1]), sys.argv[2])
"""


def first_posting(folder: Path, times: int) -> None:
    """Print how long a new process takes from opening the ledger to its first durable posting."""
    took = []
    for n in range(times):
        command = [sys.executable, "-c", FIRST, str(folder), f"first-{n}", *sys.path]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        took.append([float(word) for word in told])
    opening, wall, cpu = (statistics.median(values) for values in zip(*took, strict=True))
    print(f"first durable posting: {wall:.1f} ms, {cpu:.1f} ms CPU, of which opening took {opening:.1f} ms")


def earn_first(folder: Path, key: str) -> None:
    """Open the ledger, award something; print the milliseconds of the first, of both, and their CPU time."""
    ((command, once),) = commands([Intent(EARN, key, 0, 20, DAYS - 1, 0, None)])
    wall, cpu = time.perf_counter(), time.process_time()
    url, clock = f"sqlite:///{folder / 'city.db'}", StandingClock(noon(DAYS - 1))
    with City.open(url, city=CITY, clock=clock) as city:
        opening = time.perf_counter() - wall
        city.do(command, by=CLERK, once=once)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(opening * 1e3, wall * 1e3, cpu * 1e3)


def aggregates(folder: Path, count: int, accounts: int, rounds: int) -> list[str]:
    """A smaller year of as many intents a worker, at a hundred a commit; the lines to print last."""
    try:
        from tests.bench.points_aggregate import Aggregates  # noqa: PLC0415 # a peer that may not be installed
    except ImportError as error:
        return [f"skipped eventsourcing {error}"]
    plan = list(batches(made(count, accounts), min(100, largest(count))))
    url = f"sqlite:///{folder / 'beside.db'}"
    with opened(url, folder) as kept, closing(Aggregates(folder / "saved.db")) as peer:
        runs = [Run("the library, 100 a commit", kept), Run("pyeventsourcing, 100 a commit", peer)]
        ours, theirs = in_turns(runs, plan, rounds)
        must = expected(plan)
        for run in runs:
            run.check(must)
    return [ratio("sqlite-100", ours, "eventsourcing", theirs)]
