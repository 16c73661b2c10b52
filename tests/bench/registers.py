"""How fast a city's registers are beside hand-written SQL: `python tests/bench/registers.py`.

A city of 100,000 merchants and 10,000 stations on SQLite (`--merchants`, `--stations`). Both sides write the
same rows to the same tables with the same durability, in turns, on the file system of the folder for
temporary files. What is written is compared by its rate, the wait for the disk included, with the CPU time
alone in a line before; what is read, by CPU time. Figures are medians over the rounds. A last line
`ratio <what> <peer> <value>` is over 1 where the library is faster.

What is compared is written in `docs/reference/speed-of-registers.md`. No peer is needed.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from friendly_services import merchants  # noqa: E402 # found by the line above
from friendly_services.city import City  # noqa: E402 # as above
from tests.bench import register_work as work  # noqa: E402 # as above
from tests.bench.register_hand import Bare, Hand, Rows, Written  # noqa: E402 # as above
from tests.bench.work import Side, ratio, take_turns  # noqa: E402 # as above


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Registers beside hand-written SQL.")
    parser.add_argument("--merchants", type=int, default=100_000)
    parser.add_argument("--stations", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40, help="of commands, and of pages")
    asked = parser.parse_args()
    if hasattr(os, "getloadavg"):
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name, work.opened(Path(name)) as city:
        folder = Path(name)
        files = Written(folder / "city.db"), Hand(folder / "hand.db"), Bare(folder / "bare.db")
        lines = [
            imports(city, *files, asked.merchants, asked.stations),
            commands(city, *files, asked.rounds),
            pages(city, files[0], asked.rounds),
        ]
        schedule(city, asked.merchants)
        for file in files:
            file.close()
    print("\n".join(lines))


def imports(city: City, written: Written, hand: Hand, bare: Bare, shops: int, huts: int) -> str:
    """Enter both registers, a thousand records a commit; the line to print last."""
    size = min(1_000, shops, huts)
    applying = shops - shops // 10
    written.rows()  # the pack's own

    def enter(turn: int) -> Callable[[], object]:
        batch = [_entry(n, applying, shops) for n in range(turn * size, (turn + 1) * size)]
        return lambda: work.entered(city, batch)

    def insert(_: int) -> Callable[[], object]:
        rows = written.rows()
        bare.insert(rows)
        return lambda: hand.insert(rows)

    ours = Side("import with all checks, a record", enter, size)
    theirs = Side("its rows by executemany", insert, size)
    for turn in range((shops + huts) // size):
        ours.measure(turn)
        theirs.measure(turn)
    for side in (ours, theirs):
        print(f"{_told(side)}, {1e6 / statistics.median(side.cpu):,.0f} a CPU second")
    return rates("import", ours, theirs)


def _entry(n: int, applying: int, shops: int) -> tuple[Any, str]:
    """Nine merchants of ten are taken over, the others apply; then come the stations."""
    if n < applying:
        return work.taken_over(n)
    return work.applied(n) if n < shops else work.registered(n - shops)


def commands(city: City, written: Written, hand: Hand, bare: Bare, rounds: int) -> str:
    """Hide merchants all over the register and show them again, one by one; the line to print last."""
    ids = written.ids("merchant", "named")
    random.Random(7).shuffle(ids)
    count = min(50, len(ids))
    rows: list[Rows] = []

    def send(turn: int) -> Callable[[], object]:
        start = turn // 2 * count % (len(ids) - count + 1)
        send = (work.shows if turn % 2 else work.hides)(ids[start : start + count])
        return lambda: [city.do(command, by=work.CLERK) for command in send]

    def repeat(change: Callable[[Rows], object]) -> Callable[[], object]:
        return lambda: [change(one) for one in rows]

    ours = Side("load, decide, commit", send, count)
    theirs = Side("its statements by hand", lambda _: repeat(hand.change), count)
    bareness = Side("an UPDATE and an INSERT", lambda _: repeat(bare.change), count)
    for turn in range(rounds):
        ours.measure(turn)
        rows[:] = written.one_by_one()
        theirs.measure(turn)
        bareness.measure(turn)
    for side in (ours, theirs, bareness):
        print(_told(side))
    print(ratio("command", ours, "bare-update-and-insert", bareness))
    return rates("command", ours, theirs)


def pages(city: City, written: Written, rounds: int) -> str:
    """Read two hundred records at once; the line to print last, of what took longest beside its rows."""
    work.flag(city, written.ids("station", "open")[:2_000])
    found: list[tuple[float, str]] = []
    for what, listed in (("due-reviews", work.due_reviews(city)), ("flagged-stations", work.flagged(city))):
        count = len(listed[0].read().items)

        def read(turn: int, listed: list[work.Page] = listed) -> Callable[[], object]:
            return listed[turn % len(listed)].read

        def select(turn: int, listed: list[work.Page] = listed) -> Callable[[], object]:
            return partial(written.page, listed[turn % len(listed)])

        assert len(written.page(listed[0])) == count
        ours = Side(f"{what}, a record of {count}", read, count)
        theirs = Side("its row by SELECT", select, count)
        take_turns((ours, theirs), rounds)
        line = ratio(what, ours, "rawselect", theirs)
        found.append((float(line.split()[-1]), line))
    print("\n".join(line for _, line in found))
    return f"ratio page rawselect {min(found)[0]}"


def schedule(city: City, count: int) -> None:
    """Print how long it takes to appoint every review of a year."""
    appoint = getattr(merchants, "schedule", None)
    if appoint is None:
        print("skipped schedule: this version appoints no reviews")
        return
    due = {f"merchant-{n}": date(2027, 1, 1) + timedelta(days=n % 365) for n in range(count)}
    start = time.process_time()
    assert len(appoint(due, calendar=city.pack.calendar)) == count
    print(f"the year's reviews of {count:,} merchants appointed in {time.process_time() - start:.2f} s CPU")


def rates(what: str, ours: Side, theirs: Side) -> str:
    """How many times the peer's rate ours is, with the wait for the disk; a line before, without it."""
    print(ratio(f"{what}-cpu", ours, "handsql", theirs))
    found = statistics.median(b / a for a, b in zip(ours.wall, theirs.wall, strict=True))
    return f"ratio {what} handsql {found:.2f}"


def _told(side: Side) -> str:
    cpu, wall = statistics.median(side.cpu), statistics.median(side.wall)
    return f"{side.name:34} {cpu:8.1f} µs CPU {wall:8.1f} µs in all"


if __name__ == "__main__":
    main()
