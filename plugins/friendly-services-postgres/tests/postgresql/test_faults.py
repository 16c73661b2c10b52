"""Lost replies, killed servers, servers that warn: what was acknowledged is there, once."""

import os
import random
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sized
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import attrs
import pytest
from tests.budget import count

from friendly_services.storage import Conflict, Indeterminate, StoreError, Unavailable
from friendly_services.testing import batch, put, token
from friendly_services_postgres import PostgresStore

from .proxy import FAULTS, Proxy
from .server import Postgres, until

PATIENCE = 30.0
SEED: Final = int(os.environ.get("FRIENDLY_SERVICES_SEED", "17"))
"""What chance decides follows from it: where a round trip is cut, how many commits go before a kill."""
COUNTER = ("merchant", "counter")


@pytest.fixture
def proxy(server: Postgres) -> Iterator[Proxy]:
    """Stands between the store and its server."""
    between = Proxy(server.port)
    yield between
    between.close()


def tell(what: str, faults: int, acknowledged: Iterable[str], store: PostgresStore) -> None:
    """Print how many faults there were and what became of what was acknowledged, which must be: nothing."""
    found: Counter[bytes] = Counter()
    after = 0
    while page := store.read("banan", after, 10_000):
        found.update(entry.command.token for entry in page)
        after = page[-1].position
    lost = sum(token(once) not in found for once in acknowledged)
    doubled = sum(times > 1 for times in found.values())
    print(f"faults {what} {faults} lost {lost} doubled {doubled} seed {SEED}")
    assert (lost, doubled) == (0, 0)
    assert after == sum(found.values()) == store.load("banan", ()).head


def test_a_lost_commit_is_never_doubled_and_never_lost(server: Postgres, proxy: Proxy, url: str) -> None:
    """G1, G4: whatever is lost of a commit's round trip, sending the batch again commits it exactly once."""
    draw = random.Random(SEED)
    PostgresStore(url).close()
    store = PostgresStore(url.replace(f":{server.port}", f":{proxy.port}") + "&connections=1&sslmode=disable")
    told: Counter[tuple[str, bool]] = Counter()
    total = count(40, 500, 10_000)
    for n in range(total):
        sent = batch(f"{n}", put(("merchant", f"m-{n % 7}"), n // 7, b"%d" % n, index={"area": b"%d" % n}))
        store.load("banan", ())
        proxy.fault = fault = draw.choice(FAULTS)
        with pytest.raises(Indeterminate):
            store.commit(sent, PATIENCE)
        receipt = store.commit(sent, PATIENCE)
        told[fault, receipt.replayed] += 1
        assert receipt.first == n + 1
    tell("postgres-lost-reply", total, (f"{n}" for n in range(total)), store)
    store.close()
    assert set(told) <= {
        ("request", False),
        ("sync", False),
        ("connection", False),
        ("connection", True),
        ("reply", True),
    }
    assert {fault for fault, _ in told} == set(FAULTS)


def test_loses_nothing_when_the_server_is_killed(server: Postgres, url: str) -> None:
    """G5: writers go on after each kill -9 of the server; what they were told is there, and once."""
    draw = random.Random(SEED)
    store = PostgresStore(url)
    acknowledged: dict[str, int] = {}
    stop = threading.Event()

    def write(me: int) -> None:
        n = 0
        while not stop.is_set():
            once = f"{me}-{n}"
            try:
                (record,) = store.load("banan", (COUNTER,)).records
                version, value = (record.version, int(record.body or b"0")) if record else (0, 0)
                sent = batch(once, put(COUNTER, version, b"%d" % (value + 1)))
                acknowledged[once] = store.commit(sent, PATIENCE).first
            except (Conflict, Unavailable, Indeterminate):
                continue
            n += 1

    threads = [threading.Thread(target=write, args=(me,)) for me in range(3)]
    for thread in threads:
        thread.start()
    kills = count(1, 5, 100)
    for n in range(kills + 1):
        wanted = len(acknowledged) + draw.randrange(5, 40)
        until(partial(_are_there, acknowledged, wanted), "commits")
        if n < kills:
            server.restart()
    stop.set()
    for thread in threads:
        thread.join()
    found = store.load("banan", (COUNTER,), tuple(token(once) for once in acknowledged))
    tell("postgres-kill", kills, acknowledged, store)
    store.close()
    assert [done and done.receipt.first for done in found.committed] == list(acknowledged.values())
    assert found.records[0] is not None
    assert found.records[0].body == b"%d" % found.head


def test_many_begin_a_partition_at_once(url: str) -> None:
    """G2, G6: first commits that come at the same moment wait for each other like any others."""
    store = PostgresStore(url)
    writers, begun = 4, count(50, 200, 1_000)
    results: list[tuple[int, int]] = []
    ready = threading.Barrier(writers)

    def write(me: int) -> None:
        for n in range(begun):
            ready.wait()
            sent = batch(f"{me}", put(f"m-{me}", events=(b"a", b"b")), partition=f"city-{n}")
            try:
                results.append((n, store.commit(sent, PATIENCE).last))
            except StoreError:
                ready.abort()
                raise

    with ThreadPoolExecutor(writers) as pool:
        done = [pool.submit(write, me) for me in range(writers)]
    store.close()
    assert [each.exception() for each in done] == [None] * writers
    wanted = [(n, 2 * place) for n in range(begun) for place in range(1, writers + 1)]
    assert sorted(results) == wanted


def test_eight_writers_leave_no_gap_for_a_reader(url: str) -> None:
    """G6: whoever follows the journal while eight write sees 1, 2, 3 … and nothing later at or before it."""
    store = PostgresStore(url)
    each = count(25, 250, 1_250)
    seen: list[tuple[int, bytes]] = []

    def write(me: int) -> None:
        for n in range(each):
            store.commit(batch(f"{me}-{n}", put(("merchant", f"m-{me}"), n)), PATIENCE)

    def follow() -> None:
        while len(seen) < 8 * each:
            entries = store.read("banan", seen[-1][0] if seen else 0, 100)
            seen.extend((entry.position, entry.command.token) for entry in entries)

    threads = [threading.Thread(target=write, args=(me,)) for me in range(8)]
    threads.append(threading.Thread(target=follow))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    assert [position for position, _ in seen] == list(range(1, 8 * each + 1))
    assert {once for _, once in seen} == {token(f"{me}-{n}") for me in range(8) for n in range(each)}


def test_waits_for_the_head_no_longer_than_the_deadline(server: Postgres, url: str, schema: str) -> None:
    """A commit that does not get its partition's row in time is surely not made; another partition's is."""
    store = PostgresStore(url)
    store.commit(batch("1", put("m-1")), PATIENCE)
    with server.connection() as other, other.transaction():
        other.execute(f"SELECT FROM {schema}.head WHERE partition = 'banan' FOR UPDATE".encode())
        with pytest.raises(Unavailable) as refused:
            store.commit(batch("2", put("m-2")), 0.2)
        assert store.commit(batch("3", put("m-1"), partition="yubei"), PATIENCE).first == 1
        assert store.load("banan", ()).head == 1
    again = store.commit(batch("2", put("m-2")), PATIENCE)
    store.close()
    assert refused.value.why.code == "storage.busy"
    assert (again.first, again.replayed) == (2, False)


def test_a_first_commit_that_is_rolled_back_spoils_no_connection(
    server: Postgres, url: str, schema: str
) -> None:
    """What a connection prepared stays prepared when the commit it was for fails; the next one works."""
    first = PostgresStore(url)
    first.commit(batch("1", put("m-1")), PATIENCE)
    store = PostgresStore(url + "&connections=1")
    with server.connection() as other, other.transaction():
        other.execute(f"SELECT FROM {schema}.head WHERE partition = 'banan' FOR UPDATE".encode())
        with pytest.raises(Unavailable) as refused:
            store.commit(batch("2", put("m-2")), 1.0)
    receipt = store.commit(batch("2", put("m-2")), PATIENCE)
    store.close()
    first.close()
    assert refused.value.why.code == "storage.busy"
    assert receipt.first == 2


def test_a_commit_that_the_server_refuses_at_its_very_end_says_why(
    server: Postgres, url: str, schema: str
) -> None:
    """A deferred trigger speaks when all statements have passed: nothing is written, its words are told."""
    store = PostgresStore(url)
    server.execute(f"""
        CREATE FUNCTION {schema}.refuse() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE 'the audit is full'; END $$""")
    server.execute(f"""
        CREATE CONSTRAINT TRIGGER audit AFTER INSERT ON {schema}.entry DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION {schema}.refuse()""")
    with pytest.raises(Unavailable, match="the audit is full"):
        store.commit(batch("1", put("m-1")), 0.5)
    server.execute(f"DROP TRIGGER audit ON {schema}.entry")
    assert store.commit(batch("1", put("m-1")), PATIENCE).first == 1
    store.close()


def test_a_commit_that_standbys_may_lack_is_not_acknowledged(url: str, server: Postgres, schema: str) -> None:
    """G5: when somebody cancels the wait for a synchronous standby, the commit counts as unknown."""
    store = PostgresStore(url)
    first = store.commit(batch("1", put("m-1")), PATIENCE)
    errors: list[StoreError] = []

    def commit() -> None:
        try:
            store.commit(batch("2", put("m-2")), PATIENCE)
        except StoreError as error:
            errors.append(error)

    server.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    server.execute("SELECT pg_reload_conf()")
    waiting = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    thread = threading.Thread(target=commit)
    try:
        until(lambda: server.execute("SHOW synchronous_standby_names") == [("nobody",)], "the setting")
        thread.start()
        until(lambda: bool(server.execute(f"SELECT 1 {waiting}")), "waiting for a standby")
        server.execute(f"SELECT pg_cancel_backend(pid) {waiting}")
    finally:
        server.execute("ALTER SYSTEM RESET synchronous_standby_names")
        server.execute("SELECT pg_reload_conf()")
        thread.join()
    again = store.commit(batch("2", put("m-2")), PATIENCE)
    store.close()
    assert [type(error) for error in errors] == [Indeterminate]
    assert again == attrs.evolve(first, first=2, last=2, replayed=True)
    assert schema in url


def test_finds_the_server_again(server: Postgres, url: str) -> None:
    """A connection that the server closed while it was idle is replaced before a commit is sent into it."""
    store = PostgresStore(url)
    store.commit(batch("1", put("m-1")), PATIENCE)
    ours = "FROM pg_stat_activity WHERE application_name = 'friendly-services'"
    ended = server.execute(f"SELECT pg_terminate_backend(pid, 10000) {ours}")
    receipt = store.commit(batch("2", put("m-2")), PATIENCE)
    store.close()
    assert ended == [(True,)]
    assert (receipt.first, receipt.replayed) == (2, False)


def test_finds_the_next_host_when_one_is_gone(server: Postgres, proxy: Proxy, url: str) -> None:
    """Of several hosts, the one that takes writes is found again when the one in use is lost."""
    hosts = f"127.0.0.1:{proxy.port},127.0.0.1:{server.port}"
    store = PostgresStore(url.replace(f"127.0.0.1:{server.port}", hosts) + "&sslmode=disable")
    store.commit(batch("1", put("m-1")), PATIENCE)
    proxy.close()
    proxy.fault = "request"
    with pytest.raises(Indeterminate):
        store.commit(batch("2", put("m-2")), PATIENCE)
    again = store.commit(batch("2", put("m-2")), PATIENCE)
    store.close()
    assert (again.first, again.replayed) == (2, False)


def test_idle_connections_that_died_hold_nobody_up(server: Postgres, url: str, schema: str) -> None:
    """After a failover every idle connection is dead: all are thrown away at once, with no pause at each."""
    store = PostgresStore(url)
    store.commit(batch("first", put("m")), PATIENCE)
    ours = "FROM pg_stat_activity WHERE application_name = 'friendly-services'"
    threads = [
        threading.Thread(target=store.commit, args=(batch(f"{n}", put(f"m-{n}")), PATIENCE)) for n in range(8)
    ]
    with server.connection() as other, other.transaction():
        other.execute(f"SELECT FROM {schema}.head WHERE partition = 'banan' FOR UPDATE".encode())
        for thread in threads:
            thread.start()
        until(lambda: server.execute(f"SELECT count(*) {ours} AND wait_event_type = 'Lock'") == [(8,)], "all")
    for thread in threads:
        thread.join()
    ended = server.execute(f"SELECT pg_terminate_backend(pid, 10000) {ours}")
    receipt = store.commit(batch("last", put("m", 1)), 5)
    store.close()
    assert ended == [(True,)] * 8
    assert receipt.first == 10


def _are_there(acknowledged: Sized, wanted: int) -> bool:
    return len(acknowledged) >= wanted
