"""A marked phone number and a marked name go every way there is, and are found only where they belong."""

import io
import json
import logging
import sqlite3
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from friendly_services import persons, points
from friendly_services.city import Actor, City
from friendly_services.errors import FriendlyServicesError
from friendly_services.flat_tables import FlatTables
from friendly_services.ids import PersonId, WorkerId
from friendly_services.plugins import open_store
from friendly_services.storage import Portable, SQLiteStore, Store, dump
from friendly_services.wire import write
from tests.canary import CERTIFICATE, KEPT, NAME, PHONE, SPELLINGS, found_in, found_in_files

pytest.importorskip("phonenumbers", reason="install the extra `privacy`")

CLERK = Actor("clerk", roles={"officer"})
PRIVACY = Actor("dpo", roles={"privacy_officer"})
AGREED = tuple(persons.Agreement(purpose, "v1", "counter") for purpose in ("contact", "health"))
STORES = {
    "memory": ("memory://", ()),
    "sqlite": ("sqlite:///{folder}/city.db", ()),
    "filestore": ("file://{folder}/city.journal", ("friendly_services_filestore",)),
}
TEXTS = {"phone": SPELLINGS[0], "name": NAME, "health_certificate": CERTIFICATE}


class Told:
    """Everything that a caller got to see."""

    def __init__(self) -> None:
        self.leaks: list[str] = []

    def take(self, what: str, *seen: Any) -> None:
        """Look through it, as text, as JSON in both languages and as bytes."""
        for one in seen:
            shown = [one] if isinstance(one, str | bytes) else [str(one), repr(one), *_plain(one)]
            self.leaks += [f"{what}: {canary}" for text in shown for canary in found_in(text)]

    def error(self, what: str, act: Callable[[], Any]) -> None:
        """Look through the error that this must meet, with its whole traceback."""
        try:
            act()
        except FriendlyServicesError as error:
            self.take(what, error, error.facts, error.say("zh"), traceback.format_exc(), *error.args)
            while error.__context__ is not None and isinstance(error.__context__, FriendlyServicesError):
                error = error.__context__
                self.take(what, error, *error.args)
        else:
            raise AssertionError(f"{what}: no error")


def _plain(one: Any) -> Iterator[str]:
    for language in ("en", "zh"):
        try:
            yield json.dumps(write(one, language), ensure_ascii=False)
        except (TypeError, ValueError):  # not everything has a plain form
            return


def opened(url: str, plugins: tuple[str, ...], folder: Path) -> City:
    """A city that keeps fields and points."""
    pack = folder.parent / "pack.toml"
    pack.write_text(
        '[pack]\nname = "canary"\ntitle = { en = "c", zh = "丙" }\nsource = "made up"\n'
        'extends = ["points-default", "persons-default"]\n',
        encoding="utf-8",
    )
    erasures = folder / "erased.txt"
    return City.open(url, city="banan", pack=pack, plugins=plugins, index_key=b"k" * 32, erasures=erasures)


def go_every_way(city: City, told: Told) -> str:
    """Send the marked texts wherever a host could send them; what is seen on the way goes to `told`."""
    record = persons.Record(ref="u17", fields=TEXTS, consents=AGREED)
    told.take("command", record, city.check(record, by=CLERK))
    told.take("wire", city.wire.write_command(record), city.wire.schema("persons.Record"))
    done = city.do(record, by=CLERK, once="form 1")
    told.take("receipt", done, *done.events, city.do(record, by=CLERK, once="form 1"))
    person = done.id
    for n, spelling in enumerate(SPELLINGS):
        change = persons.Correct(PersonId(person), {"phone": spelling})
        told.take("correction", city.do(change, by=CLERK, once=f"correction {n}"))
    _errors(city, told, person)
    told.take("read", city.persons.read(person, by=CLERK, why="call back"))
    told.take("found", city.persons.lookup("phone", SPELLINGS[3], by=CLERK, why="caller"))
    told.take("public", city.persons.get(person), city.persons.find(ref="u17"), city.history(person))
    export = city.persons.export_person(person, by=PRIVACY, why="to a bank")
    told.take("export as a value", f"{export} {export!r}")
    assert found_in(export.json)
    assert CERTIFICATE not in export.json + export.csv
    city.do(points.Earn(WorkerId("u17"), "snapshot", ref="report 1"), by=CLERK)
    told.take("inbox", city.inbox(), city.tick(), city.options(person, by=PRIVACY))
    told.take("review", city.persons.overdue(by=PRIVACY), city.persons.accesses(person, by=PRIVACY))
    told.take("verify", city.verify())
    return person


def _errors(city: City, told: Told, person: str) -> None:
    """Every way in which a private text can be wrong."""
    id_ = PersonId(person)

    def sent(**fields: Any) -> Callable[[], Any]:
        return lambda: city.do(persons.Correct(id_, fields), by=CLERK)

    def by_wire(**fields: Any) -> Callable[[], Any]:
        plain = {"command": "persons.Correct", "person": person, "fields": fields}
        return lambda: city.wire.read_command(plain)

    told.error("square", sent(phone=f"{PHONE[:-1]}²"))
    told.error("letters", sent(phone=f"{PHONE}x"))
    told.error("too long", sent(phone=PHONE * 3))
    told.error("hidden", sent(name=f"{NAME}\u202e"))
    told.error("line end", sent(name=f"{NAME}\nlevel=INFO"))
    told.error("number", sent(phone=int(PHONE)))
    told.error("unknown", sent(fone=PHONE))
    told.error("swapped", sent(**{PHONE: "phone"}))
    told.error("number by wire", by_wire(phone=int(PHONE)))
    told.error("list by wire", by_wire(phone=[PHONE]))
    told.error("broken by wire", by_wire(name=f"{NAME}\ud800"))
    told.error("twice", lambda: city.do(persons.Record(fields=TEXTS, consents=AGREED), by=CLERK))
    told.error("reused", lambda: city.do(persons.Record(fields={"name": NAME}), by=CLERK, once="form 1"))
    told.error("no consent", lambda: city.do(persons.Record(fields={"name": NAME}), by=CLERK))
    told.error("forbidden", lambda: city.do(persons.Correct(id_, TEXTS), by=Actor("nobody")))
    told.error("not to read", lambda: city.persons.read(person, by=PRIVACY, why="curious"))
    told.error("lookup", lambda: city.persons.lookup("phone", f"{PHONE}²", by=CLERK, why="x"))
    told.error("lookup of a name", lambda: city.persons.lookup("name", NAME, by=CLERK, why="x"))
    many = city.do_many([persons.Record(fields=TEXTS, consents=AGREED)] * 2, by=CLERK)
    told.take("many", *many)


def look_through(city: City, store: Store, told: Told) -> None:
    """Read what others are given of a city: the journal, the rows of commands, the feed, the flat tables."""
    for entry in store.read("banan", 0, 1_000):
        command = entry.command
        told.take("journal", entry.event, command.digest, command.result, command.token, command.by)
    assert isinstance(store, Portable)
    for commit in store.commits("banan", 0, 1_000):
        for command in commit.commands:
            told.take("command row", command.digest, command.result, command.token, command.by)
    for row in store.rows("banan", None, 1_000):
        told.take("keys", *(entry.key for entry in row.index), row.record.key[1])
        if row.record.key[0] != "contact":
            told.take("record", row.record.body or b"")
    told.take("feed", *(entry for batch in city.feed("bi") for entry in batch))
    with closing(sqlite3.connect(":memory:")) as flat:
        FlatTables(flat).follow(city)
        told.take("flat tables", *flat.iterdump())


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
