"""The tables: who may make them, what they are, and that nothing stands in the way of distributing them."""
# ruff: noqa: S608 # the schemas that are put into SQL are the tests' own

import psycopg
import pytest

from friendly_services.errors import Invalid
from friendly_services.storage import Corrupt, Unavailable
from friendly_services.testing import batch, put
from friendly_services_postgres import PostgresStore, ddl, purge
from friendly_services_postgres._statements import statements

from .server import TABLES, Postgres, until

PATIENCE = 30.0


def test_nothing_forbids_distributing_the_tables(server: Postgres, url: str, schema: str) -> None:
    """By the catalogue, every key of every table begins with `partition`, and nothing is shared."""
    PostgresStore(url).close()
    here = f"= '{schema}'::regnamespace"
    tables = server.execute(
        f"SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace {here}"
    )
    first = server.execute(f"""
        SELECT t.relname, a.attname FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
        WHERE t.relnamespace {here} AND t.relname <> 'migration'""")
    shared = server.execute(f"""
        SELECT relname FROM pg_class WHERE relkind IN ('S', 'v', 'm') AND relnamespace {here}
        UNION ALL SELECT proname FROM pg_proc WHERE pronamespace {here}
        UNION ALL SELECT conname FROM pg_constraint WHERE contype IN ('f', 'x', 't') AND connamespace {here}
        UNION ALL SELECT tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace {here}
        UNION ALL SELECT attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
            WHERE relnamespace {here} AND (attidentity <> '' OR attgenerated <> '' OR atthasdef)""")
    assert {name for (name,) in tables} == {*TABLES, "migration"}
    assert set(first) == {(table, "partition") for table in TABLES}
    assert shared == []


def test_takes_no_lock_but_on_rows_and_its_own_tables(server: Postgres, url: str, schema: str) -> None:
    """A commit that waits for its partition holds no advisory lock, nor any on another partition's rows."""
    store = PostgresStore(url)
    for partition in ("banan", "yubei"):
        store.commit(batch(partition, put("m-1"), partition=partition), PATIENCE)
    with server.connection() as other, other.transaction():
        other.execute(f"SELECT FROM {schema}.head WHERE partition = 'banan' FOR UPDATE".encode())
        with pytest.raises(Unavailable):
            store.commit(batch("2", put("m-2")), 0.2)
        kinds = server.execute("SELECT DISTINCT locktype FROM pg_locks WHERE locktype = 'advisory'")
    store.close()
    every = str(statements(schema)).lower()
    assert kinds == []
    assert [word for word in ("advisory", "nextval", "lock table") if word in every] == []


def test_every_lookup_is_by_a_key(server: Postgres, url: str, schema: str) -> None:
    """However little the statistics know, a commit reads by whole keys, and never a partition through."""
    store = PostgresStore(url)
    records, versions = 150, 3
    for n in range(versions * records):
        index = {"area": b"A", "due": b"%d" % n}
        moved = put(f"m-{n % records}", n // records, index=index, unique={"licence": b"%d" % (n % records)})
        store.commit(batch(f"{n}", moved, expect={("merchant", "nobody"): 0}), PATIENCE)
    store.close()
    told = f"FROM pg_stat_user_tables WHERE schemaname = '{schema}'"
    commits = [(versions * records,)]
    until(lambda: server.execute(f"SELECT n_tup_ins {told} AND relname = 'command'") == commits, "statistics")
    ((through,),) = server.execute(f"SELECT sum(seq_tup_read) {told} AND relname <> 'migration'")
    ((fetched,),) = server.execute(f"SELECT sum(idx_tup_fetch) {told}")
    assert through == 0
    assert fetched / (versions * records) < 20


def test_makes_no_table_unless_told(server: Postgres, schema: str) -> None:
    """Without `create=yes` nothing is made, and the error says what to do; with a DBA's help it opens."""
    with pytest.raises(Unavailable, match="create=yes"):
        PostgresStore(server.url(schema=schema))
    assert server.execute(f"SELECT 1 FROM pg_namespace WHERE nspname = '{schema}'") == []
    server.execute(ddl(schema))
    store = PostgresStore(server.url(schema=schema))
    assert store.commit(batch("1", put("m-1")), PATIENCE).first == 1
    store.close()
    server.execute(f"DROP SCHEMA {schema} CASCADE")


def test_needs_no_right_to_create(server: Postgres, schema: str) -> None:
    """A role that may only read and write rows is enough once the tables are there."""
    server.execute(ddl(schema))
    server.execute(f"""CREATE ROLE {schema} LOGIN; GRANT USAGE ON SCHEMA {schema} TO {schema};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {schema}""")
    store = PostgresStore(server.url(schema=schema, create="yes").replace("city@", f"{schema}@"))
    receipt = store.commit(batch("1", put("m-1"), put(("contact", "c-1"), private=True)), PATIENCE)
    store.close()
    server.execute(f"DROP SCHEMA {schema} CASCADE; DROP ROLE {schema}")
    assert receipt.first == 1


def test_purges_only_for_an_owner(server: Postgres, url: str, schema: str) -> None:
    """Who owns no private table is told that nothing was purged, though PostgreSQL only warns of it."""
    PostgresStore(url).close()
    server.execute(f"""CREATE ROLE {schema} LOGIN; GRANT USAGE ON SCHEMA {schema} TO {schema};
        GRANT pg_checkpoint TO {schema}; GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {schema}""")
    try:
        purge(url)
        with pytest.raises(Unavailable, match="private"):
            purge(url.replace("city@", f"{schema}@"))
    finally:
        server.execute(f"DROP OWNED BY {schema}; DROP ROLE {schema}")


def test_making_them_twice_changes_nothing(url: str) -> None:
    """Opening with `create=yes` again finds what is there and leaves it alone."""
    first = PostgresStore(url)
    first.commit(batch("1", put("m-1")), PATIENCE)
    second = PostgresStore(url)
    assert second.load("banan", ()).head == 1
    first.close()
    second.close()


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ("INSERT INTO {s}.migration VALUES (99, 'x')", Unavailable, "storage.newer_schema"),
        ("UPDATE {s}.migration SET checksum = 'x'", Corrupt, "storage.migration_changed"),
        ("DELETE FROM {s}.migration", Unavailable, "postgres.no_tables"),
    ],
)
def test_refuses_tables_it_does_not_know(
    server: Postgres, url: str, schema: str, change: str, error: type[Unavailable | Corrupt], code: str
) -> None:
    """Tables of a newer version, or changed since they were made, or half made, are not written to."""
    PostgresStore(url).close()
    server.execute(change.format(s=schema))
    with pytest.raises(error) as refused:
        PostgresStore(server.url(schema=schema))
    assert refused.value.facts["why"].code == code


@pytest.mark.parametrize(("setting", "durability"), [("on", "power"), ("local", "power"), ("off", "process")])
def test_promises_what_the_server_keeps(server: Postgres, url: str, setting: str, durability: str) -> None:
    """G5: with synchronous_commit off, a commit survives the end of this process, not of the server."""
    server.execute(f"ALTER ROLE city SET synchronous_commit = '{setting}'")
    store = PostgresStore(url)
    info = store.describe()
    store.close()
    server.execute("ALTER ROLE city RESET synchronous_commit")
    assert (info.name, info.durability) == ("postgresql", durability)
    assert any("synchronous_commit" in note for note in info.notes) == (setting == "off")


def test_finds_the_host_that_takes_writes(server: Postgres, schema: str) -> None:
    """Of several hosts, one that does not answer is passed over."""
    url = server.url(schema=schema, create="yes").replace("127.0.0.1:", "127.0.0.1:1,127.0.0.1:", 1)
    store = PostgresStore(url)
    assert store.commit(batch("1", put("m-1")), PATIENCE).first == 1
    store.close()
    server.execute(f"DROP SCHEMA {schema} CASCADE")


def test_writes_to_no_server_that_only_reads(server: Postgres, url: str) -> None:
    """A server that takes no writes is refused when it is opened, as a standby would be."""
    PostgresStore(url).close()
    server.execute("ALTER ROLE city SET default_transaction_read_only = on")
    try:
        with pytest.raises(Unavailable, match="read-only"):
            PostgresStore(url)
    finally:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute("ALTER ROLE city RESET default_transaction_read_only")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://city@127.0.0.1/db?schema=City",
        "postgresql://city@127.0.0.1/db?schema=a;b",
        "postgresql://city@127.0.0.1/db?create=maybe",
        "postgresql://city@127.0.0.1/db?connections=0",
        "postgresql://city@127.0.0.1/db?sslmod=require",
        "postgresql://city:s3cret%zz@127.0.0.1/db",
    ],
)
def test_refuses_a_url_it_cannot_read(url: str) -> None:
    """A URL with a mistake is invalid, and the error repeats no password."""
    with pytest.raises(Invalid) as refused:
        PostgresStore(url)
    assert "s3cret" not in str(refused.value)


def test_names_the_option_that_it_does_not_know() -> None:
    """A misspelt option is told by its name, with and without a user in the URL; a value in it never is."""
    for address in ("city@127.0.0.1/db", "127.0.0.1/db"):
        with pytest.raises(Invalid, match="sslmod"):
            PostgresStore(f"postgresql://{address}?sslmod=require")
    with pytest.raises(Invalid) as refused:
        PostgresStore("postgresql://127.0.0.1/db?password=s3cret%zz")
    assert "s3cret" not in str(refused.value)


def test_says_so_when_nobody_answers(schema: str) -> None:
    """Where no server listens, opening fails as unavailable, without the password."""
    with pytest.raises(Unavailable) as refused:
        PostgresStore(f"postgresql://city:s3cret@127.0.0.1:1/db?schema={schema}&connect_timeout=2")
    assert "s3cret" not in str(refused.value)
