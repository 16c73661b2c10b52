"""The SQLite store beside hand-written SQL, pyeventsourcing and a raw SELECT."""

import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from friendly_services.storage import FileLock, SQLiteStore
from friendly_services.storage.sqlite._schema import POSITIONS
from tests.bench.hand_sql import HandSQL
from tests.bench.work import (
    AGE,
    PATIENCE,
    Change,
    Side,
    change_whole,
    changes,
    grown,
    guarded,
    ratio,
    side,
    take_turns,
)

__all__ = ["commits", "fairness", "reader", "tail", "write_for"]


def opened(path: Path) -> SQLiteStore:
    """A store with the record that commits have read."""
    store = SQLiteStore(path)
    store.commit(guarded("banan"), PATIENCE)
    return store


def commits(folder: Path, rounds: int, count: int) -> list[str]:
    """Measure one full commit; the lines to print last."""
    records, old = rounds * count // 3, rounds * count // 5
    store, hand = opened(folder / "store.db"), HandSQL(folder / "hand.db")

    def made(turn: int) -> list[Change]:
        return changes("one", turn * count, count, records)

    def again(turn: int) -> list[Change]:
        return changes("again", turn * count, count, old, AGE)

    ours = side(
        "sqlite-commit",
        lambda batch: store.commit(batch, PATIENCE),
        lambda turn: [change.batch("banan") for change in made(turn)],
        count,
    )
    by_hand = side("hand-written SQL", hand.commit, made, count)
    sides, skipped = [ours, by_hand], ""
    try:
        from tests.bench.aggregate import Saver  # noqa: PLC0415 # a peer that may not be installed

        whole = opened(folder / "whole.db")
        grown(whole, "banan", old)
        ours_whole = side(
            "load, change, commit", lambda change: change_whole(whole, "banan", change), again, count
        )
        savers = [
            Saver({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / name)})
            for name in ("saved.db", "events.db")
        ]
        saved = Side("eventsourcing, save alone", lambda turn: savers[0].changed(made(turn)), count)
        savers[1].grow(old)
        aggregates = side("eventsourcing, get to save", savers[1].change_whole, again, count)
        sides += ours_whole, saved, aggregates
    except ImportError as error:
        skipped = f"skipped eventsourcing {error}"
    take_turns(sides, rounds)
    store.close()
    hand.close()
    lines = [ratio("sqlite-commit", ours, "handsql", by_hand)]
    if skipped:
        return [*lines, skipped]
    for saver in savers:
        saver.close()
    whole.close()
    print(ratio("sqlite-commit", ours, "eventsourcing-save-alone", saved))
    return [*lines, ratio("sqlite-commit", ours_whole, "eventsourcing", aggregates)]


def tail(folder: Path, rounds: int, entries: int) -> list[str]:
    """Measure reading the journal, a thousand entries at once; the line to print last."""
    store = opened(folder / "tail.db")
    for change in changes("tail", 0, entries, entries // 3):
        store.commit(change.batch("banan"), PATIENCE)
    sql = """SELECT e.id & ?, e.version, e.event, r.kind, r.name,
            c.at, c.token, c.digest, c.actor, c.pack, c.now, c.result
        FROM entry e CROSS JOIN record r ON r.id = e.record CROSS JOIN command c ON c.id = e.command
        WHERE e.id > ? AND e.id < ? ORDER BY e.id LIMIT 1000"""
    with closing(sqlite3.connect(folder / "tail.db", isolation_level=None)) as db:
        (where,) = db.execute("SELECT id FROM partition").fetchone()
        base, mask = where << POSITIONS, (1 << POSITIONS) - 1

        def read() -> None:
            reached = 0
            while found := store.read("banan", reached, 1_000):
                reached = found[-1].position
            assert reached == entries + 1

        def select() -> None:
            reached = 0
            while found := db.execute(sql, (mask, base + reached, base + mask)).fetchall():
                reached = found[-1][0]
            assert reached == entries + 1

        ours = Side("tail, an entry", lambda _: read, entries)
        raw = Side("raw SELECT, a row", lambda _: select, entries)
        take_turns((ours, raw), rounds)
    store.close()
    return [ratio("tail", ours, "rawselect", raw)]


def reader(folder: Path) -> None:
    """Print how long loading takes while somebody else is writing and does not finish."""
    store = opened(folder / "reader.db")
    path = folder / "reader.db"

    def longest() -> float:
        took = []
        for _ in range(300):
            start = time.perf_counter()
            store.load("banan", (("pack", "banan"),))
            took.append(time.perf_counter() - start)
        return max(took) * 1e3

    alone = longest()
    with FileLock(f"{path}-lock").held(PATIENCE), closing(sqlite3.connect(path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        beside = longest()
    store.close()
    print(f"reader on SQLite: longest of 300 loads {alone:.1f} ms alone, {beside:.1f} ms beside a writer")


WRITER: Final = """
import sys
sys.path[:0] = sys.argv[4:]
from pathlib import Path
from tests.bench.on_sqlite import write_for
write_for(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
"""


def fairness(folder: Path, seconds: float = 2.0, processes: int = 4) -> None:
    """Print how long a writer waits for its turn among threads and processes that never pause."""
    path = folder / "fair.db"
    opened(path).close()
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, path, str(n), str(seconds), *sys.path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for n in range(processes)
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    told = [writer.communicate("go\n")[0].split() for writer in writers]
    waits = [float(word) for words in told for word in words[::2]]
    counts = [int(word) for words in told for word in words[1::2]]
    print(
        f"{processes} processes of 2 threads each wrote to one file for {seconds:.0f} s: longest wait"
        f" {max(waits):.2f} s, median of the writers' longest {statistics.median(waits):.2f} s,"
        f" commits {min(counts)} to {max(counts)} a thread"
    )


def write_for(path: Path, who: str, seconds: float) -> None:
    """Write with two threads; print the longest wait and the commits of each."""
    store = SQLiteStore(path)
    print("ready", flush=True)
    sys.stdin.readline()
    until = time.perf_counter() + seconds

    def work(me: str) -> None:
        longest, count = 0.0, 0
        while time.perf_counter() < until:
            (change,) = changes(f"{who}-{me}", count, 1, 10**9)
            key = (*change.keys[:1], f"{who}-{me}-{count}".encode(), *change.keys[2:])
            batch = Change(change.token, f"{change.id}-{who}-{me}", 0, key).batch("banan")
            start = time.perf_counter()
            store.commit(batch, PATIENCE)
            longest, count = max(longest, time.perf_counter() - start), count + 1
        print(f"{longest} {count}", flush=True)

    threads = [threading.Thread(target=work, args=(str(n),)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
