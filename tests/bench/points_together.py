"""Two processes that write the same accounts: what came of it must be what one after the other makes."""

import hashlib
import logging
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from tests.bench.points_city import CITY, Kept, commands, noon, opened
from tests.bench.points_work import DAYS, FIRST_DAY, OK, Intent, Oracle, batches, intents

__all__ = ["both", "on_sqlite", "write"]

SIZE: Final = 20
"""Intents a commit: few, so that the two meet often."""
WEEKS: Final = 60
"""Parts of the year, each of which both go through at once: an act can be entered for longer than one."""

WRITER: Final = """
import sys
sys.path[:0] = sys.argv[6:]
from pathlib import Path
from tests.bench.points_together import write
write(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:6]))
"""


def on_sqlite(folder: Path, count: int, accounts: int) -> None:
    """Two processes on one file."""
    both(f"sqlite:///{folder / 'both.db'}", folder, count, accounts, ())


def both(url: str, folder: Path, count: int, accounts: int, plugins: Sequence[object]) -> None:
    """Have two processes send every other intent of a year, and prove what came of it; print what it took.

    The journal, read in its order, names the commands that moved points. The oracle is sent just these, one
    after the other, each on the day on which it was decided: it must find every one of them good, and must
    end with the same balances.
    """
    with opened(url, folder, plugins) as kept:
        began = time.perf_counter()
        writers = [_writer(url, folder, n, count, accounts) for n in range(2)]
        for week in range(-1, WEEKS):  # first both get ready
            for one in writers:
                _tell(one, week)
            for one in writers:
                _hear(one)
        took = time.perf_counter() - began
        told = [int(one.communicate()[0]) for one in writers]
        moved = sum(told)
        oracle, replayed = Oracle(), 0
        for intent, today in _journal(kept, intents(count, accounts)):
            assert oracle.apply(intent, today) == OK, intent
            replayed += 1
        assert replayed == moved, (replayed, moved)
        result = oracle.result()
        kept.clock.now = noon(DAYS - 1)
        kept.known |= set(range(accounts))
        assert dict(kept.balances()) == result.balances
        found = kept.city.verify(full=True)
        assert found.clean, found.problems
    print(
        f"two processes on the same accounts, {url.partition(':')[0]}: {count:,} intents in {took:.1f} s,"
        f" of which {moved:,} moved points ({' and '.join(f'{done:,}' for done in told)});"
        " the journal replayed one by one gives every balance, and every law held"
    )


def _writer(url: str, folder: Path, turn: int, count: int, accounts: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, url, str(folder), str(turn), str(count), str(accounts)]
    pipe = subprocess.PIPE
    return subprocess.Popen([*command, *sys.path], stdin=pipe, stdout=pipe, text=True)


def _tell(writer: "subprocess.Popen[str]", week: int) -> None:
    assert writer.stdin is not None
    writer.stdin.write(f"{week}\n")
    writer.stdin.flush()


def _hear(writer: "subprocess.Popen[str]") -> None:
    assert writer.stdout is not None
    assert writer.stdout.readline() == "done\n"


def write(url: str, folder: Path, turn: int, count: int, accounts: int) -> None:
    """Send every other intent, week by week as told; print how many moved points."""
    logging.disable()  # of two clocks that are some days apart one is behind
    work = intents(count, accounts)
    moved = 0
    with opened(url, folder, _plugins(url)) as kept:
        for line in sys.stdin:
            week = int(line)
            if week >= 0:
                for batch in batches(work, 2 * SIZE, count * week // WEEKS, count * (week + 1) // WEEKS):
                    half = batch._replace(intents=batch.intents[turn::2])
                    outcomes = kept.outcomes(half, kept.commit(half, commands(half.intents)))
                    moved += outcomes.count(OK)
            print("done", flush=True)
    print(moved)


def _plugins(url: str) -> Sequence[object]:
    if not url.startswith("postgresql"):
        return ()
    import friendly_services_postgres  # noqa: PLC0415 # a plugin that may not be installed

    return (friendly_services_postgres,)


def _journal(kept: Kept, work: Sequence[Intent]) -> Iterator[tuple[Intent, int]]:
    """The intents that moved points, in the order of the journal, each with the day it was decided on."""
    of_token = {hashlib.sha256(intent.key.encode()).digest(): intent for intent in work}
    known = set()
    reached = 0
    store = kept.city._store
    while found := store.read(CITY, reached, 1_000):
        reached = found[-1].position
        for entry in found:
            intent = of_token.get(entry.command.token)
            if intent is not None and intent.key not in known:
                known.add(intent.key)
                decided = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=entry.command.now)
                yield intent, (decided.date() - FIRST_DAY).days
