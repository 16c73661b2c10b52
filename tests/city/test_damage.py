"""A full verification finds every damage that anything else could notice, wherever in the file it is."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from friendly_services.city import City
from friendly_services.errors import FriendlyServicesError
from friendly_services.storage import SQLiteStore
from friendly_services.testing import StandingClock
from tests.budget import count
from tests.city.damage import damaged, lived, observed
from tests.city.town import MONDAY
from tests.delivery.post import Box, later, opened

NOTHING_READS = {
    "entry.previous": "of a record's first entry: any number up to its position ends the history",
    "key": "one more row in an index that has no name, or of a partition that there is not",
    "key.sole": "another even number for 0",
    "command": "one more row of a partition that there is not",
    "partition": "one more city",
    "record": "one more row of a partition that there is not",
    "record.id": "of a record without entries and index entries",
    "record.keys": "another number than 1 for what is unique",
    "record.last": "of a record without entries: any number that is no position",
    "word": "one more name of an index that has no entries",
}
"""Where damage may change nothing that the store tells of the city, and why."""


@pytest.fixture(name="file", scope="module")
def the_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city on a file, closed."""
    path = tmp_path_factory.mktemp("damage") / "small.db"
    clock = StandingClock(MONDAY)
    with opened(clock, url=f"sqlite:///{path}", box=Box(later)) as city:
        lived(city, clock)
    return path


@pytest.fixture(name="city", scope="module")
def the_city(file: Path) -> Iterator[City]:
    """That city, opened again."""
    with open_again(file) as city:
        yield city


def open_again(file: Path) -> City:
    """The city in this file."""
    return City.open(f"sqlite:///{file}", city="small", clock=StandingClock(MONDAY), trust_clock=True)


def said(city: City, file: Path) -> tuple[str, ...]:
    """The classes of fault that a full verification tells, or how it ended; nothing if all seems well."""
    try:
        verified = city.verify(full=True)
        if not verified.clean:
            return verified.classes
        open_again(file).close()
    except FriendlyServicesError as error:
        return (error.code,)
    return ()


def test_every_damage_is_found(file: Path, city: City) -> None:
    """Single bits and single rows of every table: found, or nothing that the store tells is any different."""
    store = city._store
    assert isinstance(store, SQLiteStore)
    keys = [row.record.key for row in store.rows("small", None, 10_000)]
    names = sorted({entry.name for row in store.rows("small", None, 10_000) for entry in row.index})
    before = observed(store, keys, names)
    found: Counter[str] = Counter()
    same: Counter[str] = Counter()
    missed = []
    started, cases = time.process_time(), count(200, 500, 10_000)

    def tells_the_same() -> bool:
        try:
            return observed(store, keys, names) == before
        except FriendlyServicesError:
            return False

    with closing(sqlite3.connect(":memory:")) as pristine, closing(sqlite3.connect(file)) as db:
        db.isolation_level = None
        db.execute("PRAGMA synchronous = OFF")
        db.backup(pristine)
        for seed in range(cases):
            what = damaged(db, Random(seed))
            told = said(city, file)
            if told:
                found.update(told)
            elif tells_the_same():
                same[what] += 1
            else:
                missed.append((seed, what))
            pristine.backup(db)
    print(
        f"\n{cases} damages: {cases - sum(same.values()) - len(missed)} found, {len(missed)} missed, "
        f"{sum(same.values())} that nothing reads; {time.process_time() - started:.0f} s CPU"
    )
    for title, counts in (("told as", found), ("nothing reads", same)):
        for name, n in counts.most_common():
            print(f"  {title} {name}: {n}")
    assert missed == [], missed
    assert {what.split()[1] for what in same} <= set(NOTHING_READS)
    assert observed(store, keys, names) == before
