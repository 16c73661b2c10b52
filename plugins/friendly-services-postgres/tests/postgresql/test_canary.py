"""A marked person in a city on a real server: found where they belong, and after a purge in no file."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.canary import KEPT, found_in, found_in_files
from tests.city.canary_ways import AGREED, CLERK, PRIVACY, TEXTS, Told, go_every_way, look_through, opened

from friendly_services import persons
from friendly_services.ids import PersonId
from friendly_services.storage import Portable, Unavailable, dump
from friendly_services_postgres import PostgresStore, purge

from .labs import PLUGIN
from .server import Postgres, until

pytest.importorskip("phonenumbers", reason="install the extra `privacy`")

PATIENCE = 30.0
PRIVATE = ("private", "private_key")


def files(server: Postgres) -> Iterator[Path]:
    """Every file that the server has, its log among them."""
    return (path for path in server.folder.rglob("*") if path.is_file())


def log_files(server: Postgres) -> Iterator[Path]:
    """Those of the write-ahead log, where all that is committed stands first."""
    return (server.data / "pg_wal").iterdir()


def test_no_byte_of_an_erased_person_is_left_in_any_file(
    server: Postgres, url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Recorded, corrected, read, told of, erased: nobody was shown it, and `purge` leaves none of it."""
    told = Told()
    folder = tmp_path / "city"
    folder.mkdir()
    with caplog.at_level(logging.DEBUG), opened(url, (PLUGIN,), folder) as city:
        person = go_every_way(city, told)
        store = city._store
        look_through(city, store, told)
        assert isinstance(store, Portable)
        with_private = io.BytesIO()
        dump(store, "banan", with_private)
        assert found_in(with_private.getvalue())
        assert found_in_files(log_files(server)), "the scan sees nothing"
        told.take("erased", city.do(persons.Erase(PersonId(person), "request", "Art. 47"), by=PRIVACY))
        until(city.purge, "a purge that no other transaction held up")
        without = io.BytesIO()
        dump(store, "banan", without)
        assert found_in(without.getvalue()) == []
        assert city.persons.lookup("phone", KEPT, by=CLERK, why="x") is None
        assert city.verify(full=True).clean
        told.take("notes", city.describe(), city.describe().erasure or "")
    for record in caplog.records:
        told.take("log", record.getMessage(), str(record.__dict__))
    told.take("log", caplog.text)
    assert told.leaks == []
    assert found_in_files([*files(server), *folder.iterdir()]) == []


def test_the_sql_of_the_page_leaves_no_byte_either(
    server: Postgres, url: str, schema: str, tmp_path: Path
) -> None:
    """What a DBA runs by hand, statement by statement, is as good."""
    with opened(url, (PLUGIN,), tmp_path) as city:
        done = city.do(persons.Record(fields=TEXTS, consents=AGREED), by=CLERK)
        city.do(persons.Erase(PersonId(done.id), "request", "Art. 47"), by=PRIVACY)
        for table in PRIVATE:
            server.execute(f"VACUUM FULL {schema}.{table}")
        server.execute("SELECT pg_switch_wal()")
        server.execute("CHECKPOINT")
        assert found_in_files(files(server)) == []


def test_a_transaction_that_may_still_see_it_holds_up_the_purge(
    server: Postgres, url: str, tmp_path: Path
) -> None:
    """While one is open that began before the erasure, `purge` says rightly that something is left."""
    with opened(url, (PLUGIN,), tmp_path) as city:
        done = city.do(persons.Record(fields=TEXTS, consents=AGREED), by=CLERK)
        with server.connection() as reader, reader.transaction():
            reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            reader.execute("SELECT 1")
            city.do(persons.Erase(PersonId(done.id), "request", "Art. 47"), by=PRIVACY)
            assert not city.purge()
            assert found_in_files((server.data / "base").rglob("*"))
        until(city.purge, "a purge that no other transaction held up")
        assert found_in_files(files(server)) == []


def test_a_purge_says_when_it_cannot_tell_or_cannot_be(server: Postgres, url: str, schema: str) -> None:
    """A server that recycles its log cannot promise it; a table in use or a closed store is refused."""
    store = PostgresStore(url)
    assert "purge()" in str(store.describe().erasure)
    assert not any("wal_recycle" in note for note in store.describe().notes)
    server.execute("ALTER ROLE city SET wal_recycle = on")
    try:
        recycling = PostgresStore(url)
        assert any("wal_recycle" in note for note in recycling.describe().notes)
        recycling.close()
    finally:
        server.execute("ALTER ROLE city RESET wal_recycle")
    with server.connection() as other, other.transaction():
        other.execute(f"SELECT FROM {schema}.private".encode())
        with pytest.raises(Unavailable):
            store.purge(0.1)
    until(lambda: purge(url, PATIENCE), "a purge that no other transaction held up")
    store.close()
    with pytest.raises(Unavailable):
        store.purge(0.1)
