"""A host's process: `python writer.py URL NAME` gives riders points until it is told to end (SIGTERM).

It knows nothing of servers. Whatever goes wrong, it sends the same command again under the same key. At each
answer it prints `acknowledged KEY POSITION SECONDS`, or `replayed` if it had been committed before, or
`indeterminate KEY` or `unavailable KEY`. The seconds are those of the machine's monotonic clock, which all
processes share.
"""

import itertools
import logging
import signal
import sys
import time
from pathlib import Path

import friendly_services_postgres
from friendly_services import Actor, City, points
from friendly_services.ids import WorkerId
from friendly_services.storage import Conflict, Indeterminate, Unavailable

CITY = "banan"
PACK = Path(__file__).parent / "drill.toml"
CLERK = Actor("clerk", roles={"officer"})
RIDERS = 500
"""Few enough that writers meet at the same account, and enough that no account becomes long."""
PATIENCE = 0.5
"""Seconds: shorter than a failover, so that the writer is told of it."""


def opened(url: str) -> City:
    """The city, on whichever of the hosts takes writes."""
    return City.open(url, city=CITY, pack=PACK, plugins=(friendly_services_postgres,), patience=PATIENCE)


def main(url: str, name: str) -> None:
    """Write until the signal comes, and end with no command of which the answer is unknown."""
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # it tells of every host that takes no writes
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    with opened(url) as city:
        for n in itertools.count():
            if told:
                return
            give(city, f"{name}-{n}", points.Earn(WorkerId(f"rider-{n % RIDERS}"), "delivery"))


def give(city: City, once: str, command: points.Earn) -> None:
    """Send one command until it is acknowledged."""
    while True:
        try:
            done = city.do(command, by=CLERK, once=once)
        except Indeterminate:
            say("indeterminate", once)
        except (Conflict, Unavailable):
            say("unavailable", once)
        else:
            say("replayed" if done.replayed else "acknowledged", once, done.receipt.first, time.monotonic())
            return


def say(*words: object) -> None:
    """One line, at once."""
    print(*words, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
