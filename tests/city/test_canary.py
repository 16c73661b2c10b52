"""A marked phone number and a marked name go every way there is, and are found only where they belong."""

import io
import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from friendly_services import persons
from friendly_services.ids import PersonId
from friendly_services.plugins import open_store
from friendly_services.storage import Portable, SQLiteStore, dump
from tests.canary import KEPT, found_in, found_in_files
from tests.city.canary_ways import (
    AGREED,
    CLERK,
    PRIVACY,
    TEXTS,
    Told,
    go_every_way,
    look_through,
    opened,
)

pytest.importorskip("phonenumbers", reason="install the extra `privacy`")

STORES = {
    "memory": ("memory://", ()),
    "sqlite": ("sqlite:///{folder}/city.db", ()),
    "filestore": ("file://{folder}/city.journal", ("friendly_services_filestore",)),
}


@pytest.mark.parametrize("name", STORES)
def test_the_canary_is_found_only_where_it_belongs(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """No error, log, journal, digest, export or table has it; after erasing and purging no file has it."""
    folder = tmp_path / "data"
    folder.mkdir()
    address, plugins = STORES[name]
    url = address.format(folder=folder)
    told = Told()
    with caplog.at_level(logging.DEBUG), opened(url, plugins, folder) as city:
        person = go_every_way(city, told)
        store = city._store
        look_through(city, store, told)
        assert isinstance(store, Portable)
        with_private = io.BytesIO()
        dump(store, "banan", with_private)
        assert found_in(with_private.getvalue())
        if name != "memory":
            assert found_in_files(folder.iterdir()), "the scan sees nothing"
        told.take("erased", city.do(persons.Erase(PersonId(person), "request", "Art. 47"), by=PRIVACY))
        assert city.purge()
        assert found_in_files(folder.iterdir()) == []
        without = io.BytesIO()
        dump(store, "banan", without)
        assert found_in(without.getvalue()) == []
        assert city.persons.lookup("phone", KEPT, by=CLERK, why="x") is None
        assert city.verify(full=True).clean
        told.take("notes", city.describe(), city.describe().erasure or "")
        assert city.describe().erasure is not None
    for record in caplog.records:
        told.take("log", record.getMessage(), str(record.__dict__))
    told.take("log", caplog.text, *capsys.readouterr())
    assert told.leaks == []
    assert found_in_files(folder.iterdir()) == []


def test_private_bodies_lie_apart_in_sqlite(tmp_path: Path) -> None:
    """Before anything is erased, no table but the one for private bodies has the canary."""
    url = f"sqlite:///{tmp_path}/city.db"
    with opened(url, (), tmp_path) as city:
        go_every_way(city, Told())
    with closing(sqlite3.connect(tmp_path / "city.db")) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        having = [
            table
            for table in tables
            if any(found_in(str(row)) or any(found_in(part) for part in row if isinstance(part, bytes))
                   for row in db.execute(f"SELECT * FROM {table}"))  # noqa: S608 # the file's own names
        ]  # fmt: skip
    assert having == ["private"]


def test_a_reader_under_way_holds_up_the_purge_and_no_longer(tmp_path: Path) -> None:
    """While somebody reads, `purge` says that something is left; once they are done, nothing is."""
    url = f"sqlite:///{tmp_path}/city.db"
    with opened(url, (), tmp_path) as city, closing(sqlite3.connect(tmp_path / "city.db")) as reader:
        done = city.do(persons.Record(fields=TEXTS, consents=AGREED), by=CLERK)
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM private").fetchone() == (1,)
        city.do(persons.Erase(PersonId(done.id), "request", "Art. 47"), by=PRIVACY)
        store = open_store(url)
        assert isinstance(store, SQLiteStore)
        with closing(store):
            assert not store.purge(0.2)
            assert found_in_files(tmp_path.iterdir())
            reader.rollback()
            assert store.purge(0.2)
        assert found_in_files(tmp_path.iterdir()) == []


def test_a_breach_can_be_told_from_the_record_of_reads(tmp_path: Path) -> None:
    """`exposure` lists who read which fields of whom in a span, and nothing outside it."""
    with opened("memory://", (), tmp_path) as city:
        person = go_every_way(city, Told())
        start, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
        reads = city.persons.exposure(start, end, by=PRIVACY)
        assert [(read.how, read.by) for read in reads] == [
            ("read", "clerk"),
            ("found", "clerk"),
            ("exported", "dpo"),
        ]
        assert {read.person for read in reads} == {person}
        assert reads[0].fields == ("health_certificate", "name", "phone")
        assert city.persons.exposure(start, reads[0].at, by=PRIVACY) == ()
