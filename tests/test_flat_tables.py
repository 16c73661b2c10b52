"""Flat tables: a readable row for each record, exactly once, on SQLite and PostgreSQL alike."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from friendly_services import merchants, points, stations
from friendly_services.city import City
from friendly_services.delivery import Feed
from friendly_services.errors import Invalid
from friendly_services.flat_tables import TABLES, AnotherCity, AnotherHistory, FlatTables, Overtaken, _flat
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
from tests.flat_laws import STEPS, Kept, Killed, busy, never_of_two_histories, nothing_doubled
from tests.flat_laws import content as everything

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

        def late(cursor: Any, of: City) -> Any:
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


class TestRestores:
    """The city was put back to a backup, and the tables were not."""

    @pytest.mark.parametrize("since", [0, 1, 2, 5], ids="{} since".format)
    def test_a_shorter_journal_is_refused_and_another_one_too(self, since: int, database: Database) -> None:
        """Whether it has caught up with the tables or not, the error names the position and what to do."""
        kept, tables = Kept(), FlatTables(database)
        for _ in range(2):
            paid(kept.city)
        reached = tables.follow(kept.city).reached
        before = everything(database)
        kept.restore()
        for _ in range(since):
            paid(kept.city)
        for refused in (tables.follow, tables.rejudge):
            with pytest.raises(AnotherHistory, match=f"position {reached} .* call rebuild"):
                refused(kept.city)
        assert everything(database) == before
        done = tables.rebuild(kept.city)
        assert tables.follow(kept.city).reached == done.reached
        assert [row["balance"] for row in rows(database, "balance")] == [50 * since] * bool(since)

    def test_a_backup_behind_the_tables_own_position_changes_nothing(self, database: Database) -> None:
        """What the tables have seen is still so: they go on."""
        kept, tables = Kept(), FlatTables(database)
        tables.follow(kept.city)
        kept.act("earn", 1)
        kept.act("back up", 2)
        kept.act("apply", 3)
        kept.restore()
        assert tables.follow(kept.city).rows == 1

    def test_rows_of_an_unfinished_follow_are_known_as_later(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Rows show records as they stand, so a backup between the position and then is refused as well."""
        monkeypatch.setattr(_flat, "_AT_ONCE", 3)
        kept = Kept()
        kept.act("earn", 1)
        kept.act("back up", 2)
        kept.act("earn", 1)
        with pytest.raises(KeyboardInterrupt):
            Killed(database).follow(kept.city)
        assert [row["balance"] for row in rows(database, "balance")] == [100]
        kept.restore()
        tables = FlatTables(database)
        assert tables.reached(kept.city) == 3 < len(kept.journal())
        with pytest.raises(AnotherHistory):
            tables.follow(kept.city)

    def test_a_store_put_back_meanwhile_is_noticed(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A standby that had not come as far takes over in the middle: nothing is kept of that batch."""
        kept, tables = Kept(), FlatTables(database)
        tables.follow(kept.city)
        kept.act("earn", 1)
        before = everything(database)
        monkeypatch.setattr(Feed, "newest", lambda feed: feed.entry(2))
        with pytest.raises(AnotherHistory, match="position 4"):
            tables.follow(kept.city)
        assert (everything(database), tables.reached(kept.city)) == (before, 2)

    @settings(max_examples=count(5, 100, 1_000))
    @given(STEPS)
    @example(["earn", "follow", "restore"])
    @example(["earn", "follow", "restore", "earn", "rejudge"])
    def test_tables_are_never_of_two_histories(self, steps: list[str]) -> None:
        """Whatever happens between backups and restores, rows are the journal's or nothing is written."""
        with pytest.MonkeyPatch.context() as patch, closing(sqlite3.connect(":memory:")) as own:
            patch.setattr(_flat, "_AT_ONCE", 3)
            fresh = FlatTables(sqlite3.connect(":memory:"))
            own.execute("ATTACH ':memory:' AS bi")
            tables = FlatTables(own, schema="bi")
            refused = never_of_two_histories(tables, Killed(own, schema="bi"), fresh, steps)
            assert refused <= steps.count("restore")
            fresh._connection.close()  # type: ignore[attr-defined] # of sqlite3


def test_two_workers_at_once_double_nothing(database: Database, tmp_path: Path) -> None:
    """Each change is written by one of them, and each row is there once."""
    one, other = (sqlite3.connect(tmp_path / "bi.db", check_same_thread=False) for _ in range(2))
    with closing(one), closing(other):
        tables = FlatTables(one), FlatTables(other), FlatTables(database)
        counted, reached = nothing_doubled(*tables, rounds=count(15, 60))
    assert counted == reached


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

    def test_tables_that_do_not_know_their_history_are_made_anew(self, database: Database) -> None:
        """Format 1 kept a position alone: what its rows come from is not known, so they come again."""
        city, tables = small(), FlatTables(database)
        paid(city)
        tables.follow(city)
        whole = everything(database)
        database.executescript("""
            DROP TABLE progress;
            CREATE TABLE progress
                (city TEXT PRIMARY KEY, reached BIGINT NOT NULL, format INTEGER NOT NULL);
            INSERT INTO progress VALUES ('small', 4, 1);
            UPDATE balance SET balance = 7""")
        assert tables.follow(city).entries == 4
        assert everything(database) == whole
        assert tables.follow(city).entries == 0

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
            "CREATE SCHEMA IF NOT EXISTS bi;\nCREATE TABLE IF NOT EXISTS bi.merchant"
        )
        assert "ON bi.verdict (subject)" in tables.ddl()
