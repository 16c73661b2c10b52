"""How fast a commit is, beside one call of a function on the server that does the same.

Both sides write to the same tables of the same server, in turns, over one connection each, and every commit
is durable (synchronous_commit is on): a command, a guard, a record with five index entries of which one is
unique and one moves, an event. CPU time is the client's and its backend's together; the ratio is over 1 where
the store is faster. The function must be made on the server, and knows this one shape of commit.
"""

import argparse
import importlib.util
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import attrs
import psycopg

from friendly_services.storage import Batch, Command, IndexKey, Put
from friendly_services_postgres import PostgresStore

SCHEMA: Final = "bench"
NOON: Final = 1_772_366_400_000_000
BODY: Final = bytes(range(256))
EVENT: Final = bytes(range(120))
GUARD: Final = ("pack", "banan")

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


@attrs.frozen
class Change:
    """One commit: a command, a guard, a record with five index entries, an event."""

    token: bytes
    id: str
    base: int
    keys: tuple[bytes, ...]
    """In order: area, licence (which is unique), name, standing, trade."""

    def batch(self, partition: str) -> Batch:
        """As the store takes it."""
        names = ("area", "licence", "name", "standing", "trade")
        index = frozenset(
            IndexKey(name, key, name == "licence") for name, key in zip(names, self.keys, strict=True)
        )
        put = Put(("merchant", self.id), self.base, BODY, ((0, EVENT),), index)
        command = Command(self.token, self.token, "officer-1", 1, NOON)
        return Batch(partition, (command,), (put,), ((GUARD, 0),))

    def arguments(self, partition: str) -> tuple[Any, ...]:
        """As the function takes it."""
        names = (b"area", b"licence", b"name", b"standing", b"trade")
        packed = [
            (b"\x01" if name == b"licence" else b"\x00") + name + b"\0" + key
            for name, key in zip(names, self.keys, strict=True)
        ]
        command = (self.token, self.token, b"officer-1", 1, NOON, b"")
        return (partition, *command, *GUARD, 0, "merchant", self.id, self.base, BODY, EVENT, packed)


def changes(who: str, start: int, count: int, records: int) -> list[Change]:
    """Records made one after the other, and later changed in turn: a change moves one of its five entries."""
    made = []
    for n in range(start, start + count):
        record, base = n % records, n // records
        keys = (b"area-%d" % (record % 40), b"licence-%d" % record, b"name of merchant %d" % record)
        made.append(
            Change(
                token=sha256(f"{who}-{n}".encode()).digest(),
                id=f"m-{record:012d}",
                base=base,
                keys=(*keys, b"standing-%d" % base, b"trade-%d" % (record % 7)),
            )
        )
    return made


def backend_seconds(pid: int) -> float:
    """CPU seconds of a backend so far; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


@attrs.define
class Side:
    """One of the two that are compared."""

    name: str
    pid: int
    commit: Callable[[Change], object]
    cpu: list[float] = attrs.Factory(list)
    wall: list[float] = attrs.Factory(list)

    def run(self, work: list[Change]) -> None:
        """Do the work; note the time of one commit."""
        wall, mine, theirs = time.perf_counter(), time.process_time(), backend_seconds(self.pid)
        for change in work:
            self.commit(change)
        count = len(work) / 1e6
        self.cpu.append((time.process_time() - mine + backend_seconds(self.pid) - theirs) / count)
        self.wall.append((time.perf_counter() - wall) / count)


def measure(url: str, rounds: int, count: int) -> float:
    """Measure both sides in turns; print what they took and answer with the ratio of their CPU times."""
    store = PostgresStore(f"{url}?schema={SCHEMA}&create=yes&connections=1")
    with psycopg.connect(url, autocommit=True, prepare_threshold=0) as peer:
        peer.execute(FUNCTION, prepare=False)
        peer.execute("INSERT INTO bench.head VALUES ('function', 0, 0)")
        call = f"SELECT bench.one_commit({', '.join(['%s'] * 16)})"

        def by_function(change: Change) -> None:
            row = peer.execute(call, change.arguments("function")).fetchone()
            assert row is not None
            assert row[0] > 0

        records = rounds * count // 3
        one = changes("warm", 0, 50, records)
        for change in one:
            store.commit(change.batch("warm"), 5.0)
        with store._connections.one() as server:
            pid = server.info.backend_pid
        sides = (
            Side("postgres-commit", pid, lambda change: store.commit(change.batch("store"), 5.0)),
            Side("function", peer.info.backend_pid, by_function),
        )
        for n in range(rounds):
            for side in sides if n % 2 else sides[::-1]:
                side.run(changes(side.name, n * count, count, records))
    store.close()
    for side in sides:
        cpu, wall = statistics.median(side.cpu), statistics.median(side.wall)
        print(f"{side.name:16} {cpu:7.0f} µs CPU a commit (client and backend), {wall:7.0f} µs in all")
    ratio = median_ratio([side.cpu for side in sides])
    print(f"ratio postgres-commit function {ratio:.2f}")
    print(f"ratio postgres-commit-wall function {median_ratio([side.wall for side in sides]):.2f}")
    return ratio


def median_ratio(sides: list[list[float]]) -> float:
    """How often the first side's time goes into the second's, round by round."""
    ours, theirs = sides
    return statistics.median(other / own for own, other in zip(ours, theirs, strict=True))


def write(url: str, city: str, count: int, start: Any, times: Any) -> None:
    """One process that writes one city, from the moment all are ready; it tells when it began and ended."""
    store = PostgresStore(f"{url}?schema={SCHEMA}&connections=1")
    work = [change.batch(city) for change in changes(city, 0, count, count // 3)]
    store.load(city, ())
    start.wait()
    began = time.perf_counter()
    for batch in work:
        store.commit(batch, 30.0)
    times.put((began, time.perf_counter()))
    store.close()


def rate(url: str, cities: list[str], count: int) -> float:
    """Commits a second of as many processes as cities."""
    context = multiprocessing.get_context("spawn")
    start, times = context.Barrier(len(cities)), context.Queue()
    processes = [context.Process(target=write, args=(url, city, count, start, times)) for city in cities]
    for process in processes:
        process.start()
    told = [times.get() for _ in processes]
    for process in processes:
        process.join()
    took: float = max(end for _, end in told) - min(began for began, _ in told)
    return len(cities) * count / took


def measure_processes(url: str, rounds: int, count: int) -> float:
    """Measure one process and eight, in turns; print their rates and answer with the ratio."""
    one, eight = [], []
    for n in range(rounds):
        one.append(rate(url, [f"one-{n}"], 4 * count))
        eight.append(rate(url, [f"city-{n}-{k}" for k in range(8)], count))
    print(f"one process {statistics.median(one):.0f}/s, eight {statistics.median(eight):.0f}/s")
    ratio = statistics.median(many / single for many, single in zip(eight, one, strict=True))
    print(f"ratio postgres-8-processes one-process {ratio:.2f}")
    return ratio


def _server() -> ModuleType:
    """The module beside this folder that starts a server, also when this file is run by hand."""
    spec = importlib.util.spec_from_file_location(
        "_server", Path(__file__).parent.parent / "postgresql" / "server.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["_server"] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Commits beside a function on the server.")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--count", type=int, default=400)
    asked = parser.parse_args()
    server = _server()
    with server.Postgres(server.programs()) as running:
        print(f"PostgreSQL {server.version_of(running.programs)}")
        measure(running.url(), asked.rounds, asked.count)
        measure_processes(running.url(), 3, asked.count)
