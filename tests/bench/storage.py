"""How fast the stores are beside what one would write or pick instead: `python tests/bench/storage.py`.

Every commit is durable on both sides (SQLite: write-ahead log, synchronous FULL; PostgreSQL: synchronous
commit). One commit is a command, a guard, a record with five index entries of which one is unique and one
moves, and an event; what it writes is made beforehand. Beside pyeventsourcing, which makes an aggregate anew
from its events, a whole change is measured on both sides: load a record that has had 8 changes or more,
change it, encode it, save it. Sides take turns in every round; figures are medians over the rounds, of CPU
time, that of a server's own process included. A last line `ratio <what> <peer> <value>` is over 1 where the
library is faster. `pip install --group bench` installs the peers.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "plugins" / "friendly-services-postgres" / "src")]

from tests.bench import on_sqlite  # noqa: E402 # found by the line above


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Stores beside what one would write or pick instead.")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--count", type=int, default=100, help="commits of a side in a round")
    asked = parser.parse_args()
    if hasattr(os, "getloadavg"):
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = on_sqlite.commits(folder, asked.rounds, asked.count)
        tail = on_sqlite.tail(folder, asked.rounds, 80 * asked.count)
        on_sqlite.reader(folder)
        on_sqlite.fairness(folder)
    lines += postgres(asked.rounds, asked.count)
    print("\n".join(lines + tail))


def postgres(rounds: int, count: int) -> list[str]:
    """What PostgreSQL takes, if there is one."""
    try:
        from tests.bench import on_postgres  # noqa: PLC0415 # needs a driver and a server
    except ImportError as error:
        return [f"skipped function {error}", f"skipped eventsourcing {error}"]
    return on_postgres.measure(rounds, count)


if __name__ == "__main__":
    main()
