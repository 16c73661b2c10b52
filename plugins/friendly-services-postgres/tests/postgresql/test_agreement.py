"""The store in PostgreSQL answers as every other does, and a city moves between them whole."""
# ruff: noqa: S608 # the schemas that are put into SQL are the tests' own

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.budget import count
from tests.storage.test_agreement import aimed, answer, batches, everything

from friendly_services.storage import (
    Batch,
    MemoryStore,
    Portable,
    Receipt,
    SQLiteStore,
    Unique,
    digest,
    dump,
    load,
)
from friendly_services.testing import batch, put
from friendly_services_filestore import FileStore
from friendly_services_postgres import PostgresStore, ddl

from .server import TABLES, Postgres

PATIENCE = 30.0
programs = st.lists(batches(), min_size=6, max_size=25)


@pytest.fixture
def distributed(server: Postgres, schema: str) -> Iterator[str]:
    """The URL of tables that are each spread over three by the hash of `partition`."""
    whole = re.sub(r"\n\)(?: WITH \(fillfactor = \d+\))?;", "\n) PARTITION BY HASH (partition);", ddl(schema))
    whole = whole.replace(") PARTITION BY HASH (partition);", ");", 1)  # `migration` is of no partition
    parts = [
        f"CREATE TABLE {schema}.{table}_{n} PARTITION OF {schema}.{table}"
        f" FOR VALUES WITH (MODULUS 3, REMAINDER {n});"
        for table in TABLES
        for n in range(3)
    ]
    server.execute("\n".join([whole, *parts]))
    yield server.url(schema=schema)
    server.execute(f"DROP SCHEMA {schema} CASCADE")


def emptied(server: Postgres, schema: str, store: PostgresStore) -> PostgresStore:
    """The store, with nothing in it."""
    server.execute(f"TRUNCATE {', '.join(f'{schema}.{table}' for table in TABLES)}")
    return store


def check_agreement(program: list[Batch], stores: list[Portable]) -> None:
    """Run a program on all; every answer, all they tell at the end, and their digests are the same."""
    first, *others = stores
    for asked in program:
        sent = aimed(asked, first)
        wanted = answer(first, sent)
        assert [answer(store, sent) for store in others] == [wanted] * len(others)
    told = everything(first)
    assert [everything(store) for store in others] == [told] * len(others)
    for partition, _ in first.partitions("", 9):
        assert len({digest(store, partition) for store in stores}) == 1


def test_gives_the_same_answers_as_the_others(server: Postgres, url: str, schema: str) -> None:
    """Any program has the same receipts, errors, records, journal, scans and digests on all four stores."""
    store = PostgresStore(url)

    @settings(max_examples=count(20, 150, 10_000))
    @given(programs)
    def check(program: list[Batch]) -> None:
        with TemporaryDirectory() as folder:
            sqlite, file = SQLiteStore(Path(folder, "city.db")), FileStore(Path(folder, "city.journal"))
            check_agreement(program, [MemoryStore(), emptied(server, schema, store), sqlite, file])
            sqlite.close()
            file.close()

    check()
    store.close()


def test_gives_them_when_its_tables_are_distributed(server: Postgres, distributed: str, schema: str) -> None:
    """The same SQL gives the same answers on tables that are spread by the hash of `partition`."""
    store = PostgresStore(distributed)

    @settings(max_examples=count(5, 50, 1_000))
    @given(programs)
    def check(program: list[Batch]) -> None:
        check_agreement(program, [MemoryStore(), emptied(server, schema, store)])

    check()
    spread = server.execute(f"SELECT count(DISTINCT tableoid) FROM {schema}.head")
    store.close()
    assert spread[0][0] > 0


def test_moves_from_sqlite_and_on_to_memory(server: Postgres, url: str, schema: str) -> None:
    """What SQLite dumps is loaded, and dumped again byte by byte the same; so is what memory then dumps."""
    store = PostgresStore(url)

    @settings(max_examples=count(8, 60, 1_000))
    @given(programs)
    def check(program: list[Batch]) -> None:
        emptied(server, schema, store)
        memory = MemoryStore()
        with TemporaryDirectory() as folder:
            sqlite = SQLiteStore(Path(folder, "city.db"))
            for asked in program:
                answer(sqlite, aimed(asked, sqlite))
            for partition, _ in sqlite.partitions("", 9):
                out, on = BytesIO(), BytesIO()
                digests = {dump(sqlite, partition, out), load(out, store), dump(store, partition, on)}
                digests |= {load(on, memory), digest(memory, partition)}
                assert len(digests) == 1
                assert on.getvalue() == out.getvalue()
            assert everything(store) == everything(memory) == everything(sqlite)
            sqlite.close()

    check()
    store.close()


class Cut(PostgresStore):
    """A store whose process ends after a few commits."""

    left = 5

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        """Commit, or end."""
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return super().commit(batch, deadline)


def test_goes_on_with_a_load_that_was_cut_short(url: str) -> None:
    """A load that was cut short goes on where it ended, also behind commits that wrote no event."""
    memory = MemoryStore()
    for n in range(6):
        memory.commit(batch(f"no-{n}", result=b"no"), PATIENCE)
        memory.commit(batch(f"{n}", put(f"m-{n}"), put(("contact", f"c-{n}"), private=True)), PATIENCE)
    file = BytesIO()
    wanted = dump(memory, "banan", file)
    cut, store = Cut(url), PostgresStore(url)
    with pytest.raises(KeyboardInterrupt):
        load(file, cut)
    cut.close()
    assert len(store.commits("banan", 0, 99)) == 5
    assert load(file, store) == wanted == digest(store, "banan")
    paged = [each for n in range(12) for each in store.commits("banan", n, 1)]
    assert tuple(paged) == store.commits("banan", 0, 99) == memory.commits("banan", 0, 99)
    assert store.rows("banan", ("contact", "c-4"), 3) == memory.rows("banan", ("contact", "c-4"), 3)
    store.close()


def test_refuses_two_claims_in_one_batch(url: str) -> None:
    """G3: two records of one batch cannot claim the same entry, in a partition that has commits already."""
    store = PostgresStore(url)
    store.commit(batch("1", put("m-0")), PATIENCE)
    with pytest.raises(Unique):
        store.commit(batch("2", *(put(f"m-{n}", unique={"licence": b"L1"}) for n in (1, 2))), PATIENCE)
    assert store.load("banan", ()).head == 1
    store.close()
