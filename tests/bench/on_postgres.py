"""The PostgreSQL store beside a function on the server that does the same, and beside pyeventsourcing."""

import importlib.util
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeVar

import psycopg

from friendly_services_postgres import PostgresStore
from tests.bench.work import (
    AGE,
    BODY,
    EVENT,
    GUARD,
    NOON,
    PATIENCE,
    Change,
    Side,
    change_whole,
    changes,
    grown,
    guarded,
    ratio,
    side,
    take_turns,
)

__all__ = ["measure", "server", "write"]

SCHEMA: Final = "bench"

_Work = TypeVar("_Work")

FUNCTION: Final = """
CREATE FUNCTION bench.one_commit(
    p text, t bytea, dig bytea, act bytea, pk bigint, nw bigint, res bytea,
    g_kind text, g_id text, g_version bigint,
    k text, i text, b bigint, content bytea, ev bytea, ks bytea[]
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE h bench.head; r bench.record; position bigint; moment bigint; packed bytea;
BEGIN
    SELECT * INTO STRICT h FROM bench.head WHERE partition = p FOR UPDATE;
    PERFORM FROM bench.command WHERE partition = p AND token = t;
    IF FOUND THEN RETURN -1; END IF;
    IF coalesce((SELECT version FROM bench.record WHERE partition = p AND kind = g_kind AND id = g_id), 0)
        <> g_version THEN RETURN -2; END IF;
    SELECT * INTO r FROM bench.record WHERE partition = p AND kind = k AND id = i;
    IF coalesce(r.version, 0) <> b OR r.private THEN RETURN -3; END IF;
    FOREACH packed IN ARRAY ks LOOP
        IF get_byte(packed, 0) = 1 THEN
            PERFORM FROM bench.key x WHERE x.partition = p AND x.entry = substring(packed FROM 2)
                AND x.sole AND (x.kind, x.id) <> (k, i);
            IF FOUND THEN RETURN -4; END IF;
        END IF;
    END LOOP;
    position := h.head + 1;
    moment := greatest(h.at, nw);
    UPDATE bench.head SET head = position, commands = h.commands + 1, at = moment WHERE partition = p;
    INSERT INTO bench.command
        VALUES (p, t, dig, act, pk, nw, res, position, position, moment, h.commands + 1, 0, 1);
    IF b = 0 THEN
        INSERT INTO bench.record VALUES (p, k, i, 1, moment, position, false, content, ks);
    ELSE
        UPDATE bench.record SET version = b + 1, at = moment, last = position, body = content, keys = ks
            WHERE partition = p AND kind = k AND id = i;
    END IF;
    INSERT INTO bench.entry VALUES (p, position, k, i, b + 1, coalesce(r.last, 0), t, ev);
    FOR packed IN SELECT unnest(r.keys) EXCEPT SELECT unnest(ks) LOOP
        DELETE FROM bench.key x
            WHERE x.partition = p AND x.entry = substring(packed FROM 2) AND x.kind = k AND x.id = i;
    END LOOP;
    INSERT INTO bench.key SELECT p, substring(n FROM 2), k, i, get_byte(n, 0) = 1
        FROM (SELECT unnest(ks) EXCEPT SELECT unnest(r.keys)) x (n);
    RETURN position;
END $$"""


CALL: Final = f"SELECT bench.one_commit({', '.join(['%s'] * 16)})".encode()


def arguments(partition: str, change: Change) -> tuple[Any, ...]:
    """A commit as the function takes it."""
    names = (b"area", b"licence", b"name", b"standing", b"trade")
    packed = [
        (b"\x01" if name == b"licence" else b"\x00") + name + b"\0" + key
        for name, key in zip(names, change.keys, strict=True)
    ]
    command = (change.token, change.token, b"officer-1", 1, NOON, b"")
    return (partition, *command, *GUARD, 1, "merchant", change.id, change.base, BODY, EVENT, packed)


def measure(rounds: int, count: int) -> list[str]:
    """Start a server of our own and measure on it; the lines to print last."""
    module = server()
    programs = module.programs()
    if programs is None:
        return [f"skipped {peer} no PostgreSQL is installed" for peer in ("function", "eventsourcing")]
    with module.Postgres(programs) as running:
        print(f"PostgreSQL {module.version_of(programs)}")
        lines = commits(running.url(), rounds, count)
        reader(running.url())
        lines += together(running.url(), 5, 10 * count)
    return lines


def opened(url: str, *partitions: str) -> PostgresStore:
    """A store with the record that commits have read."""
    store = PostgresStore(f"{url}?schema={SCHEMA}&create=yes&connections=1")
    for partition in partitions:
        store.commit(guarded(partition), PATIENCE)
    return store


def commits(url: str, rounds: int, count: int) -> list[str]:
    """Measure one full commit."""
    records, old = rounds * count // 3, rounds * count // 5
    store = opened(url, "store", "function", "whole")
    with psycopg.connect(url, autocommit=True, prepare_threshold=0) as peer:
        peer.execute(FUNCTION, prepare=False)

        def by_function(values: tuple[Any, ...]) -> None:
            row = peer.execute(CALL, values).fetchone()
            assert row is not None
            assert row[0] > 0

        def made(turn: int, who: str) -> list[Change]:
            return changes(who, turn * count, count, records)

        def again(turn: int) -> list[Change]:
            return changes("again", turn * count, count, old, AGE)

        with store._connections.one() as server:
            pid = server.info.backend_pid
        ours = side(
            "postgres-commit",
            lambda batch: store.commit(batch, PATIENCE),
            lambda turn: [change.batch("store") for change in made(turn, "store")],
            count,
            (pid,),
        )
        function = side(
            "one call of a function",
            by_function,
            lambda turn: [arguments("function", change) for change in made(turn, "function")],
            count,
            (peer.info.backend_pid,),
        )
        sides, skipped = [ours, function], ""
        try:
            savers = [_saver(peer, name) for name in ("saved", "events")]
            sql = "SELECT pid FROM pg_stat_activity WHERE datname = %s"
            pids = [tuple(row[0] for row in peer.execute(sql, (name,))) for name in ("saved", "events")]
            grown(store, "whole", old)
            savers[1].grow(old)
            ours_whole = side(
                "load, change, commit",
                lambda change: change_whole(store, "whole", change),
                again,
                count,
                (pid,),
            )
            saved = Side(
                "eventsourcing, save alone",
                lambda turn: savers[0].changed(made(turn, "aggregate")),
                count,
                pids[0],
            )
            aggregates = side("eventsourcing, get to save", savers[1].change_whole, again, count, pids[1])
            sides += ours_whole, saved, aggregates
        except ImportError as error:
            skipped = f"skipped eventsourcing {error}"
        take_turns(sides, rounds)
    store.close()
    lines = [ratio("postgres-commit", ours, "function", function)]
    if skipped:
        return [*lines, skipped]
    for saver in savers:
        saver.close()
    print(ratio("postgres-commit", ours, "eventsourcing-save-alone", saved))
    return [*lines, ratio("postgres-commit", ours_whole, "eventsourcing", aggregates)]


def _saver(peer: "psycopg.Connection[Any]", database: str) -> Any:
    """The other library, with a database and one connection of its own."""
    from tests.bench.aggregate import Saver  # noqa: PLC0415 # a peer that may not be installed

    peer.execute(f"CREATE DATABASE {database}", prepare=False)
    return Saver(
        {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": database,
            "POSTGRES_HOST": str(peer.info.host),
            "POSTGRES_PORT": str(peer.info.port),
            "POSTGRES_USER": "city",
            "POSTGRES_PASSWORD": "not asked for",
            "POSTGRES_POOL_SIZE": "1",
            "POSTGRES_MAX_OVERFLOW": "0",
        }
    )


def reader(url: str) -> None:
    """Print how long loading takes while somebody else holds the city's row and does not finish."""
    store = opened(url, "reader")

    def longest() -> float:
        took = []
        for _ in range(300):
            start = time.perf_counter()
            store.load("reader", (GUARD,))
            took.append(time.perf_counter() - start)
        return max(took) * 1e3

    alone = longest()
    with psycopg.connect(url) as writer:
        writer.execute("SELECT FROM bench.head WHERE partition = 'reader' FOR UPDATE")
        beside = longest()
        writer.rollback()
    store.close()
    print(f"reader on PostgreSQL: longest of 300 loads {alone:.1f} ms alone, {beside:.1f} ms beside a writer")


WRITER: Final = """
import sys
sys.path[:0] = sys.argv[5:]
from tests.bench.on_postgres import write
write(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
"""


def together(url: str, rounds: int, count: int) -> list[str]:
    """One process that writes to one city and eight to eight, in turns, and the same by the function alone.

    Eight processes and their eight servers share the cores: what the function loses by that, which does
    nothing in Python but call, the machine takes from everybody.
    """
    lines = []
    for how, peer in (("store", "one-process"), ("function", "one-process-by-function")):
        one, eight = [], []
        for turn in range(rounds):
            one.append(_rate(url, how, f"{how}-{turn}-alone", 1, 4 * count))
            eight.append(_rate(url, how, f"{how}-{turn}-of-8", 8, count))
        found = statistics.median(many / single for many, single in zip(eight, one, strict=True))
        many, single = statistics.median(eight), statistics.median(one)
        print(
            f"8 processes, 8 cities, by the {how}: {many:.0f} commits a second in all, 1 process {single:.0f}"
        )
        lines.append(f"ratio postgres-8-processes {peer} {found:.2f}")
    return lines


def _rate(url: str, how: str, city: str, processes: int, count: int) -> float:
    """Commits a second, from the moment the first begins until the last is done."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, how, f"{city}-{n}", str(count), *sys.path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for n in range(processes)
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"  # the barrier: nobody begins before all are ready
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    times = [[float(word) for word in writer.communicate()[0].split()] for writer in writers]
    took = max(end for _, end in times) - min(began for began, _ in times)
    return processes * count / took


def write(url: str, how: str, city: str, count: int) -> None:
    """Write to one city, once told to go; print when it began and when it was done."""
    work = changes(city, 0, count, count // 3)
    with (
        closing(opened(url, city)) as store,
        psycopg.connect(url, autocommit=True, prepare_threshold=0) as peer,
    ):
        if how == "store":
            for batch in _when_told([change.batch(city) for change in work]):
                store.commit(batch, PATIENCE)
        else:
            for values in _when_told([arguments(city, change) for change in work]):
                peer.execute(CALL, values)


def _when_told(work: list[_Work]) -> Iterator[_Work]:
    """The work, once told to go; print when it began and when it was done."""
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.monotonic()
    yield from work
    print(began, time.monotonic())


def server() -> ModuleType:
    """The module of the plugin's tests that starts a server."""
    plugin = Path(__file__).resolve().parents[2] / "plugins" / "friendly-services-postgres"
    path = plugin / "tests" / "postgresql" / "server.py"
    spec = importlib.util.spec_from_file_location("_server", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["_server"] = module
    spec.loader.exec_module(module)
    return module
