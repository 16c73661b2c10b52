"""How fast the ledger is beside what one would write or pick instead: `python tests/bench/points.py`.

A year of 200,000 intents of 20,000 workers (`--intents`, `--accounts`): awards, points spent, reversals,
expiries, and retries of all of them. Every side keeps the same laws and is as durable as the others; its
outcomes and balances must be those of an oracle in plain dicts, or the bench stops. Sides take turns through
the year; figures are medians over the rounds, of CPU time, that of a server's processes included. A last line
`ratio <what> <peer> <value>` is over 1 where the library is faster.

What is compared is written in `docs/reference/speed-of-points.md`. `pip install --group bench` installs the
peers but for two, `pip install 'hf-nostro[postgres]' django-hordak`; a peer that is missing is skipped.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "plugins" / "friendly-services-postgres" / "src")]

from tests.bench import points_memory, points_sqlite, points_together  # noqa: E402 # found by the line above


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The ledger beside what one would write or pick instead.")
    parser.add_argument("--intents", type=int, default=200_000)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=48, help="turns that each side takes")
    asked = parser.parse_args()
    if hasattr(os, "getloadavg"):
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    small = max(asked.intents // 20, 200), max(asked.accounts // 20, 20)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        points_memory.measure(folder, asked.intents, asked.accounts, asked.rounds)
        lines = points_sqlite.year(folder, asked.intents, asked.accounts, asked.rounds)
        lines += points_sqlite.aggregates(folder, *small, asked.rounds)
        points_together.on_sqlite(folder, *small)
        lines += postgres(folder, asked.intents, asked.accounts, asked.rounds)
    print("\n".join(lines))


def postgres(folder: Path, count: int, accounts: int, rounds: int) -> list[str]:
    """What PostgreSQL takes, if there is one."""
    try:
        from tests.bench import points_postgres  # noqa: PLC0415 # needs a driver and a server
    except ImportError as error:
        return [f"skipped {peer} {error}" for peer in ("pipeline", "nostro", "hordak")]
    return points_postgres.measure(folder, count, accounts, rounds)


if __name__ == "__main__":
    main()
