"""A process of its own that writes to a store, for the kit: `python -m friendly_services.testing._worker`.

It counts up one record, a commit each time, and says so once the commit is acknowledged. It may be killed.
"""

import argparse
import itertools
import sys
from contextlib import suppress

from ..plugins import open_store
from ..storage import Batch, Conflict, Receipt, Store
from ._builders import batch, put

COUNTER = ("merchant", "counter")
CANNOT_OPEN = 3
"""The exit code of a process that could not open the store."""
PATIENCE = 30.0
TRIES = 10_000


def main(arguments: list[str]) -> None:
    """Write until the count is reached, or for ever if it is 0."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("name")
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--plugin", action="append", default=[])
    asked = parser.parse_args(arguments)
    try:
        store = open_store(asked.url, asked.plugin)
    except Exception as error:  # whatever it is, the kit tells it
        why = f"the other process could not open url={asked.url!r} with plugins={tuple(asked.plugin)}"
        sys.stderr.write(f"{why}: {type(error).__name__}: {error}\n")
        sys.exit(CANNOT_OPEN)
    for n in itertools.count(1):
        receipt = count_up(store, f"{asked.name}-{n}")
        sys.stdout.write(f"{n} {receipt.first} {int(receipt.replayed)}\n")
        sys.stdout.flush()
        if n == asked.count:
            break
    store.close()


def count_up(store: Store, once: str) -> Receipt:
    """Add one to the counter, deciding again whenever somebody else was faster."""
    for _ in range(TRIES):
        with suppress(Conflict):
            return store.commit(one_more(store, once), PATIENCE)
    raise RuntimeError(f"{TRIES} conflicts in a row: the store never lets {once} through")


def one_more(store: Store, once: str) -> Batch:
    """The batch that adds one to what is stored now."""
    (record,) = store.load("banan", (COUNTER,)).records
    value = int(record.body or b"0") + 1 if record else 1
    return batch(once, put(COUNTER, record.version if record else 0, b"%d" % value, events=(b"+1",)))


if __name__ == "__main__":
    main(sys.argv[1:])
