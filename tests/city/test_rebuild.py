"""`rebuild` makes records and index entries anew from the journal, and refuses a journal that is damaged."""
# ruff: noqa: S608 # statements are put together from names of this file; every value is a parameter

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest

from friendly_services.city import City, Redeem
from friendly_services.command_line import main
from friendly_services.hookspecs import StoreOpener, hookimpl
from friendly_services.storage import Batch, Corrupt, MemoryStore, Portable, Receipt, Row
from friendly_services.storage.sqlite._write import unpacked
from friendly_services.testing import StandingClock
from tests.budget import count
from tests.city.damage import another
from tests.city.town import HERE, MONDAY, RIDER, applied, at_decision, paid, shown, small, station, voucher

NO_ONES = ("consumer", "delivery", "seal")


@pytest.fixture(name="file", scope="module")
def the_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city on a file with records of every capability; closed."""
    path = tmp_path_factory.mktemp("rebuild") / "small.db"
    clock = StandingClock(MONDAY)
    with small(clock, f"sqlite:///{path}") as city:
        grown(city, clock)
    return path


def grown(city: City, clock: StandingClock) -> None:
    """Records of every capability."""
    shown(city, clock, 1)
    at_decision(city, 2)
    host = station(city)
    worker, reward = paid(city, times=2), voucher(city, host)
    city.do(Redeem(worker, reward, host), by=RIDER)
    applied(city, 3)


@pytest.fixture(name="city", scope="module")
def the_city(file: Path) -> Iterator[City]:
    """That city, opened."""
    with small(StandingClock(MONDAY), f"sqlite:///{file}", trust_clock=True) as city:
        yield city


def rows(city: City) -> list[Row]:
    """Every record that events make, as the store lists it."""
    store = city._store
    assert isinstance(store, Portable)
    return [row for row in store.rows("small", None, 10_000) if row.record.key[0] not in NO_ONES]


def bodies(db: sqlite3.Connection, random: Random) -> None:
    """One bit of a record."""
    id_, body = random.choice(db.execute("SELECT id, body FROM record WHERE kind != 'seal'").fetchall())
    db.execute("UPDATE record SET body = ? WHERE id = ?", (another(body, random), id_))


def listed_entries(db: sqlite3.Connection, random: Random) -> None:
    """One bit of what a record says of its index entries; what is unique stays so by any number but 0."""
    id_, keys = random.choice(db.execute("SELECT id, keys FROM record WHERE kind != 'seal'").fetchall())
    while listed(changed := another(keys, random)) == listed(keys):
        pass
    db.execute("UPDATE record SET keys = ? WHERE id = ?", (changed, id_))


def listed(keys: bytes) -> set[tuple[int, bool, bytes]] | None:
    """The index entries, None if they cannot be read."""
    try:
        return set(unpacked(("merchant", "m-1"), keys))
    except Corrupt:
        return None


def entries_gone(db: sqlite3.Connection, random: Random) -> None:
    """An index entry deleted."""
    place = random.choice(db.execute("SELECT word, key, kind, name FROM key").fetchall())
    db.execute("DELETE FROM key WHERE (word, key, kind, name) = (?, ?, ?, ?)", place)


def entries_changed(db: sqlite3.Connection, random: Random) -> None:
    """One bit of an index entry's key, or whose it is, or whether it is unique."""
    sql = "SELECT word, key, kind, name, record, sole FROM key"
    *place, record, sole = random.choice(db.execute(sql).fetchall())
    column, value = random.choice(
        [("key", another(place[1], random)), ("record", record ^ 1), ("sole", sole ^ 1), ("name", "nobody")]
    )
    db.execute(f"UPDATE key SET {column} = ? WHERE (word, key, kind, name) = (?, ?, ?, ?)", (value, *place))


def entries_added(db: sqlite3.Connection, random: Random) -> None:
    """A record found under a key that it does not have."""
    columns = "kind, name, 0, record"
    place = random.choice(db.execute("SELECT word, key, kind, name FROM key").fetchall())
    db.execute(
        f"INSERT INTO key SELECT partition, word, ?, {columns} FROM key"
        " WHERE (word, key, kind, name) = (?, ?, ?, ?)",
        (random.randbytes(9), *place),
    )


@pytest.mark.parametrize("damage", [bodies, listed_entries, entries_gone, entries_changed, entries_added])
def test_rebuilding_makes_it_what_it_was(
    file: Path, city: City, damage: Callable[[sqlite3.Connection, Random], None]
) -> None:
    """After damage to records or index entries all is as before it: bodies, versions, times, entries."""
    before = rows(city)
    for seed in range(count(5, 25, 200)):
        with closing(sqlite3.connect(file)) as db:
            damage(db, Random(seed))
            db.commit()
        assert not city.verify(full=True).clean
        rebuilt = city.rebuild()
        assert rebuilt.changed >= 1
        assert rebuilt.left == ()
        assert city.verify(full=True).problems == ()
        assert rows(city) == before
        assert city.rebuild().changed == 0


def test_what_is_sound_is_left_as_it_is(city: City) -> None:
    """Nothing is written: the head and the commits stay."""
    before = city._store.load("small", ())
    rebuilt = city.rebuild()
    assert (rebuilt.changed, rebuilt.left) == (0, ())
    assert rebuilt.records == len(rows(city))
    assert city._store.load("small", ()) == before


def test_a_damaged_journal_makes_nothing(file: Path, tmp_path: Path) -> None:
    """It is refused with the position, and no record is touched."""
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(file)) as db, closing(sqlite3.connect(copy)) as other:
        db.backup(other)
        (fifth, event) = other.execute("SELECT id, event FROM entry ORDER BY id LIMIT 1 OFFSET 4").fetchone()
        other.execute("UPDATE entry SET event = ? WHERE id = ?", (another(event, Random(1)), fifth))
        other.execute("UPDATE record SET body = x'00' WHERE kind = 'merchant'")
        other.commit()
    with small(StandingClock(MONDAY), f"sqlite:///{copy}", trust_clock=True) as city:
        before = rows(city)
        with pytest.raises(Corrupt, match="position 5"):
            city.rebuild()
        assert rows(city) == before


@pytest.mark.parametrize("kind", ["packs", "pack"])
def test_a_city_whose_own_pack_is_damaged_can_be_rebuilt(
    file: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It opens by the journal, by its own days; it answers, decides nothing, and is mended."""
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(file)) as db, closing(sqlite3.connect(copy)) as other:
        db.backup(other)
        other.execute("UPDATE record SET body = x'00' WHERE kind = ?", (kind,))
        other.commit()
    url = f"sqlite:///{copy}"
    with City.open(url, city="small", clock=StandingClock(MONDAY)) as city:
        assert city.now().tzinfo == MONDAY.tzinfo
        assert city.pack.number == 1
        assert city.nearby(HERE).hits
        assert {problem.values.get("kind") for problem in city.verify(full=True).problems} == {kind}
        if kind == "packs":
            with pytest.raises(Corrupt, match="packs"):
                applied(city, 9)
    assert main(["rebuild", url, "--city", "small"]) == 0
    assert main(["verify", url, "--city", "small", "--full"]) == 0
    assert "Replaced because they differed: 1." in " ".join(capsys.readouterr().out.split())


def test_a_pack_that_its_journal_cannot_tell_either_opens_nothing(file: Path, tmp_path: Path) -> None:
    """A history that lost its end might name an earlier pack: the error of the record stands."""
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(file)) as db, closing(sqlite3.connect(copy)) as other:
        db.backup(other)
        other.execute("UPDATE record SET body = x'00', version = version + 1 WHERE kind = 'packs'")
        other.commit()
    with pytest.raises(Corrupt, match="packs"):
        City.open(f"sqlite:///{copy}", city="small")


def test_what_the_journal_does_not_hold_is_named(file: Path, tmp_path: Path) -> None:
    """A version cannot be rewritten: a person is told which record it is, and the others are mended."""
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(file)) as db, closing(sqlite3.connect(copy)) as other:
        db.backup(other)
        other.execute("UPDATE record SET version = version + 1 WHERE kind = 'account'")
        other.execute("UPDATE record SET body = x'00' WHERE kind = 'merchant'")
        other.commit()
    with small(StandingClock(MONDAY), f"sqlite:///{copy}", trust_clock=True) as city:
        rebuilt = city.rebuild()
        assert rebuilt.changed == 3
        (left,) = rebuilt.left
        assert (left.code, left.values["kind"]) == ("rebuild.left", "account")


class Interrupting(MemoryStore):
    """A store before whose next commit something happens."""

    def __init__(self) -> None:
        super().__init__()
        self.before: Callable[[], Any] | None = None

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        """Commit, after whatever is to happen before."""
        act, self.before = self.before, None
        if act is not None:
            act()
        return super().commit(batch, deadline)

    def spoil(self, kind: str) -> int:
        """Every record of a kind loses its body; how many there are."""
        rows = self._partitions["small"].rows
        keys = [key for key in rows if key[0] == kind]
        for key in keys:
            rows[key] = attrs.evolve(rows[key], record=attrs.evolve(rows[key].record, body=b"?"))
        return len(keys)

    def hide(self, kind: str) -> None:
        """Every record of a kind loses its index entries."""
        here = self._partitions["small"]
        for key, row in here.rows.items():
            for entry in row.index[1:] if key[0] == kind else ():
                here.indexes[entry.name].remove((entry.key, key))
                here.rows[key] = attrs.evolve(row, index=row.index[:1])


class Interrupted:
    """A plugin with that store, which outlives its cities."""

    name = "interrupted"

    def __init__(self) -> None:
        self.store = Interrupting()

    @hookimpl
    def register_stores(self, register: Callable[[StoreOpener], None]) -> None:
        """Under its own scheme."""
        register(StoreOpener("interrupted", lambda _: self.store, protocol=1))


def test_an_interrupted_rebuild_is_run_again() -> None:
    """And what another writer changed meanwhile is not written over: it is made anew as it is then."""
    clock, plug = StandingClock(MONDAY), Interrupted()

    def cut_off() -> None:
        raise ConnectionError("cut off")

    with small(clock, "interrupted://", plugins=[plug]) as city:
        grown(city, clock)
        merchants = plug.store.spoil("merchant")
        plug.store.before = cut_off
        with pytest.raises(ConnectionError):
            city.rebuild()
        plug.store.hide("account")
        plug.store.before = lambda: paid(city)
        assert city.rebuild().changed == merchants + 1
        assert city.verify(full=True).problems == ()
