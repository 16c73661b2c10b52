"""Flat tables: a readable row for each record, exactly once, on SQLite and PostgreSQL alike."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from friendly_services import merchants, points, stations
from friendly_services.city import City
from friendly_services.errors import Invalid
from friendly_services.flat_tables import TABLES, AnotherCity, Column, FlatTables, Overtaken
from friendly_services.flat_tables._columns import verdict_rows
from friendly_services.ids import WorkerId
from friendly_services.testing import StandingClock
from tests.budget import count
from tests.city.town import (
    CLERK,
    HEAD,
    MONDAY,
    OWNER,
    TODAY,
    WORKER,
    applied,
    at_decision,
    changed,
    paid,
    shown,
    small,
    station,
    voucher,
)

Database = sqlite3.Connection


@pytest.fixture
def database() -> Iterator[Database]:
    """A database that tables can be kept in."""
    connection = sqlite3.connect(":memory:")
    yield connection
    connection.close()


def rows(connection: Database, table: str) -> list[dict[str, Any]]:
    """What stands in a table, by the names of its columns."""
    cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 # our own names
    return [dict(zip((column[0] for column in cursor.description), row, strict=True)) for row in cursor]


def everything(connection: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in an order of their own."""
    return {
        table.name: sorted(connection.execute(f"SELECT * FROM {table.name}").fetchall(), key=repr)  # noqa: S608 # our own names
        for table in TABLES
    }


def busy(clock: StandingClock, **options: Any) -> City:
    """A city in which everything has happened once."""
    city = small(clock, **options)
    shown(city, clock)
    at_decision(city, 2, seats=1)
    applied(city, 3)
    here = station(city)
    paid(city, times=2)
    voucher(city, here)
    return city


class TestRows:
    """What a row says."""

    def test_a_merchant(self, database: Database) -> None:
        """A merchant's row says who, where, how it stands and by what it was named."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        shop = shown(city, clock)
        FlatTables(database).follow(city)
        (row,) = rows(database, "merchant")
        record = city.merchants.get(shop)
        assert record.naming is not None
        assert (row["id"], row["name"], row["standing"], row["listed"]) == (shop, "Shop 1", "named", 1)
        assert (row["lat"], row["lon"], row["datum"]) == (29.501, 106.5, "gcj02")
        assert (row["plaque"], row["standard"], row["version"]) == (record.naming.plaque.number, "small", 1)
        assert (row["applied_on"], row["services"]) == (TODAY.isoformat(), "water")
        assert row["named_on"] == (TODAY + timedelta(days=3)).isoformat()

    def test_a_merchant_that_only_applied(self, database: Database) -> None:
        """What is not yet so is NULL."""
        city = small()
        applied(city)
        FlatTables(database).follow(city)
        (row,) = rows(database, "merchant")
        assert [row[name] for name in ("named_on", "plaque", "standard", "version", "review_on")] == [
            None
        ] * 5
        assert (row["listed"], row["standing"]) == (0, "form_check")
        assert row["term"] is not None

    def test_a_station_with_its_level(self, database: Database) -> None:
        """A station's row says what it offers and until when its level holds."""
        city = small()
        here = station(city, seats=4)
        FlatTables(database).follow(city)
        (row,) = rows(database, "station")
        assert (row["id"], row["code"], row["services"]) == (here, "S-1", "rest,water")
        assert (row["standing"], row["level"], row["level_until"], row["seats"]) == ("open", None, None, 4)

    def test_a_balance_with_what_is_held_and_what_expires(self, database: Database) -> None:
        """A worker's row adds up with the ledger: balance, points set aside, the next to expire."""
        city = small()
        here = station(city)
        paid(city, times=2)
        paid(city, WorkerId("rider-2"))
        reward = voucher(city, here)
        city.do(points.Redeem(WORKER, reward), by=CLERK)
        FlatTables(database).follow(city)
        found = {row["worker"]: row for row in rows(database, "balance")}
        assert (found[WORKER]["balance"], found[WORKER]["held"], found[WORKER]["debt"]) == (70, 30, 0)
        assert (found["rider-2"]["balance"], found["rider-2"]["expiring"]) == (50, 50)
        lots = city.points.get(WORKER).by_expiry
        assert found[WORKER]["next_expiry"] == lots[0].expires.isoformat()
        assert found[WORKER]["expiring"] == lots[0].points

    def test_verdicts_name_their_conditions(self, database: Database) -> None:
        """A verdict's row says what is met, unmet and unknown, and as of which day."""
        city = small()
        good, poor = at_decision(city, 1), at_decision(city, 2, seats=1)
        unknown = applied(city, 3)
        FlatTables(database).follow(city)
        found = {row["subject"]: row for row in rows(database, "verdict") if row["kind"] == "merchant"}
        assert [found[shop]["answer"] for shop in (good, poor, unknown)] == ["met", "unmet", "unknown"]
        assert found[good]["unmet"] == found[good]["unknown"] == ""
        assert found[poor]["unmet"] != ""
        assert found[unknown]["unknown"].count(",") == 1
        assert {row["judged_on"] for row in found.values()} == {TODAY.isoformat()}

    def test_a_station_has_a_verdict_for_each_level(self, database: Database) -> None:
        """Levels are judged side by side."""
        city = small()
        here = station(city)
        FlatTables(database).follow(city)
        found = [row for row in rows(database, "verdict") if row["subject"] == here]
        rules = city.pack.rules["stations"]
        scheme = rules.scheme
        assert [row["level"] for row in found] == list(scheme.codes)
        expected = stations.verdicts(
            city.stations.get(here), scheme, TODAY, city.pack.rules["stations"].spans
        )
        assert {row["level"]: row["answer"] for row in found} == {c: v.answer for c, v in expected.items()}

    def test_a_standard_not_in_force_says_nothing(self, database: Database) -> None:
        """Before the first day of a standard there is no verdict by it, and the merchant's row is there."""
        city = small()
        applied(city)
        rules = {name: section for name, section in city.pack.rules.items() if name == "merchants"}
        long_ago = date(1999, 1, 1)
        merchant = next(iter(city.merchants.find()))
        assert list(verdict_rows("merchant", merchant, rules, long_ago)) == []
        assert list(verdict_rows("merchant", merchant, {}, TODAY)) == []
        assert len(list(verdict_rows("merchant", merchant, rules, TODAY))) == 1
        FlatTables(database).follow(city)
        assert len(rows(database, "merchant")) == 1

    def test_columns_have_meanings(self) -> None:
        """Every table and column says what it holds, and no name comes twice in one table."""
        for table in TABLES:
            names = [column.name for column in table.columns]
            assert len(set(names)) == len(names)
            assert all(column.meaning for column in table.columns)
            assert table.meaning


class TestFollowing:
    """How the tables keep up."""

    def test_they_keep_up_and_say_how_far(self, database: Database) -> None:
        """Each call goes on where the last one stopped; a call with nothing to do writes nothing."""
        city, tables = small(), FlatTables(database)
        first = tables.follow(city)
        paid(city)
        second = tables.follow(city)
        assert (first.reached, second.reached, second.entries, second.rows) == (2, 4, 2, 1)
        assert attrs.astuple(tables.follow(city)) == (4, 0, 0)
        assert tables.reached(city) == 4

    def test_nothing_is_written_to_the_city(self, database: Database) -> None:
        """Following leaves no record behind: the position is kept with the rows."""
        city = small()
        paid(city)
        FlatTables(database).follow(city)
        assert city._store.load("small", (("consumer", "flat-tables"),)).records == (None,)

    def test_rebuilt_tables_are_the_same(self, database: Database) -> None:
        """From zero, the whole journal makes the same rows, whatever was done to them meanwhile."""
        city, tables = busy(StandingClock(MONDAY)), FlatTables(database)
        done = tables.follow(city)
        before = everything(database)
        database.execute("UPDATE merchant SET name = 'x'")
        database.execute("DELETE FROM balance")
        database.commit()
        again = tables.rebuild(city)
        assert everything(database) == before
        assert again.reached == done.reached == again.entries
        assert tables.follow(city).entries == 0

    def test_a_new_pack_is_judged_by_at_once(self, database: Database) -> None:
        """Publishing a pack judges everybody anew."""
        city, tables = small(), FlatTables(database)
        shop = at_decision(city)
        tables.follow(city)
        city.publish(changed("seats >= 2", "seats >= 3"), by=HEAD)
        assert tables.follow(city).rows == 1
        (row,) = [row for row in rows(database, "verdict") if row["subject"] == shop]
        assert row["answer"] == "unmet"

    def test_time_alone_is_noticed_by_asking_again(self, database: Database) -> None:
        """`rejudge` asks as of today, for days on which nothing happened."""
        clock = StandingClock(MONDAY)
        city, tables = small(clock), FlatTables(database)
        at_decision(city)
        station(city)
        tables.follow(city)
        clock.forward(days=1)
        assert tables.rejudge(city) == len(rows(database, "verdict")) > 1
        assert {row["judged_on"] for row in rows(database, "verdict")} == {
            (TODAY + timedelta(days=1)).isoformat()
        }

    def test_of_two_workers_one_is_overtaken(self, tmp_path: Path) -> None:
        """A worker that goes on from a position that has moved writes nothing and says so."""
        city = small()
        paid(city)
        one, other = (sqlite3.connect(tmp_path / "bi.db") for _ in range(2))
        slow, fast = FlatTables(one), FlatTables(other)
        slow.follow(city)
        paid(city)
        begin = slow._begin

        def late(cursor: Any, of: City) -> int:
            reached = begin(cursor, of)
            fast.follow(city)
            return reached

        slow._begin = late  # type: ignore[method-assign,assignment] # the other worker comes in between
        with pytest.raises(Overtaken, match="has gone on from 4"):
            slow.follow(city)
        slow._begin = begin  # type: ignore[method-assign] # and leaves
        assert slow.follow(city).entries == 0
        assert [row["balance"] for row in rows(one, "balance")] == [100]
        one.close()
        other.close()

    def test_a_crash_leaves_no_half(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """Rows and position go together: what fails on the way is undone and done again."""
        city, tables = busy(StandingClock(MONDAY)), FlatTables(database)
        tables.reached(city)
        with monkeypatch.context() as patch:
            patch.setattr(tables, "_insert", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                tables.follow(city)
        assert tables.reached(city) == 0
        assert everything(database)["merchant"] == []
        tables.follow(city)
        whole = everything(database)
        tables.rebuild(city)
        assert everything(database) == whole

    def test_an_erased_record_has_no_row(self, database: Database) -> None:
        """Rows of a record that is gone go with it, verdicts too, the next time it is looked at."""
        city, tables = small(), FlatTables(database)
        shop = applied(city)
        tables.follow(city)
        erased = city._store.load("small", (("merchant", shop),)).records[0]
        assert erased is not None
        city._source.commit(
            "erase",
            attrs.evolve(city._source.moved("x", 0, 0), key=erased.key, base=erased.version, body=None),
        )
        tables.rejudge(city)
        assert rows(database, "verdict") == []
        tables.rebuild(city)
        assert rows(database, "merchant") == []

    @settings(max_examples=count(8, 60, 500))
    @given(st.lists(st.sampled_from(["apply", "earn", "station", "name", "follow", "withdraw"]), max_size=10))
    def test_following_step_by_step_or_at_once_is_the_same(self, steps: list[str]) -> None:
        """However often the tables are brought up to date on the way, in the end they are the same."""
        clock = StandingClock(MONDAY)
        city = small(clock)
        stepwise, at_once = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
        for n, step in enumerate(steps, 1):
            match step:
                case "apply":
                    applied(city, n)
                case "earn":
                    paid(city, WorkerId(f"rider-{n % 3}"))
                case "station":
                    station(city, n)
                case "name":
                    at_decision(city, n)
                case "withdraw":
                    city.do(merchants.Withdraw(applied(city, n)), by=OWNER)
                case "follow":
                    FlatTables(stepwise).follow(city)
        FlatTables(stepwise).follow(city)
        FlatTables(at_once).follow(city)
        assert everything(stepwise) == everything(at_once)
        stepwise.close()
        at_once.close()


def test_the_same_rows_on_postgresql(database: Database) -> None:
    """PostgreSQL keeps the same rows by the same SQL, typed, in a schema of their own."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    if "FRIENDLY_SERVICES_POSTGRES" not in os.environ:
        pytest.skip("not tried: PostgreSQL, since FRIENDLY_SERVICES_POSTGRES names no server")
    city = busy(StandingClock(MONDAY))
    FlatTables(database).follow(city)
    with psycopg.connect(os.environ["FRIENDLY_SERVICES_POSTGRES"]) as server:
        server.execute("DROP SCHEMA IF EXISTS flat_tables_test CASCADE")
        tables = FlatTables(server, schema="flat_tables_test")
        assert tables.follow(city) == FlatTables(database).rebuild(city)
        assert tables.rebuild(city).entries == tables.reached(city)
        assert tables.rejudge(city) == len(rows(database, "verdict"))
        for table in TABLES:
            found = server.execute(f"SELECT * FROM flat_tables_test.{table.name}").fetchall()  # noqa: S608 # our own names
            plain = [tuple(str(v) if isinstance(v, date) else v for v in row) for row in found]
            assert sorted(plain, key=repr) == sorted(
                (
                    tuple(_typed(c, v) for c, v in zip(table.columns, row, strict=True))
                    for row in everything(database)[table.name]
                ),
                key=repr,
            )
        server.execute("DROP SCHEMA flat_tables_test CASCADE")


def _typed(column: Column, value: Any) -> Any:
    """What SQLite keeps as a number, as the truth that it is."""
    return bool(value) if column.type == "BOOLEAN" else value


class TestPlaces:
    """Where the tables lie."""

    def test_each_city_has_its_own(self, database: Database) -> None:
        """Tables of one city are not mixed with another's."""
        tables = FlatTables(database)
        tables.follow(small())
        other = City.open("memory://", city="other", pack="points-default")
        with pytest.raises(AnotherCity, match="'small'"):
            tables.follow(other)

    def test_an_attached_file_is_a_schema(self, database: Database, tmp_path: Path) -> None:
        """On SQLite a schema is a file of its own, attached under a name."""
        database.execute("ATTACH ? AS bi", (str(tmp_path / "bi.db"),))
        city = small()
        paid(city)
        FlatTables(database, schema="bi").follow(city)
        own = sqlite3.connect(tmp_path / "bi.db")
        assert [row["balance"] for row in rows(own, "balance")] == [50]
        assert database.execute("SELECT count(*) FROM main.sqlite_master").fetchall() == [(0,)]
        own.close()

    def test_a_connection_may_be_a_class_of_the_hosts_own(self, tmp_path: Path) -> None:
        """A subclass of a driver's connection is taken as the driver's; what only wraps one is refused."""

        class Watched(sqlite3.Connection):
            """A host's connection that does more."""

        class Wrapped:
            """Something that passes calls on to a connection."""

        own = sqlite3.connect(tmp_path / "main.db", factory=Watched)
        own.execute("ATTACH ? AS bi", (str(tmp_path / "bi.db"),))
        city = small()
        paid(city)
        assert FlatTables(own, schema="bi").follow(city).rows == 1
        own.close()
        with pytest.raises(Invalid, match="is not a connection of a DB-API driver"):
            FlatTables(Wrapped())  # type: ignore[arg-type] # that is the point

    def test_a_dba_may_make_the_tables(self, database: Database) -> None:
        """`ddl` prints what makes them; with `create=False` nothing else is run."""
        city = small()
        tables = FlatTables(database, create=False)
        with pytest.raises(sqlite3.OperationalError):
            tables.follow(city)
        database.executescript(tables.ddl())
        assert tables.follow(city).reached == 2

    @pytest.mark.parametrize("create", [True, False])
    def test_tables_of_an_earlier_format_are_made_anew(self, create: bool, database: Database) -> None:
        """After an upgrade that changed a column the rows come again from the first entry."""
        city = small()
        paid(city)
        FlatTables(database).follow(city)
        database.execute("UPDATE progress SET format = 0")
        database.execute("ALTER TABLE merchant ADD COLUMN old TEXT")
        database.commit()
        if not create:
            for table in TABLES:
                database.execute(f"DROP TABLE {table.name}")
            database.executescript(FlatTables(database).ddl())
        assert FlatTables(database, create=create).follow(city).entries == 4
        assert "old" not in [column[1] for column in database.execute("PRAGMA table_info(merchant)")]

    @pytest.mark.parametrize("schema", ["Bi", "1", "a b", "a;drop", 'a"b', "x" * 64])
    def test_a_schema_is_a_plain_name(self, schema: str, database: Database) -> None:
        """Nothing that needs quotes is taken for a schema."""
        with pytest.raises(Invalid, match="schema"):
            FlatTables(database, schema=schema)

    def test_a_connection_that_commits_by_itself_is_refused(self) -> None:
        """Rows and position could not go together."""
        loose = sqlite3.connect(":memory:", isolation_level=None)
        with pytest.raises(Invalid, match="autocommit"):
            FlatTables(loose)
        loose.close()

        class Loose:
            autocommit = True

        with pytest.raises(Invalid, match="autocommit"):
            FlatTables(Loose())  # type: ignore[arg-type] # as a driver's connection says it

    def test_other_engines_have_schemas(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Elsewhere than on SQLite a schema is made, and an index lies beside its table."""

        class Connection:
            def cursor(self) -> Any: ...
            def commit(self) -> None: ...
            def rollback(self) -> None: ...

        driver = ModuleType("driver")
        monkeypatch.setattr(driver, "paramstyle", "pyformat", raising=False)
        monkeypatch.setitem(sys.modules, "driver", driver)
        Connection.__module__ = "driver.connections"
        tables = FlatTables(Connection(), schema="bi")
        assert tables.ddl().startswith(
            "CREATE SCHEMA IF NOT EXISTS bi;\nCREATE TABLE IF NOT EXISTS bi.progress"
        )
        assert "ON bi.verdict (subject)" in tables.ddl()
