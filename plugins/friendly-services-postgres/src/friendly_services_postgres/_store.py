"""The seven methods of the store in a PostgreSQL database."""

import time  # noqa: TID251 # a store waits for locks until a deadline
from itertools import takewhile
from typing import Final, Literal

import psycopg

from friendly_services.ids import Key, is_id
from friendly_services.storage import (
    EVERY_RECORD,
    Batch,
    Commit,
    Conflict,
    Entry,
    Indeterminate,
    IndexKey,
    Loaded,
    Page,
    Receipt,
    Row,
    StoreInfo,
    Unavailable,
    changed,
    check_batch,
    check_claims,
    check_privacy,
    cursor,
    cursor_at,
    record_key,
    replay_of,
)
from friendly_services.text import Reason, say

from ._arrays import INT8, Byteas
from ._commit import (
    claims_of,
    entry_of,
    index_key_of,
    is_simple,
    parameters_of,
    receipt_of,
    simple_parameters_of,
)
from ._connections import OLDEST, Connections, Server, connect, telling, unavailable, words
from ._purge import purge_at
from ._read import Snapshot, can_be, commits, entries, entry_bounds, record, record_bounds, rows
from ._round_trip import Prepared, Values, round_trip
from ._schema import check_tables, create_tables
from ._statements import statements
from ._url import place_of

__all__ = ["PostgresStore"]

_WORK: Final = 5_000
"""Milliseconds a commit may take on top of waiting for its lock."""


class PostgresStore:
    """Records, journal and commands of any number of cities in one schema of a PostgreSQL database.

    Any number of processes on any number of machines may share it. A commit is one transaction sent in one
    round trip: it locks the partition's row, then checks and writes in one statement. Commits of different
    partitions do not wait for each other, and readers wait for nobody.

    Args:
        url: `postgresql://user@host/database`, with several hosts if standbys may take over. Options of our
            own: `schema` (friendly_services unless given), `create=yes` to make the tables that are missing,
            `connections` (8 at most unless given). All others are libpq's.

    Raises:
        Invalid: the URL cannot be read.
        Unavailable: no server answers, it is too old, or tables are missing and may not be made.
    """

    def __init__(self, url: str) -> None:
        place = place_of(url)
        self._sql = statements(place.schema)
        with telling():
            connection = connect(place)
            with connection:
                found = connection.info.server_version // 10_000
                if found < OLDEST:
                    raise Unavailable(Reason("postgres.old_server", found=found, needed=OLDEST))
                if place.create:
                    create_tables(connection, place.schema)
                check_tables(connection, place.schema)
                self._info = _info(connection)
        self._place = place
        self._connections = Connections(place)

    def describe(self) -> StoreInfo:
        """What this store is, promises and takes at most."""
        return self._info

    def load(self, partition: str, keys: tuple[Key, ...], tokens: tuple[bytes, ...] = ()) -> Loaded:
        """Records and past commands, in one snapshot."""
        snapshot = Snapshot(partition, keys, tokens)
        with self._connections.one() as server:
            if is_id(partition):
                snapshot.take(server.execute(self._sql.load, snapshot.parameters, binary=True))
            if snapshot.committed:
                _confirm(server)
        return Loaded(
            records=tuple(snapshot.records.get(n) for n in range(1, len(keys) + 1)),
            committed=tuple(snapshot.committed.get(n) for n in range(1, len(tokens) + 1)),
            head=snapshot.head,
            at=snapshot.at,
        )

    def commit(self, batch: Batch, deadline: float) -> Receipt:
        """Write all of the batch or nothing of it."""
        until = time.monotonic() + deadline
        check_batch(batch, self._info.limits)
        if is_simple(batch):
            statement, parameters = self._sql.commit_one, simple_parameters_of(batch)
        else:
            if any(put.rewrite for put in batch.puts):
                statement = self._sql.commit_rewritten
            else:
                private = any(put.private for put in batch.puts)
                statement = self._sql.commit_private if private else self._sql.commit
            parameters = parameters_of(batch)
        while True:
            with self._connections.one(until - time.monotonic()) as server:
                written = self._send(server, statement, parameters, max(until - time.monotonic(), 0))
                receipt = receipt_of(batch, *written) if written else self._explain(server, batch)
            if receipt is not None:
                return receipt
            if time.monotonic() >= until:
                raise Unavailable(Reason("storage.busy"))

    def scan(
        self,
        partition: str,
        index: str,
        lo: bytes,
        hi: bytes | None,
        limit: int,
        reverse: bool = False,
        after: bytes | None = None,
    ) -> Page:
        """Records with `lo <= key < hi` in that index, by key and then by record."""
        place = None if after is None else cursor_at(after)
        with self._connections.one() as server:
            if index == EVERY_RECORD and is_id(partition) and limit > 0:
                bounds = record_bounds(lo, hi, reverse, place)
                sql = self._sql.records[reverse]
            elif is_id(index) and is_id(partition) and limit > 0:
                bounds = entry_bounds(index, lo, hi, reverse, place)
                sql = self._sql.scan[reverse]
            else:
                return Page((), None)
            asked = bounds | {"partition": partition, "limit": limit + 1}
            found = server.execute(sql, asked, binary=True).fetchall()
        if index == EVERY_RECORD:
            items = [(IndexKey(EVERY_RECORD, record_key((row[0], row[1]))), record(*row)) for row in found]
        else:
            items = [
                (index_key_of(entry, sole), record(kind, id_, *row)) for entry, kind, id_, sole, *row in found
            ]
        last = items[limit - 1] if len(items) > limit else None
        return Page(tuple(items[:limit]), cursor(last[0].key, last[1].key) if last else None)

    def read(
        self,
        partition: str,
        after: int,
        limit: int,
        key: Key | None = None,
        kind: str | None = None,
        upto: int | None = None,
    ) -> tuple[Entry, ...]:
        """Journal entries at positions above `after`, in order."""
        asked = {"partition": partition, "after": max(after, 0)}
        sql = self._sql.journal
        if key is not None:
            asked |= {"kind": key[0], "id": key[1]}
            sql = self._sql.history
        elif kind is not None:
            asked |= {"kind": kind}
            sql = self._sql.journal_of_kind
        with self._connections.one() as server:
            if not is_id(partition) or not can_be(key, kind):
                return ()
            found = entries(server, sql, asked, limit)
            return tuple(takewhile(lambda entry: upto is None or entry.at <= upto, found))

    def partitions(self, after: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Names above `after`, in order, each with its head."""
        after = after.partition("\0")[0]
        with self._connections.one() as server:
            asked = {"after": after, "limit": max(limit, 0)}
            return tuple(server.execute(self._sql.partitions, asked, binary=True).fetchall())

    def commits(self, partition: str, after: int, limit: int) -> tuple[Commit, ...]:
        """Commits numbered above `after`, in their order, those without an event too."""
        asked = {"partition": partition, "after": after, "limit": limit}
        with self._connections.one() as server:
            return commits(server.execute(self._sql.commits, asked, binary=True))

    def rows(self, partition: str, after: Key | None, limit: int) -> tuple[Row, ...]:
        """Records behind this key, by kind and id, erased ones too."""
        kind, id_ = after or ("", "")
        asked = {"partition": partition, "kind": kind, "id": id_, "limit": limit}
        with self._connections.one() as server:
            return rows(server.execute(self._sql.rows, asked, binary=True))

    def purge(self, deadline: float) -> bool:
        """As the module's `purge`, which says what the role must be allowed and when nothing is left."""
        with self._connections.one(deadline):  # refused once closed
            return purge_at(self._place, deadline)

    def close(self) -> None:
        """Close every connection; twice is fine."""
        self._connections.close()

    def _send(
        self, server: Server, statement: Prepared, parameters: Values, seconds: float
    ) -> tuple[int, int] | None:
        """Commit in one round trip; answers with the head and time if every check passed.

        All statements up to the end of the round trip are one transaction, which the server commits there. So
        nothing limits the time it may take to commit: a commit given up while standbys confirm it would be
        acknowledged all the same.
        """
        timeout = _rounded(seconds)
        server.warning = ""
        calls: list[tuple[Prepared, Values]] = [(self._sql.lock, parameters), (statement, parameters)]
        if server.lock_timeout != timeout:
            times = {"lock": b"%d" % timeout, "statement": b"%d" % (timeout + _WORK)}
            calls.insert(0, (self._sql.timeouts, times))
        try:
            result = round_trip(server, server.ready, calls)
            server.lock_timeout = timeout
        except psycopg.Error as error:
            server.lock_timeout = -1
            if server.broken or server.closed:
                raise Indeterminate(Reason("postgres.lost", message=words(error))) from error
            raise unavailable(error) from error
        if server.warning:
            raise Indeterminate(Reason("postgres.warned", message=server.warning))
        if not result.ntuples:
            return None
        head, at = (INT8.unpack(result.get_value(0, n) or b"")[0] for n in range(2))
        return head, at

    def _explain(self, server: Server, batch: Batch) -> Receipt | None:
        """Find out why nothing was written: the receipt of a replay, or the error.

        None if nothing stands against it any more, since others go on meanwhile.
        """
        keys = tuple(dict.fromkeys((*(put.key for put in batch.puts), *(key for key, _ in batch.expect))))
        snapshot = Snapshot(batch.partition, keys, tuple(command.token for command in batch.commands))
        asked = snapshot.parameters | {"claims": Byteas(list(claims_of(batch)))}
        snapshot.take(server.execute(self._sql.explain, asked, binary=True))
        replay = replay_of(batch, [snapshot.committed.get(n) for n in range(1, len(batch.commands) + 1)])
        if replay is not None:
            return replay
        versions = {record.key: record.version for record in snapshot.records.values()}
        stale = changed(batch, lambda key: versions.get(key, 0))
        if stale:
            raise Conflict(stale)
        check_privacy(batch, lambda key: key in snapshot.private)
        check_claims(batch, lambda name, key: snapshot.holders.get(entry_of(name, key)))
        return None


def _confirm(server: Server) -> None:
    """Wait until standbys have all that this connection has read, as if it had been committed just now.

    A primary that dies while a commit waits for its standbys shows that commit once it is up again, though a
    failover may still take it back: nobody may be told of it before.
    """
    server.warning = ""
    server.execute("SELECT pg_logical_emit_message(true, 'friendly-services', '')")
    if server.warning:
        raise Unavailable(Reason("postgres.warned", message=server.warning))


def _info(connection: Server) -> StoreInfo:
    """What can be promised, by the settings of this role, database and server."""
    names = ("synchronous_commit", "fsync", "full_page_writes", "data_checksums", "wal_recycle")
    rows = connection.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", (list(names),))
    setting = dict(rows.fetchall())
    durability: Literal["power", "process"] = "power"
    notes = []
    if setting["synchronous_commit"] == "off":
        durability = "process"
        notes.append(say(Reason("postgres.not_synchronous")))
    if "off" in (setting["fsync"], setting["full_page_writes"]):
        durability = "process"
        notes.append(say(Reason("postgres.no_fsync")))
    if setting["data_checksums"] == "off":
        notes.append(say(Reason("postgres.no_checksums")))
    if setting["wal_recycle"] == "on":
        notes.append(say(Reason("postgres.recycles")))
    return StoreInfo("postgresql", durability, notes=tuple(notes), erasure=Reason("postgres.erasure"))


def _rounded(seconds: float) -> int:
    """Milliseconds, rounded up by at most an eighth, so that a connection is rarely told another number."""
    exact = max(int(seconds * 1000), 1)
    step = 1 << max(exact.bit_length() - 4, 0)
    return -(-exact // step) * step
